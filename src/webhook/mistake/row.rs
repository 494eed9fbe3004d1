//! What every mistake has: its name, where the rule stands, and how it is found.

use serde::Serialize;

use crate::webhook::case::Case;

/// A mistake that is found in a message, told to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Its name, for programs.
    pub mistake: &'static str,
    /// Where the rule stands.
    pub section: &'static str,
    /// What is wrong.
    pub why: String,
    /// What would mend it.
    pub fix: String,
}

/// What is wrong and what would mend it, if the mistake is in there.
pub type Told = Option<(String, String)>;

/// A mistake that senders and receivers make.
pub struct Mistake {
    /// Its name.
    pub name: &'static str,
    /// Where the rule stands.
    pub section: &'static str,
    /// Looks for it.
    pub finds: fn(&Case<'_>) -> Told,
}

impl Mistake {
    /// It, if it is in there.
    pub fn found(&self, case: &Case<'_>) -> Option<Found> {
        let (why, fix) = (self.finds)(case)?;
        Some(Found { mistake: self.name, section: self.section, why, fix })
    }
}

/// A row.
pub(super) const fn row(name: &'static str, section: &'static str, finds: fn(&Case<'_>) -> Told) -> Mistake {
    Mistake { name, section, finds }
}

/// What is told.
pub(super) fn told(why: impl Into<String>, fix: impl Into<String>) -> Told {
    Some((why.into(), fix.into()))
}
