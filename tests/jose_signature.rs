//! Tokens that are almost right: RFC 7515 read to the letter, threats C15, C17, C74 to C76, C86 to C88.

use authctl::{
    error::Code,
    jose::{
        algorithm::Algorithm,
        base64url,
        jwk::JwkSet,
        jws::{Keys, MAX_LEN, Unverified, peek},
        key::SymmetricKey,
    },
};
use proptest::prelude::*;
use serde_json::json;

use crate::jose_support::{key, members, refusal, set, sign, signed, verify};

fn parse_refusal(token: &str) -> Option<Code> {
    Unverified::parse(token).err().map(|error| error.code())
}

#[test]
fn a_token_has_three_parts_and_a_bounded_length() {
    // C86, C88
    let token = key(Algorithm::EdDSA, 1).sign(None, &members(json!({}))).unwrap();
    let longest = "a".repeat(MAX_LEN + 1);
    let dots = ".".repeat(1_000_000);
    let few_dots = ".".repeat(MAX_LEN);
    let encrypted = "e30.e30.e30.e30.e30";
    for (token, code) in [
        ("", Code::IdTokenMalformed),
        (".", Code::IdTokenMalformed),
        ("..", Code::IdTokenMalformed),
        (&token.replace('.', ""), Code::IdTokenMalformed),
        (&format!("{token}."), Code::IdTokenMalformed),
        (&format!("{token}.e30.e30.e30"), Code::IdTokenMalformed),
        (encrypted, Code::DecryptionKeyMissing),
        (&longest, Code::IdTokenMalformed),
        (&dots, Code::IdTokenMalformed),
        (&few_dots, Code::IdTokenMalformed),
        (&format!(" {token}"), Code::IdTokenMalformed),
        (&format!("{token}\n"), Code::IdTokenMalformed),
        (&format!("{token}="), Code::IdTokenMalformed),
    ] {
        assert_eq!(parse_refusal(token), Some(code), "{}", &token[..token.len().min(80)]);
    }
    assert_eq!(Code::DecryptionKeyMissing.error().exit(), 3);
}

#[test]
fn a_header_is_read_to_the_letter() {
    let key = key(Algorithm::EdDSA, 1);
    let set = set(&[&key]);
    for (header, code) in [
        // C75
        (r#"{"alg":"EdDSA","crit":["exp"],"exp":1}"#, Code::IdTokenCrit),
        (r#"{"alg":"EdDSA","crit":[]}"#, Code::IdTokenCrit),
        (r#"{"alg":"EdDSA","crit":null}"#, Code::IdTokenCrit),
        (r#"{"alg":"EdDSA","crit":["b64"],"b64":false}"#, Code::IdTokenCrit),
        (r#"{"alg":"EdDSA","b64":false}"#, Code::IdTokenCrit),
        // C74
        (r#"{"alg":"none"}"#, Code::IdTokenAlg),
        (r#"{"alg":"eddsa"}"#, Code::IdTokenAlg),
        (r#"{"alg":null}"#, Code::IdTokenAlg),
        (r#"{"alg":["EdDSA"]}"#, Code::IdTokenAlg),
        (r#"{"alg":""}"#, Code::IdTokenAlg),
        (r#"{"Alg":"EdDSA"}"#, Code::IdTokenAlg),
        (r#"{"typ":"JWT"}"#, Code::IdTokenAlg),
        (r#"{"alg":"HS256"}"#, Code::IdTokenAlg),
        (r#"{"alg":"RS256"}"#, Code::UnknownKey),
        // C15, C17
        (r#"{"alg":"EdDSA","alg":"none"}"#, Code::DuplicateJsonKey),
        (r#"{"alg":"EdDSA","\u0061lg":"EdDSA"}"#, Code::DuplicateJsonKey),
        (r#"{"alg":"EdDSA","kid":1}"#, Code::IdTokenMalformed),
        (r#"{"alg":"EdDSA","typ":null}"#, Code::IdTokenMalformed),
        (r#"["EdDSA"]"#, Code::IdTokenMalformed),
        ("", Code::IdTokenMalformed),
        ("\u{feff}{\"alg\":\"EdDSA\"}", Code::IdTokenMalformed),
        // C76: a path is a name like any other
        (r#"{"alg":"EdDSA","kid":"../../etc/passwd"}"#, Code::UnknownKey),
        (r#"{"alg":"EdDSA","kid":""}"#, Code::UnknownKey),
    ] {
        assert_eq!(refusal(&signed(&key, header.as_bytes(), b"{}"), &set), Some(code), "{header}");
    }
}

#[test]
fn keys_and_addresses_in_the_header_are_never_used() {
    // C76
    let (ours, attacker) = (key(Algorithm::EdDSA, 1), key(Algorithm::EdDSA, 2));
    for name in ["jwk", "jku", "x5u", "x5c"] {
        let header = json!({"alg": "EdDSA", "kid": ours.kid(), name: attacker.public_jwk()}).to_string();
        let forged = signed(&attacker, header.as_bytes(), b"{}");
        assert_eq!(refusal(&forged, &set(&[&ours])), Some(Code::IdTokenSignature), "{name}");
        assert_eq!(refusal(&signed(&ours, header.as_bytes(), b"{}"), &set(&[&ours])), None, "{name}");
    }
}

#[test]
fn a_public_key_is_never_taken_for_a_secret() {
    // C74, RFC 8725 §2.1
    let rsa = key(Algorithm::RS256, 1);
    let public = rsa.public_jwk();
    let n = public["n"].as_str().unwrap();
    for secret in [n.as_bytes(), &base64url::decode(n).unwrap(), public.to_string().as_bytes()] {
        let forged =
            SymmetricKey::new(Algorithm::HS256, secret).unwrap().sign(None, &members(json!({}))).unwrap();
        let verified =
            Unverified::parse(&forged).unwrap().verify(Keys::Published(&set(&[&rsa])), Algorithm::ALL);
        assert_eq!(verified.err().map(|error| error.code()), Some(Code::IdTokenAlg));
    }
    let signed = rsa.sign(None, &members(json!({}))).unwrap();
    let verified = Unverified::parse(&signed).unwrap().verify(Keys::Symmetric(&[1; 64]), Algorithm::ALL);
    assert_eq!(verified.err().map(|error| error.code()), Some(Code::IdTokenAlg));
}

#[test]
fn a_short_secret_is_refused() {
    // RFC 7518 §3.2
    for (algorithm, least) in [(Algorithm::HS256, 32), (Algorithm::HS384, 48), (Algorithm::HS512, 64)] {
        assert!(SymmetricKey::new(algorithm, &vec![1; least]).is_ok());
        let error = SymmetricKey::new(algorithm, &vec![1; least - 1]).err().unwrap();
        assert_eq!(error.code(), Code::IdTokenAlg);
        assert_eq!(error.wanted().unwrap().raw(), format!("at least {least} bytes for {algorithm}"));
    }
    assert!(SymmetricKey::new(Algorithm::RS256, &[1; 64]).is_err());
}

/// A right signature, changed by `change`, in a token that is otherwise right.
fn with_signature(algorithm: Algorithm, change: impl Fn(&[u8]) -> Vec<u8>) -> (String, JwkSet) {
    let key = key(algorithm, 1);
    let message = format!("{}.e30", base64url::encode(json!({"alg": algorithm.name()}).to_string()));
    let signature = change(&sign(&key, message.as_bytes()));
    (format!("{message}.{}", base64url::encode(signature)), set(&[&key]))
}

fn refused_with(algorithm: Algorithm, change: impl Fn(&[u8]) -> Vec<u8>) -> Option<Code> {
    let (token, set) = with_signature(algorithm, change);
    refusal(&token, &set)
}

/// DER of an ECDSA signature, of its two halves.
fn der(signature: &[u8]) -> Vec<u8> {
    let integer = |half: &[u8]| [&[2, half.len() as u8 + 1, 0], half].concat();
    let (r, s) = signature.split_at(signature.len() / 2);
    let content = [integer(r), integer(s)].concat();
    [vec![0x30, content.len() as u8], content].concat()
}

#[test]
fn a_signature_has_one_form() {
    // C87
    use Algorithm::{ES256, EdDSA, RS256};
    const P256_ORDER: &str = "_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE";
    let order = base64url::decode(P256_ORDER).unwrap();
    let wrong = Some(Code::IdTokenSignature);
    for algorithm in [ES256, EdDSA, RS256] {
        assert_eq!(refused_with(algorithm, <[u8]>::to_vec), None, "{algorithm}");
        assert_eq!(refused_with(algorithm, |_| Vec::new()), wrong);
        assert_eq!(refused_with(algorithm, |signature| vec![0; signature.len()]), wrong);
        assert_eq!(refused_with(algorithm, |signature| vec![0xff; signature.len()]), wrong);
        assert_eq!(refused_with(algorithm, |signature| [&[0], signature].concat()), wrong);
        assert_eq!(refused_with(algorithm, |signature| [signature, &[0]].concat()), wrong);
        assert_eq!(refused_with(algorithm, |signature| signature[1..].to_vec()), wrong);
        assert_eq!(refused_with(algorithm, |signature| signature[..signature.len() - 1].to_vec()), wrong);
        assert_eq!(refused_with(algorithm, |signature| [signature, signature].concat()), wrong);
    }
    assert_eq!(refused_with(ES256, der), wrong);
    // r or s is zero or the order of the curve
    for bad in [vec![0; 32], order] {
        assert_eq!(refused_with(ES256, |signature| [&bad, &signature[32..]].concat()), wrong);
        assert_eq!(refused_with(ES256, |signature| [&signature[..32], &bad].concat()), wrong);
        assert_eq!(refused_with(ES256, |_| [bad.clone(), bad.clone()].concat()), wrong);
    }
    // S + L is the same scalar (RFC 8032 §5.1.7)
    let order = base64url::decode("7dP1XBpjEljWnPei3vneFAAAAAAAAAAAAAAAAAAAABA").unwrap();
    let plus_order = |signature: &[u8]| {
        let mut changed = signature.to_vec();
        let mut carry = 0;
        for (byte, order) in changed[32..].iter_mut().zip(&order) {
            let sum = u16::from(*byte) + u16::from(*order) + carry;
            *byte = sum as u8;
            carry = sum >> 8;
        }
        changed
    };
    assert_eq!(refused_with(EdDSA, plus_order), wrong);
}

#[test]
fn a_signature_holds_for_its_own_text_only() {
    // C87: every character of every part, changed to its neighbour in the alphabet
    let (token, set) = with_signature(Algorithm::EdDSA, <[u8]>::to_vec);
    assert!(verify(&token, &set).is_ok());
    for (place, character) in token.char_indices().filter(|(_, character)| *character != '.') {
        let other = if character == 'A' { 'B' } else { 'A' };
        let mut changed = token.clone();
        changed.replace_range(place..=place, other.encode_utf8(&mut [0; 4]));
        assert!(verify(&changed, &set).is_err(), "{changed}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_reading_a_token_panic(token in "\\PC{0,64}|[A-Za-z0-9_.-]{0,200}|(eyJ[A-Za-z0-9_-]{0,40}\\.){0,6}") {
        let _ = Unverified::parse(&token);
        let _ = peek(&token);
    }

    #[test]
    fn no_header_or_payload_makes_verifying_panic(header: Vec<u8>, payload: Vec<u8>, signature: Vec<u8>) {
        let [header, payload, signature] = [header, payload, signature].map(base64url::encode);
        let token = format!("{header}.{payload}.{signature}");
        prop_assert!(Unverified::parse(&token).is_err());
        let right_header = base64url::encode(r#"{"alg":"ES256"}"#);
        let token = format!("{right_header}.{payload}.{signature}");
        prop_assert!(verify(&token, &set(&[&key(Algorithm::ES256, 1)])).is_err());
    }

    #[test]
    fn no_bytes_make_reading_a_key_set_panic(bytes: Vec<u8>, text in "\\{\"keys\":\\[\\{(\"[a-z]{1,3}\":\"[A-Za-z0-9]{0,8}\",?){0,5}\\}\\]\\}") {
        let _ = JwkSet::parse(&bytes);
        let _ = JwkSet::parse(text.as_bytes());
    }
}
