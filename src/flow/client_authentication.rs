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
        client_assertion::{self, ClientAssertion, ClientSecret},
    },
    protocol::{
        client_auth::ClientAuthMethod,
        exchange::{Endpoint, Request},
    },
    provider::quirk::Quirk,
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
    if peer.client.auth_method == ClientAuthMethod::ClientSecretBasic && secret.is_some() {
        let mut request = Request::form(endpoint, url, fields);
        prove_client(host, peer, &mut request)?;
        return Ok(request);
    }
    fields.push(("client_id", &peer.client.id));
    if let (ClientAuthMethod::ClientSecretPost, Some(secret)) = (peer.client.auth_method, secret) {
        fields.push(("client_secret", secret));
    }
    let mut request = Request::form(endpoint, url, fields);
    prove_client(host, peer, &mut request)?;
    Ok(request)
}

/// Adds to a form what is made for each request: a fresh assertion, or the header with id and secret, if that is how the client
/// authenticates.
pub fn prove_client(host: &Host, peer: &Peer, request: &mut Request) -> Result<()> {
    if let (ClientAuthMethod::ClientSecretBasic, Some(secret)) =
        (peer.client.auth_method, &peer.client.secret)
    {
        let is_raw = peer.meets(host, Quirk::BasicWithoutFormEncoding);
        let credential = basic(&peer.client.id, secret.expose(), is_raw);
        let mut value = HeaderValue::from_str(&credential).expect("base64 is visible ASCII");
        value.set_sensitive(true);
        request.headers.insert(header::AUTHORIZATION, value);
    }
    if let Some(assertion) = assertion(host, peer)? {
        let mut form = form_urlencoded::Serializer::new(String::new());
        if matches!(peer.client.assertion, Some(Assertion::Secret { .. })) {
            peer.meets(host, Quirk::ClientSecretFromKey);
            form.append_pair("client_secret", assertion.expose());
        } else {
            form.append_pair("client_assertion_type", client_assertion::TYPE);
            form.append_pair("client_assertion", assertion.expose());
        }
        request.body.push(b'&');
        request.body.extend_from_slice(form.finish().as_bytes());
    }
    Ok(())
}

fn assertion(host: &Host, peer: &Peer) -> Result<Option<SecretString>> {
    match &peer.client.assertion {
        None => Ok(None),
        Some(Assertion::Given(given)) => Ok(Some(given.send())),
        Some(Assertion::Secret { key, team_id, audience }) => {
            let (client_id, now) = (&peer.client.id, host.clock.now());
            key.sign_secret(&ClientSecret { client_id, team_id, audience, now }).map(Some)
        }
        Some(Assertion::Signed { key, audience }) => {
            let mut jti = [0; 16];
            host.random.fill(&mut jti);
            let (client_id, jti, now) = (&peer.client.id, base64url::encode(jti), host.clock.now());
            key.sign(&ClientAssertion { client_id, audience, jti: &jti, now }).map(Some)
        }
    }
}

/// Id and secret are form-encoded before they are joined, so that a `:` in either does no harm (threat C134); `is_raw` where the
/// provider does not decode them.
fn basic(id: &str, secret: &str, is_raw: bool) -> String {
    let encode = |text: &str| match is_raw {
        true => text.to_owned(),
        false => form_urlencoded::byte_serialize(text.as_bytes()).collect(),
    };
    let pair = format!("{}:{}", encode(id), encode(secret));
    format!("Basic {}", base64url::encode_standard(pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_and_secret_are_encoded_as_the_standard_says() {
        // RFC 6749 §2.3.1
        assert_eq!(basic("s6BhdRkqt3", "gX1fBat3bV", false), "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW");
        assert_eq!(basic("a:b", "p q+\u{e4}~", false), "Basic YSUzQWI6cCtxJTJCJUMzJUE0JTdF");
        assert_eq!(basic("a b", "p q+\u{e4}~", true), "Basic YSBiOnAgcSvDpH4=");
    }
}
