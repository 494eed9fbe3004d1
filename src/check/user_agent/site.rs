//! Which addresses are one site to a browser, and which hosts a cookie is for.

use url::{Host, Url};

use crate::protocol::address::is_loopback;

/// Whether the addresses are of one site: their schemes and registrable domains are the same, whatever their ports
/// (<https://html.spec.whatwg.org/multipage/browsers.html#same-site>). There is no list of public suffixes here: a registrable
/// domain is what the last two labels are.
pub fn is_same_site(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme() && registrable(one) == registrable(other)
}

/// Whether a cookie's domain is of the site of that address.
pub fn is_of(domain: &str, url: &Url) -> bool {
    registrable(url).is_some_and(|site| domain_matches(domain, &site))
}

fn registrable(url: &Url) -> Option<String> {
    match url.host()? {
        Host::Domain(name) => {
            let labels: Vec<&str> = name.trim_end_matches('.').rsplit('.').take(2).collect();
            Some(labels.into_iter().rev().collect::<Vec<_>>().join("."))
        }
        address => Some(address.to_string()),
    }
}

/// Whether what is sent there stays unseen: over TLS, or within this machine
/// (<https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy>).
pub fn is_trustworthy(url: &Url) -> bool {
    url.scheme() == "https"
        || is_loopback(url)
        || url.domain().is_some_and(|name| name.trim_end_matches('.').ends_with(".localhost"))
}

/// Whether a host is of a cookie's domain (RFC 6265 §5.1.3): it is it, or a name beneath it.
pub fn domain_matches(host: &str, domain: &str) -> bool {
    host == domain
        || (host.strip_suffix(domain).is_some_and(|left| left.ends_with('.'))
            && !matches!(Host::parse(host), Ok(Host::Ipv4(_) | Host::Ipv6(_)) | Err(_)))
}

/// Whether a path is beneath that of a cookie (RFC 6265 §5.1.4).
pub fn path_matches(path: &str, cookie: &str) -> bool {
    path.strip_prefix(cookie)
        .is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
}

/// The path of a cookie that names none (RFC 6265 §5.1.4).
pub fn default_path(url: &Url) -> &str {
    match url.path().rfind('/') {
        Some(last) if last > 0 => &url.path()[..last],
        _ => "/",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_told_apart_by_scheme_and_domain_alone() {
        for (one, other, same) in [
            ("http://localhost:3000/a", "http://localhost:9470/b", true),
            ("http://localhost:3000/a", "http://127.0.0.1:3000/a", false),
            ("http://127.0.0.1:1/", "http://127.0.0.1:2/", true),
            ("http://127.0.0.1/", "http://126.0.0.1/", false),
            ("https://app.example.com/", "https://id.example.com/", true),
            ("http://app.example.com/", "https://app.example.com/", false),
            ("https://app.example.com/", "https://app.example.org/", false),
            ("https://a.localhost/", "https://b.localhost/", false),
        ] {
            let url = |text| Url::parse(text).unwrap();
            assert_eq!(is_same_site(&url(one), &url(other)), same, "{one} {other}");
        }
    }

    #[test]
    fn hosts_and_paths_are_beneath_their_cookies_or_not() {
        for (host, domain, matches) in [
            ("app.example", "app.example", true),
            ("a.app.example", "app.example", true),
            ("xapp.example", "app.example", false),
            ("example", "app.example", false),
            ("10.0.0.1", "0.0.1", false),
            ("[::1]", "[::1]", true),
        ] {
            assert_eq!(domain_matches(host, domain), matches, "{host} {domain}");
        }
        for (path, cookie, matches) in [
            ("/a", "/a", true),
            ("/a/b", "/a", true),
            ("/a/b", "/a/", true),
            ("/ab", "/a", false),
            ("/", "/a", false),
            ("/anything", "/", true),
        ] {
            assert_eq!(path_matches(path, cookie), matches, "{path} {cookie}");
        }
        for (address, path) in
            [("http://a/", "/"), ("http://a/b", "/"), ("http://a/b/c", "/b"), ("data:x", "/")]
        {
            assert_eq!(default_path(&Url::parse(address).unwrap()), path, "{address}");
        }
    }

    #[test]
    fn this_machine_is_as_good_as_tls() {
        for (address, trustworthy) in [
            ("https://app.example/", true),
            ("http://localhost:3000/", true),
            ("http://app.localhost/", true),
            ("http://127.0.0.1/", true),
            ("http://10.0.0.1/", false),
            ("http://localhost.example/", false),
        ] {
            assert_eq!(is_trustworthy(&Url::parse(address).unwrap()), trustworthy, "{address}");
        }
    }
}
