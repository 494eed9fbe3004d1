//! A small API that tokens of this provider open, to try things with at home: `/_dev/api` (RFC 6750, RFC 8707).

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{protected_resource, userinfo::bearer};
use crate::{
    idp::{
        client_certificate,
        oauth_error::{OauthError, Outcome},
        provider::Provider,
        received::Received,
        reply::Reply,
        target,
    },
    jose::claims::Claims,
};

/// Answers one request: with what the token says.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    protected_resource::told(provider, said(provider, received))
}

fn said(provider: &Provider, received: &Received) -> Reply {
    let answer = match bearer(received) {
        Ok(Some(token)) => claims(provider, &token, received),
        // RFC 6750 §3.1: a request without authentication gets no error code
        Ok(None) => {
            return Reply::empty(StatusCode::UNAUTHORIZED)
                .header("www-authenticate", "Bearer realm=\"authctl\"");
        }
        Err(error) => Err(error),
    };
    match answer {
        Ok(claims) => {
            let said =
                ["sub", "client_id", "scope", "aud"].map(|name| (name.to_owned(), claims[name].clone()));
            Reply::json(StatusCode::OK, &json!(Map::from_iter(said)))
        }
        Err(error) => error.bearer_reply(),
    }
}

/// The claims of a token that is for this API, or for the whole provider.
fn claims(provider: &Provider, token: &str, received: &Received) -> Outcome<Map<String, Value>> {
    let invalid =
        |why: &str| OauthError { status: StatusCode::UNAUTHORIZED, ..OauthError::new("invalid_token", why) };
    let claims = provider
        .open_access_token(token)
        .ok_or_else(|| invalid("the access token is not one that works (RFC 6750 section 3.1)"))?;
    client_certificate::check_bound(&claims, received)?;
    let audience = Claims(&claims).texts("aud").unwrap_or_default();
    // RFC 9068 §4
    if ![provider.issuer.clone(), target::own_api(provider)].iter().any(|own| audience.contains(own)) {
        return Err(invalid("the access token is for another API (RFC 9068 section 4)"));
    }
    Ok(claims)
}
