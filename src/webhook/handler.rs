//! What a receiver does about an event: a port, and what it is told.

use super::{answer::Answer, arrival::Arrival, event::Event, judgement::Claimed};
use crate::{host::BoxFuture, protocol::time::UnixTime};

/// A genuine event that has arrived.
pub struct Occasion<'a> {
    /// The event.
    pub event: &'static Event,
    /// The request.
    pub arrival: &'a Arrival,
    /// What it says.
    pub claimed: &'a Claimed,
    /// When it arrived.
    pub at: UnixTime,
}

/// Why it was not done; the event may come again (threat W6).
#[derive(Debug)]
pub struct Failure {
    /// Why.
    pub why: String,
    /// What the sender is answered; else what its scheme says.
    pub answer: Option<Answer>,
}

/// Does something about events.
pub trait Handler: Send + Sync {
    /// Does it; the answer is for the sender, if it has one of its own.
    fn handle<'a>(&'a self, occasion: &'a Occasion<'a>) -> BoxFuture<'a, Result<Option<Answer>, Failure>>;
}
