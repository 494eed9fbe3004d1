//! GitHub's authorization request: `redirect_uri`, `scope` and PKCE may be missing, there is no `response_type`.
//! <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#1-request-a-users-github-identity>

use http::StatusCode;

use super::{error::UNREGISTERED_REDIRECT_URI, redirect, scope};
use crate::idp::{
    client::Client,
    interaction::{self, Transaction},
    page::Page,
    parameters::Parameters,
    provider::Provider,
    received::Received,
    reply::Reply,
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let (parameters, fault) = received.parameters();
    let Some(client) = parameters.get("client_id").and_then(|id| provider.client(id)) else {
        return not_found();
    };
    let presented = parameters.get("redirect_uri");
    let Some(callback) = redirect::callback(&client.redirect_uris, presented.unwrap_or_default()) else {
        return not_found();
    };
    if !presented.is_none_or(|uri| is_registered(&client, uri)) {
        return mismatch(&callback, parameters.get("state"));
    }
    let transaction = Transaction::begin(provider, standard(&parameters, presented.unwrap_or(&callback)));
    interaction::proceed(provider, received, &transaction, fault).await
}

fn is_registered(client: &Client, uri: &str) -> bool {
    client.redirect_uris.iter().any(|registered| redirect::matches(registered, uri))
}

/// The request as the strict provider reads it; what GitHub does not know is left out.
fn standard(parameters: &Parameters, redirect_uri: &str) -> Parameters {
    let given = |name: &str| parameters.get(name).unwrap_or_default().to_owned();
    let prompt = parameters.get("prompt").filter(|prompt| *prompt == "select_account");
    let pairs = [
        ("response_type", "code".to_owned()),
        ("client_id", given("client_id")),
        ("redirect_uri", redirect_uri.to_owned()),
        ("scope", scope::normal(&given("scope"))),
        ("state", given("state")),
        ("login_hint", given("login")),
        ("prompt", prompt.unwrap_or_default().to_owned()),
        ("code_challenge", given("code_challenge")),
        ("code_challenge_method", given("code_challenge_method")),
    ];
    Parameters::of(pairs.map(|(name, value)| (name.to_owned(), value)))
}

/// No app has that id.
fn not_found() -> Reply {
    let body = "<p class=\"problem\">No application has this client_id.</p>".to_owned();
    Reply::page(StatusCode::NOT_FOUND, &Page::new("Page not found", body))
}

/// The app is told at the callback that it has registered, and nobody at the other (threat P4).
fn mismatch(callback: &str, state: Option<&str>) -> Reply {
    let fault = UNREGISTERED_REDIRECT_URI;
    let mut answers =
        vec![("error", fault.error), ("error_description", fault.description), ("error_uri", fault.uri)];
    answers.extend(state.map(|state| ("state", state)));
    Reply::redirect_with(callback, &answers)
}
