//! Addresses as a trace may show them: the names of their parameters, and no value.

use url::{Url, form_urlencoded};

use crate::untrusted::sanitize;

/// The most parameters that are named.
const MOST_NAMES: usize = 16;
/// The longest name and path that is shown whole, in characters.
const LONGEST: usize = 120;

/// Path and query: `/callback?code=…&state=…`.
pub fn path(url: &Url) -> String {
    let mut shown = cut(url.path());
    shown.push_str(&names("?", url.query()));
    match url.fragment() {
        // a page's own mark, or parameters (OAuth 2.0 Multiple Response Types §5)
        Some(fragment) if fragment.contains('=') => shown.push_str(&names("#", Some(fragment))),
        Some(_) => shown.push_str("#…"),
        None => {}
    }
    shown
}

/// With scheme, host and port.
pub fn whole(url: &Url) -> String {
    match url.host_str() {
        Some(_) => format!("{}{}", sanitize(&url.origin().ascii_serialization()), path(url)),
        None => format!("{}:…", sanitize(url.scheme())),
    }
}

fn names(mark: &str, text: Option<&str>) -> String {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return String::new() };
    let pairs: Vec<String> = form_urlencoded::parse(text.as_bytes())
        .take(MOST_NAMES)
        .map(|(name, value)| match (value.is_empty(), text.contains('=')) {
            // a query without names is a value
            (true, false) => "…".to_owned(),
            (true, true) => format!("{}=", cut(&name)),
            _ => format!("{}=…", cut(&name)),
        })
        .collect();
    format!("{mark}{}", pairs.join("&"))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", sanitize(&text[..end])),
        None => sanitize(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_shown_without_values() {
        // C145, T4
        for (address, text) in [
            (
                "http://localhost:3000/callback?code=abc&state=def",
                "http://localhost:3000/callback?code=…&state=…",
            ),
            ("http://localhost/cb#access_token=a&x=", "http://localhost/cb#access_token=…&x="),
            ("http://localhost/cb?s3cr3t#top", "http://localhost/cb?…#…"),
            ("http://user:pass@localhost/", "http://localhost/"),
            ("http://localhost/?%1b[2J=1", "http://localhost/?\\u{1b}[2J=…"),
            ("app:/cb?code=1", "app:…"),
            ("javascript:alert(1)", "javascript:…"),
        ] {
            assert_eq!(whole(&Url::parse(address).unwrap()), text);
        }
        let long = Url::parse(&format!("http://a/{}?{}", "p".repeat(5000), "n&".repeat(5000))).unwrap();
        assert!(whole(&long).chars().count() < 400);
    }
}
