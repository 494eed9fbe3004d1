//! A logout token in a form: how an OpenID provider tells that a session has ended.
//! <https://openid.net/specs/openid-connect-backchannel-1_0.html>

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::row::Scheme;
use crate::{
    error::Result,
    jose::{claims::Claims, jws::peek, logout_token::EVENT},
    webhook::{
        answer::Answer,
        credential::{Credential, Needs},
        draft::Draft,
        event::Event,
        judgement::{INVALID_REQUEST, Judgement},
        message::{FORM, Message},
        signed_token::{self, SignedToken},
        trust::{SKEW_S, Trust},
    },
};

/// The form's field.
const FIELD: &str = "logout_token";
const TYPE: &str = "logout+jwt";

/// The scheme.
pub struct LogoutToken;

impl Scheme for LogoutToken {
    fn name(&self) -> &'static str {
        "logout-token"
    }

    fn means(&self) -> &'static str {
        "a JWT that the issuer signs with a key of its key set, in the field logout_token of a form"
    }

    fn needs(&self) -> Needs {
        Needs::Key
    }

    fn typ(&self) -> Option<&'static str> {
        Some(TYPE)
    }

    fn seal(&self, draft: &Draft, credential: &Credential) -> Result<Message> {
        Ok(Message::form([(FIELD, signed_token::sealed(draft, credential)?.as_str())]))
    }

    fn recognizes(&self, _: &Event, message: &Message) -> bool {
        message.fields().iter().any(|(name, value)| name == FIELD && value.contains('.'))
    }

    fn payload(&self, message: &Message) -> Option<Value> {
        peek(&message.field(FIELD)?).map(|(_, payload)| payload)
    }

    fn judge(&self, _: &Event, message: &Message, trust: &Trust) -> Judgement {
        let mut judgement = Judgement::default();
        // §2.5: a POST of a form with the one parameter; others are ignored
        let form = match (message.method.as_str(), message.media_type().as_deref()) {
            ("POST", Some(FORM)) => Ok("a POST of a form".to_owned()),
            ("POST", other) => Err(format!("the media type is {}, not {FORM}", other.unwrap_or("missing"))),
            (method, _) => Err(format!("the method is {method}, not POST")),
        };
        if !judgement.check("request", "Back-Channel Logout §2.5", form) {
            return judgement;
        }
        let token = message.field(FIELD).ok_or_else(|| format!("there is not exactly one {FIELD}"));
        let found = token.as_ref().map(|_| "one logout token".to_owned()).map_err(Clone::clone);
        let (true, Ok(token)) = (judgement.check(FIELD, "Back-Channel Logout §2.5", found), token) else {
            return judgement;
        };
        let expected = SignedToken { typ: Some(TYPE), section: "Back-Channel Logout §2.6", needs_exp: true };
        if let Some(claims) = expected.judge(&token, trust, &mut judgement) {
            judge_claims(&claims, &mut judgement);
            judgement.claimed.payload = Value::Object(claims);
        }
        judgement
    }

    fn answer_again(&self, _: &Judgement) -> Answer {
        // §2.6 (8)
        refused("the logout token was taken before")
    }

    fn answer_failed(&self) -> Answer {
        // §2.8: whoever could not log out says so by 400, not by 500
        refused("the logout failed")
    }
}

fn refused(why: &str) -> Answer {
    Answer::json(StatusCode::BAD_REQUEST, &json!({"error": INVALID_REQUEST, "error_description": why}))
}

/// Back-Channel Logout §2.6 (4) to (8), beyond what every signed token has.
fn judge_claims(claims: &Map<String, Value>, judgement: &mut Judgement) {
    let read = Claims(claims);
    let text = |name: &str| read.text(name).ok().flatten().filter(|text| !text.is_empty()).map(str::to_owned);
    let (sub, sid) = (text("sub"), text("sid"));
    let are_texts = ["sub", "sid"].iter().all(|name| !claims.contains_key(*name) || text(name).is_some());
    let about = match (&sub, &sid) {
        _ if !are_texts => Err("`sub` or `sid` is no text".to_owned()),
        (None, None) => Err("it has neither `sub` nor `sid`".to_owned()),
        (Some(_), Some(_)) => Ok("one session of one person".to_owned()),
        (None, Some(_)) => Ok("one session".to_owned()),
        (Some(_), None) => Ok("every session of one person".to_owned()),
    };
    judgement.check("sub, sid", "Back-Channel Logout §2.6 (4)", about);
    let event = match claims.get("events") {
        Some(Value::Object(events)) => match events.get(EVENT) {
            Some(Value::Object(_)) => Ok("the logout event".to_owned()),
            Some(_) => Err("the value of the event is no object".to_owned()),
            None => Err(format!("it is not of the event {EVENT}")),
        },
        Some(_) => Err("`events` is no object".to_owned()),
        None => Err("it has no `events`".to_owned()),
    };
    judgement.check("events", "Back-Channel Logout §2.6 (5)", event);
    let nonce = match claims.contains_key("nonce") {
        true => Err("it has a `nonce`, so it may be an ID token".to_owned()),
        false => Ok("none".to_owned()),
    };
    judgement.check("nonce", "Back-Channel Logout §2.6 (6)", nonce);
    judgement.claimed.sub = sub;
    judgement.claimed.sid = sid;
    judgement.claimed.until = judgement.claimed.until.map(|until| until.plus(SKEW_S));
}
