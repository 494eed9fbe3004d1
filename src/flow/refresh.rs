//! Renewing a session's tokens (RFC 6749 §6, OIDC Core §12).

use super::{id_token, peer::Peer, token_endpoint};
use crate::{
    error::{Phase, Result},
    host::Host,
    protocol::token::TokenResponse,
    secret::SecretString,
};

/// What is known of the session that is renewed.
pub struct Previous<'a> {
    /// Its refresh token.
    pub refresh_token: &'a SecretString,
    /// Its ID token: the new one must be of the same person and login.
    pub id_token: Option<&'a SecretString>,
}

/// The new tokens, after every check. Nothing is kept here: storing comes before using, and is the caller's.
pub async fn refresh(host: &Host, peer: &Peer, previous: Previous<'_>) -> Result<TokenResponse> {
    // RFC 6749 §6: without `scope` the same scope is asked for.
    let tokens = token_endpoint::refresh(host, peer, previous.refresh_token, &[]).await?;
    if let (Some(new), Some(old)) = (&tokens.id_token, previous.id_token) {
        id_token::check_refreshed(host, peer, new, old, &tokens.access_token)
            .await
            .map_err(|error| error.phase(Phase::Refresh))?;
    }
    Ok(tokens)
}
