//! A keyed hash of the body in a header, in hexadecimal. The event says which header, what stands before the hash there, and
//! in which older one there is a SHA-1 that proves nothing.
//! <https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries>

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
        keyed_hash::{self, KeyedHash},
        message::{JSON, Message},
        trust::Trust,
    },
};

/// The scheme.
pub struct BodyHmac;

impl Scheme for BodyHmac {
    fn name(&self) -> &'static str {
        "body-hmac"
    }

    fn means(&self) -> &'static str {
        "HMAC-SHA256 of the body with a shared secret, in hexadecimal, in a header"
    }

    fn needs(&self) -> Needs {
        Needs::Secret
    }

    fn seal(&self, draft: &Draft, credential: &Credential) -> Result<Message> {
        let body = draft.body();
        let hash = keyed_hash::hash(hmac::HMAC_SHA256, credential.secret()?.expose().as_bytes(), "", &body);
        let value = format!("{}{}", draft.setting("prefix"), Encoding::Hex.write(hash.as_ref()));
        let mut message = Message::post(JSON, body);
        message.set_header(draft.setting("header"), &value)?;
        Ok(message)
    }

    fn recognizes(&self, event: &Event, message: &Message) -> bool {
        ["header", "older"]
            .iter()
            .any(|name| event.signature.get(*name).is_some_and(|name| message.headers.contains_key(name)))
    }

    fn judge(&self, event: &Event, message: &Message, trust: &Trust) -> Judgement {
        let read = read(event, message, "header").ok_or_else(|| {
            let header = event.setting("header");
            match message.header(event.setting("older")) {
                Some(_) => {
                    format!("there is no {header}; {} is SHA-1, which proves nothing", event.setting("older"))
                }
                None => format!("there is not exactly one header {header}"),
            }
        });
        keyed_hash::judged(event, message, trust, "RFC 2104 §2", read)
    }

    fn keyed_hash(&self, event: &Event, message: &Message) -> Option<KeyedHash> {
        read(event, message, "header").or_else(|| read(event, message, "older"))
    }
}

fn read(event: &Event, message: &Message, which: &str) -> Option<KeyedHash> {
    let header = event.setting(which);
    let mark = if which == "header" { event.setting("prefix") } else { "sha1=" };
    let id = message.header(event.setting("id")).map(str::to_owned);
    message.header(header).map(|value| KeyedHash { id, ..KeyedHash::new(header, mark, value) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{protocol::time::UnixTime, webhook::catalogue};

    /// The vector that GitHub publishes beside its rule.
    const SECRET: &str = "It's a Secret to Everybody";
    const HASH: &str = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    /// What the check of that name said of a message with this hash.
    fn judged(
        event: &str,
        secret: &str,
        body: &str,
        hash: (&str, &str),
        check: &str,
    ) -> Option<(bool, String)> {
        let event = catalogue::named(event).unwrap();
        let mut trust = Trust::at(UnixTime(0));
        trust.secrets = vec!["another".into(), secret.into()];
        let mut message = Message::post(JSON, body);
        message.set_header(hash.0, hash.1).unwrap();
        let judgement = BodyHmac.judge(event, &message, &trust);
        let found = judgement.checks.into_iter().find(|found| found.name == check)?;
        Some((found.passed?, found.why))
    }

    #[test]
    fn the_published_vectors_are_right_and_a_changed_byte_is_not() {
        // W16
        let by_github = |body| {
            let hash = ("x-hub-signature-256", HASH);
            judged("github.app-authorization-revoked", SECRET, body, hash, "signature").unwrap().0
        };
        assert!(by_github("Hello, World!"));
        assert!(!by_github("Hello, World! "));
        // what Logto's own tests have
        for (body, hash) in [
            (
                r#"{"bar":"bar","foo":"foo"}"#,
                "436958f1dbfefab37712fb3927760490fbf7757da8c0b2306ee7b485f0360eee",
            ),
            ("{}", "c76356efa19d219d1d7e08ccb20b1d26db53b143156f406c99dcb8e0876d6c55"),
        ] {
            let by_logto = |body| {
                let hash = ("logto-signature-sha-256", hash);
                judged("logto.user-deleted", "foo", body, hash, "signature").unwrap().0
            };
            assert!(by_logto(body));
            assert!(!by_logto(&body.replace('}', " }")));
        }
    }

    #[test]
    fn what_is_wrong_with_the_header_is_said() {
        // W16
        let upper = format!("sha256={}", HASH[7..].to_uppercase());
        let github = "x-hub-signature-256";
        for (header, value, why) in [
            (
                github,
                upper.as_str(),
                "x-hub-signature-256: the hash is in upper-case hexadecimal, not in lower case",
            ),
            (github, &HASH[7..], "x-hub-signature-256 does not begin with sha256="),
            (github, "sha256=", "x-hub-signature-256: the hash is not of 64 hexadecimal digits"),
            (
                "x-hub-signature",
                "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59",
                "there is no x-hub-signature-256; x-hub-signature is SHA-1, which proves nothing",
            ),
            ("x-other", HASH, "there is not exactly one header x-hub-signature-256"),
        ] {
            let found = judged(
                "github.app-authorization-revoked",
                SECRET,
                "Hello, World!",
                (header, value),
                "header",
            );
            assert_eq!(found, Some((false, why.to_owned())));
        }
    }
}
