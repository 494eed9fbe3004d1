//! One step of a browser to another page: what it asks, and which page led it there.
//! <https://fetch.spec.whatwg.org/#http-redirect-fetch>, <https://w3c.github.io/webappsec-fetch-metadata/>

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use url::{Url, form_urlencoded};

use super::{jar::Asking, referrer::ReferrerPolicy, shown, site};
use crate::protocol::exchange::{Endpoint, Request};

/// What a browser takes.
const ACCEPT: HeaderValue =
    HeaderValue::from_static("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
const FORM: &str = "application/x-www-form-urlencoded";

/// One step.
#[derive(Clone)]
pub struct Navigation {
    /// The method.
    pub method: Method,
    /// Where to; the fragment is not sent.
    pub url: Url,
    /// The page that leads there; `None` if the person typed the address.
    pub from: Option<Url>,
    /// Headers that a browser would not send, or in the place of those it would.
    pub headers: HeaderMap,
    content_type: Option<String>,
    body: Vec<u8>,
    /// What the page that leads there wants to be told of itself.
    policy: ReferrerPolicy,
    /// Whether a redirect of another origin has led here: then the origin is not told any more.
    is_tainted: bool,
    /// Whether it is for a frame of that page.
    is_framed: bool,
}

/// The address without its secrets, and no body.
impl fmt::Debug for Navigation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({} bytes)", self.method, shown::whole(&self.url), self.body.len())
    }
}

impl Navigation {
    /// To an address that the person types.
    pub fn to(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            from: None,
            headers: HeaderMap::new(),
            content_type: None,
            body: Vec::new(),
            policy: ReferrerPolicy::default(),
            is_tainted: false,
            is_framed: false,
        }
    }

    /// By a form with POST; of a page, or (which no browser does) of none.
    pub fn post<K: AsRef<str>, V: AsRef<str>>(
        url: Url,
        fields: impl IntoIterator<Item = (K, V)>,
        from: Option<Url>,
    ) -> Self {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        Self::to(url).with_from(from).with_body(FORM, body.finish().into_bytes())
    }

    /// As a page leads there.
    pub fn with_from(mut self, from: Option<Url>) -> Self {
        self.from = from;
        self
    }

    pub(super) fn policy(&self) -> ReferrerPolicy {
        self.policy
    }

    /// As that page wants to be told of.
    pub(super) fn with_policy(mut self, policy: ReferrerPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// For a frame of the page that leads there.
    pub fn framed(mut self) -> Self {
        self.is_framed = true;
        self
    }

    pub(super) fn is_framed(&self) -> bool {
        self.is_framed
    }

    /// For a frame, if the step before was for one.
    pub(super) fn framed_as(mut self, before: &Self) -> Self {
        self.is_framed = before.is_framed;
        self
    }

    /// With POST, and this body.
    pub fn with_body(mut self, content_type: &str, body: Vec<u8>) -> Self {
        self.method = Method::POST;
        self.content_type = Some(content_type.to_owned());
        self.body = body;
        self
    }

    /// With a header.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Where a redirect leads from here: with the method and the body that are left (RFC 9110 §15.4). The page that led here has
    /// led there.
    pub fn redirected(&self, status: StatusCode, to: Url) -> Self {
        let mut next = self.clone();
        next.is_tainted |= self.from.as_ref().is_some_and(|from| from.origin() != self.url.origin())
            && self.url.origin() != to.origin();
        let becomes_get = match status.as_u16() {
            301 | 302 => self.method == Method::POST,
            303 => self.method != Method::HEAD,
            _ => false,
        };
        if becomes_get {
            next.method = Method::GET;
            next.content_type = None;
            next.body = Vec::new();
        }
        // a fragment stays where the new address has none (RFC 9110 §10.2.2)
        if to.fragment().is_none() {
            let fragment = self.url.fragment().map(ToOwned::to_owned);
            next.url = to;
            next.url.set_fragment(fragment.as_deref());
        } else {
            next.url = to;
        }
        next
    }

    /// What its cookies are chosen by.
    pub fn asking(&self) -> Asking {
        Asking {
            is_same_site: self.from.as_ref().is_none_or(|from| site::is_same_site(from, &self.url)),
            is_safe: self.method.is_safe(),
            is_top: !self.is_framed,
        }
    }

    /// The request, without cookies.
    pub fn request(&self) -> Request {
        let mut url = self.url.clone();
        url.set_fragment(None);
        let mut request = Request::get(Endpoint::App, url);
        request.method = self.method.clone();
        request.body.clone_from(&self.body);
        let headers = &mut request.headers;
        headers.insert(header::ACCEPT, ACCEPT);
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
        let known = |name: &'static str, value: &'static str| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        headers.extend([
            known("sec-fetch-site", self.relation()),
            known("sec-fetch-mode", "navigate"),
            known("sec-fetch-dest", if self.is_framed { "iframe" } else { "document" }),
            known("upgrade-insecure-requests", "1"),
        ]);
        let mut put = |name: HeaderName, text: Option<String>| {
            if let Some(value) = text.and_then(|text| HeaderValue::from_str(&text).ok()) {
                headers.insert(name, value);
            }
        };
        put(header::REFERER, self.referrer());
        put(header::CONTENT_TYPE, self.content_type.clone());
        put(header::ORIGIN, self.origin());
        for (name, value) in &self.headers {
            request.headers.insert(name, value.clone());
        }
        request
    }

    /// `Sec-Fetch-Site`
    fn relation(&self) -> &'static str {
        match &self.from {
            None => "none",
            Some(from) if self.is_tainted || !site::is_same_site(from, &self.url) => "cross-site",
            Some(from) if from.origin() == self.url.origin() => "same-origin",
            Some(_) => "same-site",
        }
    }

    fn referrer(&self) -> Option<String> {
        self.policy.referrer(self.from.as_ref()?, &self.url)
    }

    /// <https://fetch.spec.whatwg.org/#append-a-request-origin-header>
    fn origin(&self) -> Option<String> {
        let from = self.from.as_ref().filter(|_| !self.method.is_safe())?;
        let is_told = !self.is_tainted && self.policy.tells_origin(from, &self.url);
        Some(if is_told { from.origin().ascii_serialization() } else { "null".to_owned() })
    }
}
