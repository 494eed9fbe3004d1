//! The authorization request of an app, as its browser carries it. <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1>

use serde_json::{Map, Value};
use url::Url;

use crate::{jose::base64url, protocol::json};

/// One authorization request.
pub(super) struct Asked {
    /// The address that the browser was sent to.
    pub url: Url,
    /// What the app signed of it (RFC 9101), which counts for more.
    signed: Map<String, Value>,
}

impl Asked {
    /// What is said by that address.
    pub fn of(url: Url) -> Self {
        let signed = parameter(&url, "request").and_then(|object| claims(&object)).unwrap_or_default();
        Self { url, signed }
    }

    /// A parameter, if it is there and has a value.
    pub fn get(&self, name: &str) -> Option<String> {
        let signed = self.signed.get(name).and_then(Value::as_str).map(str::to_owned);
        signed.or_else(|| parameter(&self.url, name)).filter(|value| !value.is_empty())
    }

    /// Whether the browser carries no more than a name of the request, which the provider knows (RFC 9126).
    pub fn is_pushed(&self) -> bool {
        parameter(&self.url, "request_uri").is_some()
    }
}

/// A parameter of an address.
pub(super) fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

/// The claims of a JWT, unverified.
fn claims(token: &str) -> Option<Map<String, Value>> {
    let payload = base64url::decode(token.split('.').nth(1)?)?;
    json::object(&payload).ok()
}
