//! `/oauth2/authorize`: what only Authgear refuses, and how; the rest is the strict endpoint's.
//! <https://docs.authgear.com/reference/apis/oauth-2.0-and-openid-connect-oidc>

use super::{error, user};
use crate::{
    idp::{
        answer,
        authorization::Target,
        client::Client,
        interaction::{self, Transaction},
        oauth_error::OauthError,
        parameters::Parameters,
        provider::Provider,
        received::Received,
        reply::Reply,
        scope::{self, OPENID},
        wanted::Manner,
    },
    protocol::client_auth::ClientAuthMethod,
};

/// Answers an authorization request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let (parameters, fault) = received.parameters();
    let client = parameters.get("client_id").and_then(|client_id| provider.client(client_id));
    let Some(client) = client else {
        return error::page("unauthorized_client", "invalid client ID");
    };
    // a lone registered one need not be named
    let named = parameters.get("redirect_uri").or(match &*client.redirect_uris {
        [only] => Some(only),
        _ => None,
    });
    let Some(redirect_uri) = named.filter(|uri| provider.may_answer_at(&client, uri)) else {
        return error::page("invalid_request", "redirect URI is not allowed");
    };
    let redirect_uri = redirect_uri.to_owned();
    if let Some(error) = refusal(&client, &parameters) {
        let state = parameters.get("state").map(str::to_owned);
        let target = Target { redirect_uri, manner: Manner::default(), state };
        return answer::refuse(provider, &target, &error).await;
    }
    let parameters = parameters.without(&["redirect_uri"]).with("redirect_uri", redirect_uri);
    interaction::proceed(provider, received, &Transaction::begin(provider, parameters), fault).await
}

/// What the client is told, if it is not the strict provider that refuses.
fn refusal(client: &Client, parameters: &Parameters) -> Option<OauthError> {
    if parameters.get("response_type") != Some("code") {
        let why = "response type is not allowed for this client";
        return Some(OauthError::new("unauthorized_client", why));
    }
    let scope = parameters.words("scope");
    if scope.is_empty() {
        return Some(OauthError::request("scope is required"));
    }
    let is_public = client.token_endpoint_auth_method == ClientAuthMethod::None;
    match (parameters.get("code_challenge"), parameters.get("code_challenge_method")) {
        (None, _) if is_public => {
            return Some(OauthError::request("PKCE code challenge is required for public clients"));
        }
        (None, _) | (Some(_), Some("S256")) => {}
        (Some(_), _) => return Some(OauthError::request("only 'S256' PKCE transform is supported")),
    }
    let not_allowed = scope.iter().find_map(|word| user::refusal(word));
    not_allowed
        .or_else(|| (!scope::is_in(&scope, OPENID)).then(|| "must request 'openid' scope".to_owned()))
        .map(|why| OauthError::new("invalid_scope", why))
}
