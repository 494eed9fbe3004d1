//! A question that only says: is this yours? Okta asks once, before the first event, and whoever answers with the value of the
//! header is taken for the owner of the address. <https://developer.okta.com/docs/concepts/event-hooks/>

use http::{HeaderMap, Method};
use serde_json::{Value, json};

use super::row::Scheme;
use crate::{
    error::Result,
    webhook::{
        credential::{Credential, Needs},
        draft::Draft,
        event::Event,
        expected_answer,
        judgement::{Claimed, Judgement},
        message::Message,
        trust::Trust,
    },
};

const SECTION: &str = "Okta: event hooks, one-time verification";
/// The header that asks.
const HEADER: &str = "x-okta-verification-challenge";
/// The member of the payload here, and of the answer.
const MEMBER: &str = "verification";
/// The longest value that is given back, in bytes.
const LONGEST: usize = 512;

/// The scheme.
pub struct Challenge;

impl Scheme for Challenge {
    fn name(&self) -> &'static str {
        "challenge"
    }

    fn means(&self) -> &'static str {
        "nothing: a GET asks with a value in a header, which the app gives back"
    }

    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    fn seal(&self, draft: &Draft, _: &Credential) -> Result<Message> {
        let mut message =
            Message { method: Method::GET, query: Vec::new(), headers: HeaderMap::new(), body: Vec::new() };
        if let Some(value) = draft.payload.get(MEMBER).and_then(Value::as_str) {
            message.set_header(HEADER, value)?;
        }
        Ok(message)
    }

    fn recognizes(&self, _: &Event, message: &Message) -> bool {
        message.headers.contains_key(HEADER)
    }

    fn judge(&self, event: &Event, message: &Message, trust: &Trust) -> Judgement {
        let mut judgement = Judgement::default();
        let value = message.header(HEADER);
        let found = match (&message.method, value) {
            (&Method::GET, Some("")) => Err("the header is empty".to_owned()),
            (&Method::GET, Some(value)) if value.len() > LONGEST => {
                Err(format!("the header is longer than {LONGEST} bytes"))
            }
            (&Method::GET, Some(_)) => Ok("a GET with a value to give back".to_owned()),
            (&Method::GET, None) => Err(format!("there is not exactly one header {HEADER}")),
            (method, _) => Err(format!("the method is {method}, not GET")),
        };
        judgement.check("request", SECTION, found);
        let payload = json!({ MEMBER: value });
        judgement.answer = expected_answer::of(event, message, &payload);
        judgement.claimed = Claimed { at: Some(trust.now), payload, ..Claimed::default() };
        judgement
    }
}
