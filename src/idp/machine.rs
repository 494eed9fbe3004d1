//! Grants without a person: what a client gets by its registration alone.

use serde_json::Value;

use super::{
    oauth_error::{OauthError, Outcome},
    scope,
    state::{Change, Grant, Session, Terms},
    target,
    token_request::TokenRequest,
    tokens::Issue,
};

/// Issues an access token about `sub`, for what the client is registered for.
pub async fn issue(request: TokenRequest<'_>, sub: &str) -> Outcome<Value> {
    let TokenRequest { provider, client, certificate, .. } = request;
    let (id, now) = (provider.random(16), provider.now());
    let session =
        Session { sid: id.clone(), sub: sub.to_owned(), auth_time: now, by_password: false, expires_at: now };
    let (scope, lasts) = (asked(&request)?, provider.config.lifetimes.access_token);
    let grant = Grant::without_code(&client.client_id, session, scope, now, lasts);
    let grant = Grant { machine: true, terms: Terms { resources: target::of_client(&request)? }, ..grant };
    provider.commit(|_| ((), vec![Change::MachineGranted { id: id.clone(), grant: grant.clone() }]))?;
    let (scope, terms) = (&grant.scope, &grant.terms);
    provider
        .issue(Issue {
            id: &id,
            grant: &grant,
            scope,
            terms,
            generation: None,
            answers_code: false,
            certificate,
        })
        .await
}

/// RFC 6749 §3.3: what is asked for, or else everything that the client may have.
fn asked(request: &TokenRequest<'_>) -> Outcome<Vec<String>> {
    let (words, allowed) = (request.parameters.words("scope"), &request.client.scope);
    match words.iter().find(|word| !scope::is_in(allowed, word)) {
        Some(more) => Err(OauthError::new(
            "invalid_scope",
            format!("the client is not registered for the scope {more} (RFC 6749 section 5.2)"),
        )),
        None if words.is_empty() => Ok(allowed.clone()),
        None => Ok(words),
    }
}
