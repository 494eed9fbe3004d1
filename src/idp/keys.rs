//! The signing keys: one an algorithm, each made when it is first needed, then kept in the state; and those that are published
//! besides, because they will sign or have signed.
//!
//! An RSA key takes 100 to 150 ms to make, so it is made on a thread of its own and nothing but its user
//! waits for it.
//!
//! A key that has signed stays published after a rotation, and tokens of it are taken here for exactly as long: what an app that reads
//! the key set takes, the provider takes, and nothing else.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use serde_json::Value;
use tokio::sync::Mutex;

use super::{
    World,
    signing_algorithm::SIGNING_ALGORITHMS,
    state::{Change, KeptKey, State},
    store::Store,
};
use crate::{
    error::{Code, Result},
    jose::{
        algorithm::Algorithm,
        jwk_set::JwkSet,
        jws::{self, Unverified, Verified},
        key::SigningKey,
    },
};

/// The keys there are, and those there will be.
pub struct Keys {
    own: Vec<Ring>,
    /// The public halves of keys that somebody else has, who signs in this provider's name.
    beside: RwLock<Vec<Value>>,
}

/// The keys of one algorithm.
struct Ring {
    algorithm: Algorithm,
    known: RwLock<Known>,
    /// Held by whoever makes one.
    making: Mutex<()>,
}

#[derive(Default)]
struct Known {
    /// What signs.
    current: Option<Arc<SigningKey>>,
    /// What will sign next, and is published already.
    next: Option<Arc<SigningKey>>,
    /// What has signed, and is published still; the oldest first.
    retired: Vec<Arc<SigningKey>>,
    /// Whether the next one comes just before the next token.
    is_due: bool,
}

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It signs.
    Current,
    /// It will sign.
    Next,
    /// It has signed.
    Retired,
}

/// What came of withdrawing a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawn {
    /// It is not published any more.
    Done,
    /// It signs, so it stays.
    Signs,
    /// There is no such key.
    Unknown,
}

impl Keys {
    /// Takes up the keys that the state kept.
    pub fn load(state: &State) -> Result<Self> {
        let read = |saved: &crate::secret::SecretString| SigningKey::from_saved(saved.expose()).map(Arc::new);
        let ring = |(name, algorithm): &(&str, Algorithm)| {
            let retired = state.retired_keys.iter().filter(|kept| kept.algorithm == *name);
            let known = Known {
                current: state.keys.get(*name).map(read).transpose()?,
                next: state.next_keys.get(*name).map(read).transpose()?,
                retired: retired.map(|kept| read(&kept.key)).collect::<Result<_>>()?,
                is_due: false,
            };
            Ok(Ring { algorithm: *algorithm, known: RwLock::new(known), making: Mutex::default() })
        };
        let own = SIGNING_ALGORITHMS.iter().map(ring).collect::<Result<_>>()?;
        Ok(Self { own, beside: RwLock::default() })
    }

    /// The key of an algorithm, made now if there was none.
    pub async fn get(
        &self,
        algorithm: Algorithm,
        store: &Store,
        world: &Arc<dyn World>,
    ) -> Result<Arc<SigningKey>> {
        let ring = self.ring(algorithm)?;
        if let Some(key) = ring.ready() {
            return Ok(key);
        }
        let _making = ring.making.lock().await;
        if let Some(key) = ring.ready() {
            return Ok(key);
        }
        if ring.read().current.is_some() {
            return ring.rotate(store, world).await;
        }
        let key = Arc::new(make(algorithm, world).await?);
        let change = Change::KeyMade { algorithm: algorithm.name().into(), key: key.to_saved() };
        store.commit(world.now(), |_| ((), vec![change]))?;
        ring.write().current = Some(Arc::clone(&key));
        Ok(key)
    }

    /// Makes every key that is missing.
    pub async fn make_all(&self, store: &Store, world: &Arc<dyn World>) -> Result<()> {
        for (_, algorithm) in SIGNING_ALGORITHMS.iter().rev() {
            self.get(*algorithm, store, world).await?;
        }
        Ok(())
    }

    /// Another key signs from now on: the one that was announced, else one that nobody has seen. The one before stays published.
    pub async fn rotate(&self, algorithm: Algorithm, store: &Store, world: &Arc<dyn World>) -> Result<()> {
        let ring = self.ring(algorithm)?;
        let _making = ring.making.lock().await;
        ring.rotate(store, world).await.map(drop)
    }

    /// The same, just before the next token is signed: nobody can have seen the new key when that token comes.
    pub fn rotate_before_signing(&self, algorithm: Algorithm) -> Result<()> {
        self.ring(algorithm).map(|ring| ring.write().is_due = true)
    }

    /// Publishes the key that will sign next, beside the one that signs.
    pub async fn announce(&self, algorithm: Algorithm, store: &Store, world: &Arc<dyn World>) -> Result<()> {
        let ring = self.ring(algorithm)?;
        let _making = ring.making.lock().await;
        if ring.read().next.is_some() {
            return Ok(());
        }
        let key = Arc::new(make(algorithm, world).await?);
        let change = Change::NextKeyMade { algorithm: algorithm.name().into(), key: key.to_saved() };
        store.commit(world.now(), |_| ((), vec![change]))?;
        ring.write().next = Some(key);
        Ok(())
    }

    /// From now on a key that does not sign is not published any more, and what it has signed is not taken.
    pub async fn retire(&self, kid: &str, store: &Store, world: &Arc<dyn World>) -> Result<Withdrawn> {
        for ring in &self.own {
            let _making = ring.making.lock().await;
            let place = ring.all().into_iter().find(|(_, key)| key.kid() == kid).map(|(place, _)| place);
            let change = match place {
                None => continue,
                Some(Place::Current) => return Ok(Withdrawn::Signs),
                Some(Place::Next) => Change::NextKeyWithdrawn { algorithm: ring.algorithm.name().into() },
                Some(Place::Retired) => Change::KeyWithdrawn { kid: kid.to_owned() },
            };
            store.commit(world.now(), |_| ((), vec![change]))?;
            let mut known = ring.write();
            known.next.take_if(|key| key.kid() == kid);
            known.retired.retain(|key| key.kid() != kid);
            return Ok(Withdrawn::Done);
        }
        Ok(Withdrawn::Unknown)
    }

    /// The keys there are, with what each is for.
    pub fn all(&self) -> Vec<(Place, Arc<SigningKey>)> {
        self.own.iter().flat_map(Ring::all).collect()
    }

    /// The public halves of the keys there are (RFC 7517 §5).
    pub fn published(&self) -> Vec<Value> {
        let beside = self.beside.read().unwrap_or_else(PoisonError::into_inner);
        self.all().iter().map(|(_, key)| key.public_jwk()).chain(beside.iter().cloned()).collect()
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
        let ring = self.ring(algorithm).map_err(|_| Code::UnknownKey.error())?;
        let public: Vec<_> = {
            let known = ring.read();
            known.current.iter().chain(&known.retired).map(|key| key.public().clone()).collect()
        };
        if public.is_empty() {
            return Err(Code::UnknownKey.error());
        }
        token.verify(jws::Keys::Published(&JwkSet::of(public)), &[algorithm])
    }

    fn ring(&self, algorithm: Algorithm) -> Result<&Ring> {
        let missing = || Code::InternalError.error().message("the provider has no key of that algorithm");
        self.own.iter().find(|ring| ring.algorithm == algorithm).ok_or_else(missing)
    }
}

impl Ring {
    /// What signs, if it may do so as it is.
    fn ready(&self) -> Option<Arc<SigningKey>> {
        let known = self.read();
        known.current.clone().filter(|_| !known.is_due)
    }

    /// To be called by who holds [`making`](Self::making).
    async fn rotate(&self, store: &Store, world: &Arc<dyn World>) -> Result<Arc<SigningKey>> {
        let next = self.read().next.clone();
        let key = match next {
            Some(announced) => announced,
            None => Arc::new(make(self.algorithm, world).await?),
        };
        let name = self.algorithm.name();
        let before = self.read().current.clone();
        let retired = before.as_ref().map(|key| KeptKey::of(name, key.kid(), key.to_saved()));
        let change = Change::KeyRotated { algorithm: name.into(), key: key.to_saved(), retired };
        let kept = store.commit(world.now(), |_| ((), vec![change])).map(|()| {
            let mut known = self.write();
            (known.next, known.is_due) = (None, false);
            known.current = Some(Arc::clone(&key));
            known.retired.extend(before);
            let surplus = known.retired.len().saturating_sub(KeptKey::MOST);
            known.retired.drain(..surplus);
        });
        kept.map(|()| key)
    }

    fn all(&self) -> Vec<(Place, Arc<SigningKey>)> {
        let known = self.read();
        let current = known.current.iter().map(|key| (Place::Current, Arc::clone(key)));
        let next = known.next.iter().map(|key| (Place::Next, Arc::clone(key)));
        let retired = known.retired.iter().map(|key| (Place::Retired, Arc::clone(key)));
        current.chain(next).chain(retired).collect()
    }

    fn read(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
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
