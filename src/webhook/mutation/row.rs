//! One mutation: what is wrong, which events it fits, and what a right app does with it.

use serde::Serialize;
use serde_json::{Map, Value};

use super::sample::{Means, Sample};
use crate::{
    error::Result,
    jose::forged::Forged,
    webhook::{draft::Draft, message::Message},
};

/// One way in which an event can be wrong.
pub struct Mutation {
    /// Its name.
    pub name: &'static str,
    /// Its number in the battery of cases that this project has.
    pub case: &'static str,
    /// What a right app does.
    pub right: Right,
    /// Where the rule stands that it breaks or tries.
    pub section: &'static str,
    /// What is odd about it.
    pub what: &'static str,
    /// Whether an event can be so.
    pub fits: fn(&Sample) -> bool,
    /// How it is done.
    pub change: Change,
}

/// What a right app does with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Refuses it.
    Refuses,
    /// Takes it.
    Takes,
    /// What it answers says nothing: its standard leaves that open, or what counts is what becomes of its sessions.
    Either,
}

impl Right {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Refuses => "refuses it",
            Self::Takes => "takes it",
            Self::Either => "may do either",
        }
    }
}

/// How a mutation is done. They are done in this order, whatever order they are named in.
pub enum Change {
    /// Before it is signed.
    Draft(fn(&mut Draft)),
    /// To the claims of the token within, which is signed again.
    Claims(fn(&mut Map<String, Value>, &Sample)),
    /// To the token within, which is signed again.
    Signed(fn(&mut Forged)),
    /// To the token within; its signature stays unless the change makes another.
    Token(fn(&mut Forged, &Sample, &Means) -> Result<()>),
    /// After it was signed.
    Message(fn(&mut Message, &Sample, &Means) -> Result<()>),
}

/// A table of mutations: name, case, what a right app does, section, what is odd, which events it fits, how it is done.
macro_rules! mutations {
    ($($name:literal $case:literal $right:ident $section:literal $what:literal $fits:expr => $kind:ident $change:expr;)*) => {
        &[$(Mutation {
            name: $name,
            case: $case,
            right: Right::$right,
            section: $section,
            what: $what,
            fits: $fits,
            change: Change::$kind($change),
        }),*]
    };
}
pub(super) use mutations;
