//! The faults that the provider has now, if any. They can be set and taken back while it runs.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use super::row::{Change, Fault, Place};
use crate::jose::{algorithm::Algorithm, key::SigningKey};

/// Keys that were made for faults.
pub(super) type MadeKeys = tokio::sync::Mutex<Vec<(Algorithm, Arc<SigningKey>)>>;

/// A handle on the faults of a provider; its clones are the same.
#[derive(Clone, Default)]
pub struct Faults(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Whether there are any: all that a request costs that meets none.
    is_set: AtomicBool,
    active: Mutex<Arc<Active>>,
    /// Those of the start.
    first: Vec<&'static Fault>,
    strangers: Arc<MadeKeys>,
}

/// A set of faults from when it was set.
#[derive(Default)]
pub struct Active {
    faults: Vec<&'static Fault>,
    /// How often each was met, by name and place.
    applied: Mutex<BTreeMap<(&'static str, Place), u64>>,
    /// Those that are done once, and were.
    done: Mutex<BTreeSet<&'static str>>,
    /// Whether only whoever has set them knows of them.
    pub(super) is_silent: bool,
    /// Keys that nobody saw before these faults were set.
    pub(super) fresh: MadeKeys,
    /// Keys that the provider never publishes.
    pub(super) strangers: Arc<MadeKeys>,
}

impl Faults {
    /// Of these from the start.
    pub fn of(faults: &[&'static Fault]) -> Self {
        let made = Self(Arc::new(Shared { first: faults.to_vec(), ..Shared::default() }));
        made.set(faults);
        made
    }

    /// These and one more, for one answer; these stay as they are.
    pub fn with(&self, fault: &'static Fault) -> Self {
        let mut faults = self.current().faults.clone();
        faults.retain(|known| known.name != fault.name);
        faults.push(fault);
        let strangers = Arc::clone(&self.0.strangers);
        let shared = Shared { strangers, ..Shared::default() };
        let more = Self(Arc::new(shared));
        more.set(&faults);
        more
    }

    /// The keys of strangers, which are published where a fault needs that.
    pub(super) fn strangers(&self) -> &MadeKeys {
        &self.0.strangers
    }

    /// From now on the provider has these and no others: none, if there is none.
    pub fn set(&self, faults: &[&'static Fault]) {
        self.put(Active { faults: faults.to_vec(), ..Active::default() });
    }

    /// As [`set`](Self::set), and what they do is not told to whoever runs the provider: that is who sets them.
    pub fn set_silently(&self, faults: &[&'static Fault]) {
        self.put(Active { faults: faults.to_vec(), is_silent: true, ..Active::default() });
    }

    fn put(&self, active: Active) {
        let strangers = Arc::clone(&self.0.strangers);
        let is_set = !active.faults.is_empty();
        let active = Active { strangers, ..active };
        let mut current = self.0.active.lock().unwrap_or_else(PoisonError::into_inner);
        *current = Arc::new(active);
        self.0.is_set.store(is_set, Ordering::Release);
    }

    /// From now on the provider has those of the start and no others.
    pub fn reset(&self) {
        self.set(&self.0.first);
    }

    /// Of another provider: those of the start, whatever is set here later.
    pub fn of_sibling(&self) -> Self {
        Self::of(&self.0.first)
    }

    /// Those that are set.
    pub fn all(&self) -> Vec<&'static Fault> {
        self.current().faults.clone()
    }

    /// How often they were met since they were set, by name; one that was not met is not there.
    pub fn applied(&self) -> BTreeMap<&'static str, u64> {
        let mut applied = BTreeMap::new();
        for ((name, _), count) in &*self.current().counts() {
            *applied.entry(*name).or_default() += count;
        }
        applied
    }

    /// Where they were met since they were set.
    pub fn places(&self) -> BTreeSet<Place> {
        self.current().counts().keys().map(|(_, place)| *place).collect()
    }

    /// The names of those that are set.
    pub fn names(&self) -> Vec<&'static str> {
        self.current().faults.iter().map(|fault| fault.name).collect()
    }

    fn current(&self) -> Arc<Active> {
        Arc::clone(&self.0.active.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Those that there are, if any.
    pub(super) fn active(&self) -> Option<Arc<Active>> {
        self.0.is_set.load(Ordering::Acquire).then(|| self.current())
    }
}

impl Active {
    /// What is done in one place, in the order in which the faults were named.
    pub(super) fn changes(&self, place: Place) -> impl Iterator<Item = (&'static Fault, &'static Change)> {
        let all =
            self.faults.iter().flat_map(|fault| fault.changes.iter().map(move |change| (*fault, change)));
        all.filter(move |(_, change)| change.place() == place)
    }

    /// Whether anything is done anywhere that is of this kind.
    pub(super) fn has(&self, is: fn(&Change) -> bool) -> bool {
        self.faults.iter().any(|fault| fault.changes.iter().any(is))
    }

    /// Whether it is done for the first time.
    pub(super) fn is_first(&self, fault: &Fault) -> bool {
        self.done.lock().unwrap_or_else(PoisonError::into_inner).insert(fault.name)
    }

    /// It is met.
    pub(super) fn met(&self, fault: &Fault, place: Place) {
        *self.counts().entry((fault.name, place)).or_default() += 1;
    }

    fn counts(&self) -> MutexGuard<'_, BTreeMap<(&'static str, Place), u64>> {
        self.applied.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
