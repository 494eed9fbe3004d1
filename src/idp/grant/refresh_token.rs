//! A refresh token for the next tokens; each works once, and one used again ends its whole family
//! (RFC 6749 §6, RFC 9700 §4.14.2).

use crate::{
    idp::{
        laxity::Laxity,
        oauth_error::{OauthError, Outcome},
        provider::Provider,
        scope,
        state::{Change, Grant, State},
        terms,
        token_answer::TokenAnswer,
        token_request::TokenRequest,
        tokens::Issue,
    },
    protocol::{client_auth::ClientAuthMethod, security_profile::SecurityProfile, time::UnixTime},
};

/// What the client has to show.
struct Proof<'a> {
    provider: &'a Provider,
    client_id: &'a str,
    generation: u64,
    scope: &'a [String],
    certificate: Option<&'a str>,
    dpop_jkt: Option<&'a str>,
    now: UnixTime,
}

/// Answers one request.
pub async fn answer(request: TokenRequest<'_>) -> Outcome<TokenAnswer> {
    let (provider, parameters) = (request.provider, request.parameters);
    let token = parameters
        .get("refresh_token")
        .ok_or_else(|| OauthError::request("refresh_token is missing (RFC 6749 section 6)"))?;
    let (id, generation) = provider.open_refresh_token(token).ok_or_else(unknown)?;
    let (now, asked) = (provider.now(), parameters.words("scope"));
    let (client_id, certificate, dpop_jkt) =
        (&*request.client.client_id, request.certificate, request.dpop_jkt);
    let proof = Proof { provider, client_id, generation, scope: &asked, certificate, dpop_jkt, now };
    let lifetimes = provider.config.lifetimes;
    // FAPI 2.0 §5.3.2.1 (9): it does not change, since its client and its key are proven at each use
    let policy = provider.policy;
    let by_itself = policy.rotates_refresh_tokens
        || policy.rotates_for_public_clients
            && request.client.token_endpoint_auth_method == ClientAuthMethod::None;
    let rotates = provider.rotation.unwrap_or(by_itself);
    let stays = request.client.security_profile == SecurityProfile::Fapi2
        || !rotates
        || provider.allows(Laxity::UnrotatedRefreshToken);
    let (grant, terms) = provider.commit(|state| {
        let grant = match judge(state, &id, &proof) {
            Ok(grant) => grant.clone(),
            Err((error, changes)) => return (Err(error), changes),
        };
        let terms = match terms::narrowed(provider, &grant.terms, parameters) {
            Ok(terms) => terms,
            Err(error) => return (Err(error), Vec::new()),
        };
        if provider.user(&grant.session.sub).is_none() {
            return (
                Err(OauthError::grant("the user is no longer known here (RFC 6749 section 5.2)")),
                Vec::new(),
            );
        }
        let refresh_expires_at = now.plus(lifetimes.refresh_token);
        let forget_at = refresh_expires_at.max(now.plus(lifetimes.access_token));
        (Ok((grant, terms)), vec![Change::Refreshed { id: id.clone(), refresh_expires_at, forget_at, stays }])
    })??;
    // RFC 6749 §6: absent is all that was granted; less is for this answer only
    let scope = if asked.is_empty() { &grant.scope } else { &asked };
    let generation = Some(grant.generation + u64::from(!stays));
    provider
        .issue(Issue {
            id: &id,
            client_id: &grant.client_id,
            session: &grant.session,
            nonce: None,
            scope,
            terms: &terms,
            generation,
            dpop_jkt,
            certificate,
        })
        .await
}

fn unknown() -> OauthError {
    OauthError::grant("the refresh token is not one of this provider, or long expired (RFC 6749 section 5.2)")
}

fn judge<'s>(state: &'s State, id: &str, proof: &Proof<'_>) -> Result<&'s Grant, (OauthError, Vec<Change>)> {
    let refuse = |error: OauthError| Err((error, Vec::new()));
    let Some(grant) = state.grants.get(id) else {
        return refuse(unknown());
    };
    if grant.client_id != proof.client_id && !proof.provider.allows(Laxity::RefreshTokenOfAnotherClient) {
        return refuse(OauthError::grant(
            "the refresh token was issued to another client (RFC 6749 section 5.2)",
        ));
    }
    // RFC 8705 §4: nothing else proves a public client; a thief does not end the family either
    if grant.certificate.is_some() && grant.certificate.as_deref() != proof.certificate {
        return refuse(OauthError::grant(
            "the refresh token is bound to another certificate than the one shown (RFC 8705 section 4)",
        ));
    }
    // RFC 9449 §5: before the token counts as used, since whoever has stolen it must not end the session
    if grant.dpop_jkt.is_some() && grant.dpop_jkt.as_deref() != proof.dpop_jkt {
        return refuse(OauthError::grant(
            "the refresh token is bound to another key than the DPoP proof is signed with (RFC 9449 section 5)",
        ));
    }
    // RFC 9700 §4.14.2: whoever uses an old one, the token is in two hands
    if proof.generation != grant.generation && !proof.provider.allows(Laxity::ReusableRefreshToken) {
        let error = OauthError::grant(
            "the refresh token was used before; its whole family is revoked (RFC 9700 section 4.14.2)",
        );
        return Err((error, vec![Change::RefreshReuseRefused { id: id.to_owned() }]));
    }
    if grant.revoked {
        return refuse(OauthError::grant("the refresh token is revoked (RFC 6749 section 5.2)"));
    }
    if grant.refresh_expires_at.is_none_or(|expires_at| expires_at <= proof.now) {
        return refuse(OauthError::grant("the refresh token has expired (RFC 6749 section 5.2)"));
    }
    let more = proof.scope.iter().find(|word| !scope::is_in(&grant.scope, word));
    if let Some(more) = more.filter(|_| !proof.provider.allows(Laxity::WiderRefreshScope)) {
        return refuse(OauthError::new(
            "invalid_scope",
            format!("scope {more} was not granted (RFC 6749 section 6)"),
        ));
    }
    Ok(grant)
}
