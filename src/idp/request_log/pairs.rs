//! Names and values as the log keeps them: in one piece of memory, cut, and without secrets, of which it says the length alone
//! (threat C145).

use std::{borrow::Cow, fmt::Write as _};

use serde_json::Value;

use crate::{idp::prepared, protocol::sent_secrets::is_secret_member};

/// The longest of all together, in bytes.
const MOST: usize = 2048;
/// The longest name and the longest value, in bytes.
const NAME: usize = 64;
const VALUE: usize = 256;
/// Stands behind each name and each value.
const END: char = '\0';

/// What is asked most often and is no secret, so that nothing else of its name is looked at.
const PLAIN: &[&str] = &[
    "grant_type",
    "client_id",
    "scope",
    "redirect_uri",
    "resource",
    "audience",
    "response_type",
    "response_mode",
    "prompt",
    "login_hint",
    "username",
];
/// What is shown although its name sounds like a secret's.
const OPEN: &[&str] =
    &["authorization_details", "code_challenge", "grant_types", "token_type_hint", "response_type"];
/// How the names of what is no secret end.
const OPEN_ENDS: &[&str] =
    &["_type", "_types", "_method", "_methods", "_alg", "_enc", "_uri", "_uris", "_endpoint"];
/// What stands in the names of secrets that no standard knows.
const SUSPICIOUS: &[&str] = &[
    "secret",
    "pass",
    "token",
    "key",
    "assertion",
    "credential",
    "cookie",
    "auth",
    "pin",
    "otp",
    "code",
    "jwk",
    "proof",
    "session",
    "signature",
];
/// What people choose, so that its length would say something of it.
const CHOSEN: &[&str] = &["password", "user_code"];

/// Names and values.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Pairs(String);

impl Pairs {
    /// None yet, and room for text of that many bytes.
    pub fn with_room(bytes: usize) -> Self {
        Self(String::with_capacity(bytes.min(MOST)))
    }

    /// Adds one as it may be shown.
    pub fn add(&mut self, name: &str, value: &str) {
        match hides(name, value) {
            true => self.put(name, |text| mask(text, name, value)),
            false => self.put(name, |text| push(text, value, VALUE)),
        }
    }

    /// Adds one whose value is no secret.
    pub fn add_open(&mut self, name: &str, value: &str) {
        self.put(name, |text| push(text, value, VALUE));
    }

    fn put(&mut self, name: &str, value: impl FnOnce(&mut String)) {
        if self.0.len() < MOST {
            push(&mut self.0, &shown_name(name), NAME);
            self.0.push(END);
            value(&mut self.0);
            self.0.push(END);
        }
    }

    /// Each name with its value, in the order they came; a name may stand more than once.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut parts = self.0.split_terminator(END);
        std::iter::from_fn(move || Some((parts.next()?, parts.next()?)))
    }

    /// The first value of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// How many bytes it holds.
    pub fn size(&self) -> usize {
        self.0.capacity()
    }
}

/// JSON as it may be shown, at every depth; `name` is that of the member it stands in.
pub fn json(name: &str, value: &Value) -> Value {
    match value {
        Value::String(text) => masked(name, text).into_owned().into(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), json(name, value))).collect()
        }
        Value::Array(items) => items.iter().map(|item| json(name, item)).collect(),
        _ if hides(name, "") => "[hidden]".into(),
        other => other.clone(),
    }
}

/// A text without a name as it may be shown.
pub fn unnamed(value: &str) -> Cow<'_, str> {
    match speaks_for_somebody(value) {
        true => masked("", value),
        false => Cow::Borrowed(value),
    }
}

/// A value as it may be shown.
pub fn masked<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
    if !hides(name, value) {
        return Cow::Borrowed(value);
    }
    let mut text = String::new();
    mask(&mut text, name, value);
    Cow::Owned(text)
}

/// A name as it may be shown: of one that no parameter has its length, since it may be a whole body that came as a form.
pub fn shown_name(name: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.[]:#/ ".contains(&byte);
    match name.len() <= NAME && name.bytes().all(is_plain) && !speaks_for_somebody(name) {
        true => Cow::Borrowed(name),
        false => Cow::Owned(format!("[{} characters]", name.chars().count())),
    }
}

/// Whether a value is a secret, or may be one: by its name, or since it is a token or signs somebody in whatever its name.
fn hides(name: &str, value: &str) -> bool {
    is_secret(name) || speaks_for_somebody(value)
}

fn speaks_for_somebody(value: &str) -> bool {
    is_token(value) || value.contains(prepared::PREFIX)
}

fn is_secret(name: &str) -> bool {
    if PLAIN.contains(&name) {
        return false;
    }
    if is_secret_member(name) {
        return true;
    }
    if OPEN.contains(&name) || OPEN_ENDS.iter().any(|end| name.ends_with(end)) {
        return false;
    }
    let is_suspicious = |name: &str| SUSPICIOUS.iter().any(|part| name.contains(part));
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => is_secret_member(&name.to_ascii_lowercase()) || is_suspicious(&name.to_ascii_lowercase()),
        false => is_suspicious(name),
    }
}

/// Whether there is a JWS or a JWE in it (RFC 7515 §7.1: its first part is JSON).
fn is_token(value: &str) -> bool {
    value.find("eyJ").is_some_and(|at| value[at..].bytes().filter(|byte| *byte == b'.').count() >= 2)
}

/// What is said of a secret: what it is, and how long.
fn mask(text: &mut String, name: &str, value: &str) {
    let kind = if is_token(value) { "JWT, " } else { "" };
    // writing to a text cannot fail
    let _ = match CHOSEN.contains(&name) {
        true => write!(text, "[hidden]"),
        false => write!(text, "[{kind}{} characters]", value.chars().count()),
    };
}

fn push(text: &mut String, part: &str, most: usize) {
    let mut end = part.len().min(most);
    while !part.is_char_boundary(end) {
        end -= 1;
    }
    match part[..end].contains(END) {
        true => text.push_str(&part[..end].replace(END, "\u{fffd}")),
        false => text.push_str(&part[..end]),
    }
    if end < part.len() {
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::sent_secrets::SECRET_MEMBERS;

    #[test]
    fn no_secret_is_shown_by_whatever_name() {
        // C145
        let more = ["api_key", "apiKey", "X-Token", "PASSWORD", "otp", "session_id", "user_pin", "Code"];
        for name in SECRET_MEMBERS.iter().chain(&more) {
            assert!(!masked(name, "CANARY").contains("CANARY"), "{name}");
            let nested = serde_json::json!({"a": [{*name: ["CANARY", {"b": "x"}]}]});
            assert!(!json("", &nested).to_string().contains("CANARY"), "{name}");
        }
        let token = "eyJhbGciOiJub25lIn0.e30.";
        assert_eq!(masked("redirect_uri", &format!("https://a/?x={token}")), "[JWT, 37 characters]");
        assert_eq!(masked("id_token_hint", token), "[JWT, 24 characters]");
        assert_eq!(masked("password", "1234"), "[hidden]");
        assert_eq!(masked("login_hint", "authctl-sign-in-CANARY"), "[22 characters]");
        assert_eq!(masked("code", "abc"), "[3 characters]");
        for (name, value) in [
            ("redirect_uri", "https://app.example/cb"),
            ("code_challenge_method", "S256"),
            ("token_endpoint_auth_method", "none"),
            ("scope", "openid"),
            ("grant_type", "refresh_token"),
        ] {
            assert_eq!(masked(name, value), value);
        }
    }

    #[test]
    fn names_and_values_come_back_as_they_were_and_cut() {
        let mut pairs = Pairs::default();
        pairs.add("a", "1\0");
        pairs.add("b", "");
        pairs.add("long", "ö".repeat(200).as_str());
        pairs.add("{\"client_secret\":\"CANARY\"}", "");
        pairs.add("x".repeat(65).as_str(), "");
        pairs.add("b", "2");
        let all: Vec<_> = pairs.iter().collect();
        let value = format!("{}…", "ö".repeat(128));
        let (body, name) = ("[26 characters]", "[65 characters]");
        assert_eq!(
            all,
            [
                ("a", "1\u{fffd}"),
                ("b", ""),
                ("long", &*value),
                (body, "[0 characters]"),
                (name, ""),
                ("b", "2")
            ]
        );
        assert_eq!(pairs.get("b"), Some(""));
        // P17
        for _ in 0..10_000 {
            pairs.add("more", "more");
        }
        assert!(pairs.size() < 2 * MOST);
    }
}
