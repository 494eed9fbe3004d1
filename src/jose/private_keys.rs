//! The private keys of a client: one in PEM or as a JWK, or a JWK set with one for each use (RFC 7517 §5).

use std::fmt;

use serde_json::Value;

use super::{jwe::DecryptionKey, jwk_set::MAX_KEYS, private_key::PrivateKey, private_material::refused};
use crate::{error::Result, protocol::json, secret::SecretString};

/// Private keys, in the order in which they stand.
#[derive(Clone)]
pub struct PrivateKeys(Vec<PrivateKey>);

impl PrivateKeys {
    /// Reads PEM, a JWK, or a set of them.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`](crate::error::Code::ConfigInvalid); nothing of the text is shown.
    pub fn parse(text: &SecretString) -> Result<Self> {
        let document = json::object(text.expose().trim().as_bytes()).ok();
        let Some(items) = document.as_ref().and_then(|members| members.get("keys")) else {
            return PrivateKey::parse(text).map(|key| Self(vec![key]));
        };
        match items.as_array().map(Vec::as_slice) {
            Some([]) | None => Err(refused("its set has no keys")),
            Some(items) if items.len() > MAX_KEYS => Err(refused("its set has too many keys")),
            Some(items) => {
                let key = |item: &Value| match item {
                    Value::Object(members) => PrivateKey::of_jwk(members),
                    _ => Err(refused("its set has something else than keys")),
                };
                items.iter().map(key).collect::<Result<_>>().map(Self)
            }
        }
    }

    /// The keys.
    pub fn iter(&self) -> std::slice::Iter<'_, PrivateKey> {
        self.0.iter()
    }

    /// Whether one of them may sign.
    pub fn may_sign(&self) -> bool {
        self.0.iter().any(PrivateKey::may_sign)
    }

    /// Those that decrypt.
    pub fn decrypting(&self) -> Vec<DecryptionKey> {
        self.0.iter().filter_map(PrivateKey::decrypting).collect()
    }
}

impl fmt::Debug for PrivateKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKeys({})", self.0.len())
    }
}
