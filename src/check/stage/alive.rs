//! What a probe means: whether the app knows who is there. Told by the person (`--alive-if`), or learned.

use std::{fmt, str::FromStr};

use serde_json::Value;

use super::{learned::Learned, seen::Seen};
use crate::{check::judged::Session, untrusted::sanitize};

/// What a probe means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alive {
    /// That is not known yet.
    Unknown,
    /// As the person says.
    Told(Told),
    /// By what was different before and after a login.
    Learned(Learned),
}

/// What the person says an answer is that knows somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// It has this status.
    Status(u16),
    /// It is a success and has this text in it.
    Text(String),
    /// It is a success, and what is at this place of its JSON is there and is neither `null`, `false` nor empty (RFC 6901).
    Json(String),
}

impl Alive {
    /// Whether the app knows who is there; `None` if the answer says neither.
    pub fn judge(&self, seen: &Seen) -> Option<Session> {
        match self {
            Self::Unknown => None,
            Self::Told(told) => told.judge(seen),
            Self::Learned(learned) => learned.judge(seen),
        }
    }
}

/// In words, as the end of "somebody is signed in".
impl fmt::Display for Alive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("is not known yet"),
            Self::Told(Told::Status(status)) => write!(f, "where the probe answers {status}"),
            Self::Told(Told::Text(text)) => write!(f, "where the probe has {} in it", sanitize(text)),
            Self::Told(Told::Json(place)) => {
                write!(f, "where the probe's JSON says something at {}", sanitize(place))
            }
            Self::Learned(learned) => learned.fmt(f),
        }
    }
}

impl Told {
    fn judge(&self, seen: &Seen) -> Option<Session> {
        let is_success = (200..300).contains(&seen.status);
        let is_alive = match self {
            Self::Status(status) => seen.status == *status,
            Self::Text(text) => is_success && seen.body.contains(text.as_str()),
            Self::Json(place) => is_success && says_somebody(&seen.body, place),
        };
        match (is_alive, seen.is_broken()) {
            (true, _) => Some(Session::Alive),
            (false, true) => None,
            (false, false) => Some(Session::Dead),
        }
    }
}

fn says_somebody(body: &str, place: &str) -> bool {
    let document: Value = serde_json::from_str(body).unwrap_or_default();
    match document.pointer(place) {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(list)) => !list.is_empty(),
        Some(Value::Object(members)) => !members.is_empty(),
        Some(Value::Bool(true) | Value::Number(_)) => true,
    }
}

impl FromStr for Told {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some(("status", status)) => match status.parse() {
                Ok(status @ 100..=599) => Ok(Self::Status(status)),
                _ => Err("a status is a number from 100 to 599".into()),
            },
            Some(("text", text)) if !text.is_empty() => Ok(Self::Text(text.into())),
            Some(("json", place)) if place.is_empty() || place.starts_with('/') => {
                Ok(Self::Json(place.into()))
            }
            Some(("json", _)) => Err("a place in JSON begins with /: json=/user/name".into()),
            _ => Err("give status=200, text=Welcome or json=/user".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(status: u16, body: &str) -> Seen {
        Seen { status, location: None, body: body.into() }
    }

    #[test]
    fn what_the_person_says_decides() {
        for (told, status, body, session) in [
            ("status=200", 200, "", Some(Session::Alive)),
            ("status=200", 302, "", Some(Session::Dead)),
            ("status=200", 500, "", None),
            ("status=500", 500, "", Some(Session::Alive)),
            ("text=Welcome", 200, "<p>Welcome", Some(Session::Alive)),
            ("text=Welcome", 200, "<p>Sign in", Some(Session::Dead)),
            ("text=Welcome", 401, "Welcome", Some(Session::Dead)),
            ("text=a=b", 200, "a=b", Some(Session::Alive)),
            ("json=/user", 200, r#"{"user":{"name":"a"}}"#, Some(Session::Alive)),
            ("json=/user", 200, r#"{"user":null}"#, Some(Session::Dead)),
            ("json=/user", 200, "not JSON", Some(Session::Dead)),
            ("json=", 200, "[]", Some(Session::Dead)),
        ] {
            let alive = Alive::Told(told.parse().unwrap());
            assert_eq!(alive.judge(&seen(status, body)), session, "{told} {status} {body}");
        }
    }

    #[test]
    fn what_cannot_be_understood_is_refused() {
        for wrong in ["", "200", "status=", "status=99", "status=x", "text=", "json=user", "header=x"] {
            assert!(wrong.parse::<Told>().is_err(), "{wrong}");
        }
    }
}
