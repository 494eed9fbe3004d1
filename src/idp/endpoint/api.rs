//! A small API that tokens of this provider open, to try things with at home: `/_dev/api` (RFC 6750, RFC 8707, RFC 9449).

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::protected_resource;
use crate::{
    idp::{
        access::{self, invalid_token},
        oauth_error::Outcome,
        provider::Provider,
        received::Received,
        reply::Reply,
        target,
    },
    jose::claims::Claims,
};

/// Answers one request: with what the token says.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let reply = access::answer(provider, received, |claims| {
        check_audience(provider, &claims)?;
        let said = ["sub", "client_id", "scope", "aud"].map(|name| (name.to_owned(), claims[name].clone()));
        Ok(Reply::json(StatusCode::OK, &json!(Map::from_iter(said))))
    });
    protected_resource::told(provider, reply)
}

/// A token is for this API, or for the whole provider.
fn check_audience(provider: &Provider, claims: &Map<String, Value>) -> Outcome<()> {
    let audience = Claims(claims).texts("aud").unwrap_or_default();
    // RFC 9068 §4
    match [provider.issuer.clone(), target::own_api(provider)].iter().any(|own| audience.contains(own)) {
        true => Ok(()),
        false => Err(invalid_token("the access token is for another API (RFC 9068 section 4)")),
    }
}
