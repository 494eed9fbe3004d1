//! What the provider answered.

use http::header::HeaderName;
use serde_json::{Map, Value};
use url::Url;

use crate::{
    check::judged::Judged,
    protocol::{challenge::Challenge, exchange::Response, json},
};

/// An answer, and where it came from.
pub(super) struct Answer {
    /// The address that was asked.
    pub(super) url: Url,
    /// The answer.
    pub(super) response: Response,
}

impl Answer {
    pub(super) fn status(&self) -> u16 {
        self.response.status.as_u16()
    }

    pub(super) fn is_success(&self) -> bool {
        self.response.status.is_success()
    }

    /// Whether the status says that the request was at fault.
    pub(super) fn is_refusal(&self) -> bool {
        self.response.status.is_client_error()
    }

    pub(super) fn header(&self, name: HeaderName) -> Option<&str> {
        self.response.headers.get(name)?.to_str().ok()
    }

    /// Every header line of that name, as one.
    pub(super) fn headers(&self, name: HeaderName) -> String {
        let lines = self.response.headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        lines.collect::<Vec<_>>().join(", ").to_ascii_lowercase()
    }

    /// Its body, if it is a JSON object.
    pub(super) fn members(&self) -> Map<String, Value> {
        json::object(&self.response.body).unwrap_or_default()
    }

    /// A member that is a text; empty if there is none.
    pub(super) fn text(&self, member: &str) -> String {
        self.members().get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// Whether it is JSON that says so.
    pub(super) fn is_json(&self) -> bool {
        let kind = self.response.content_type();
        (kind == "application/json" || kind.ends_with("+json")) && json::value(&self.response.body).is_ok()
    }

    /// RFC 9111 §5.2.2.5
    pub(super) fn is_stored_nowhere(&self) -> bool {
        self.headers(http::header::CACHE_CONTROL).contains("no-store")
    }

    /// Whether it asks for authentication by that scheme (RFC 9110 §11.6.1).
    pub(super) fn challenges(&self, scheme: &str) -> bool {
        Challenge::all(&self.response.headers).iter().any(|challenge| challenge.is(scheme))
    }

    /// Where it sends the browser.
    pub(super) fn location(&self) -> Option<Url> {
        let location = self.header(http::header::LOCATION)?;
        self.response.status.is_redirection().then(|| self.url.join(location).ok()).flatten()
    }

    /// What it answered, for a sentence: `400 invalid_grant`.
    pub(super) fn said(&self) -> String {
        match self.text("error") {
            error if error.is_empty() => self.status().to_string(),
            error => format!("{} {error}", self.status()),
        }
    }

    /// Right if it refuses, with whatever reason.
    pub(super) fn is_refused(&self) -> Judged {
        let judged = Judged::of_rule(self.is_refusal(), format!("it answers {}", self.said()));
        judged.with_status(self.status())
    }

    /// Right if it refuses with one of these errors.
    pub(super) fn is_refused_as(&self, errors: &[&str]) -> Judged {
        let is_right = self.is_refusal() && errors.contains(&self.text("error").as_str());
        Judged::of_rule(is_right, format!("it answers {}", self.said())).with_status(self.status())
    }

    /// Right if this holds; the message says what was seen.
    pub(super) fn rule(&self, holds: bool, message: impl AsRef<str>) -> Judged {
        Judged::of_rule(holds, message).with_status(self.status())
    }
}
