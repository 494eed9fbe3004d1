//! A token of an issuer that is trusted here, exchanged for one of ours (RFC 8693): impersonation, for one audience.

use crate::idp::{
    machine,
    oauth_error::{OauthError, Outcome},
    token_answer::TokenAnswer,
    token_request::TokenRequest,
    trusted_issuer,
};

/// The tokens that are given and taken (RFC 8693 §3).
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const SUBJECT_TYPES: &[&str] =
    &["urn:ietf:params:oauth:token-type:jwt", "urn:ietf:params:oauth:token-type:id_token"];

/// Answers one request.
pub async fn answer(request: TokenRequest<'_>) -> Outcome<TokenAnswer> {
    let need = |name: &str| {
        let missing = || OauthError::request(format!("{name} is missing (RFC 8693 section 2.1)"));
        request.parameters.get(name).ok_or_else(missing)
    };
    let (token, kind) = (need("subject_token")?, need("subject_token_type")?);
    let refuse = |what: &str| Err(OauthError::request(format!("{what} (RFC 8693 section 2.1)")));
    if !SUBJECT_TYPES.contains(&kind) {
        return refuse("subject_token_type is not jwt or id_token");
    }
    if request.parameters.get("requested_token_type").is_some_and(|wanted| wanted != ACCESS_TOKEN) {
        return refuse("requested_token_type is not access_token");
    }
    if ["actor_token", "actor_token_type"].iter().any(|name| request.parameters.get(name).is_some()) {
        return refuse("nobody acts for another here, so there is no actor_token");
    }
    let sub = trusted_issuer::subject(request.provider.trusted(), token).map_err(|error| OauthError {
        // RFC 8693 §2.2.2: a token that is not taken is an invalid_request
        error: "invalid_request",
        ..error
    })?;
    let mut answer = machine::issue(request, &sub).await?;
    // RFC 8693 §2.2.1
    answer.issued_token_type = Some(ACCESS_TOKEN);
    Ok(answer)
}
