//! The store that dies with the process: `--store memory`, and tests.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
};

use super::{Room, Store, StoreChoice, StoreKind, check_name, check_newer};
use crate::{
    error::Result,
    session::{
        Session,
        lock::Lock,
        summary::{Listing, Summary},
    },
};

/// Sessions in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    entries: Mutex<BTreeMap<String, Entry>>,
}

#[derive(Debug, Default)]
struct Entry {
    generation: u64,
    session: Option<Session>,
    /// Shared with the lock while one is out.
    held: Arc<()>,
}

impl MemoryStore {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    fn entries(&self) -> MutexGuard<'_, BTreeMap<String, Entry>> {
        self.entries.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn choice(&self) -> &StoreChoice {
        &StoreChoice::Memory
    }
    fn probe(&self) -> Result<()> {
        Ok(())
    }
    fn load(&self, profile: &str) -> Result<Option<Session>> {
        Ok(self.entries().get(profile).and_then(|entry| entry.session.clone()))
    }
    fn list(&self) -> Result<Listing> {
        let entries = self.entries();
        let sessions = entries.values().filter_map(|entry| entry.session.as_ref());
        Ok(Listing {
            sessions: sessions.map(|session| Summary::of(session, StoreKind::Memory)).collect(),
            unreadable: Vec::new(),
        })
    }
    fn try_lock(&self, profile: &str) -> Result<Option<Lock>> {
        check_name(profile)?;
        let mut entries = self.entries();
        let entry = entries.entry(profile.to_owned()).or_default();
        let free = Arc::strong_count(&entry.held) == 1;
        Ok(free.then(|| Lock::new(profile, Arc::clone(&entry.held))))
    }
    fn generation(&self, lock: &Lock) -> Result<u64> {
        Ok(self.entries().get(lock.profile()).map_or(0, |entry| entry.generation))
    }
    fn prepare<'a>(&'a self, lock: &'a Lock) -> Result<Box<dyn Room + 'a>> {
        Ok(Box::new(MemoryRoom { store: self, lock }))
    }
    fn delete(&self, lock: &Lock) -> Result<bool> {
        let mut entries = self.entries();
        Ok(entries.get_mut(lock.profile()).and_then(|entry| entry.session.take()).is_some())
    }
    fn set_aside(&self, _: &Lock) -> Result<Option<String>> {
        Ok(None)
    }
}

/// There is always room.
struct MemoryRoom<'a> {
    store: &'a MemoryStore,
    lock: &'a Lock,
}

impl Room for MemoryRoom<'_> {
    fn keep(self: Box<Self>, session: &Session) -> Result<()> {
        debug_assert_eq!(self.lock.profile(), session.profile);
        let mut entries = self.store.entries();
        let entry = entries.entry(session.profile.clone()).or_default();
        check_newer(session, entry.generation)?;
        entry.generation = session.generation;
        entry.session = Some(Session { store: Some(StoreChoice::Memory), ..session.clone() });
        Ok(())
    }
}
