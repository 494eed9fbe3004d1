//! `key new` and `key public`: what is kept, what is printed, and that they belong together.

use authctl::{error::Code, jose::key_algorithm::KeyAlgorithm};
use serde_json::{Value, json};

use crate::support::{mutual::Mutual, program::Program, served::Served};

/// Members that nobody but a key's owner may know.
fn is_public(text: &str) -> bool {
    !["\"d\"", "\"p\"", "\"q\"", "PRIVATE"].iter().any(|part| text.contains(part))
}

#[test]
fn every_kind_of_key_is_kept_privately_and_printed_publicly() {
    let program = Program::new();
    for algorithm in KeyAlgorithm::all() {
        let name = algorithm.name();
        let (file, source) = (format!("{name}.jwk"), format!("file:{name}.jwk"));
        let ran = program.run(&["key", "new", "--alg", name, "--out", &file]).ok();
        let printed: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(json!([printed["alg"], printed["use"]]), json!([name, algorithm.usage()]));
        assert!(is_public(&ran.stdout) && is_public(&ran.stderr), "{name}");
        assert!(ran.stderr.contains(&source), "{}", ran.stderr);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(program.path(&file)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600); // C138
        }
        let set = program.run(&["key", "public", "--from", &source]).answer();
        assert_eq!(serde_json::from_str::<Value>(&set).unwrap(), json!({"keys": [printed]}));
        assert!(is_public(&set));
    }
}

#[test]
fn a_key_signs_the_client_in_at_a_provider_that_was_given_what_was_printed() {
    let program = Program::new();
    let jwks =
        program.run(&["key", "new", "--alg", "ES256", "--out", "own.jwks", "--form", "jwks", "--quiet"]);
    let served = Served::configured(&format!(
        "[[clients]]\nclient_id = \"job\"\ntoken_endpoint_auth_method = \"private_key_jwt\"\njwks = '''{}'''\n\
         grant_types = [\"client_credentials\"]\n",
        jwks.answer()
    ));
    let file = program.path("own.jwks").display().to_string();
    let program = program
        .with("AUTHCTL_ISSUER", &served.issuer)
        .with("AUTHCTL_CLIENT_ID", "job")
        .with("AUTHCTL_FLOW", "client-credentials")
        .with("AUTHCTL_CLIENT_KEY_FROM", format!("file:{file}"));
    program.run(&["token"]).answer();
    assert_eq!(served.stat("machine_grants"), 1);
}

#[test]
fn a_key_takes_no_others_place_unless_told_so() {
    let program = Program::new();
    let new = ["key", "new", "--alg", "EdDSA", "--out", "key.jwk"];
    let first = program.run(&new).ok();
    let before = std::fs::read(program.path("key.jwk")).unwrap();
    let ran = program.run(&new).refused(Code::Usage);
    assert!(ran.stderr.contains("--force") && is_public(&ran.stderr), "{}", ran.stderr);
    assert_eq!(std::fs::read(program.path("key.jwk")).unwrap(), before);
    let second = program.run(&[&new[..], &["--force"]].concat()).ok();
    assert_ne!(first.stdout, second.stdout);
    program
        .run(&["key", "new", "--alg", "EdDSA", "--out", "no/such/directory/key"])
        .refused(Code::FileFailed);
}

#[test]
fn the_private_half_is_on_stdout_only_where_that_was_asked_for() {
    let program = Program::new();
    for (form, mark) in [("jwk", "\"d\""), ("jwks", "\"d\""), ("pem", "-----BEGIN PRIVATE KEY-----")] {
        let ran = program.run(&["key", "new", "--alg", "ES256", "--out", "-", "--form", form]);
        let private = ran.answer();
        assert!(private.contains(mark), "{form}");
        let program = Program::new().with("OWN_KEY", private);
        let public = program.run(&["key", "public", "--from", "env:OWN_KEY"]).answer();
        assert!(is_public(&public) && public.contains("\"kid\""), "{public}");
        let public = program.run(&["key", "public", "--from", "env:OWN_KEY", "--form", "pem"]).answer();
        assert!(public.starts_with("-----BEGIN PUBLIC KEY-----\n"), "{public}");
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let program = Program::new();
    for call in [
        &["key", "new"][..],
        &["key", "new", "--alg", "ES256"],
        &["key", "new", "--alg", "RS1", "--out", "k"],
        &["key", "new", "--alg", "HS256", "--out", "k"],
        &["key", "new", "--alg", "RSA-OAEP", "--out", "k"],
        &["key", "new", "--alg", "ES256", "--out", "k", "--to", "keyring:k"],
        &["key", "public"],
    ] {
        assert_eq!(program.run(call).exit, 2, "{call:?}");
        assert!(!program.path("k").exists());
    }
    for place in ["CANARY", "file:k", "env:K", "keyring:"] {
        let ran = program.run(&["key", "new", "--alg", "ES256", "--to", place]).refused(Code::Usage);
        assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
    }
    program.run(&["key", "public", "--from", "file:none"]).refused(Code::SecretUnavailable);
    let program = Program::new().with("NO_KEY", "CANARY");
    let ran = program.run(&["key", "public", "--from", "env:NO_KEY"]).refused(Code::ConfigInvalid);
    assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
    let one = |program: &Program| {
        let ran = program.run(&["key", "new", "--alg", "EdDSA", "--out", "-"]);
        ran.answer()
    };
    let set = format!("{{\"keys\": [{}, {}]}}", one(&program), one(&program));
    let program = Program::new().with("SET", set);
    program.run(&["key", "public", "--from", "env:SET", "--form", "jwk"]).refused(Code::Usage);
    program.run(&["key", "public", "--from", "env:SET"]).answer();
}

#[test]
fn a_certificate_beside_the_key_signs_the_client_in_where_it_was_registered() {
    // RFC 8705 §2.2
    let program = Program::new();
    for algorithm in ["ES256", "ES384", "EdDSA", "PS256"] {
        let (key, cert) = (format!("{algorithm}.key"), format!("{algorithm}.pem"));
        let new = ["key", "new", "--alg", algorithm, "--out", &key, "--cert", &cert, "--form", "jwks"];
        let ran = program.run(&new).ok();
        assert!(is_public(&ran.stdout) && ran.stdout.contains("\"x5c\""), "{}", ran.stdout);
        assert!(ran.stderr.contains("its certificate, which lasts until "), "{}", ran.stderr);
        #[cfg(unix)]
        for file in [&key, &cert] {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(program.path(file)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{file}"); // C138
        }
        let mutual = Mutual::start(&format!(
            "[[clients]]\nclient_id = \"job\"\ntoken_endpoint_auth_method = \"self_signed_tls_client_auth\"\n\
             jwks = '''{}'''\ngrant_types = [\"client_credentials\"]\n",
            ran.stdout
        ));
        let login = ["login", "--profile", "job", "--issuer", &mutual.served.issuer, "--client-id", "job"];
        let more = ["--flow", "client-credentials", "--ca-file", &mutual.served.ca_file];
        let shown = ["--tls-cert", &cert, "--tls-key", &key, "--auth-method", "self_signed_tls_client_auth"];
        program.run(&[&login[..], &more, &shown].concat()).ok();
        assert_eq!(mutual.machine_grants(), 1, "{algorithm}");
    }
}

#[test]
fn a_certificate_takes_no_others_place_and_none_is_left_without_its_key() {
    let program = Program::new();
    program.write("there", "before");
    let new = |more: &[&str]| program.run(&[&["key", "new", "--alg", "ES256"], more].concat());
    let ran = new(&["--out", "new.key", "--cert", "there"]).refused(Code::Usage);
    assert!(ran.stderr.contains("another name for --cert"), "{}", ran.stderr);
    new(&["--out", "there", "--cert", "new.pem"]).refused(Code::Usage);
    new(&["--out", "new", "--cert", "new"]).refused(Code::Usage);
    let ran = program.run(&["key", "new", "--alg", "ECDH-ES", "--out", "new.key", "--cert", "new.pem"]);
    assert!(ran.refused(Code::Usage).stderr.contains("an --alg that signs"));
    for name in ["new", "new.key", "new.pem"] {
        assert!(!program.path(name).exists(), "{name}");
    }
    assert_eq!(std::fs::read_to_string(program.path("there")).unwrap(), "before");
    let ran = new(&["--out", "new.key", "--cert", "there", "--force", "--form", "pem"]).ok();
    assert!(ran.stdout.starts_with("-----BEGIN CERTIFICATE-----\n"), "{}", ran.stdout);
    assert_eq!(std::fs::read_to_string(program.path("there")).unwrap(), ran.stdout);
    let json = new(&["--out", "-", "--cert", "other.pem"]).answer();
    assert!(json.starts_with("-----BEGIN PRIVATE KEY-----"));
}
