//! What is done with each request that a receiver of events gets: it is recorded, and then taken or not.

use super::{webhook_recorder::Recorder, webhook_shown::Received};
use crate::{
    host::{Clock as _, clock::SystemClock, event_listener::Arrived},
    webhook::{answer::Answer, arrival::Arrival, receipt::Receipt, receiver::Receiver},
};

/// Takes requests.
pub struct Desk {
    /// What becomes of an event.
    pub receiver: Receiver,
    /// Where requests are recorded.
    pub recorder: Option<Recorder>,
}

impl Desk {
    /// One that came over a connection.
    pub async fn take(&self, arrived: Arrived) -> Received {
        match arrived {
            Arrived::Whole(request) => self.receive(&Arrival::of(*request)).await,
            Arrived::Cut(status, why) => {
                let receipt = Receipt::refused(Answer::of(status), why);
                Received { at: SystemClock.now(), receipt, recording: None }
            }
        }
    }

    /// One that is there whole. What is to be recorded and cannot be is not taken (threat W6).
    pub async fn receive(&self, arrival: &Arrival) -> Received {
        let at = SystemClock.now();
        let recording = match self.recorder.as_ref().map(|recorder| recorder.keep(arrival, at)).transpose() {
            Ok(recording) => recording,
            Err(error) => {
                let receipt = Receipt::unavailable(&format!("it could not be recorded: {}", error.text()));
                return Received { at, receipt, recording: None };
            }
        };
        Received { at, receipt: self.receiver.receive(arrival).await, recording }
    }
}
