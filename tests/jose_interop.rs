//! Another implementation on the other side, both ways, for every algorithm.

use authctl::{
    jose::{
        algorithm::{Algorithm, Family},
        base64url,
        jwk::JwkSet,
        jws::{Keys, Unverified},
        key::{SigningKey, SymmetricKey},
    },
    secret::Secret,
};
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde_json::{Map, Value, json};

use crate::jose_support::{key, members, set, verify};

fn claims() -> Map<String, Value> {
    members(json!({"iss": "https://id.example", "sub": "zoë", "exp": 4_102_444_800_u64, "n": 1.5}))
}

/// Theirs has no ES512.
fn theirs(algorithm: Algorithm) -> Option<jsonwebtoken::Algorithm> {
    algorithm.name().parse().ok()
}

fn validation(algorithm: jsonwebtoken::Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.set_required_spec_claims::<&str>(&[]);
    validation
}

/// Theirs, from what ours saves.
fn encoding_key(key: &SigningKey) -> EncodingKey {
    let saved = key.to_saved();
    let bytes = Secret::new(base64url::decode(saved.expose().split_once('.').unwrap().1).unwrap());
    match key.algorithm().family() {
        Family::Rsa => {
            // PKCS #8 of a 2048-bit key wraps the PKCS #1 form after 26 bytes (RFC 5208 §5, RFC 8017 §A.1.2)
            EncodingKey::from_rsa_der(&bytes.expose()[26..])
        }
        Family::Ec(_) => EncodingKey::from_ec_der(bytes.expose()),
        // RFC 8410 §7: a seed within PKCS #8
        Family::Ed25519 => EncodingKey::from_ed_der(
            &[
                &[0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20],
                bytes.expose().as_slice(),
            ]
            .concat(),
        ),
        Family::Symmetric => unreachable!("a signing key is a key pair"),
    }
}

#[test]
fn every_algorithm_is_understood_by_another_implementation_and_the_reverse() {
    let mut compared = 0;
    for algorithm in Algorithm::ASYMMETRIC {
        let key = key(*algorithm, 7);
        let ours = key.sign(Some("JWT"), &claims()).unwrap();
        assert_eq!(verify(&ours, &set(&[&key])).unwrap().claims().unwrap(), claims(), "{algorithm}");
        let Some(alg) = theirs(*algorithm) else { continue };
        let jwk: jsonwebtoken::jwk::Jwk = serde_json::from_value(key.public_jwk()).unwrap();
        let decoded =
            decode::<Value>(&ours, &DecodingKey::from_jwk(&jwk).unwrap(), &validation(alg)).unwrap();
        assert_eq!(decoded.claims, Value::Object(claims()), "{algorithm}");
        let header = Header { kid: Some(key.kid().to_owned()), ..Header::new(alg) };
        let token = encode(&header, &claims(), &encoding_key(&key)).unwrap();
        assert_eq!(verify(&token, &set(&[&key])).unwrap().claims().unwrap(), claims(), "{algorithm}");
        compared += 1;
    }
    assert_eq!(compared, 9);
}

#[test]
fn every_symmetric_algorithm_is_understood_by_another_implementation_and_the_reverse() {
    let secret = [0x61; 64];
    for algorithm in Algorithm::ALL.iter().filter(|algorithm| algorithm.is_symmetric()) {
        let ours = SymmetricKey::new(*algorithm, &secret).unwrap().sign(None, &claims()).unwrap();
        let alg = theirs(*algorithm).unwrap();
        let decoded = decode::<Value>(&ours, &DecodingKey::from_secret(&secret), &validation(alg)).unwrap();
        assert_eq!(decoded.claims, Value::Object(claims()));
        let token = encode(&Header::new(alg), &claims(), &EncodingKey::from_secret(&secret)).unwrap();
        let verified =
            Unverified::parse(&token).unwrap().verify(Keys::Symmetric(&secret), &[*algorithm]).unwrap();
        assert_eq!(verified.claims().unwrap(), claims());
    }
}

#[test]
fn a_saved_key_is_the_same_key() {
    for algorithm in Algorithm::ASYMMETRIC {
        let key = key(*algorithm, 9);
        let again = SigningKey::from_saved(key.to_saved().expose()).unwrap();
        assert_eq!(again.public_jwk(), key.public_jwk());
        assert_eq!(again.to_saved().expose(), key.to_saved().expose());
        assert!(verify(&again.sign(None, &claims()).unwrap(), &set(&[&key])).is_ok());
        assert_eq!(format!("{key:?}"), format!("SigningKey({algorithm} kid {})", key.kid()));
    }
    for saved in ["", "EdDSA", "EdDSA.", "EdDSA.AAAA", "HS256.AAAA", "none.AAAA", "ES256.AAAA", "RS256.!"] {
        let error = SigningKey::from_saved(saved).unwrap_err();
        assert_eq!(error.code(), authctl::error::Code::DevStateFailed, "{saved:?}");
    }
}

#[test]
fn an_ed25519_key_takes_its_randomness_from_the_caller() {
    let mut asked = Vec::new();
    let key = SigningKey::generate(Algorithm::EdDSA, &mut |bytes| {
        asked.push(bytes.len());
        bytes.fill(0);
    })
    .unwrap();
    assert_eq!(asked, [32]);
    // RFC 8032 §5.1.5, for a seed of zeros
    assert_eq!(key.public_jwk()["x"], "O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik");
    assert_eq!(JwkSet::of([key.public().clone()]), set(&[&key]));
}
