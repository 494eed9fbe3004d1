//! What an ID token must say to be believed, claim by claim: OIDC Core §2, §3.1.3.7, §12.2; threats C71 to
//! C82.

use authctl::{
    error::{Code, Result},
    jose::{
        algorithm::Algorithm,
        hash,
        id_token::{Expectations, IdToken, IssuerRule, validate, validate_refreshed},
        key::{SigningKey, SymmetricKey},
        validated::Validated,
    },
    protocol::time::UnixTime,
    secret::SecretString,
};
use serde_json::{Map, Value, json};

use crate::jose_support::{key, members, set, signed};

pub const ISSUER: &str = "https://id.example";
pub const CLIENT: &str = "client-1";
pub const NOW: i64 = 1_800_000_000;

/// The key that all of these tokens are signed with.
pub fn provider_key() -> SigningKey {
    key(Algorithm::EdDSA, 1)
}

/// The claims of a token that is right.
pub fn right_claims() -> Map<String, Value> {
    members(
        json!({"iss": ISSUER, "sub": "alice", "aud": CLIENT, "exp": NOW + 300, "iat": NOW - 5, "nonce": "n-1"}),
    )
}

/// What the client of that token expects.
pub fn expectations() -> Expectations<'static> {
    Expectations { nonce: Some("n-1"), ..Expectations::new(IssuerRule::Exact(ISSUER), CLIENT, UnixTime(NOW)) }
}

/// Claims with some replaced or added; `null` removes one.
fn claims(changes: Value) -> Map<String, Value> {
    let mut claims = right_claims();
    for (name, value) in members(changes) {
        if value.is_null() {
            claims.remove(&name);
        } else {
            claims.insert(name, value);
        }
    }
    claims
}

fn check(changes: Value, expected: &Expectations<'_>) -> Result<Validated<IdToken>> {
    let key = provider_key();
    validate(&key.sign(None, &claims(changes)).unwrap(), &set(&[&key]), expected)
}

fn refusal(changes: Value, expected: &Expectations<'_>) -> Option<Code> {
    check(changes, expected).err().map(|error| {
        assert!(error.exit() == 9);
        error.code()
    })
}

#[test]
fn a_right_token_is_believed_and_says_what_was_checked() {
    let token = check(
        json!({"azp": CLIENT, "sid": "s", "auth_time": NOW - 9, "email": "a@id.example"}),
        &expectations(),
    )
    .unwrap();
    assert_eq!(
        (token.iss.as_str(), token.sub.as_str(), token.aud.as_slice()),
        (ISSUER, "alice", &[CLIENT.to_owned()][..])
    );
    assert_eq!(
        (token.exp, token.iat, token.auth_time),
        (UnixTime(NOW + 300), UnixTime(NOW - 5), Some(UnixTime(NOW - 9)))
    );
    assert_eq!(
        (token.nonce.as_deref(), token.sid.as_deref(), token.azp.as_deref()),
        (Some("n-1"), Some("s"), Some(CLIENT))
    );
    assert_eq!(token.claims["email"], "a@id.example");
    assert_eq!((token.algorithm, token.kid.as_deref()), (Algorithm::EdDSA, Some(provider_key().kid())));
    let checked: Vec<&str> = token.checked.iter().map(|check| check.rule).collect();
    assert_eq!(checked, ["signature", "typ", "iss", "aud", "azp", "exp", "iat", "sub", "nonce"]);
}

#[test]
fn the_right_provider_client_and_person() {
    let long = "a".repeat(256);
    for (changes, code) in [
        // C71
        (json!({"iss": null}), Code::IdTokenIss),
        (json!({"iss": "https://evil.example"}), Code::IdTokenIss),
        (json!({"iss": "https://id.example/"}), Code::IdTokenIss),
        (json!({"iss": "https://ID.example"}), Code::IdTokenIss),
        (json!({"iss": [ISSUER]}), Code::IdTokenMalformed),
        // C72
        (json!({"aud": null}), Code::IdTokenAud),
        (json!({"aud": []}), Code::IdTokenAud),
        (json!({"aud": "other"}), Code::IdTokenAud),
        (json!({"aud": ["other"]}), Code::IdTokenAud),
        (json!({"aud": [CLIENT, "other"], "azp": CLIENT}), Code::IdTokenAud),
        (json!({"aud": [CLIENT, 7]}), Code::IdTokenMalformed),
        (json!({"aud": {CLIENT: true}}), Code::IdTokenMalformed),
        // C73
        (json!({"azp": "other"}), Code::IdTokenAzp),
        (json!({"azp": ""}), Code::IdTokenAzp),
        (json!({"azp": [CLIENT]}), Code::IdTokenMalformed),
        (json!({"aud": [CLIENT, CLIENT]}), Code::IdTokenAzp),
        // C78
        (json!({"sub": null}), Code::IdTokenSub),
        (json!({"sub": ""}), Code::IdTokenSub),
        (json!({"sub": long}), Code::IdTokenSub),
        (json!({"sub": "zoë"}), Code::IdTokenSub),
        (json!({"sub": 7}), Code::IdTokenMalformed),
        // C81
        (json!({"nonce": null}), Code::IdTokenNonce),
        (json!({"nonce": "n-2"}), Code::IdTokenNonce),
        (json!({"nonce": "N-1"}), Code::IdTokenNonce),
        (json!({"nonce": ""}), Code::IdTokenNonce),
        (json!({"nonce": ["n-1"]}), Code::IdTokenMalformed),
    ] {
        assert_eq!(refusal(changes.clone(), &expectations()), Some(code), "{changes}");
    }
    for changes in [json!({"aud": [CLIENT]}), json!({"sub": "a".repeat(255)}), json!({"azp": CLIENT})] {
        assert_eq!(refusal(changes.clone(), &expectations()), None, "{changes}");
    }
    let trusting = Expectations { trusted_audiences: &["other"], ..expectations() };
    assert_eq!(refusal(json!({"aud": [CLIENT, "other"], "azp": CLIENT}), &trusting), None);
    assert_eq!(refusal(json!({"aud": [CLIENT, "other"]}), &trusting), Some(Code::IdTokenAzp));
    assert_eq!(refusal(json!({"aud": "other"}), &trusting), Some(Code::IdTokenAud));
    let without_nonce = Expectations { nonce: None, ..expectations() };
    assert_eq!(refusal(json!({"nonce": null}), &without_nonce), None);
    assert_eq!(refusal(json!({"nonce": "unasked"}), &without_nonce), None);
    assert_eq!(refusal(json!({"nonce": 1}), &without_nonce), Some(Code::IdTokenMalformed));
}

#[test]
fn the_right_time() {
    for (changes, code) in [
        // C79, C80: to the second, with 60 s for the clocks
        (json!({"exp": NOW - 59, "iat": NOW - 400}), None),
        (json!({"exp": NOW - 60, "iat": NOW - 400}), Some(Code::IdTokenExpired)),
        (json!({"exp": NOW as f64 + 0.5}), None),
        (json!({"exp": null}), Some(Code::IdTokenExpired)),
        (json!({"exp": "99999999999"}), Some(Code::IdTokenMalformed)),
        (json!({"exp": 1e99}), Some(Code::IdTokenMalformed)),
        (json!({"iat": NOW + 600, "exp": NOW + 900}), None),
        (json!({"iat": NOW + 601, "exp": NOW + 900}), Some(Code::IdTokenIat)),
        (json!({"iat": NOW + 10, "exp": NOW + 9}), Some(Code::IdTokenIat)),
        (json!({"iat": NOW - 7 * 86_400}), None),
        (json!({"iat": null}), Some(Code::IdTokenIat)),
        (json!({"iat": true}), Some(Code::IdTokenMalformed)),
        (json!({"nbf": NOW + 60}), None),
        (json!({"nbf": NOW + 61}), Some(Code::IdTokenNbf)),
        (json!({"nbf": "0"}), Some(Code::IdTokenMalformed)),
        (json!({"auth_time": "0"}), Some(Code::IdTokenMalformed)),
    ] {
        assert_eq!(refusal(changes.clone(), &expectations()), code, "{changes}");
    }
    // The allowance is never more than 300 s, nor less than none
    let expired = |ago: i64, skew_s| {
        refusal(json!({"exp": NOW - ago, "iat": NOW - 9000}), &Expectations { skew_s, ..expectations() })
    };
    assert_eq!((expired(299, 300), expired(300, 300)), (None, Some(Code::IdTokenExpired)));
    assert_eq!((expired(299, 9000), expired(300, 9000)), (None, Some(Code::IdTokenExpired)));
    assert_eq!((expired(-1, -500), expired(0, -500)), (None, Some(Code::IdTokenExpired)));
    let error = check(json!({"exp": NOW - 60, "iat": NOW - 400}), &expectations()).unwrap_err();
    assert_eq!(error.found().unwrap().raw(), "60 s ago by this machine's clock");
}

#[test]
fn a_sign_in_recent_enough() {
    let recent = Expectations { max_age: Some(100), ..expectations() };
    for (changes, code) in [
        (json!({"auth_time": NOW - 160}), None),
        (json!({"auth_time": NOW - 161}), Some(Code::IdTokenAuthTime)),
        (json!({"auth_time": NOW + 601}), Some(Code::IdTokenAuthTime)),
        (json!({"auth_time": null}), Some(Code::IdTokenAuthTime)),
    ] {
        assert_eq!(refusal(changes.clone(), &recent), code, "{changes}");
    }
    let forever = Expectations { max_age: Some(u64::MAX), ..expectations() };
    assert_eq!(refusal(json!({"auth_time": 0}), &forever), None);
}

#[test]
fn the_access_token_and_the_code_that_it_came_with() {
    // C82
    let (access_token, code) = (SecretString::from("at-1"), SecretString::from("code-1"));
    let expected = Expectations { access_token: Some(&access_token), code: Some(&code), ..expectations() };
    let half = |value| hash::left_half(Algorithm::EdDSA, value);
    let right = json!({"at_hash": half("at-1"), "c_hash": half("code-1")});
    let checked = check(right, &expected).unwrap().into_inner().checked;
    assert_eq!(checked.iter().map(|check| check.rule).collect::<Vec<_>>()[8..], ["at_hash", "c_hash"]);
    for (changes, code) in [
        (json!({"at_hash": half("at-2")}), Code::IdTokenAtHash),
        (json!({"at_hash": ""}), Code::IdTokenAtHash),
        (json!({"at_hash": hash::left_half(Algorithm::RS256, "at-1")}), Code::IdTokenAtHash),
        (json!({"at_hash": 1}), Code::IdTokenMalformed),
        (json!({"c_hash": half("code-2")}), Code::IdTokenCHash),
    ] {
        assert_eq!(refusal(changes.clone(), &expected), Some(code), "{changes}");
    }
    assert_eq!(refusal(json!({}), &expected), None);
}

#[test]
fn the_provider_of_many_tenants_is_believed_by_the_tokens_own_tenant() {
    let template = Expectations {
        issuer: IssuerRule::Tenant("https://login.example/{tenantid}/v2.0"),
        ..expectations()
    };
    let tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    let iss = format!("https://login.example/{tenant}/v2.0");
    assert_eq!(refusal(json!({"iss": iss, "tid": tenant}), &template), None);
    for changes in [
        json!({"iss": iss}),
        json!({"iss": iss, "tid": "72f988bf-86f1-41af-91ab-2d7cd011db48"}),
        json!({"iss": "https://login.example/{tenantid}/v2.0", "tid": "{tenantid}"}),
        json!({"iss": "https://login.example/a/../b/v2.0", "tid": "a/../b"}),
        json!({"iss": "https://login.example//v2.0", "tid": ""}),
        json!({"iss": iss, "tid": [tenant]}),
    ] {
        assert_eq!(refusal(changes.clone(), &template), Some(Code::IdTokenIss), "{changes}");
    }
    let names = [ISSUER.to_owned(), "id.example".to_owned()];
    let either = Expectations { issuer: IssuerRule::AnyOf(&names), ..expectations() };
    assert_eq!(refusal(json!({"iss": "id.example"}), &either), None);
    assert_eq!(refusal(json!({"iss": "evil.example"}), &either), Some(Code::IdTokenIss));
}

#[test]
fn a_symmetric_token_only_where_the_client_has_agreed_to_it() {
    // C74
    let secret = SecretString::from("a client secret of thirty-two by");
    let sign = |secret: &SecretString| {
        let key = SymmetricKey::new(Algorithm::HS256, secret.expose().as_bytes()).unwrap();
        key.sign(None, &right_claims()).unwrap()
    };
    let check = |token: &str, expected: &Expectations<'_>| {
        validate(token, &set(&[&provider_key()]), expected).err().map(|error| error.code())
    };
    let token = sign(&secret);
    let agreed =
        Expectations { symmetric_secret: Some(&secret), algorithms: &[Algorithm::HS256], ..expectations() };
    assert_eq!(check(&token, &agreed), None);
    assert_eq!(check(&token, &expectations()), Some(Code::IdTokenAlg));
    assert_eq!(
        check(&token, &Expectations { symmetric_secret: Some(&secret), ..expectations() }),
        Some(Code::IdTokenAlg)
    );
    assert_eq!(check(&token, &Expectations { symmetric_secret: None, ..agreed }), Some(Code::IdTokenAlg));
    let other = SecretString::from("another secret of thirty-two byt");
    assert_eq!(check(&sign(&other), &agreed), Some(Code::IdTokenSignature));
    let short = SecretString::from("short");
    assert_eq!(
        check(&token, &Expectations { symmetric_secret: Some(&short), ..agreed }),
        Some(Code::IdTokenAlg)
    );
    // A published key does not count where a secret was agreed
    let published = provider_key().sign(None, &right_claims()).unwrap();
    assert_eq!(check(&published, &agreed), Some(Code::IdTokenAlg));
    let both = Expectations { algorithms: &[Algorithm::HS256, Algorithm::EdDSA], ..agreed };
    assert_eq!((check(&token, &both), check(&published, &both)), (None, None));
}

#[test]
fn a_key_that_is_not_published_asks_for_the_keys_anew() {
    // C83
    let rotated = key(Algorithm::EdDSA, 2);
    let token = rotated.sign(None, &right_claims()).unwrap();
    let refused = validate(&token, &set(&[&provider_key()]), &expectations()).unwrap_err();
    assert_eq!(refused.code(), Code::UnknownKey);
    assert!(validate(&token, &set(&[&provider_key(), &rotated]), &expectations()).is_ok());
}

#[test]
fn a_claim_twice_is_refused() {
    // C15, C16
    let key = provider_key();
    let right = Value::Object(right_claims()).to_string();
    for (payload, code) in [
        (format!("{},\"aud\":\"{CLIENT}\"}}", &right[..right.len() - 1]), Some(Code::DuplicateJsonKey)),
        (format!("{},\"\\u0069ss\":\"{ISSUER}\"}}", &right[..right.len() - 1]), Some(Code::DuplicateJsonKey)),
        (format!("{},\"Iss\":\"https://evil.example\"}}", &right[..right.len() - 1]), None),
        (format!("{right} {right}"), Some(Code::IdTokenMalformed)),
        (format!("[{right}]"), Some(Code::IdTokenMalformed)),
        ("[".repeat(60_000), Some(Code::IdTokenMalformed)), // C86: too long once it is in base64
        ("[".repeat(10_000), Some(Code::JsonRefused)),      // C17
    ] {
        let header = json!({"alg": "EdDSA", "kid": key.kid()}).to_string();
        let token = signed(&key, header.as_bytes(), payload.as_bytes());
        let refused = validate(&token, &set(&[&key]), &expectations()).err().map(|error| error.code());
        assert_eq!(refused, code, "{}", &payload[..payload.len().min(200)]);
    }
}

#[test]
fn a_refreshed_token_is_of_the_same_login() {
    // C81, OIDC Core §12.2
    let key = provider_key();
    let login = json!({"auth_time": NOW - 3600, "azp": CLIENT});
    let kept = SecretString::from(key.sign(None, &claims(login.clone())).unwrap());
    let refreshing = Expectations { nonce: None, trusted_audiences: &["other"], ..expectations() };
    let refusal = |changes: Value| {
        let mut changed = members(login.clone());
        changed.extend(members(changes));
        let new = check(Value::Object(changed), &refreshing).unwrap();
        validate_refreshed(&new, &kept).err().map(|error| error.code())
    };
    for changes in [
        json!({}),
        json!({"nonce": null}),
        json!({"auth_time": null}),
        json!({"aud": [CLIENT]}),
        json!({"iat": NOW, "exp": NOW + 9000}),
    ] {
        assert_eq!(refusal(changes.clone()), None, "{changes}");
    }
    for changes in [
        json!({"sub": "mallory"}),
        json!({"aud": [CLIENT, "other"]}),
        json!({"azp": null}),
        json!({"auth_time": NOW - 10}),
        json!({"nonce": "n-2"}),
    ] {
        assert_eq!(refusal(changes.clone()), Some(Code::IdTokenChanged), "{changes}");
    }
    let elsewhere = Expectations { issuer: IssuerRule::Exact("https://other.example"), ..refreshing };
    let new = check(json!({"iss": "https://other.example", "azp": CLIENT}), &elsewhere).unwrap();
    assert_eq!(validate_refreshed(&new, &kept).unwrap_err().code(), Code::IdTokenChanged);
    assert_eq!(validate_refreshed(&new, &SecretString::from("?")).unwrap_err().code(), Code::IdTokenChanged);
}
