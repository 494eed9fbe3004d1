//! The signing keys besides those that sign: what will sign next, and what has signed and is published still.

use serde::{Deserialize, Serialize};

use super::{Change, State};
use crate::secret::{SecretString, serialize_exposed};

/// A key that has signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptKey {
    /// The algorithm's name.
    pub algorithm: String,
    /// Its name.
    pub kid: String,
    /// Itself.
    #[serde(serialize_with = "serialize_exposed")]
    pub key: SecretString,
}

impl KeptKey {
    /// The most that are kept of one algorithm (threat P17).
    pub const MOST: usize = 8;

    /// Of these.
    pub fn of(algorithm: &str, kid: &str, key: SecretString) -> Self {
        Self { algorithm: algorithm.to_owned(), kid: kid.to_owned(), key }
    }
}

impl State {
    /// Another key signs.
    pub(super) fn rotate_key(&mut self, algorithm: String, key: SecretString, retired: Option<KeptKey>) {
        self.next_keys.remove(&algorithm);
        self.keys.insert(algorithm, key);
        retired.into_iter().for_each(|key| self.retire_key(key));
    }

    /// One more that has signed; past the most the oldest of its algorithm goes.
    pub(super) fn retire_key(&mut self, key: KeptKey) {
        let is_same = |other: &KeptKey| other.algorithm == key.algorithm;
        if self.retired_keys.iter().filter(|other| is_same(other)).count() >= KeptKey::MOST
            && let Some(oldest) = self.retired_keys.iter().position(is_same)
        {
            self.retired_keys.remove(oldest);
        }
        self.retired_keys.push(key);
    }

    /// The fewest changes that lead to these keys and to the one that seals.
    pub fn keys_snapshot(&self) -> Vec<Change> {
        let seal = self.seal.iter().map(|secret| Change::SealMade { secret: secret.clone() });
        let keys = self
            .keys
            .iter()
            .map(|(algorithm, key)| Change::KeyMade { algorithm: algorithm.clone(), key: key.clone() });
        let retired = self.retired_keys.iter().map(|key| Change::KeyKept { key: key.clone() });
        let next = self
            .next_keys
            .iter()
            .map(|(algorithm, key)| Change::NextKeyMade { algorithm: algorithm.clone(), key: key.clone() });
        seal.chain(keys).chain(retired).chain(next).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_retired_keys_of_an_algorithm_are_kept_and_outlive_a_rewritten_journal() {
        // P17, P22
        let mut state = State::default();
        state.apply(Change::KeyMade { algorithm: "ES256".into(), key: "key 0".into() });
        for number in 1..=10 {
            let before = number - 1;
            let retired =
                KeptKey::of("ES256", &format!("kid {before}"), format!("key {before}").as_str().into());
            let key = format!("key {number}").as_str().into();
            state.apply(Change::KeyRotated { algorithm: "ES256".into(), key, retired: Some(retired) });
        }
        state.apply(Change::NextKeyMade { algorithm: "EdDSA".into(), key: "next".into() });
        state.apply(Change::KeyWithdrawn { kid: "kid 9".into() });
        let mut rewritten = State::default();
        state.snapshot().into_iter().for_each(|change| rewritten.apply(change));
        let kids: Vec<&str> = rewritten.retired_keys.iter().map(|key| &*key.kid).collect();
        assert_eq!(kids, ["kid 2", "kid 3", "kid 4", "kid 5", "kid 6", "kid 7", "kid 8"]);
        assert!(rewritten.keys["ES256"].matches("key 10") && rewritten.next_keys["EdDSA"].matches("next"));
    }
}
