//! A request as it was recorded: its bytes, as far as the recording has them. What is written is the request as it stands on the
//! wire (RFC 9112 §2.1), with the values masked of headers that are secret and that no signature covers.

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use url::form_urlencoded;

use super::message::Message;
use crate::{
    error::{Code, Error, Phase, Result},
    protocol::time::UnixTime,
};

/// The largest request that is read, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;

/// What stands in place of a secret that was not recorded.
pub const MASK: &str = "[masked]";

/// The beginning of the mask that `--record` writes into HAR.
const HAR_MASK: &str = "[secret sha256:";

/// The header line that a recording has more than the request: when that came.
pub(super) const RECORDED_AT: &str = "Authctl-Recorded-At";

/// Headers whose value opens a door for whoever reads it.
const SECRET: &[HeaderName] = &[header::AUTHORIZATION, header::PROXY_AUTHORIZATION, header::COOKIE];

/// Headers of the connection, which the next one has for itself (RFC 9110 §7.6.1).
const OF_CONNECTION: &[&str] = &[
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "upgrade",
    "expect",
];

/// A recorded request.
#[derive(Clone, PartialEq, Eq)]
pub struct Recording {
    /// Its method.
    pub method: Method,
    /// Path and query, as the request line has them.
    pub target: String,
    /// The headers as they were written, in their order.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, without the chunks that it may have come in.
    pub body: Vec<u8>,
    /// When it came, if the recording tells.
    pub at: Option<UnixTime>,
    /// How many bytes of the body are missing, by what the request says of its length.
    pub missing: usize,
    /// What the reader had to leave out or to make up.
    pub notes: Vec<String>,
}

impl Recording {
    /// Of a request that came.
    pub fn of(method: Method, target: &str, headers: &HeaderMap, body: Vec<u8>, at: UnixTime) -> Self {
        let headers = headers.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
        let (headers, notes) = (headers.collect(), Vec::new());
        Self { method, target: target.to_owned(), headers, body, at: Some(at), missing: 0, notes }
    }

    /// The recording's own bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("{} {} HTTP/1.1\r\n", self.method, self.target).into_bytes();
        let mut line = |name: &str, value: &[u8]| {
            bytes.extend_from_slice(name.as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(value);
            bytes.extend_from_slice(b"\r\n");
        };
        if let Some(at) = self.at {
            line(RECORDED_AT, at.0.to_string().as_bytes());
        }
        for (name, value) in &self.headers {
            // the body stands here without its chunks
            if !name.eq_ignore_ascii_case(header::TRANSFER_ENCODING.as_str()) {
                line(name, &masked(name, value));
            }
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// The message that it carries: without what belongs to its connection.
    ///
    /// # Errors
    /// [`Code::WebhookUnreadable`] for a header that none can be.
    pub fn message(&self) -> Result<Message> {
        let mut headers = HeaderMap::new();
        for (name, value) in self.headers.iter().filter(|(name, _)| !self.is_of_connection(name)) {
            let read = (HeaderName::try_from(name), HeaderValue::from_bytes(value));
            let (Ok(name), Ok(value)) = read else {
                return Err(unreadable("a line of its head cannot be a header (RFC 9110 §5)"));
            };
            headers.append(name, value);
        }
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Ok(Message { method: self.method.clone(), query, headers, body: self.body.clone() })
    }

    /// Whether the header is there, but what it said was not recorded.
    pub fn is_masked(&self, name: &str) -> bool {
        let mut own = self.headers.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name));
        own.any(|(_, value)| has_mask(value))
    }

    /// Whether a part of the body was not recorded.
    pub fn is_body_masked(&self) -> bool {
        let form = form_urlencoded::byte_serialize(HAR_MASK.as_bytes()).collect::<String>();
        [HAR_MASK, &form].iter().any(|mask| contains(&self.body, mask))
    }

    /// The one value of a header, as text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name));
        let (_, value) = values.next().filter(|_| values.next().is_none())?;
        std::str::from_utf8(value).ok()
    }

    fn is_of_connection(&self, name: &str) -> bool {
        let named = |list: &str| list.split(',').any(|one| one.trim().eq_ignore_ascii_case(name));
        OF_CONNECTION.iter().any(|known| known.eq_ignore_ascii_case(name))
            || self.header(header::CONNECTION.as_str()).is_some_and(named)
    }
}

/// The header's value as it may be kept (threat W15): of a credential its scheme only.
fn masked(name: &str, value: &[u8]) -> Vec<u8> {
    if !SECRET.iter().any(|secret| name.eq_ignore_ascii_case(secret.as_str())) || has_mask(value) {
        return value.to_vec();
    }
    let scheme = std::str::from_utf8(value).ok().and_then(|text| text.split_once(' '));
    let is_credential = !name.eq_ignore_ascii_case(header::COOKIE.as_str());
    let is_word = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    match scheme.filter(|(scheme, _)| is_credential && is_word(scheme)) {
        Some((scheme, _)) => format!("{scheme} {MASK}").into_bytes(),
        None => MASK.as_bytes().to_vec(),
    }
}

fn has_mask(value: &[u8]) -> bool {
    contains(value, MASK) || contains(value, HAR_MASK)
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// What was given is no recorded request.
pub fn unreadable(why: impl Into<String>) -> Error {
    Code::WebhookUnreadable.error().phase(Phase::Webhook).message(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording() -> Recording {
        let header = |(name, value): (&str, &str)| (name.to_owned(), value.as_bytes().to_vec());
        let headers = [
            ("Host", "localhost"),
            ("X-Sig", "a"),
            ("x-sig", "b"),
            ("Authorization", "Bearer CANARY"),
            ("proxy-authorization", "CANARY CANARY=1"),
            ("COOKIE", "a=CANARY; b"),
            ("Connection", "close, X-Hop"),
            ("X-Hop", "1"),
            ("Transfer-Encoding", "chunked"),
        ];
        Recording {
            method: Method::POST,
            target: "/hook?iss=a%20b&x".to_owned(),
            headers: headers.into_iter().map(header).collect(),
            body: b"\x00\xff\r\n".to_vec(),
            at: Some(UnixTime(1_800_000_000)),
            missing: 0,
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_recording_keeps_the_bytes_and_masks_what_is_secret() {
        // W15
        let wanted = b"POST /hook?iss=a%20b&x HTTP/1.1\r\nAuthctl-Recorded-At: 1800000000\r\nHost: localhost\r\n\
            X-Sig: a\r\nx-sig: b\r\nAuthorization: Bearer [masked]\r\nproxy-authorization: CANARY [masked]\r\n\
            COOKIE: [masked]\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\n\r\n\x00\xff\r\n";
        assert_eq!(String::from_utf8_lossy(&recording().bytes()), String::from_utf8_lossy(wanted));
        assert_eq!(recording().bytes(), wanted);
    }

    #[test]
    fn a_message_has_nothing_of_its_connection_and_every_header_that_stands_twice() {
        let message = recording().message().unwrap();
        assert_eq!(message.query, [("iss".to_owned(), "a b".to_owned()), ("x".to_owned(), String::new())]);
        let names: Vec<&str> = message.headers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["x-sig", "x-sig", "authorization", "proxy-authorization", "cookie"]);
        assert_eq!(message.header("x-sig"), None);
    }

    #[test]
    fn what_was_masked_is_known_for_it() {
        let mut recording = recording();
        assert!(!recording.is_masked("authorization"));
        recording.headers[3].1 = b"Basic [masked]".to_vec();
        assert!(recording.is_masked("authorization") && !recording.is_body_masked());
        recording.body = b"a=b&logout_token=%5Bsecret+sha256%3A00%5D".to_vec();
        assert!(recording.is_body_masked());
    }
}
