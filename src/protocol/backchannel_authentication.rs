//! The backchannel authentication answer (CIBA Core §7.3), after every rule that needs no clock.
//! <https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html>

use serde_json::{Map, Value};

use super::poll_times::PollTimes;
use crate::{
    error::{Code, Error, Phase, Result},
    secret::SecretString,
};

/// The `grant_type` of the polls (CIBA Core §4).
pub const GRANT_TYPE: &str = "urn:openid:params:grant-type:ciba";

/// The claim of an ID token that names the request that it answers (CIBA Core §10.3.1).
pub const AUTH_REQ_ID_CLAIM: &str = "urn:openid:params:jwt:claim:auth_req_id";

/// The longest `auth_req_id`, in characters.
const LONGEST: usize = 16 * 1024;

/// How a client learns that the person has decided (CIBA Core §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeliveryMode {
    /// It asks again and again.
    #[default]
    Poll,
    /// It is told, and asks then.
    Ping,
}

impl DeliveryMode {
    /// Both, by their names in client and provider metadata. The third, `push`, is not spoken: the tokens themselves would be
    /// posted to a listener here, with nothing but a token of ours to tell by whom (CIBA Core §10.3).
    pub const NAMES: &'static [(&'static str, Self)] = &[("poll", Self::Poll), ("ping", Self::Ping)];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Poll => "poll",
            Self::Ping => "ping",
        }
    }

    /// The mode of that name.
    pub fn named(name: &str) -> Result<Self> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, mode)| *mode);
        found.ok_or_else(|| {
            let error = Code::Usage.error().expected("poll or ping").got(name);
            match name {
                "push" => error
                    .message("push would post the tokens to a listener on this machine, and is not spoken")
                    .hint("register the client for poll or ping"),
                _ => error.message("there is no such delivery mode"),
            }
        })
    }
}

/// What the provider answers.
#[derive(Debug, Clone)]
pub struct BackchannelAuthentication {
    /// What the polls are made with.
    pub auth_req_id: SecretString,
    /// How long, and how often.
    pub times: PollTimes,
}

impl BackchannelAuthentication {
    /// Reads the answer.
    pub fn read(members: &Map<String, Value>) -> Result<Self> {
        let auth_req_id = match members.get("auth_req_id") {
            Some(Value::String(text)) if !text.is_empty() => text,
            _ => return Err(invalid("has no `auth_req_id`")),
        };
        // CIBA Core §7.3: "characters are limited to 'A'-'Z', 'a'-'z', '0'-'9', '.', '-' and '_'"
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        if !auth_req_id.bytes().all(is_plain) || auth_req_id.len() > LONGEST {
            return Err(invalid("has an `auth_req_id` of characters that it cannot have"));
        }
        // CIBA Core §7.3: REQUIRED
        if members.get("expires_in").is_none_or(Value::is_null) {
            return Err(invalid("has no `expires_in`"));
        }
        let times = PollTimes::read(members)
            .map_err(|name| invalid(&format!("has a `{name}` that is no number of seconds")))?;
        Ok(Self { auth_req_id: auth_req_id.as_str().into(), times })
    }
}

fn invalid(what: &str) -> Error {
    Code::BackchannelResponseInvalid
        .error()
        .phase(Phase::Backchannel)
        .message(format!("the answer to the backchannel authentication request {what}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(changes: &Value) -> Result<BackchannelAuthentication> {
        let mut members = json!({ "auth_req_id": "CANARY-1c266114-a1be", "expires_in": 120 });
        members.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        BackchannelAuthentication::read(members.as_object().unwrap())
    }

    #[test]
    fn what_must_be_there_is_there_and_the_times_are_within_their_bounds() {
        // C130
        let right = read(&json!({})).unwrap();
        assert_eq!((right.times.expires_in, right.times.interval), (120, 5));
        assert!(!format!("{right:?}").contains("CANARY"));
        let long = read(&json!({ "expires_in": 1_000_000_000, "interval": 1_000_000_000 })).unwrap();
        assert_eq!((long.times.expires_in, long.times.interval), (1800, 1799));
        let long = "a".repeat(20_000);
        for (name, wrong) in [
            ("auth_req_id", json!(null)),
            ("auth_req_id", json!("")),
            ("auth_req_id", json!(7)),
            ("auth_req_id", json!("a b")),
            ("auth_req_id", json!("a&b")),
            ("auth_req_id", json!("\u{1b}[2J")),
            ("auth_req_id", json!(long)),
            ("expires_in", json!(null)),
            ("expires_in", json!("soon")),
            ("interval", json!([5])),
        ] {
            let error = read(&json!({ name: wrong })).expect_err(name);
            assert_eq!((error.code(), error.exit()), (Code::BackchannelResponseInvalid, 9), "{name}");
        }
    }

    #[test]
    fn push_is_refused_by_its_name() {
        for (name, mode) in DeliveryMode::NAMES {
            assert_eq!((DeliveryMode::named(name), mode.name()), (Ok(*mode), *name));
        }
        let push = DeliveryMode::named("push").unwrap_err();
        assert!(push.text().starts_with("push would post the tokens"), "{push}");
        assert_eq!(DeliveryMode::named("pull").unwrap_err().code(), Code::Usage);
    }
}
