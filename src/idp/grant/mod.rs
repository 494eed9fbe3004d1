//! The grants of the token endpoint: one file each, and one row in [`GRANTS`](super::grant_type::GRANTS).

mod authorization_code;
mod backchannel;
mod client_credentials;
mod device_code;
mod jwt_bearer;
mod password;
mod refresh_token;
mod token_exchange;

use super::{
    grant_type::GrantType,
    oauth_error::{OauthError, Outcome},
    token_answer::TokenAnswer,
    token_request::TokenRequest,
};

/// The token answer.
pub async fn answer(grant: GrantType, request: TokenRequest<'_>) -> Outcome<TokenAnswer> {
    match grant {
        GrantType::AuthorizationCode => authorization_code::answer(request).await,
        GrantType::RefreshToken => refresh_token::answer(request).await,
        GrantType::DeviceCode => device_code::answer(request).await,
        GrantType::ClientCredentials => client_credentials::answer(request).await,
        GrantType::TokenExchange => token_exchange::answer(request).await,
        GrantType::Implicit => Err(OauthError::new(
            "unsupported_grant_type",
            "implicit has no token request (RFC 6749 section 4.2)",
        )),
        GrantType::JwtBearer => jwt_bearer::answer(request).await,
        GrantType::Password => password::answer(request).await,
        GrantType::Ciba => backchannel::answer(request).await,
    }
}
