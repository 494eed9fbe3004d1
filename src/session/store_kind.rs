//! The kinds of store that there are.

use std::{fmt, str::FromStr};

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
}

impl StoreKind {
    /// Every kind with its name and what it means: help, completions and parsing come from here.
    pub const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Keyring, "keyring", "sealed in a file, with the key in the system's keyring"),
        (Self::File, "file", "in a file that only you may read"),
        (Self::Memory, "memory", "nowhere: gone when the command ends"),
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

impl FromStr for StoreKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().find(|(_, name, _)| *name == text).map(|(kind, ..)| *kind).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|(_, name, _)| *name).collect();
            format!("a store is one of {}", names.join(", "))
        })
    }
}
