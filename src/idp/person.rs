//! Grants of a person that no code begins: the device grant, the password grant.

use serde_json::Value;

use super::{
    oauth_error::Outcome,
    provider::Provider,
    scope,
    state::{Grant, Session, Terms},
    tokens::Issue,
};

/// What a person in this session grants a client.
pub fn grant(provider: &Provider, client_id: &str, session: Session, scope: Vec<String>) -> Grant {
    let (now, lifetimes) = (provider.now(), provider.config.lifetimes);
    let is_offline = scope::is_in(&scope, scope::OFFLINE_ACCESS);
    let grant = Grant::without_code(client_id, session, scope, now, lifetimes.access_token);
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
    provider: &Provider,
    id: &str,
    grant: &Grant,
    terms: &Terms,
    certificate: Option<&str>,
) -> Outcome<Value> {
    let (scope, generation) = (&grant.scope, grant.refresh_expires_at.map(|_| grant.generation));
    provider.issue(Issue { id, grant, scope, terms, generation, answers_code: false, certificate }).await
}
