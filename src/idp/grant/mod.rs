//! The grants of the token endpoint: one file and one row each.

pub mod authorization_code;
pub mod refresh_token;

use std::{future::Future, pin::Pin};

use serde_json::Value;

use super::{client::Client, oauth_error::Outcome, parameters::Parameters, provider::Provider};

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

/// What a grant returns: the token answer.
pub type Granted<'a> = Pin<Box<dyn Future<Output = Outcome<Value>> + Send + 'a>>;

/// One grant.
pub struct GrantRow {
    /// The value of `grant_type`.
    pub grant_type: &'static str,
    /// Answers one request.
    pub answer: for<'a> fn(TokenRequest<'a>) -> Granted<'a>,
}

/// Every grant.
pub const GRANTS: &[GrantRow] = &[
    GrantRow {
        grant_type: "authorization_code",
        answer: |request| Box::pin(authorization_code::answer(request)),
    },
    GrantRow { grant_type: "refresh_token", answer: |request| Box::pin(refresh_token::answer(request)) },
];
