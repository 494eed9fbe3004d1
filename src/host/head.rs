//! The head of a request to the callback listener, read and judged by the strictest reading of RFC 9112 (threats C50,
//! C52, C53): what two readers could read in two ways is no request.

use std::io;

use tokio::{io::AsyncReadExt as _, net::TcpStream};

use super::{page::Page, posting::Posting};

/// The name under which the router is told that a request is a prefetch.
pub(super) const PURPOSE: &str = "Purpose";

/// The largest head, in bytes.
const MAX_BYTES: usize = 16 * 1024;
/// The most fields in it.
const MAX_FIELDS: usize = 64;

/// A request that may be answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    method: String,
    target: String,
    is_prefetch: bool,
    posting: Posting,
}

impl Request {
    /// What it posts, if it does.
    pub(super) fn posting(&self) -> Option<&Posting> {
        (self.method == "POST").then_some(&self.posting)
    }

    /// As it goes to the router: only what was judged.
    pub(super) fn bytes(&self, authority: &str, body: &[u8]) -> Vec<u8> {
        let purpose = if self.is_prefetch { format!("{PURPOSE}: prefetch\r\n") } else { String::new() };
        let length = match body.len() {
            0 => String::new(),
            length => format!("Content-Length: {length}\r\n"),
        };
        let Self { method, target, .. } = self;
        let head = format!(
            "{method} {target} HTTP/1.1\r\nHost: {authority}\r\n{purpose}{length}Connection: close\r\n\r\n"
        );
        [head.as_bytes(), body].concat()
    }
}

/// Reads until the empty line, and gives what has come of what follows: the body of a form that is awaited, else never looked
/// at.
pub(super) async fn read(stream: &mut TcpStream) -> io::Result<Result<(Vec<u8>, Vec<u8>), Page>> {
    let mut head = Vec::with_capacity(1024);
    loop {
        if stream.read_buf(&mut head).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let end = head.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4);
        if let Some(end) = end.filter(|end| *end <= MAX_BYTES) {
            let rest = head.split_off(end);
            return Ok(Ok((head, rest)));
        }
        if head.len() >= MAX_BYTES {
            return Ok(Err(Page::TooLarge));
        }
        if has_bare_lf(&head) {
            return Ok(Err(Page::NotOurs));
        }
    }
}

/// RFC 9112 §2.2 lets a reader take a lone LF as a line's end; then two readers may differ.
fn has_bare_lf(head: &[u8]) -> bool {
    head.iter().enumerate().any(|(at, byte)| *byte == b'\n' && (at == 0 || head[at - 1] != b'\r'))
}

/// Judges a head that ends in an empty line.
pub(super) fn judge(head: &[u8], authority: &str) -> Result<Request, Page> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut parsed = httparse::Request::new(&mut fields);
    match parsed.parse(head) {
        Ok(httparse::Status::Complete(length)) if length == head.len() => {}
        Err(httparse::Error::TooManyHeaders) => return Err(Page::TooLarge),
        _ => return Err(Page::NotOurs),
    }
    // the parser skips empty lines before the request line
    if has_bare_lf(head) || !head[0].is_ascii_alphabetic() {
        return Err(Page::NotOurs);
    }
    let (Some(method), Some(target)) = (parsed.method, parsed.path) else { return Err(Page::NotOurs) };
    // RFC 9112 §3.2.1: origin-form only; no proxy is here
    if !target.starts_with('/') || !target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#') {
        return Err(Page::NotOurs);
    }
    judge_fields(parsed.headers, authority)?;
    Ok(Request {
        posting: posting(parsed.headers),
        method: method.to_owned(),
        target: target.to_owned(),
        is_prefetch: ["Sec-Purpose", "Purpose", "X-Moz"].iter().any(|name| {
            values(parsed.headers, name).any(|value| value.to_ascii_lowercase().starts_with(b"prefetch"))
        }),
    })
}

fn judge_fields(fields: &[httparse::Header<'_>], authority: &str) -> Result<(), Page> {
    // RFC 9112 §6.1: a length in two ways is how requests are smuggled; none of ours has a coded body
    let lengths: Vec<&[u8]> = values(fields, "Content-Length").collect();
    let is_length = |value: &&[u8]| !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    if values(fields, "Transfer-Encoding").next().is_some()
        || lengths.len() > 1
        || !lengths.iter().all(is_length)
    {
        return Err(Page::NotOurs);
    }
    // C50, RFC 9112 §3.2: exactly one, and exactly the one of the redirect URI
    let mut hosts = values(fields, "Host");
    match (hosts.next(), hosts.next()) {
        (Some(host), None) if host == authority.as_bytes() => Ok(()),
        (Some(_), None) => Err(Page::OtherHost),
        _ => Err(Page::NotOurs),
    }
}

fn posting(fields: &[httparse::Header<'_>]) -> Posting {
    let text = |name| {
        let all: Vec<_> = values(fields, name).map(String::from_utf8_lossy).collect();
        (!all.is_empty()).then(|| all.join(", "))
    };
    Posting {
        // a length beyond all numbers is beyond all bounds
        length: text("Content-Length").map(|length| length.parse().unwrap_or(usize::MAX)),
        content_type: text("Content-Type"),
        origin: text("Origin"),
        site: text("Sec-Fetch-Site"),
    }
}

fn values<'a>(fields: &'a [httparse::Header<'a>], name: &'a str) -> impl Iterator<Item = &'a [u8]> {
    fields.iter().filter(move |field| field.name.eq_ignore_ascii_case(name)).map(|field| field.value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const AUTHORITY: &str = "127.0.0.1:8080";

    #[test]
    fn what_goes_on_is_only_what_was_judged() {
        // C53
        let head =
            b"GET /cb?a=b HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nCookie: CANARY\r\nsec-purpose: prefetch;x\r\n\
            Connection: keep-alive\r\n\r\n";
        assert_eq!(
            String::from_utf8(judge(head, AUTHORITY).unwrap().bytes(AUTHORITY, b"")).unwrap(),
            "GET /cb?a=b HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nPurpose: prefetch\r\nConnection: close\r\n\r\n"
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_judged(head in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = judge(&head, AUTHORITY);
        }

        #[test]
        fn what_is_let_through_is_one_request_in_printable_ascii(
            method in "[A-Z]{1,8}|\\PC{0,3}",
            target in "/[ -~]{0,40}|\\PC{0,20}|(?s).{0,20}",
            fields in "([A-Za-z-]{1,12}: ?[ -~]{0,20}\r\n){0,4}|(?s).{0,60}",
        ) {
            let head = format!("{method} {target} HTTP/1.1\r\nHost: {AUTHORITY}\r\n{fields}\r\n");
            if let Ok(request) = judge(head.as_bytes(), AUTHORITY) {
                let text = String::from_utf8(request.bytes(AUTHORITY, b"")).unwrap();
                prop_assert!(text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\r' | b'\n')));
                prop_assert_eq!(text.matches("\r\n\r\n").count(), 1);
                prop_assert_eq!(text.lines().next().unwrap().split(' ').count(), 3);
                prop_assert!(text.split(' ').nth(1).unwrap().starts_with('/'));
            }
        }
    }
}
