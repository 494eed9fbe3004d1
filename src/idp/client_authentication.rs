//! Who a back-channel request is from: exactly one method, and the registered one.
//!
//! <https://www.rfc-editor.org/rfc/rfc6749#section-2.3>, <https://www.rfc-editor.org/rfc/rfc7617>,
//! <https://www.rfc-editor.org/rfc/rfc7521#section-4.2>

use std::{borrow::Cow, sync::Arc};

use http::header;

use super::{
    client::Client,
    client_assertion, client_certificate,
    laxity::Laxity,
    oauth_error::{OauthError, Outcome},
    parameters::Parameters,
    provider::Provider,
    received::Received,
};
use crate::{
    jose::{self, base64url},
    protocol::client_auth::{self, ClientAuthMethod},
};

/// What the request shows.
struct Shown<'a> {
    client_id: Cow<'a, str>,
    proof: Proof<'a>,
}

/// How it proves that.
enum Proof<'a> {
    Nothing,
    Basic(Basic),
    Post(&'a str),
    Assertion(&'a str),
}

/// The secret of the header.
struct Basic {
    secret: String,
    /// As it would be if it had not been form-encoded.
    as_it_stands: String,
}

/// Which client the request says it is of.
pub fn client_id(received: &Received, parameters: &Parameters) -> Option<String> {
    shown(received, parameters, || false).ok().map(|shown| shown.client_id.into_owned())
}

/// The client that sent the request, authenticated.
pub fn authenticate(
    provider: &Provider,
    received: &Received,
    parameters: &Parameters,
) -> Outcome<Arc<Client>> {
    let both = || provider.allows(Laxity::TwoClientAuthentications);
    let Shown { client_id, proof } = shown(received, parameters, both)?;
    let client = provider
        .client(&client_id)
        .ok_or_else(|| OauthError::client("client_id is not a registered one (RFC 6749 section 5.2)"))?;
    if client.is_stranger && !matches!(proof, Proof::Assertion(_)) {
        return Ok(client);
    }
    let registered = client.token_endpoint_auth_method;
    let used = match proof {
        Proof::Nothing if registered.proof() == client_auth::Proof::Certificate => registered.name(),
        Proof::Nothing => ClientAuthMethod::None.name(),
        Proof::Basic(_) => ClientAuthMethod::ClientSecretBasic.name(),
        Proof::Post(_) => ClientAuthMethod::ClientSecretPost.name(),
        Proof::Assertion(_) if registered.is_assertion() => registered.name(),
        Proof::Assertion(_) => "a client assertion",
    };
    let shows_secret = matches!(proof, Proof::Basic(_) | Proof::Post(_));
    let is_either = provider.policy.takes_secrets_either_way
        && registered.proof() == client_auth::Proof::Secret
        && shows_secret;
    if registered.name() != used && !is_either {
        if !is_let_pass(provider, &client, &proof) {
            let why = format!("the client is registered for {registered}, not {used} (RFC 6749 section 2.3)");
            return Err(OauthError::client(why));
        }
        if matches!(proof, Proof::Nothing) {
            return Ok(client);
        }
    }
    let right = match (&client.client_secret, proof) {
        (_, Proof::Assertion(assertion)) => {
            client_assertion::check(provider, &client, assertion)?;
            true
        }
        // one that has a secret too, for encryption, proves itself so all the same
        (_, Proof::Nothing) if registered.proof() == client_auth::Proof::Certificate => {
            client_certificate::check(provider, &client, received)?;
            true
        }
        (None, Proof::Nothing) => true,
        (Some(secret), Proof::Basic(given)) => {
            secret.matches(&given.secret)
                || secret.matches(&given.as_it_stands) && provider.allows(Laxity::UnencodedBasic)
        }
        (Some(secret), Proof::Post(given)) => secret.matches(given),
        // let pass above
        (None, Proof::Basic(_) | Proof::Post(_)) => registered == ClientAuthMethod::None,
        (Some(_), Proof::Nothing) => false,
    };
    let is_taken = right || shows_secret && provider.allows(Laxity::AnyClientSecret);
    if !is_taken {
        return Err(OauthError::client("the client secret is wrong (RFC 6749 section 2.3.1)"));
    }
    Ok(client)
}

/// Whether a client may show something else than what it is registered for.
fn is_let_pass(provider: &Provider, client: &Client, proof: &Proof<'_>) -> bool {
    match proof {
        Proof::Nothing => provider.allows(Laxity::NoClientAuthentication),
        Proof::Basic(_) | Proof::Post(_) => {
            let is_public = client.token_endpoint_auth_method == ClientAuthMethod::None;
            (is_public || client.client_secret.is_some())
                && provider.allows(Laxity::OtherClientAuthentication)
        }
        Proof::Assertion(_) => false,
    }
}

/// The client that a request names, whether it is that one or not.
pub fn named(received: &Received, parameters: &Parameters) -> Option<String> {
    shown(received, parameters, || false).ok().map(|shown| shown.client_id.into_owned())
}

fn shown<'a>(
    received: &Received,
    parameters: &'a Parameters,
    may_be_both: impl FnOnce() -> bool,
) -> Outcome<Shown<'a>> {
    let client_id = parameters.get("client_id");
    let in_body = parameters.get("client_secret");
    let in_header = received.headers.contains_key(header::AUTHORIZATION);
    let assertion = assertion(parameters)?;
    // RFC 6749 §2.3: not more than one method a request
    let ways = [in_body.is_some(), in_header, assertion.is_some()].iter().filter(|shown| **shown).count();
    if ways > 1 && (assertion.is_some() || !may_be_both()) {
        return Err(OauthError::request(
            "the client must use one authentication method, not two (RFC 6749 section 2.3)",
        ));
    }
    if let Some(assertion) = assertion {
        return asserted(client_id, assertion);
    }
    if in_header {
        let (basic_id, secret) = basic(received).ok_or_else(|| {
            OauthError::client(
                "the Authorization header is not Basic with id and secret (RFC 6749 section 2.3.1)",
            )
        })?;
        if client_id.is_some_and(|client_id| client_id != basic_id) {
            return Err(OauthError::request(
                "client_id in the body is not the one in the Authorization header (RFC 6749 section 2.3.1)",
            ));
        }
        return Ok(Shown { client_id: basic_id.into(), proof: Proof::Basic(secret) });
    }
    let client_id =
        client_id.ok_or_else(|| OauthError::client("client_id is missing (RFC 6749 section 3.2.1)"))?;
    Ok(Shown { client_id: client_id.into(), proof: in_body.map_or(Proof::Nothing, Proof::Post) })
}

/// RFC 7521 §4.2: the assertion and its type come together.
fn assertion(parameters: &Parameters) -> Outcome<Option<&str>> {
    match (parameters.get("client_assertion_type"), parameters.get("client_assertion")) {
        (None, None) => Ok(None),
        (Some(kind), Some(assertion)) if kind == jose::client_assertion::TYPE => Ok(Some(assertion)),
        _ => Err(OauthError::client(
            "client_assertion and client_assertion_type do not go together (RFC 7523 section 2.2)",
        )),
    }
}

/// Whose the assertion says it is; its signature is checked with that client's keys.
fn asserted<'a>(client_id: Option<&str>, assertion: &'a str) -> Outcome<Shown<'a>> {
    let subject =
        jose::jws::peek(assertion).and_then(|(_, claims)| Some(claims.get("sub")?.as_str()?.to_owned()));
    let Some(subject) = subject else {
        return Err(OauthError::client("the client assertion is no JWT with a sub (RFC 7523 section 3)"));
    };
    if client_id.is_some_and(|client_id| client_id != subject) {
        return Err(OauthError::client("client_id is not the sub of the assertion (RFC 7521 section 4.2)"));
    }
    Ok(Shown { client_id: subject.into(), proof: Proof::Assertion(assertion) })
}

/// RFC 7617 §2 with the form encoding of RFC 6749 §2.3.1.
fn basic(received: &Received) -> Option<(String, Basic)> {
    let (scheme, credentials) = received.header(header::AUTHORIZATION)?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(base64url::decode_standard(credentials.trim())?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let as_it_stands = secret.to_owned();
    let secret = form_decoded(secret)?;
    Some((form_decoded(id)?, Basic { secret, as_it_stands }))
}

fn form_decoded(text: &str) -> Option<String> {
    // as the name of a lone pair; neither `&` nor `=` stands in it unencoded
    if text.contains(['&', '=']) {
        return Some(text.to_owned());
    }
    match url::form_urlencoded::parse(text.as_bytes()).next() {
        Some((name, _)) => Some(name.into_owned()),
        None => Some(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, Method};
    use hyper::body::Bytes;

    use super::*;

    fn read(value: &'static str) -> Option<(String, String)> {
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(value))]);
        let (path, query, body) = (String::new(), String::new(), Bytes::new());
        let (method, is_mutual, certificate) = (Method::POST, false, None);
        let read = basic(&Received { method, path, query, headers, body, is_mutual, certificate });
        read.map(|(id, secret)| (id, secret.secret))
    }

    #[test]
    fn basic_is_base64_and_then_form_decoded() {
        // id "a:b c", secret "s+%?": each form-encoded before the colon joins them
        assert_eq!(read("Basic YSUzQWIrYzpzJTJCJTI1JTNG"), Some(("a:b c".into(), "s+%?".into())));
        assert_eq!(read("basic YTpi"), Some(("a".into(), "b".into())));
        assert_eq!(read("Basic YTo="), Some(("a".into(), String::new())));
        for wrong in
            ["Basic", "Basic ", "Bearer YTpi", "Basic YTpi=", "Basic YT_-", "Basic YQ==", "Basic a:b"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
