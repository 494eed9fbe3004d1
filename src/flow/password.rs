//! The person's username and password for tokens (RFC 6749 §4.3). Legacy: RFC 9700 §2.4 says that it must not be used, so
//! nothing here suggests it; it is for providers that have nothing else. <https://www.rfc-editor.org/rfc/rfc6749#section-4.3>

use super::{
    peer::Peer,
    signed_in::{Asked, SignedIn},
    token_endpoint,
};
use crate::{
    error::{Code, Error, Result},
    host::Host,
    protocol::scope::ScopeSet,
    secret::SecretString,
};

/// The `grant_type` (RFC 6749 §4.3.2).
pub const GRANT_TYPE: &str = "password";

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub struct PasswordRequest<'a> {
    /// The person's name at the provider.
    pub username: &'a str,
    /// The person's password.
    pub password: &'a SecretString,
    /// The scope to ask for.
    pub scopes: &'a ScopeSet,
    /// More parameters for the token request; reserved names were refused before.
    pub params: &'a [(String, String)],
}

/// Signs in. The password is sent once, whatever comes of it.
pub async fn sign_in(host: &Host, peer: &Peer, request: &PasswordRequest<'_>) -> Result<SignedIn> {
    let mut fields =
        vec![("username", request.username.to_owned()), ("password", request.password.expose().clone())];
    if !request.scopes.is_empty() {
        fields.push(("scope", request.scopes.tokens().join(" ")));
    }
    fields.extend(request.params.iter().map(|(name, value)| (name.as_str(), value.clone())));
    let tokens = token_endpoint::grant(host, peer, GRANT_TYPE, fields)
        .await
        .map_err(|error| about_password(error).issuer(peer.name()))?;
    let asked = Asked { scopes: request.scopes, nonce: None, code: None, max_age: None, question: None };
    SignedIn::check(host, peer, tokens, &asked).await.map_err(|error| match error.code() {
        Code::IdTokenMissing => error.hint(
            "the provider gives no ID token for a password: name the scopes to ask for, without openid",
        ),
        _ => error,
    })
}

/// RFC 6749 §5.2: `invalid_grant` says it of "resource owner credentials" too.
fn about_password(error: Error) -> Error {
    match error.code() {
        Code::InvalidGrant => error
            .message("the provider does not take this username with this password")
            .hint("check both; after some wrong ones many providers take none for a while"),
        _ => error,
    }
}
