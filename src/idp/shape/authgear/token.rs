//! `/oauth2/token`: what only Authgear refuses, and its words for what the strict provider refuses.
//! <https://docs.authgear.com/reference/apis/oauth-2.0-and-openid-connect-oidc>

use http::{StatusCode, header};
use serde_json::Value;

use super::error;
use crate::{
    idp::{
        client::Client,
        client_authentication,
        endpoint::token,
        grant_type::{self, AUTHORIZATION_CODE, REFRESH_TOKEN},
        parameters::Parameters,
        provider::Provider,
        received::Received,
        reply::Reply,
    },
    protocol::client_auth::ClientAuthMethod,
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let refuse = |(error, why): (&str, &str)| error::reply(StatusCode::BAD_REQUEST, error, why);
    let Ok(parameters) = received.form() else {
        return refuse(("invalid_request", "the request is no form"));
    };
    let client_id = client_authentication::named(received, &parameters);
    let Some(client) = client_id.and_then(|client_id| provider.client(&client_id)) else {
        return refuse(("invalid_client", "invalid client ID"));
    };
    if let Some(refusal) = lacks(received, &parameters, &client) {
        return refuse(refusal);
    }
    let reply = token::answer(provider, received).await;
    if reply.status.is_success() {
        return reply;
    }
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    match reply.status.is_server_error() {
        true => error::reply(reply.status, "server_error", "internal server error"),
        false => refuse(translated(&parameters, text("error"), text("error_description"))),
    }
}

/// What is missing, before anything else is looked at.
fn lacks(
    received: &Received,
    parameters: &Parameters,
    client: &Client,
) -> Option<(&'static str, &'static str)> {
    let is_public = client.token_endpoint_auth_method == ClientAuthMethod::None;
    let has_secret =
        parameters.get("client_secret").is_some() || received.headers.contains_key(header::AUTHORIZATION);
    let grant_type = parameters.get("grant_type").unwrap_or_default();
    let lacks = |name: &str| parameters.get(name).is_none();
    match grant_type {
        AUTHORIZATION_CODE if lacks("code") => Some(("invalid_request", "code is required")),
        AUTHORIZATION_CODE if is_public && lacks("code_verifier") => {
            Some(("invalid_request", "PKCE code verifier is required"))
        }
        AUTHORIZATION_CODE if !is_public && !has_secret => {
            Some(("invalid_client", "client secret is required"))
        }
        REFRESH_TOKEN if lacks("refresh_token") => Some(("invalid_request", "refresh token is required")),
        _ if grant_type::named(grant_type).is_none() => {
            Some(("unsupported_grant_type", "grant type is not supported"))
        }
        _ => None,
    }
}

/// Authgear's words for an error of the strict provider.
fn translated<'a>(parameters: &Parameters, error: &'a str, why: &'a str) -> (&'a str, &'a str) {
    let refreshes = parameters.get("grant_type") == Some(REFRESH_TOKEN);
    match error {
        "invalid_client" => ("invalid_request", "invalid client secret"),
        "invalid_grant" if refreshes && why.contains("another client") => {
            ("invalid_request", "client id doesn't match the refresh token")
        }
        "invalid_grant" if refreshes => ("invalid_grant", "invalid refresh token"),
        "invalid_grant" if why.starts_with("redirect_uri ") => ("invalid_request", "invalid redirect URI"),
        "invalid_grant" => ("invalid_grant", "invalid authorization code"),
        "invalid_request" if why.starts_with("redirect_uri ") => ("invalid_request", "invalid redirect URI"),
        "unauthorized_client" => ("unauthorized_client", "grant type is not allowed for this client"),
        _ => (error, why),
    }
}
