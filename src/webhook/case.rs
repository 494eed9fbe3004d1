//! One message that was judged, with all that may tell why it failed. Nothing of its token is proven: it is read to be talked
//! about, and nothing is decided by it (threat C91).

use serde_json::{Map, Value};
use url::form_urlencoded;

use super::{
    event::Event, judgement::Judgement, message::Message, recording::Recording, scheme, trust::Trust,
};
use crate::{
    jose::{base64url, jws::MAX_LEN},
    protocol::json,
};

/// A judged message.
pub struct Case<'a> {
    /// The event that it is judged as.
    pub event: &'static Event,
    /// As it was recorded.
    pub recording: &'a Recording,
    /// What it carries.
    pub message: &'a Message,
    /// By what it was judged.
    pub trust: &'a Trust,
    /// What came of it. What depends on something that was not recorded could not be checked, whatever the scheme says.
    pub judgement: Judgement,
    /// The token in it, if there is one.
    pub token: Option<Token>,
}

/// What looks like a signed or an encrypted token.
pub struct Token {
    /// As it stands there.
    pub text: String,
    /// Its header.
    pub header: Map<String, Value>,
    /// Its claims; none where they cannot be read.
    pub claims: Map<String, Value>,
}

impl<'a> Case<'a> {
    /// Judges it.
    pub fn of(
        event: &'static Event,
        recording: &'a Recording,
        message: &'a Message,
        trust: &'a Trust,
    ) -> Self {
        let mut judgement = scheme::of(event).judge(event, message, trust);
        let masked =
            message.headers.keys().map(|name| name.as_str()).filter(|name| recording.is_masked(name));
        let masked: Vec<&str> = masked.collect();
        for check in judgement.checks.iter_mut().filter(|check| check.passed == Some(false)) {
            let why = check.why.to_ascii_lowercase();
            let is_of = |name: &&&str| check.name.eq_ignore_ascii_case(name) || why.contains(**name);
            let part = match masked.iter().find(is_of) {
                Some(name) => format!("{name} was"),
                None if recording.is_body_masked() => "a part of the body was".to_owned(),
                None => continue,
            };
            (check.passed, check.why) = (None, format!("{part} masked in the recording"));
        }
        Self { event, recording, message, trust, judgement, token: Token::within(message) }
    }

    /// Whether the check of that name failed.
    pub fn fails(&self, name: &str) -> bool {
        self.fault(name).is_some()
    }

    /// Why the check of that name failed.
    pub fn fault(&self, name: &str) -> Option<&str> {
        let mut failed = self.judgement.checks.iter().filter(|check| check.passed == Some(false));
        failed.find(|check| check.name == name).map(|check| check.why.as_str())
    }
}

impl Token {
    /// The one in a message, wherever it stands.
    pub fn within(message: &Message) -> Option<Self> {
        // a form that does not say that it is one, too
        let fields = form_urlencoded::parse(&message.body).map(|(_, value)| value.into_owned());
        let object = json::object(&message.body).unwrap_or_default();
        let members = object.values().filter_map(Value::as_str).map(str::to_owned);
        let body = String::from_utf8(message.body.clone()).ok();
        let headers = message.headers.values().filter_map(|value| value.to_str().ok()).map(str::to_owned);
        fields.chain(members).chain(body).chain(headers).find_map(Self::read)
    }

    fn read(text: String) -> Option<Self> {
        if text.len() > MAX_LEN {
            return None;
        }
        let parts: Vec<&str> = text.splitn(6, '.').collect();
        let object = |part: &str| json::object(&base64url::decode(&plain(part))?).ok();
        let header = object(parts.first()?).filter(|header| header.contains_key("alg"))?;
        let claims = match parts.len() {
            3 => object(parts[1]).unwrap_or_default(),
            5 => Map::new(),
            _ => return None,
        };
        Some(Self { text, header, claims })
    }

    /// A text of its header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.header.get(name).and_then(Value::as_str)
    }
}

/// In the alphabet of base64url, in which of them it may have been written; a form turns `+` into a space.
fn plain(part: &str) -> String {
    let letter = |letter| match letter {
        '+' | ' ' => Some('-'),
        '/' => Some('_'),
        '=' | '\r' | '\n' => None,
        other => Some(other),
    };
    part.chars().filter_map(letter).collect()
}
