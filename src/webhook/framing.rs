//! Whether a browser shows an app's answer in a frame of the provider's page, as front-channel logout needs it: `X-Frame-Options`
//! and the `frame-ancestors` of a Content-Security-Policy.
//! <https://www.w3.org/TR/CSP3/#directive-frame-ancestors>, <https://www.rfc-editor.org/rfc/rfc7034>

use http::{HeaderMap, header};
use url::Url;

/// What forbids it; `None` if nothing does. `page` is the address of the page around, which is not the app's own.
pub fn forbidden(page: &Url, headers: &HeaderMap) -> Option<String> {
    let policies: Vec<Vec<String>> = texts(headers, header::CONTENT_SECURITY_POLICY.as_str())
        .flat_map(|value| value.split(',').filter_map(ancestors).collect::<Vec<_>>())
        .collect();
    if let Some(sources) = policies.iter().find(|sources| !sources.iter().any(|it| allows(it, page))) {
        return Some(format!("Content-Security-Policy: frame-ancestors {}", sources.join(" ")));
    }
    if !policies.is_empty() {
        // CSP3 §6.4.2.2: where there is such a policy, the older header says nothing
        return None;
    }
    let forbids = |value: &&str| matches!(value.trim().to_ascii_lowercase().as_str(), "deny" | "sameorigin");
    let options = texts(headers, header::X_FRAME_OPTIONS.as_str()).flat_map(|value| value.split(','));
    options.into_iter().find(forbids).map(|value| format!("X-Frame-Options: {}", value.trim()))
}

fn texts<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok())
}

/// The sources of a policy's first `frame-ancestors`, if it has one (CSP3 §2.2.1).
fn ancestors(policy: &str) -> Option<Vec<String>> {
    policy.split(';').find_map(|directive| {
        let mut words = directive.split_ascii_whitespace().map(str::to_ascii_lowercase);
        (words.next()? == "frame-ancestors").then(|| words.collect())
    })
}

/// CSP3 §6.7.2.8; `'self'` is the app, which the page is not.
fn allows(source: &str, page: &Url) -> bool {
    if source == "*" {
        return matches!(page.scheme(), "http" | "https");
    }
    if let Some(scheme) = source.strip_suffix(':') {
        return is_scheme(scheme, page.scheme());
    }
    let (scheme, rest) = source.split_once("://").unwrap_or((page.scheme(), source));
    let authority = rest.split('/').next().unwrap_or_default();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    is_scheme(scheme, page.scheme()) && is_host(host, page) && is_port(port, page)
}

/// What is said of http holds for https too.
fn is_scheme(said: &str, own: &str) -> bool {
    said == own || (said == "http" && own == "https")
}

fn is_host(said: &str, page: &Url) -> bool {
    let own = page.host_str().unwrap_or_default();
    match said.strip_prefix('*') {
        Some(parent) => parent.starts_with('.') && own.ends_with(parent),
        None => said == own,
    }
}

/// CSP3 §6.7.2.11: without one, that of the scheme.
fn is_port(said: Option<&str>, page: &Url) -> bool {
    match said {
        Some("*") => true,
        Some("80") => matches!(page.port_or_known_default(), Some(80 | 443)),
        Some(port) => port.parse().ok() == page.port_or_known_default(),
        None => page.port().is_none(),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn verdict(page: &str, lines: &[(&'static str, &str)]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        forbidden(&Url::parse(page).unwrap(), &headers)
    }

    #[test]
    fn a_browser_frames_an_answer_unless_a_header_forbids_it() {
        let page = "http://127.0.0.1:9470";
        let csp = |value: &str| verdict(page, &[("content-security-policy", value)]);
        assert_eq!(verdict(page, &[]), None);
        for allowed in [
            "frame-ancestors *",
            "frame-ancestors 'self' http://127.0.0.1:9470",
            "default-src 'self'; Frame-Ancestors HTTP://127.0.0.1:*",
            "frame-ancestors http:",
            "default-src 'none'",
            "frame-ancestors 127.0.0.1:9470",
        ] {
            assert_eq!(csp(allowed), None, "{allowed}");
        }
        for forbidden in [
            "frame-ancestors 'none'",
            "frame-ancestors",
            "frame-ancestors 'self'",
            "frame-ancestors https:",
            "frame-ancestors http://127.0.0.1",
            "frame-ancestors https://127.0.0.1:9470",
            "frame-ancestors http://localhost:9470",
            "frame-ancestors *.0.0.1.example:9470",
            "frame-ancestors 'none'; frame-ancestors *",
            "frame-ancestors *, frame-ancestors 'none'",
        ] {
            assert!(
                csp(forbidden).is_some_and(|why| why.starts_with("Content-Security-Policy")),
                "{forbidden}"
            );
        }
        assert_eq!(verdict(page, &[("x-frame-options", "DENY")]), Some("X-Frame-Options: DENY".to_owned()));
        assert!(verdict(page, &[("x-frame-options", "SAMEORIGIN, SAMEORIGIN")]).is_some());
        assert_eq!(verdict(page, &[("x-frame-options", "ALLOWALL")]), None);
        let both = [("x-frame-options", "DENY"), ("content-security-policy", "frame-ancestors *")];
        assert_eq!(verdict(page, &both), None);
        let two = [
            ("content-security-policy", "frame-ancestors *"),
            ("content-security-policy", "frame-ancestors 'none'"),
        ];
        assert!(verdict(page, &two).is_some());
    }

    #[test]
    fn hosts_and_ports_are_compared_as_the_standard_has_it() {
        let csp = |page: &str, value: &str| verdict(page, &[("content-security-policy", value)]).is_none();
        assert!(csp("https://id.example", "frame-ancestors id.example"));
        assert!(csp("https://id.example", "frame-ancestors http://id.example"));
        assert!(csp("https://id.example", "frame-ancestors https://*.example"));
        assert!(csp("https://id.example:8443", "frame-ancestors https://id.example:8443/path"));
        assert!(!csp("https://id.example", "frame-ancestors https://*.id.example"));
        assert!(!csp("https://evil-id.example", "frame-ancestors https://id.example"));
        assert!(!csp("https://id.example:8443", "frame-ancestors https://id.example"));
        assert!(csp("http://[::1]:9470", "frame-ancestors http://[::1]:9470"));
    }
}
