//! A request to an API as a person writes it: method, address, headers. What the message's framing and the token need is not
//! theirs to set. <https://www.rfc-editor.org/rfc/rfc9110>

use http::{HeaderName, HeaderValue, Method, header};
use url::Url;

use super::sent_secrets::DPOP;

/// Headers that are made from the address, the body and the token.
const OURS: &[HeaderName] = &[
    // RFC 6750 §2: a request carries one token, in one way.
    header::AUTHORIZATION,
    header::PROXY_AUTHORIZATION,
    header::HOST,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::UPGRADE,
    header::TE,
    header::EXPECT,
    header::ACCEPT_ENCODING,
];

/// A method; `get` means `GET`.
pub fn method(text: &str) -> Result<Method, String> {
    let method = Method::from_bytes(text.to_ascii_uppercase().as_bytes())
        .map_err(|_| "a method is a word such as GET or POST".to_owned())?;
    match method {
        // RFC 9110 §9.3.8: the answer would repeat the token; §9.3.6: there is no proxy to talk to.
        Method::TRACE | Method::CONNECT => Err(format!("{method} is not for a request with a token")),
        method => Ok(method),
    }
}

/// An address without a user. Whether it is https, or http within this machine, is judged when it is sent.
pub fn address(text: &str) -> Result<Url, String> {
    let url =
        Url::parse(text).map_err(|_| "an address is written out, as https://api.example/me".to_owned())?;
    if !["https", "http"].contains(&url.scheme()) || url.host().is_none() {
        return Err("an address begins with https://".into());
    }
    // RFC 9110 §4.2.4: it would be sent in the place of the token.
    if !url.username().is_empty() || url.password().is_some() {
        return Err("an address has no user and no password".into());
    }
    Ok(url)
}

/// A header line, `Name: value`.
pub fn header_line(text: &str) -> Result<(HeaderName, HeaderValue), String> {
    let (name, value) = text.split_once(':').ok_or("a header is written as `Name: value`")?;
    let name: HeaderName = name.parse().map_err(|_| "the name of this header cannot be".to_owned())?;
    // RFC 9449 §4: nor has it a proof that another key has made
    if OURS.contains(&name) || name == DPOP {
        return Err(format!("{name} is made by authctl"));
    }
    let mut value: HeaderValue = value
        .trim()
        .parse()
        .map_err(|_| format!("the value of {name} has a character that no header has"))?;
    // It may be an API's key; what these two say is seldom secret, and a transcript without them is of little use.
    value.set_sensitive(![header::ACCEPT, header::CONTENT_TYPE].contains(&name));
    Ok((name, value))
}

/// A form's field, `name=value`.
pub fn form_field(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| "a field is written as name=value".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_is_one_that_may_carry_a_token() {
        for (text, is_taken) in [
            ("GET", true),
            ("patch", true),
            ("PURGE", true),
            ("TRACE", false),
            ("connect", false),
            ("A B", false),
            ("", false),
        ] {
            assert_eq!(method(text).is_ok(), is_taken, "{text}");
        }
        assert_eq!(method("post"), Ok(Method::POST));
    }

    #[test]
    fn an_address_is_whole_and_brings_no_credential() {
        for text in ["https://api.example/me?a=b", "http://127.0.0.1:8080"] {
            assert!(address(text).is_ok(), "{text}");
        }
        for text in [
            "api.example/me",
            "/me",
            "ftp://api.example",
            "file:///etc/passwd",
            "https://me@api.example",
            "https://:a@api.example",
        ] {
            assert!(address(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_token_and_the_framing_are_nobodys_to_set() {
        // C69
        for text in [
            "Authorization: Bearer x",
            "authorization:x",
            "Host: evil.example",
            "Content-Length: 0",
            "Transfer-Encoding: chunked",
        ] {
            assert!(header_line(text).is_err(), "{text}");
        }
        for text in ["no colon", ": x", "a b: c", "A: b\r\nC: d", "A: \0"] {
            assert!(header_line(text).is_err(), "{text:?}");
        }
        let (name, value) = header_line("X-Api-Key:  CANARY ").unwrap();
        assert_eq!(
            (name.as_str(), value.as_bytes(), value.is_sensitive()),
            ("x-api-key", &b"CANARY"[..], true)
        );
        assert!(!header_line("Accept: text/plain").unwrap().1.is_sensitive());
    }
}
