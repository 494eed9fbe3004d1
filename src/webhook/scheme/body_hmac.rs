//! A keyed hash of the body in a header, in hexadecimal: HMAC (RFC 2104) with SHA-256 over the bytes as they were sent. The
//! event says which header, and what stands before the hash there.
//! <https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries>

use aws_lc_rs::hmac;

use super::row::Scheme;
use crate::{
    error::Result,
    protocol::json,
    webhook::{
        credential::{Credential, Needs},
        draft::Draft,
        event::Event,
        judgement::Judgement,
        message::{JSON, Message},
        trust::Trust,
    },
};

const SECTION: &str = "RFC 2104 §2";

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
        let key = hmac::Key::new(hmac::HMAC_SHA256, credential.secret()?.expose().as_bytes());
        let hash = hex(hmac::sign(&key, &body).as_ref());
        let mut message = Message::post(JSON, body);
        message.set_header(draft.setting("header"), &format!("{}{hash}", draft.setting("prefix")))?;
        Ok(message)
    }

    fn recognizes(&self, event: &Event, message: &Message) -> bool {
        event.signature.get("header").is_some_and(|name| message.headers.contains_key(name.as_str()))
    }

    fn judge(&self, event: &Event, message: &Message, trust: &Trust) -> Judgement {
        let mut judgement = Judgement::default();
        let setting = |name: &str| event.signature.get(name).map_or("", String::as_str);
        let header = message.header(setting("header"));
        let hash = header.and_then(|value| value.strip_prefix(setting("prefix"))).and_then(unhex);
        let found = match (header, &hash) {
            (None, _) => Err(format!("there is not exactly one header {}", setting("header"))),
            (_, None) => {
                Err(format!("{} is not {}<64 hexadecimal digits>", setting("header"), setting("prefix")))
            }
            _ => Ok(setting("header").to_owned()),
        };
        if !judgement.check("header", SECTION, found) {
            return judgement;
        }
        let hash = hash.unwrap_or_default();
        let by = |secret: &str| {
            // compared in constant time (threat W16)
            hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), &message.body, &hash).is_ok()
        };
        let found = match trust.secrets.iter().any(|secret| by(secret.expose())) {
            true => Ok("by the shared secret, over these bytes".to_owned()),
            false => Err("it is not the hash of these bytes with the shared secret".to_owned()),
        };
        judgement.check("signature", SECTION, found);
        let payload = json::value(&message.body);
        let found = payload.as_ref().map(|_| "JSON".to_owned()).map_err(|_| "it is not JSON".to_owned());
        judgement.check("body", "RFC 8259 §2", found);
        judgement.claimed.payload = payload.unwrap_or_default();
        judgement.claimed.at = Some(trust.now);
        judgement
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Exactly the 32 bytes of a SHA-256, in lower case as every sender writes it.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let is_hash = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).ok();
    is_hash.then(|| (0..64).step_by(2).filter_map(byte).collect())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::{protocol::time::UnixTime, webhook::catalogue};

    /// The vector that GitHub publishes beside its rule.
    const SECRET: &str = "It's a Secret to Everybody";
    const HASH: &str = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    #[test]
    fn the_published_vector_is_right_and_a_changed_byte_is_not() {
        // W16
        let event = catalogue::named("github.app-authorization-revoked").unwrap();
        let mut trust = Trust::at(UnixTime(0));
        trust.secrets = vec![SECRET.into()];
        let judged = |body: &str, hash: &'static str| {
            let mut message = Message::post(JSON, body);
            message.headers.insert("x-hub-signature-256", HeaderValue::from_static(hash));
            let judgement = BodyHmac.judge(event, &message, &trust);
            judgement.checks.iter().find(|check| check.name == "signature").and_then(|check| check.passed)
        };
        assert_eq!(judged("Hello, World!", HASH), Some(true));
        assert_eq!(judged("Hello, World! ", HASH), Some(false));
        let upper = "sha256=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17";
        assert_eq!(judged("Hello, World!", upper), None);
        assert_eq!(judged("Hello, World!", &HASH[7..]), None);
    }
}
