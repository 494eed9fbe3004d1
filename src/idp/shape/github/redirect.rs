//! Which addresses GitHub answers an app at: below the callback that it registered, on its host or one below, and at any port of a
//! loopback address.
//! <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#redirect-urls>

use crate::idp::redirect_uri;

/// Whether an app that registered the one may be answered at the other. Compares text, never what a parser makes of it: two
/// parsers would differ (threat P3).
pub fn matches(registered: &str, presented: &str) -> bool {
    if redirect_uri::matches(registered, presented) {
        return true;
    }
    match (parts(registered), parts(presented)) {
        (Some(registered), Some(presented)) => {
            registered.scheme == presented.scheme
                && is_host_or_below(registered.authority, presented.authority)
                && is_path_or_below(registered.rest, presented.rest)
        }
        _ => false,
    }
}

/// The callback of an app that is told of a fault: of those that it registered the one on the same host, at the port that it
/// named if any port goes with that one.
pub fn callback(registered: &[String], presented: &str) -> Option<String> {
    let first = registered.first()?;
    let Some(presented) = parts(presented) else { return Some(first.clone()) };
    let is_same = |uri: &&String| {
        parts(uri).is_some_and(|it| {
            it.scheme == presented.scheme && host(it.authority) == host(presented.authority)
        })
    };
    let Some(registered) = registered.iter().find(is_same) else { return Some(first.clone()) };
    let at_port = parts(registered).map(|it| format!("{}://{}{}", it.scheme, presented.authority, it.rest));
    Some(at_port.filter(|uri| redirect_uri::matches(registered, uri)).unwrap_or_else(|| registered.clone()))
}

/// An address, cut in three.
struct Parts<'a> {
    scheme: &'a str,
    authority: &'a str,
    rest: &'a str,
}

/// An address that every parser reads alike; nothing for any other.
fn parts(uri: &str) -> Option<Parts<'_>> {
    let (scheme, rest) = uri.split_once("://")?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?&=[]+,%".contains(&byte);
    if !matches!(scheme, "http" | "https") || !rest.bytes().all(is_plain) {
        return None;
    }
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    let path = rest.split('?').next().unwrap_or_default();
    // neither dots nor what may decode to them
    let is_clear = path.split('/').all(|segment| !matches!(segment, "." | "..")) && !path.contains('%');
    (is_clear && !authority.is_empty()).then_some(Parts { scheme, authority, rest })
}

fn host(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

fn is_host_or_below(registered: &str, presented: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    if registered == presented {
        return true;
    }
    // any port of a loopback address, written as a URI without a path
    let bare = |authority: &str| format!("http://{authority}/");
    if redirect_uri::matches(&bare(registered), &bare(presented)) {
        return true;
    }
    let is_name = host(registered).split('.').all(is_label)
        && !host(registered).ends_with(|end: char| end.is_ascii_digit());
    let below = presented.strip_suffix(registered).and_then(|before| before.strip_suffix('.'));
    is_name && below.is_some_and(|labels| labels.split('.').all(is_label))
}

fn is_path_or_below(registered: &str, presented: &str) -> bool {
    let Some(more) = presented.strip_prefix(registered) else { return false };
    more.is_empty()
        || more.starts_with(['/', '?'])
        || (registered.ends_with('/') && !registered.contains('?'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_below_the_callback_is_taken() {
        // the examples of GitHub's documentation
        for presented in [
            "http://example.com/path",
            "http://example.com/path/subdir/other",
            "http://oauth.example.com/path",
            "http://oauth.example.com/path/subdir/other",
            "http://example.com/path?next=1",
        ] {
            assert!(matches("http://example.com/path", presented), "{presented}");
        }
        for presented in
            ["http://127.0.0.1:1234/path", "http://127.0.0.1:1234/path/below", "http://127.0.0.1/path"]
        {
            assert!(matches("http://127.0.0.1/path", presented), "{presented}");
            assert!(matches("http://127.0.0.1:4000/path", presented), "{presented}");
        }
        assert!(matches("https://app.example/", "https://app.example/cb"));
    }

    #[test]
    fn any_other_address_is_refused() {
        // P3
        for presented in [
            "http://example.com/bar",
            "http://example.com/",
            "http://example.com:8080/path",
            "http://oauth.example.com:8080/path",
            "http://example.org",
            "https://example.com/path",
            "http://example.com/pathother",
            "http://example.com/path/../bar",
            "http://example.com/path/%2e%2e/bar",
            "http://example.com/path/..",
            "http://example.com/path\\x",
            "http://example.com/path#x",
            "http://evilexample.com/path",
            "http://evil.com/.example.com/path",
            "http://evil.com?.example.com/path",
            "http://user@example.com/path",
            "http://evil.com:80.example.com/path",
            "http://.example.com/path",
            "http://example.com.evil.com/path",
            "//example.com/path",
            "javascript:alert(1)//example.com/path",
        ] {
            assert!(!matches("http://example.com/path", presented), "{presented}");
        }
        for presented in [
            "http://127.0.0.2:1/path",
            "http://1.127.0.0.1/path",
            "http://127.0.0.1:0/path",
            "http://[::1]:1/path",
        ] {
            assert!(!matches("http://127.0.0.1/path", presented), "{presented}");
        }
        assert!(!matches("https://app.example/cb?x=1", "https://app.example/cb?x=1&y=2"));
        assert!(!matches("com.example.app:/cb", "com.example.app:/cb/x"));
    }

    #[test]
    fn a_fault_is_told_at_the_callback_of_the_same_host() {
        let registered = ["http://127.0.0.1/cb".to_owned(), "http://localhost/cb".to_owned()];
        for (presented, told) in [
            ("http://localhost:5000/evil", "http://localhost:5000/cb"),
            ("http://127.0.0.1:5000/", "http://127.0.0.1:5000/cb"),
            ("http://evil.example/cb", "http://127.0.0.1/cb"),
            ("javascript:alert(1)", "http://127.0.0.1/cb"),
        ] {
            assert_eq!(callback(&registered, presented).as_deref(), Some(told), "{presented}");
        }
        assert_eq!(callback(&[], "http://localhost/"), None);
    }
}
