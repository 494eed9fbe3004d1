//! Sign-ins that were prepared with the secret of this start, for a test that has a real browser: a `login_hint` that signs its
//! person in without a page. It is good for a few times and a few minutes, and nobody can guess it.

use std::sync::{Mutex, PoisonError};

use super::capped::Capped;
use crate::protocol::time::UnixTime;

/// What such a `login_hint` begins with.
pub const PREFIX: &str = "authctl-sign-in-";

/// How long one is good, in seconds.
pub const LIFETIME: i64 = 600;

/// How often one can be used at most.
pub const MOST_TIMES: i64 = 100;

/// The most that are kept (threat P17).
const CAP: usize = 1000;

/// Those that were prepared, by what stands behind [`PREFIX`].
pub struct Prepared(Mutex<Capped<String, Entry>>);

struct Entry {
    arrival: Arrival,
    left: u32,
    expires_at: UnixTime,
}

/// What happens where one is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Who is signed in.
    pub sub: String,
    /// Whether what is asked for is agreed to.
    pub consents: bool,
}

/// None yet.
impl Default for Prepared {
    fn default() -> Self {
        Self(Mutex::new(Capped::new(CAP)))
    }
}

impl Prepared {
    /// Whether a `login_hint` is one of these, and no name.
    pub fn is_one(login_hint: &str) -> bool {
        login_hint.starts_with(PREFIX)
    }

    /// Keeps one under a name that ends with `random`, to be used so many times; the `login_hint`.
    pub fn keep(&self, random: &str, arrival: Arrival, times: u32, now: UnixTime) -> String {
        let entry = Entry { arrival, left: times, expires_at: now.plus(LIFETIME) };
        self.entries().insert(random.to_owned(), entry);
        format!("{PREFIX}{random}")
    }

    /// Uses one.
    pub fn take(&self, login_hint: &str, now: UnixTime) -> Option<Arrival> {
        let name = login_hint.strip_prefix(PREFIX)?;
        let mut entries = self.entries();
        let entry = entries.get_mut(name)?;
        let taken = (entry.expires_at > now).then(|| entry.arrival.clone());
        entry.left = entry.left.saturating_sub(1);
        if entry.left == 0 || taken.is_none() {
            entries.take(name);
        }
        taken
    }

    fn entries(&self) -> std::sync::MutexGuard<'_, Capped<String, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_used_as_often_as_was_said_and_in_time() {
        let (prepared, now) = (Prepared::default(), UnixTime(1000));
        let alice = Arrival { sub: "alice".into(), consents: true };
        let twice = prepared.keep("a", alice.clone(), 2, now);
        assert!(Prepared::is_one(&twice) && !Prepared::is_one("alice"));
        assert_eq!(prepared.take(&twice, now), Some(alice.clone()));
        assert_eq!(prepared.take(&twice, now.plus(LIFETIME - 1)), Some(alice.clone()));
        assert_eq!(prepared.take(&twice, now), None);
        let late = prepared.keep("b", alice, 2, now);
        assert_eq!(prepared.take(&late, now.plus(LIFETIME)), None);
        assert_eq!(prepared.take(&late, now), None);
        assert_eq!(prepared.take("authctl-sign-in-", now), None);
    }
}
