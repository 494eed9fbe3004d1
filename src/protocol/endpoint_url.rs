//! The address of an endpoint (RFC 6749 §3): https, no user, no fragment, and nothing in the query that the protocol
//! puts there itself (threats C6, C35). <https://www.rfc-editor.org/rfc/rfc6749#section-3.1>

use std::fmt;

use url::Url;

use super::{address, parameter, strict_url};
use crate::error::{Code, Error, Result};

/// What a provider may be reached by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// https only.
    Tls,
    /// http to this machine too: the issuer itself is http on loopback.
    LoopbackCleartext,
}

/// The address of an endpoint, judged.
#[derive(Clone, PartialEq, Eq)]
pub struct EndpointUrl(Url);

impl EndpointUrl {
    /// Reads an endpoint's address. The message completes "`token_endpoint` …", for the caller to prefix.
    pub fn parse(text: &str, transport: Transport) -> Result<Self> {
        let url = strict_url::parse(text).map_err(|reason| refused(text, reason))?;
        // RFC 6749 §3.1, §3.2: "MUST NOT include a fragment component".
        if url.fragment().is_some() {
            return Err(refused(text, "has a fragment"));
        }
        // RFC 6749 §3.1: TLS. Never http from an https issuer, whatever the host.
        let cleartext_is_fine = transport == Transport::LoopbackCleartext && address::is_loopback(&url);
        if url.scheme() != "https" && !cleartext_is_fine {
            return Err(Code::CleartextRefused.error().message("is http without TLS").got(origin(&url)));
        }
        Ok(Self(url))
    }

    /// Reads an authorization endpoint's address: the query that RFC 6749 §3.1 lets it have must not hold a parameter
    /// of ours, since a parameter must not be sent twice (threat C35).
    pub fn parse_authorization(text: &str, transport: Transport) -> Result<Self> {
        let endpoint = Self::parse(text, transport)?;
        match endpoint.0.query_pairs().any(|(name, _)| parameter::is_reserved(&name)) {
            true => Err(refused(text, "has a parameter in its query that belongs to the request")),
            false => Ok(endpoint),
        }
    }

    /// The address.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

/// Shown without its query, which might hold anything, and not at all when there is a user in it.
fn refused(text: &str, reason: &str) -> Error {
    let error = Code::EndpointRefused.error().message(reason);
    if text.contains('@') { error } else { error.got(text.split(['?', '#']).next().unwrap_or_default()) }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

impl fmt::Display for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.as_str())
    }
}

impl fmt::Debug for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl serde::Serialize for EndpointUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_https_unless_the_issuer_is_on_this_machine() {
        // C6
        let code = |text, transport| EndpointUrl::parse(text, transport).err().map(|error| error.code());
        assert_eq!(code("https://id.example/token?tenant=a", Transport::Tls), None);
        assert_eq!(code("https://id.example/token", Transport::LoopbackCleartext), None);
        assert_eq!(code("http://127.0.0.1:9470/token", Transport::LoopbackCleartext), None);
        for (text, transport) in [
            ("http://id.example/token", Transport::Tls),
            ("http://127.0.0.1:9470/token", Transport::Tls),
            ("http://localhost/token", Transport::Tls),
            ("http://id.example/token", Transport::LoopbackCleartext),
            ("http://10.0.0.1/token", Transport::LoopbackCleartext),
        ] {
            assert_eq!(code(text, transport), Some(Code::CleartextRefused), "{text}");
        }
        for text in
            ["https://id.example/token#", "https://a@id.example/token", "/token", "javascript:alert(1)"]
        {
            assert_eq!(code(text, Transport::Tls), Some(Code::EndpointRefused), "{text}");
        }
    }

    #[test]
    fn an_authorization_endpoint_brings_no_parameter_of_the_request() {
        // C35
        let parse = |query: &str| {
            EndpointUrl::parse_authorization(&format!("https://id.example/auth?{query}"), Transport::Tls)
        };
        assert!(parse("tenant=a&policy=b").is_ok());
        for query in
            ["state=x", "a=b&client_id=y", "%73tate=x", "redirect_uri", "code_challenge_method=plain"]
        {
            assert_eq!(parse(query).unwrap_err().code(), Code::EndpointRefused, "{query}");
        }
    }
}
