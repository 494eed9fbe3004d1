//! Other tokens of the same provider, signed with the same key for the same client, are not ID tokens: RFC
//! 8725 §3.11, §3.12, threat C77.

use authctl::{
    error::Code,
    jose::id_token::{Expectations, validate},
};
use serde_json::{Value, json};

use crate::{
    id_token::{CLIENT, ISSUER, NOW, expectations, provider_key, right_claims},
    jose_support::{members, set},
};

/// The kinds of signed token that a provider or a client makes: name, `typ`, and the claims as the standard
/// has them.
fn kinds() -> Vec<(&'static str, &'static str, Value)> {
    let event = json!({"http://schemas.openid.net/event/backchannel-logout": {}});
    vec![
        (
            "logout token",
            "logout+jwt",
            json!({"iss": ISSUER, "sub": "alice", "aud": CLIENT, "iat": NOW, "exp": NOW + 120,
            "jti": "1", "events": event}),
        ),
        (
            "access token",
            "at+jwt",
            json!({"iss": ISSUER, "sub": "alice", "aud": "https://api.example", "client_id": CLIENT,
            "iat": NOW, "exp": NOW + 300, "jti": "1", "scope": "openid"}),
        ),
        (
            "security event",
            "secevent+jwt",
            json!({"iss": ISSUER, "aud": CLIENT, "iat": NOW, "jti": "1",
            "sub_id": {"format": "opaque", "id": "alice"}, "events": {"urn:example:event": {}}}),
        ),
        (
            "DPoP proof",
            "dpop+jwt",
            json!({"htm": "POST", "htu": "https://id.example/token", "iat": NOW, "jti": "1"}),
        ),
        (
            "authorization response",
            "oauth-authz-resp+jwt",
            json!({"iss": ISSUER, "aud": CLIENT, "exp": NOW + 300, "code": "c",
            "state": "s"}),
        ),
        (
            "client assertion",
            "client-authentication+jwt",
            json!({"iss": CLIENT, "sub": CLIENT, "aud": ISSUER, "iat": NOW,
            "exp": NOW + 60, "jti": "1"}),
        ),
        (
            "signed UserInfo",
            "JWT",
            json!({"iss": ISSUER, "aud": CLIENT, "sub": "alice", "email": "a@id.example"}),
        ),
        (
            "introspection answer",
            "token-introspection+jwt",
            json!({"iss": ISSUER, "aud": CLIENT, "iat": NOW,
            "token_introspection": {"active": true, "sub": "alice"}}),
        ),
    ]
}

#[test]
fn no_other_kind_of_token_is_taken_for_an_id_token() {
    let key = provider_key();
    for (name, typ, claims) in kinds() {
        for expected in [expectations(), Expectations { nonce: None, ..expectations() }] {
            for typ in [Some(typ), Some("JWT"), None] {
                let token = key.sign(typ, &members(claims.clone())).unwrap();
                assert!(validate(&token, &set(&[&key]), &expected).is_err(), "{name} with typ {typ:?}");
            }
        }
    }
}

#[test]
fn a_right_token_under_another_name_is_refused() {
    let key = provider_key();
    let refusal = |typ: Option<&str>, changes: Value| {
        let mut claims = right_claims();
        claims.extend(members(changes));
        let token = key.sign(typ, &claims).unwrap();
        validate(&token, &set(&[&key]), &expectations()).err().map(|error| error.code())
    };
    for (_, typ, _) in kinds().into_iter().filter(|(_, typ, _)| *typ != "JWT") {
        assert_eq!(refusal(Some(typ), json!({})), Some(Code::IdTokenType), "{typ}");
        let long = format!("application/{typ}");
        assert_eq!(refusal(Some(long.as_str()), json!({})), Some(Code::IdTokenType), "{long}");
    }
    for typ in [None, Some("JWT"), Some("jwt")] {
        assert_eq!(refusal(typ, json!({})), None, "{typ:?}");
    }
    for events in [json!({}), json!(null), json!({"urn:example:event": {}})] {
        assert_eq!(refusal(None, json!({ "events": events })), Some(Code::IdTokenType));
    }
}
