//! Who a back-channel request is from: exactly one method, and the registered one.
//!
//! <https://www.rfc-editor.org/rfc/rfc6749#section-2.3>, <https://www.rfc-editor.org/rfc/rfc7617>

use http::header;

use super::{
    client::Client,
    oauth_error::{OauthError, Outcome},
    parameters::Parameters,
    provider::Provider,
    received::Received,
};
use crate::{jose::base64url, protocol::client_auth::ClientAuthMethod};

/// What the request shows.
struct Shown {
    method: ClientAuthMethod,
    client_id: String,
    secret: Option<String>,
}

/// The client that sent the request, authenticated.
pub fn authenticate<'a>(
    provider: &'a Provider,
    received: &Received,
    parameters: &Parameters,
) -> Outcome<&'a Client> {
    let shown = shown(received, parameters)?;
    let client = provider
        .client(&shown.client_id)
        .ok_or_else(|| OauthError::client("client_id is not a registered one (RFC 6749 section 5.2)"))?;
    let registered = client.token_endpoint_auth_method;
    if registered != shown.method {
        return Err(OauthError::client(format!(
            "the client is registered for {}, not {} (RFC 6749 section 2.3)",
            registered.name(),
            shown.method.name()
        )));
    }
    let right = match (&client.client_secret, &shown.secret) {
        (None, None) => true,
        (Some(secret), Some(given)) => secret.matches(given),
        _ => false,
    };
    if !right {
        return Err(OauthError::client("the client secret is wrong (RFC 6749 section 2.3.1)"));
    }
    Ok(client)
}

fn shown(received: &Received, parameters: &Parameters) -> Outcome<Shown> {
    for unsupported in ["client_assertion", "client_assertion_type"] {
        if parameters.get(unsupported).is_some() {
            return Err(OauthError::client(format!(
                "{unsupported} is not supported here (RFC 7521 section 4.2)"
            )));
        }
    }
    let client_id = parameters.get("client_id");
    let in_body = parameters.get("client_secret");
    if received.headers.contains_key(header::AUTHORIZATION) {
        // RFC 6749 §2.3: not more than one method a request
        if in_body.is_some() {
            return Err(OauthError::request(
                "the client must use one authentication method, not two (RFC 6749 section 2.3)",
            ));
        }
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
        return Ok(Shown {
            method: ClientAuthMethod::ClientSecretBasic,
            client_id: basic_id,
            secret: Some(secret),
        });
    }
    let client_id = client_id
        .ok_or_else(|| OauthError::client("client_id is missing (RFC 6749 section 3.2.1)"))?
        .to_owned();
    let method = if in_body.is_some() { ClientAuthMethod::ClientSecretPost } else { ClientAuthMethod::None };
    Ok(Shown { method, client_id, secret: in_body.map(str::to_owned) })
}

/// RFC 7617 §2 with the form encoding of RFC 6749 §2.3.1.
fn basic(received: &Received) -> Option<(String, String)> {
    let (scheme, credentials) = received.header(header::AUTHORIZATION)?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(base64url::decode_standard(credentials.trim())?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form_decoded(id)?, form_decoded(secret)?))
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

    use super::*;

    fn read(value: &'static str) -> Option<(String, String)> {
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(value))]);
        let (path, query, body) = (String::new(), String::new(), Vec::new());
        basic(&Received { method: Method::POST, path, query, headers, body })
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
