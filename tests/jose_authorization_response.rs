//! Signed authorization responses: each rule with a token that breaks it alone (JARM §2.4, RFC 8725 §3; threats C74, C77).

use authctl::{
    error::Code,
    jose::{
        algorithm::Algorithm,
        authorization_response::{Expectations, state_of_unverified, validate},
        id_token,
    },
    protocol::time::UnixTime,
    secret::SecretString,
};
use serde_json::{Value, json};

use crate::{
    id_token::{CLIENT, ISSUER, NOW, expectations, provider_key, right_claims},
    jose_support::{members, set, signed},
};

fn expected() -> Expectations<'static> {
    Expectations {
        issuer: ISSUER,
        client_id: CLIENT,
        algorithms: Algorithm::ASYMMETRIC,
        symmetric_secret: None,
        now: UnixTime(NOW),
        skew_s: 60,
    }
}

fn right() -> Value {
    json!({"iss": ISSUER, "aud": CLIENT, "exp": NOW + 60, "code": "c", "state": "s"})
}

fn refusal(typ: Option<&str>, changes: &Value) -> Option<Code> {
    let mut claims = members(right());
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.remove(name)),
            value => drop(claims.insert(name.clone(), value.clone())),
        }
    }
    let token = provider_key().sign(typ, &claims).unwrap();
    validate(&token, &set(&[&provider_key()]), &expected()).err().map(|error| error.code())
}

#[test]
fn every_rule_refuses_what_breaks_it() {
    for typ in [None, Some("JWT"), Some("jwt")] {
        assert_eq!(refusal(typ, &json!({})), None, "{typ:?}");
    }
    assert_eq!(refusal(None, &json!({"aud": [CLIENT]})), None);
    assert_eq!(refusal(None, &json!({"exp": NOW - 59})), None);
    for changes in [
        json!({"iss": null}),
        json!({"iss": "https://evil.example"}),
        json!({"iss": [ISSUER]}),
        json!({"aud": null}),
        json!({"aud": "other"}),
        json!({"aud": [CLIENT, "other"]}),
        json!({"aud": []}),
        json!({"exp": null}),
        json!({"exp": NOW - 60}),
        json!({"exp": "soon"}),
        json!({"sub": "alice"}),
        json!({"nonce": "n"}),
        json!({"events": {}}),
    ] {
        assert_eq!(refusal(None, &changes), Some(Code::ResponseJwtInvalid), "{changes}");
    }
    for typ in ["at+jwt", "logout+jwt", "oauth-authz-req+jwt", "application/jwt", ""] {
        assert_eq!(refusal(Some(typ), &json!({})), Some(Code::ResponseJwtInvalid), "{typ}");
    }
}

#[test]
fn a_signature_is_by_the_provider_and_by_an_algorithm_that_is_allowed() {
    // C74
    let key = provider_key();
    let claims = members(right());
    let token = key.sign(Some("JWT"), &claims).unwrap();
    let keys = set(&[&key]);
    let refused = |token: &str, expected: &Expectations<'_>| {
        validate(token, &keys, expected).err().map(|error| error.code())
    };
    let others: Vec<Algorithm> =
        Algorithm::ASYMMETRIC.iter().copied().filter(|one| *one != key.algorithm()).collect();
    let without = Expectations { algorithms: &others, ..expected() };
    assert_eq!(refused(&token, &without), Some(Code::ResponseJwtInvalid));
    let empty = validate(&token, &set(&[]), &expected()).unwrap_err();
    assert_eq!(empty.code(), Code::UnknownKey);
    for header in [r#"{"alg":"none"}"#, r#"{"alg":"HS256"}"#] {
        let forged = signed(&key, header.as_bytes(), Value::Object(claims.clone()).to_string().as_bytes());
        assert_eq!(refused(&forged, &expected()), Some(Code::ResponseJwtInvalid), "{header}");
    }
    let (rest, _) = token.rsplit_once('.').unwrap();
    for broken in [format!("{rest}."), format!("{rest}.AAAA"), rest.to_owned(), "a.b.c".into(), String::new()]
    {
        assert_eq!(refused(&broken, &expected()), Some(Code::ResponseJwtInvalid), "{broken}");
    }
    // a public key is no secret
    let secret = SecretString::from("a secret of at least thirty-two bytes");
    let symmetric = Expectations { symmetric_secret: Some(&secret), ..expected() };
    assert_eq!(refused(&token, &symmetric), None);
}

#[test]
fn a_response_is_no_id_token_and_an_id_token_is_no_response() {
    // C77
    let (key, keys) = (provider_key(), set(&[&provider_key()]));
    let id_token = key.sign(Some("JWT"), &right_claims()).unwrap();
    assert_eq!(validate(&id_token, &keys, &expected()).unwrap_err().code(), Code::ResponseJwtInvalid);
    let response = key.sign(Some("JWT"), &members(right())).unwrap();
    assert!(id_token::validate(&response, &keys, &expectations()).is_err());
}

#[test]
fn the_state_inside_is_read_before_anything_is_verified_and_nothing_else() {
    let token = signed(&provider_key(), br#"{"alg":"none"}"#, br#"{"state":"CANARY-s"}"#);
    assert_eq!(state_of_unverified(&token).unwrap().expose(), "CANARY-s");
    for payload in [&br#"{"state":1}"#[..], br#"{}"#, b"[]", br#"{"state":"a","state":"b"}"#] {
        let token = signed(&provider_key(), br#"{"alg":"none"}"#, payload);
        assert!(state_of_unverified(&token).is_none());
    }
    assert!(state_of_unverified("a.b").is_none() && state_of_unverified("").is_none());
}
