//! Who has yet to hear of the end of a session (threat W14): kept with the end itself, until each was told.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::protocol::time::UnixTime;

/// Who has yet to hear of it, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// Who was signed in.
    pub sub: String,
    /// The clients that are sent a logout token.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tokens: BTreeSet<String>,
    /// The logout hooks that are called, by client.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hooks: BTreeMap<String, String>,
    /// When it is of no use to anybody any more.
    pub forget_at: UnixTime,
}

impl Owed {
    /// Whether all have heard.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty() && self.hooks.is_empty()
    }
}
