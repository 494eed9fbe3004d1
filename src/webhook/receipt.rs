//! What became of one request where events are received.

use http::{HeaderValue, StatusCode, header};

use super::{answer::Answer, event::Event, judgement::Claimed};

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was genuine and took effect.
    Taken,
    /// It was genuine, and had taken effect before.
    Replayed,
    /// It was not genuine, or no event.
    Refused,
    /// It was genuine, and what is done about it failed; it may come again.
    Failed,
    /// It could not be judged or taken now; it may come again.
    Unavailable,
}

impl Verdict {
    /// Its name for people and programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Replayed => "replayed",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Unavailable => "unavailable",
        }
    }
}

/// What became of one request.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// What the sender is answered.
    pub answer: Answer,
    /// The event that it looks like.
    pub event: Option<&'static str>,
    /// What became of it.
    pub verdict: Verdict,
    /// Why it was not taken.
    pub why: Option<String>,
    /// Where the rule stands that it breaks.
    pub section: Option<&'static str>,
    /// What it says; true only if it was genuine.
    pub claimed: Claimed,
}

impl Receipt {
    /// Of an event.
    pub(super) fn of(event: &'static Event, verdict: Verdict, answer: Answer) -> Self {
        let event = Some(event.name.as_str());
        Self { answer, event, verdict, why: None, section: None, claimed: Claimed::default() }
    }

    /// Of what is none.
    pub fn refused(answer: Answer, why: impl Into<String>) -> Self {
        let (why, claimed) = (Some(why.into()), Claimed::default());
        Self { answer, event: None, verdict: Verdict::Refused, why, section: None, claimed }
    }

    /// Of what cannot be judged or taken now: the sender may try again soon (RFC 9110 §15.6.4).
    pub fn unavailable(why: &str) -> Self {
        let mut answer = Answer::of(StatusCode::SERVICE_UNAVAILABLE);
        answer.headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        Self { verdict: Verdict::Unavailable, ..Self::refused(answer, why) }
    }

    pub(super) fn because(self, why: impl Into<String>) -> Self {
        Self { why: Some(why.into()), ..self }
    }

    pub(super) fn about(self, claimed: Claimed) -> Self {
        Self { claimed, ..self }
    }
}
