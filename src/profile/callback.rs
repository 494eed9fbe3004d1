//! Where the browser is sent back to, as settings. (RFC 8252 §7.3)

use crate::error::{Code, Result};

/// The hosts that a callback may have.
pub(super) const HOSTS: &[&str] = &["127.0.0.1", "[::1]", "localhost"];

/// Takes a host; `::1` is read as `[::1]`.
pub(super) fn host(text: &str) -> Result<String> {
    let text = if text == "::1" { "[::1]" } else { text };
    match HOSTS.contains(&text) {
        true => Ok(text.to_owned()),
        false => Err(Code::Usage
            .error()
            .message("a callback stands on this machine only")
            .expected(HOSTS.join(", "))
            .got(text)),
    }
}

/// Takes a port.
pub(super) fn port(text: &str) -> Result<u16> {
    text.parse().map_err(|_| Code::Usage.error().message("a port is a number from 0 to 65535").got(text))
}

/// Takes a path: plain, absolute, without dots to climb with.
pub(super) fn path(text: &str) -> Result<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let climbs = text.split('/').any(|part| part == "." || part == "..");
    match text.starts_with('/') && text.len() <= 256 && text.bytes().all(plain) && !climbs {
        true => Ok(text.to_owned()),
        false => Err(Code::Usage
            .error()
            .message("the callback's path is / and letters, digits, - . _ ~ /")
            .got(text)),
    }
}
