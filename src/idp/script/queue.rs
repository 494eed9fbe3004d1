//! The scripts of one issuer, in the order in which they were ordered.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use super::order::{Asking, Deed, Script};
use crate::idp::oauth_error::{OauthError, Outcome};

/// The most that are kept (threat P17).
pub const MOST: usize = 100;

/// A script, and what is left of it.
#[derive(Clone)]
pub struct Queued {
    /// Its number, counted from 1.
    pub id: u64,
    /// It.
    pub script: Arc<Script>,
    /// For how many requests it still is.
    pub left: u64,
    /// How many have met it.
    pub met: u64,
}

/// The scripts.
#[derive(Default)]
pub struct Scripts {
    /// Whether any is left: all that a request costs where there is none.
    is_set: AtomicBool,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    scripts: Vec<Queued>,
    newest: u64,
}

impl Scripts {
    /// Puts one behind the others; as it is kept. One that is used up makes room.
    pub fn add(&self, script: Script) -> Outcome<Queued> {
        let mut inner = self.lock();
        if inner.scripts.len() >= MOST {
            match inner.scripts.iter().position(|known| known.left == 0) {
                Some(place) => drop(inner.scripts.remove(place)),
                None => return Err(OauthError::unavailable(format!("{MOST} scripts wait already"))),
            }
        }
        inner.newest += 1;
        let left = script.order.times.unwrap_or(1);
        let queued = Queued { id: inner.newest, script: Arc::new(script), left, met: 0 };
        inner.scripts.push(queued.clone());
        self.is_set.store(true, Ordering::Release);
        Ok(queued)
    }

    /// All that there are, also those that are used up.
    pub fn all(&self) -> Vec<Queued> {
        self.lock().scripts.clone()
    }

    /// Whether there is one with a fault, also if it is used up: what it did to an answer may lead to more.
    pub fn have_fault(&self) -> bool {
        self.lock().scripts.iter().any(|known| matches!(known.script.deed, Deed::Fault(_)))
    }

    /// Takes one away; whether there was one of that number.
    pub fn remove(&self, id: u64) -> bool {
        let mut inner = self.lock();
        let before = inner.scripts.len();
        inner.scripts.retain(|known| known.id != id);
        self.settle(&inner);
        inner.scripts.len() < before
    }

    /// Takes all away.
    pub fn clear(&self) {
        let mut inner = self.lock();
        inner.scripts.clear();
        self.settle(&inner);
    }

    /// The first that is for this request, which uses up one of its times. What the request is, is asked only where there is any.
    pub fn take<'a>(&self, asking: impl FnOnce() -> Option<Asking<'a>>) -> Option<Queued> {
        if !self.is_set.load(Ordering::Acquire) {
            return None;
        }
        let asking = asking()?;
        let mut inner = self.lock();
        let known = inner.scripts.iter_mut().find(|known| known.left > 0 && known.script.is_for(&asking))?;
        known.left -= 1;
        known.met += 1;
        let taken = known.clone();
        self.settle(&inner);
        Some(taken)
    }

    /// Gives back what could not be done to a request after all.
    pub fn give_back(&self, id: u64) {
        let mut inner = self.lock();
        if let Some(known) = inner.scripts.iter_mut().find(|known| known.id == id) {
            known.left += 1;
            known.met -= 1;
        }
        self.settle(&inner);
    }

    fn settle(&self, inner: &Inner) {
        self.is_set.store(inner.scripts.iter().any(|known| known.left > 0), Ordering::Release);
    }

    /// Each change is whole, so nobody who panicked has left half of one.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    fn script(times: u64) -> Script {
        let order = serde_json::json!({"endpoint": "/a", "drop": true, "times": times});
        Script::of(serde_json::from_value(order).expect("of that shape")).expect("it can be played")
    }

    fn take(scripts: &Scripts) -> Option<u64> {
        let (path, place) = ("/a", None);
        let asking = Asking { method: &Method::GET, path, place, client_id: None, grant_type: None };
        scripts.take(|| Some(asking)).map(|taken| taken.id)
    }

    #[test]
    fn scripts_are_met_in_order_as_often_as_was_said_and_the_full_queue_takes_no_more() {
        // P17
        let scripts = Scripts::default();
        scripts.add(script(2)).expect("there is room");
        scripts.add(script(1)).expect("there is room");
        assert_eq!([take(&scripts), take(&scripts)], [Some(1), Some(1)]);
        scripts.give_back(1);
        assert_eq!([take(&scripts), take(&scripts), take(&scripts)], [Some(1), Some(2), None]);
        let left: Vec<_> = scripts.all().iter().map(|known| (known.id, known.left, known.met)).collect();
        assert_eq!(left, [(1, 0, 2), (2, 0, 1)]);
        for _ in 0..MOST {
            scripts.add(script(1)).expect("those that are used up make room");
        }
        assert!(scripts.add(script(1)).is_err() && scripts.all().len() == MOST);
        assert!(scripts.remove(3) && !scripts.remove(3));
        scripts.clear();
        assert_eq!(take(&scripts), None);
    }
}
