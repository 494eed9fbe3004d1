//! A JWT of another issuer as the grant (RFC 7523 §2.1).

use super::{asked::Asked, peer::Peer, token_endpoint};
use crate::{error::Result, host::Host, protocol::token::TokenResponse};

/// Tokens for whom the JWT is about.
pub async fn tokens(host: &Host, peer: &Peer, asked: &Asked<'_>) -> Result<TokenResponse> {
    let mut fields = vec![("assertion", asked.subject()?.token.expose().clone())];
    fields.extend(asked.fields());
    let grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    token_endpoint::grant(host, peer, grant_type, fields).await
}
