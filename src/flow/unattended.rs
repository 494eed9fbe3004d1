//! The grants that need nobody: what they are asked for, and which one is run.

use super::{client_credentials, peer::Peer};
use crate::{
    error::{Code, Result},
    host::Host,
    protocol::{grant::Grant, scope::ScopeSet, token::TokenResponse},
};

/// What is asked for.
pub struct Asked<'a> {
    /// The scope; with none the provider decides (RFC 6749 §3.3).
    pub scopes: &'a ScopeSet,
    /// More parameters for the token request, such as `audience`; reserved names were refused before.
    pub params: &'a [(String, String)],
}

impl Asked<'_> {
    /// As fields of a token request.
    pub(super) fn fields(&self) -> Vec<(&str, String)> {
        let scope = (!self.scopes.is_empty()).then(|| ("scope", self.scopes.tokens().join(" ")));
        let params = self.params.iter().map(|(name, value)| (name.as_str(), value.clone()));
        scope.into_iter().chain(params).collect()
    }
}

/// Tokens by that grant. Refresh tokens are left: the grant itself is run again (RFC 6749 §4.4.3).
///
/// # Errors
/// `internal_error` for a grant that needs a person.
pub async fn tokens(host: &Host, peer: &Peer, grant: Grant, asked: &Asked<'_>) -> Result<TokenResponse> {
    let mut tokens = match grant {
        Grant::ClientCredentials => client_credentials::tokens(host, peer, asked).await?,
        Grant::AuthorizationCode => {
            return Err(Code::InternalError.error().message("this grant needs a person"));
        }
    };
    // Without a person there is nobody that an ID token could be of.
    (tokens.refresh_token, tokens.id_token) = (None, None);
    Ok(tokens)
}
