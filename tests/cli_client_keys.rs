//! `client register` with keys of the client: the provider is given their public halves, each with its use, and is asked for what
//! they are for.

use serde_json::{Value, json};

use crate::support::{
    program::Program, ran::Ran, scripted::CLIENT, scripted::Scripted, sealed::Pair, served::Served,
};

const SEALED: [&str; 6] =
    ["--id-token-form", "encrypted", "--request-object-form", "encrypted", "--response-form", "encrypted"];

fn register(program: &Program, issuer: &str, more: &[&str]) -> Ran {
    program.run(&[&["client", "register", "--profile", "work", "--issuer", issuer], more].concat())
}

/// What the provider has of the client.
fn registration(program: &Program) -> Value {
    program.run(&["client", "show", "--profile", "work", "--json"]).json()["registration"].clone()
}

/// The use of each published key, and whether it has a name; no private part is among them.
fn uses(registration: &Value) -> Vec<(String, bool)> {
    let keys = registration["jwks"]["keys"].as_array().cloned().unwrap_or_default();
    let one = |key: &Value| {
        assert!(["d", "p", "k"].iter().all(|name| key.get(*name).is_none()), "{key}");
        (key["use"].as_str().unwrap().to_owned(), key.get("kid").is_some())
    };
    keys.iter().map(one).collect()
}

/// A program with a key that signs and one that decrypts, as one set in a private file.
fn with_set() -> (Program, String) {
    let program = Program::new().configured("");
    let made = |alg| program.run(&["key", "new", "--alg", alg, "--out", "-"]).ok().json();
    let set = json!({"keys": [made("ES256"), made("ECDH-ES")]});
    let file = program.private("keys.jwks", &set.to_string());
    (program, file)
}

#[test]
fn a_client_with_a_secret_registers_its_keys_and_signs_in_with_everything_encrypted() {
    let ((program, file), served) = (with_set(), Served::start());
    let key = ["--client-key", &file, "--auth-method", "client_secret_basic"];
    register(&program, &served.issuer, &[&key[..], &SEALED].concat()).ok();
    let registration = registration(&program);
    assert_eq!(uses(&registration), [("sig".to_owned(), true), ("enc".to_owned(), true)]);
    for member in ["id_token_encrypted_response_alg", "authorization_encrypted_response_alg"] {
        assert_eq!(registration[member], "ECDH-ES", "{member}");
    }
    assert!(registration.get("userinfo_encrypted_response_alg").is_none());
    let ran = program.run(&["login", "--profile", "work", "--as", "alice", "--trace"]).ok();
    for told in [
        "encrypted request object\n   ECDH-ES with A128CBC-HS256 to key ",
        "checked encryption of the authorization response\n",
        "checked encryption of the ID token\n",
        "authorization: Basic ",
    ] {
        assert!(ran.stderr.contains(told), "{told} in {}", ran.stderr);
    }
    program.run(&["token", "--profile", "work"]).ok();
}

#[test]
fn a_key_is_published_for_what_it_is_for() {
    let served = Served::start();
    let pem = || {
        Program::new().configured("").with("KEY", Pair::ec().pem).with("AUTHCTL_CLIENT_KEY_FROM", "env:KEY")
    };
    let sig = || ("sig".to_owned(), false);
    let enc = || ("enc".to_owned(), false);
    // one that does not say it signs, and decrypts where something is encrypted
    for (flags, uses_of_it) in [
        (&[][..], vec![sig()]),
        (&["--id-token-form", "encrypted"], vec![sig(), enc()]),
        (&["--auth-method", "none"], vec![sig()]),
        (&["--auth-method", "none", "--userinfo-form", "signed-encrypted"], vec![sig(), enc()]),
        (&["--auth-method", "client_secret_post", "--response-form", "encrypted"], vec![sig(), enc()]),
    ] {
        let program = pem();
        register(&program, &served.issuer, flags).ok();
        let registration = registration(&program);
        assert_eq!(uses(&registration), uses_of_it, "{flags:?}");
        let method = flags.get(1).filter(|_| flags[0] == "--auth-method").unwrap_or(&"private_key_jwt");
        assert_eq!(registration["token_endpoint_auth_method"], *method);
        program.run(&["login", "--profile", "work", "--as", "alice"]).ok();
    }
    // one that only decrypts proves nothing
    let program = Program::new().configured("");
    program.run(&["key", "new", "--alg", "RSA-OAEP-256", "--out", "own.jwk", "--quiet"]).ok();
    let key =
        ["--client-key", "own.jwk", "--userinfo-form", "encrypted", "--request-object-encryption-alg", "dir"];
    assert_eq!(register(&program, &served.issuer, &key).exit, 2);
    register(&program, &served.issuer, &key[..4]).ok();
    let registration = registration(&program);
    assert_eq!(uses(&registration), [("enc".to_owned(), true)]);
    assert_eq!(
        json!([registration["token_endpoint_auth_method"], registration["userinfo_encrypted_response_alg"]]),
        json!(["none", "RSA-OAEP-256"])
    );
    program.run(&["login", "--profile", "work", "--as", "alice"]).ok();
}

#[test]
fn a_provider_without_a_way_that_a_key_opens_is_asked_for_nothing() {
    let provider = Scripted::new()
        .metadata(|document, world| {
            document.insert("registration_endpoint".into(), format!("{}/register", world.issuer).into());
            document.insert("id_token_encryption_alg_values_supported".into(), json!(["RSA-OAEP"]));
        })
        .start();
    let program = Program::new().configured("").with("KEY", Pair::ec().pem);
    let key = ["--client-key-from", "env:KEY", "--id-token-form", "encrypted", "--name", CLIENT];
    let ran = register(&program, provider.issuer(), &key).refused(authctl::error::Code::ConfigInvalid);
    assert!(ran.stderr.contains("id_token_encryption_alg_values_supported"), "{}", ran.stderr);
    assert!(provider.asked("/register").is_empty());
}
