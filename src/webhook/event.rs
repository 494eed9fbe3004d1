//! One event of the catalogue: what it says, who says how it is sent, and when it counts as taken.

use std::collections::BTreeMap;

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{judgement::Claimed, message::Message};
use crate::protocol::time::UnixTime;

/// A time of more digits is in milliseconds.
pub const SECONDS_END: i64 = 100_000_000_000;

/// One event, as its table in `events.toml` has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Its name, which is the table's.
    #[serde(skip_deserializing)]
    pub name: String,
    /// What has happened, in a sentence.
    pub summary: String,
    /// Which standard or documentation says what it looks like, with the section.
    pub standard: String,
    /// Where that can be read.
    pub source: String,
    /// How it is signed: a scheme's name.
    pub scheme: String,
    /// What that has to be told for this event, such as the name of the header.
    #[serde(default)]
    pub signature: BTreeMap<String, String>,
    /// What tells it from other events of the same scheme.
    #[serde(default)]
    pub matches: Option<Matches>,
    /// The statuses by which the target takes it: `200`, or `2xx` for all of those.
    pub taken: Vec<String>,
    /// What its answer has to have, as JSON, where a status is not enough: see [`expected_answer`](super::expected_answer).
    #[serde(default)]
    pub answer: Option<String>,
    /// Headers that are sent beside those of the scheme.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Where it says whom it is about, if that is not for the scheme to know.
    #[serde(default)]
    pub about: About,
    /// What it says: a template of JSON.
    pub payload: String,
}

/// Where a payload says whom it is about, and its own name: JSON pointers (RFC 6901).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The person.
    #[serde(default)]
    pub sub: Option<String>,
    /// The session.
    #[serde(default)]
    pub sid: Option<String>,
    /// The message itself.
    #[serde(default)]
    pub id: Option<String>,
    /// When it was made, where that is signed nowhere else: in seconds or milliseconds, or in the form of RFC 3339.
    #[serde(default)]
    pub at: Option<String>,
}

/// What a message of this event has: a header or a member of its payload, and its value.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matches {
    /// The header, in lower case.
    #[serde(default)]
    pub header: Option<String>,
    /// The member, as a JSON pointer (RFC 6901).
    #[serde(default)]
    pub pointer: Option<String>,
    /// Its value; without one it only has to be there.
    #[serde(default)]
    pub is: Option<String>,
}

impl Event {
    /// What it says, before the facts are in it.
    pub fn template(&self) -> Value {
        serde_json::from_str(&self.payload).expect("a test walks the catalogue")
    }

    /// Whether its template has this fact.
    pub fn names(&self, fact: &str) -> bool {
        self.payload.contains(&format!("\"${fact}\""))
    }

    /// What a payload of this event says of whom it is about, and what it is called.
    pub fn claimed(&self, payload: Value, at: UnixTime) -> Claimed {
        let text = |pointer: &Option<String>| match payload.pointer(pointer.as_ref()?)? {
            Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let About { sub, sid, id, .. } = &self.about;
        let (sub, sid, id) = (text(sub), text(sid), text(id));
        Claimed { sub, sid, id, at: Some(at), payload, ..Claimed::default() }
    }

    /// When its payload says that it was made; `None` if it does not say so as its table has it.
    pub fn said_at(&self, payload: &Value) -> Option<UnixTime> {
        match payload.pointer(self.about.at.as_ref()?)? {
            Value::Number(number) => match number.as_i64()? {
                milliseconds if milliseconds >= SECONDS_END => Some(UnixTime(milliseconds / 1000)),
                seconds => Some(UnixTime(seconds)),
            },
            Value::String(text) => {
                text.parse::<jiff::Timestamp>().ok().map(|moment| UnixTime(moment.as_second()))
            }
            _ => None,
        }
    }

    /// What its table tells its scheme; empty if it is silent.
    pub fn setting(&self, name: &str) -> &str {
        self.signature.get(name).map_or("", String::as_str)
    }

    /// Whether a target that answers this has taken it (threat W10).
    pub fn is_taken_by(&self, status: StatusCode) -> bool {
        self.taken.iter().any(|taken| match taken.as_str() {
            "2xx" => status.is_success(),
            exact => exact == status.as_str(),
        })
    }

    /// Whether a message of its scheme, whose payload is known, is of this event.
    pub fn is_of(&self, message: &Message, payload: &Value) -> bool {
        let Some(Matches { header, pointer, is }) = &self.matches else { return true };
        let found = match (header, pointer) {
            (Some(header), _) => message.header(header).map(str::to_owned),
            (None, Some(pointer)) => payload.pointer(pointer).map(|value| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            }),
            (None, None) => return true,
        };
        found.is_some_and(|found| is.as_ref().is_none_or(|is| *is == found))
    }
}
