//! The authorization endpoint (RFC 6749 §3.1, OIDC Core §3.1.2), and its continuation after the sign-in page.

use crate::idp::{
    interaction::{self, Transaction},
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
    match Transaction::open(provider, parameters.get("transaction").unwrap_or_default()) {
        Ok(transaction) => interaction::proceed(provider, received, &transaction, None),
        Err(error) => interaction::error_page(&error),
    }
}
