//! The `claims` parameter: which claims are wanted where, and what they demand of the sign-in.
//! <https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter>

use super::{
    acr::Wanted,
    oauth_error::{OauthError, Outcome},
    parameters::Parameters,
};
use crate::protocol::claims_request::ClaimsRequest;

/// What is wanted, if anything is.
pub fn read(parameters: &Parameters) -> Outcome<Option<ClaimsRequest>> {
    let Some(text) = parameters.get("claims") else { return Ok(None) };
    ClaimsRequest::received(text).map(Some).ok_or_else(|| {
        OauthError::request("claims must be a JSON object of objects (OpenID Connect Core section 5.5)")
    })
}

/// How strong the sign-in is to be: as `claims` demands, else as `acr_values` wishes (OIDC Core §3.1.2.1, §5.5.1.1).
pub fn acr(parameters: &Parameters) -> Outcome<Wanted> {
    let claims = read(parameters)?;
    let essential = claims.as_ref().and_then(ClaimsRequest::essential_acr).unwrap_or_default();
    Ok(match essential.is_empty() {
        false => Wanted { values: essential.into_iter().map(str::to_owned).collect(), is_essential: true },
        true => Wanted { values: parameters.words("acr_values"), is_essential: false },
    })
}
