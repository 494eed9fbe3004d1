//! Users who may not sign in any more, because whoever runs the provider has said so.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Why a user may not sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Not for now.
    Disabled,
    /// Never again: one of the configuration stays deleted for as long as this state is kept.
    Deleted,
}

impl Standing {
    /// Its name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Deleted => "deleted",
        }
    }
}

/// Who may not, by `sub`.
pub type Standings = BTreeMap<String, Standing>;
