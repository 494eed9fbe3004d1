//! What Apple tells of accounts that sign in with it: a JWT in the member `payload` of JSON, whose claim `events` is JSON once
//! more, written as a text.
//! <https://developer.apple.com/documentation/signinwithapple/processing-changes-for-sign-in-with-apple-accounts>

use http::Method;
use serde_json::{Map, Value, json};

use super::row::Scheme;
use crate::{
    error::Result,
    jose::jws::peek,
    protocol::{json as strict, time::UnixTime},
    webhook::{
        credential::{Credential, Needs},
        draft::Draft,
        event::Event,
        judgement::Judgement,
        message::{JSON, Message},
        signed_token::{self, SignedToken},
        trust::{SKEW_S, Trust},
    },
};

const SECTION: &str = "Sign in with Apple: server-to-server notifications";
/// The body's member.
const FIELD: &str = "payload";
/// The claim that is JSON in a text.
const EVENTS: &str = "events";

/// The scheme.
pub struct Apple;

impl Scheme for Apple {
    fn name(&self) -> &'static str {
        "apple"
    }

    fn means(&self) -> &'static str {
        "a JWT that the issuer signs with a key of its key set, in the member payload of JSON; its events are JSON in a text"
    }

    fn needs(&self) -> Needs {
        Needs::Key
    }

    fn seal(&self, draft: &Draft, credential: &Credential) -> Result<Message> {
        let mut draft = draft.clone();
        if let Some(events) = draft.payload.get_mut(EVENTS).filter(|events| events.is_object()) {
            *events = events.to_string().into();
        }
        let token = signed_token::sealed(&draft, credential)?;
        Ok(Message::post(JSON, json!({ FIELD: token }).to_string()))
    }

    fn recognizes(&self, _: &Event, message: &Message) -> bool {
        message.method == Method::POST && self.payload(message).is_some_and(|said| said.get(EVENTS).is_some())
    }

    fn payload(&self, message: &Message) -> Option<Value> {
        let (_, claims) = peek(&token(message)?)?;
        Some(opened(claims.as_object()?.clone()).0)
    }

    fn judge(&self, event: &Event, message: &Message, trust: &Trust) -> Judgement {
        let mut judgement = Judgement::default();
        let token = token(message);
        let found = match (&message.method, &token) {
            (&Method::POST, Some(_)) => Ok("a POST of JSON with a token".to_owned()),
            (&Method::POST, None) => Err(format!("the body is not JSON with a text `{FIELD}`")),
            (method, _) => Err(format!("the method is {method}, not POST")),
        };
        let (true, Some(token)) = (judgement.check("request", SECTION, found), token) else {
            return judgement;
        };
        let expected = SignedToken { typ: None, section: SECTION, needs_exp: true };
        let Some(claims) = expected.judge(&token, trust, &mut judgement) else { return judgement };
        let (payload, found) = opened(claims);
        judgement.check(EVENTS, SECTION, found.and_then(|()| about(event, &payload)));
        let now = judgement.claimed.at.unwrap_or(UnixTime(0));
        judgement.claimed.sub = event.claimed(payload.clone(), now).sub;
        judgement.claimed.until = judgement.claimed.until.map(|until| until.plus(SKEW_S));
        judgement.claimed.payload = payload;
        judgement
    }
}

fn token(message: &Message) -> Option<String> {
    match strict::object(&message.body).ok()?.remove(FIELD)? {
        Value::String(token) => Some(token),
        _ => None,
    }
}

/// The claims with the events as JSON, and why they are not.
fn opened(mut claims: Map<String, Value>) -> (Value, Result<(), String>) {
    let events = match claims.get(EVENTS) {
        Some(Value::String(text)) => {
            strict::object(text.as_bytes()).map_err(|_| "the text is no JSON object".to_owned())
        }
        Some(_) => Err("it is no text, but JSON".to_owned()),
        None => Err("it is missing".to_owned()),
    };
    let found = events.map(|events| {
        claims.insert(EVENTS.to_owned(), events.into());
    });
    (Value::Object(claims), found)
}

fn about(event: &Event, payload: &Value) -> Result<String, String> {
    let member = |name: &str| payload[EVENTS].get(name);
    let text = |name: &str| member(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    if text("sub").is_none() {
        return Err("it does not say whom it is about".to_owned());
    }
    if !member("event_time").is_some_and(Value::is_i64) {
        return Err("it does not say when that was".to_owned());
    }
    let wanted = event.matches.as_ref().and_then(|matches| matches.is.as_deref());
    match text("type") {
        Some(kind) if wanted.is_none_or(|wanted| wanted == kind) => Ok(kind.to_owned()),
        other => Err(format!("it is {}, not {}", other.unwrap_or("of no type"), wanted.unwrap_or_default())),
    }
}
