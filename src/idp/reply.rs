//! An answer of the provider: a status, headers, a body; with the headers that every answer of its kind has.

use std::sync::LazyLock;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use url::Url;

use super::page::Page;

/// One answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// What every answer has: nothing is kept, sniffed, framed or told to other sites (threats P9, P11).
static ALWAYS: LazyLock<HeaderMap> = LazyLock::new(|| {
    let headers = [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
    ];
    let pair = |(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
    headers.map(pair).into_iter().collect()
});

/// What every JSON document has.
static JSON: LazyLock<HeaderMap> =
    LazyLock::new(|| Reply::empty(StatusCode::OK).header("content-type", "application/json").headers);

/// What every answer of the token endpoint has: for what is older than `no-store`, the same once more (RFC 6749 §5.1).
static OF_TOKENS: LazyLock<HeaderMap> = LazyLock::new(|| {
    let headers = JSON.clone();
    Reply { status: StatusCode::OK, headers, body: Vec::new() }.header("pragma", "no-cache").headers
});

/// Room for the body of most JSON documents, in bytes.
const ROOM: usize = 1024;

impl Reply {
    /// An answer without a body.
    pub fn empty(status: StatusCode) -> Self {
        Self { status, headers: ALWAYS.clone(), body: Vec::new() }
    }

    /// A JSON document.
    pub fn json(status: StatusCode, document: &impl Serialize) -> Self {
        Self { status, headers: JSON.clone(), body: written(document) }
    }

    /// A JSON document that a script of any page may read: it is the same for everybody (Fetch §3.3).
    pub fn public(document: &impl Serialize) -> Self {
        Self::json(StatusCode::OK, document).header("access-control-allow-origin", "*")
    }

    /// A JSON document with tokens in it, or saying why there are none.
    pub fn of_tokens(status: StatusCode, document: &impl Serialize) -> Self {
        Self { status, headers: OF_TOKENS.clone(), body: written(document) }
    }

    /// A token that is the whole answer.
    pub fn token(status: StatusCode, media_type: &str, token: &str) -> Self {
        let mut reply = Self::empty(status).header("content-type", media_type);
        reply.body = token.as_bytes().to_vec();
        reply
    }

    /// One line of text.
    pub fn text(status: StatusCode, line: &str) -> Self {
        let mut reply = Self::empty(status).header("content-type", "text/plain; charset=utf-8");
        reply.body = format!("{line}\n").into_bytes();
        reply
    }

    /// A page for a person.
    pub fn page(status: StatusCode, page: &Page) -> Self {
        let mut reply = Self::empty(status)
            .header("content-type", "text/html; charset=utf-8")
            .header("content-security-policy", &page.content_security_policy())
            .header("cross-origin-opener-policy", "same-origin");
        reply.body = page.html().into_bytes();
        reply
    }

    /// Sends the browser on with GET; 303, never 307, so that no form is sent along (RFC 9700 §4.12, threat
    /// P8).
    pub fn see_other(location: &str) -> Self {
        Self::empty(StatusCode::SEE_OTHER).header("location", location)
    }

    /// Sends the browser back to a client with these parameters in the query, after those the URI has already
    /// (RFC 6749 §4.1.2).
    pub fn redirect_with(uri: &str, parameters: &[(&str, &str)]) -> Self {
        let Ok(mut url) = Url::parse(uri) else {
            return Self::text(StatusCode::BAD_REQUEST, "the redirect URI is not a URI");
        };
        for (name, value) in parameters {
            url.query_pairs_mut().append_pair(name, value);
        }
        Self::see_other(url.as_str())
    }

    /// As [`redirect_with`](Self::redirect_with), in the fragment, which browsers tell no server (RFC 6749 §4.2.2).
    pub fn redirect_with_fragment(uri: &str, parameters: &[(&str, &str)]) -> Self {
        let Ok(mut url) = Url::parse(uri) else {
            return Self::text(StatusCode::BAD_REQUEST, "the redirect URI is not a URI");
        };
        let fragment = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        url.set_fragment(Some(&fragment));
        Self::see_other(url.as_str())
    }

    /// With a header; one whose value cannot be a header's is left out.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// With all its cookies for TLS alone, where the provider is reached so (RFC 6265 §5.4, threat P19).
    pub fn over_tls(mut self) -> Self {
        let cookies: Vec<_> = self.headers.get_all(header::SET_COOKIE).iter().cloned().collect();
        self.headers.remove(header::SET_COOKIE);
        for cookie in cookies {
            if let Ok(mut cookie) = HeaderValue::from_bytes(&[cookie.as_bytes(), b"; Secure"].concat()) {
                cookie.set_sensitive(true);
                self.headers.append(header::SET_COOKIE, cookie);
            }
        }
        self
    }

    /// As it is for an issuer at this path of the site: what leads to its own addresses begins with it, and its cookies are for
    /// nothing else. Whatever comes from outside stands escaped in a page, so that no attribute begins in it.
    pub fn below(mut self, path: &str) -> Self {
        let rebased = |value: &HeaderValue| {
            let place = value.to_str().ok()?.strip_prefix('/').filter(|rest| !rest.starts_with('/'))?;
            HeaderValue::from_str(&format!("{path}/{place}")).ok()
        };
        if let Some(location) = self.headers.get(header::LOCATION).and_then(rebased) {
            self.headers.insert(header::LOCATION, location);
        }
        let cookies: Vec<_> = self.headers.get_all(header::SET_COOKIE).iter().cloned().collect();
        self.headers.remove(header::SET_COOKIE);
        for cookie in cookies {
            let narrowed = cookie.to_str().map(|text| {
                text.replace("; Path=/;", &format!("; Path={path};"))
                    .replace("; Path=/_", &format!("; Path={path}/_"))
            });
            if let Ok(mut cookie) = HeaderValue::from_str(&narrowed.unwrap_or_default()) {
                cookie.set_sensitive(true);
                self.headers.append(header::SET_COOKIE, cookie);
            }
        }
        let is_page = self
            .headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if is_page && let Ok(page) = std::str::from_utf8(&self.body) {
            let mut page = page.to_owned();
            for attribute in ["action", "href", "src"] {
                page = page.replace(&format!(" {attribute}=\"/"), &format!(" {attribute}=\"{path}/"));
            }
            self.body = page.into_bytes();
        }
        self
    }

    /// With a cookie for this provider alone; no script sees it, no other site's form sends it (threat P19).
    pub fn cookie(self, name: &str, value: &str, max_age: i64) -> Self {
        self.cookie_below("/", name, value, max_age)
    }

    /// As [`cookie`](Self::cookie), for what is below that path: what listens at other ports of the host does not get it, unless it is
    /// asked for that path (RFC 6265 §8.5).
    pub fn cookie_below(mut self, path: &str, name: &str, value: &str, max_age: i64) -> Self {
        let cookie = format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={max_age}");
        if let Ok(mut cookie) = HeaderValue::from_str(&cookie) {
            cookie.set_sensitive(true);
            self.headers.append(header::SET_COOKIE, cookie);
        }
        self
    }
}

fn written(document: &impl Serialize) -> Vec<u8> {
    let mut body = Vec::with_capacity(ROOM);
    serde_json::to_writer(&mut body, document).expect("a document of ours is JSON, and memory takes it");
    body
}
