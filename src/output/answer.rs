//! The answer of an API as it came, and whether a terminal may have it.

use crate::{protocol::exchange::Response, untrusted::is_hidden};

/// Status line and headers (RFC 9112 §2.1), as far as the HTTP library keeps them: names are in lower case.
pub fn head(response: &Response) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {}\r\n", response.status).into_bytes();
    for (name, value) in &response.headers {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    head
}

/// Whether these bytes are text that no terminal acts on (threat C143); the end of a line may be of two characters.
pub fn is_plain_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let text = text.replace("\r\n", "\n");
    text.chars().all(|character| matches!(character, '\n' | '\t') || !is_hidden(character))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, StatusCode, header};

    use super::*;

    #[test]
    fn the_head_is_status_and_headers_in_lines() {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"))]);
        let response = Response { status: StatusCode::NOT_FOUND, headers, body: Vec::new() };
        assert_eq!(head(&response), b"HTTP/1.1 404 Not Found\r\ncontent-type: text/plain\r\n\r\n");
    }

    #[test]
    fn what_a_terminal_acts_on_is_told_from_text() {
        // C143
        for text in ["", "{\"a\":\n\t\"\u{fc}\"}\r\n", "日本"] {
            assert!(is_plain_text(text.as_bytes()), "{text:?}");
        }
        for bytes in
            [&b"\x1b[2J"[..], b"a\rb", b"a\0", b"\xff", b"\x7f", "\u{9b}".as_bytes(), "\u{202e}".as_bytes()]
        {
            assert!(!is_plain_text(bytes), "{bytes:?}");
        }
    }
}
