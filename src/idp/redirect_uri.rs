//! Whether a redirect URI is a registered one: byte for byte, but for the port of a loopback address.
//!
//! <https://www.rfc-editor.org/rfc/rfc9700#section-4.1.3>, <https://www.rfc-editor.org/rfc/rfc8252#section-7.3>

use url::{Host, Url};

use crate::protocol::address::{Reach, is_loopback};

/// The authorities whose port may differ (RFC 8252 §7.3; `localhost` as well, since native apps use it).
const LOOPBACK: &[&str] = &["http://127.0.0.1", "http://[::1]", "http://localhost"];

/// Whether `presented` may be redirected to by a client that registered `registered`. Compares text, never
/// what a parser makes of it: two parsers would differ (threat P3).
pub fn matches(registered: &str, presented: &str) -> bool {
    // RFC 9700 §4.1.3: exact string matching …
    if registered == presented {
        return true;
    }
    // … except for port numbers in loopback redirection URIs
    LOOPBACK.iter().any(|authority| {
        let (registered, presented) = (registered.strip_prefix(authority), presented.strip_prefix(authority));
        match (registered.and_then(without_port), presented.and_then(without_port)) {
            (Some(registered), Some(presented)) => registered == presented,
            _ => false,
        }
    })
}

/// Whether a registered one is at that web origin (RFC 6454 §4); the port may differ where [its own may](matches).
pub fn is_at(registered: &str, origin: &str) -> bool {
    let is_at_any_port = |authority: &str| {
        let registered = registered.strip_prefix(authority).and_then(without_port);
        registered.is_some() && origin.strip_prefix(authority).and_then(without_port) == Some("")
    };
    let is_at =
        |url: Url| matches!(url.scheme(), "https" | "http") && url.origin().ascii_serialization() == origin;
    LOOPBACK.iter().any(|authority| is_at_any_port(authority)) || Url::parse(registered).is_ok_and(is_at)
}

/// What follows the port, if what stands before it is a right port or none.
fn without_port(rest: &str) -> Option<&str> {
    let Some(port) = rest.strip_prefix(':') else {
        return (rest.is_empty() || rest.starts_with('/')).then_some(rest);
    };
    let end = port.find('/').unwrap_or(port.len());
    let (digits, path) = port.split_at(end);
    let right = digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0')
        && digits.parse::<u16>().is_ok();
    right.then_some(path)
}

/// Names that lead to nobody far away: what nobody can have on the internet (RFC 2606, RFC 6761, RFC 6762, RFC 8375, and the
/// `internal` that ICANN keeps for private use).
const NEAR: &[&str] = &[
    "localhost",
    "test",
    "example",
    "invalid",
    "local",
    "internal",
    "home.arpa",
    "example.com",
    "example.org",
];

/// Whether a URI that nobody registered leads to nobody far away: to this machine or a private network, to a host where the client
/// registered another, or to an app by a scheme of its own.
pub fn is_near(registered: &[String], presented: &str) -> bool {
    if unregistrable(presented).is_some_and(|why| why != NOT_LOOPBACK) {
        return false;
    }
    let Ok(url) = Url::parse(presented) else { return false };
    let near = |address| matches!(Reach::of(address), Reach::Loopback | Reach::Private);
    let is_within = |name: &str, domain: &str| {
        name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let is_own = || registered.iter().any(|own| Url::parse(own).is_ok_and(|own| own.host() == url.host()));
    match url.host() {
        Some(Host::Ipv4(address)) => near(address.into()) || is_own(),
        Some(Host::Ipv6(address)) => near(address.into()) || is_own(),
        // a name without a dot is one of this network, such as that of a container
        Some(Host::Domain(name)) => {
            !name.contains('.') || NEAR.iter().any(|domain| is_within(name, domain)) || is_own()
        }
        None => true,
    }
}

/// Why a URI cannot be registered that a near app may still have.
const NOT_LOOPBACK: &str = "is http, but not to loopback";

/// Why a URI cannot be registered, or nothing if it can.
pub fn unregistrable(uri: &str) -> Option<&'static str> {
    let Ok(url) = Url::parse(uri) else {
        return Some("is not an absolute URI");
    };
    if !uri.bytes().all(|byte| byte.is_ascii_graphic()) || uri.contains(['"', '\'', '<', '>', '\\', '`']) {
        return Some("has characters that a URI cannot have");
    }
    // RFC 6749 §3.1.2
    if url.fragment().is_some() {
        return Some("has a fragment");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some("has a user");
    }
    match url.scheme() {
        "https" => None,
        "http" if is_loopback(&url) => None,
        "http" => Some(NOT_LOOPBACK),
        // RFC 8252 §7.1: a scheme of an app's own is a reversed domain name
        scheme if scheme.contains('.') => None,
        _ => Some("has a scheme that is neither https nor a reversed domain name"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGISTERED: &[&str] = &[
        "http://127.0.0.1/callback",
        "http://[::1]/callback",
        "http://localhost/callback",
        "https://app.example/cb?x=1",
        "com.example.app:/cb",
    ];

    fn taken(presented: &str) -> bool {
        REGISTERED.iter().any(|registered| matches(registered, presented))
    }

    #[test]
    fn only_the_port_of_a_loopback_address_may_differ() {
        // P3
        for presented in [
            "http://127.0.0.1/callback",
            "http://127.0.0.1:1/callback",
            "http://127.0.0.1:65535/callback",
            "http://[::1]:8080/callback",
            "http://[::1]/callback",
            "http://localhost:3000/callback",
            "https://app.example/cb?x=1",
            "com.example.app:/cb",
        ] {
            assert!(taken(presented), "{presented}");
        }
    }

    #[test]
    fn every_other_difference_is_refused() {
        // P3
        for presented in [
            "",
            "/callback",
            "http:/127.0.0.1/callback",
            "http:127.0.0.1/callback",
            "//127.0.0.1/callback",
            "http:///127.0.0.1/callback",
            "http:\\\\127.0.0.1\\callback",
            "http://127.0.0.1",
            "http://127.0.0.1/",
            "http://127.0.0.1:80",
            "http://127.0.0.1:/callback",
            "http://127.0.0.1:0/callback",
            "http://127.0.0.1:080/callback",
            "http://127.0.0.1:65536/callback",
            "http://127.0.0.1:99999999999999999999/callback",
            "http://127.0.0.1:-1/callback",
            "http://127.0.0.1:+80/callback",
            "http://127.0.0.1:8o/callback",
            "http://127.0.0.1:80:80/callback",
            "http://127.0.0.1:80@evil.example/callback",
            "http://127.0.0.1:80#/callback",
            "http://127.0.0.1:80?/callback",
            "http://127.0.0.1:80\\/callback",
            "http://127.0.0.1:1/callback/",
            "http://127.0.0.1:1/callback/x",
            "http://127.0.0.1:1/callbac",
            "http://127.0.0.1:1/Callback",
            "http://127.0.0.1:1/CALLBACK",
            "http://127.0.0.1:1//callback",
            "http://127.0.0.1:1/./callback",
            "http://127.0.0.1:1/x/../callback",
            "http://127.0.0.1:1/callback?",
            "http://127.0.0.1:1/callback?a=b",
            "http://127.0.0.1:1/callback#",
            "http://127.0.0.1:1/callback#x",
            "http://127.0.0.1:1/callback;x",
            "http://127.0.0.1:1/%63allback",
            "http://127.0.0.1:1/callback%00",
            "http://127.0.0.1:1/callback%20",
            "http://127.0.0.1:1/callback ",
            " http://127.0.0.1:1/callback",
            "http://127.0.0.1:1/callback\n",
            "http://127.0.0.1:1/call\tback",
            "HTTP://127.0.0.1:1/callback",
            "https://127.0.0.1:1/callback",
            "ftp://127.0.0.1:1/callback",
            "http://127.0.0.1.evil.example/callback",
            "http://127.0.0.1.evil.example:1/callback",
            "http://127.0.0.1evil:1/callback",
            "http://evil.example/127.0.0.1/callback",
            "http://evil@127.0.0.1:1/callback",
            "http://127.0.0.1@evil.example/callback",
            "http://127.0.0.1%40evil.example/callback",
            "http://127.0.0.2:1/callback",
            "http://127.1:1/callback",
            "http://2130706433:1/callback",
            "http://0x7f.0.0.1:1/callback",
            "http://0177.0.0.1:1/callback",
            "http://127.0.0.1.:1/callback",
            "http://0.0.0.0:1/callback",
            "http://[::]:1/callback",
            "http://[::ffff:127.0.0.1]:1/callback",
            "http://[0:0:0:0:0:0:0:1]:1/callback",
            "http://[::1%25lo]:1/callback",
            "http://::1:1/callback",
            "http://LOCALHOST:1/callback",
            "http://localhost.:1/callback",
            "http://localhost.evil.example:1/callback",
            "http://localhost@evil.example/callback",
            "http://app.localhost:1/callback",
            "https://app.example/cb",
            "https://app.example/cb?x=1&y=2",
            "https://app.example:443/cb?x=1",
            "https://app.example:8443/cb?x=1",
            "https://APP.example/cb?x=1",
            "https://app.example./cb?x=1",
            "https://app.example.evil.example/cb?x=1",
            "https://sub.app.example/cb?x=1",
            "http://app.example/cb?x=1",
            "com.example.app://cb",
            "com.example.app:/cb/",
            "com.example.app:cb",
            "javascript:alert(1)",
            "data:text/html,x",
        ] {
            assert!(!taken(presented), "{presented}");
        }
    }

    #[test]
    fn what_could_never_be_safe_cannot_be_registered() {
        for uri in [
            "callback",
            "/callback",
            "http://app.example/cb",
            "https://app.example/cb#x",
            "https://u:p@app.example/cb",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://app.example/\"><script>",
            "https://app.example/a b",
        ] {
            assert!(unregistrable(uri).is_some(), "{uri}");
        }
        for uri in REGISTERED {
            assert_eq!(unregistrable(uri), None, "{uri}");
        }
    }

    #[test]
    fn what_nobody_registered_leads_to_nobody_far_away() {
        let registered = ["https://app.acme.io/cb".to_owned()];
        for near in [
            "http://127.0.0.1:5000/x",
            "https://[::1]/x",
            "http://localhost:3000/cb?x=1",
            "http://app:8080/cb",
            "https://app.localhost/cb",
            "http://10.1.2.3/cb",
            "https://app.test/cb",
            "https://spa.internal/cb",
            "https://app.acme.io/other",
            "com.example.app:/cb",
        ] {
            assert!(is_near(&registered, near), "{near}");
        }
        for far in [
            "https://evil.io/cb",
            "https://app.acme.io.evil.io/cb",
            "https://mytest/cb#x",
            "https://user@localhost/cb",
            "https://eviltest.io/",
            "https://notexample.com/cb",
            "http://8.8.8.8/cb",
            "http://169.254.169.254/latest",
            "javascript:alert(1)",
            "/cb",
            "",
        ] {
            assert!(!is_near(&registered, far), "{far}");
        }
    }
}
