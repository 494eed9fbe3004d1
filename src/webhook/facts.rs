//! What an event is about, and how its template is filled with that.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    error::{Code, Phase, Result},
    jose::base64url,
    protocol::time::UnixTime,
};

/// How long what is signed is good for, in seconds (Back-Channel Logout §2.4: two minutes at most; threat W12).
pub const LIFE_S: i64 = 120;

/// What is known of one occasion: who says it, to whom, about whom, when.
#[derive(Debug, Clone, Default)]
pub struct Facts(BTreeMap<&'static str, Value>);

/// Every name that a template may use, and what it stands for.
pub const NAMES: &[(&str, &str)] = &[
    ("iss", "who sends it: the issuer"),
    ("aud", "whom it is for: the client id"),
    ("sub", "whom it is about"),
    ("sid", "which session it is about"),
    ("email", "their e-mail address"),
    ("id", "the name of this message, 22 letters that nobody can guess"),
    ("uuid", "the same in the form of a UUID (RFC 9562 §5.4)"),
    ("number", "a number that names this message"),
    ("now", "when, in seconds since 1970"),
    ("now_ms", "when, in milliseconds since 1970"),
    ("now_iso", "when, in the form of RFC 3339"),
    ("exp", "two minutes later, in seconds since 1970"),
    ("soon", "half a minute later, in seconds since 1970"),
    ("token", "a token that stands for the person, where one is exchanged"),
    ("stream", "the stream's id, where there is one"),
];

impl Facts {
    /// What is so of every message: when it is made, and names that nobody can guess.
    pub fn at(now: UnixTime, fill: &mut dyn FnMut(&mut [u8])) -> Self {
        let mut random = [0; 16];
        fill(&mut random);
        let number = u32::from_be_bytes([random[0], random[1], random[2], random[3]]) % 1_000_000_000;
        let mut facts = Self::default();
        facts.0.insert("id", base64url::encode(random).into());
        facts.0.insert("uuid", uuid(random).into());
        facts.0.insert("number", number.into());
        facts.time(now);
        facts
    }

    /// The same at another time, under the same names.
    pub fn later(mut self, now: UnixTime) -> Self {
        self.time(now);
        self
    }

    fn time(&mut self, now: UnixTime) {
        let iso = jiff::Timestamp::from_second(now.0).map(|moment| moment.to_string()).unwrap_or_default();
        self.0.insert("now", json!(now.0));
        self.0.insert("now_ms", json!(now.0.saturating_mul(1000)));
        self.0.insert("now_iso", iso.into());
        self.0.insert("exp", json!(now.plus(LIFE_S).0));
        self.0.insert("soon", json!(now.plus(LIFE_S / 4).0));
    }

    /// With one fact more; no name but those of [`NAMES`] is ever asked for.
    pub fn with(mut self, name: &'static str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.insert(name, value.into());
        }
        self
    }

    /// One of them as text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// Those of an event that is only shown.
    pub fn example() -> Self {
        let mut bytes = 0;
        let facts = Self::at(UnixTime(1_800_000_000), &mut |buffer| {
            buffer.iter_mut().for_each(|byte| {
                bytes += 1;
                *byte = bytes;
            })
        });
        facts
            .with("iss", Some("https://id.example"))
            .with("aud", Some("app"))
            .with("sub", Some("alice"))
            .with("sid", Some("session-1"))
            .with("email", Some("alice@example.com"))
            .with("token", Some("token-1"))
            .with("stream", Some("stream-1"))
    }

    /// The template with these facts in it.
    ///
    /// # Errors
    /// [`Code::EventFactMissing`] for a fact that the template needs and nobody has told.
    pub fn fill(&self, template: &Value) -> Result<Value> {
        Ok(match template {
            Value::String(text) => match text.strip_prefix('$').filter(|name| !name.starts_with('{')) {
                Some(name) => self.need(name.trim_end_matches(['?', '!']))?.clone(),
                None => self.fill_text(text)?.into(),
            },
            Value::Array(items) => items.iter().map(|item| self.fill(item)).collect::<Result<_>>()?,
            Value::Object(members) => {
                let mut filled = Map::new();
                for (name, value) in members {
                    if !self.is_left_out(value) {
                        filled.insert(name.clone(), self.fill(value)?);
                    }
                }
                Value::Object(filled)
            }
            other => other.clone(),
        })
    }

    /// A text with `${name}` in it.
    ///
    /// # Errors
    /// As [`fill`](Self::fill).
    pub fn fill_text(&self, text: &str) -> Result<String> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, then) = after.split_once('}').unwrap_or((after, ""));
            filled.push_str(before);
            match self.need(name)? {
                Value::String(text) => filled.push_str(text),
                other => filled.push_str(&other.to_string()),
            }
            rest = then;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// Whether a member is about a fact that there is not: `$name?` itself, or an object with `$name!` in it.
    fn is_left_out(&self, value: &Value) -> bool {
        let lacks = |value: &Value, mark| {
            let name = value.as_str().and_then(|text| text.strip_prefix('$')?.strip_suffix(mark));
            name.is_some_and(|name| !self.0.contains_key(name))
        };
        lacks(value, '?')
            || value.as_object().is_some_and(|members| members.values().any(|it| lacks(it, '!')))
    }

    fn need(&self, name: &str) -> Result<&Value> {
        self.0.get(name).ok_or_else(|| {
            let flag = match name {
                "iss" => "--issuer",
                "aud" => "--client-id",
                "sub" => "--user",
                "sid" => "--sid",
                "stream" => "--stream",
                other => other,
            };
            Code::EventFactMissing
                .error()
                .phase(Phase::Webhook)
                .message(format!("the event needs to know its `{name}`"))
                .hint(format!("give {flag}, or --profile to take it from a session"))
        })
    }
}

/// RFC 9562 §5.4: version 4.
fn uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_and_what_is_optional_and_unknown_left_out() {
        let facts = Facts::at(UnixTime(5), &mut |buffer| buffer.fill(0xff)).with("sub", Some("a\"b"));
        let template =
            json!({"sub": "$sub", "sid": "$sid?", "n": ["$now", 1], "text": "to ${sub} at ${now}"});
        assert_eq!(
            facts.fill(&template).unwrap(),
            json!({"sub": "a\"b", "n": [5, 1], "text": "to a\"b at 5"})
        );
        let template = json!({"user": {"id": "$sub!"}, "session": {"format": "opaque", "id": "$sid!"}});
        assert_eq!(facts.fill(&template).unwrap(), json!({"user": {"id": "a\"b"}}));
        assert_eq!(facts.text("uuid"), Some("ffffffff-ffff-4fff-bfff-ffffffffffff"));
        assert_eq!(facts.fill(&json!("$iss")).unwrap_err().code(), Code::EventFactMissing);
        assert_eq!(facts.fill_text("${sid}").unwrap_err().code(), Code::EventFactMissing);
    }

    #[test]
    fn every_name_of_the_list_is_a_fact_of_the_example_and_the_reverse() {
        let example = Facts::example();
        let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
        assert!(names.iter().all(|name| example.0.contains_key(name)));
        assert!(example.0.keys().all(|name| names.contains(name)));
    }
}
