//! Addresses that mean what they look like: written in RFC 3986, read by the WHATWG parser that the HTTP
//! client uses, and taken only where the two agree (threat C21). <https://www.rfc-editor.org/rfc/rfc3986>
//!
//! The WHATWG parser repairs: it drops tabs and newlines, turns `\` into `/`, reads `0x7f.1` as `127.0.0.1`
//! and resolves `..`. An address that needed a repair shows one thing and fetches another, so it is refused.

use url::Url;

/// Reads an http or https address; the error completes the sentence "the address …".
pub(super) fn parse(text: &str) -> Result<Url, &'static str> {
    if !text.bytes().all(is_uri_byte) {
        return Err("has a character that no URL has (a host of other letters is written as xn--…)");
    }
    let after_scheme = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .ok_or("does not begin with https://")?;
    let authority_end = after_scheme.find(['/', '?', '#']).unwrap_or(after_scheme.len());
    let (authority, rest) = after_scheme.split_at(authority_end);
    // RFC 3986 §7.5: what stands before an @ looks like the host to a hasty reader.
    if authority.contains('@') {
        return Err("has a user before the host");
    }
    let (host, port) = split_port(authority)?;
    if host.is_empty() {
        return Err("has no host");
    }
    // RFC 1034 §3.1: only the root's label is empty, and no certificate names a host with it (RFC 9525 §6.3).
    if host.split('.').any(str::is_empty) {
        return Err("has a host that cannot be");
    }
    if port.is_some_and(|port| port.starts_with('0') || port.parse::<u16>().is_err()) {
        return Err("has a port that cannot be");
    }
    let url = Url::parse(text).map_err(|_| "is not a URL")?;
    if url.host_str() != Some(host.to_ascii_lowercase().as_str()) {
        return Err("has a host that is not written in its plain form");
    }
    let path = &rest[..rest.find(['?', '#']).unwrap_or(rest.len())];
    if url.path() != if path.is_empty() { "/" } else { path } {
        return Err("has a path that is not written in its plain form");
    }
    Ok(url)
}

/// The characters of RFC 3986 §2: unreserved, reserved, and `%`.
fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

fn split_port(authority: &str) -> Result<(&str, Option<&str>), &'static str> {
    let host_end = match authority.find(']') {
        Some(bracket) => bracket + 1,
        None if authority.contains('[') => return Err("has a host that cannot be"),
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, port) = authority.split_at(host_end);
    match port.strip_prefix(':') {
        Some(port) => Ok((host, Some(port))),
        None if port.is_empty() => Ok((host, None)),
        None => Err("has a host that cannot be"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_a_parser_would_repair_is_refused() {
        // C21
        for text in [
            "https://id.example/a/../b",
            "https://id.example/./a",
            "https://0x7f.1",
            "https://127.1",
            "https://2130706433",
            "https://[0:0:0:0:0:0:0:1]",
            "https://id%2eexample",
            "https://id.example\\@evil.example",
            "https:/id.example",
            "https:id.example",
            "https:///id.example",
            "https://id.example:",
            "https://id.example:0443",
            "https://id.example:0",
            "https://id.example:65536",
            "https://[::1]x",
            "ftp://id.example",
            "HTTPS://id.example",
            "",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        for text in ["https://id.example", "https://ID.example:8443/a%2Fb?c=d#e", "http://[::1]:9/"] {
            assert!(parse(text).is_ok(), "{text}");
        }
    }
}
