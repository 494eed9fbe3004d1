//! The security event token: one who knows tells another that something has happened to a person, a session or a device.
//! <https://www.rfc-editor.org/rfc/rfc8417>, <https://openid.net/specs/openid-sharedsignals-framework-1_0.html>

use serde_json::{Map, Value};

use crate::protocol::time::UnixTime;

/// Its `typ` (RFC 8417 §2.3, SSF §4.1.1): so that it is taken for no other kind of token.
pub const TYP: &str = "secevent+jwt";

/// Its media type (RFC 8935 §2.1).
pub const MEDIA_TYPE: &str = "application/secevent+jwt";

/// What one says.
#[derive(Debug, Clone, Copy)]
pub struct SecurityEvent<'a> {
    /// The transmitter.
    pub iss: &'a str,
    /// The receiver that it is for.
    pub aud: &'a str,
    /// Its own name, which no other has, and which it keeps when it is sent again.
    pub jti: &'a str,
    /// When it is made.
    pub iat: UnixTime,
    /// What it came of: the same for every event of one occasion.
    pub txn: &'a str,
    /// Whom it is about.
    pub sub_id: &'a Value,
    /// What has happened: the event's URI.
    pub event: &'a str,
    /// What is said of it.
    pub members: &'a Value,
}

impl SecurityEvent<'_> {
    /// Its claims. Never a `sub` nor an `exp`, so that nobody can pass it off as an ID token (SSF §4.1.3).
    pub fn claims(&self) -> Map<String, Value> {
        let pair = |(name, value): (&str, Value)| (name.to_owned(), value);
        let events = Map::from_iter([(self.event.to_owned(), self.members.clone())]);
        let claims = [
            ("iss", self.iss.into()),
            ("aud", self.aud.into()),
            ("jti", self.jti.into()),
            ("iat", self.iat.0.into()),
            ("txn", self.txn.into()),
            ("sub_id", self.sub_id.clone()),
            ("events", Value::Object(events)),
        ];
        claims.map(pair).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_says_what_the_standard_asks_for_and_nothing_more() {
        let event = SecurityEvent {
            iss: "https://id.example",
            aud: "app",
            jti: "1",
            iat: UnixTime(7),
            txn: "2",
            sub_id: &json!({"format": "opaque", "id": "x"}),
            event: "urn:example:event",
            members: &json!({"state": "s"}),
        };
        assert_eq!(
            Value::Object(event.claims()),
            json!({
                "iss": "https://id.example", "aud": "app", "jti": "1", "iat": 7, "txn": "2",
                "sub_id": {"format": "opaque", "id": "x"},
                "events": {"urn:example:event": {"state": "s"}},
            })
        );
    }
}
