//! The key that clients encrypt to: on P-256, for ECDH-ES and for nothing else (RFC 7517 §4.2: its `use` is `enc`). It is made
//! when it is first asked for, and kept in the state beside the signing keys.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value;
use tokio::sync::OnceCell;

use super::{World, state::Change, store::Store};
use crate::{
    error::{Code, Phase, Result},
    jose::{
        jwe::{DecryptionKey, KeyManagement},
        key_algorithm::KeyAlgorithm,
        private_key::PrivateKey,
    },
    secret::SecretString,
};

/// The one way to convey something to it.
pub const WAY: KeyManagement = KeyManagement::EcdhEs;

/// The key there is, or will be.
pub struct EncryptionKey(OnceCell<PrivateKey>);

impl EncryptionKey {
    /// Takes up the key that the state kept.
    pub fn load(saved: &BTreeMap<String, SecretString>) -> Result<Self> {
        let key = saved.get(WAY.name()).map(PrivateKey::parse).transpose().map_err(|_| {
            Code::DevStateFailed
                .error()
                .phase(Phase::Provider)
                .message("a kept encryption key cannot be read")
        })?;
        Ok(Self(OnceCell::new_with(key)))
    }

    /// Its public half, as it is published; the key is made now if there was none.
    pub async fn published(&self, store: &Store, world: &Arc<dyn World>) -> Result<Value> {
        let key = self.0.get_or_try_init(|| async {
            let algorithm = KeyAlgorithm::Decrypting(WAY);
            // of the world's numbers, so that it costs nothing
            let key = PrivateKey::generate(algorithm, &mut |buffer| world.fill(buffer))?;
            let change = Change::KeyMade { algorithm: WAY.name().into(), key: key.private_jwk()? };
            store.commit(world.now(), |_| ((), vec![change]))?;
            Ok(key)
        });
        key.await?.public_jwk()
    }

    /// What opens; none as long as nobody has asked for the key, and so nothing is encrypted to it.
    pub fn decrypting(&self) -> Option<DecryptionKey> {
        self.0.get()?.decrypting()
    }
}
