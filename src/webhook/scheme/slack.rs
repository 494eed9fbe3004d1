//! A keyed hash of a version, the time and the body, as Slack signs its requests.
//! <https://docs.slack.dev/authentication/verifying-requests-from-slack>

use aws_lc_rs::hmac;

use super::row::Scheme;
use crate::{
    error::Result,
    webhook::{
        credential::{Credential, Needs},
        draft::Draft,
        encoding::Encoding,
        event::Event,
        judgement::Judgement,
        keyed_hash::{self, KeyedHash, moment},
        message::{JSON, Message},
        trust::Trust,
    },
};

const SIGNATURE: &str = "x-slack-signature";
const TIMESTAMP: &str = "x-slack-request-timestamp";
const MARK: &str = "v0=";

/// The scheme.
pub struct Slack;

impl Scheme for Slack {
    fn name(&self) -> &'static str {
        "slack"
    }

    fn means(&self) -> &'static str {
        "HMAC-SHA256 of v0:, the time, a colon and the body with the signing secret, in x-slack-signature"
    }

    fn needs(&self) -> Needs {
        Needs::Secret
    }

    fn seal(&self, draft: &Draft, credential: &Credential) -> Result<Message> {
        let (body, at) = (draft.body(), draft.at.0.to_string());
        let key = credential.secret()?.expose().as_bytes();
        let hash = keyed_hash::hash(hmac::HMAC_SHA256, key, &before(&at), &body);
        let mut message = Message::post(JSON, body);
        message.set_header(TIMESTAMP, &at)?;
        message.set_header(SIGNATURE, &format!("{MARK}{}", Encoding::Hex.write(hash.as_ref())))?;
        Ok(message)
    }

    fn recognizes(&self, _: &Event, message: &Message) -> bool {
        message.headers.contains_key(SIGNATURE)
    }

    fn judge(&self, event: &Event, message: &Message, trust: &Trust) -> Judgement {
        keyed_hash::judged(event, message, trust, "Slack: verifying requests", read(message))
    }

    fn keyed_hash(&self, _: &Event, message: &Message) -> Option<KeyedHash> {
        read(message).ok()
    }
}

fn before(at: &str) -> String {
    format!("v0:{at}:")
}

fn read(message: &Message) -> Result<KeyedHash, String> {
    let one =
        |name: &str| message.header(name).ok_or_else(|| format!("there is not exactly one header {name}"));
    let (hash, at) = (one(SIGNATURE)?, one(TIMESTAMP)?);
    let time = moment(at).ok_or_else(|| format!("{TIMESTAMP} is no number of seconds"))?;
    Ok(KeyedHash { before: before(at), at: Some(time), ..KeyedHash::new(SIGNATURE, MARK, hash) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{protocol::time::UnixTime, webhook::catalogue};

    /// The vector of Slack's documentation: a slash command.
    const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
    const BODY: &str = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&\
        channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=\
        https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=\
        398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    const HASH: &str = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    const AT: i64 = 1_531_420_618;

    fn judged(body: &str, headers: &[(&str, &str)], now: i64) -> Vec<(&'static str, Option<bool>, String)> {
        let mut trust = Trust::at(UnixTime(now));
        trust.secrets = vec![SECRET.into()];
        let mut message = Message::post(JSON, body);
        for (name, value) in headers {
            message.set_header(name, value).unwrap();
        }
        let judgement = Slack.judge(catalogue::named("slack.tokens-revoked").unwrap(), &message, &trust);
        judgement.checks.into_iter().map(|check| (check.name, check.passed, check.why)).collect()
    }

    #[test]
    fn the_published_vector_is_right_for_five_minutes_and_a_changed_byte_is_not() {
        // W16
        let headers = [(SIGNATURE, HASH), (TIMESTAMP, "1531420618")];
        let passed = |body: &str, now, name| {
            judged(body, &headers, now).iter().find(|check| check.0 == name).and_then(|check| check.1)
        };
        assert_eq!(passed(BODY, AT, "signature"), Some(true));
        assert_eq!(passed(&BODY[1..], AT, "signature"), Some(false));
        for (now, is_fresh) in [(AT - 301, false), (AT - 300, true), (AT + 300, true), (AT + 301, false)] {
            assert_eq!(passed(BODY, now, "timestamp"), Some(is_fresh), "{now}");
        }
    }

    #[test]
    fn what_is_wrong_with_the_headers_is_said() {
        // W16
        for (headers, name, why) in [
            (vec![(SIGNATURE, HASH)], "header", "there is not exactly one header x-slack-request-timestamp"),
            (
                vec![(SIGNATURE, HASH), (TIMESTAMP, "+1531420618")],
                "header",
                "x-slack-request-timestamp is no number of seconds",
            ),
            (
                vec![(SIGNATURE, &HASH[3..]), (TIMESTAMP, "1531420618")],
                "header",
                "x-slack-signature does not begin with v0=",
            ),
            (
                vec![(SIGNATURE, HASH), (TIMESTAMP, "1531420618000")],
                "timestamp",
                "it is in milliseconds, not in seconds",
            ),
            (
                vec![(SIGNATURE, HASH), (TIMESTAMP, "1531420619")],
                "signature",
                "it is not the hash of these bytes with the shared secret",
            ),
        ] {
            let checks = judged(BODY, &headers, AT);
            assert!(checks.contains(&(name, Some(false), why.to_owned())), "{checks:?}");
        }
    }
}
