//! What a browser shows, and how it came there.

use std::{borrow::Cow, fmt};

use http::{HeaderMap, HeaderName, Method, StatusCode, header};
use serde_json::Value;
use url::Url;

use super::{
    document::Document, navigation::Navigation, referrer::ReferrerPolicy, script_run::ScriptRun, shown,
};

/// One answer on the way.
#[derive(Clone)]
pub struct Hop {
    /// The method.
    pub method: Method,
    /// The address, whose query can hold secrets.
    pub url: Url,
    /// The names of the cookies that were sent.
    pub sent_cookies: Vec<String>,
    /// The status of the answer.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
}

/// The address without its secrets.
impl fmt::Debug for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.method, shown::whole(&self.url), self.status.as_u16())
    }
}

/// A page: the last answer.
#[derive(Clone)]
pub struct Page {
    /// Where it is.
    pub url: Url,
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, in which what is not UTF-8 is replaced.
    pub body: String,
    /// Every answer on the way, this one last.
    pub hops: Vec<Hop>,
    /// Where it leads that a browser here does not go: out of this machine and its network, or to something else than a web
    /// page.
    pub not_followed: Option<Url>,
    pub(super) asked: Navigation,
    /// How many redirects and the like have led here since a person did something.
    pub(super) row: usize,
    /// What its scripts have made of it, if they were run.
    pub(super) run: Option<ScriptRun>,
}

impl Page {
    /// A header, if it is text.
    pub fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Where a redirect leads; `None` if it is none, or leads nowhere.
    pub fn location(&self) -> Option<Url> {
        if !matches!(self.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
            return None;
        }
        let location = String::from_utf8_lossy(self.headers.get(header::LOCATION)?.as_bytes());
        self.url.join(&with_two_slashes(&location)).ok()
    }

    /// Where it leads by itself, by a redirect or by a script that was run.
    pub fn leads_to(&self) -> Option<Url> {
        let led = || self.run.as_ref()?.led.as_ref().map(|step| step.url.clone());
        self.location().or_else(led)
    }

    /// What a person sees of it: its body, or what its scripts have made of that.
    pub fn seen(&self) -> &str {
        self.run.as_ref().map_or(&self.body, |run| &run.html)
    }

    /// Its HTML, which is nothing if it is something else.
    pub fn document(&self) -> Document {
        if let Some(run) = &self.run {
            return Document::parse(&run.html, &run.url, None);
        }
        let is_html = match self.header(header::CONTENT_TYPE).map(str::to_ascii_lowercase) {
            Some(kind) => kind.contains("html"),
            None => true,
        };
        Document::parse(if is_html { &self.body } else { "" }, &self.url, self.header(header::REFRESH))
    }

    /// What it wants to be told of itself where it leads.
    pub(super) fn referrer_policy(&self, document: &Document) -> ReferrerPolicy {
        let said = self.header(header::REFERRER_POLICY).and_then(ReferrerPolicy::parse);
        document.referrer_policy.or(said).unwrap_or_default()
    }

    /// What a JSON Pointer (RFC 6901) finds in it.
    pub fn json(&self, pointer: &str) -> Option<Value> {
        serde_json::from_str::<Value>(&self.body).ok()?.pointer(pointer).cloned()
    }
}

/// What begins with more than two slashes begins with two, to every browser
/// (<https://url.spec.whatwg.org/#special-authority-ignore-slashes-state>).
fn with_two_slashes(location: &str) -> Cow<'_, str> {
    let rest = location.trim_start_matches(|letter: char| letter <= ' ').trim_start_matches(['/', '\\']);
    let slashes = location.trim_start_matches(|letter: char| letter <= ' ').len() - rest.len();
    if slashes > 2 { format!("//{rest}").into() } else { location.into() }
}

/// The address without its secrets, and no body.
impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({} bytes)", shown::whole(&self.url), self.status.as_u16(), self.body.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_leads_where_browsers_go() {
        let base = Url::parse("http://app.example/callback").expect("an address");
        for (location, to) in [
            ("/me", "http://app.example/me"),
            ("//evil.example/", "http://evil.example/"),
            ("/\\evil.example/", "http://evil.example/"),
            ("///evil.example/", "http://evil.example/"),
            (" /\\/evil.example/", "http://evil.example/"),
            ("/a///b", "http://app.example/a///b"),
        ] {
            let joined = base.join(&with_two_slashes(location)).expect("an address");
            assert_eq!(joined.as_str(), to, "{location}");
        }
    }
}
