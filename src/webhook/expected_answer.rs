//! What an app has to answer beside a status, where a sender waits for that: a challenge that comes back, a permission.

use serde_json::{Map, Value};

use super::{event::Event, message::Message};

/// What this message has to be answered with; `None` if a status is enough. `"$/a/b"` in the event's table is that member of the
/// payload (RFC 6901), `"$name"` that header of the message, and `null` stands for anything.
pub fn of(event: &Event, message: &Message, payload: &Value) -> Option<Value> {
    let template: Value = serde_json::from_str(event.answer.as_ref()?).ok()?;
    Some(filled(&template, message, payload))
}

fn filled(template: &Value, message: &Message, payload: &Value) -> Value {
    match template {
        Value::String(text) => match text.strip_prefix('$') {
            Some(pointer) if pointer.starts_with('/') => {
                payload.pointer(pointer).cloned().unwrap_or_default()
            }
            Some(header) => message.header(header).map(Value::from).unwrap_or_default(),
            None => template.clone(),
        },
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| (name.clone(), filled(value, message, payload));
            members.iter().map(member).collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

/// Whether the app's answer has that. An answer may have more.
///
/// # Errors
/// In a sentence, what it has not.
pub fn is_in(expected: &Value, body: &[u8]) -> Result<(), String> {
    let answered: Value = serde_json::from_slice(body)
        .map_err(|_| format!("the answer is not JSON, where {expected} is expected"))?;
    match has(expected, &answered) {
        true => Ok(()),
        false => Err(format!("the answer has not {expected}")),
    }
}

fn has(expected: &Value, answered: &Value) -> bool {
    match (expected, answered) {
        (Value::Object(expected), Value::Object(answered)) => {
            let is_there = |(name, value): (&String, &Value)| {
                answered.get(name).is_some_and(|found| value.is_null() || has(value, found))
            };
            expected.iter().all(is_there)
        }
        _ => expected == answered,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::webhook::{catalogue, message::JSON};

    #[test]
    fn a_challenge_comes_back_and_a_permission_is_given() {
        let mut message = Message::post(JSON, "");
        message.set_header("x-challenge", "abc").unwrap();
        let mut event = catalogue::named("slack.url-verification").unwrap().clone();
        let payload = json!({"challenge": "xyz", "type": "url_verification"});
        let expected = of(&event, &message, &payload).unwrap();
        assert_eq!(expected, json!({"challenge": "xyz"}));
        assert_eq!(is_in(&expected, br#"{"challenge": "xyz", "more": 1}"#), Ok(()));
        for wrong in [r#"{"challenge":"xy"}"#, "{}", "[]", r#""xyz""#] {
            assert_eq!(
                is_in(&expected, wrong.as_bytes()),
                Err(r#"the answer has not {"challenge":"xyz"}"#.to_owned())
            );
        }
        assert_eq!(
            is_in(&expected, b"xyz"),
            Err(r#"the answer is not JSON, where {"challenge":"xyz"} is expected"#.to_owned())
        );
        event.answer = Some(r#"{"verification": "$x-challenge", "url": null}"#.to_owned());
        let expected = of(&event, &message, &payload).unwrap();
        assert_eq!(expected, json!({"verification": "abc", "url": null}));
        assert_eq!(is_in(&expected, br#"{"verification": "abc", "url": "http://x"}"#), Ok(()));
        assert!(is_in(&expected, br#"{"verification": "abc"}"#).is_err());
        event.answer = None;
        assert_eq!(of(&event, &message, &payload), None);
    }
}
