//! One request to the token endpoint whose client is known.

use super::{client::Client, parameters::Parameters, provider::Provider};

/// What a grant works on.
#[derive(Clone, Copy)]
pub struct TokenRequest<'a> {
    /// The provider.
    pub provider: &'a Provider,
    /// The authenticated client.
    pub client: &'a Client,
    /// What it sent.
    pub parameters: &'a Parameters,
}
