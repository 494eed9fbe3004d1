//! Client assertions at the embedded provider: taken once, and only if everything about them is right.

use authctl::{
    idp::World as _,
    jose::{
        algorithm::Algorithm, base64url, client_assertion::TYPE, key::SigningKey, symmetric_key::SymmetricKey,
    },
};
use serde_json::{Map, Value, json};

use crate::support::{dev_provider::DevProvider, wire::Answer};

const SECRET: &str = "CANARY-of-the-client-32-bytes-long";

fn key(algorithm: Algorithm) -> SigningKey {
    SigningKey::generate(algorithm, &mut |bytes| getrandom::fill(bytes).unwrap()).unwrap()
}

/// A provider with the client `job`, whose key this is, and the client `old`, which signs with its secret.
fn provider(key: &SigningKey) -> DevProvider {
    let jwks = json!({"keys": [key.public_jwk()]});
    DevProvider::start(&format!(
        "[[clients]]\nclient_id = \"job\"\ntoken_endpoint_auth_method = \"private_key_jwt\"\njwks = '{jwks}'\n\
         grant_types = [\"client_credentials\"]\n\
         [[clients]]\nclient_id = \"old\"\ntoken_endpoint_auth_method = \"client_secret_jwt\"\n\
         client_secret = \"{SECRET}\"\ngrant_types = [\"client_credentials\"]\n"
    ))
}

/// The claims of a right assertion of `client`, with changes; `null` leaves one out.
fn claims(provider: &DevProvider, client: &str, changes: Value) -> Map<String, Value> {
    let now = provider.world.now().0;
    let mut jti = [0; 8];
    getrandom::fill(&mut jti).unwrap();
    let right = json!({
        "iss": client, "sub": client, "aud": provider.issuer, "exp": now + 60, "iat": now,
        "jti": base64url::encode(jti),
    });
    let (Value::Object(mut claims), Value::Object(changes)) = (right, changes) else { unreachable!() };
    claims.extend(changes);
    claims.retain(|_, value| !value.is_null());
    claims
}

fn ask(provider: &DevProvider, assertion: &str, more: &[(&str, &str)]) -> Answer {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion),
    ];
    provider.post("/token", &[&fields[..], more].concat())
}

#[test]
fn every_kind_of_key_that_is_registered_is_taken() {
    for algorithm in
        [Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA, Algorithm::PS256]
    {
        let key = key(algorithm);
        let provider = provider(&key);
        for audience in [provider.issuer.clone(), format!("{}/token", provider.issuer)] {
            for kid in [None, Some(key.kid())] {
                let claims = claims(&provider, "job", json!({"aud": audience}));
                let answer = ask(&provider, &key.sign_as(kid, None, &claims).unwrap(), &[]);
                assert_eq!(answer.status, 200, "{algorithm} {}", answer.body);
            }
        }
    }
    let provider = provider(&key(Algorithm::EdDSA));
    let secret = SymmetricKey::new(Algorithm::HS256, SECRET.as_bytes()).unwrap();
    let assertion = secret.sign(None, &claims(&provider, "old", json!({}))).unwrap();
    assert_eq!(ask(&provider, &assertion, &[("client_id", "old")]).status, 200);
}

#[test]
fn an_assertion_works_once() {
    // C133
    let key = key(Algorithm::EdDSA);
    let provider = provider(&key);
    let assertion = key.sign(None, &claims(&provider, "job", json!({}))).unwrap();
    assert_eq!(ask(&provider, &assertion, &[]).status, 200);
    for _ in 0..2 {
        let again = ask(&provider, &assertion, &[]);
        assert_eq!(again.error(), (401, "invalid_client".into()));
        assert_eq!(
            again.json()["error_description"],
            "the client assertion was used before (RFC 7523 section 3)"
        );
    }
    assert_eq!(provider.stat("machine_grants"), 1);
}

#[test]
fn whatever_is_wrong_with_an_assertion_is_told() {
    // C133, C74, C78
    let key = key(Algorithm::EdDSA);
    let provider = provider(&key);
    let (now, token) = (provider.world.now().0, format!("{}/token", provider.issuer));
    for (changes, why) in [
        (json!({"iss": "authctl"}), "must have the client_id as iss and as sub"),
        (json!({"iss": null}), "must have the client_id as iss and as sub"),
        (json!({"aud": null}), "must have the issuer or the token endpoint as aud"),
        (json!({"aud": "https://other.example"}), "must have the issuer or the token endpoint as aud"),
        (
            json!({"aud": format!("{}/", provider.issuer)}),
            "must have the issuer or the token endpoint as aud",
        ),
        (json!({"aud": [provider.issuer.clone()]}), "as one string"),
        (json!({"aud": [provider.issuer.clone(), token]}), "as one string"),
        (json!({"exp": null}), "has no exp"),
        (json!({"exp": now}), "has expired"),
        (json!({"exp": now - 30}), "has expired"),
        (json!({"exp": now + 600}), "lives for more than 5 minutes"),
        (json!({"exp": "soon"}), "of another type"),
        (json!({"iat": now + 120}), "is of the future"),
        (json!({"nbf": now + 120}), "is of the future"),
        (json!({"jti": null}), "has no jti"),
        (json!({"jti": ""}), "has no jti"),
        (json!({"jti": 7}), "of another type"),
    ] {
        let answer =
            ask(&provider, &key.sign(None, &claims(&provider, "job", changes.clone())).unwrap(), &[]);
        assert_eq!(answer.error(), (401, "invalid_client".into()), "{changes}");
        let told = answer.json()["error_description"].as_str().unwrap().to_owned();
        assert!(told.contains(why), "{changes}: {told}");
    }
    assert_eq!(provider.stat("machine_grants"), 0);
}

#[test]
fn what_the_client_did_not_sign_is_nobodys() {
    // C74, C75
    let key = key(Algorithm::EdDSA);
    let provider = provider(&key);
    let claims = || claims(&provider, "job", json!({}));
    let other = self::key(Algorithm::EdDSA).sign(None, &claims()).unwrap();
    let right = key.sign(None, &claims()).unwrap();
    let (signed, _) = right.rsplit_once('.').unwrap();
    let unsigned =
        format!("{}.{}.", base64url::encode(r#"{"alg":"none"}"#), signed.split_once('.').unwrap().1);
    // The public key, which everybody knows, as a secret.
    let public = key.public_jwk().to_string();
    let confused =
        SymmetricKey::new(Algorithm::HS256, public.as_bytes()).unwrap().sign(None, &claims()).unwrap();
    let of_old = SymmetricKey::new(Algorithm::HS256, SECRET.as_bytes()).unwrap();
    let of_another_kind = key.sign(None, &self::claims(&provider, "old", json!({}))).unwrap();
    let of_a_public_client = key.sign(None, &self::claims(&provider, "authctl", json!({}))).unwrap();
    let unknown = key.sign(None, &self::claims(&provider, "nobody", json!({}))).unwrap();
    for assertion in [
        other,
        format!("{signed}."),
        format!("{signed}.AAAA"),
        unsigned,
        confused,
        of_old.sign(None, &claims()).unwrap(),
        of_another_kind,
        of_a_public_client,
        unknown,
        "x".to_owned(),
    ] {
        assert_eq!(ask(&provider, &assertion, &[]).error(), (401, "invalid_client".into()), "{assertion}");
    }
    for (fields, error) in [
        ([("client_id", "old"), ("x", "y")], (401, "invalid_client")),
        ([("client_id", "job"), ("client_secret", "x")], (400, "invalid_request")),
    ] {
        let answer = ask(&provider, &key.sign(None, &claims()).unwrap(), &fields);
        assert_eq!(answer.error(), (error.0, error.1.to_owned()), "{fields:?}");
    }
    for (name, value) in [("client_assertion_type", "urn:other"), ("client_assertion_type", "")] {
        let assertion = key.sign(None, &claims()).unwrap();
        let fields = [("grant_type", "client_credentials"), ("client_assertion", &assertion), (name, value)];
        assert_eq!(provider.post("/token", &fields).error(), (401, "invalid_client".into()));
    }
    let bare = provider.post("/token", &[("grant_type", "client_credentials"), ("client_id", "job")]);
    assert_eq!(bare.error(), (401, "invalid_client".into()));
}

#[test]
fn what_a_client_had_too_many_of_is_refused_rather_than_taken_twice() {
    // C133, P17
    let key = key(Algorithm::EdDSA);
    let provider = provider(&key);
    let closed =
        json!({"change": "assertions_closed", "client_id": "job", "until": provider.world.now().0 + 60});
    provider.journal.text.lock().unwrap().extend_from_slice(format!("{closed}\n").as_bytes());
    let provider = provider.restart();
    let assertion = |lasts: i64| {
        let exp = provider.world.now().0 + lasts;
        key.sign(None, &claims(&provider, "job", json!({"exp": exp}))).unwrap()
    };
    let answer = ask(&provider, &assertion(60), &[]);
    assert_eq!(answer.error(), (503, "temporarily_unavailable".into()));
    assert!(answer.body.contains("it is not known any more whether this one was used"), "{}", answer.body);
    assert_eq!(ask(&provider, &assertion(61), &[]).status, 200);
    let secret = SymmetricKey::new(Algorithm::HS256, SECRET.as_bytes()).unwrap();
    let of_another = secret.sign(None, &claims(&provider, "old", json!({}))).unwrap();
    assert_eq!(ask(&provider, &of_another, &[]).status, 200);
}
