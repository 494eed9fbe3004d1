//! Grants of a person that no code begins: the device grant, the password grant.

use super::{
    oauth_error::Outcome,
    scope,
    state::{Grant, Session, Terms},
    token_answer::TokenAnswer,
    token_request::TokenRequest,
    tokens::Issue,
};

/// What a person in this session grants the client.
pub fn grant(request: &TokenRequest<'_>, session: Session, scope: Vec<String>) -> Grant {
    let (now, lifetimes) = (request.provider.now(), request.provider.config.lifetimes);
    let is_offline = scope::is_in(&scope, scope::OFFLINE_ACCESS);
    let client_id = &request.client.client_id;
    let grant = Grant::without_code(client_id, session, scope, now, lifetimes.access_token);
    let (certificate, dpop_jkt) = (request.binds_refresh_token(), request.key_of_refresh_token());
    let grant = Grant { certificate, dpop_jkt, ..grant };
    match is_offline {
        false => grant,
        true => {
            let refresh_expires_at = now.plus(lifetimes.refresh_token);
            let forget_at = grant.forget_at.max(refresh_expires_at);
            Grant { refresh_expires_at: Some(refresh_expires_at), forget_at, ..grant }
        }
    }
}

/// The tokens of such a grant, for what was asked of it now.
pub async fn issue(
    request: &TokenRequest<'_>,
    id: &str,
    grant: &Grant,
    terms: &Terms,
) -> Outcome<TokenAnswer> {
    let TokenRequest { provider, dpop_jkt, certificate, .. } = *request;
    provider
        .issue(Issue {
            id,
            client_id: &grant.client_id,
            session: &grant.session,
            nonce: None,
            scope: &grant.scope,
            terms,
            generation: grant.refresh_expires_at.map(|_| grant.generation),
            dpop_jkt,
            certificate,
        })
        .await
}
