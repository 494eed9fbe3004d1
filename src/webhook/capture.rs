//! A request as somebody has captured it: as it stood on the wire, as HAR, or its body alone with headers told beside it.

use http::{Method, header};
use serde_json::Value;

use super::{
    catalogue, har_request,
    message::{FORM, JSON},
    raw_request,
    recording::{MAX_BYTES, Recording, unreadable},
};
use crate::{error::Result, jose::jws, protocol::json};

/// What is read at most of a file, in bytes: HAR has much beside the one request.
pub const FILE_LIMIT: u64 = 16 * 1024 * 1024;

/// What is told beside the file.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Which entry of HAR is meant, from 1.
    pub entry: Option<usize>,
    /// The headers of a bare body.
    pub headers: Vec<(String, String)>,
}

/// Reads it.
///
/// # Errors
/// [`Code::WebhookUnreadable`](crate::error::Code::WebhookUnreadable)
pub fn read(bytes: &[u8], told: &Told) -> Result<Recording> {
    let recording = if !told.headers.is_empty() {
        bare(bytes, &told.headers)?
    } else if raw_request::is_raw(bytes) {
        raw_request::read(bytes)?
    } else if let Some(document) = har(bytes) {
        of_har(&document, told.entry)?
    } else {
        bare(bytes, &[])?
    };
    match recording.body.len() > MAX_BYTES {
        true => Err(unreadable(format!("its body is larger than {MAX_BYTES} bytes"))),
        false => Ok(recording),
    }
}

/// The document, if it is HAR.
fn har(bytes: &[u8]) -> Option<Value> {
    let document = json::value(bytes).ok()?;
    har_request::entries(&document).is_some().then_some(document)
}

/// The entry that is meant: the one of that number, else the first with an event, else the first.
fn of_har(document: &Value, number: Option<usize>) -> Result<Recording> {
    let entries = har_request::entries(document).unwrap_or_default();
    if let Some(number) = number {
        let entry = number.checked_sub(1).and_then(|at| entries.get(at));
        return har_request::read(entry.ok_or_else(|| {
            unreadable(format!("it has {} entries, counted from 1", entries.len())).got(number.to_string())
        })?);
    }
    let is_event = |recording: &Recording| {
        recording.message().is_ok_and(|message| catalogue::recognized(&message).is_some())
    };
    let mut requests = entries.iter().filter_map(|entry| har_request::read(entry).ok());
    match requests.find(is_event) {
        Some(recording) => Ok(recording),
        None => har_request::read(entries.first().ok_or_else(|| unreadable("it has no entries"))?),
    }
}

/// A POST of these bytes, of the media type that they look like if none is told.
fn bare(bytes: &[u8], told: &[(String, String)]) -> Result<Recording> {
    let mut headers = told.to_vec();
    if !told.iter().any(|(name, _)| name.eq_ignore_ascii_case(header::CONTENT_TYPE.as_str())) {
        match guessed(bytes) {
            Ok(media_type) => headers.push(media_type),
            Err(error) if told.is_empty() => return Err(error),
            Err(_) => {}
        }
    }
    let mut recording = Recording {
        method: Method::POST,
        target: "/".to_owned(),
        headers: headers.into_iter().map(|(name, value)| (name, value.into_bytes())).collect(),
        body: Vec::new(),
        at: None,
        missing: 0,
        notes: Vec::new(),
    };
    recording.take_body(bytes)?;
    Ok(recording)
}

/// The media type of a body that nothing is told about.
fn guessed(bytes: &[u8]) -> Result<(String, String)> {
    let text = std::str::from_utf8(bytes).unwrap_or_default().trim();
    let is_form = text.contains('=') && !text.contains(char::is_whitespace);
    let media_type = match json::value(bytes) {
        Ok(Value::Object(_)) => JSON,
        // RFC 8935 §2.1
        _ if jws::peek(text).is_some() => "application/secevent+jwt",
        _ if is_form => FORM,
        _ => {
            return Err(unreadable(
                "it is neither a request as it is sent, nor HAR, nor a body of a known kind",
            )
            .expected("POST /path HTTP/1.1, headers, an empty line, the body")
            .hint("tell the headers of a bare body with --header 'Name: value'"));
        }
    };
    Ok((header::CONTENT_TYPE.to_string(), media_type.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::Code;

    fn code(bytes: &[u8]) -> Option<Code> {
        read(bytes, &Told::default()).err().map(|error| error.code())
    }

    #[test]
    fn each_kind_is_known_by_its_looks() {
        let told = Told::default();
        assert_eq!(read(b"POST /x HTTP/1.1\n\nabc", &told).unwrap().target, "/x");
        let entry = |url: &str, text: &str| {
            json!({"request": {"method": "POST", "url": url, "headers": [{"name": "Content-Type", "value": FORM}],
                "postData": {"text": text}}})
        };
        let entries = [entry("https://a/1", "a=b"), entry("https://a/2", "logout_token=a.b.c")];
        let har = json!({"log": {"entries": entries}}).to_string();
        assert_eq!(read(har.as_bytes(), &told).unwrap().target, "/2");
        let first = Told { entry: Some(1), ..Told::default() };
        assert_eq!(read(har.as_bytes(), &first).unwrap().target, "/1");
        for number in [0, 3] {
            let error = read(har.as_bytes(), &Told { entry: Some(number), ..Told::default() }).err().unwrap();
            assert_eq!(
                (error.code(), error.text()),
                (Code::WebhookUnreadable, "it has 2 entries, counted from 1")
            );
        }
        for (body, media_type) in [
            ("logout_token=a.b.c\n", FORM),
            ("{\"payload\": 1}\n", JSON),
            ("e30.e30.AAAA\n", "application/secevent+jwt"),
        ] {
            let recording = read(body.as_bytes(), &told).unwrap();
            assert_eq!(recording.header("content-type"), Some(media_type));
            assert_eq!(recording.body, body.as_bytes());
        }
        let headers = vec![("X-A".to_owned(), "1".to_owned())];
        let bare = read(b"POST /x HTTP/1.1\n\n", &Told { headers, ..told }).unwrap();
        assert_eq!((bare.target.as_str(), bare.body.as_slice()), ("/", &b"POST /x HTTP/1.1\n\n"[..]));
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for bytes in [
            &b""[..],
            b"hello world",
            b"\xff\xfe",
            b"[1]",
            b"{\"log\":{\"entries\":[]}}",
            b"HTTP/1.1 200 OK\r\n\r\n",
        ] {
            assert_eq!(code(bytes), Some(Code::WebhookUnreadable), "{}", String::from_utf8_lossy(bytes));
        }
        let large = [b"POST / HTTP/1.1\r\n\r\n".as_slice(), &vec![b'x'; MAX_BYTES + 1]].concat();
        assert_eq!(code(&large), Some(Code::WebhookUnreadable));
        assert_eq!(code(&large[..large.len() - 1]), None);
    }
}
