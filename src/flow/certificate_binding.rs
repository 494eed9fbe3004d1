//! A token that says which certificate it is bound to is bound to ours (RFC 8705 §3.1).
//! <https://www.rfc-editor.org/rfc/rfc8705#section-3.1>

use super::peer::Peer;
use crate::{
    error::{Code, Phase, Result},
    jose::jws,
    protocol::token::TokenResponse,
    secret::SecretString,
};

/// The certificate that a token says it is bound to, by its thumbprint. An opaque token says nothing.
pub fn bound_to(token: &SecretString) -> Option<String> {
    let (_, claims) = jws::peek(token.expose())?;
    Some(claims.get("cnf")?.get("x5t#S256")?.as_str()?.to_owned())
}

/// Refuses tokens that are bound to another certificate than the one we have shown (threat C139): somebody stands between.
pub fn check(peer: &Peer, tokens: TokenResponse, phase: Phase) -> Result<TokenResponse> {
    match (&peer.client.certificate, bound_to(&tokens.access_token)) {
        (Some(ours), Some(bound)) if *ours != bound => Err(Code::CertificateBindingMismatch
            .error()
            .phase(phase)
            .issuer(peer.name())
            .expected(ours.as_str())
            .got(bound)),
        _ => Ok(tokens),
    }
}
