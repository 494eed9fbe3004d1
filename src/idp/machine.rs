//! Grants without a person: what a client gets by its registration alone.
//!
//! Nothing of them is kept: the signature shows that the token is ours, its `jti` that nobody signed in for it, and what a
//! client gives back is remembered by that. So however many tokens a job asks for, none ends another, and none waits for a
//! disk (threat P17).

use super::{
    laxity::Laxity,
    oauth_error::{OauthError, Outcome},
    scope,
    state::{self, Session},
    terms,
    token_answer::TokenAnswer,
    token_request::TokenRequest,
    tokens::Issue,
};

/// Issues an access token about `sub`, for what the client is registered for.
pub async fn issue(request: TokenRequest<'_>, sub: &str) -> Outcome<TokenAnswer> {
    let TokenRequest { provider, client, certificate, dpop_jkt, .. } = request;
    let (id, now) = (state::NO_PERSON, provider.now());
    let session = Session {
        sid: id.into(),
        sub: sub.to_owned(),
        auth_time: now,
        by_password: false,
        second_factor: false,
        expires_at: now,
    };
    let (scope, terms) = (asked(&request)?, terms::of_client(&request)?);
    provider.count_machine_grant();
    provider
        .issue(Issue {
            id,
            client_id: &client.client_id,
            session: &session,
            nonce: None,
            scope: &scope,
            terms: &terms,
            generation: None,
            dpop_jkt,
            certificate,
        })
        .await
}

/// RFC 6749 §3.3: what is asked for, or else everything that the client may have.
fn asked(request: &TokenRequest<'_>) -> Outcome<Vec<String>> {
    let (words, allowed) = (request.parameters.words("scope"), &request.client.scope);
    let more = words.iter().find(|word| !scope::is_in(allowed, word));
    match more.filter(|_| !request.provider.allows(Laxity::AnyScope)) {
        Some(more) => Err(OauthError::new(
            "invalid_scope",
            format!("the client is not registered for the scope {more} (RFC 6749 section 5.2)"),
        )),
        None if words.is_empty() => Ok(allowed.clone()),
        None => Ok(words),
    }
}
