//! A JWT of an issuer that is trusted here (RFC 7523 §2.1).

use crate::idp::{
    machine,
    oauth_error::{OauthError, Outcome},
    token_answer::TokenAnswer,
    token_request::TokenRequest,
    trusted_issuer,
};

/// Answers one request.
pub async fn answer(request: TokenRequest<'_>) -> Outcome<TokenAnswer> {
    let assertion = request
        .parameters
        .get("assertion")
        .ok_or_else(|| OauthError::request("assertion is missing (RFC 7523 section 2.1)"))?;
    let sub = trusted_issuer::subject(request.provider.trusted(), assertion)?;
    machine::issue(request, &sub).await
}
