//! A secret that both sides know, as it is, in a header: nothing of the message is signed, and whoever has seen one message can
//! write others. Okta's event hooks and Auth0's log streams are sent so. The event says which header.
//! <https://developer.okta.com/docs/concepts/event-hooks/>, <https://auth0.com/docs/customize/log-streams/custom-log-streams>

use aws_lc_rs::constant_time;
use http::Method;

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

const SECTION: &str = "RFC 9110 §11.6.2";

/// The scheme.
pub struct StaticToken;

impl Scheme for StaticToken {
    fn name(&self) -> &'static str {
        "static-token"
    }

    fn means(&self) -> &'static str {
        "nothing is signed: a shared secret stands in a header as it is"
    }

    fn needs(&self) -> Needs {
        Needs::Secret
    }

    fn seal(&self, draft: &Draft, credential: &Credential) -> Result<Message> {
        let mut message = Message::post(JSON, draft.body());
        message.set_header(draft.setting("header"), credential.secret()?.expose())?;
        Ok(message)
    }

    fn recognizes(&self, event: &Event, message: &Message) -> bool {
        // without the secret it is still one, and a wrong one
        message.method == Method::POST && event.matches.is_some()
    }

    fn judge(&self, event: &Event, message: &Message, trust: &Trust) -> Judgement {
        let mut judgement = Judgement::default();
        judgement.check("request", "RFC 9110 §9.3.3", message.posted(JSON));
        match trust.secrets.is_empty() {
            true => judgement.unknown("secret", SECTION, "no secret is known: give --secret-from"),
            false => {
                let name = event.setting("header");
                judgement.check("secret", SECTION, secret(message.header(name), name, trust));
            }
        }
        let payload = json::value(&message.body);
        let found = payload.as_ref().map(|_| "JSON".to_owned()).map_err(|_| "it is not JSON".to_owned());
        judgement.check("body", "RFC 8259 §2", found);
        let payload = payload.unwrap_or_default();
        let found = match event.is_of(message, &payload) {
            true => Ok("an event of that type".to_owned()),
            false => Err(format!("it is not what {} looks like", event.name)),
        };
        judgement.check("event", SECTION, found);
        judgement.claimed = event.claimed(payload, trust.now);
        judgement
    }
}

fn secret(sent: Option<&str>, name: &str, trust: &Trust) -> Result<String, String> {
    let sent = sent.ok_or_else(|| format!("there is not exactly one header {name}"))?;
    // compared in constant time (threat W16); an empty secret is none
    let is = |known: &str| {
        !known.is_empty() && constant_time::verify_slices_are_equal(known.as_bytes(), sent.as_bytes()).is_ok()
    };
    match trust.shared().any(is) {
        true => Ok("the shared one".to_owned()),
        false => Err("it is another than the shared one".to_owned()),
    }
}
