//! A right ID token with one thing changed is refused, whatever the thing: scorecard S-19, threats C71 to
//! C87.

use authctl::{
    jose::{
        algorithm::Algorithm,
        hash,
        id_token::{Expectations, validate},
        jwk::JwkSet,
        key::{SigningKey, SymmetricKey},
    },
    secret::SecretString,
};
use serde_json::{Map, Value, json};

use crate::{
    id_token::{CLIENT, ISSUER, NOW, expectations, provider_key, right_claims},
    jose_support::{key, set, signed},
};

/// The token that is right, and what it is checked against.
struct World {
    key: SigningKey,
    keys: JwkSet,
    header: Map<String, Value>,
    claims: Map<String, Value>,
    access_token: SecretString,
    code: SecretString,
}

impl World {
    fn new() -> Self {
        let key = provider_key();
        let mut claims = right_claims();
        let half = |value| hash::left_half(Algorithm::EdDSA, value);
        for (name, value) in [
            ("azp", json!(CLIENT)),
            ("nbf", json!(NOW - 5)),
            ("auth_time", json!(NOW - 30)),
            ("at_hash", json!(half("at-1"))),
            ("c_hash", json!(half("code-1"))),
            ("sid", json!("session-1")),
        ] {
            claims.insert(name.into(), value);
        }
        let header = crate::jose_support::members(json!({"alg": "EdDSA", "kid": key.kid(), "typ": "JWT"}));
        let keys = set(&[&key]);
        Self { keys, key, header, claims, access_token: "at-1".into(), code: "code-1".into() }
    }

    fn expected(&self) -> Expectations<'_> {
        Expectations {
            max_age: Some(100),
            access_token: Some(&self.access_token),
            code: Some(&self.code),
            ..expectations()
        }
    }

    fn accepts(&self, token: &str) -> bool {
        validate(token, &self.keys, &self.expected()).is_ok()
    }

    fn token(&self, header: &Map<String, Value>, claims: &Map<String, Value>) -> String {
        let bytes = |members| serde_json::to_vec(members).unwrap();
        signed(&self.key, &bytes(header), &bytes(claims))
    }

    fn right(&self) -> String {
        self.token(&self.header, &self.claims)
    }
}

/// Every way to change one member: removed, or given another type, an edge of its type, or a near miss.
fn changes(value: &Value) -> Vec<Option<Value>> {
    let mut all: Vec<Option<Value>> = vec![None];
    let others = [
        json!(null),
        json!(""),
        json!(" "),
        json!("null"),
        json!(0),
        json!(-1),
        json!(1),
        json!(0.5),
        json!(1e99),
        json!(-1e99),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(NOW * 1000),
        json!(true),
        json!(false),
        json!([]),
        json!({}),
        json!([null]),
        json!([[]]),
        json!([""]),
        json!({"": ""}),
        json!("\u{0}"),
        json!("é"),
        json!("a".repeat(300)),
    ];
    all.extend(others.into_iter().map(Some));
    all.push(Some(json!([value])));
    all.push(Some(json!([value, "other"])));
    all.push(Some(json!({"value": value})));
    all.push(Some(json!(value.to_string())));
    if let Value::String(text) = value {
        for near in near_misses(text) {
            all.push(Some(json!(near)));
        }
    }
    if let Some(number) = value.as_i64() {
        let far = 100_000_000;
        all.extend([number - far, number + far, -number].map(|number| Some(json!(number))));
        all.push(Some(json!(number.to_string())));
    }
    all.retain(|change| change.as_ref() != Some(value));
    all
}

/// The text with each character flipped, removed or doubled, and with something before or after it.
fn near_misses(text: &str) -> Vec<String> {
    let mut all = vec![text.to_uppercase(), text.to_lowercase(), text.chars().rev().collect()];
    all.extend(
        [" ", "\n", "/", "\u{0}", ".", "%20", "é"]
            .iter()
            .flat_map(|extra| [format!("{extra}{text}"), format!("{text}{extra}")]),
    );
    for (place, character) in text.char_indices() {
        let (before, after) = (&text[..place], &text[place + 1..]);
        all.push(format!("{before}{}{after}", char::from(character as u8 ^ 1)));
        all.push(format!("{before}{}{after}", char::from(character as u8 ^ 0x20)));
        all.push(format!("{before}{after}"));
        all.push(format!("{before}{character}{character}{after}"));
    }
    all.retain(|near| near != text);
    all
}

/// Changes that a right reader lets pass: the claim says nothing that was asked, or says the same in another
/// form.
fn is_harmless(name: &str, change: Option<&Value>) -> bool {
    let number = change.and_then(Value::as_f64);
    match (name, change) {
        // Optional claims: RFC 7519 §4.1.5, OIDC Core §2, §3.1.3.6
        ("nbf" | "azp" | "at_hash" | "c_hash" | "sid", None) => true,
        // Opaque text that nothing was expected of: one sub is as good as another until it is compared
        ("sid", Some(Value::String(_))) => true,
        ("sub", Some(Value::String(text))) => !text.is_empty() && text.len() <= 255 && text.is_ascii(),
        // A list of one audience is that audience: RFC 7519 §4.1.3
        ("aud", Some(value)) => *value == json!([CLIENT]),
        // Another moment that is as good: the day before for iat and nbf, the day after for exp
        ("nbf" | "iat", _) => number.is_some_and(|moment| (0.0..=NOW as f64).contains(&moment)),
        ("exp", _) => number.is_some_and(|moment| (NOW as f64..=253_402_300_799.0).contains(&moment)),
        _ => false,
    }
}

#[test]
fn a_token_with_one_claim_changed_is_refused() {
    let world = World::new();
    assert!(world.accepts(&world.right()));
    let (mut refused, mut harmless) = (0, 0);
    for (name, value) in &world.claims {
        for change in changes(value) {
            let mut claims = world.claims.clone();
            match &change {
                Some(value) => drop(claims.insert(name.clone(), value.clone())),
                None => drop(claims.remove(name)),
            }
            let accepted = world.accepts(&world.token(&world.header, &claims));
            assert_eq!(accepted, is_harmless(name, change.as_ref()), "{name} = {change:?}");
            if accepted { harmless += 1 } else { refused += 1 }
        }
    }
    assert!(refused >= 600, "{refused} refused, {harmless} harmless");
    // Claims under another spelling of their name are other claims
    for name in world.claims.keys().filter(|name| !is_harmless(name, None)) {
        for other in near_misses(name) {
            let mut claims = world.claims.clone();
            let value = claims.remove(name).unwrap();
            claims.insert(other.clone(), value);
            assert!(!world.accepts(&world.token(&world.header, &claims)), "{other:?} for {name}");
        }
    }
}

#[test]
fn a_token_with_one_header_member_changed_is_refused() {
    let world = World::new();
    for (name, value) in &world.header {
        for change in changes(value) {
            let mut header = world.header.clone();
            match &change {
                Some(value) => drop(header.insert(name.clone(), value.clone())),
                None => drop(header.remove(name)),
            }
            let harmless = match (name.as_str(), &change) {
                // One key of the right kind is published, so it need not be named: C84
                ("kid" | "typ", None) => true,
                // Media types have no case: RFC 7515 §4.1.9
                ("typ", Some(Value::String(typ))) => typ.eq_ignore_ascii_case("JWT"),
                _ => false,
            };
            assert_eq!(world.accepts(&world.token(&header, &world.claims)), harmless, "{name} = {change:?}");
        }
    }
}

#[test]
fn a_token_with_one_bit_flipped_is_refused() {
    let world = World::new();
    let token = world.right();
    let mut mutants = 0;
    for place in 0..token.len() {
        for bit in 0..7 {
            let mut bytes = token.clone().into_bytes();
            bytes[place] ^= 1 << bit;
            let mutant = String::from_utf8(bytes).unwrap();
            assert!(!world.accepts(&mutant), "bit {bit} of byte {place}");
            mutants += 1;
        }
        for mutant in [
            format!("{}{}", &token[..place], &token[place + 1..]),
            format!("{}A{}", &token[..place], &token[place..]),
            token[..place].to_owned(),
        ] {
            assert!(!world.accepts(&mutant), "byte {place}");
            mutants += 1;
        }
    }
    assert!(mutants >= 2_000, "{mutants}");
}

#[test]
fn a_token_with_its_parts_swapped_is_refused() {
    let world = World::new();
    let other = {
        let mut claims = world.claims.clone();
        claims.insert("sub".into(), json!("mallory"));
        world.token(&world.header, &claims)
    };
    let (right, other): (String, String) = (world.right(), other);
    let (ours, theirs): (Vec<&str>, Vec<&str>) = (right.split('.').collect(), other.split('.').collect());
    for (header, claims, signature) in [
        (ours[0], theirs[1], ours[2]),
        (ours[0], ours[1], theirs[2]),
        (ours[1], ours[0], ours[2]),
        (ours[2], ours[1], ours[0]),
        (ours[0], ours[1], ""),
        (ours[0], "", ours[2]),
        ("", ours[1], ours[2]),
    ] {
        assert!(!world.accepts(&format!("{header}.{claims}.{signature}")));
    }
    assert!(world.accepts(&[ours[0], ours[1], ours[2]].join(".")));
}

#[test]
fn a_token_of_another_key_or_algorithm_is_refused() {
    let world = World::new();
    for algorithm in Algorithm::ASYMMETRIC {
        let stranger = key(*algorithm, 2);
        let token = stranger.sign(Some("JWT"), &world.claims).unwrap();
        assert!(!world.accepts(&token), "{algorithm}");
        let keys = set(&[&stranger]);
        let others: Vec<Algorithm> =
            Algorithm::ASYMMETRIC.iter().copied().filter(|other| other != algorithm).collect();
        let expected = Expectations { algorithms: &others, ..world.expected() };
        assert!(validate(&token, &keys, &expected).is_err(), "{algorithm} is not allowed");
        // The stranger takes the name of the right key
        let mut named = world.header.clone();
        named.insert("alg".into(), json!(algorithm.name()));
        assert!(!world.accepts(&world.token(&named, &world.claims)) || *algorithm == Algorithm::EdDSA);
    }
    let forger = key(Algorithm::EdDSA, 2);
    let header = serde_json::to_vec(&world.header).unwrap();
    let claims = serde_json::to_vec(&world.claims).unwrap();
    assert!(!world.accepts(&signed(&forger, &header, &claims)));
    let published = world.key.public_jwk().to_string();
    for algorithm in Algorithm::ALL.iter().filter(|algorithm| algorithm.is_symmetric()) {
        for secret in [published.as_bytes(), [0; 64].as_slice(), ISSUER.repeat(4).as_bytes()] {
            let forged =
                SymmetricKey::new(*algorithm, secret).unwrap().sign(Some("JWT"), &world.claims).unwrap();
            assert!(!world.accepts(&forged), "{algorithm}");
        }
    }
}
