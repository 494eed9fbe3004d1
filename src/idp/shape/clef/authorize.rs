//! A code for a token: `POST /api/v1/authorize`, whose app shows its secret and nothing else.

use http::StatusCode;
use serde_json::json;

use super::{api, error::Refusal, sandbox, site};
use crate::idp::{
    client::Client,
    endpoint::token,
    grant_type, notice,
    parameters::Parameters,
    provider::Provider,
    received::Received,
    reply::Reply,
    state::{Change, Grant},
};

/// The longest hook that is kept with a login, in bytes (threat P17).
const LONGEST_HOOK: usize = 1024;

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    provider.count_token_request();
    match access_token(provider, received).await {
        Ok(token) => Reply::json(StatusCode::OK, &json!({"success": true, "access_token": token})),
        Err(refusal) => refusal.reply(),
    }
}

async fn access_token(provider: &Provider, received: &Received) -> Result<String, Refusal> {
    let (parameters, _) = received.parameters();
    let client = api::app(provider, &parameters)?;
    let code = parameters.get("code").unwrap_or_default();
    if client.client_id == sandbox::APP.client_id && code == sandbox::CODE {
        return Ok(sandbox::TOKEN.to_owned());
    }
    let hook = parameters.get("logout_hook").map(|hook| named_hook(&client, hook)).transpose()?;
    let grant = grant_of(provider, code).ok_or(Refusal::Code)?;
    let standard = Parameters::default()
        .with("grant_type", grant_type::AUTHORIZATION_CODE.to_owned())
        .with("code", code.to_owned())
        .with("redirect_uri", grant.redirect_uri);
    let tokens =
        token::answer_to(provider, received, &client, &standard).await.map_err(|error| {
            match error.status.is_server_error() {
                true => Refusal::Server,
                false => Refusal::Code,
            }
        })?;
    if let Some(hook) = hook {
        let change =
            Change::LogoutHookNamed { sid: grant.session.sid, client_id: client.client_id.clone(), hook };
        provider.commit(|_| ((), vec![change]))?;
    }
    Ok(tokens.access_token)
}

/// The grant that a code names, for the redirect URI that the app does not say again.
fn grant_of(provider: &Provider, code: &str) -> Option<Grant> {
    let id = provider.open_code(code)?;
    provider.store.read(|state| state.grants.get(&id).cloned())
}

/// A hook for this login alone, at the app's own site; and on this machine, since nothing is sent anywhere else (threat W9).
fn named_hook(client: &Client, hook: &str) -> Result<String, Refusal> {
    let is_short = hook.len() <= LONGEST_HOOK;
    match is_short && site::is_of_client(client, hook) && notice::address(hook).is_ok() {
        true => Ok(hook.to_owned()),
        false => Err(Refusal::LogoutHook),
    }
}
