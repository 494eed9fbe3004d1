//! Takes the consent form: the code goes out, or the refusal.

use crate::idp::{
    answer,
    authorization::{Authorization, Refusal},
    interaction,
    oauth_error::OauthError,
    provider::Provider,
    received::Received,
    reply::Reply,
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let (fields, transaction) = match interaction::resumed(provider, received) {
        Ok(resumed) => resumed,
        Err(error) => return answer::error_page(&error),
    };
    // judged again: the registration may have changed since
    let authorization = match Authorization::judge(provider, &transaction.parameters, None) {
        Ok(authorization) => authorization,
        Err(Refusal::Page(error)) => return answer::error_page(&error),
        Err(Refusal::Answer(target, error)) => return answer::refuse(provider, &target, &error).await,
    };
    match fields.get("decision") {
        Some("allow") => {}
        Some("deny") => {
            let error = OauthError::new("access_denied", provider.policy.denial);
            return answer::refuse(provider, &authorization.target, &error).await;
        }
        _ => return answer::error_page(&OauthError::request("decision must be allow or deny")),
    }
    match interaction::may_consent(provider, received, &transaction, &authorization) {
        Some(session) => match answer::grant(provider, &authorization, session, true).await {
            Ok(reply) => reply,
            Err(error) => answer::refuse(provider, &authorization.target, &error).await,
        },
        // signed out meanwhile, or as another: back to where it can go on from
        None => interaction::proceed(provider, received, &transaction, None).await,
    }
}
