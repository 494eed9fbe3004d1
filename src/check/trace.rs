//! Who said what to whom during a case, in the order it happened: what a sequence diagram is drawn from. No secrets: whoever adds
//! to it masks, and [`redaction`](super::redaction) looks again.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use super::redaction::shown;

/// The most that is kept of one case.
const MOST: usize = 400;

/// Who takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Actor {
    /// The person's browser, which authctl plays.
    Browser,
    /// The app that is checked.
    App,
    /// The provider: embedded, or the one that is checked.
    Provider,
    /// What authctl does besides: it sends events, asks a provider.
    Checker,
}

impl Actor {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Browser => "Browser",
            Self::App => "App",
            Self::Provider => "Provider",
            Self::Checker => "authctl",
        }
    }
}

/// One message or remark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Arrow {
    /// Who said it.
    pub from: Actor,
    /// To whom; to itself is a remark.
    pub to: Actor,
    /// Whether it answers another.
    pub is_answer: bool,
    /// What: `GET /callback?code=…`, `302 to /`, `200`.
    pub text: String,
}

/// What is kept of one case; its clones share it.
#[derive(Debug, Clone, Default)]
pub struct Trace(Arc<Mutex<Vec<Arrow>>>);

impl Trace {
    /// Somebody asks.
    pub fn request(&self, from: Actor, to: Actor, text: impl Into<String>) {
        self.push(Arrow { from, to, is_answer: false, text: shown(&text.into()) });
    }

    /// Somebody answers.
    pub fn answer(&self, from: Actor, to: Actor, text: impl Into<String>) {
        self.push(Arrow { from, to, is_answer: true, text: shown(&text.into()) });
    }

    /// Something is to be known of one of them.
    pub fn remark(&self, about: Actor, text: impl Into<String>) {
        self.push(Arrow { from: about, to: about, is_answer: false, text: shown(&text.into()) });
    }

    fn push(&self, arrow: Arrow) {
        let mut arrows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if arrows.len() < MOST {
            arrows.push(arrow);
        }
    }

    /// Whether it is a clone of the other.
    pub fn is_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// What there is so far.
    pub fn arrows(&self) -> Vec<Arrow> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
