//! An event that is about to be signed: everything about it that can still be changed.

use serde_json::{Map, Value};

use super::{event::Event, facts::Facts};
use crate::{error::Result, protocol::time::UnixTime};

/// What will be signed, and how it will be sent.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The event.
    pub event: &'static Event,
    /// What it says: the claims, the body, or the fields of the form.
    pub payload: Value,
    /// Its bytes, where they are not those in which a payload is written here.
    pub written: Option<Vec<u8>>,
    /// The name of this message, where its scheme has one beside the payload.
    pub id: String,
    /// When it was signed, where its scheme says so beside the payload.
    pub at: UnixTime,
    /// The kind of token, where it is one.
    pub typ: Option<String>,
    /// Further members of the token's header, where it is one.
    pub header: Map<String, Value>,
    /// Headers of the request beside those of the scheme.
    pub headers: Vec<(String, String)>,
}

impl Draft {
    /// The event about these facts.
    ///
    /// # Errors
    /// As [`Facts::fill`].
    pub fn of(event: &'static Event, facts: &Facts, at: UnixTime) -> Result<Self> {
        let filled = |(name, value): (&String, &String)| Ok((name.clone(), facts.fill_text(value)?));
        Ok(Self {
            event,
            payload: facts.fill(&event.template())?,
            written: None,
            id: facts.text("id").unwrap_or_default().to_owned(),
            at,
            typ: None,
            header: Map::new(),
            headers: event.headers.iter().map(filled).collect::<Result<_>>()?,
        })
    }

    /// What the event's table tells its scheme.
    pub fn setting(&self, name: &str) -> &str {
        self.event.setting(name)
    }

    /// What it says, as the bytes that are signed and sent.
    pub fn body(&self) -> Vec<u8> {
        self.written.clone().unwrap_or_else(|| self.payload.to_string().into_bytes())
    }
}
