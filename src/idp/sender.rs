//! Whose a request says it is: nothing of it is checked here.

use http::header;
use url::form_urlencoded;

use super::received::Received;
use crate::jose::{base64url, jws};

/// The client that a request names, by its parameters or its credentials.
pub fn client_id(received: &Received) -> Option<String> {
    let named = received.parameters().0.get("client_id").map(str::to_owned);
    named
        .or_else(|| in_assertion(received))
        .or_else(|| in_credentials(received.header(header::AUTHORIZATION)?))
}

/// The one that an `Authorization` header names.
pub fn in_credentials(value: &str) -> Option<String> {
    let (scheme, credential) = value.split_once(' ')?;
    match scheme.eq_ignore_ascii_case("basic") {
        true => basic(credential.trim()),
        false => text_claim(credential.trim(), "client_id"),
    }
}

/// RFC 7617 §2 with the form encoding of RFC 6749 §2.3.1.
fn basic(credential: &str) -> Option<String> {
    let text = String::from_utf8(base64url::decode_standard(credential)?).ok()?;
    let (id, _) = text.split_once(':')?;
    // as the name of a lone pair
    form_urlencoded::parse(id.as_bytes()).next().map(|(id, _)| id.into_owned())
}

/// Whose its client assertion says it is (RFC 7523 §3).
pub fn in_assertion(received: &Received) -> Option<String> {
    // most requests have none, and are not read for it
    let is_one = |pair: &[u8]| pair.starts_with(b"client_assertion=");
    if !received.body.split(|byte| *byte == b'&').any(is_one) || !received.is_form() {
        return None;
    }
    let mut pairs = form_urlencoded::parse(&received.body);
    let assertion = pairs.find(|(name, _)| name == "client_assertion").map(|(_, value)| value)?;
    text_claim(&assertion, "sub")
}

fn text_claim(token: &str, claim: &str) -> Option<String> {
    let (_, claims) = jws::peek(token)?;
    claims.get(claim)?.as_str().map(str::to_owned)
}
