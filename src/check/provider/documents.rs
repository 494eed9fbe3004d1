//! The provider's two documents: its metadata and its keys.

use serde_json::{Map, Value};
use url::Url;

use super::answer::Answer;
use crate::protocol::issuer::{Issuer, MetadataForm};

/// The metadata, as they came.
pub struct Metadata {
    /// Whom they were asked of.
    pub(super) issuer: Issuer,
    /// In which of the two forms they were found.
    pub(super) form: MetadataForm,
    /// The answer.
    pub(super) answer: Answer,
    /// The document.
    pub(super) members: Map<String, Value>,
}

impl Metadata {
    pub(super) fn has(&self, member: &str) -> bool {
        self.members.get(member).is_some_and(|value| !value.is_null())
    }

    /// A text; empty if there is none.
    pub(super) fn text(&self, member: &str) -> &str {
        self.members.get(member).and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn url(&self, member: &str) -> Option<Url> {
        Url::parse(self.text(member)).ok()
    }

    /// The texts of a list; `None` if it is left out.
    pub(super) fn list(&self, member: &str) -> Option<Vec<&str>> {
        Some(self.members.get(member)?.as_array()?.iter().filter_map(Value::as_str).collect())
    }

    pub(super) fn lists(&self, member: &str, value: &str) -> bool {
        self.list(member).is_some_and(|values| values.contains(&value))
    }

    pub(super) fn flag(&self, member: &str) -> Option<bool> {
        self.members.get(member)?.as_bool()
    }

    /// Whether it speaks OpenID Connect, so that its rules hold too.
    pub(super) fn is_openid(&self) -> bool {
        self.form == MetadataForm::OpenIdConnect
    }

    /// Every member that is an address of the provider's own, with its text.
    pub(super) fn addresses(&self) -> impl Iterator<Item = (&str, &str)> {
        let is_address = |name: &str| name.ends_with("_endpoint") || name == "jwks_uri";
        self.members
            .iter()
            .filter(move |(name, _)| is_address(name))
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default()))
    }
}

/// The key set, as it came.
pub struct Keys {
    /// The answer.
    pub(super) answer: Answer,
    /// The keys; what is none is left out.
    pub(super) keys: Vec<Map<String, Value>>,
}

impl Keys {
    /// Its members by the name that it has, or by its place.
    pub(super) fn named(&self) -> impl Iterator<Item = (String, &Map<String, Value>)> {
        self.keys.iter().enumerate().map(|(at, key)| match text(key, "kid") {
            "" => (format!("key {}", at + 1), key),
            kid => (format!("key {kid}"), key),
        })
    }
}

/// A member of a key that is a text; empty if there is none.
pub(super) fn text<'a>(key: &'a Map<String, Value>, member: &str) -> &'a str {
    key.get(member).and_then(Value::as_str).unwrap_or_default()
}
