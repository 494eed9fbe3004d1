//! What came of judging a message: check by check, and whom and what it says it is about.

use serde::Serialize;
use serde_json::Value;

use crate::protocol::time::UnixTime;

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at, in a word or two: `signature`, `iss`.
    pub name: &'static str,
    /// Where the rule stands.
    pub section: &'static str,
    /// `true` if it is right, `false` if it is wrong, `None` if it could not be looked at.
    pub passed: Option<bool>,
    /// Why it is wrong or could not be looked at; what it is, where it is right.
    pub why: String,
    /// Which error a standard wants to be told, where it has names for them (RFC 8935 §2.4).
    #[serde(skip)]
    pub error: &'static str,
}

/// What a message says. It is true only if every check has passed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Claimed {
    /// Who sends it.
    pub iss: Option<String>,
    /// Whom it is about.
    pub sub: Option<String>,
    /// Which session.
    pub sid: Option<String>,
    /// Its own name, by which it is taken once.
    pub id: Option<String>,
    /// When it was made.
    pub at: Option<UnixTime>,
    /// Until when its name has to be remembered.
    pub until: Option<UnixTime>,
    /// What it says.
    pub payload: Value,
}

/// What came of judging one message.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Judgement {
    /// The checks, in order.
    pub checks: Vec<Check>,
    /// What the message says.
    pub claimed: Claimed,
    /// What its sender wants to be answered, if it is taken.
    #[serde(skip)]
    pub answer: Option<Value>,
    /// Whether it is signed with a key that is not among those known: fetched anew, it may be (threat C83).
    #[serde(skip)]
    pub misses_key: bool,
}

/// The error that most standards have for everything.
pub const INVALID_REQUEST: &str = "invalid_request";

impl Judgement {
    /// Whether nothing was wrong and everything could be looked at.
    pub fn is_genuine(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|check| check.passed == Some(true))
    }

    /// The first check that did not pass.
    pub fn fault(&self) -> Option<&Check> {
        let wrong = self.checks.iter().find(|check| check.passed == Some(false));
        wrong.or_else(|| self.checks.iter().find(|check| check.passed.is_none()))
    }

    /// One check: `Ok` with what it is, or `Err` with why it is wrong.
    pub fn check(
        &mut self,
        name: &'static str,
        section: &'static str,
        found: Result<String, String>,
    ) -> bool {
        self.check_as(INVALID_REQUEST, name, section, found)
    }

    /// As [`check`](Self::check), with the error that the standard wants to be told.
    pub fn check_as(
        &mut self,
        error: &'static str,
        name: &'static str,
        section: &'static str,
        found: Result<String, String>,
    ) -> bool {
        let passed = found.is_ok();
        let why = found.unwrap_or_else(|why| why);
        self.checks.push(Check { name, section, passed: Some(passed), why, error });
        passed
    }

    /// A check that could not be made. A message with one is not taken.
    pub fn unknown(&mut self, name: &'static str, section: &'static str, why: impl Into<String>) {
        let why = why.into();
        self.checks.push(Check { name, section, passed: None, why, error: INVALID_REQUEST });
    }
}
