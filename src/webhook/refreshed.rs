//! A recorded event made anew: what it says stays, its time and its name are those of now.

use http::HeaderName;
use serde_json::Value;

use super::{
    case::Token,
    credential::Credential,
    draft::Draft,
    event::Event,
    facts::Facts,
    message::Message,
    recording::{Recording, unreadable},
    scheme,
};
use crate::{
    error::Result,
    protocol::{json, time::UnixTime},
};

/// The facts that are of one message alone. What else a recorded event says is kept.
const FRESH: &[&str] = &["id", "uuid", "now", "now_ms", "now_iso", "exp"];

/// Headers that say how a message was signed or written, beside those that its scheme sets.
const OF_SIGNATURE: &[&str] = &["signature", "digest"];

/// The event that a message carries, to be signed again.
///
/// # Errors
/// [`Code::WebhookUnreadable`](crate::error::Code::WebhookUnreadable) if it does not tell what it says.
pub fn draft(event: &'static Event, message: &Message, facts: &Facts, at: UnixTime) -> Result<Draft> {
    let scheme = scheme::of(event);
    let payload = scheme.payload(message).or_else(|| json::value(&message.body).ok());
    let mut payload = payload
        .ok_or_else(|| unreadable("what the event says cannot be read, so that it cannot be signed again"))?;
    refresh(&event.template(), &mut payload, facts)?;
    let token = Token::within(message);
    let mut draft = scheme::draft(event, &Facts::example(), at)?;
    draft.payload = payload;
    draft.id = facts.text("id").unwrap_or_default().to_owned();
    if let Some(token) = token {
        draft.typ = token.header("typ").map(str::to_owned);
    }
    draft.headers.clear();
    for (name, template) in &event.headers {
        let value = match is_fresh_text(template) {
            true => Some(facts.fill_text(template)?),
            false => message.header(name).map(str::to_owned),
        };
        draft.headers.extend(value.map(|value| (name.clone(), value)));
    }
    Ok(draft)
}

/// Puts the recorded headers beside those that signing it sets; not those that it was signed with before, and not those whose value
/// was masked.
///
/// # Errors
/// As [`scheme::sealed`].
pub fn keep_headers(
    draft: &mut Draft,
    credential: &Credential,
    recording: &Recording,
    message: &Message,
) -> Result<()> {
    let sealed = scheme::sealed(draft, credential)?;
    let is_kept = |name: &HeaderName| {
        !sealed.headers.contains_key(name)
            && !OF_SIGNATURE.iter().any(|part| name.as_str().contains(part))
            && !recording.is_masked(name.as_str())
    };
    let kept = message.headers.iter().filter(|(name, _)| is_kept(name));
    let kept = kept.filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
    draft.headers.extend(kept);
    Ok(())
}

/// Where the template has a fact of one message alone, the payload gets a new one, if it had one.
fn refresh(template: &Value, payload: &mut Value, facts: &Facts) -> Result<()> {
    match (template, payload) {
        (Value::Object(members), Value::Object(own)) => members.iter().try_for_each(|(name, template)| {
            own.get_mut(name).map_or(Ok(()), |value| refresh(template, value, facts))
        }),
        (Value::Array(items), Value::Array(own)) => {
            items.iter().zip(own).try_for_each(|(template, value)| refresh(template, value, facts))
        }
        (Value::String(text), payload) if is_fresh(text) => {
            *payload = facts.fill(template)?;
            Ok(())
        }
        _ => Ok(()),
    }
}

fn is_fresh(template: &str) -> bool {
    let name = template.strip_prefix('$').map(|name| name.trim_end_matches('?'));
    name.is_some_and(|name| FRESH.contains(&name)) || is_fresh_text(template)
}

fn is_fresh_text(template: &str) -> bool {
    FRESH.iter().any(|name| template.contains(&format!("${{{name}}}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::webhook::{catalogue, message::JSON};

    const THEN: UnixTime = UnixTime(1_700_000_000);

    fn facts() -> Facts {
        Facts::at(THEN, &mut |buffer| buffer.fill(0xff))
    }

    #[test]
    fn time_and_name_are_fresh_and_all_else_is_as_it_was() {
        let event = catalogue::named("oidc.backchannel-logout").unwrap();
        let claims = json!({"iss": "https://id.example", "aud": ["app"], "iat": 1, "exp": 121, "jti": "old",
            "sid": "session-1", "initiator": "admin", "events": {"x": {"exp": 5}}});
        let part = |value: &Value| crate::jose::base64url::encode(value.to_string());
        let token = format!("{}.{}.AAAA", part(&json!({"alg": "ES256", "typ": "JWT"})), part(&claims));
        let message = Message::form([("logout_token", token.as_str())]);
        let draft = draft(event, &message, &facts(), THEN).unwrap();
        let mut wanted = claims;
        (wanted["iat"], wanted["exp"]) = (json!(THEN.0), json!(THEN.0 + 120));
        wanted["jti"] = "_____________________w".into();
        assert_eq!(draft.payload, wanted);
        assert_eq!(
            (draft.typ.as_deref(), draft.at, draft.id.as_str()),
            (Some("JWT"), THEN, "_____________________w")
        );
    }

    #[test]
    fn headers_stay_but_for_the_name_the_signature_and_what_was_masked() {
        let event = catalogue::named("github.app-authorization-revoked").unwrap();
        let mut message = Message::post(JSON, r#"{"action":"revoked","sender":{"login":"bob"}}"#);
        for (name, value) in [
            ("x-github-event", "github_app_authorization"),
            ("x-github-delivery", "old"),
            ("x-github-hook-id", "77"),
            ("x-hub-signature-256", "sha256=old"),
            ("x-hub-signature", "sha1=old"),
            ("x-own", "kept"),
            ("authorization", "Bearer [masked]"),
        ] {
            message.set_header(name, value).unwrap();
        }
        let body = message.body.clone();
        let recording = Recording::of(message.method.clone(), "/", &message.headers, body, THEN);
        let mut draft = draft(event, &message, &facts(), THEN).unwrap();
        let credential = Credential::Secret("secret".into());
        keep_headers(&mut draft, &credential, &recording, &message).unwrap();
        let sealed = scheme::sealed(&draft, &credential).unwrap();
        assert_eq!(sealed.body, message.body);
        assert_eq!(sealed.header("x-github-delivery"), Some("ffffffff-ffff-4fff-bfff-ffffffffffff"));
        assert_eq!((sealed.header("x-github-hook-id"), sealed.header("x-own")), (Some("77"), Some("kept")));
        assert!(sealed.header("x-hub-signature-256").is_some_and(|value| value != "sha256=old"));
        assert!(
            !sealed.headers.contains_key("x-hub-signature") && !sealed.headers.contains_key("authorization")
        );
    }

    #[test]
    fn what_says_nothing_cannot_be_signed_again() {
        let event = catalogue::named("oidc.backchannel-logout").unwrap();
        let message = Message::form([("logout_token", "a.b.c")]);
        let code = draft(event, &message, &facts(), THEN).unwrap_err().code();
        assert_eq!(code, crate::error::Code::WebhookUnreadable);
    }
}
