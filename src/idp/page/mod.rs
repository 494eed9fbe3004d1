//! The pages that people see: plain HTML, no script but two, nothing from elsewhere, in light and dark, from 400
//! pixels up.
//!
//! Whatever comes from outside goes through [`text`], which sanitises and escapes (threat P18).

pub mod asking;
pub mod backchannel;
pub mod consent;
pub mod control;
pub mod device;
pub mod dress;
pub mod error;
pub mod form_post;
pub mod logout;
pub mod sign_in;
pub mod wishes;

use url::{Host, Url};

use self::dress::Dress;
use crate::untrusted::sanitize;

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its title and first line.
    pub title: String,
    /// What follows, as HTML.
    pub body: String,
    /// Where its forms may lead besides ourselves, as CSP sources.
    pub form_targets: Vec<String>,
    /// What it loads into frames, as CSP sources.
    pub frames: Vec<String>,
    /// What follows the style of every page.
    pub style: String,
    /// The hash of its one script, as a CSP source; only the page that has to send itself on has one, and the one that shows
    /// what happens.
    pub script: Option<&'static str>,
    /// Whether that script may ask this provider.
    pub may_ask: bool,
}

/// The hidden fields of a form.
#[derive(Clone, Copy)]
pub struct Form<'a> {
    /// The sealed request.
    pub transaction: &'a str,
    /// The field that binds it to the browser.
    pub csrf: &'a str,
}

impl Form<'_> {
    /// Its hidden fields as HTML.
    pub fn hidden(&self) -> String {
        format!("{}{}", hidden("transaction", self.transaction), hidden("csrf", self.csrf))
    }
}

const STYLE: &str = include_str!("style.css");

impl Page {
    /// One without forms that lead elsewhere.
    pub fn new(title: impl Into<String>, body: String) -> Self {
        let (form_targets, frames) = (Vec::new(), Vec::new());
        let (title, style) = (title.into(), String::new());
        Self { title, body, form_targets, frames, style, script: None, may_ask: false }
    }

    /// As the configuration wants it.
    pub fn dressed(mut self, dress: &Dress) -> Self {
        self.style = dress.style();
        self
    }

    /// With a form whose answer redirects to `redirect_uri`: browsers hold redirects to `form-action` too
    /// (CSP3 §6.4.1).
    pub fn leading_to(mut self, redirect_uri: &str) -> Self {
        self.form_targets.extend(csp_source(redirect_uri));
        self
    }

    /// With a frame that loads this address, whose host is no IPv6 address.
    pub fn framing(mut self, url: &Url) -> Self {
        self.frames.extend(csp_source(url.as_str()).filter(|source| !self.frames.contains(source)));
        self
    }

    /// The whole document.
    pub fn html(&self) -> String {
        let title = text(&self.title);
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>{STYLE}{}</style>\n\
             </head>\n<body>\n<main>\n<h1>{title}</h1>\n{}\n</main>\n\
             <footer>authctl development provider: never for production</footer>\n</body>\n</html>\n",
            self.style, self.body
        )
    }

    /// What the browser may do on this page (threat P9).
    pub fn content_security_policy(&self) -> String {
        let mut forms = "'self'".to_owned();
        for target in &self.form_targets {
            forms.push(' ');
            forms.push_str(target);
        }
        let script = self.script.map(|hash| format!("script-src {hash}; ")).unwrap_or_default();
        let asks = if self.may_ask { "connect-src 'self'; " } else { "" };
        let frames = match self.frames.is_empty() {
            true => String::new(),
            false => format!("frame-src {}; ", self.frames.join(" ")),
        };
        format!(
            "default-src 'none'; {frames}{asks}{script}style-src 'unsafe-inline'; form-action {forms}; frame-ancestors 'none'; \
             base-uri 'none'"
        )
    }
}

/// Text from anywhere, safe between tags and in quoted attributes.
pub fn text(raw: &str) -> String {
    let mut safe = String::new();
    for character in sanitize(raw).chars() {
        escape_into(&mut safe, character);
    }
    safe
}

/// A hidden field whose value arrives as it is.
pub fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", text(name), attribute(value))
}

/// The value of a quoted attribute, which arrives as it is.
pub fn attribute(value: &str) -> String {
    let mut safe = String::new();
    for character in value.chars() {
        escape_into(&mut safe, character);
    }
    safe
}

fn escape_into(safe: &mut String, character: char) {
    match character {
        '&' => safe.push_str("&amp;"),
        '<' => safe.push_str("&lt;"),
        '>' => safe.push_str("&gt;"),
        '"' => safe.push_str("&quot;"),
        '\'' => safe.push_str("&#39;"),
        '`' => safe.push_str("&#96;"),
        // a browser would make one line feed of it
        '\r' => safe.push_str("&#13;"),
        other => safe.push(other),
    }
}

/// The narrowest CSP source for a URI (CSP3 §2.3.1, whose hosts cannot be IPv6 addresses).
fn csp_source(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok()?;
    match url.host() {
        Some(Host::Domain(_) | Host::Ipv4(_)) if matches!(url.scheme(), "http" | "https") => {
            Some(url.origin().ascii_serialization())
        }
        _ => Some(format!("{}:", url.scheme())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_place() {
        // P18
        assert_eq!(text("<b a='\"`&>\u{202e}"), "&lt;b a=&#39;&quot;&#96;&amp;&gt;\\u{202e}");
        assert_eq!(
            hidden("a", "\"><script>\r\n"),
            "<input type=\"hidden\" name=\"a\" value=\"&quot;&gt;&lt;script&gt;&#13;\n\">\n"
        );
    }

    #[test]
    fn a_form_may_lead_to_the_client_and_nowhere_else() {
        // P9
        for (uri, source) in [
            ("http://127.0.0.1:5000/callback?x=1", "http://127.0.0.1:5000"),
            ("https://app.example/cb", "https://app.example"),
            ("http://[::1]:5000/callback", "http:"),
            ("com.example.app:/cb", "com.example.app:"),
        ] {
            let page = Page::new("t", String::new()).leading_to(uri);
            assert_eq!(
                page.content_security_policy(),
                format!(
                    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' {source}; \
                     frame-ancestors 'none'; base-uri 'none'"
                )
            );
        }
    }
}
