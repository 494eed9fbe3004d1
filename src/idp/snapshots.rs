//! What a provider can be taken back to: to the beginning, or to a moment that was kept. Its keys stay, and what was given out in
//! between is not taken any more.
//!
//! What was kept stays in the memory of the provider, since it is full of secrets.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{clock::Setting, fault::row::Fault, laxity::Laxities, state::Change};
use crate::protocol::time::UnixTime;

/// The most that are kept (threat P17).
pub const MOST: usize = 8;

/// One moment.
#[derive(Clone)]
pub struct Snapshot {
    /// When it was.
    pub at: UnixTime,
    /// What was known, but for the keys.
    pub learned: Vec<Change>,
    /// The clock.
    pub clock: Setting,
    /// What was said of refresh tokens.
    pub rotation: Option<bool>,
    /// What was taken that is wrong.
    pub lax: Laxities,
    /// As whom everybody was signed in.
    pub sign_in_as: Option<String>,
    /// What was wrong on purpose.
    pub faults: Vec<&'static Fault>,
}

/// They, by name.
#[derive(Default)]
pub struct Snapshots(Mutex<BTreeMap<String, Snapshot>>);

impl Snapshots {
    /// Keeps one, in place of the one of that name; whether there is room for it.
    pub fn keep(&self, name: &str, snapshot: Snapshot) -> bool {
        let mut known = self.lock();
        let has_room = known.len() < MOST || known.contains_key(name);
        if has_room {
            known.insert(name.to_owned(), snapshot);
        }
        has_room
    }

    /// The one of that name.
    pub fn get(&self, name: &str) -> Option<Snapshot> {
        self.lock().get(name).cloned()
    }

    /// Forgets one; whether there was one.
    pub fn forget(&self, name: &str) -> bool {
        self.lock().remove(name).is_some()
    }

    /// The names, and when each was kept.
    pub fn all(&self) -> Vec<(String, UnixTime)> {
        self.lock().iter().map(|(name, snapshot)| (name.clone(), snapshot.at)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Snapshot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
