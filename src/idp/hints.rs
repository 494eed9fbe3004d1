//! What whoever runs the provider is told besides its log of requests, such as what to add to the configuration: each once, and
//! not without end, since anybody can ask for anything (threat P17).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use super::World;

/// How many are given about one topic.
pub const MOST: usize = 50;

/// Those that were given, by topic.
#[derive(Default)]
pub struct Hints(Mutex<BTreeMap<&'static str, BTreeSet<String>>>);

impl Hints {
    /// Gives one, unless it was given before.
    pub fn give(&self, world: &dyn World, topic: &'static str, hint: String) {
        let mut topics = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let given = topics.entry(topic).or_default();
        if given.len() >= MOST || given.contains(&hint) {
            return;
        }
        world.note(&hint);
        given.insert(hint);
        if given.len() == MOST {
            world.note(&format!("no more is told about {topic}; what is refused stands in the request log"));
        }
    }
}
