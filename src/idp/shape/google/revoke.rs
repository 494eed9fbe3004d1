//! Google's revocation: no app proves itself, and whichever token it is, all that the person allowed the app ends.
//! <https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke>

use http::StatusCode;
use serde_json::json;

use crate::idp::{
    oauth_error::{OauthError, Outcome},
    parameters::Parameters,
    provider::Provider,
    received::Received,
    reply::Reply,
    shape::{bearer, withdrawal},
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    match revoke(provider, received) {
        Ok(()) => Reply::json(StatusCode::OK, &json!({})),
        Err(error) => error.reply(),
    }
}

fn revoke(provider: &Provider, received: &Received) -> Outcome<()> {
    // in the body, or in the query
    let sent = if received.body.is_empty() { received.query.as_bytes() } else { &received.body };
    let parameters = Parameters::parse(sent).0;
    let invalid = || OauthError::new("invalid_token", "Token expired or revoked");
    let token =
        parameters.get("token").ok_or_else(|| OauthError::request("Missing required parameter: token"))?;
    let refreshed = provider.open_refresh_token(token).map(|(id, _)| id);
    let id = refreshed.or_else(|| Some(bearer::open(provider, token)?.grant)).ok_or_else(invalid)?;
    match withdrawal::withdraw(provider, &id)? {
        true => Ok(()),
        false => Err(invalid()),
    }
}
