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
    /// Whether it is for a page that a person sees, and not for a frame of one.
    pub is_top: bool,
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

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.cookies.clear();
    }

    /// Forgets what is of the site of that address (<https://www.w3.org/TR/clear-site-data/#clear-cookies>).
    pub fn clear_site(&mut self, url: &Url) {
        self.cookies.retain(|cookie| !site::is_of(&cookie.domain, url));
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

/// Whether SameSite lets it go with a request (draft-ietf-httpbis-rfc6265bis §5.8.3).
fn goes(cookie: &Cookie, asking: Asking, now: UnixTime) -> bool {
    asking.is_same_site
        || match cookie.same_site {
            Some(SameSite::None) => true,
            Some(SameSite::Lax) => asking.is_top && asking.is_safe,
            Some(SameSite::Strict) => false,
            None => asking.is_top && (asking.is_safe || now.since(cookie.created_at) <= GRACE),
        }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: UnixTime = UnixTime(1_800_000_000);

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn jar(from: &str, cookies: &[&str]) -> Jar {
        let mut jar = Jar::default();
        for cookie in cookies {
            jar.take(cookie.as_bytes(), &url(from), NOW).unwrap_or_else(|why| panic!("{cookie}: {why}"));
        }
        jar
    }

    fn sent_as(jar: &Jar, to: &str, asking: Asking, now: UnixTime) -> String {
        match jar.header(&url(to), asking, now) {
            Some((value, _)) => String::from_utf8(value.as_bytes().to_vec()).unwrap(),
            None => String::new(),
        }
    }

    /// What goes there if nobody led there.
    fn sent(jar: &Jar, to: &str) -> String {
        sent_as(jar, to, Asking { is_same_site: true, is_safe: true, is_top: true }, NOW)
    }

    #[test]
    fn a_cookie_goes_where_it_is_for_and_nowhere_else() {
        for (from, cookie, to, goes) in [
            ("http://localhost:3000/login", "s=1", "http://localhost:3000/", true),
            // RFC 6265 §8.5: ports are no border
            ("http://localhost:3000/login", "s=1", "http://localhost:9470/", true),
            ("http://localhost:3000/login", "s=1", "http://127.0.0.1:3000/", false),
            ("http://localhost:3000/a/login", "s=1", "http://localhost:3000/", false),
            ("http://localhost:3000/a/login", "s=1", "http://localhost:3000/a", true),
            ("http://localhost:3000/a/login", "s=1; Path=/", "http://localhost:3000/", true),
            ("http://localhost:3000/a/login", "s=1; path=b", "http://localhost:3000/a/x", true),
            ("https://app.example/", "s=1", "https://a.app.example/", false),
            ("https://app.example/", "s=1; Domain=.App.Example", "https://a.app.example/", true),
            ("https://a.app.example/", "s=1; Domain=app.example", "https://app.example/", true),
            ("https://app.example/", "s=1; Domain=", "https://app.example/", true),
            ("http://127.0.0.1/", "s=1; Domain=127.0.0.1", "http://127.0.0.1/", true),
            ("http://[::1]:3000/", "s=1", "http://[::1]:9470/", true),
            ("https://app.example/", "s=1; Secure", "http://app.example/", false),
            ("https://app.example/", "s=1; Secure", "https://app.example/", true),
            // what stays within this machine is trustworthy
            ("http://localhost/", "s=1; Secure; HttpOnly", "http://localhost/", true),
            ("https://app.example./", "s=1", "https://app.example/", true),
        ] {
            assert_eq!(!sent(&jar(from, &[cookie]), to).is_empty(), goes, "{from} {cookie} {to}");
        }
    }

    #[test]
    fn what_is_no_right_cookie_is_not_kept() {
        let long = format!("s={}", "x".repeat(4096));
        for (from, cookie, why) in [
            ("https://app.example/", "s=1; Domain=other.example", "its Domain is another's"),
            ("https://app.example/", "s=1; Domain=a.app.example", "its Domain is another's"),
            ("https://app.example/", "s=1; Domain=example", "its Domain is everybody's"),
            ("https://app.example/", "s=1; Domain=a b", "its Domain is none"),
            ("http://10.0.0.1/", "s=1; Domain=0.0.1", "its Domain is another's"),
            ("http://app.example/", "s=1; Secure", "Secure comes over cleartext"),
            ("https://app.example/", "s=1; SameSite=None", "SameSite=None is without Secure"),
            ("https://app.example/", "__Secure-s=1", "its name asks for Secure"),
            ("https://app.example/", "__host-s=1; Secure", "its name asks for Path=/ and no Domain"),
            ("https://app.example/", "__Host-s=1; Path=/", "its name asks for Secure"),
            (
                "https://app.example/",
                "__Host-s=1; Secure; Path=/; Domain=app.example",
                "its name asks for Path=/ and no Domain",
            ),
            (
                "https://app.example/",
                "=__Host-s=1; Secure; Path=/",
                "its value pretends to be a name with a prefix",
            ),
            ("https://app.example/", "", "it has neither a name nor a value"),
            ("https://app.example/", "=; Secure", "it has neither a name nor a value"),
            ("https://app.example/", "s=1\u{7}", "it has control characters"),
            ("https://app.example/", &long, "it is longer than 4096 bytes"),
            ("data:x", "s=1", "its address has no host"),
        ] {
            let taken = Jar::default().take(cookie.as_bytes(), &url(from), NOW);
            assert_eq!(taken, Err(why), "{from} {cookie}");
        }
        assert_eq!(Jar::default().take(b"s=\xff", &url("https://a/"), NOW), Err("it is not UTF-8"));
    }

    #[test]
    fn attributes_are_read_as_browsers_read_them() {
        let kept = |cookie: &str| {
            let jar = jar("https://app.example/a/b", &[cookie]);
            let cookie = jar.cookies()[0].clone();
            (cookie.value.expose().clone(), cookie)
        };
        let (value, cookie) =
            kept(" s = a=b \t; secure;HTTPONLY; samesite = sTRICT ; Path=/x; max-age=60; x");
        assert_eq!((cookie.name.as_str(), value.as_str(), cookie.path.as_str()), ("s", "a=b", "/x"));
        assert!(cookie.is_secure && cookie.is_http_only && cookie.is_host_only);
        assert_eq!((cookie.same_site, cookie.expires_at), (Some(SameSite::Strict), Some(NOW.plus(60))));
        assert_eq!(format!("{cookie:?}"), "s of app.example/x");
        let (value, cookie) = kept("lonely");
        assert_eq!((cookie.name.as_str(), value.as_str(), cookie.path.as_str()), ("", "lonely", "/a"));
        assert_eq!((cookie.same_site, cookie.expires_at, cookie.is_secure), (None, None, false));
        // the last of a name counts, and what is longer than an attribute may be does not
        let long =
            format!("s=1; Path=/one; Path=/two; SameSite=Lax; SameSite=odd; Path=/{}", "x".repeat(1024));
        let (_, cookie) = kept(&long);
        assert_eq!((cookie.path.as_str(), cookie.same_site), ("/two", None));
        // 400 days at most, and Max-Age before Expires
        for (said, expires_at) in [
            ("Max-Age=99999999999999999999", Some(NOW.plus(34_560_000))),
            ("Expires=Fri, 31 Dec 9998 23:59:59 GMT", Some(NOW.plus(34_560_000))),
            ("Max-Age=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT", Some(NOW.plus(5))),
            ("Max-Age=abc; Expires=never", None),
            ("Max-Age=+5", None),
        ] {
            assert_eq!(kept(&format!("s=1; {said}")).1.expires_at, expires_at, "{said}");
        }
    }

    #[test]
    fn cookies_end_when_they_say() {
        let mut jar = jar("http://localhost/", &["a=1; Max-Age=60", "b=1", "c=1"]);
        let any = Asking { is_same_site: true, is_safe: true, is_top: true };
        assert_eq!(sent_as(&jar, "http://localhost/", any, NOW.plus(59)), "a=1; b=1; c=1");
        assert_eq!(sent_as(&jar, "http://localhost/", any, NOW.plus(60)), "b=1; c=1");
        for end in ["b=; Max-Age=0", "c=; expires=Thu, 01 Jan 1970 00:00:00 GMT"] {
            let taken = jar.take(end.as_bytes(), &url("http://localhost/"), NOW).unwrap();
            assert_eq!(taken, Taken::Forgotten(end[..1].to_owned()));
        }
        assert_eq!(sent(&jar, "http://localhost/"), "a=1");
    }

    #[test]
    fn the_longest_path_goes_first_and_then_the_oldest() {
        let from = "http://localhost/a/b/";
        let jar = jar(from, &["x=1; Path=/", "y=2; Path=/a/b", "z=3; Path=/", "x=4; Path=/a", "x=5; Path=/"]);
        assert_eq!(sent(&jar, "http://localhost/a/b/c"), "y=2; x=4; x=5; z=3");
        assert_eq!(jar.named("x").unwrap().value.expose(), "5");
    }

    #[test]
    fn same_site_holds_cookies_back_from_what_others_lead_to() {
        let cookies = ["n=1; SameSite=None; Secure", "l=1; SameSite=Lax", "s=1; SameSite=Strict", "d=1"];
        let jar = jar("http://localhost/", &cookies);
        let asking = |is_same_site, is_safe, is_top| Asking { is_same_site, is_safe, is_top };
        for (asking, later, goes) in [
            (asking(true, false, true), 0, "n=1; l=1; s=1; d=1"),
            (asking(true, false, false), 0, "n=1; l=1; s=1; d=1"),
            (asking(false, true, true), 0, "n=1; l=1; d=1"),
            // of which nothing is said goes with a form for two minutes
            (asking(false, false, true), 120, "n=1; d=1"),
            (asking(false, false, true), 121, "n=1"),
            (asking(false, true, false), 0, "n=1"),
        ] {
            let header = sent_as(&jar, "http://localhost/", asking, NOW.plus(later));
            assert_eq!(header, goes, "{asking:?} {later}");
        }
    }

    #[test]
    fn cleartext_cannot_replace_a_secure_cookie() {
        let mut jar = jar("https://app.example/", &["s=1; Secure; Path=/a"]);
        let cleartext = url("http://app.example/");
        assert_eq!(jar.take(b"s=2; Path=/a/b", &cleartext, NOW), Err("a Secure cookie has its name"));
        assert_eq!(jar.take(b"s=2; Path=/b", &cleartext, NOW), Ok(Taken::Kept("s".into())));
        assert_eq!(jar.take(b"t=2", &cleartext, NOW), Ok(Taken::Kept("t".into())));
    }

    #[test]
    fn a_copy_is_of_its_own_and_a_flood_ends() {
        let mut jar = jar("http://localhost/", &["s=1"]);
        let copy = jar.clone();
        for number in 0..500 {
            jar.take(format!("c{number}=1").as_bytes(), &url("http://localhost/"), NOW).unwrap();
        }
        assert_eq!((jar.cookies().len(), jar.named("s").is_some()), (MOST_OF_HOST, false));
        for number in 0..4000 {
            jar.take(b"c=1", &url(&format!("http://h{number}.example/")), NOW).unwrap();
        }
        assert_eq!(jar.cookies().len(), MOST);
        assert_eq!(sent(&copy, "http://localhost/"), "s=1");
        jar.clear();
        assert!(jar.cookies().is_empty());
    }

    proptest! {
        #[test]
        fn whatever_comes_is_kept_whole_or_not_at_all(
            headers in prop::collection::vec(
                "(__Host-|__Secure-)?[a-c=;]{0,4}(.{0,12}|; ?(Domain|Path|Max-Age|Expires|SameSite|Secure)=?[a-z./0-9: -]{0,20}){0,4}",
                0..20,
            ),
            host in "(localhost|127\\.0\\.0\\.1|\\[::1\\]|[a-z]{1,3}\\.example)",
            path in "(/[a-c%]{0,3}){0,3}",
            seconds in 0_i64..100_000_000,
        ) {
            let here = url(&format!("https://{host}{path}"));
            let mut jar = Jar::default();
            for header in &headers {
                let _ = jar.take(header.as_bytes(), &here, NOW);
            }
            prop_assert!(jar.cookies().len() <= headers.len());
            for cookie in jar.cookies() {
                prop_assert!(!cookie.is_expired(NOW));
                prop_assert!(site::domain_matches(&host, &cookie.domain));
                prop_assert!(cookie.path.starts_with('/'));
                prop_assert!(!cookie.value.expose().contains([';', '\r', '\n', '\0']));
            }
            let asking = Asking { is_same_site: false, is_safe: true, is_top: true };
            if let Some((value, names)) = jar.header(&here, asking, NOW.plus(seconds)) {
                prop_assert_eq!(value.as_bytes().split(|byte| *byte == b';').count(), names.len());
            }
        }

        #[test]
        fn no_bytes_are_too_odd_for_a_jar(header in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut jar = Jar::default();
            let here = url("http://localhost:3000/a/b");
            if jar.take(&header, &here, NOW).is_ok() {
                prop_assert!(sent(&jar, "http://localhost:3000/a/b").len() <= 4097);
            }
        }
    }
}
