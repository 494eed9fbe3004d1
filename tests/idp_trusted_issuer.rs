//! Tokens of other issuers at the embedded provider: exchanged (RFC 8693) and as grants (RFC 7523), if everything about them
//! is right.

use authctl::{
    idp::World as _,
    jose::{algorithm::Algorithm, jws, key::SigningKey},
};
use serde_json::{Map, Value, json};

use crate::support::{dev_provider::DevProvider, wire::Answer};

const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const CI: &str = "https://ci.example";

fn key() -> SigningKey {
    SigningKey::generate(Algorithm::EdDSA, &mut |bytes| getrandom::fill(bytes).unwrap()).unwrap()
}

/// A provider that trusts the CI system whose key this is.
fn provider(key: &SigningKey) -> DevProvider {
    let jwks = json!({"keys": [key.public_jwk()]});
    DevProvider::start(&format!(
        "[[issuers]]\nissuer = \"{CI}\"\njwks = '{jwks}'\naudience = \"https://id.example\"\n\
         subjects = [\"repo:a/b\", \"alice\"]\n\
         [[clients]]\nclient_id = \"job\"\nscope = \"deploy read\"\naudience = [\"https://api.example\"]\n\
         grant_types = [\"{EXCHANGE}\", \"{BEARER}\"]\n"
    ))
}

/// The claims of a right token, with changes; `null` leaves one out.
fn token(provider: &DevProvider, key: &SigningKey, changes: Value) -> String {
    let now = provider.world.now().0;
    let right =
        json!({"iss": CI, "sub": "repo:a/b", "aud": "https://id.example", "exp": now + 3600, "iat": now});
    let (Value::Object(mut claims), Value::Object(changes)) = (right, changes) else { unreachable!() };
    claims.extend(changes);
    claims.retain(|_, value| !value.is_null());
    key.sign(None, &claims).unwrap()
}

fn exchange(provider: &DevProvider, token: &str, more: &[(&str, &str)]) -> Answer {
    let fields = [
        ("grant_type", EXCHANGE),
        ("client_id", "job"),
        ("subject_token", token),
        ("subject_token_type", JWT),
    ];
    let mut fields: Vec<(&str, &str)> =
        fields.into_iter().filter(|(name, _)| !more.iter().any(|(other, _)| name == other)).collect();
    fields.extend(more);
    provider.post("/token", &fields)
}

fn bearer(provider: &DevProvider, token: &str, more: &[(&str, &str)]) -> Answer {
    let fields = [("grant_type", BEARER), ("client_id", "job"), ("assertion", token)];
    provider.post("/token", &[&fields[..], more].concat())
}

fn claims(answer: &Answer) -> Map<String, Value> {
    let token = answer.json()["access_token"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned();
    let Some((_, Value::Object(claims))) = jws::peek(&token) else { panic!("no JWT") };
    claims
}

#[test]
fn a_token_of_a_trusted_issuer_gets_one_of_ours_about_the_same_subject() {
    let key = key();
    let provider = provider(&key);
    let token = token(&provider, &key, json!({}));
    let exchanged = exchange(&provider, &token, &[("scope", "read"), ("audience", "https://api.example")]);
    let told = claims(&exchanged);
    assert_eq!(
        (&told["sub"], &told["aud"], &told["client_id"], &told["scope"]),
        (&json!("repo:a/b"), &json!("https://api.example"), &json!("job"), &json!("read"))
    );
    let mut answer = exchanged.json();
    answer["access_token"].take();
    assert_eq!(
        answer,
        json!({
            "access_token": null, "issued_token_type": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 3600,
            "scope": "read",
        })
    );
    let granted = bearer(&provider, &token, &[]);
    assert_eq!(
        (&claims(&granted)["sub"], &claims(&granted)["aud"]),
        (&json!("repo:a/b"), &json!(provider.issuer))
    );
    assert_eq!(granted.json().get("issued_token_type"), None);
}

#[test]
fn whatever_is_wrong_with_the_token_is_told() {
    let (key, other) = (key(), key());
    let provider = provider(&key);
    let now = provider.world.now().0;
    for (changes, signer, why) in [
        (json!({"iss": "https://other.example"}), &key, "is not of an issuer that is trusted here"),
        (json!({"iss": format!("{CI}/")}), &key, "is not of an issuer that is trusted here"),
        (json!({"iss": null}), &key, "is not of an issuer that is trusted here"),
        (json!({}), &other, "is not signed with a key of its issuer"),
        (json!({"exp": null}), &key, "has no exp"),
        (json!({"exp": now}), &key, "has expired"),
        (json!({"exp": "x"}), &key, "has a claim of another type"),
        (json!({"nbf": now + 120}), &key, "is not valid yet"),
        (json!({"aud": "https://other.example"}), &key, "is for another audience"),
        (json!({"aud": ["https://id.example", "https://other.example"]}), &key, "is for another audience"),
        (json!({"aud": provider.issuer.clone()}), &key, "is for another audience"),
        (json!({"aud": null}), &key, "is for another audience"),
        (json!({"sub": "repo:a/b:ref"}), &key, "is about somebody who has nothing here"),
        (json!({"sub": null}), &key, "is about somebody who has nothing here"),
    ] {
        let token = token(&provider, signer, changes.clone());
        for (answer, error) in [
            (exchange(&provider, &token, &[]), "invalid_request"),
            (bearer(&provider, &token, &[]), "invalid_grant"),
        ] {
            assert_eq!(answer.error(), (400, error.into()), "{changes}");
            let told = answer.json()["error_description"].as_str().unwrap().to_owned();
            assert!(told.contains(why), "{changes}: {told}");
        }
    }
    assert_eq!(provider.stat("machine_grants"), 0);
}

#[test]
fn an_exchange_is_for_one_registered_audience_and_for_access_tokens() {
    let key = key();
    let provider = provider(&key);
    let token = token(&provider, &key, json!({}));
    for (fields, error) in [
        (vec![("audience", "https://other.example")], "invalid_target"),
        (vec![("audience", "https://api.example"), ("resource", "https://id.example")], "invalid_target"),
        (vec![("scope", "admin")], "invalid_scope"),
        (vec![("scope", "openid")], "invalid_scope"),
        (vec![("subject_token_type", ACCESS_TOKEN)], "invalid_request"),
        (vec![("subject_token_type", "")], "invalid_request"),
        (vec![("subject_token", "")], "invalid_request"),
        (vec![("requested_token_type", JWT)], "invalid_request"),
        (vec![("actor_token", "x")], "invalid_request"),
    ] {
        assert_eq!(exchange(&provider, &token, &fields).error(), (400, error.into()), "{fields:?}");
    }
    let own = exchange(&provider, &token, &[("resource", &provider.issuer.clone())]);
    assert_eq!(claims(&own)["aud"], provider.issuer);
}

#[test]
fn a_subject_that_is_called_like_a_person_is_not_that_person() {
    let key = key();
    let provider = provider(&key);
    let answer = bearer(&provider, &token(&provider, &key, json!({"sub": "alice"})), &[]);
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    let told = provider.post("/introspect", &[("client_id", "job"), ("token", &token)]).json();
    assert_eq!((&told["active"], &told["sub"], told.get("username")), (&json!(true), &json!("alice"), None));
    let userinfo = provider.post_with("/userinfo", &[("Authorization", &format!("Bearer {token}"))], &[]);
    assert_eq!(userinfo.error(), (403, "insufficient_scope".into()));
}
