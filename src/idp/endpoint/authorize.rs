//! The authorization endpoint (RFC 6749 §3.1, OIDC Core §3.1.2), and its continuation after the sign-in page.

use crate::idp::{
    interaction::{self, Transaction},
    oauth_error::OauthError,
    provider::Provider,
    received::Received,
    reply::Reply,
};

/// Answers an authorization request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let (parameters, fault) = received.parameters();
    interaction::proceed(provider, received, &Transaction::begin(provider, parameters), fault)
}

/// Goes on with the request that a page carried.
pub async fn resume(provider: &Provider, received: &Received) -> Reply {
    let (parameters, _) = received.parameters();
    match parameters.get("transaction").and_then(|text| Transaction::open(provider, text)) {
        Some(transaction) => interaction::proceed(provider, received, &transaction, None),
        None => interaction::error_page(&stale()),
    }
}

/// The error of a page that was left open for too long.
pub fn stale() -> OauthError {
    OauthError::request("the page is too old; go back to the application and sign in again")
}
