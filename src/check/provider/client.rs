//! A client that the provider knows, and as which the cases ask.

use http::{HeaderValue, header};
use url::{Url, form_urlencoded};

use crate::{
    jose::base64url,
    protocol::{
        client_auth::ClientAuthMethod,
        exchange::{Endpoint, Request},
    },
    secret::SecretString,
};

/// A client that is registered at the provider.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its `client_id`.
    pub id: String,
    /// Its secret, unless it is public.
    pub secret: Option<SecretString>,
    /// How it authenticates: by its secret in a header or the body, or not at all.
    pub method: ClientAuthMethod,
    /// Its redirect URI, to the letter.
    pub redirect_uri: String,
}

impl Client {
    /// Whether it has something to authenticate with (RFC 6749 §2.1).
    pub fn is_confidential(&self) -> bool {
        self.secret.is_some()
    }

    /// A form that it sends as itself.
    pub(super) fn form(&self, url: Url, fields: &[(&str, &str)]) -> Request {
        self.form_with(url, fields, self.secret.as_ref().map(|secret| secret.expose().as_str()))
    }

    /// A form that it sends with this secret, in its own way.
    pub(super) fn form_with(&self, url: Url, fields: &[(&str, &str)], secret: Option<&str>) -> Request {
        let mut fields = fields.to_vec();
        match (secret, self.method) {
            (Some(secret), ClientAuthMethod::ClientSecretPost) => {
                fields.extend([("client_id", self.id.as_str()), ("client_secret", secret)]);
                form(url, &fields)
            }
            (Some(secret), _) => form(url, &fields).header(header::AUTHORIZATION, basic(&self.id, secret)),
            (None, _) => {
                fields.push(("client_id", &self.id));
                form(url, &fields)
            }
        }
    }
}

/// A form that is sent by nobody in particular. A redirect is an answer to it.
pub(super) fn form(url: Url, fields: &[(&str, &str)]) -> Request {
    Request::form(Endpoint::Authorization, url, fields.iter().copied())
}

/// RFC 6749 §2.3.1: both are form-encoded first.
pub(super) fn basic(id: &str, secret: &str) -> HeaderValue {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(id), encoded(secret));
    HeaderValue::from_str(&format!("Basic {}", base64url::encode_standard(pair)))
        .expect("base64 has the characters of a header")
}

/// RFC 6750 §2.1
pub(super) fn bearer(token: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("Bearer {token}")).unwrap_or(HeaderValue::from_static("Bearer"))
}

/// A resource that is asked for with a token.
pub(super) fn ask_with(url: Url, token: &str) -> Request {
    Request::get(Endpoint::Authorization, url).header(header::AUTHORIZATION, bearer(token))
}
