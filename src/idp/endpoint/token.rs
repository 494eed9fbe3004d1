//! The token endpoint (RFC 6749 §3.2): who asks, which grant; the rest is the grant's.

use crate::idp::{
    client::Client,
    client_authentication::authenticate,
    client_certificate, dpop, grant, grant_type,
    laxity::Laxity,
    oauth_error::{OauthError, Outcome},
    parameters::Parameters,
    provider::Provider,
    received::Received,
    reply::Reply,
    token_answer::TokenAnswer,
    token_request::TokenRequest,
};
use http::StatusCode;

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    provider.count_token_request();
    let reply = match issue(provider, received).await {
        Ok(tokens) => Reply::of_tokens(StatusCode::OK, &tokens),
        Err(error) => error.reply(),
    };
    dpop::with_nonce(provider, reply)
}

async fn issue(provider: &Provider, received: &Received) -> Outcome<TokenAnswer> {
    let parameters = received.form()?;
    let client = authenticate(provider, received, &parameters)?;
    answer_to(provider, received, &client, &parameters).await
}

/// The tokens for a client that is known, or why there are none.
pub async fn answer_to(
    provider: &Provider,
    received: &Received,
    client: &Client,
    parameters: &Parameters,
) -> Outcome<TokenAnswer> {
    let name = parameters
        .get("grant_type")
        .ok_or_else(|| OauthError::request("grant_type is missing (RFC 6749 section 4.1.3)"))?;
    let row = grant_type::named(name).ok_or_else(|| {
        OauthError::new(
            "unsupported_grant_type",
            "grant_type is not one of this provider (RFC 6749 section 5.2)",
        )
    })?;
    if !client.may_use(name) && !provider.allows(Laxity::AnyGrantType) {
        return Err(OauthError::new(
            "unauthorized_client",
            "the client is not registered for this grant_type (RFC 6749 section 5.2)",
        ));
    }
    let (certificate, dpop_jkt) = match provider.policy.binds_tokens() {
        true => {
            (client_certificate::binding(client, received)?, dpop::key_of_tokens(provider, received, client)?)
        }
        false => (None, None),
    };
    let (certificate, dpop_jkt) = (certificate.as_deref(), dpop_jkt.as_deref());
    grant::answer(row.grant, TokenRequest { provider, client, parameters, certificate, dpop_jkt }).await
}
