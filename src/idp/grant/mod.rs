//! The grants of the token endpoint: one file and one row each.

pub mod authorization_code;
pub mod client_credentials;
pub mod jwt_bearer;
pub mod refresh_token;
pub mod token_exchange;

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
    /// Whether a person has agreed to it.
    pub has_person: bool,
    /// Whether only clients that prove who they are may use it.
    pub is_for_proven_clients: bool,
    /// Answers one request.
    pub answer: for<'a> fn(TokenRequest<'a>) -> Granted<'a>,
}

/// The grant that begins with a person.
pub const AUTHORIZATION_CODE: &str = "authorization_code";

/// Every grant.
pub const GRANTS: &[GrantRow] = &[
    GrantRow {
        grant_type: AUTHORIZATION_CODE,
        has_person: true,
        is_for_proven_clients: false,
        answer: |request| Box::pin(authorization_code::answer(request)),
    },
    GrantRow {
        grant_type: "refresh_token",
        has_person: true,
        is_for_proven_clients: false,
        answer: |request| Box::pin(refresh_token::answer(request)),
    },
    GrantRow {
        grant_type: "client_credentials",
        has_person: false,
        is_for_proven_clients: true,
        answer: |request| Box::pin(client_credentials::answer(request)),
    },
    GrantRow {
        grant_type: token_exchange::TYPE,
        has_person: false,
        is_for_proven_clients: false,
        answer: |request| Box::pin(token_exchange::answer(request)),
    },
    GrantRow {
        grant_type: jwt_bearer::TYPE,
        has_person: false,
        is_for_proven_clients: false,
        answer: |request| Box::pin(jwt_bearer::answer(request)),
    },
];

/// The grant of that type.
pub fn row(grant_type: &str) -> Option<&'static GrantRow> {
    GRANTS.iter().find(|row| row.grant_type == grant_type)
}
