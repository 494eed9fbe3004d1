//! Renewing a session's tokens (RFC 6749 §6, OIDC Core §12).

use super::{
    decryption,
    discovery::{self, ServedKeys},
    id_token,
    peer::Peer,
    token_endpoint,
};
use crate::{
    error::{Class, Code, Error, Phase, Result},
    host::Host,
    protocol::token::{Refusal, TokenResponse},
    secret::SecretString,
};

/// What is known of the session that is renewed.
pub struct Previous<'a> {
    /// Its refresh token.
    pub refresh_token: &'a SecretString,
    /// Its ID token: the new one must be of the same person and login.
    pub id_token: Option<&'a SecretString>,
}

/// What came of it.
pub struct Renewed {
    /// The new tokens; an ID token among them has passed every check.
    pub tokens: TokenResponse,
    /// Why the new ID token was left, if it was.
    pub warning: Option<Error>,
}

/// The new tokens, after every check. Nothing is kept here: storing comes before using, and is the caller's.
///
/// What can fail is asked before the refresh token is spent; after that an answer is given up only if it is proven to be
/// somebody else's (threats C101, C103, C108). Of one whose access token cannot be used the refresh token stays.
pub async fn refresh(host: &Host, peer: &Peer, previous: Previous<'_>) -> Result<Renewed, Refusal> {
    let keys = match previous.id_token {
        Some(_) if peer.metadata.endpoints.jwks.is_some() => {
            let keys = discovery::keys(host, &peer.metadata).await;
            Some(keys.map_err(|error| error.phase(Phase::Refresh).issuer(peer.name()))?)
        }
        _ => None,
    };
    // RFC 6749 §6: without `scope` the same scope is asked for.
    let mut tokens = token_endpoint::refresh(host, peer, previous.refresh_token, &[]).await?;
    let warning = match (tokens.id_token.take(), previous.id_token) {
        (Some(new), Some(old)) => match checked(host, peer, keys, (&new, old), &tokens.access_token).await {
            Ok(new) => {
                tokens.id_token = Some(new);
                None
            }
            Err(error) if may_pass(&error) => Some(error.phase(Phase::Refresh)),
            Err(error) => return Err(error.phase(Phase::Refresh).into()),
        },
        // A login without an ID token has nothing to compare one with, so none is taken.
        _ => None,
    };
    Ok(Renewed { tokens, warning })
}

/// The signed ID token, once every check has held.
async fn checked(
    host: &Host,
    peer: &Peer,
    keys: Option<ServedKeys>,
    (new, old): (&SecretString, &SecretString),
    access_token: &SecretString,
) -> Result<SecretString> {
    let new = decryption::signed_id_token(host, peer, new)?;
    id_token::check_refreshed(host, peer, keys, (&new, old), access_token).await?;
    Ok(new)
}

/// Whether the ID token may be right for all that is known: its key cannot be had, such as while the set that is served
/// lags behind, or is not the one that it is encrypted to, or a clock is wrong.
fn may_pass(error: &Error) -> bool {
    let is_about_keys = matches!(error.code(), Code::UnknownKey | Code::JwksInvalid | Code::JwksPrivateKey);
    let is_about_time = matches!(error.code(), Code::IdTokenExpired | Code::IdTokenIat | Code::IdTokenNbf);
    let is_about_reach = [Class::Temporary, Class::Tls].contains(&error.code().row().class);
    let is_locked = matches!(
        error.code(),
        Code::DecryptionKeyMissing | Code::JweUndecryptable | Code::JweRefused | Code::JweMalformed
    );
    is_about_keys || is_about_time || is_about_reach || is_locked
}
