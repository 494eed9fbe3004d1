//! A signed request in a form: how Facebook tells that a person has left an app. JSON in base64url, and before it a keyed hash of
//! that text with the app's secret: HMAC (RFC 2104) with SHA-256.
//! <https://developers.facebook.com/docs/facebook-login/guides/advanced/existing-system/>

use aws_lc_rs::hmac;
use serde_json::{Value, json};

use super::row::Scheme;
use crate::{
    error::Result,
    jose::{base64url, hash},
    protocol::{json as strict, time::UnixTime},
    webhook::{
        credential::{Credential, Needs},
        draft::Draft,
        event::Event,
        judgement::Judgement,
        message::{FORM, Message},
        trust::Trust,
    },
};

const SECTION: &str = "Facebook Login: signed request";
/// The form's field.
const FIELD: &str = "signed_request";
/// The one algorithm.
const ALGORITHM: &str = "HMAC-SHA256";

/// The scheme.
pub struct SignedRequest;

impl Scheme for SignedRequest {
    fn name(&self) -> &'static str {
        "signed-request"
    }

    fn means(&self) -> &'static str {
        "HMAC-SHA256 of the payload with the app's secret, before it in the field signed_request of a form, both in base64url"
    }

    fn needs(&self) -> Needs {
        Needs::Secret
    }

    fn seal(&self, draft: &Draft, credential: &Credential) -> Result<Message> {
        let payload = base64url::encode(draft.body());
        let tag = hmac::sign(&key(credential.secret()?.expose()), payload.as_bytes());
        Ok(Message::form([(FIELD, format!("{}.{payload}", base64url::encode(tag)).as_str())]))
    }

    fn recognizes(&self, _: &Event, message: &Message) -> bool {
        message.fields().iter().any(|(name, _)| name == FIELD)
    }

    fn payload(&self, message: &Message) -> Option<Value> {
        let field = message.field(FIELD)?;
        let (_, payload) = field.split_once('.')?;
        strict::value(&base64url::decode(payload)?).ok()
    }

    fn judge(&self, event: &Event, message: &Message, trust: &Trust) -> Judgement {
        let mut judgement = Judgement::default();
        if !judgement.check("request", SECTION, message.posted(FORM)) {
            return judgement;
        }
        let field = message.field(FIELD);
        let parts = field.as_deref().and_then(|field| field.split_once('.'));
        let found = match (&field, parts) {
            (None, _) => Err(format!("there is not exactly one {FIELD}")),
            (_, None) => Err("it is not two parts with a dot between them".to_owned()),
            _ => Ok("a signature and a payload".to_owned()),
        };
        let (true, Some((tag, payload))) = (judgement.check(FIELD, SECTION, found), parts) else {
            return judgement;
        };
        match trust.secrets.is_empty() {
            true => judgement.unknown("signature", SECTION, "no secret is known: give --secret-from"),
            false => {
                judgement.check("signature", SECTION, signature(tag, payload, trust));
            }
        }
        let payload = base64url::decode(payload).and_then(|bytes| strict::value(&bytes).ok());
        judge_payload(event, payload, trust, &mut judgement);
        judgement.answer = event.answer.as_ref().map(|_| deletion(tag));
        // it has no name of its own but its signature
        judgement.claimed.id = Some(tag.to_owned());
        judgement
    }
}

/// What data deletion wants to be told: where the person sees how far that is, and by what code.
fn deletion(tag: &str) -> Value {
    let hash = hash::sha256(tag.as_bytes());
    let code: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    json!({"url": format!("http://localhost/deletion?id={code}"), "confirmation_code": code})
}

fn key(secret: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())
}

fn signature(tag: &str, payload: &str, trust: &Trust) -> Result<String, String> {
    let tag = base64url::decode(tag).ok_or("it is not base64url without padding")?;
    // compared in constant time (threat W16); with an empty secret everybody can sign
    let by =
        |secret: &str| !secret.is_empty() && hmac::verify(&key(secret), payload.as_bytes(), &tag).is_ok();
    match trust.shared().any(by) {
        true => Ok("by the app's secret, over this text".to_owned()),
        false => Err("it is not the hash of this text with the app's secret".to_owned()),
    }
}

fn judge_payload(event: &Event, payload: Option<Value>, trust: &Trust, judgement: &mut Judgement) {
    let payload = payload.unwrap_or_default();
    let found = match payload.get("algorithm").and_then(Value::as_str) {
        // written in any case
        Some(name) if name.eq_ignore_ascii_case(ALGORITHM) => Ok(ALGORITHM.to_owned()),
        Some(name) => Err(format!("it is {name}, not {ALGORITHM}")),
        None => Err("the payload is no JSON that names one".to_owned()),
    };
    judgement.check("algorithm", SECTION, found);
    let issued_at = payload.get("issued_at").and_then(Value::as_i64).map(UnixTime);
    let found = match issued_at.map(|moment| trust.now.since(moment)) {
        None => Err("it does not say when it was issued".to_owned()),
        Some(age) if age.saturating_abs() > trust.tolerance_s => Err(format!("it was issued {age} s ago")),
        Some(age) => Ok(format!("{age} s ago")),
    };
    judgement.check("issued_at", SECTION, found);
    judgement.claimed = event.claimed(payload, issued_at.unwrap_or(trust.now));
    judgement.claimed.until = issued_at.map(|moment| moment.plus(trust.tolerance_s));
    let found = judgement.claimed.sub.as_ref().map(|_| "it says".to_owned());
    judgement.check("user_id", SECTION, found.ok_or_else(|| "it does not say whom it is about".to_owned()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vector_is_right_and_a_changed_letter_is_not() {
        // W16
        const TAG: &str = "vlXgu64BQGFSQrY0ZcJBZASMvYvTHu9GQ0YM9rjPSso";
        const PAYLOAD: &str = "eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsIjAiOiJwYXlsb2FkIn0";
        let trust = Trust { secrets: vec!["secret".into()], ..Trust::at(UnixTime(0)) };
        assert!(signature(TAG, PAYLOAD, &trust).is_ok());
        assert!(signature(TAG, &PAYLOAD.replace('y', "z"), &trust).is_err());
        assert!(signature(&TAG.replace('v', "w"), PAYLOAD, &trust).is_err());
        assert!(signature(&format!("{TAG}="), PAYLOAD, &trust).is_err());
        assert!(signature("", PAYLOAD, &trust).is_err());
        assert!(signature(TAG, PAYLOAD, &Trust::at(UnixTime(0))).is_err());
        let empty = Trust { secrets: vec!["".into()], ..trust };
        let tag = base64url::encode(hmac::sign(&key(""), PAYLOAD.as_bytes()));
        assert!(signature(&tag, PAYLOAD, &empty).is_err());
    }
}
