//! A map that never grows past its cap: the oldest entry makes room (threat P17).

use std::{
    borrow::Borrow,
    collections::{HashMap, VecDeque},
    hash::Hash,
};

/// Entries by key, with the order they came in.
#[derive(Debug)]
pub struct Capped<K, V> {
    cap: usize,
    entries: HashMap<K, V>,
    order: VecDeque<K>,
}

impl<K: Hash + Eq + Clone, V> Capped<K, V> {
    /// An empty one for at most `cap` entries.
    pub fn new(cap: usize) -> Self {
        Self { cap, entries: HashMap::new(), order: VecDeque::new() }
    }

    /// Puts an entry in, or in place of the one of that key; past the cap the oldest goes.
    pub fn insert(&mut self, key: K, value: V) {
        if self.entries.insert(key.clone(), value).is_some() {
            return;
        }
        self.order.push_back(key);
        while self.entries.len() > self.cap {
            let Some(oldest) = self.order.pop_front() else { break };
            self.entries.remove(&oldest);
        }
    }

    /// The entry of that key.
    pub fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.entries.get(key)
    }

    /// The entry of that key, to change.
    pub fn get_mut<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.entries.get_mut(key)
    }

    /// Takes the entry of that key out and gives it.
    pub fn take<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let value = self.entries.remove(key)?;
        self.order.retain(|known| known.borrow() != key);
        Some(value)
    }

    /// Takes the entry of that key out.
    pub fn remove(&mut self, key: &K) {
        if self.entries.remove(key).is_some() {
            self.order.retain(|known| known != key);
        }
    }

    /// Keeps only what `keep` says.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &V) -> bool) {
        self.entries.retain(|key, value| keep(key, value));
        self.order.retain(|key| self.entries.contains_key(key));
    }

    /// The entries, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.order.iter().filter_map(|key| self.entries.get(key).map(|value| (key, value)))
    }

    /// The entries to change, in no order.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.values_mut()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_makes_room_and_nothing_else_grows() {
        // P17
        let mut capped = Capped::new(3);
        for number in 0..1000 {
            capped.insert(number, number);
            capped.insert(number, -number);
        }
        assert_eq!(
            capped.iter().map(|(k, v)| (*k, *v)).collect::<Vec<_>>(),
            [(997, -997), (998, -998), (999, -999)]
        );
        assert_eq!((capped.len(), capped.order.len()), (3, 3));
        capped.remove(&999);
        capped.remove(&999);
        assert_eq!((capped.len(), capped.order.len()), (2, 2));
        capped.retain(|key, _| *key == 998);
        assert_eq!((capped.len(), capped.order.len()), (1, 1));
    }
}
