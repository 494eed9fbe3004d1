//! The signing keys: one an algorithm, each made when it is first needed, then kept in the state.
//!
//! An RSA key takes 100 to 150 ms to make, so it is made on a thread of its own and nothing but its user
//! waits for it.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use serde_json::Value;
use tokio::sync::OnceCell;

use super::{World, signing_algorithm::SIGNING_ALGORITHMS, state::Change, store::Store};
use crate::{
    error::{Code, Result},
    jose::{
        algorithm::Algorithm,
        jwk_set::JwkSet,
        jws::{self, Unverified, Verified},
        key::SigningKey,
    },
    secret::SecretString,
};

/// The keys there are, and those there will be.
pub struct Keys {
    own: Vec<(Algorithm, OnceCell<SigningKey>)>,
    /// The public halves of keys that somebody else has, who signs in this provider's name.
    beside: RwLock<Vec<Value>>,
}

impl Keys {
    /// Takes up the keys that the state kept.
    pub fn load(saved: &BTreeMap<String, SecretString>) -> Result<Self> {
        let cell = |(name, algorithm): &(&str, Algorithm)| {
            let key = saved.get(*name).map(|key| SigningKey::from_saved(key.expose())).transpose()?;
            Ok((*algorithm, OnceCell::new_with(key)))
        };
        let own = SIGNING_ALGORITHMS.iter().map(cell).collect::<Result<_>>()?;
        Ok(Self { own, beside: RwLock::default() })
    }

    /// The key of an algorithm, made now if there was none.
    pub async fn get(
        &self,
        algorithm: Algorithm,
        store: &Store,
        world: &Arc<dyn World>,
    ) -> Result<&SigningKey> {
        let missing = || Code::InternalError.error().message("the provider has no key of that algorithm");
        let (_, cell) = self.own.iter().find(|(known, _)| *known == algorithm).ok_or_else(missing)?;
        cell.get_or_try_init(|| async {
            let key = make(algorithm, world).await?;
            let change = Change::KeyMade { algorithm: algorithm.name().into(), key: key.to_saved() };
            store.commit(world.now(), |_| ((), vec![change]))?;
            Ok(key)
        })
        .await
    }

    /// Makes every key that is missing.
    pub async fn make_all(&self, store: &Store, world: &Arc<dyn World>) -> Result<()> {
        for (_, algorithm) in SIGNING_ALGORITHMS.iter().rev() {
            self.get(*algorithm, store, world).await?;
        }
        Ok(())
    }

    /// The public halves of the keys there are (RFC 7517 §5).
    pub fn published(&self) -> Vec<Value> {
        let own = self.own.iter().filter_map(|(_, cell)| cell.get()).map(SigningKey::public_jwk);
        let beside = self.beside.read().unwrap_or_else(PoisonError::into_inner);
        own.chain(beside.iter().cloned()).collect()
    }

    /// Publishes a key beside the provider's own, until it is [withdrawn](Self::withdraw): as when keys are rotated.
    pub fn publish(&self, public_jwk: Value) {
        self.beside.write().unwrap_or_else(PoisonError::into_inner).push(public_jwk);
    }

    /// Publishes that key no longer.
    pub fn withdraw(&self, kid: &str) {
        self.beside.write().unwrap_or_else(PoisonError::into_inner).retain(|jwk| jwk["kid"] != kid);
    }

    /// Checks the signature of a token that claims to be ours.
    pub fn verify(&self, token: &str) -> Result<Verified> {
        let token = Unverified::parse(token)?;
        let algorithm = token.header().algorithm;
        let key = self.own.iter().filter(|(known, _)| *known == algorithm).find_map(|(_, cell)| cell.get());
        let key = key.ok_or_else(|| Code::UnknownKey.error())?;
        token.verify(jws::Keys::Published(&JwkSet::of([key.public().clone()])), &[algorithm])
    }
}

/// Makes a key; one that takes long is made on a thread of its own.
pub(super) async fn make(algorithm: Algorithm, world: &Arc<dyn World>) -> Result<SigningKey> {
    if algorithm == Algorithm::EdDSA {
        return SigningKey::generate(algorithm, &mut |buffer| world.fill(buffer));
    }
    let world = Arc::clone(world);
    tokio::task::spawn_blocking(move || SigningKey::generate(algorithm, &mut |buffer| world.fill(buffer)))
        .await
        .map_err(|_| Code::InternalError.error().message("making a key failed"))?
}
