//! Google's token endpoint, with its own words for what is wrong.
//! <https://developers.google.com/identity/protocols/oauth2/web-server#exchange-authorization-code>,
//! <https://developers.google.com/identity/protocols/oauth2/web-server#offline>

use http::StatusCode;

use super::{
    client::{BAD_REQUEST, authenticated, with_status},
    device, scope,
};
use crate::{
    idp::{
        client::Client,
        endpoint::token,
        grant_type,
        oauth_error::{OauthError, Outcome},
        parameters::Parameters,
        provider::Provider,
        received::Received,
        reply::Reply,
        token_answer::TokenAnswer,
    },
    jose::{base64url, hash},
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    provider.count_token_request();
    match issue(provider, received).await {
        Ok(tokens) => Reply::of_tokens(StatusCode::OK, &tokens),
        Err(error) => error.reply(),
    }
}

async fn issue(provider: &Provider, received: &Received) -> Outcome<TokenAnswer> {
    let parameters = received.form().map_err(|_| OauthError::request(BAD_REQUEST))?;
    let client = authenticated(provider, received, &parameters)?;
    let name = parameters.get("grant_type").unwrap_or_default();
    match name {
        grant_type::AUTHORIZATION_CODE => check_code(provider, &parameters)?,
        grant_type::REFRESH_TOKEN => check_refresh(provider, &client, &parameters)?,
        grant_type::DEVICE_CODE => {}
        other => {
            return Err(OauthError::new("unsupported_grant_type", format!("Invalid grant_type: {other}")));
        }
    }
    let answered = token::answer_to(provider, received, &client, &standard(&parameters)).await;
    let mut tokens = answered.map_err(|error| told(name, &error))?;
    if name == grant_type::REFRESH_TOKEN {
        // the one there is goes on
        tokens.refresh_token = None;
    }
    tokens.scope = scope::told(tokens.scope.split(' '));
    tokens.expires_in -= 1;
    Ok(tokens)
}

/// The request as the strict provider reads it.
fn standard(parameters: &Parameters) -> Parameters {
    const AS_THEY_ARE: &[&str] =
        &["grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "device_code"];
    let asked: Vec<&str> = parameters.get("scope").unwrap_or_default().split(' ').map(scope::short).collect();
    let given =
        AS_THEY_ARE.iter().filter_map(|name| Some(((*name).to_owned(), parameters.get(name)?.to_owned())));
    Parameters::of(given.chain([("scope".to_owned(), asked.join(" "))]))
}

/// What the strict provider refuses, as Google says it.
fn told(grant: &str, error: &OauthError) -> OauthError {
    match (grant, error.error) {
        (_, "server_error") => error.clone(),
        (grant_type::DEVICE_CODE, _) => device::told(error),
        (grant_type::REFRESH_TOKEN, "invalid_grant") => {
            OauthError::grant("Token has been expired or revoked.")
        }
        (_, "invalid_scope") => OauthError::new("invalid_scope", BAD_REQUEST),
        (_, "invalid_grant") => OauthError::grant(BAD_REQUEST),
        _ => OauthError::request(BAD_REQUEST),
    }
}

fn check_code(provider: &Provider, parameters: &Parameters) -> Outcome<()> {
    let need = |name: &str| {
        let missing = || OauthError::request(format!("Missing required parameter: {name}"));
        parameters.get(name).ok_or_else(missing)
    };
    let (code, redirect_uri) = (need("code")?, need("redirect_uri")?);
    let id = provider.open_code(code).ok_or_else(|| OauthError::grant("Malformed auth code."))?;
    let Some(grant) = provider.store.read(|state| state.grants.get(&id).cloned()) else {
        return Err(OauthError::grant(BAD_REQUEST));
    };
    if grant.redirect_uri != redirect_uri {
        return Err(OauthError::new("redirect_uri_mismatch", BAD_REQUEST));
    }
    let challenge = |verifier: &str| base64url::encode(hash::sha256(verifier.as_bytes()));
    match parameters.get("code_verifier") {
        None if !grant.code_challenge.is_empty() => Err(OauthError::grant("Missing code verifier.")),
        Some(verifier) if challenge(verifier) != grant.code_challenge => {
            Err(OauthError::grant("Invalid code verifier."))
        }
        _ => Ok(()),
    }
}

fn check_refresh(provider: &Provider, client: &Client, parameters: &Parameters) -> Outcome<()> {
    let token = parameters
        .get("refresh_token")
        .ok_or_else(|| OauthError::request("Missing required parameter: refresh_token"))?;
    let (id, _) = provider.open_refresh_token(token).ok_or_else(|| OauthError::grant(BAD_REQUEST))?;
    let is_others = |grant: &crate::idp::state::Grant| grant.client_id != client.client_id;
    match provider.store.read(|state| state.grants.get(&id).is_some_and(is_others)) {
        true => Err(with_status(StatusCode::UNAUTHORIZED, "unauthorized_client", "Unauthorized")),
        false => Ok(()),
    }
}
