//! The identifier of a protected resource, such as an API, and where its metadata are.
//! <https://www.rfc-editor.org/rfc/rfc9728#section-1.2>, <https://www.rfc-editor.org/rfc/rfc9728#section-3.1>

use url::Url;

use super::{address, endpoint_url::Transport, strict_url};
use crate::error::{Code, Error, Result};

/// A resource identifier, as it was written; compared byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceIdentifier {
    text: String,
    url: Url,
}

impl ResourceIdentifier {
    /// Reads one: https without user and fragment (RFC 9728 §1.2); http for loopback only.
    pub fn parse(text: &str) -> Result<Self> {
        let url = strict_url::parse(text).map_err(|reason| invalid(text, reason))?;
        if url.fragment().is_some() {
            return Err(invalid(text, "has a fragment"));
        }
        if url.scheme() != "https" && !address::is_loopback(&url) {
            return Err(Code::CleartextRefused
                .error()
                .message("the resource is http without TLS, and not on this machine")
                .got(text));
        }
        Ok(Self { text: text.to_owned(), url })
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As an address.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// What its metadata, and the provider that they name, may be reached by.
    pub fn transport(&self) -> Transport {
        if self.url.scheme() == "https" { Transport::Tls } else { Transport::LoopbackCleartext }
    }

    /// Where its metadata are if nothing else is said (RFC 9728 §3.1): before the path and the query, with the slash that ends
    /// a bare host left out.
    pub fn well_known(&self) -> Url {
        let mut url = self.url.clone();
        let path = if self.url.path() == "/" { "" } else { self.url.path() };
        url.set_path(&format!("/.well-known/oauth-protected-resource{path}"));
        url
    }
}

/// A user before the host may have a password after it, so that text is never shown.
fn invalid(text: &str, reason: &str) -> Error {
    let error = Code::Usage
        .error()
        .message(format!("the resource {reason}"))
        .hint("write it as its API does, such as https://api.example/orders");
    if text.contains('@') { error } else { error.got(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metadata_stand_before_the_path() {
        // RFC 9728 §3.1
        for (resource, metadata) in [
            (
                "https://resource.example.com",
                "https://resource.example.com/.well-known/oauth-protected-resource",
            ),
            (
                "https://resource.example.com/",
                "https://resource.example.com/.well-known/oauth-protected-resource",
            ),
            (
                "https://resource.example.com/resource1",
                "https://resource.example.com/.well-known/oauth-protected-resource/resource1",
            ),
            (
                "https://resource.example.com:8443/a/?k=v",
                "https://resource.example.com:8443/.well-known/oauth-protected-resource/a/?k=v",
            ),
        ] {
            assert_eq!(ResourceIdentifier::parse(resource).unwrap().well_known().as_str(), metadata);
        }
    }

    #[test]
    fn a_resource_is_an_address_that_means_what_it_looks_like() {
        // C6, C21
        for text in [
            "",
            "/orders",
            "urn:example:api",
            "https://a@api.example",
            "https://api.example/#",
            "https://api.example/../x",
        ] {
            assert_eq!(ResourceIdentifier::parse(text).unwrap_err().code(), Code::Usage, "{text}");
        }
        for text in ["http://api.example", "http://10.0.0.1/"] {
            assert_eq!(ResourceIdentifier::parse(text).unwrap_err().code(), Code::CleartextRefused, "{text}");
        }
        assert!(ResourceIdentifier::parse("http://127.0.0.1:8080/mcp").is_ok());
        let error = ResourceIdentifier::parse("https://me:CANARY@api.example").unwrap_err();
        assert!(!format!("{error:?}").contains("CANARY"));
    }
}
