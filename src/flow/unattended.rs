//! The grants that need nobody: what they are asked for, and which one is run.

use super::{client_credentials, jwt_bearer, peer::Peer, token_exchange};
use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    protocol::{grant::Grant, scope::ScopeSet, token::TokenResponse},
    secret::SecretString,
};

/// What is asked for.
pub struct Asked<'a> {
    /// The scope; with none the provider decides (RFC 6749 §3.3).
    pub scopes: &'a ScopeSet,
    /// More parameters for the token request, such as `audience`; reserved names were refused before.
    pub params: &'a [(String, String)],
    /// The token of another issuer, for a grant that needs one.
    pub subject: Option<Subject<'a>>,
}

/// A token of another issuer.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The token.
    pub token: &'a SecretString,
    /// What kind of token it is (RFC 8693 §3).
    pub kind: &'a str,
}

impl Asked<'_> {
    /// As fields of a token request.
    pub(super) fn fields(&self) -> Vec<(&str, String)> {
        let scope = (!self.scopes.is_empty()).then(|| ("scope", self.scopes.tokens().join(" ")));
        let params = self.params.iter().map(|(name, value)| (name.as_str(), value.clone()));
        scope.into_iter().chain(params).collect()
    }

    /// The token that the grant is about.
    pub(super) fn subject(&self) -> Result<Subject<'_>> {
        self.subject
            .ok_or_else(|| Code::InternalError.error().message("this grant needs a token of another issuer"))
    }
}

/// Tokens by that grant. Refresh tokens are left: the grant itself is run again (RFC 6749 §4.4.3).
///
/// # Errors
/// `internal_error` for a grant that cannot be run again.
pub async fn tokens(host: &Host, peer: &Peer, grant: Grant, asked: &Asked<'_>) -> Result<TokenResponse> {
    let mut tokens = match grant {
        Grant::ClientCredentials => client_credentials::tokens(host, peer, asked).await?,
        Grant::TokenExchange => token_exchange::tokens(host, peer, asked).await?,
        Grant::JwtBearer => jwt_bearer::tokens(host, peer, asked).await?,
        Grant::AuthorizationCode | Grant::RefreshToken => {
            return Err(Code::InternalError.error().message("this grant cannot be run again"));
        }
    };
    // Without a person there is nobody that an ID token could be of.
    (tokens.refresh_token, tokens.id_token) = (None, None);
    Ok(tokens)
}

/// What a provider says of the grant is about the token that was sent (RFC 8693 §2.2.2: `invalid_request` says it as well).
pub(super) fn about_subject(error: Error) -> Error {
    match error.code() {
        Code::InvalidGrant | Code::InvalidRequest => error
            .phase(Phase::Exchange)
            .hint("check the token of --subject-token-from: its issuer, audience and expiry"),
        _ => error,
    }
}
