//! A security event token that is the whole body: how events of shared signals are pushed, and what one that was polled is
//! judged as. Its event's table says which members it needs, and of which formats its subject may be.
//! <https://www.rfc-editor.org/rfc/rfc8935>, <https://openid.net/specs/openid-sharedsignals-framework-1_0.html>

use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

use super::row::Scheme;
use crate::{
    error::Result,
    jose::{
        claims::Claims,
        jws::peek,
        security_event::{MEDIA_TYPE, TYP},
    },
    protocol::subject_identifier,
    webhook::{
        answer::Answer,
        credential::{Credential, Needs},
        draft::Draft,
        event::Event,
        event_members,
        judgement::Judgement,
        message::{JSON, Message},
        signed_token::{self, SignedToken},
        trust::Trust,
    },
};

/// How old an event may be, in seconds, and so how long its name is remembered: it says no end of itself (threat W3).
const REMEMBERED_S: i64 = 7 * 86_400;

/// Older transmitters write the formats of subjects otherwise (RISC §3.1).
const OLD_FORMATS: &[(&str, &[&str])] = &[
    ("iss-sub", &["iss", "sub"]),
    ("id_token_claims", &["iss", "sub"]),
    ("oauth_token", &["token_type", "token_identifier_alg", "token"]),
];

/// The scheme.
pub struct SecurityEvent;

impl Scheme for SecurityEvent {
    fn name(&self) -> &'static str {
        "security-event"
    }

    fn means(&self) -> &'static str {
        "a JWT that the issuer signs with a key of its key set, as the body"
    }

    fn needs(&self) -> Needs {
        Needs::Key
    }

    fn typ(&self) -> Option<&'static str> {
        Some(TYP)
    }

    fn seal(&self, draft: &Draft, credential: &Credential) -> Result<Message> {
        let mut message = Message::post(MEDIA_TYPE, signed_token::sealed(draft, credential)?);
        message.set_header(header::ACCEPT.as_str(), JSON)?;
        Ok(message)
    }

    fn recognizes(&self, _: &Event, message: &Message) -> bool {
        message.media_type().as_deref() == Some(MEDIA_TYPE)
    }

    fn payload(&self, message: &Message) -> Option<Value> {
        peek(str::from_utf8(&message.body).ok()?.trim()).map(|(_, payload)| payload)
    }

    fn judge(&self, event: &Event, message: &Message, trust: &Trust) -> Judgement {
        let mut judgement = Judgement::default();
        let request = match (message.method.as_str(), message.media_type().as_deref()) {
            ("POST", Some(MEDIA_TYPE)) => Ok(format!("a POST of {MEDIA_TYPE}")),
            ("POST", other) => {
                Err(format!("the media type is {}, not {MEDIA_TYPE}", other.unwrap_or("missing")))
            }
            (method, _) => Err(format!("the method is {method}, not POST")),
        };
        if !judgement.check("request", "RFC 8935 §2.1", request) {
            return judgement;
        }
        let expected = SignedToken { typ: Some(TYP), section: "SSF §4.1", needs_exp: false };
        let token = String::from_utf8_lossy(&message.body);
        if let Some(claims) = expected.judge(&token, trust, &mut judgement) {
            judge_claims(event, &claims, trust, &mut judgement);
            judgement.claimed.payload = Value::Object(claims);
        }
        judgement
    }

    /// RFC 8935 §2.2 and §2.3.
    fn answer(&self, judgement: &Judgement) -> Answer {
        let Some(fault) = judgement.fault() else { return Answer::of(StatusCode::ACCEPTED) };
        let told = json!({"err": fault.error, "description": format!("{}: {}", fault.name, fault.why)});
        let mut answer = Answer::json(StatusCode::BAD_REQUEST, &told);
        answer.headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static("en"));
        answer
    }
}

/// What SSF asks beyond what every signed token has.
fn judge_claims(event: &Event, claims: &Map<String, Value>, trust: &Trust, judgement: &mut Judgement) {
    let absent = |name: &str, why: &str| match claims.contains_key(name) {
        true => Err(format!("it has `{name}`, {why}")),
        false => Ok("none".to_owned()),
    };
    judgement.check("sub", "SSF §4.1.2", absent("sub", "where whom it is about stands in `sub_id` alone"));
    judgement.check("exp", "SSF §4.1.7", absent("exp", "so it may be another kind of token"));
    let claimed = &mut judgement.claimed;
    claimed.until = claimed.at.map(|at| at.plus(REMEMBERED_S));
    let age = match claimed.until {
        Some(until) if trust.now > until => Err("it is older than names are remembered".to_owned()),
        Some(_) => Ok("young enough to be remembered by its name".to_owned()),
        None => Err("it does not say when it was issued".to_owned()),
    };
    judgement.check("age", "RFC 8417 §2.2 (iat)", age);
    let read = Claims(claims);
    let txn = match (read.text("txn"), claims.get("toe").is_none() || read.moment("toe").is_ok()) {
        (Err(_), _) | (Ok(Some("")), _) => Err("`txn` is no text".to_owned()),
        (_, false) => Err("`toe` is no time".to_owned()),
        (Ok(Some(_)), true) => Ok("it names what it came of".to_owned()),
        (Ok(None), true) => Ok("not said, which it should".to_owned()),
    };
    judgement.check("txn", "SSF §4.1.9", txn);
    let said = said(event, claims);
    let found = said.as_ref().map(|(uri, _)| (*uri).to_owned()).map_err(Clone::clone);
    judgement.check("events", "SSF §4.2.1", found);
    let Ok((_, members)) = said else { return };
    judge_subject(event, claims, members, trust, judgement);
    let rule = event.signature.get("members").map_or("", String::as_str);
    judgement.check("event", "the event's own standard", event_members::judged(rule, members));
}

/// The one event of the token, and what it says: RFC 8417 §2.2 has an object by URI, SSF §4.2.1 exactly one in it.
fn said<'a>(
    event: &Event,
    claims: &'a Map<String, Value>,
) -> Result<(&'a str, &'a Map<String, Value>), String> {
    let events = match claims.get("events") {
        Some(Value::Object(events)) => events,
        Some(_) => return Err("`events` is no object".to_owned()),
        None => return Err("it has no `events`".to_owned()),
    };
    let mut one = events.iter();
    let (Some((uri, members)), None) = (one.next(), one.next()) else {
        return Err(format!("it has {} events, where one is expected", events.len()));
    };
    let template = event.template();
    let expected = template["events"].as_object().and_then(|events| events.keys().next());
    match members {
        _ if expected != Some(uri) => Err(format!("it is of the event {uri}")),
        Value::Object(members) => Ok((uri, members)),
        _ => Err("the value of the event is no object".to_owned()),
    }
}

/// SSF §3: `sub_id`, of a format that the event may be about. Older transmitters have it in the event.
fn judge_subject(
    event: &Event,
    claims: &Map<String, Value>,
    members: &Map<String, Value>,
    trust: &Trust,
    judgement: &mut Judgement,
) {
    let wanted = event.signature.get("subject").map(String::as_str);
    let is_old = wanted == Some("in the event") || trust.is_forgiving && !claims.contains_key("sub_id");
    let (subject, found) = match is_old {
        true => (members.get("subject"), members.get("subject").map(old)),
        false => (claims.get("sub_id"), claims.get("sub_id").map(subject_identifier::judged)),
    };
    let missing = || Err(format!("it has no `{}`", if is_old { "subject" } else { "sub_id" }));
    let found = match (found.unwrap_or_else(missing), wanted.filter(|_| !is_old)) {
        (Ok(format), Some(wanted)) if !wanted.split('|').any(|known| known == format) => {
            Err(format!("it is about one of the format {format}, where {wanted} is expected"))
        }
        (found, _) => found.map(|format| format!("of the format {format}")),
    };
    judgement.check(if is_old { "subject" } else { "sub_id" }, "SSF §3.1, RFC 9493 §3", found);
    let Some(subject) = subject else { return };
    let old_sub = subject.get("sub").filter(|_| is_old).and_then(Value::as_str);
    judgement.claimed.sub = subject_identifier::person(subject).or(old_sub).map(str::to_owned);
    judgement.claimed.sid = subject_identifier::session(subject).map(str::to_owned);
}

/// The format of a subject as older transmitters write it.
fn old(subject: &Value) -> Result<&str, String> {
    let Some(named) = subject.get("subject_type").and_then(Value::as_str) else {
        return subject_identifier::judged(subject);
    };
    let known = OLD_FORMATS.iter().find(|(name, _)| *name == named);
    let (name, texts) = known.ok_or_else(|| format!("its type {named} is none that is known"))?;
    let has = |text: &&&str| subject.get(**text).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    match texts.iter().find(|text| !has(text)) {
        Some(missing) => Err(format!("it has no `{missing}`, which every {name} has")),
        None => Ok(name),
    }
}
