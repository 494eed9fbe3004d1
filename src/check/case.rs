//! One case: what is tried, what a right subject does, and what a person should do who has another.

use serde::Serialize;

/// How much a case counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The standard requires it: a failure fails the check.
    Must,
    /// The standard recommends it.
    Should,
    /// Good to know.
    Info,
}

impl Level {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::Info => "info",
        }
    }
}

/// One case of a battery. Its sentences begin in lower case and have no period.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Case {
    /// Its name, which never changes: `N7`.
    pub id: &'static str,
    /// How much it counts.
    pub level: Level,
    /// Where the rule stands: `RFC 9700 §4.2.4`.
    pub section: &'static str,
    /// What is tried: `the logout token is not signed`.
    pub what: &'static str,
    /// What a right subject does: `refuses it, and the session goes on`.
    pub right: &'static str,
    /// What a person should do about a subject that does otherwise: `verify the signature with the provider's keys, and refuse …`.
    pub repair: &'static str,
}

impl Case {
    /// The set that it is of: the letters that its id begins with.
    pub fn set(&self) -> &'static str {
        let end = self.id.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(self.id.len());
        &self.id[..end]
    }
}

/// A table of cases, as other members of a row: `case!("N7" Must "RFC 8725 §3.2": "what is tried" => "what is right"; "repair")`.
macro_rules! case {
    ($id:literal $level:ident $section:literal: $what:literal => $right:literal; $repair:literal) => {
        $crate::check::case::Case {
            id: $id,
            level: $crate::check::case::Level::$level,
            section: $section,
            what: $what,
            right: $right,
            repair: $repair,
        }
    };
}
pub(in crate::check) use case;
