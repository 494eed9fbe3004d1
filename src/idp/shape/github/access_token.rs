//! GitHub's token endpoint: a code or a device's code for a token that has no end and no refresh token.
//! <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#2-users-are-redirected-back-to-your-site-by-github>

use serde_json::{Map, Value, json};

use super::{
    answer, device,
    error::{
        BAD_REFRESH_TOKEN, BAD_VERIFICATION_CODE, GithubError, INCORRECT_CLIENT_CREDENTIALS,
        REDIRECT_URI_MISMATCH, UNSUPPORTED_GRANT_TYPE,
    },
};
use crate::idp::{
    client::Client, client_authentication::authenticate, endpoint::token, grant_type, parameters::Parameters,
    provider::Provider, received::Received, reply::Reply, token_answer::TokenAnswer,
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    provider.count_token_request();
    let parameters = answer::sent(received);
    let members = match parameters.get("grant_type") {
        None | Some(grant_type::AUTHORIZATION_CODE) => match redeem(provider, received, &parameters).await {
            Ok(tokens) => members(&tokens),
            Err(error) => error.members(),
        },
        Some(grant_type::DEVICE_CODE) => match device::redeem(provider, received, &parameters).await {
            Ok(tokens) => members(&tokens),
            Err(error) => error,
        },
        Some(grant_type::REFRESH_TOKEN) => BAD_REFRESH_TOKEN.members(),
        Some(_) => UNSUPPORTED_GRANT_TYPE.members(),
    };
    answer::reply(received, members)
}

async fn redeem(
    provider: &Provider,
    received: &Received,
    parameters: &Parameters,
) -> Result<TokenAnswer, GithubError> {
    let client = authenticate(provider, received, parameters)
        .map_err(|error| INCORRECT_CLIENT_CREDENTIALS.unless_failed(&error))?;
    let parameters = standard(provider, &client, parameters)?;
    let answered = token::answer_to(provider, received, &client, &parameters).await;
    answered.map_err(|error| BAD_VERIFICATION_CODE.unless_failed(&error))
}

/// The request as the strict provider reads it: with the `redirect_uri` that the code went to, which GitHub compares only if it
/// is sent.
fn standard(
    provider: &Provider,
    client: &Client,
    parameters: &Parameters,
) -> Result<Parameters, GithubError> {
    let code = parameters.get("code").ok_or(BAD_VERIFICATION_CODE)?;
    let went_to = provider.open_code(code).and_then(|id| {
        provider.store.read(|state| {
            let grant = state.grants.get(&id).filter(|grant| grant.client_id == client.client_id)?;
            Some(grant.redirect_uri.clone())
        })
    });
    let went_to = went_to.ok_or(BAD_VERIFICATION_CODE)?;
    if parameters.get("redirect_uri").is_some_and(|given| given != went_to) {
        return Err(REDIRECT_URI_MISMATCH);
    }
    let verifier = parameters.get("code_verifier").unwrap_or_default();
    let pairs = [
        ("grant_type", grant_type::AUTHORIZATION_CODE),
        ("code", code),
        ("redirect_uri", &went_to),
        ("code_verifier", verifier),
    ];
    Ok(Parameters::of(pairs.map(|(name, value)| (name.to_owned(), value.to_owned()))))
}

/// The answer's members: the scopes between commas, and nothing about an end.
fn members(tokens: &TokenAnswer) -> Map<String, Value> {
    let scope = tokens.scope.replace(' ', ",");
    let members = json!({"access_token": tokens.access_token, "token_type": "bearer", "scope": scope});
    members.as_object().cloned().unwrap_or_default()
}
