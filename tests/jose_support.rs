//! Keys, and tokens that no honest signer would write: any header over any payload, signed for real.

use authctl::{
    error::{Code, Result},
    jose::{
        algorithm::{Algorithm, Family},
        base64url,
        jwk::JwkSet,
        jws::{Keys, Unverified, Verified},
        key::SigningKey,
    },
};
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{self, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair},
};
use serde_json::{Map, Value, json};

/// A key; an Ed25519 key is always the one of `seed`.
pub fn key(algorithm: Algorithm, seed: u8) -> SigningKey {
    SigningKey::generate(algorithm, &mut |bytes| bytes.fill(seed)).unwrap()
}

/// The set of these keys, as a provider publishes it.
pub fn set(keys: &[&SigningKey]) -> JwkSet {
    let keys: Vec<Value> = keys.iter().map(|key| key.public_jwk()).collect();
    JwkSet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

/// Reads and verifies with any algorithm that is not symmetric.
pub fn verify(token: &str, set: &JwkSet) -> Result<Verified> {
    Unverified::parse(token)?.verify(Keys::Published(set), Algorithm::ASYMMETRIC)
}

/// The code that a token is refused with.
pub fn refusal(token: &str, set: &JwkSet) -> Option<Code> {
    verify(token, set).err().map(|error| error.code())
}

/// The members of a JSON object.
pub fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => panic!("not an object"),
    }
}

/// A token of these very bytes, with a right signature of `key`.
pub fn signed(key: &SigningKey, header: &[u8], payload: &[u8]) -> String {
    let message = format!("{}.{}", base64url::encode(header), base64url::encode(payload));
    let signature = sign(key, message.as_bytes());
    format!("{message}.{}", base64url::encode(signature))
}

/// `key`'s signature of `message`, by way of what it saves.
pub fn sign(key: &SigningKey, message: &[u8]) -> Vec<u8> {
    let saved = key.to_saved();
    let bytes = base64url::decode(saved.expose().split_once('.').unwrap().1).unwrap();
    match key.algorithm().family() {
        Family::Ed25519 => {
            Ed25519KeyPair::from_seed_unchecked(&bytes).unwrap().sign(message).as_ref().to_vec()
        }
        Family::Ec(_) if key.algorithm() == Algorithm::ES256 => {
            let pair = EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P256_SHA256_FIXED_SIGNING, &bytes).unwrap();
            pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
        }
        Family::Rsa if key.algorithm() == Algorithm::RS256 => {
            let pair = RsaKeyPair::from_pkcs8(&bytes).unwrap();
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(&signature::RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
            signature
        }
        _ => panic!("no test needs to sign by hand with {}", key.algorithm()),
    }
}
