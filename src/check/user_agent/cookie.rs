//! One cookie, and how `Set-Cookie` makes it.
//! <https://www.rfc-editor.org/rfc/rfc6265#section-5.2>, with the attribute `SameSite` and the prefixes of
//! <https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis>

use std::fmt;

use url::{Host, Url};

use super::{cookie_date, site};
use crate::{protocol::time::UnixTime, secret::SecretString, untrusted::sanitize};

/// The longest name and value together, in bytes (draft-ietf-httpbis-rfc6265bis §5.6).
const MAX_PAIR: usize = 4096;
/// The longest value of an attribute, in bytes.
const MAX_ATTRIBUTE: usize = 1024;
/// The longest that a cookie is kept, in seconds: 400 days (draft-ietf-httpbis-rfc6265bis §5.5).
const MAX_AGE: i64 = 400 * 86_400;

/// Which requests of other sites a cookie goes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameSite {
    /// None.
    Strict,
    /// Those that lead a person to the page with GET.
    Lax,
    /// All.
    None,
}

/// A cookie that is kept.
#[derive(Clone)]
pub struct Cookie {
    /// Its name; it may be empty.
    pub name: String,
    /// Its value.
    pub value: SecretString,
    /// The host that it is for.
    pub domain: String,
    /// Whether names beneath that host do not get it.
    pub is_host_only: bool,
    /// The path that it is for, with what is beneath it.
    pub path: String,
    /// Whether it goes over TLS (and within this machine) only.
    pub is_secure: bool,
    /// Whether scripts do not see it.
    pub is_http_only: bool,
    /// What was said of requests by other sites; browsers take nothing for `Lax`, but for the first two minutes.
    pub same_site: Option<SameSite>,
    /// When it is forgotten; `None` is the end of the browser's session.
    pub expires_at: Option<UnixTime>,
    /// When it was set first.
    pub created_at: UnixTime,
}

/// The value is never shown.
impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}{}", sanitize(&self.name), sanitize(&self.domain), sanitize(&self.path))
    }
}

impl Cookie {
    /// Takes what `Set-Cookie` says in an answer of that address.
    ///
    /// # Errors
    /// Why a browser does not keep it.
    pub fn received(header: &[u8], from: &Url, now: UnixTime) -> Result<Self, &'static str> {
        let text = std::str::from_utf8(header).map_err(|_| "it is not UTF-8")?;
        // draft-ietf-httpbis-rfc6265bis §5.6 step 1
        if text.chars().any(|character| character.is_ascii_control() && character != '\t') {
            return Err("it has control characters");
        }
        let (pair, attributes) = text.split_once(';').unwrap_or((text, ""));
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        let (name, value) = (trimmed(name), trimmed(value));
        if name.is_empty() && value.is_empty() {
            return Err("it has neither a name nor a value");
        }
        if name.len() + value.len() > MAX_PAIR {
            return Err("it is longer than 4096 bytes");
        }
        let said = Attributes::read(attributes, now);
        let host = host_of(from).ok_or("its address has no host")?;
        let (domain, is_host_only) = said.domain(host)?;
        let path = said.path.filter(|path| path.starts_with('/')).unwrap_or_else(|| site::default_path(from));
        let cookie = Self {
            name: name.to_owned(),
            value: SecretString::new(value.to_owned()),
            domain,
            is_host_only,
            path: path.to_owned(),
            is_secure: said.is_secure,
            is_http_only: said.is_http_only,
            same_site: said.same_site,
            expires_at: said.max_age.or(said.expires),
            created_at: now,
        };
        cookie.judge(site::is_trustworthy(from), said.path)?;
        Ok(cookie)
    }

    /// draft-ietf-httpbis-rfc6265bis §5.7, as far as it needs no other cookie.
    fn judge(&self, is_trustworthy: bool, path: Option<&str>) -> Result<(), &'static str> {
        if self.is_secure && !is_trustworthy {
            return Err("Secure comes over cleartext");
        }
        if self.same_site == Some(SameSite::None) && !self.is_secure {
            return Err("SameSite=None is without Secure");
        }
        let has = |prefix: &str| {
            let named = if self.name.is_empty() { self.value.expose() } else { &self.name };
            named.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        let (secure, host) = (has("__Secure-"), has("__Host-"));
        match (secure || host, self.name.is_empty()) {
            (true, true) => Err("its value pretends to be a name with a prefix"),
            (true, false) if !self.is_secure => Err("its name asks for Secure"),
            _ if host && !(self.is_host_only && path == Some("/")) => {
                Err("its name asks for Path=/ and no Domain")
            }
            _ => Ok(()),
        }
    }

    /// Whether it is over.
    pub fn is_expired(&self, now: UnixTime) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

/// The host as cookies know it.
pub fn host_of(url: &Url) -> Option<&str> {
    url.host_str().map(|host| host.trim_end_matches('.'))
}

/// What the attributes say; the last of a name counts.
#[derive(Default)]
struct Attributes<'a> {
    domain: Option<&'a str>,
    path: Option<&'a str>,
    is_secure: bool,
    is_http_only: bool,
    same_site: Option<SameSite>,
    expires: Option<UnixTime>,
    max_age: Option<UnixTime>,
}

impl<'a> Attributes<'a> {
    fn read(text: &'a str, now: UnixTime) -> Self {
        let mut said = Self::default();
        for attribute in text.split(';') {
            let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            let (name, value) = (trimmed(name), trimmed(value));
            if value.len() > MAX_ATTRIBUTE {
                continue;
            }
            match name.to_ascii_lowercase().as_str() {
                "domain" => said.domain = Some(value.strip_prefix('.').unwrap_or(value)),
                "path" => said.path = Some(value),
                "secure" => said.is_secure = true,
                "httponly" => said.is_http_only = true,
                "samesite" => said.same_site = same_site(value),
                "expires" => {
                    said.expires =
                        cookie_date::parse(value).map(|at| at.min(now.plus(MAX_AGE))).or(said.expires);
                }
                "max-age" => said.max_age = max_age(value, now).or(said.max_age),
                _ => {}
            }
        }
        said
    }

    /// draft-ietf-httpbis-rfc6265bis §5.7 steps 8 to 10. Without a list of public suffixes, a name of one label is one.
    fn domain(&self, host: &str) -> Result<(String, bool), &'static str> {
        let Some(said) = self.domain.filter(|domain| !domain.is_empty()) else {
            return Ok((host.to_owned(), true));
        };
        let domain = Host::parse(said).map_err(|_| "its Domain is none")?.to_string();
        if !site::domain_matches(host, &domain) {
            return Err("its Domain is another's");
        }
        if domain == host {
            let is_suffix = !domain.contains('.');
            return Ok((domain, is_suffix));
        }
        if domain.contains('.') { Ok((domain, false)) } else { Err("its Domain is everybody's") }
    }
}

fn same_site(value: &str) -> Option<SameSite> {
    match value.to_ascii_lowercase().as_str() {
        "strict" => Some(SameSite::Strict),
        "lax" => Some(SameSite::Lax),
        "none" => Some(SameSite::None),
        _ => None,
    }
}

/// RFC 6265 §5.2.2
fn max_age(value: &str, now: UnixTime) -> Option<UnixTime> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if value.starts_with('-') {
        return Some(UnixTime(i64::MIN));
    }
    let seconds = digits.parse::<i64>().unwrap_or(MAX_AGE).min(MAX_AGE);
    Some(if seconds == 0 { UnixTime(i64::MIN) } else { now.plus(seconds) })
}

fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
