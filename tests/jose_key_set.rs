//! Key sets that providers publish, and that attackers would: RFC 7517, threats C15, C83 to C85.

use authctl::{
    error::Code,
    jose::{algorithm::Algorithm, base64url, jwk::JwkSet},
};
use serde_json::{Value, json};

use crate::jose_support::{key, members, refusal, set};

/// A published key with some members replaced; `null` removes one.
fn changed(algorithm: Algorithm, changes: Value) -> Value {
    let mut jwk = members(key(algorithm, 1).public_jwk());
    for (name, value) in members(changes) {
        if value.is_null() {
            jwk.remove(&name);
        } else {
            jwk.insert(name, value);
        }
    }
    jwk.into()
}

fn parse(keys: &[Value]) -> Result<JwkSet, Code> {
    JwkSet::parse(json!({ "keys": keys }).to_string().as_bytes()).map_err(|error| error.code())
}

fn reason(key: Value) -> String {
    let error = JwkSet::parse(json!({"keys": [key]}).to_string().as_bytes()).unwrap_err();
    assert_eq!(error.code(), Code::JwksInvalid);
    error.text().to_owned()
}

#[test]
fn a_key_that_breaks_a_rule_is_named_with_the_rule() {
    use Algorithm::*;
    // C85
    let zeros = base64url::encode([0; 32]);
    let short_y = base64url::encode([9; 31]);
    for (key, why) in [
        (changed(RS256, json!({"e": "AQ"})), "the exponent of an RSA key is 65537"),
        (changed(RS256, json!({"e": "Aw"})), "the exponent of an RSA key is 65537"),
        (changed(RS256, json!({"e": "AAEAAQ"})), "the exponent of an RSA key is 65537"),
        (changed(RS256, json!({"n": base64url::encode([0xc1; 128])})), "an RSA key has 2048 to 8192 bits"),
        (changed(RS256, json!({"n": base64url::encode([0xc1; 8192])})), "an RSA key has 2048 to 8192 bits"),
        (
            changed(RS256, json!({"n": base64url::encode([0xc0; 256])})),
            "n is even, so no product of two primes",
        ),
        (changed(RS256, json!({"n": null})), "a required member is missing or not base64url"),
        (changed(RS256, json!({"n": "AQAB="})), "a required member is missing or not base64url"),
        (changed(RS256, json!({"n": 65537})), "a member that must be a string is not"),
        (changed(RS256, json!({"alg": "ES256"})), "alg does not fit kty and crv"),
        (changed(ES256, json!({"alg": "ES384"})), "alg does not fit kty and crv"),
        (changed(ES256, json!({"x": zeros, "y": zeros})), "the point is not on the curve"),
        (changed(ES256, json!({"y": key(ES256, 2).public_jwk()["y"]})), "the point is not on the curve"),
        (changed(ES256, json!({"y": short_y})), "a coordinate has the wrong length"),
        (changed(ES256, json!({"crv": "P-384", "alg": null})), "a coordinate has the wrong length"),
        (changed(ES256, json!({"crv": null})), "crv is missing"),
        (changed(EdDSA, json!({"x": base64url::encode([0; 31])})), "x has the wrong length"),
        (changed(EdDSA, json!({"kty": null})), "kty is missing"),
        (changed(EdDSA, json!({"kid": 7})), "a member that must be a string is not"),
        (changed(EdDSA, json!({"key_ops": "verify"})), "key_ops is not a list"),
    ] {
        assert_eq!(reason(key.clone()), format!("a key of the provider cannot be used: {why}"), "{key}");
    }
}

#[test]
fn a_broken_key_harms_only_the_tokens_that_name_it() {
    let good = key(Algorithm::EdDSA, 1);
    let weak = changed(Algorithm::RS256, json!({"n": base64url::encode([0xc1; 128]), "kid": "weak"}));
    let set = parse(&[weak, good.public_jwk()]).unwrap();
    assert_eq!(set.keys().len(), 1);
    assert_eq!(refusal(&good.sign(None, &members(json!({}))).unwrap(), &set), None);
    let named = format!("{}.e30.AAAA", base64url::encode(r#"{"alg":"RS256","kid":"weak"}"#));
    assert_eq!(refusal(&named, &set), Some(Code::JwksInvalid));
}

#[test]
fn a_private_key_in_the_set_is_refused_loudly() {
    // C85
    let good = key(Algorithm::ES256, 1).public_jwk();
    for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
        let leaked = changed(Algorithm::EdDSA, json!({ name: "AAAA" }));
        assert_eq!(parse(&[good.clone(), leaked]), Err(Code::JwksPrivateKey), "{name}");
    }
    assert_eq!(parse(&[json!({"kty": "oct", "k": "AAAA"})]), Err(Code::JwksPrivateKey));
}

#[test]
fn keys_of_another_kind_or_purpose_are_passed_over() {
    // RFC 7517 §5; C85: one for encryption is never one for signatures
    let foreign = [
        changed(Algorithm::RS256, json!({"use": "enc"})),
        changed(Algorithm::RS256, json!({"alg": "RSA-OAEP-256"})),
        changed(Algorithm::RS256, json!({"key_ops": ["encrypt"], "use": null})),
        changed(Algorithm::ES256, json!({"crv": "secp256k1", "alg": null})),
        changed(Algorithm::EdDSA, json!({"crv": "X25519", "alg": null})),
        json!({"kty": "future"}),
    ];
    let mut keys = foreign.to_vec();
    assert_eq!(parse(&keys).unwrap().keys().len(), 0);
    keys.push(changed(Algorithm::EdDSA, json!({"use": null, "key_ops": ["sign", "verify"], "x-own": [1]})));
    assert_eq!(parse(&keys).unwrap().keys().len(), 1);
}

#[test]
fn what_is_no_set_is_refused() {
    for (document, code) in [
        ("", Code::NotJson),
        ("[]", Code::NotJson),
        ("{}", Code::JwksInvalid),
        (r#"{"keys":{}}"#, Code::JwksInvalid),
        (r#"{"keys":["a"]}"#, Code::JwksInvalid),
        (r#"{"keys":[],"keys":[]}"#, Code::DuplicateJsonKey), // C15
        (r#"{"keys":[{"kty":"RSA","kty":"EC"}]}"#, Code::DuplicateJsonKey),
        (r#"{"Keys":[]}"#, Code::JwksInvalid), // C16
    ] {
        assert_eq!(JwkSet::parse(document.as_bytes()).unwrap_err().code(), code, "{document}");
    }
    assert_eq!(parse(&[]).unwrap(), JwkSet::default());
    // C85
    let many: Vec<Value> =
        (0..65).map(|number| changed(Algorithm::EdDSA, json!({"kid": number.to_string()}))).collect();
    assert_eq!(parse(&many), Err(Code::JwksInvalid));
    assert_eq!(parse(&many[..64]).unwrap().keys().len(), 64);
}

#[test]
fn two_keys_of_one_kid_must_be_of_different_kinds() {
    // RFC 7517 §4.5
    let first = changed(Algorithm::EdDSA, json!({"kid": "a"}));
    let other_kind = changed(Algorithm::ES256, json!({"kid": "a"}));
    assert_eq!(parse(&[first.clone(), first.clone()]), Err(Code::JwksInvalid));
    assert_eq!(parse(&[first.clone(), other_kind.clone()]).unwrap().keys().len(), 2);
    let other_algorithm = changed(Algorithm::RS256, json!({"kid": "a"}));
    let mut same_kty = other_algorithm.clone();
    same_kty["alg"] = json!("PS256");
    assert_eq!(parse(&[other_algorithm, same_kty]).unwrap().keys().len(), 2);
}

#[test]
fn a_key_is_found_by_its_kid_and_serves_one_algorithm() {
    // C74, C83
    let (first, second) = (key(Algorithm::EdDSA, 1), key(Algorithm::EdDSA, 2));
    let token = first.sign(None, &members(json!({}))).unwrap();
    assert_eq!(refusal(&token, &set(&[&second, &first])), None);
    assert_eq!(refusal(&token, &set(&[&second])), Some(Code::UnknownKey));
    assert_eq!(refusal(&token, &JwkSet::default()), Some(Code::UnknownKey));
    let rsa = changed(Algorithm::PS256, json!({"kid": "a"}));
    let token = format!("{}.e30.AAAA", base64url::encode(r#"{"alg":"RS256","kid":"a"}"#));
    assert_eq!(refusal(&token, &parse(&[rsa]).unwrap()), Some(Code::IdTokenAlg));
    let other_kind = changed(Algorithm::ES256, json!({"kid": "a"}));
    assert_eq!(refusal(&token, &parse(&[other_kind]).unwrap()), Some(Code::IdTokenAlg));
}

#[test]
fn without_a_kid_at_most_eight_keys_are_tried() {
    // C84
    let keys: Vec<_> = (0..10).map(|seed| key(Algorithm::EdDSA, seed)).collect();
    let set = set(&keys.iter().collect::<Vec<_>>());
    assert_eq!(set.candidates(Algorithm::EdDSA, None).len(), 8);
    assert_eq!(set.candidates(Algorithm::EdDSA, Some(keys[9].kid())).len(), 1);
    assert_eq!(set.candidates(Algorithm::ES256, None).len(), 0);
    let token = |seed: usize| crate::jose_support::signed(&keys[seed], br#"{"alg":"EdDSA"}"#, b"{}");
    assert_eq!(refusal(&token(7), &set), None);
    assert_eq!(refusal(&token(8), &set), Some(Code::IdTokenSignature));
}
