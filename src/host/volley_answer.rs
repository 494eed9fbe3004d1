//! The answer to one of many messages, read as far as it says where it ends (RFC 9112 §6.3), within limits (threats C8, C9).

use std::ops::Range;

/// The most fields of a head.
const MAX_FIELDS: usize = 100;
/// The largest head, in bytes.
const MAX_HEAD: usize = 64 * 1024;
/// The largest body, in bytes.
const MAX_BODY: usize = 64 * 1024;
/// The most heads that come before an answer (RFC 9110 §15.2).
const MAX_INTERIM: usize = 10;

/// An answer that is there whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// Its status.
    pub status: u16,
    /// Where its body stands, as it was sent.
    pub body: Range<usize>,
    /// Whether the connection stays open for another request.
    pub is_kept: bool,
}

/// How the end of a body is known.
enum Body {
    /// It has so many bytes.
    Length(usize),
    /// It comes in chunks.
    Chunked,
    /// It ends with the connection.
    UntilClosed,
}

/// Reads what has come so far; `is_closed` once nothing more can come. `None` while something is missing.
///
/// # Errors
/// What is wrong with it, as the end of a sentence about the app.
pub(super) fn read(bytes: &[u8], is_closed: bool) -> Result<Option<Answer>, &'static str> {
    let mut at = 0;
    for _ in 0..=MAX_INTERIM {
        match one(&bytes[at..], is_closed)? {
            Some(Head::Interim(end)) => at += end,
            Some(Head::Final(answer)) => return Ok(Some(answer.after(at))),
            None => return Ok(None),
        }
    }
    Err("says too much before its answer")
}

/// What a head begins.
enum Head {
    /// Another head, after so many bytes.
    Interim(usize),
    /// The answer.
    Final(Answer),
}

fn one(bytes: &[u8], is_closed: bool) -> Result<Option<Head>, &'static str> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut head = httparse::Response::new(&mut fields);
    let begin = match head.parse(bytes) {
        Ok(httparse::Status::Complete(begin)) if begin <= MAX_HEAD => begin,
        Ok(httparse::Status::Partial) if bytes.len() <= MAX_HEAD => {
            return unfinished(is_closed).map(|()| None);
        }
        Ok(_) | Err(httparse::Error::TooManyHeaders) => return Err("sends more headers than are taken"),
        Err(_) => return Err("does not answer in HTTP/1.1"),
    };
    let status = head.code.unwrap_or_default();
    match status {
        // RFC 9110 §15.2.2: nobody has asked for another protocol
        101 => return Err("changes to another protocol"),
        // RFC 9110 §15.2: what is said before the answer
        100..200 => return Ok(Some(Head::Interim(begin))),
        0..100 => return Err("does not answer in HTTP/1.1"),
        _ => {}
    }
    let framing = framing(status, head.headers)?;
    let is_kept = head.version == Some(1) && !says(head.headers, "connection", "close");
    let rest = &bytes[begin..];
    let end = match framing {
        Body::Length(length) if length > MAX_BODY => return Err("answers with more than is taken"),
        Body::Length(length) => (rest.len() >= length).then_some(length),
        Body::Chunked => chunks(rest)?,
        Body::UntilClosed => is_closed.then_some(rest.len()),
    };
    if rest.len() > MAX_HEAD + MAX_BODY {
        return Err("answers with more than is taken");
    }
    let Some(end) = end else { return unfinished(is_closed).map(|()| None) };
    // what nobody has asked for may be another's answer
    let is_kept = is_kept && !matches!(framing, Body::UntilClosed) && rest.len() == end;
    Ok(Some(Head::Final(Answer { status, body: begin..begin + end, is_kept })))
}

impl Answer {
    fn after(self, begin: usize) -> Self {
        Self { body: self.body.start + begin..self.body.end + begin, ..self }
    }
}

fn unfinished(is_closed: bool) -> Result<(), &'static str> {
    if is_closed { Err("closed the connection before its answer ended") } else { Ok(()) }
}

/// RFC 9112 §6.3
fn framing(status: u16, fields: &[httparse::Header<'_>]) -> Result<Body, &'static str> {
    if matches!(status, 204 | 304) {
        return Ok(Body::Length(0));
    }
    if fields.iter().any(|field| field.name.eq_ignore_ascii_case("transfer-encoding")) {
        return match says(fields, "transfer-encoding", "chunked") {
            true => Ok(Body::Chunked),
            false => Ok(Body::UntilClosed),
        };
    }
    let mut lengths = fields.iter().filter(|field| field.name.eq_ignore_ascii_case("content-length"));
    let Some(first) = lengths.next() else { return Ok(Body::UntilClosed) };
    if lengths.any(|other| other.value != first.value) {
        return Err("says two lengths of one answer");
    }
    let digits =
        std::str::from_utf8(first.value).ok().filter(|text| text.bytes().all(|it| it.is_ascii_digit()));
    let length = digits.and_then(|text| text.parse().ok());
    length.map(Body::Length).ok_or("says a length that is none")
}

/// Whether a field has that word in its list.
fn says(fields: &[httparse::Header<'_>], name: &str, word: &str) -> bool {
    let named = fields.iter().filter(|field| field.name.eq_ignore_ascii_case(name));
    named
        .flat_map(|field| field.value.split(|byte| *byte == b','))
        .any(|one| one.trim_ascii().eq_ignore_ascii_case(word.as_bytes()))
}

/// Where a body in chunks ends (RFC 9112 §7.1).
fn chunks(bytes: &[u8]) -> Result<Option<usize>, &'static str> {
    const BROKEN: &str = "breaks the chunked coding";
    let mut at = 0;
    loop {
        let (head, size) = match httparse::parse_chunk_size(&bytes[at..]) {
            Ok(httparse::Status::Complete(found)) => found,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(_) => return Err(BROKEN),
        };
        let size = usize::try_from(size)
            .ok()
            .filter(|size| *size <= MAX_BODY)
            .ok_or("answers with more than is taken")?;
        at += head;
        if size == 0 {
            return Ok(trailers(&bytes[at..]).map(|end| at + end));
        }
        match bytes.get(at + size..at + size + 2) {
            Some(b"\r\n") => at += size + 2,
            Some(_) => return Err(BROKEN),
            None => return Ok(None),
        }
    }
}

/// RFC 9112 §7.1.2
fn trailers(bytes: &[u8]) -> Option<usize> {
    if bytes.starts_with(b"\r\n") {
        return Some(2);
    }
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str, is_closed: bool) -> (u16, String, bool) {
        let answer = read(text.as_bytes(), is_closed).unwrap().expect("whole");
        (answer.status, text[answer.body].to_owned(), answer.is_kept)
    }

    #[test]
    fn an_answer_ends_where_its_head_says() {
        for (text, is_closed, expected) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false, (200, "ok", true)),
            ("HTTP/1.1 204 No\r\n\r\n", false, (204, "", true)),
            (
                "HTTP/1.1 400 No\r\ncontent-length: 0\r\nConnection: keep-alive, Close\r\n\r\n",
                false,
                (400, "", false),
            ),
            ("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", false, (200, "ok", false)),
            ("HTTP/1.1 200 OK\r\n\r\nall of it", true, (200, "all of it", false)),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nok\r\n0\r\nT: 1\r\n\r\n",
                false,
                (200, "2;x=y\r\nok\r\n0\r\nT: 1\r\n\r\n", true),
            ),
            (
                "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 202 A\r\nContent-Length: 0\r\n\r\n",
                false,
                (202, "", true),
            ),
            // what follows it is nobody's
            ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP", false, (200, "", false)),
        ] {
            let (status, body, is_kept) = expected;
            assert_eq!(whole(text, is_closed), (status, body.to_owned(), is_kept), "{text:?}");
            // and nowhere before
            for end in 0..text.len().saturating_sub(5) {
                let early = read(&text.as_bytes()[..end], false);
                assert!(
                    matches!(early, Ok(None)) || body.is_empty() || text.ends_with("HTTP"),
                    "{end} of {text:?}"
                );
            }
        }
    }

    #[test]
    fn an_answer_that_is_broken_cut_off_or_too_large_is_none() {
        // C8, C9
        let endless = format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(MAX_HEAD));
        let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: 1\r\n".repeat(MAX_FIELDS + 1));
        for (text, is_closed) in [
            ("SSH-2.0-x\r\n", false),
            (&endless, false),
            (&many, false),
            ("HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n", false),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc", false),
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", true),
            // as many as a thread's stack would not hold
            (&"HTTP/1.1 100 A\r\n\r\n".repeat(100_000), false),
            ("HTTP/1.1 101 Switching Protocols\r\n\r\n", false),
            ("HTTP/1.1 000 A\r\nContent-Length: 0\r\n\r\n", false),
            ("HTTP/1.1 200", true),
            ("", true),
        ] {
            assert!(read(text.as_bytes(), is_closed).is_err(), "{text:?}");
        }
    }
}
