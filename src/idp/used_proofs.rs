//! The proofs of keys that were used, so that none is used again (RFC 9449 §11.1, threat P14).

use std::sync::{Mutex, PoisonError};

use super::used_once::{Refused, UsedOnce};
use crate::{
    jose::{dpop::Proven, hash},
    protocol::time::UnixTime,
};

/// The most used proofs that are remembered; each takes about 150 bytes (threat P17).
const CAP: usize = 50_000;

/// The proofs that were used, by their hash, each until it is too old to be used again.
pub struct UsedProofs(Mutex<UsedOnce>);

/// None yet.
impl Default for UsedProofs {
    fn default() -> Self {
        Self(Mutex::new(UsedOnce::new(CAP)))
    }
}

impl UsedProofs {
    /// Takes a proof of this client, which would be good until then.
    ///
    /// # Errors
    /// Why it cannot be taken.
    pub fn take(
        &self,
        client_id: &str,
        proven: &Proven,
        until: UnixTime,
        now: UnixTime,
    ) -> Result<(), Refused> {
        let name = hash::sha256(format!("{} {}", proven.jkt, proven.jti).as_bytes());
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.check(client_id, &name, until, now)?;
        used.take(client_id, name, until);
        Ok(())
    }
}
