//! `/oidc/session/end`: signs out without a question, also whoever names nothing but the client, and goes where that client has
//! registered. <https://docs.logto.io/end-user-flows/sign-out>

use http::StatusCode;
use url::Url;

use super::error;
use crate::idp::{
    answer::error_page,
    browser_session,
    page::Page,
    parameters::Parameters,
    provider::Provider,
    received::{self, Received},
    reply::Reply,
    session_end,
    shape::app,
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let (parameters, fault) = received.parameters();
    if let Some(fault) = fault {
        return error_page(&received::malformed(&fault));
    }
    let next = match next(provider, &parameters) {
        Ok(next) => next,
        Err((error, description)) => {
            let status = StatusCode::BAD_REQUEST;
            return error::Told { status, error, description: description.into() }.reply();
        }
    };
    // the original's page sends itself on at once: it is no question either
    if let Some(session) = browser_session::current_session(provider, received)
        && let Err(error) = session_end::end(provider, &session.sid).await
    {
        return error_page(&error);
    }
    let reply = match next {
        Some(next) => Reply::see_other(next.as_str()),
        None => {
            let said = "<p>You have successfully signed out.</p>".to_owned();
            Reply::page(StatusCode::OK, &Page::new("Signed out", said))
        }
    };
    reply.cookie(&provider.cookie_name("session"), "", 0)
}

/// Where the browser goes then (RP-Initiated Logout §3); without a client an address counts for nothing.
fn next(provider: &Provider, parameters: &Parameters) -> Result<Option<Url>, (&'static str, &'static str)> {
    let hint = match parameters.get("id_token_hint") {
        None => None,
        Some(hint) => {
            let claims = provider.open_id_token_hint(hint);
            Some(claims.ok_or(("invalid_request", "could not validate id_token_hint"))?)
        }
    };
    let hinted = hint.as_ref().and_then(|claims| claims.get("aud")?.as_str());
    let named = parameters.get("client_id");
    if hinted.is_some_and(|hinted| named.is_some_and(|named| named != hinted)) {
        return Err(("invalid_request", "client_id does not match the provided id_token_hint"));
    }
    let Some(client_id) = hinted.or(named) else { return Ok(None) };
    let client = provider.client(client_id).ok_or(("invalid_client", "client is invalid"))?;
    let Some(uri) = parameters.get("post_logout_redirect_uri") else { return Ok(None) };
    let unregistered = ("invalid_request", "post_logout_redirect_uri not registered");
    if !app::may_end_at(&client, uri) {
        return Err(unregistered);
    }
    let mut next = Url::parse(uri).map_err(|_| unregistered)?;
    if let Some(state) = parameters.get("state") {
        next.query_pairs_mut().append_pair("state", state);
    }
    Ok(Some(next))
}
