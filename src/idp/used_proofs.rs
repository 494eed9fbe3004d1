//! The proofs of keys that were used, so that none is used again (RFC 9449 §11.1).

use std::sync::{Mutex, PoisonError};

use super::capped::Capped;
use crate::{
    jose::{dpop::Proven, hash},
    protocol::time::UnixTime,
};

/// The most used proofs that are remembered. Each costs its sender a signature and takes about 100 bytes (threat P17).
const CAP: usize = 50_000;

/// The proofs that were used, by their hash, each until it is too old to be used again (RFC 9449 §11.1, threat P14).
pub struct UsedProofs(Mutex<Capped<[u8; 32], UnixTime>>);

/// None yet.
impl Default for UsedProofs {
    fn default() -> Self {
        Self(Mutex::new(Capped::new(CAP)))
    }
}

impl UsedProofs {
    /// Takes a proof, which would be good until then; whether this is its first use.
    pub fn take(&self, proven: &Proven, until: UnixTime, now: UnixTime) -> bool {
        let name = hash::sha256(format!("{} {}", proven.jkt, proven.jti).as_bytes());
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = used.get(&name).is_none_or(|until| *until < now);
        used.insert(name, until);
        is_first
    }
}
