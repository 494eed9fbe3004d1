//! The logout token: a provider tells a client that a session has ended.
//! <https://openid.net/specs/openid-connect-backchannel-1_0.html#LogoutToken>

use serde_json::{Map, Value, json};

use crate::protocol::time::UnixTime;

/// Its `typ` (Back-Channel Logout §2.4): so that it is taken for no other kind of token.
pub const TYP: &str = "logout+jwt";

/// The event that makes it one.
pub const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// How long one is good, in seconds: §2.4 says that two minutes are long enough (threat W12).
pub const LIFE_S: i64 = 120;

/// What one says.
#[derive(Debug, Clone, Copy)]
pub struct LogoutToken<'a> {
    /// The provider.
    pub iss: &'a str,
    /// The client that it is for.
    pub aud: &'a str,
    /// The person.
    pub sub: &'a str,
    /// The session.
    pub sid: &'a str,
    /// Its own name, which no other has.
    pub jti: &'a str,
    /// When it is made.
    pub iat: UnixTime,
}

impl LogoutToken<'_> {
    /// Its claims. Never a `nonce`, so that nobody can pass it off as an ID token (§2.4).
    pub fn claims(&self) -> Map<String, Value> {
        let claims = json!({
            "iss": self.iss,
            "sub": self.sub,
            "aud": self.aud,
            "iat": self.iat,
            "exp": self.iat.plus(LIFE_S),
            "jti": self.jti,
            "sid": self.sid,
            "events": { EVENT: {} },
        });
        match claims {
            Value::Object(claims) => claims,
            _ => Map::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_the_standard_asks_for_and_nothing_more() {
        // W12
        let token = LogoutToken {
            iss: "https://id.example",
            aud: "app",
            sub: "alice",
            sid: "session-1",
            jti: "one",
            iat: UnixTime(1_800_000_000),
        };
        assert_eq!(
            Value::Object(token.claims()),
            json!({
                "iss": "https://id.example", "aud": "app", "sub": "alice", "sid": "session-1", "jti": "one",
                "iat": 1_800_000_000, "exp": 1_800_000_120,
                "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
            })
        );
    }
}
