//! Tokens examined: each check by itself, and none hides another.

use authctl::{
    jose::{
        algorithm::Algorithm,
        base64url,
        examined::{Outcome, Wanted, examine},
        jwk_set::JwkSet,
        jws::Keys,
        key::SigningKey,
        symmetric_key::SymmetricKey,
    },
    protocol::time::UnixTime,
};
use serde_json::{Map, Value, json};

use crate::jose_support::{key, members, set, signed};

const NOW: i64 = 1_790_000_000;
const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";

fn claims() -> Map<String, Value> {
    members(json!({
        "iss": "https://id.example", "sub": "alice", "aud": ["api", "app"], "exp": NOW + 60, "iat": NOW - 5,
        "nbf": NOW - 5, "nonce": "n",
    }))
}

fn wanted(set: &JwkSet) -> Wanted<'_> {
    Wanted {
        keys: Keys::Published(set),
        issuer: Some("https://id.example"),
        audience: Some("api"),
        typ: Some("at+jwt"),
        nonce: Some("n"),
        now: UnixTime(NOW),
        skew_s: 60,
    }
}

/// How each check ended that did not pass.
fn ended(token: &str, wanted: &Wanted<'_>) -> Vec<(&'static str, Outcome)> {
    let findings = examine(token, wanted);
    findings
        .iter()
        .map(|it| (it.check, it.outcome))
        .filter(|(_, outcome)| *outcome != Outcome::Passed)
        .collect()
}

fn minted(key: &SigningKey, change: impl FnOnce(&mut Map<String, Value>)) -> String {
    let mut claims = claims();
    change(&mut claims);
    key.sign(Some("at+jwt"), &claims).unwrap()
}

#[test]
fn a_good_token_passes_every_check_and_each_names_its_rule() {
    let key = key(Algorithm::EdDSA, 1);
    let set = set(&[&key]);
    let findings = examine(&minted(&key, |_| {}), &wanted(&set));
    let checks: Vec<_> = findings.iter().map(|it| (it.check, it.outcome)).collect();
    let names = ["form", "alg", "signature", "typ", "iss", "aud", "exp", "nbf", "iat", "nonce"];
    assert_eq!(checks, names.map(|name| (name, Outcome::Passed)));
    assert!(findings.iter().all(|it| it.section.contains('§') && !it.why.is_empty()));
}

#[test]
fn the_type_may_be_short_by_its_first_word_once() {
    // RFC 7515 §4.1.9
    let key = key(Algorithm::EdDSA, 1);
    let set = set(&[&key]);
    let ends = |typ: &str| ended(&key.sign(Some(typ), &claims()).unwrap(), &wanted(&set));
    for typ in ["AT+JWT", "application/at+jwt"] {
        assert_eq!(ends(typ), [], "{typ}");
    }
    for typ in ["application/application/at+jwt", "application/", "jwt"] {
        assert_eq!(ends(typ), [("typ", Outcome::Failed)], "{typ}");
    }
}

#[test]
fn each_check_fails_by_itself() {
    let key = key(Algorithm::EdDSA, 1);
    let set = set(&[&key]);
    type Change = fn(&mut Map<String, Value>);
    let cases: &[(&str, Change)] = &[
        ("iss", |claims| drop(claims.insert("iss".into(), json!("https://id.example/")))),
        ("iss", |claims| drop(claims.remove("iss"))),
        ("iss", |claims| drop(claims.insert("iss".into(), json!(7)))),
        ("aud", |claims| drop(claims.insert("aud".into(), json!("other")))),
        ("aud", |claims| drop(claims.remove("aud"))),
        ("aud", |claims| drop(claims.insert("aud".into(), json!({"api": true})))),
        ("exp", |claims| drop(claims.insert("exp".into(), json!(NOW - 60)))),
        ("exp", |claims| drop(claims.insert("exp".into(), json!("soon")))),
        ("nbf", |claims| drop(claims.insert("nbf".into(), json!(NOW + 61)))),
        ("iat", |claims| drop(claims.insert("iat".into(), json!(NOW + 61)))),
        ("nonce", |claims| drop(claims.insert("nonce".into(), json!("other")))),
        ("nonce", |claims| drop(claims.remove("nonce"))),
    ];
    for (check, change) in cases {
        let token = minted(&key, change);
        assert_eq!(ended(&token, &wanted(&set)), [(*check, Outcome::Failed)], "{check}: {token}");
    }
    let token = key.sign(Some("JWT"), &claims()).unwrap();
    assert_eq!(ended(&token, &wanted(&set)), [("typ", Outcome::Failed)]);
    // Several at once are all told.
    let token = minted(&key, |claims| {
        claims.insert("iss".into(), json!("https://evil.example"));
        claims.insert("exp".into(), json!(1));
    });
    assert_eq!(ended(&token, &wanted(&set)), [("iss", Outcome::Failed), ("exp", Outcome::Failed)]);
}

#[test]
fn what_is_not_asked_or_not_there_is_not_checked_and_not_called_passed() {
    let key = key(Algorithm::EdDSA, 1);
    let set = set(&[&key]);
    let unasked = Wanted { issuer: None, audience: None, typ: None, nonce: None, ..wanted(&set) };
    let names = ["typ", "iss", "aud", "nonce"].map(|name| (name, Outcome::NotChecked));
    assert_eq!(ended(&minted(&key, |_| {}), &unasked), names);
    let bare = key.sign(None, &members(json!({}))).unwrap();
    let names = ["typ", "iss", "aud", "exp", "nbf", "iat", "nonce"].map(|name| (name, Outcome::NotChecked));
    assert_eq!(ended(&bare, &unasked), names);
}

#[test]
fn a_signature_is_believed_of_the_right_key_only() {
    let (own, other) = (key(Algorithm::EdDSA, 1), key(Algorithm::EdDSA, 2));
    let set = set(&[&own]);
    let failed = |token: &str, keys: Keys<'_>| {
        let wanted = Wanted { keys, ..wanted(&set) };
        let failed = ended(token, &wanted).into_iter().filter(|(_, outcome)| *outcome == Outcome::Failed);
        failed.map(|(check, _)| check).collect::<Vec<_>>()
    };
    let published = Keys::Published(&set);
    assert_eq!(failed(&minted(&other, |_| {}), published), ["signature"]);
    let forged = signed(
        &other,
        format!("{{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"{}\"}}", own.kid()).as_bytes(),
        Value::Object(claims()).to_string().as_bytes(),
    );
    assert_eq!(failed(&forged, published), ["signature"]);
    // C74
    let payload = base64url::encode(Value::Object(claims()).to_string().as_bytes());
    for header in [&br#"{"alg":"none","typ":"at+jwt"}"#[..], br#"{"alg":"HS256","typ":"at+jwt"}"#] {
        let token = format!("{}.{payload}.AAAA", base64url::encode(header));
        assert_eq!(failed(&token, published), ["alg"]);
    }
    let hs256 = SymmetricKey::new(Algorithm::HS256, SECRET).unwrap();
    let token = hs256.sign(Some("at+jwt"), &claims()).unwrap();
    assert_eq!(failed(&token, Keys::Symmetric(SECRET)), [""; 0]);
    assert_eq!(failed(&token, Keys::Symmetric(&SECRET.to_ascii_uppercase())), ["signature"]);
    // RFC 7518 §3.2: too short for a key
    assert_eq!(failed(&token, Keys::Symmetric(&SECRET[..31])), ["alg"]);
    assert_eq!(failed(&minted(&own, |_| {}), Keys::Symmetric(SECRET)), ["alg"]);
    // C75
    let critical = signed(&own, br#"{"alg":"EdDSA","crit":["x"],"typ":"at+jwt"}"#, payload.as_bytes());
    assert_eq!(failed(&critical, published), ["form"]);
    // What is signed is not JSON.
    assert_eq!(failed(&signed(&own, br#"{"alg":"EdDSA"}"#, b"text"), published), ["form"]);
}
