//! `--id-token-hint`: whom to expect, by an ID token of the session that is kept or from elsewhere.

use super::{context::Context, credentials, plan::Plan, sessions};
use crate::{
    error::{Code, Phase, Result},
    flow::id_token_hint::IdTokenHint,
    secret::source::SecretSource,
};

/// The session of this profile.
pub const SESSION: &str = "session";

/// The hint that was asked for.
///
/// # Errors
/// `token_missing` without such a session or ID token; `usage` for one of another provider, which it is not sent to.
pub async fn hint(context: &Context, plan: &Plan, place: &str) -> Result<IdTokenHint> {
    let profile = &plan.resolved.profile;
    if place == SESSION {
        let missing = |why: &str| Code::TokenMissing.error().phase(Phase::Store).message(why);
        let session = sessions::kept(context)?.load(profile)?;
        let session = session.ok_or_else(|| {
            missing("--id-token-hint is about the session of this profile, and there is none")
        })?;
        if session.issuer.as_deref() != plan.resolved.issuer().map(|issuer| issuer.as_str()) {
            return Err(elsewhere(session.issuer.as_deref().unwrap_or("none")));
        }
        let token = session.id_token.ok_or_else(|| missing("the session of this profile has no ID token"))?;
        return IdTokenHint::read(token);
    }
    let hint = IdTokenHint::read(credentials::secret(context, &SecretSource::parse(place)?).await?)?;
    match plan.resolved.issuer() {
        Some(issuer) if *issuer == *hint.iss => Ok(hint),
        _ => Err(elsewhere(&hint.iss)),
    }
}

fn elsewhere(iss: &str) -> crate::error::Error {
    Code::Usage
        .error()
        .message("the ID token of --id-token-hint is of another provider")
        .hint("give one of this provider, or drop --id-token-hint")
        .got(crate::untrusted::Untrusted::from(iss))
}
