//! What a grant that needs nobody is asked for.

use crate::{
    error::{Code, Error, Phase, Result},
    protocol::scope::ScopeSet,
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

/// What a provider says of the grant is about the token that was sent (RFC 8693 §2.2.2: `invalid_request` says it as well). It
/// is somebody else's: where a nonce of a proof was wanted, it was sent once more as it is.
pub(super) fn about_subject(error: Error, is_repeated: bool) -> Error {
    let hint = match is_repeated {
        false => "check the token of --subject-token-from: its issuer, audience and expiry",
        // RFC 7523 §3 (7)
        true => {
            "the token of --subject-token-from was sent twice, as the nonce of a proof (--dpop) demands: if it may be used once, \
             drop --dpop, or give one that may be used again"
        }
    };
    match error.code() {
        Code::InvalidGrant | Code::InvalidRequest => error.phase(Phase::Exchange).hint(hint),
        _ => error,
    }
}
