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
        // One that is refused must not shorten how long the first is remembered.
        if is_first {
            used.insert(name, until);
        }
        is_first
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::algorithm::Algorithm;

    #[test]
    fn a_proof_of_the_same_name_but_an_earlier_moment_does_not_free_the_first() {
        // P14
        let used = UsedProofs::default();
        let proven = Proven {
            jkt: "key".into(),
            algorithm: Algorithm::ES256,
            htm: "POST".into(),
            htu: "https://id.example/token".parse().unwrap(),
            iat: UnixTime(0),
            jti: "one".into(),
            nonce: None,
            ath: None,
        };
        assert!(used.take(&proven, UnixTime(120), UnixTime(0)));
        assert!(!used.take(&proven, UnixTime(10), UnixTime(0)));
        assert!(!used.take(&proven, UnixTime(120), UnixTime(120)));
        assert!(used.take(&proven, UnixTime(240), UnixTime(121)));
    }
}
