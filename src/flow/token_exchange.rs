//! A token of another issuer, exchanged for one of this provider (RFC 8693).

use super::{asked::Asked, peer::Peer, token_endpoint};
use crate::{
    error::{Code, Phase, Result},
    host::Host,
    protocol::token::TokenResponse,
    untrusted::Untrusted,
};

/// What is asked for (RFC 8693 §3).
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
/// What an access token may be called besides (RFC 8693 §3): a JWT is one too.
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";

/// Tokens for the subject.
pub async fn tokens(host: &Host, peer: &Peer, asked: &Asked<'_>) -> Result<TokenResponse> {
    let subject = asked.subject()?;
    // RFC 8693 §2.1
    let mut fields = vec![
        ("subject_token", subject.token.expose().clone()),
        ("subject_token_type", subject.kind.to_owned()),
        ("requested_token_type", ACCESS_TOKEN.to_owned()),
    ];
    fields.extend(asked.fields());
    let grant_type = "urn:ietf:params:oauth:grant-type:token-exchange";
    let tokens = token_endpoint::grant(host, peer, grant_type, fields).await?;
    // RFC 8693 §2.2.1: required; another kind of token is not what was asked for (threat C140)
    match tokens.extra.get("issued_token_type").and_then(serde_json::Value::as_str) {
        Some(ACCESS_TOKEN | JWT) => Ok(tokens),
        other => Err(Code::TokenResponseInvalid
            .error()
            .phase(Phase::Exchange)
            .issuer(peer.name())
            .message("the issued_token_type of the answer is not what was asked for (RFC 8693 §2.2.1)")
            .expected(ACCESS_TOKEN)
            .got(Untrusted::from(other.unwrap_or("none")))),
    }
}
