//! Client authentication at the endpoints that the `oauth2` crate does not speak for us (RFC 6749 §2.3.1).

use http::{HeaderValue, header};
use url::{Url, form_urlencoded};

use super::peer::Peer;
use crate::{
    jose::base64url,
    protocol::{
        client_auth::ClientAuthMethod,
        exchange::{Endpoint, Request},
    },
};

/// A form with our client authentication: exactly one method.
pub fn authenticated(peer: &Peer, endpoint: Endpoint, url: Url, fields: &[(&str, &str)]) -> Request {
    let mut fields = fields.to_vec();
    let secret = peer.client.secret.as_ref().map(|secret| secret.expose().as_str());
    if let (ClientAuthMethod::ClientSecretBasic, Some(secret)) = (peer.client.auth_method, secret) {
        let value = HeaderValue::from_str(&basic(&peer.client.id, secret)).expect("base64 is visible ASCII");
        return Request::form(endpoint, url, fields).header(header::AUTHORIZATION, value);
    }
    fields.push(("client_id", &peer.client.id));
    if let Some(secret) = secret {
        fields.push(("client_secret", secret));
    }
    Request::form(endpoint, url, fields)
}

/// Id and secret are form-encoded before they are joined, so that a `:` in either does no harm.
fn basic(id: &str, secret: &str) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(id), encode(secret));
    // RFC 4648: the standard alphabet is that for addresses with two other characters and padding
    let mut encoded = base64url::encode(pair).replace('-', "+").replace('_', "/");
    while encoded.len() % 4 != 0 {
        encoded.push('=');
    }
    format!("Basic {encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_and_secret_are_encoded_as_the_standard_says() {
        // RFC 6749 §2.3.1
        assert_eq!(basic("s6BhdRkqt3", "gX1fBat3bV"), "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW");
        assert_eq!(basic("a:b", "p q+\u{e4}~"), "Basic YSUzQWI6cCtxJTJCJUMzJUE0JTdF");
    }
}
