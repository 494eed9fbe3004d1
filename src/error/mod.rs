//! The registry of everything that can go wrong: code → class → exit code → message → hint → explanation.
//!
//! A *class* is one reaction of the caller and has one exit code; a *code* is one cause. Nothing else
//! in the program decides an exit code, and nothing here prints. An error cannot hold a body, a header or a
//! [`Secret`](crate::secret::Secret); text of the other side is [`Untrusted`].

mod class;
mod code;
mod phase;

use std::fmt;

pub use self::{
    class::{CLASSES, Class, ClassRow, SIGNAL_EXITS},
    code::{Code, CodeRow},
    phase::Phase,
};
use crate::untrusted::Untrusted;

/// What everything here returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Code {
    /// An error of this code.
    pub fn error(self) -> Error {
        Error(Box::new(Parts {
            code: self,
            phase: Phase::Config,
            message: None,
            hint: None,
            profile: None,
            issuer: None,
            provider: None,
            expected: None,
            got: None,
            retry_after_s: None,
            session_changed: false,
            unsent: false,
        }))
    }
}

/// What the provider said, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderAnswer {
    /// The endpoint that answered, e.g. `token`.
    pub endpoint: &'static str,
    /// The HTTP status, where it came over HTTP and not by the browser.
    pub http_status: Option<u16>,
    /// The `error` parameter.
    pub error: Option<Untrusted>,
    /// The `error_description` parameter.
    pub error_description: Option<Untrusted>,
}

/// An error: a code and what is particular to this time.
#[derive(Debug, Clone, PartialEq)]
pub struct Error(Box<Parts>);

#[derive(Debug, Clone, PartialEq)]
struct Parts {
    code: Code,
    phase: Phase,
    message: Option<String>,
    hint: Option<String>,
    profile: Option<String>,
    issuer: Option<String>,
    provider: Option<ProviderAnswer>,
    expected: Option<Untrusted>,
    got: Option<Untrusted>,
    retry_after_s: Option<u64>,
    session_changed: bool,
    unsent: bool,
}

/// Building one: each call adds one particular.
impl Error {
    /// Where it happened.
    pub fn phase(mut self, phase: Phase) -> Self {
        self.0.phase = phase;
        self
    }

    /// Says more than the registry's sentence. Must hold no text of the other side.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.0.message = Some(message.into());
        self
    }

    /// A better hint than the registry's, e.g. with the profile's name in it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Whose session it was about; the first one to say it wins.
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.0.profile.get_or_insert(profile.into());
        self
    }

    /// Which provider it was about; the first one to say it wins.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.0.issuer.get_or_insert(issuer.into());
        self
    }

    /// What the provider said.
    pub fn provider(mut self, answer: ProviderAnswer) -> Self {
        self.0.provider = Some(answer);
        self
    }

    /// What should have been.
    pub fn expected(mut self, expected: impl Into<Untrusted>) -> Self {
        self.0.expected = Some(expected.into());
        self
    }

    /// What was.
    pub fn got(mut self, got: impl Into<Untrusted>) -> Self {
        self.0.got = Some(got.into());
        self
    }

    /// When it may be tried again, in seconds.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after_s = Some(seconds);
        self
    }

    /// Tells that what is kept has changed before it went wrong.
    pub fn session_changed(mut self) -> Self {
        self.0.session_changed = true;
        self
    }

    /// Tells that no byte of the request can have reached the other side, so that sending it again is safe.
    pub fn unsent(mut self) -> Self {
        self.0.unsent = true;
        self
    }

    /// The same particulars under another code.
    pub fn recoded(mut self, code: Code) -> Self {
        self.0.code = code;
        self
    }
}

/// Reading one.
#[allow(missing_docs)]
impl Error {
    pub fn code(&self) -> Code {
        self.0.code
    }
    pub fn class(&self) -> &'static ClassRow {
        self.0.code.row().class.row()
    }
    pub fn exit(&self) -> u8 {
        self.class().exit
    }
    pub fn at(&self) -> Phase {
        self.0.phase
    }
    pub fn text(&self) -> &str {
        self.0.message.as_deref().unwrap_or(self.0.code.row().message)
    }
    pub fn advice(&self) -> &str {
        self.0.hint.as_deref().unwrap_or(self.0.code.row().hint)
    }
    pub fn of_profile(&self) -> Option<&str> {
        self.0.profile.as_deref()
    }
    pub fn of_issuer(&self) -> Option<&str> {
        self.0.issuer.as_deref()
    }
    pub fn answer(&self) -> Option<&ProviderAnswer> {
        self.0.provider.as_ref()
    }
    pub fn wanted(&self) -> Option<&Untrusted> {
        self.0.expected.as_ref()
    }
    pub fn found(&self) -> Option<&Untrusted> {
        self.0.got.as_ref()
    }
    pub fn retry_after_s(&self) -> Option<u64> {
        self.0.retry_after_s
    }
    pub fn changed_session(&self) -> bool {
        self.0.session_changed
    }
    /// Whether the other side may have got the request; a grant must then not be sent again (threat C13).
    pub fn may_have_been_sent(&self) -> bool {
        !self.0.unsent
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.text(), self.0.code.row().name)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_those_of_the_contract() {
        let exits: Vec<u8> = CLASSES.iter().map(|row| row.exit).collect();
        assert_eq!(exits, (1..=12).collect::<Vec<u8>>());
        assert_eq!(Code::InvalidGrant.error().exit(), 4);
        assert_eq!(Code::Timeout.error().exit(), 7);
        assert_eq!(Code::StateMismatch.error().exit(), 9);
    }
}
