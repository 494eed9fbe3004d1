//! How often somebody was wrong, within a time (threat P12). Not part of the state: after a restart everybody has all tries again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::capped::Capped;
use crate::{jose::hash, protocol::time::UnixTime};

/// How often one may be wrong.
pub const TRIES: u32 = 5;
/// For how long, in seconds.
pub const TRIES_WITHIN: i64 = 600;

/// How often one was wrong.
pub struct Tries {
    count: u32,
    until: UnixTime,
}

impl Default for Tries {
    fn default() -> Self {
        Self { count: 0, until: UnixTime(0) }
    }
}

impl Tries {
    /// One more.
    pub fn one_more(&mut self, now: UnixTime) {
        if self.until <= now {
            *self = Self { count: 0, until: now.plus(TRIES_WITHIN) };
        }
        self.count += 1;
    }

    /// Whether there were as many as that.
    pub fn are_over(&self, most: u32, now: UnixTime) -> bool {
        self.count >= most && self.until > now
    }
}

/// The tries of many, each by the hash of a name: whoever guesses chooses how long the names are (threat P17).
pub struct TriesByName(Mutex<Capped<[u8; 32], Tries>>);

impl TriesByName {
    /// None yet, and room for so many names.
    pub fn within(cap: usize) -> Self {
        Self(Mutex::new(Capped::new(cap)))
    }

    /// Whether that one has had them all.
    pub fn are_over(&self, name: &str, now: UnixTime) -> bool {
        self.lock().get(&key(name)).is_some_and(|tries| tries.are_over(TRIES, now))
    }

    /// That one was wrong.
    pub fn missed(&self, name: &str, now: UnixTime) {
        let (mut all, key) = (self.lock(), key(name));
        match all.get_mut(&key) {
            Some(tries) => tries.one_more(now),
            None => {
                let mut tries = Tries::default();
                tries.one_more(now);
                all.insert(key, tries);
            }
        }
    }

    /// That one was right, and has them all again.
    pub fn right(&self, name: &str) {
        self.lock().remove(&key(name));
    }

    /// Each change is whole, so nobody who panicked has left half of one.
    fn lock(&self) -> MutexGuard<'_, Capped<[u8; 32], Tries>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(name: &str) -> [u8; 32] {
    hash::sha256(name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_and_none_takes_more_room_than_another() {
        // P12, P17
        let (tries, now) = (TriesByName::within(10), UnixTime(1));
        let long = "a".repeat(60_000);
        for name in [long.as_str(), "alice"] {
            (0..TRIES).for_each(|_| tries.missed(name, now));
            assert!(tries.are_over(name, now) && !tries.are_over(name, now.plus(TRIES_WITHIN)));
        }
        assert!(!tries.are_over(&long[1..], now));
        tries.right(&long);
        assert!(!tries.are_over(&long, now) && tries.are_over("alice", now));
        let room: usize = tries.lock().iter().map(|(key, _)| size_of_val(key)).sum();
        assert_eq!(room, 32);
    }
}
