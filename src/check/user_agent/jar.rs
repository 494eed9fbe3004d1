//! The cookies that a browser keeps. A clone is a copy of its own.
//! <https://www.rfc-editor.org/rfc/rfc6265#section-5.3>, with SameSite of
//! <https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis>

use http::HeaderValue;
use url::Url;

use super::{
    cookie::{Cookie, SameSite, host_of},
    site,
};
use crate::protocol::time::UnixTime;

/// The most cookies of one host.
const MOST_OF_HOST: usize = 180;
/// The most cookies.
const MOST: usize = 3000;
/// How long a cookie of which nothing is said goes with a POST of another site, in seconds: what browsers grant to sign-ins
/// that come back with a form.
const GRACE: i64 = 120;

/// What kind of request cookies are wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asking {
    /// Whether the page that leads there is of the same site, or there is none.
    pub is_same_site: bool,
    /// Whether its method is safe (RFC 9110 §9.2.1).
    pub is_safe: bool,
}

/// What came of a `Set-Cookie`, with the name of the cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It is kept.
    Kept(String),
    /// It was over when it came, which is how a server takes one back.
    Forgotten(String),
}

/// The cookies, in the order in which they were set first.
#[derive(Debug, Clone, Default)]
pub struct Jar {
    cookies: Vec<Cookie>,
}

impl Jar {
    /// Every cookie, also those that are over.
    pub fn cookies(&self) -> &[Cookie] {
        &self.cookies
    }

    /// The first of that name.
    pub fn named(&self, name: &str) -> Option<&Cookie> {
        self.cookies.iter().find(|cookie| cookie.name == name)
    }

    /// Those that are for this address, whoever leads there.
    pub fn cookies_for<'a>(&'a self, url: &'a Url, now: UnixTime) -> impl Iterator<Item = &'a Cookie> {
        let is_trustworthy = site::is_trustworthy(url);
        self.cookies.iter().filter(move |cookie| {
            let is_of_host = host_of(url).is_some_and(|host| match cookie.is_host_only {
                true => host == cookie.domain,
                false => site::domain_matches(host, &cookie.domain),
            });
            is_of_host
                && site::path_matches(url.path(), &cookie.path)
                && (!cookie.is_secure || is_trustworthy)
                && !cookie.is_expired(now)
        })
    }

    /// Keeps a cookie in the place of its like.
    pub fn put(&mut self, mut cookie: Cookie) {
        let is_like = |known: &Cookie| {
            known.name == cookie.name
                && known.domain == cookie.domain
                && known.is_host_only == cookie.is_host_only
                && known.path == cookie.path
        };
        if let Some(place) = self.cookies.iter().position(is_like) {
            cookie.created_at = self.cookies[place].created_at;
            self.cookies[place] = cookie;
            return;
        }
        let domain = cookie.domain.clone();
        let is_of_host = |known: &&Cookie| known.domain == domain;
        if self.cookies.iter().filter(is_of_host).count() >= MOST_OF_HOST {
            self.forget_first(|known| known.domain == domain);
        }
        if self.cookies.len() >= MOST {
            self.forget_first(|_| true);
        }
        self.cookies.push(cookie);
    }

    fn forget_first(&mut self, is_one: impl Fn(&Cookie) -> bool) {
        if let Some(first) = self.cookies.iter().position(is_one) {
            self.cookies.remove(first);
        }
    }

    /// Forgets those of that name.
    pub fn remove(&mut self, name: &str) {
        self.cookies.retain(|cookie| cookie.name != name);
    }

    /// Takes what one `Set-Cookie` of an answer says; its name, if that sets it, or forgets it.
    ///
    /// # Errors
    /// Why a browser does not heed it.
    pub fn take(&mut self, header: &[u8], from: &Url, now: UnixTime) -> Result<Taken, &'static str> {
        let cookie = Cookie::received(header, from, now)?;
        // draft-ietf-httpbis-rfc6265bis §5.7 step 17
        let hides = |known: &&Cookie| {
            known.is_secure
                && known.name == cookie.name
                && (site::domain_matches(&known.domain, &cookie.domain)
                    || site::domain_matches(&cookie.domain, &known.domain))
                && site::path_matches(&cookie.path, &known.path)
        };
        if !cookie.is_secure && !site::is_trustworthy(from) && self.cookies.iter().any(|it| hides(&it)) {
            return Err("a Secure cookie has its name");
        }
        let name = cookie.name.clone();
        let taken = if cookie.is_expired(now) { Taken::Forgotten(name) } else { Taken::Kept(name) };
        self.put(cookie);
        self.cookies.retain(|cookie| !cookie.is_expired(now));
        Ok(taken)
    }

    /// The header `Cookie` of a request, if there is one to send (RFC 6265 §5.4), and the names in it.
    pub fn header(&self, url: &Url, asking: Asking, now: UnixTime) -> Option<(HeaderValue, Vec<String>)> {
        let mut sent: Vec<&Cookie> = self.cookies_for(url, now).filter(|it| goes(it, asking, now)).collect();
        // the order of those whose paths are as long is that in which they were set
        sent.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let pair = |cookie: &&Cookie| match cookie.name.as_str() {
            "" => cookie.value.expose().clone(),
            name => format!("{name}={}", cookie.value.expose()),
        };
        let text = sent.iter().map(pair).collect::<Vec<_>>().join("; ");
        let header = HeaderValue::from_bytes(text.as_bytes()).ok().filter(|_| !sent.is_empty())?;
        Some((header, sent.iter().map(|cookie| cookie.name.clone()).collect()))
    }
}

/// Whether SameSite lets it go with a request (draft-ietf-httpbis-rfc6265bis §5.8.3). Every request here is one that a person
/// sees.
fn goes(cookie: &Cookie, asking: Asking, now: UnixTime) -> bool {
    asking.is_same_site
        || match cookie.same_site {
            Some(SameSite::None) => true,
            Some(SameSite::Lax) => asking.is_safe,
            Some(SameSite::Strict) => false,
            None => asking.is_safe || now.since(cookie.created_at) <= GRACE,
        }
}
