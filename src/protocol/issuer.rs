//! The issuer: the one name of a provider, compared byte for byte (threats C1–C3, C6, C21).
//!
//! <https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig>,
//! <https://www.rfc-editor.org/rfc/rfc8414#section-2>

use std::fmt;

use url::{Host, Url};

use super::{
    address::{self, Reach},
    endpoint_url::Transport,
    strict_url,
};
use crate::error::{Code, Error, Result};

/// An issuer identifier, as it was written: `https://id.example` and `https://id.example/` are two issuers.
#[derive(Clone)]
pub struct Issuer {
    text: String,
    url: Url,
}

/// The two places where an issuer's metadata may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MetadataForm {
    /// OIDC Discovery §4: the well-known path after the issuer's.
    OpenIdConnect,
    /// RFC 8414 §3.1: the well-known path before the issuer's.
    Rfc8414,
}

/// One address to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataAddress {
    /// By which standard.
    pub form: MetadataForm,
    /// Where.
    pub url: Url,
}

impl Issuer {
    /// Reads an issuer: https, no user, no query, no fragment; http for loopback only. Errors are of class config;
    /// recode them for an issuer that a provider sent.
    pub fn parse(text: &str) -> Result<Self> {
        let url = strict_url::parse(text).map_err(|reason| invalid(text, reason))?;
        // RFC 8414 §2: "no query or fragment components"; a bare `?` or `#` is an empty one.
        if url.query().is_some() {
            return Err(invalid(text, "has a query"));
        }
        if url.fragment().is_some() {
            return Err(invalid(text, "has a fragment"));
        }
        // OIDC Core §16.17; RFC 8252 §8.3 for loopback.
        if url.scheme() != "https" && !address::is_loopback(&url) {
            return Err(Code::CleartextRefused
                .error()
                .message("the issuer is http without TLS, and not on this machine")
                .got(text));
        }
        Ok(Self { text: text.to_owned(), url })
    }

    /// The issuer as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The issuer as an address, its host in lower-case ASCII.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Whether it is on this machine.
    pub fn is_loopback(&self) -> bool {
        address::is_loopback(&self.url)
    }

    /// Where its host leads, if that can be said without resolving a name (threat C5).
    pub fn reach(&self) -> Option<Reach> {
        match self.url.host()? {
            Host::Ipv4(address) => Some(Reach::of(address.into())),
            Host::Ipv6(address) => Some(Reach::of(address.into())),
            Host::Domain(_) => self.is_loopback().then_some(Reach::Loopback),
        }
    }

    /// What its endpoints may be reached by.
    pub fn transport(&self) -> Transport {
        if self.url.scheme() == "https" { Transport::Tls } else { Transport::LoopbackCleartext }
    }

    /// Where its metadata may be, in the order to try. The first answer decides: two are never mixed (threat C3).
    pub fn well_known(&self) -> [MetadataAddress; 2] {
        // OIDC Discovery §4.1: a terminating `/` is removed first. RFC 8414 §3.1 says the same.
        let path = self.url.path().strip_suffix('/').unwrap_or(self.url.path());
        let at = |form, path: String| {
            let mut url = self.url.clone();
            url.set_path(&path);
            MetadataAddress { form, url }
        };
        [
            at(MetadataForm::OpenIdConnect, format!("{path}/.well-known/openid-configuration")),
            at(MetadataForm::Rfc8414, format!("/.well-known/oauth-authorization-server{path}")),
        ]
    }
}

/// A user before the host may have a password after it, so that text is never shown.
fn invalid(text: &str, reason: &str) -> Error {
    let error = Code::IssuerInvalid.error().message(format!("the issuer {reason}"));
    if text.contains('@') { error } else { error.got(text) }
}

// RFC 8414 §4: two identifiers are equal when their code points are, with no normalisation in between.
impl PartialEq for Issuer {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Issuer {}

impl PartialEq<str> for Issuer {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl serde::Serialize for Issuer {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn addresses(issuer: &str) -> [String; 2] {
        Issuer::parse(issuer).unwrap().well_known().map(|address| address.url.to_string())
    }

    #[test]
    fn an_issuer_has_two_places_for_its_metadata() {
        // C3; the example of RFC 8414 §3.1 with a path
        assert_eq!(
            addresses("https://example.com"),
            [
                "https://example.com/.well-known/openid-configuration",
                "https://example.com/.well-known/oauth-authorization-server"
            ]
        );
        assert_eq!(addresses("https://example.com/"), addresses("https://example.com"));
        assert_eq!(
            addresses("https://example.com/issuer1"),
            [
                "https://example.com/issuer1/.well-known/openid-configuration",
                "https://example.com/.well-known/oauth-authorization-server/issuer1"
            ]
        );
        assert_eq!(addresses("https://example.com:8443/a/b/"), addresses("https://example.com:8443/a/b"));
    }

    #[test]
    fn http_is_for_this_machine_only() {
        // C6
        for text in ["http://127.0.0.1:9470", "http://localhost:9470", "http://[::1]:9470"] {
            let issuer = Issuer::parse(text).unwrap();
            assert_eq!((issuer.as_str(), issuer.transport()), (text, Transport::LoopbackCleartext));
        }
        for text in ["http://id.example", "http://10.0.0.1", "http://127.0.0.1.nip.example"] {
            assert_eq!(Issuer::parse(text).unwrap_err().code(), Code::CleartextRefused, "{text}");
        }
    }

    #[test]
    fn where_an_issuer_leads_is_known_for_addresses_and_this_machine() {
        // C5
        for (text, reach) in [
            ("https://id.example", None),
            ("http://localhost:9470", Some(Reach::Loopback)),
            ("http://127.0.0.1:9470", Some(Reach::Loopback)),
            ("https://10.0.0.1", Some(Reach::Private)),
            ("https://8.8.8.8", Some(Reach::Public)),
            ("https://[fd00:ec2::254]", Some(Reach::Never)),
        ] {
            assert_eq!(Issuer::parse(text).unwrap().reach(), reach, "{text}");
        }
    }

    #[test]
    fn a_password_in_an_issuer_is_not_shown() {
        let error = Issuer::parse("https://alice:CANARY@id.example").unwrap_err();
        assert_eq!(error.text(), "the issuer has a user before the host");
        assert!(!format!("{error:?}").contains("CANARY"));
    }

    proptest! {
        #[test]
        fn two_issuers_are_equal_when_their_bytes_are(
            a in "https://[a-bA-B]{1,2}(/|/[a-bA-B%]{0,3})?", b in "https://[a-bA-B]{1,2}(/|/[a-bA-B%]{0,3})?",
        ) {
            // C2
            if let (Ok(left), Ok(right)) = (Issuer::parse(&a), Issuer::parse(&b)) {
                prop_assert_eq!(left == right, a.as_bytes() == b.as_bytes());
                prop_assert_eq!(left.as_str(), a);
            }
        }

        #[test]
        fn reading_an_issuer_never_panics(text in "(?s).{0,200}|https://\\PC{0,60}") {
            let _ = Issuer::parse(&text).map(|issuer| issuer.well_known());
        }
    }
}
