//! `private_key_jwt`, `client_secret_jwt` and assertions of others, through the real binary.

use authctl::{
    error::Code,
    jose::{algorithm::Algorithm, client_assertion::TYPE, jws, private_key::PrivateKey},
};
use rcgen::{PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, RsaKeySize};
use serde_json::{Value, json};

use crate::support::{
    exchange::Reply,
    program::Program,
    scripted::{CLIENT, Provider, Scripted},
    served::Served,
};

/// Private keys as PEM, with the algorithm that each is used with.
fn keys() -> Vec<(Algorithm, String)> {
    let rsa = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let of = |algorithm| rcgen::KeyPair::generate_for(algorithm).unwrap().serialize_pem();
    vec![
        (Algorithm::ES256, of(&PKCS_ECDSA_P256_SHA256)),
        (Algorithm::ES384, of(&PKCS_ECDSA_P384_SHA384)),
        (Algorithm::EdDSA, of(&PKCS_ED25519)),
        (Algorithm::RS256, rsa.serialize_pem()),
    ]
}

fn public(pem: &str, algorithm: Algorithm) -> Value {
    let key = PrivateKey::parse(&pem.into()).unwrap();
    key.signing(algorithm).unwrap().public_jwk()
}

fn job(program: Program, issuer: &str) -> Program {
    program
        .with("AUTHCTL_FLOW", "client-credentials")
        .with("AUTHCTL_ISSUER", issuer)
        .with("AUTHCTL_CLIENT_ID", CLIENT)
        .with("AUTHCTL_STORE", "memory")
}

/// The job with a key in a file of its own.
fn with_key(issuer: &str, pem: &str) -> Program {
    let program = job(Program::new(), issuer);
    let file = private(&program, "key.pem", pem);
    program.with("AUTHCTL_CLIENT_KEY_FROM", format!("file:{file}"))
}

fn private(program: &Program, name: &str, text: &str) -> String {
    let file = program.write(name, text);
    mode(&file, 0o600);
    file.display().to_string()
}

fn mode(file: &std::path::Path, mode: u32) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
    }
}

fn sent(provider: &Provider) -> Vec<(Value, Value)> {
    let asked = provider.asked("/token");
    asked.iter().map(|asked| jws::peek(&asked.form["client_assertion"]).unwrap()).collect()
}

#[test]
fn a_client_signs_in_with_whatever_key_it_has() {
    for (algorithm, pem) in keys() {
        let jwks = json!({"keys": [public(&pem, algorithm)]});
        let served = Served::configured(&format!(
            "[[clients]]\nclient_id = \"{CLIENT}\"\ntoken_endpoint_auth_method = \"private_key_jwt\"\n\
             jwks = '{jwks}'\ngrant_types = [\"client_credentials\"]\nscope = \"api\"\n"
        ));
        let program = with_key(&served.issuer, &pem);
        program.run(&["token"]).answer();
        assert_eq!(served.stat("machine_grants"), 1, "{algorithm}");
    }
}

#[test]
fn a_whole_session_of_a_person_is_proved_by_assertions_each_used_once() {
    // C133: login, refresh, and two revocations
    let (algorithm, pem) = keys().swap_remove(0);
    let jwks = json!({"keys": [public(&pem, algorithm)]});
    let served = Served::configured(&format!(
        "[[clients]]\nclient_id = \"app\"\ntoken_endpoint_auth_method = \"private_key_jwt\"\njwks = '{jwks}'\n\
         redirect_uris = [\"http://127.0.0.1/callback\"]\n"
    ));
    let program = Program::new();
    let source = format!("file:{}", private(&program, "key.pem", &pem));
    let place =
        ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "app", "--as", "alice"];
    let more = ["--client-key-from", &source, "--scope", "openid offline_access"];
    program.run(&[&place[..], &more].concat()).ok();
    program.run(&["refresh"]).ok();
    // Each of its two revocations is refused unless its assertion is a new one.
    program.run(&["logout"]).ok();
    assert_eq!(served.stat("refreshes"), 1);
}

#[test]
fn a_secret_can_sign_instead_of_being_sent() {
    let secret = "CANARY-of-the-client-32-bytes-long";
    let served = Served::configured(&format!(
        "[[clients]]\nclient_id = \"{CLIENT}\"\ntoken_endpoint_auth_method = \"client_secret_jwt\"\n\
         client_secret = \"{secret}\"\ngrant_types = [\"client_credentials\"]\n"
    ));
    let program = job(Program::new(), &served.issuer)
        .with("AUTHCTL_CLIENT_SECRET_FROM", "env:SECRET")
        .with("AUTHCTL_AUTH_METHOD", "client_secret_jwt")
        .with("SECRET", secret);
    let ran = program.run(&["token", "--trace"]).ok();
    assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
    let ran = program.with("SECRET", "CANARY-too-short").run(&["token"]).refused(Code::ConfigInvalid);
    assert!(ran.stderr.contains("at least 32 bytes for HS256") && !ran.stderr.contains("CANARY"));
}

#[test]
fn each_assertion_is_new_for_the_issuer_and_shown_nowhere() {
    // C133, C145
    let (_, pem) = keys().swap_remove(0);
    let provider = Scripted::new()
        .metadata(|document, _| {
            document.insert("token_endpoint_auth_methods_supported".into(), json!(["private_key_jwt"]));
        })
        .start();
    let program = with_key(provider.issuer(), &pem);
    for _ in 0..2 {
        let ran = program.run(&["token", "--trace"]).ok();
        let form = &provider.asked("/token").pop().unwrap().form;
        assert!(!ran.stderr.contains(&form["client_assertion"]), "{}", ran.stderr);
        assert!(ran.stderr.contains("client_assertion = [secret"), "{}", ran.stderr);
        assert_eq!((form["client_assertion_type"].as_str(), form["client_id"].as_str()), (TYPE, CLIENT));
        assert!(!form.contains_key("client_secret"));
    }
    let sent = sent(&provider);
    let [(header, first), (_, second)] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!(header, &json!({"alg": "ES256", "typ": "JWT"}));
    assert_eq!(
        (&first["iss"], &first["sub"], &first["aud"]),
        (&json!(CLIENT), &json!(CLIENT), &json!(provider.issuer()))
    );
    assert_eq!(first["exp"].as_i64().unwrap() - first["iat"].as_i64().unwrap(), 60);
    assert!(first["jti"] != second["jti"] && first["jti"].as_str().unwrap().len() >= 16);
    program.with("AUTHCTL_ASSERTION_AUDIENCE", "token-endpoint").run(&["token"]).ok();
    assert_eq!(self::sent(&provider)[2].1["aud"], format!("{}/token", provider.issuer()));
}

#[test]
fn the_algorithm_is_one_that_key_and_provider_have_in_common() {
    let keys = keys();
    let listing = |algorithms: Value| {
        Scripted::new().metadata(move |document, _| {
            document.insert("token_endpoint_auth_signing_alg_values_supported".into(), algorithms.clone());
        })
    };
    let (_, rsa) = &keys[3];
    let provider = listing(json!(["ES256", "PS384", "PS256"])).start();
    with_key(provider.issuer(), rsa).run(&["token"]).ok();
    assert_eq!(sent(&provider)[0].0["alg"], "PS256");
    let (_, ec) = &keys[1];
    let ran = with_key(provider.issuer(), ec).run(&["token"]).refused(Code::AuthMethodUnsupported);
    assert!(ran.stderr.contains("expected ES256, PS384, PS256, got ES384"), "{}", ran.stderr);
}

#[test]
fn a_jwk_brings_its_name_and_its_algorithm() {
    // RFC 8037 Appendix A.1
    let jwk = json!({
        "kty": "OKP", "crv": "Ed25519", "kid": "key-7", "alg": "EdDSA", "use": "sig",
        "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    });
    let provider = Scripted::new().start();
    with_key(provider.issuer(), &jwk.to_string()).run(&["token"]).ok();
    assert_eq!(sent(&provider)[0].0, json!({"alg": "EdDSA", "kid": "key-7", "typ": "JWT"}));
}

#[test]
fn an_assertion_of_another_is_sent_as_it_is_and_read_anew_each_time() {
    // C141
    let provider = Scripted::new().start();
    let issuer = &provider.world;
    let assertion = |exp: i64, jti: &str| {
        let Value::Object(claims) = json!({"sub": "workload", "exp": exp, "jti": jti}) else {
            unreachable!()
        };
        issuer.key.sign(None, &claims).unwrap()
    };
    let program = job(Program::new(), provider.issuer());
    let file = program.path("assertion");
    let program = program.with("AUTHCTL_CLIENT_ASSERTION_FROM", format!("file:{}", file.display()));
    for jti in ["one", "two"] {
        std::fs::write(&file, assertion(issuer.now() + 60, jti) + "\n").unwrap();
        // as platforms write it
        mode(&file, 0o644);
        program.run(&["token"]).ok();
        assert_eq!(provider.asked("/token").pop().unwrap().form["client_assertion"], assertion_of(&file));
    }
    let asked = provider.asked("/token").len();
    std::fs::write(&file, assertion(issuer.now() - 1, "three")).unwrap();
    let ran = program.run(&["token"]).refused(Code::SecretUnavailable);
    assert!(ran.stderr.contains("has expired, and was not sent"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("eyJ"), "{}", ran.stderr);
    mode(&file, 0o666);
    if cfg!(unix) {
        program.run(&["token"]).refused(Code::StorePermissions);
    }
    assert_eq!(provider.asked("/token").len(), asked);
}

fn assertion_of(file: &std::path::Path) -> String {
    std::fs::read_to_string(file).unwrap().trim_end().to_owned()
}

#[test]
fn a_key_that_cannot_be_used_is_told_without_being_shown() {
    let (_, pem) = keys().swap_remove(0);
    let served = Served::start();
    for (text, why) in [
        ("CANARY", "it is neither PEM nor a JWK"),
        ("{CANARY", "it is not JSON"),
        ("{\"kty\":\"RSA\",\"n\":\"CANARY\"}", "a part of it is missing"),
        ("{\"kty\":\"oct\",\"k\":\"CANARY\"}", "its kty and crv are not RSA, EC, Ed25519 or X25519"),
        (&pem.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"), "it is encrypted with a passphrase"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nCANARY==\n\
             -----END RSA PRIVATE KEY-----\n",
            "it is encrypted with a passphrase",
        ),
        (
            &pem.replace("PRIVATE KEY", "OPENSSH PRIVATE KEY"),
            "it is in OpenSSH's own format (`ssh-keygen -p -m PKCS8 -f FILE` changes that)",
        ),
        (&pem.replace('\n', "\\n"), "its lines end in a backslash and an n"),
        (&pem.replace("PRIVATE KEY", "PUBLIC KEY"), "it is neither PEM nor a JWK"),
    ] {
        let ran = with_key(&served.issuer, text).run(&["token"]).refused(Code::ConfigInvalid);
        let line = format!("the client's private key cannot be used: {why} [config_invalid]");
        assert!(ran.stderr.contains(&line), "{}", ran.stderr);
        assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
    }
    let program = with_key(&served.issuer, &pem);
    let both = program.with("AUTHCTL_CLIENT_SECRET_FROM", "env:SECRET").with("SECRET", "CANARY");
    both.run(&["token"]).refused(Code::ConfigInvalid);
    let inline = with_key(&served.issuer, &pem).with("AUTHCTL_CLIENT_KEY_FROM", pem);
    let ran = inline.run(&["token"]).refused(Code::ConfigInvalid);
    assert!(!ran.stderr.contains("PRIVATE KEY"), "{}", ran.stderr);
    let program = job(Program::new(), &served.issuer).with("AUTHCTL_AUTH_METHOD", "private_key_jwt");
    program.run(&["token"]).refused(Code::ConfigInvalid);
}

#[test]
fn for_a_nonce_an_assertion_of_ours_is_made_anew_and_one_of_others_is_told_to_have_been_sent_twice() {
    // C133, C137
    let (algorithm, pem) = keys().swap_remove(0);
    let jwks = json!({"keys": [public(&pem, algorithm)]});
    let served = Served::configured(&format!(
        "require_dpop_nonce = true\n[[clients]]\nclient_id = \"{CLIENT}\"\njwks = '{jwks}'\n\
         token_endpoint_auth_method = \"private_key_jwt\"\ngrant_types = [\"client_credentials\"]\n"
    ));
    with_key(&served.issuer, &pem).with("AUTHCTL_DPOP", "required").run(&["token"]).ok();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let claims = json!({"iss": CLIENT, "sub": CLIENT, "aud": served.issuer, "exp": now + 60, "jti": "once"});
    let key = PrivateKey::parse(&pem.as_str().into()).unwrap().signing(algorithm).unwrap();
    let assertion = key.sign_as(None, None, claims.as_object().unwrap()).unwrap();
    let given = job(Program::new(), &served.issuer)
        .with("AUTHCTL_CLIENT_ASSERTION_FROM", "env:JWT")
        .with("JWT", assertion)
        .with("AUTHCTL_DPOP", "required");
    let ran = given.run(&["token"]).refused(Code::InvalidClient);
    assert!(ran.stderr.contains("--client-assertion-from was sent more than once"), "{}", ran.stderr);
    assert!(ran.stderr.contains("was used before"), "{}", ran.stderr);
    assert_eq!(served.stat("machine_grants"), 1);
}

#[test]
fn a_subject_token_that_was_sent_twice_for_a_nonce_is_told_so() {
    // C133, C137
    let nonce = "Content-Type: application/json\r\nDPoP-Nonce: one\r\n";
    let provider = Scripted::new()
        .metadata(|document, _| {
            drop(document.insert("dpop_signing_alg_values_supported".into(), json!(["ES256"])))
        })
        .at("/token", move |asked, _| match jws::peek(&asked.headers["dpop"]).unwrap().1.get("nonce") {
            None => Reply::new("400 Bad Request", nonce, r#"{"error":"use_dpop_nonce"}"#),
            Some(_) => Reply::error("invalid_grant"),
        })
        .start();
    let program = job(Program::new(), provider.issuer())
        .with("AUTHCTL_FLOW", "jwt-bearer")
        .with("AUTHCTL_SUBJECT_TOKEN_FROM", "env:JWT")
        .with("JWT", "a-token-of-another-issuer")
        .with("AUTHCTL_DPOP", "required");
    let ran = program.run(&["token"]).refused(Code::InvalidGrant);
    assert!(ran.stderr.contains("--subject-token-from was sent twice"), "{}", ran.stderr);
    assert_eq!(provider.asked("/token").len(), 2);
}
