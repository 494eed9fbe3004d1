//! Tokens for the client itself (RFC 6749 §4.4). Never a refresh token (§4.4.3).

use crate::idp::{machine, oauth_error::Outcome, token_answer::TokenAnswer, token_request::TokenRequest};

/// Answers one request.
pub async fn answer(request: TokenRequest<'_>) -> Outcome<TokenAnswer> {
    // RFC 9068 §2.2: without a person the subject is the client
    machine::issue(request, &request.client.client_id).await
}
