//! A request as HAR 1.2 has it, which browsers and proxies write: its body is text there, and sometimes the fields of a form only.
//! <http://www.softwareishard.com/blog/har-12-spec/>

use http::{Method, header};
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::{
    message::FORM,
    recording::{Recording, unreadable},
};
use crate::{error::Result, jose::base64url, protocol::time::UnixTime};

/// The most entries that are looked at.
const MAX_ENTRIES: usize = 10_000;

/// The entries of a document, if it is HAR.
pub fn entries(document: &Value) -> Option<&[Value]> {
    let entries = document.pointer("/log/entries")?.as_array()?;
    Some(&entries[..entries.len().min(MAX_ENTRIES)])
}

/// Reads the request of one entry.
///
/// # Errors
/// [`Code::WebhookUnreadable`](crate::error::Code::WebhookUnreadable)
pub fn read(entry: &Value) -> Result<Recording> {
    let text = |pointer: &str| entry.pointer(pointer).and_then(Value::as_str);
    let method = text("/request/method").and_then(|name| Method::try_from(name).ok());
    let url = text("/request/url").and_then(|url| Url::parse(url).ok());
    let (Some(method), Some(url)) = (method, url) else {
        return Err(unreadable("the entry has no request with a method and an address"));
    };
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let at = text("/startedDateTime").and_then(|text| text.parse::<jiff::Timestamp>().ok());
    let (body, note) = body(entry.pointer("/request/postData").unwrap_or(&Value::Null))?;
    let size = entry.pointer("/request/bodySize").and_then(Value::as_u64).unwrap_or(0);
    Ok(Recording {
        method,
        target: format!("{}{query}", url.path()),
        headers: headers(entry)?,
        missing: usize::try_from(size).unwrap_or(usize::MAX).saturating_sub(body.len()),
        body,
        at: at.map(|at| UnixTime(at.as_second())),
        notes: note.into_iter().collect(),
    })
}

fn headers(entry: &Value) -> Result<Vec<(String, Vec<u8>)>> {
    let items = entry.pointer("/request/headers").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut headers = Vec::new();
    for item in items {
        let (name, value) = (&item["name"], &item["value"]);
        let (Some(name), Some(value)) = (name.as_str(), value.as_str()) else {
            return Err(unreadable("a header of the entry has no name or no value"));
        };
        // RFC 9113 §8.3: `:method` and its like are no headers
        if !name.starts_with(':') {
            headers.push((name.to_owned(), value.as_bytes().to_vec()));
        }
    }
    let content_type = header::CONTENT_TYPE.as_str();
    let posted = entry.pointer("/request/postData/mimeType").and_then(Value::as_str);
    let is_told = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(content_type));
    if let Some(media_type) = posted.filter(|_| !is_told) {
        headers.push((content_type.to_owned(), media_type.as_bytes().to_vec()));
    }
    Ok(headers)
}

/// The body, and what had to be made up of it.
fn body(posted: &Value) -> Result<(Vec<u8>, Option<String>)> {
    let text = posted["text"].as_str().unwrap_or_default();
    let encoding = [&posted["encoding"], &posted["_encoding"]].into_iter().find_map(Value::as_str);
    if encoding.is_some_and(|name| name.eq_ignore_ascii_case("base64")) {
        let body = base64url::decode_standard(text);
        return body.map(|body| (body, None)).ok_or_else(|| unreadable("the entry's body is not base64"));
    }
    let fields = posted["params"].as_array().map_or(&[][..], Vec::as_slice);
    let is_form = posted["mimeType"].as_str().is_some_and(|name| name.starts_with(FORM));
    if !text.is_empty() || fields.is_empty() || !is_form {
        return Ok((text.as_bytes().to_vec(), None));
    }
    let mut form = form_urlencoded::Serializer::new(String::new());
    for field in fields {
        let part = |name: &str| field[name].as_str().unwrap_or_default();
        form.append_pair(part("name"), part("value"));
    }
    let note = "the body was made of the entry's fields, since it has no text; its bytes may differ";
    Ok((form.finish().into_bytes(), Some(note.to_owned())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry(posted: Value) -> Value {
        json!({"startedDateTime": "2027-01-15T08:00:00.5Z", "request": {
            "method": "POST", "url": "https://app.example/hook?a=b#c", "bodySize": 5,
            "headers": [{"name": ":path", "value": "/"}, {"name": "X-A", "value": "1"}],
            "postData": posted,
        }})
    }

    #[test]
    fn an_entry_is_read_with_its_text_as_the_body() {
        let read = |posted: Value| read(&entry(posted)).unwrap();
        let plain = read(json!({"mimeType": "application/json", "text": "{\"é\"", "params": []}));
        assert_eq!((plain.method.as_str(), plain.target.as_str()), ("POST", "/hook?a=b"));
        let media_type = ("content-type".to_owned(), b"application/json".to_vec());
        assert_eq!(plain.headers, [("X-A".to_owned(), b"1".to_vec()), media_type]);
        assert_eq!((plain.body.as_slice(), plain.missing), ("{\"é\"".as_bytes(), 0));
        assert_eq!(plain.at, Some(UnixTime(1_800_000_000)));
        let binary = read(json!({"mimeType": "x", "text": "AP8=", "encoding": "base64"}));
        assert_eq!((binary.body.as_slice(), binary.missing), (&b"\x00\xff"[..], 3));
        let fields = json!({"mimeType": format!("{FORM}; charset=utf-8"), "text": "",
            "params": [{"name": "a", "value": "b c"}, {"name": "d"}]});
        let form = read(fields);
        assert_eq!((form.body.as_slice(), form.notes.len()), (&b"a=b+c&d="[..], 1));
        assert_eq!(read(Value::Null).body, b"");
    }

    #[test]
    fn an_entry_without_a_request_is_refused() {
        for entry in [json!({}), json!({"request": {"method": "POST", "url": "/x"}}), json!(1)] {
            assert!(super::read(&entry).is_err(), "{entry}");
        }
        assert!(super::read(&entry(json!({"text": "%", "encoding": "base64"}))).is_err());
        assert_eq!(entries(&json!({"log": {"entries": [1, 2]}})).map(<[Value]>::len), Some(2));
        assert!(entries(&json!({"log": 1})).is_none());
    }
}
