//! Revoking tokens (RFC 7009).

use super::{
    client_authentication::authenticated,
    peer::{Peer, refusal},
};
use crate::{
    error::{Code, Phase, Result},
    host::Host,
    protocol::{exchange::Endpoint, sent_secrets::SentSecrets},
    secret::SecretString,
};

/// Which token it is, as a hint for the provider (RFC 7009 §2.1).
#[derive(Debug, Clone, Copy)]
pub enum TokenTypeHint {
    /// A refresh token; the provider ends the whole grant with it.
    RefreshToken,
    /// An access token.
    AccessToken,
}

impl TokenTypeHint {
    /// The registered name.
    pub fn name(self) -> &'static str {
        match self {
            Self::RefreshToken => "refresh_token",
            Self::AccessToken => "access_token",
        }
    }
}

/// Tells the provider that the token is no longer wanted. A token it does not know is a success (RFC 7009 §2.2).
pub async fn revoke(
    host: &Host,
    peer: &Peer,
    token: &SecretString,
    hint: Option<TokenTypeHint>,
) -> Result<()> {
    let endpoint = peer.endpoint(peer.metadata.endpoints.revocation.as_ref(), "revocation_endpoint")?;
    let mut fields = vec![("token", token.expose().as_str())];
    fields.extend(hint.map(|hint| ("token_type_hint", hint.name())));
    let request = authenticated(host, peer, Endpoint::Revocation, endpoint.url().clone(), &fields)?;
    let secrets = SentSecrets::of(&request).and(peer.client.secret.as_ref());
    let response = host.http.send(request).await.map_err(|error| error.phase(Phase::Revoke))?;
    match refusal(&response, &secrets, "revocation", Phase::Revoke) {
        // of a token that works no more, whoever has ended it, some say so with a status for errors
        Some(refusal) if refusal.code() == Code::InvalidToken => Ok(()),
        Some(refusal) => Err(refusal),
        None => Ok(()),
    }
}
