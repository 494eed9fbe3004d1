//! The clients that were made, changed or deleted while the provider runs, in place of those of the configuration.
//!
//! The state keeps them; what is read here is apart from its lock, since a decision that holds the state asks who a client is.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{client::Client, state::State};

/// They, by id; one that was deleted is nothing.
type Known = BTreeMap<String, Option<Arc<Client>>>;

/// The clients.
#[derive(Default)]
pub struct SaidClients {
    /// Whether there are any: all that a request costs where there are none.
    is_any: AtomicBool,
    known: RwLock<Known>,
}

impl SaidClients {
    /// Those that the state knows.
    pub fn of(state: &State) -> Self {
        let made = Self::default();
        made.take_over(state);
        made
    }

    /// Those that the state knows by now, and no others.
    pub fn take_over(&self, state: &State) {
        let known: Known = state
            .said_clients
            .iter()
            .map(|(id, said)| (id.clone(), said.client().and_then(Result::ok)))
            .collect();
        let is_any = !known.is_empty();
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
        self.is_any.store(is_any, Ordering::Release);
    }

    /// What was said of the client of that id, if anything: who it is, or that there is none.
    pub fn get(&self, client_id: &str) -> Option<Option<Arc<Client>>> {
        if !self.is_any.load(Ordering::Acquire) {
            return None;
        }
        self.known.read().unwrap_or_else(PoisonError::into_inner).get(client_id).cloned()
    }

    /// Those that there are, by id.
    pub fn all(&self) -> Vec<Arc<Client>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.values().flatten().cloned().collect()
    }
}
