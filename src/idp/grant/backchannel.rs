//! An `auth_req_id` for tokens, once the person has agreed, and once (CIBA Core §10.1, §11).

use crate::idp::{
    backchannel,
    laxity::Laxity,
    oauth_error::{OauthError, Outcome},
    person,
    state::{Change, Grant},
    terms,
    token_answer::TokenAnswer,
    token_request::TokenRequest,
};

/// Answers one request.
pub async fn answer(request: TokenRequest<'_>) -> Outcome<TokenAnswer> {
    let TokenRequest { provider, client, parameters, .. } = request;
    let auth_req_id = parameters
        .get("auth_req_id")
        .ok_or_else(|| OauthError::request("auth_req_id is missing (CIBA Core section 10.1)"))?;
    let id = provider.open_auth_req_id(auth_req_id).ok_or_else(backchannel::unknown)?;
    let (now, interval) = (provider.now(), provider.config.lifetimes.device_interval);
    let admit = || provider.polls.admit(&id, now, interval) || provider.allows(Laxity::FastPolling);
    let (asked, session) = provider.backchannel.redeem(&id, &client.client_id, now, admit)?;
    let narrowed = terms::narrowed(provider, &asked.terms, parameters)?;
    // signed out before the client came for it: then nobody is there any more
    let lives = provider.store.read(|state| state.has_session(&session.sid, now));
    if !lives || provider.user(&session.sub).is_none() {
        return Err(OauthError::new("access_denied", "the user has signed out (CIBA Core section 11)"));
    }
    let id = provider.random(16);
    let grant = person::grant(&request, session, asked.scope);
    let grant = Grant { terms: asked.terms, ..grant };
    provider.commit(|_| ((), vec![Change::BackchannelGranted { id: id.clone(), grant: grant.clone() }]))?;
    person::issue(&request, &id, &grant, &narrowed).await
}
