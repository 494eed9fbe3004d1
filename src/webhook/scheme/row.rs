//! What every scheme can: sign an event, and judge one.

use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    error::Result,
    webhook::{
        answer::Answer,
        credential::{Credential, Needs},
        draft::Draft,
        event::Event,
        judgement::Judgement,
        keyed_hash::KeyedHash,
        message::Message,
        trust::Trust,
    },
};

/// A way to sign events.
pub trait Scheme: Sync {
    /// Its name in the catalogue.
    fn name(&self) -> &'static str;

    /// How it is signed, in a sentence.
    fn means(&self) -> &'static str;

    /// What it is signed with.
    fn needs(&self) -> Needs;

    /// The `typ` of its token, if it has one.
    fn typ(&self) -> Option<&'static str> {
        None
    }

    /// Signs it.
    ///
    /// # Errors
    /// [`Code::Usage`](crate::error::Code::Usage) if that credential cannot sign it.
    fn seal(&self, draft: &Draft, credential: &Credential) -> Result<Message>;

    /// Whether a message looks like one of this scheme, as the event has it.
    fn recognizes(&self, event: &Event, message: &Message) -> bool;

    /// What the message says, if that is not its body; nothing of it is proven.
    fn payload(&self, _: &Message) -> Option<Value> {
        None
    }

    /// What the message says of its hash, where it is signed with a shared secret; nothing of it is proven.
    fn keyed_hash(&self, _: &Event, _: &Message) -> Option<KeyedHash> {
        None
    }

    /// Judges it.
    fn judge(&self, event: &Event, message: &Message, trust: &Trust) -> Judgement;

    /// What a receiver answers, as the standard says.
    fn answer(&self, judgement: &Judgement) -> Answer {
        standard_answer(judgement)
    }

    /// What a receiver answers to one that it has taken before; where a standard wants it to be refused, it says so.
    fn answer_again(&self, judgement: &Judgement) -> Answer {
        self.answer(judgement)
    }

    /// What a receiver answers where what it does about the event failed: the sender may try again.
    fn answer_failed(&self) -> Answer {
        Answer::of(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// What most standards want to be answered: 200, or 400 with why.
pub fn standard_answer(judgement: &Judgement) -> Answer {
    match judgement.fault() {
        None => match &judgement.answer {
            Some(wanted) => Answer::json(StatusCode::OK, wanted),
            None => Answer::of(StatusCode::OK),
        },
        Some(fault) => {
            let told =
                json!({"error": fault.error, "error_description": format!("{}: {}", fault.name, fault.why)});
            Answer::json(StatusCode::BAD_REQUEST, &told)
        }
    }
}
