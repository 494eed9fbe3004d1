//! What came of one case.

use serde::Serialize;

use super::redaction::without_secrets;
use crate::{error::Error, untrusted::sanitize};

/// The verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The subject did right.
    Pass,
    /// It did not.
    Fail,
    /// The case does not apply; the message says why.
    Skip,
    /// The case could not be judged; the message says why.
    Error,
}

impl Verdict {
    /// Each of them.
    pub const ALL: &[Self] = &[Self::Pass, Self::Fail, Self::Skip, Self::Error];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Skip => "skip",
            Self::Error => "error",
        }
    }
}

/// What the app knew at the end of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Session {
    /// The person is signed in.
    Alive,
    /// The person is not.
    Dead,
}

/// What came of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// The HTTP status that counted, if one did.
    pub status: Option<u16>,
    /// The session, where there is one.
    pub session: Option<Session>,
    /// What was seen, in one sentence, as it may be shown.
    pub message: String,
}

impl Judged {
    fn of(verdict: Verdict, message: impl AsRef<str>) -> Self {
        Self { verdict, status: None, session: None, message: without_secrets(&sanitize(message.as_ref())) }
    }

    /// The subject did right.
    pub fn pass(message: impl AsRef<str>) -> Self {
        Self::of(Verdict::Pass, message)
    }

    /// The subject did wrong, and what.
    pub fn fail(message: impl AsRef<str>) -> Self {
        Self::of(Verdict::Fail, message)
    }

    /// A pass, or what is wrong.
    pub fn of_rule(holds: bool, message: impl AsRef<str>) -> Self {
        if holds { Self::pass(message) } else { Self::fail(message) }
    }

    /// The case does not apply, and why.
    pub fn skip(reason: impl AsRef<str>) -> Self {
        Self::of(Verdict::Skip, reason)
    }

    /// The case could not be judged, and why.
    pub fn error(why: impl AsRef<str>) -> Self {
        Self::of(Verdict::Error, why)
    }

    /// With the status that counted.
    pub fn with_status(mut self, status: impl Into<u16>) -> Self {
        self.status = Some(status.into());
        self
    }

    /// With what the app knew at the end.
    pub fn with_session(mut self, session: Session) -> Self {
        self.session = Some(session);
        self
    }
}

impl From<Error> for Judged {
    fn from(error: Error) -> Self {
        Self::error(error.to_string())
    }
}
