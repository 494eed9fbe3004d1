//! Signed authorization requests (RFC 9101) through the real binary.

use authctl::{
    error::Code,
    jose::{algorithm::Algorithm, jws, private_key::PrivateKey},
};
use rcgen::{PKCS_ECDSA_P256_SHA256, PKCS_ED25519, RsaKeySize};
use serde_json::{Value, json};

use crate::support::{
    program::Program,
    scripted::{CLIENT, Provider, Scripted},
    served::Served,
};

fn pem(algorithm: Algorithm) -> String {
    match algorithm {
        Algorithm::ES256 => rcgen::KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap().serialize_pem(),
        Algorithm::EdDSA => rcgen::KeyPair::generate_for(&PKCS_ED25519).unwrap().serialize_pem(),
        _ => {
            let rsa = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, RsaKeySize::_2048);
            rsa.unwrap().serialize_pem()
        }
    }
}

/// The program with this key in its environment, and its public half.
pub fn with_key(algorithm: Algorithm) -> (Program, Value) {
    let pem = pem(algorithm);
    let public = PrivateKey::parse(&pem.as_str().into()).unwrap().signing(algorithm).unwrap().public_jwk();
    let program = Program::new().with("KEY", pem).with("AUTHCTL_CLIENT_KEY_FROM", "env:KEY");
    (program, json!({"keys": [public]}))
}

/// A provider that takes signed requests: what was signed is what it is asked for.
fn taking(more: fn(&mut serde_json::Map<String, Value>)) -> Scripted {
    Scripted::new().metadata(move |document, _| {
        document.insert("request_parameter_supported".into(), true.into());
        more(document);
    })
}

fn object(provider: &Provider) -> (Value, Value) {
    jws::peek(&provider.asked("/authorize")[0].query["request"]).unwrap()
}

#[test]
fn the_whole_request_is_signed_and_the_browser_carries_nothing_beside_it() {
    let provider = taking(|_| ()).start();
    let (program, _) = with_key(Algorithm::ES256);
    let flags = [
        "--jar",
        "--max-age",
        "1h",
        "--claims",
        r#"{"id_token":{"email":null}}"#,
        "--unadvertised",
        "ok",
        "--authorization-details",
        r#"[{"type":"a"}]"#,
        "--resource",
        "https://a.example",
        "--resource",
        "urn:b",
        // C34: what the object says of itself is nobody's to set
        "--param",
        "aud=https://evil.example",
        "--param",
        "sub=user",
        "--trace",
    ];
    let ran = program.run(&[&provider.login()[..], &flags].concat()).refused(Code::IdTokenAuthTime);
    provider.tells_nothing(&ran);
    let query = &provider.asked("/authorize")[0].query;
    assert_eq!(query.keys().collect::<Vec<_>>(), ["client_id", "request"]);
    let (header, claims) = object(&provider);
    assert_eq!(header, json!({"alg": "ES256", "typ": "oauth-authz-req+jwt"}));
    let second = |name: &str| claims[name].as_i64().unwrap();
    assert!(second("exp") - second("iat") <= 60 && second("nbf") == second("iat"), "{claims}");
    assert!(claims["jti"].as_str().unwrap().len() >= 22 && claims.get("sub").is_none(), "{claims}");
    for (name, value) in [
        ("iss", json!(CLIENT)),
        ("aud", json!(provider.issuer())),
        ("client_id", json!(CLIENT)),
        ("response_type", json!("code")),
        ("code_challenge_method", json!("S256")),
        ("max_age", json!(3600)),
        ("claims", json!({"id_token": {"email": null}})),
        ("authorization_details", json!([{"type": "a"}])),
        ("resource", json!(["https://a.example", "urn:b"])),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
}

#[test]
fn a_provider_that_requires_it_is_obeyed_and_nothing_is_ever_sent_unsigned() {
    // C31
    let requiring = |document: &mut serde_json::Map<String, Value>| {
        document.insert("require_signed_request_object".into(), true.into());
    };
    let provider = taking(requiring).start();
    let (program, _) = with_key(Algorithm::EdDSA);
    program.run(&provider.login()).ok();
    assert_eq!(object(&provider).0["alg"], "EdDSA");
    let asked = provider.asked("/authorize").len();
    for flags in [&[][..], &["--jar"], &["--jar", "--unadvertised", "ok"]] {
        let ran = Program::new().run(&[&provider.login()[..], flags].concat()).refused(Code::ConfigInvalid);
        assert!(ran.stderr.contains("give --client-key-from"), "{}", ran.stderr);
        let program = Program::new().with("SECRET", "CANARY-client-secret-of-32-characters");
        let secret = ["--client-secret-from", "env:SECRET"];
        program.run(&[&provider.login()[..], &secret, flags].concat()).refused(Code::ConfigInvalid);
    }
    assert_eq!(provider.asked("/authorize").len(), asked);
}

#[test]
fn the_algorithm_is_one_that_the_provider_takes_for_requests() {
    let provider = taking(|document| {
        drop(document.insert("request_object_signing_alg_values_supported".into(), json!(["none", "PS256"])));
    })
    .start();
    let (program, _) = with_key(Algorithm::PS256);
    program.run(&[&provider.login()[..], &["--jar"]].concat()).ok();
    assert_eq!(object(&provider).0["alg"], "PS256");
    let (program, _) = with_key(Algorithm::ES256);
    let ran = program.run(&[&provider.login()[..], &["--jar"]].concat()).refused(Code::NotOffered);
    assert!(ran.stderr.contains("expected none, PS256, got ES256"), "{}", ran.stderr);
}

#[test]
fn of_several_keys_the_one_signs_that_the_provider_and_the_security_profile_take() {
    let keys = Program::new();
    let made = |alg| keys.run(&["key", "new", "--alg", alg, "--out", "-"]).ok().json();
    let set = json!({"keys": [made("ES384"), made("ECDH-ES"), made("EdDSA"), made("ES256")]});
    let program = Program::new().with("KEY", set.to_string());
    let key = ["--client-key-from", "env:KEY", "--auth-method", "none", "--jar"];
    for (listed, alg) in
        [(json!(["ES256"]), "ES256"), (json!(["RS256", "EdDSA"]), "EdDSA"), (Value::Null, "ES384")]
    {
        let provider = Scripted::new()
            .metadata(move |document, _| {
                document.insert("request_parameter_supported".into(), true.into());
                document.insert("request_object_signing_alg_values_supported".into(), listed.clone());
            })
            .start();
        program.run(&[&provider.login()[..], &key].concat()).ok();
        assert_eq!(object(&provider).0["alg"], alg);
    }
    // FAPI 2.0 §5.4.1 (1)
    let jwks = program.run(&["key", "public", "--from", "env:KEY"]).ok();
    let served = Served::configured(&format!(
        "[[clients]]\nclient_id = \"app\"\ntoken_endpoint_auth_method = \"private_key_jwt\"\njwks = '{}'\n\
         redirect_uris = [\"http://127.0.0.1/callback\"]\nsecurity_profile = \"fapi2\"\n\
         id_token_signed_response_alg = \"ES256\"\n",
        jwks.json()
    ));
    let place = ["login", "--issuer", &served.issuer, "--client-id", "app", "--as", "alice", "--trace"];
    let profile = ["--security-profile", "fapi2", "--client-key-from", "env:KEY", "--jar"];
    let ran = program.run(&[&place[..], &profile].concat()).ok();
    let (_, signed) = ran.stderr.split_once("signed request object\n").expect("it is told");
    assert!(signed.starts_with("   header {\"alg\":\"EdDSA\""), "{signed}");
}

#[test]
fn what_cannot_be_signed_or_is_not_taken_is_said_before_it_is_tried() {
    let provider = Scripted::new().start();
    let (program, _) = with_key(Algorithm::EdDSA);
    let ran = program.run(&[&provider.login()[..], &["--jar"]].concat()).refused(Code::NotOffered);
    assert!(ran.stderr.contains("expected request_parameter_supported: true"), "{}", ran.stderr);
    assert!(provider.asked("/authorize").is_empty());
    let place = ["login", "--issuer", "http://127.0.0.1:1", "--client-id", "a"];
    for flags in [&["--jar=sometimes"][..], &["--jar", "--flow", "device"]] {
        program.run(&[&place[..], flags].concat()).refused(Code::Usage);
    }
}

#[test]
fn a_refusal_of_the_provider_is_told_by_its_name() {
    for (error, code) in [
        ("invalid_request_object", Code::InvalidRequestObject),
        ("request_not_supported", Code::RequestNotSupported),
        ("invalid_request_uri", Code::InvalidRequestUri),
        ("access_denied", Code::AccessDenied),
    ] {
        let provider = taking(|_| ())
            .callback(move |answer, _| {
                answer.remove("code");
                answer.insert("error".into(), error.into());
            })
            .start();
        let (program, _) = with_key(Algorithm::EdDSA);
        program.run(&[&provider.login()[..], &["--jar"]].concat()).refused(code);
        assert!(program.sessions().is_empty());
    }
}

#[test]
fn the_embedded_provider_takes_it_by_value_and_pushed_and_of_whom_has_to_sign_nothing_else() {
    let (program, jwks) = with_key(Algorithm::EdDSA);
    let served = Served::configured(&format!(
        "[[clients]]\nclient_id = \"app\"\ntoken_endpoint_auth_method = \"private_key_jwt\"\njwks = '{jwks}'\n\
         redirect_uris = [\"http://127.0.0.1/callback\"]\nrequire_signed_request_object = true\n\
         request_object_signing_alg = \"EdDSA\"\nid_token_signed_response_alg = \"EdDSA\"\n"
    ));
    let place = ["login", "--issuer", &served.issuer, "--client-id", "app", "--as", "alice"];
    for flags in [&["--jar"][..], &["--jar", "--par"]] {
        program.run(&[&place[..], flags].concat()).ok();
    }
    let before = program.sessions();
    assert_ne!(program.run(&place).exit, 0);
    program.run(&[&place[..], &["--par"]].concat()).refused(Code::InvalidRequest);
    let (stranger, _) = with_key(Algorithm::EdDSA);
    stranger.run(&[&place[..], &["--jar", "--par"]].concat()).refused(Code::InvalidClient);
    assert_eq!(program.sessions(), before);
}
