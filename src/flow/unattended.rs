//! The grants that need nobody: which one is run.

use super::{asked::Asked, client_credentials, jwt_bearer, peer::Peer, token_exchange};
use crate::{
    error::{Code, Result},
    host::Host,
    protocol::{authorization_details::AuthorizationDetails, grant::Grant, token::TokenResponse},
};

/// Tokens by that grant. Refresh tokens are left: the grant itself is run again (RFC 6749 §4.4.3).
///
/// # Errors
/// `internal_error` for a grant that cannot be run again.
pub async fn tokens(host: &Host, peer: &Peer, grant: Grant, asked: &Asked<'_>) -> Result<TokenResponse> {
    let mut tokens = match grant {
        Grant::ClientCredentials => client_credentials::tokens(host, peer, asked).await?,
        Grant::TokenExchange => token_exchange::tokens(host, peer, asked).await?,
        Grant::JwtBearer => jwt_bearer::tokens(host, peer, asked).await?,
        Grant::AuthorizationCode
        | Grant::Hybrid
        | Grant::Implicit
        | Grant::Device
        | Grant::RefreshToken
        | Grant::Ciba
        | Grant::Password => {
            return Err(Code::InternalError.error().message("this grant cannot be run again"));
        }
    };
    AuthorizationDetails::of_answer(&tokens.extra).map_err(|error| error.issuer(peer.name()))?;
    // Without a person there is nobody that an ID token could be of.
    (tokens.refresh_token, tokens.id_token) = (None, None);
    Ok(tokens)
}
