//! Text for XML and HTML: <https://www.w3.org/TR/xml/#syntax>, and the same is right in HTML.

use std::fmt::Write as _;

use crate::untrusted::escape;

/// Text from anywhere, safe between tags and in quoted attributes: what XML cannot have or a reader cannot see is spelled out.
pub fn text(raw: &str) -> String {
    let mut safe = String::with_capacity(raw.len());
    for character in escape(raw).chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '`' => safe.push_str("&#96;"),
            other => safe.push(other),
        }
    }
    safe
}

/// Adds to a document, which cannot fail.
pub fn add(to: &mut String, what: std::fmt::Arguments<'_>) {
    to.write_fmt(what).expect("a string takes everything");
}

#[cfg(test)]
pub mod well_formed {
    //! Whether a document is well-formed, as far as we write any: elements closed in their order, attributes quoted, no
    //! character that has to be escaped.

    /// The names of its elements, in their order; panics where it is not well-formed.
    pub fn elements(document: &str) -> Vec<String> {
        let body = document
            .strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
            .or_else(|| document.strip_prefix("<!doctype html>\n"))
            .expect("it begins as it should");
        let (mut open, mut seen, mut ahead) = (Vec::new(), Vec::new(), body);
        while let Some(at) = ahead.find('<') {
            plain(&ahead[..at]);
            let end = at + ahead[at..].find('>').expect("a tag ends");
            let tag = &ahead[at + 1..end];
            ahead = &ahead[end + 1..];
            match tag.strip_prefix('/') {
                Some(name) => assert_eq!(open.pop(), Some(name), "</{name}>"),
                None => {
                    let name = tag.split([' ', '/']).next().unwrap();
                    assert!(
                        name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !name.is_empty(),
                        "<{tag}>"
                    );
                    attributes(&tag[name.len()..]);
                    seen.push(name.to_owned());
                    if !tag.ends_with('/') {
                        open.push(name);
                    }
                }
            }
        }
        plain(ahead);
        assert!(open.is_empty(), "never closed: {open:?}");
        seen
    }

    fn attributes(mut ahead: &str) {
        loop {
            ahead = ahead.trim_start_matches(' ');
            if ahead.is_empty() || ahead == "/" {
                return;
            }
            let (name, rest) =
                ahead.split_once("=\"").unwrap_or_else(|| panic!("an attribute without quotes: {ahead}"));
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "-:".contains(c)), "{name}");
            let (value, rest) = rest.split_once('"').expect("it is closed");
            plain(value);
            ahead = rest;
        }
    }

    fn plain(text: &str) {
        assert!(!text.contains(['<', '>']), "{text}");
        for part in text.split('&').skip(1) {
            let known = ["amp;", "lt;", "gt;", "quot;", "#39;", "#96;"];
            assert!(known.iter().any(|entity| part.starts_with(entity)), "&{part}");
        }
        assert!(!text.chars().any(|c| c != '\n' && crate::untrusted::is_hidden(c)), "{text:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_place() {
        // T7
        assert_eq!(text("<b a='\"`&>\u{202e}\0"), "&lt;b a=&#39;&quot;&#96;&amp;&gt;\\u{202e}\\u{0}");
    }
}
