//! One request to the token endpoint whose client is known.

use super::{client::Client, parameters::Parameters, provider::Provider};
use crate::protocol::client_auth::ClientAuthMethod;

/// What a grant works on.
#[derive(Clone, Copy)]
pub struct TokenRequest<'a> {
    /// The provider.
    pub provider: &'a Provider,
    /// The authenticated client.
    pub client: &'a Client,
    /// What it sent.
    pub parameters: &'a Parameters,
    /// The certificate that the tokens are bound to, by its thumbprint (RFC 8705 §3).
    pub certificate: Option<&'a str>,
    /// The key that the client has proven to have: the tokens are bound to it (RFC 9449 §5).
    pub dpop_jkt: Option<&'a str>,
}

impl TokenRequest<'_> {
    /// The certificate that refresh tokens are bound to as well: a client that proves itself is bound by that (RFC 8705 §4).
    pub fn binds_refresh_token(&self) -> Option<String> {
        let is_public = self.client.token_endpoint_auth_method == ClientAuthMethod::None;
        self.certificate.filter(|_| is_public).map(str::to_owned)
    }

    /// The key that a refresh token is bound to. That of a client which proves itself is bound to the client (RFC 9449 §5).
    pub fn key_of_refresh_token(&self) -> Option<String> {
        let is_public = self.client.token_endpoint_auth_method == ClientAuthMethod::None;
        self.dpop_jkt.filter(|_| is_public).map(str::to_owned)
    }
}
