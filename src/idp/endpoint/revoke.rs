//! Revocation (RFC 7009): a refresh token goes with its whole family, an access token alone.

use http::StatusCode;
use serde_json::Value;

use crate::{
    idp::{
        client_authentication::authenticate,
        oauth_error::{OauthError, Outcome},
        provider::Provider,
        received::Received,
        reply::Reply,
        state::Change,
    },
    protocol::time::UnixTime,
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    match revoke(provider, received) {
        Ok(()) => Reply::empty(StatusCode::OK),
        Err(error) => error.reply(),
    }
}

fn revoke(provider: &Provider, received: &Received) -> Outcome<()> {
    let parameters = received.form()?;
    let client = authenticate(provider, received, &parameters)?;
    let token = parameters
        .get("token")
        .ok_or_else(|| OauthError::request("token is missing (RFC 7009 section 2.1)"))?;
    // RFC 7009 §2.1: a hint is only a hint; what the token is shows in the token
    if let Some((id, _)) = provider.open_refresh_token(token) {
        return provider.commit(|state| match state.grants.get(&id) {
            Some(grant) if grant.client_id != client.client_id => (Err(other_client()), Vec::new()),
            Some(grant) if !grant.revoked => (Ok(()), vec![Change::GrantRevoked { id: id.clone() }]),
            _ => (Ok(()), Vec::new()),
        })?;
    }
    if let Some(claims) = provider.open_access_token(token) {
        let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
        if text("client_id") != client.client_id {
            return Err(other_client());
        }
        let forget_at = UnixTime(claims.get("exp").and_then(Value::as_i64).unwrap_or(i64::MAX));
        let jti = text("jti").to_owned();
        let now = provider.now();
        return provider.commit(|state| match state.has_room_to_revoke(now) {
            true => (Ok(()), vec![Change::AccessRevoked { jti, forget_at }]),
            false => (Err(full()), Vec::new()),
        })?;
    }
    // RFC 7009 §2.2: an invalid token is as good as revoked
    Ok(())
}

/// RFC 7009 §2.2.1: the client then knows that the token still works.
fn full() -> OauthError {
    OauthError::unavailable(
        "too many access tokens were revoked that have not expired (RFC 7009 section 2.2.1)",
    )
}

fn other_client() -> OauthError {
    OauthError::grant("the token was issued to another client (RFC 7009 section 2.1)")
}
