//! The client itself, with nobody behind it (RFC 6749 §4.4).

use super::{asked::Asked, peer::Peer, token_endpoint};
use crate::{
    error::{Code, Phase, Result},
    host::Host,
    protocol::{client_auth::ClientAuthMethod, token::TokenResponse},
};

/// Tokens for the client.
pub async fn tokens(host: &Host, peer: &Peer, asked: &Asked<'_>) -> Result<TokenResponse> {
    // RFC 6749 §4.4: "MUST only be used by confidential clients".
    if peer.client.auth_method == ClientAuthMethod::None {
        return Err(Code::ConfigInvalid
            .error()
            .phase(Phase::Exchange)
            .issuer(peer.name())
            .message("the client itself is to get a token, and nothing says how it proves who it is")
            .hint("give --client-secret-from env:NAME, file:PATH, keyring:NAME or cmd:…"));
    }
    token_endpoint::grant(host, peer, "client_credentials", asked.fields()).await
}
