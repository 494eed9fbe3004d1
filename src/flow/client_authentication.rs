//! Client authentication at the endpoints that the `oauth2` crate does not speak for us (RFC 6749 §2.3.1), and by assertions
//! at all of them (RFC 7521 §4.2, RFC 7523 §2.2).

use http::{HeaderValue, header};
use url::{Url, form_urlencoded};

use super::peer::{Assertion, Peer};
use crate::{
    error::Result,
    host::Host,
    jose::{
        base64url,
        client_assertion::{self, ClientAssertion},
    },
    protocol::{
        client_auth::ClientAuthMethod,
        exchange::{Endpoint, Request},
    },
    secret::SecretString,
};

/// A form with our client authentication: exactly one method.
pub fn authenticated(
    host: &Host,
    peer: &Peer,
    endpoint: Endpoint,
    url: Url,
    fields: &[(&str, &str)],
) -> Result<Request> {
    let mut fields = fields.to_vec();
    let secret = peer.client.secret.as_ref().map(|secret| secret.expose().as_str());
    if let (ClientAuthMethod::ClientSecretBasic, Some(secret)) = (peer.client.auth_method, secret) {
        let value = HeaderValue::from_str(&basic(&peer.client.id, secret)).expect("base64 is visible ASCII");
        return Ok(Request::form(endpoint, url, fields).header(header::AUTHORIZATION, value));
    }
    fields.push(("client_id", &peer.client.id));
    if let (ClientAuthMethod::ClientSecretPost, Some(secret)) = (peer.client.auth_method, secret) {
        fields.push(("client_secret", secret));
    }
    let mut request = Request::form(endpoint, url, fields);
    assert_client(host, peer, &mut request)?;
    Ok(request)
}

/// Adds a fresh assertion to a form, if that is how the client authenticates.
pub fn assert_client(host: &Host, peer: &Peer, request: &mut Request) -> Result<()> {
    if let Some(assertion) = assertion(host, peer)? {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("client_assertion_type", client_assertion::TYPE);
        form.append_pair("client_assertion", assertion.expose());
        request.body.push(b'&');
        request.body.extend_from_slice(form.finish().as_bytes());
    }
    Ok(())
}

fn assertion(host: &Host, peer: &Peer) -> Result<Option<SecretString>> {
    match &peer.client.assertion {
        None => Ok(None),
        Some(Assertion::Given(given)) => Ok(Some(given.send())),
        Some(Assertion::Signed { key, audience }) => {
            let mut jti = [0; 16];
            host.random.fill(&mut jti);
            let (client_id, jti, now) = (&peer.client.id, base64url::encode(jti), host.clock.now());
            key.sign(&ClientAssertion { client_id, audience, jti: &jti, now }).map(Some)
        }
    }
}

/// Id and secret are form-encoded before they are joined, so that a `:` in either does no harm.
fn basic(id: &str, secret: &str) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(id), encode(secret));
    format!("Basic {}", base64url::encode_standard(pair))
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
