//! How often somebody was wrong, within a time (threat P12). Not part of the state: after a restart everybody has all tries again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{capped::Capped, state::CAP};
use crate::protocol::time::UnixTime;

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

/// The tries of many, each by a name.
pub struct TriesByName(Mutex<Capped<String, Tries>>);

impl Default for TriesByName {
    fn default() -> Self {
        Self(Mutex::new(Capped::new(CAP)))
    }
}

impl TriesByName {
    /// Whether that one has had them all.
    pub fn are_over(&self, name: &str, now: UnixTime) -> bool {
        self.lock().get(name).is_some_and(|tries| tries.are_over(TRIES, now))
    }

    /// That one was wrong.
    pub fn missed(&self, name: &str, now: UnixTime) {
        let mut all = self.lock();
        match all.get_mut(name) {
            Some(tries) => tries.one_more(now),
            None => {
                let mut tries = Tries::default();
                tries.one_more(now);
                all.insert(name.to_owned(), tries);
            }
        }
    }

    /// That one was right, and has them all again.
    pub fn right(&self, name: &str) {
        self.lock().remove(&name.to_owned());
    }

    /// Each change is whole, so nobody who panicked has left half of one.
    fn lock(&self) -> MutexGuard<'_, Capped<String, Tries>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
