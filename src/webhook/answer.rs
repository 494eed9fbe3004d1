//! What a receiver answers to an event.

use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::Value;

use super::message::JSON;

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A status and nothing more. Nobody keeps it (Back-Channel Logout §2.8).
    pub fn of(status: StatusCode) -> Self {
        let headers = HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))]);
        Self { status, headers, body: Vec::new() }
    }

    /// With JSON.
    pub fn json(status: StatusCode, body: &Value) -> Self {
        let mut answer = Self::of(status);
        answer.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
        answer.body = body.to_string().into_bytes();
        answer
    }
}
