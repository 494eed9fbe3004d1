//! A request as it stands on the wire, read from a file: RFC 9112, with the ends of lines that files have, and what a tool or an
//! editor has made of it. What could be read in two ways is refused. <https://www.rfc-editor.org/rfc/rfc9112>

use http::{Method, header};

use super::recording::{RECORDED_AT, Recording, unreadable};
use crate::{error::Result, protocol::time::UnixTime};

/// The most headers.
const MAX_HEADERS: usize = 128;

/// Whether the first line is a request line.
pub fn is_raw(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let words: Vec<&[u8]> = line.trim_ascii().split(|byte| *byte == b' ').collect();
    matches!(words[..], [method, _, version] if !method.is_empty() && version.starts_with(b"HTTP/"))
}

/// Reads one.
///
/// # Errors
/// [`Code::WebhookUnreadable`](crate::error::Code::WebhookUnreadable)
pub fn read(bytes: &[u8]) -> Result<Recording> {
    let mut text = of_version_1(bytes);
    let head = match head_length(&text)? {
        Some(length) => length,
        // the empty line is lost where nothing follows it
        None => {
            text.truncate(text.trim_ascii_end().len());
            text.extend_from_slice(b"\r\n\r\n");
            head_length(&text)?.ok_or_else(|| unreadable("its head has no end: no empty line follows it"))?
        }
    };
    let mut fields = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut parsed = httparse::Request::new(&mut fields);
    parsed.parse(&text[..head]).map_err(broken)?;
    let method = Method::try_from(parsed.method.unwrap_or_default());
    let mut headers: Vec<(String, Vec<u8>)> =
        parsed.headers.iter().map(|field| (field.name.to_owned(), field.value.to_vec())).collect();
    let at = taken_out(&mut headers);
    let mut recording = Recording {
        method: method.map_err(|_| unreadable("its method is none (RFC 9110 §9.1)"))?,
        target: origin_form(parsed.path.unwrap_or_default()).to_owned(),
        headers,
        body: Vec::new(),
        at,
        missing: 0,
        notes: Vec::new(),
    };
    recording.take_body(&text[head..])?;
    Ok(recording)
}

impl Recording {
    /// Takes what follows the head, as far as that says that it is the body (RFC 9112 §6.3).
    pub(super) fn take_body(&mut self, rest: &[u8]) -> Result<()> {
        let values = |name: header::HeaderName| {
            let own = self.headers.iter().filter(move |(own, _)| own.eq_ignore_ascii_case(name.as_str()));
            own.map(|(_, value)| value.trim_ascii()).collect::<Vec<_>>()
        };
        let (lengths, encodings) = (values(header::CONTENT_LENGTH), values(header::TRANSFER_ENCODING));
        self.body = match (&lengths[..], &encodings[..]) {
            ([], []) => rest.to_vec(),
            ([], [encoding]) if encoding.eq_ignore_ascii_case(b"chunked") => unchunked(rest)?,
            ([], _) => return Err(unreadable("its Transfer-Encoding is not `chunked` (RFC 9112 §7.1)")),
            ([first, others @ ..], []) if others.iter().all(|other| other == first) => {
                // no sign: RFC 9112 §6.3 has digits alone
                let digits = std::str::from_utf8(first).ok().filter(|_| first.iter().all(u8::is_ascii_digit));
                let length = digits.and_then(|text| text.parse::<usize>().ok());
                let length = length.ok_or_else(|| unreadable("its Content-Length is no number"))?;
                self.missing = length.saturating_sub(rest.len());
                rest[..length.min(rest.len())].to_vec()
            }
            _ => return Err(unreadable("it tells the length of its body in two ways (RFC 9112 §6.3)")),
        };
        let surplus = rest.len().saturating_sub(self.body.len());
        if encodings.is_empty() && surplus > 0 {
            self.notes.push(format!("{surplus} bytes after the body were left out, by its Content-Length"));
        }
        Ok(())
    }
}

/// Versions 2 and 3 have no text of their own, so tools write them as they write version 1.
fn of_version_1(bytes: &[u8]) -> Vec<u8> {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (line, rest) = bytes.split_at(end);
    let line = line.trim_ascii();
    let is_other = [&b" HTTP/2"[..], b" HTTP/2.0", b" HTTP/3", b" HTTP/3.0"];
    match is_other.iter().find_map(|version| line.strip_suffix(*version)) {
        Some(beginning) => [beginning, b" HTTP/1.1\r", rest].concat(),
        None => bytes.to_vec(),
    }
}

/// Where the body begins, if the head has its end.
fn head_length(text: &[u8]) -> Result<Option<usize>> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_HEADERS];
    match httparse::Request::new(&mut fields).parse(text).map_err(broken)? {
        httparse::Status::Complete(length) => Ok(Some(length)),
        httparse::Status::Partial => Ok(None),
    }
}

fn broken(error: httparse::Error) -> crate::error::Error {
    unreadable(match error {
        httparse::Error::TooManyHeaders => "it has more than 128 headers",
        httparse::Error::HeaderName | httparse::Error::HeaderValue | httparse::Error::NewLine => {
            "a line of its head is no header (RFC 9112 §5)"
        }
        _ => "its first line is no request line (RFC 9112 §3)",
    })
}

/// Path and query, also where a proxy was asked (RFC 9112 §3.2.2).
fn origin_form(target: &str) -> &str {
    let Some((_, rest)) = target.split_once("://").filter(|_| !target.starts_with('/')) else {
        return target;
    };
    rest.find(['/', '?']).map_or("/", |at| &rest[at..])
}

/// When it was recorded; the line is not of the request.
fn taken_out(headers: &mut Vec<(String, Vec<u8>)>) -> Option<UnixTime> {
    let at = headers.iter().position(|(name, _)| name.eq_ignore_ascii_case(RECORDED_AT))?;
    let (_, value) = headers.remove(at);
    std::str::from_utf8(&value).ok()?.parse().ok().map(UnixTime)
}

/// RFC 9112 §7.1; trailers say nothing here.
fn unchunked(mut rest: &[u8]) -> Result<Vec<u8>> {
    let broken = |why: &str| {
        unreadable(format!("its body is not in chunks, as its Transfer-Encoding says: {why}"))
            .hint("if it stands there without its chunks, take the line Transfer-Encoding out")
    };
    let mut body = Vec::new();
    loop {
        let (size, start) = chunk_size(rest).ok_or_else(|| broken("a chunk has no size"))?;
        let chunk = rest.get(start..start.saturating_add(size));
        let chunk = chunk.ok_or_else(|| broken("a chunk is not as long as it says"))?;
        if chunk.is_empty() {
            return Ok(body);
        }
        body.extend_from_slice(chunk);
        rest = &rest[start + chunk.len()..];
        let end = [&b"\r\n"[..], b"\n"].into_iter().find_map(|end| rest.strip_prefix(end));
        rest = end.ok_or_else(|| broken("a chunk is not as long as it says"))?;
    }
}

/// The size that the line says, and where the chunk begins.
fn chunk_size(rest: &[u8]) -> Option<(usize, usize)> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let size = rest[..end].split(|byte| *byte == b';').next()?.trim_ascii();
    let is_number = !size.is_empty() && size.iter().all(u8::is_ascii_hexdigit);
    let size = std::str::from_utf8(size).ok().filter(|_| is_number)?;
    Some((usize::from_str_radix(size, 16).ok()?, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn wrong(text: &str) -> String {
        let error = read(text.as_bytes()).err().unwrap_or_else(|| panic!("{text:?} is read"));
        assert_eq!((error.code(), error.exit()), (Code::WebhookUnreadable, 2));
        error.text().to_owned()
    }

    #[test]
    fn the_bytes_are_kept_whatever_ends_the_lines() {
        for (head, body) in [
            ("POST /a?b=c HTTP/1.1\r\nA: 1\r\nb:  2 \r\n\r\n", "x\r\n\r\ny\r\n"),
            ("POST /a?b=c HTTP/1.1\nA: 1\nb: 2\n\n", "x\n\ny\n"),
            ("POST /a?b=c HTTP/1.0\r\nA: 1\nb: 2\r\n\n", "\n"),
            ("POST http://localhost:1/a?b=c HTTP/2\r\nA: 1\r\nb: 2\r\n\r\n", ""),
            ("POST /a?b=c HTTP/2\nA: 1\nb: 2\n", ""),
        ] {
            let recording = read(format!("{head}{body}").as_bytes()).unwrap();
            assert_eq!(
                (recording.method.as_str(), recording.target.as_str()),
                ("POST", "/a?b=c"),
                "{head:?}"
            );
            let headers = [("A".to_owned(), b"1".to_vec()), ("b".to_owned(), b"2".to_vec())];
            assert_eq!(recording.headers, headers, "{head:?}");
            assert_eq!(recording.body, body.as_bytes(), "{head:?}");
            assert_eq!((recording.at, recording.missing, recording.notes.len()), (None, 0, 0));
        }
    }

    #[test]
    fn the_body_ends_where_the_head_says() {
        let read = |rest: &str| read(format!("POST / HTTP/1.1\r\n{rest}").as_bytes()).unwrap();
        let cut = read("Content-Length: 3\r\n\r\nabc\r\n");
        assert_eq!((cut.body.as_slice(), cut.missing, cut.notes.len()), (&b"abc"[..], 0, 1));
        let short = read("Content-Length: 9\r\n\r\nabc");
        assert_eq!((short.body.as_slice(), short.missing), (&b"abc"[..], 6));
        let twice = read("Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc");
        assert_eq!(twice.body, b"abc");
        let chunked = read("Transfer-Encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\n2\nde\n0\r\nX: y\r\n\r\n");
        assert_eq!((chunked.body.as_slice(), chunked.notes.len()), (&b"abcde"[..], 0));
        assert_eq!(read("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n").body, b"");
    }

    #[test]
    fn what_is_no_request_or_could_be_two_is_refused() {
        for text in [
            "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        ] {
            assert_eq!(wrong(text), "it tells the length of its body in two ways (RFC 9112 §6.3)");
        }
        let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        for body in
            ["{\"a\":1}", "5\r\nabc", "1\r\nabc\r\n0\r\n\r\n", "ffffffffffffffff\r\na", "3\r\nabc\r\n"]
        {
            assert!(wrong(&format!("{chunked}{body}")).starts_with("its body is not in chunks"), "{body}");
        }
        assert!(wrong("POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n").contains("`chunked`"));
        assert_eq!(wrong("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"), "its Content-Length is no number");
        assert_eq!(
            wrong("POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\na"),
            "its Content-Length is no number"
        );
        assert!(wrong("POST / HTTP/1.1\r\nno header\r\n\r\n").contains("is no header"));
        assert!(wrong("POST / HTTP/9\r\n\r\n").contains("is no request line"));
        assert!(wrong(&format!("POST / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(129))).contains("128"));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text =
            "PUT /x HTTP/1.1\r\nAuthctl-Recorded-At: 5\r\nX-A: \u{e9}\r\nCookie: [masked]\r\n\r\n\u{0}b";
        let recording = read(text.as_bytes()).unwrap();
        assert_eq!(recording.at, Some(UnixTime(5)));
        assert_eq!(recording.bytes(), text.as_bytes());
        assert!(recording.is_masked("cookie"));
    }
}
