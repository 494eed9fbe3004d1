//! One HTTP request to a provider and its answer, as data: flows build requests and read responses, a port
//! of [`host`](crate::host) carries them. Neither type shows its body in `Debug`.

use std::fmt;

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use url::Url;

use super::time::UnixTime;

/// What a request is for; decides its size limit and its name in transcripts and errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// OpenID Connect or RFC 8414 metadata.
    Discovery,
    /// The provider's key set (RFC 7517).
    Jwks,
    /// Client registration and its management (RFC 7591, RFC 7592).
    Registration,
    /// Token endpoint (RFC 6749 §3.2).
    Token,
    /// Device authorization (RFC 8628 §3.1).
    DeviceAuthorization,
    /// Backchannel authentication (CIBA Core §7).
    BackchannelAuthentication,
    /// UserInfo (OIDC Core §5.3), or a provider's own user API.
    UserInfo,
    /// Pushed authorization requests (RFC 9126).
    PushedAuthorization,
    /// Revocation (RFC 7009).
    Revocation,
    /// Introspection (RFC 7662).
    Introspection,
    /// RP-initiated logout.
    EndSession,
    /// The sign-in pages, where authctl plays the browser (`--as`).
    Authorization,
    /// A platform that gives its jobs identity tokens.
    Platform,
    /// A client that the embedded provider tells something.
    Notice,
    /// The embedded provider's own pages and numbers.
    Dev,
    /// A client's metadata document, which the embedded provider fetches.
    ClientDocument,
    /// An API that the person has named (`request`).
    Api,
    /// An app that is sent an event (`webhook send`).
    Webhook,
    /// An app that is checked, where authctl plays the browser, and the pages it leads to.
    App,
    /// What a page of such an app loads, and what its scripts ask for: there the app itself asks.
    AppScript,
}

impl Endpoint {
    /// Its name in errors and transcripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::Jwks => "jwks",
            Self::Registration => "registration",
            Self::Token => "token",
            Self::DeviceAuthorization => "device_authorization",
            Self::BackchannelAuthentication => "backchannel_authentication",
            Self::UserInfo => "userinfo",
            Self::PushedAuthorization => "pushed_authorization_request",
            Self::Revocation => "revocation",
            Self::Introspection => "introspection",
            Self::EndSession => "end_session",
            Self::Authorization => "authorization",
            Self::Platform => "platform",
            Self::Notice => "notice",
            Self::Dev => "dev",
            Self::ClientDocument => "client_metadata_document",
            Self::Api => "api",
            Self::Webhook => "webhook",
            Self::App => "app",
            Self::AppScript => "app_script",
        }
    }

    /// Whether a client asks it itself, as who it is: with its certificate, if it has one (RFC 8705 §5).
    pub fn is_for_the_client(self) -> bool {
        matches!(
            self,
            Self::Token
                | Self::DeviceAuthorization
                | Self::BackchannelAuthentication
                | Self::UserInfo
                | Self::PushedAuthorization
                | Self::Revocation
                | Self::Introspection
        )
    }

    /// The largest body that is read, in bytes (threat C9).
    pub fn body_limit(self) -> usize {
        match self {
            Self::Discovery | Self::Jwks => 256 * 1024,
            Self::Notice | Self::Webhook => 64 * 1024,
            // draft-ietf-oauth-client-id-metadata-document §6.6
            Self::ClientDocument => 5 * 1024,
            Self::App => 4 * 1024 * 1024,
            // a bundle of scripts with its map
            Self::AppScript => 16 * 1024 * 1024,
            Self::Api => 64 * 1024 * 1024,
            _ => 1024 * 1024,
        }
    }
}

/// A request to send.
#[derive(Clone)]
pub struct Request {
    /// What it is for.
    pub endpoint: Endpoint,
    /// The method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// Its headers; `Host`, `Content-Length` and `User-Agent` are the port's.
    pub headers: HeaderMap,
    /// Its body, empty for GET.
    pub body: Vec<u8>,
}

impl Request {
    /// A GET that asks for JSON.
    pub fn get(endpoint: Endpoint, url: Url) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        Self { endpoint, method: Method::GET, url, headers, body: Vec::new() }
    }

    /// A POST of a form (`application/x-www-form-urlencoded`) that asks for JSON.
    pub fn form<K: AsRef<str>, V: AsRef<str>>(
        endpoint: Endpoint,
        url: Url,
        fields: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields {
            body.append_pair(name.as_ref(), value.as_ref());
        }
        let mut request = Self::get(endpoint, url);
        request.method = Method::POST;
        request
            .headers
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        request.body = body.finish().into_bytes();
        request
    }

    /// With a header; a secret one is marked so that no log shows it.
    pub fn header(mut self, name: header::HeaderName, mut value: HeaderValue) -> Self {
        if name == header::AUTHORIZATION || name == header::COOKIE {
            value.set_sensitive(true);
        }
        self.headers.insert(name, value);
        self
    }
}

impl Request {
    /// The media type of the body without parameters, in lower case; empty if there is none.
    pub fn content_type(&self) -> String {
        media_type(&self.headers)
    }
}

/// RFC 9110 §8.3.1
fn media_type(headers: &HeaderMap) -> String {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase())
        .unwrap_or_default()
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({} bytes)", self.method, self.endpoint.name(), self.body.len())
    }
}

/// An answer, read whole and within its limit.
#[derive(Clone)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// The media type without parameters, in lower case; empty if there is none.
    pub fn content_type(&self) -> String {
        media_type(&self.headers)
    }

    /// `Date`: the time of day where the answer was made (RFC 9110 §6.6.1).
    pub fn date(&self) -> Option<UnixTime> {
        let text = self.headers.get(header::DATE)?.to_str().ok()?;
        jiff::fmt::rfc2822::parse(text).ok().map(|date| UnixTime(date.timestamp().as_second()))
    }

    /// `Retry-After` in whole seconds, if it is a number (RFC 9110 §10.2.3).
    pub fn retry_after_s(&self) -> Option<u64> {
        self.headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.status, self.body.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_or_is_none() {
        let dated = |text: &'static str| {
            let headers = HeaderMap::from_iter([(header::DATE, HeaderValue::from_static(text))]);
            Response { status: StatusCode::OK, headers, body: Vec::new() }.date()
        };
        assert_eq!(dated("Sun, 06 Nov 1994 08:49:37 GMT"), Some(UnixTime(784_111_777)));
        assert_eq!(dated("yesterday"), None);
    }
}
