//! The kinds of store that there are.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The kinds of store, as `--store` names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreKind {
    /// The tokens are sealed in a file, its key is in the platform's keyring.
    Keyring,
    /// The tokens are in a file that only its owner may read.
    File,
    /// The tokens die with the process.
    Memory,
    /// The tokens are sealed in a file, its key is where a program keeps it.
    Command,
}

impl StoreKind {
    /// Every kind with its name and what it means: parsing and its errors come from here.
    pub const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Keyring, "keyring", "sealed in a file, with the key in the system's keyring"),
        (Self::File, "file", "in a file that only you may read"),
        (Self::Memory, "memory", "nowhere: gone when the command ends"),
        (Self::Command, "command", "sealed in a file, with the key where a credential helper keeps it"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).expect("every kind has a row; a test walks them").1
    }
}

impl fmt::Display for StoreKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_shown_and_serialised_by_its_name() {
        for (kind, name, meaning) in StoreKind::ALL {
            assert_eq!(kind.to_string(), *name);
            assert_eq!(serde_json::to_value(kind).unwrap(), *name);
            assert!(!meaning.is_empty());
            match kind {
                StoreKind::Keyring | StoreKind::File | StoreKind::Memory | StoreKind::Command => {}
            }
        }
        assert_eq!(StoreKind::ALL.len(), 4);
    }
}
