//! A code for tokens, once (RFC 6749 §4.1.3, RFC 7636 §4.6).

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
    jose::{base64url, hash},
    protocol::time::UnixTime,
};

/// What the client has to show.
struct Proof<'a> {
    provider: &'a Provider,
    client_id: &'a str,
    redirect_uri: Option<&'a str>,
    code_verifier: Option<&'a str>,
    dpop_jkt: Option<&'a str>,
    now: UnixTime,
}

/// Answers one request.
pub async fn answer(request: TokenRequest<'_>) -> Outcome<TokenAnswer> {
    let (provider, parameters) = (request.provider, request.parameters);
    let need = |name: &str, section: &str| {
        parameters.get(name).ok_or_else(|| OauthError::request(format!("{name} is missing ({section})")))
    };
    let code = need("code", "RFC 6749 section 4.1.3")?;
    let redirect_uri = parameters.get("redirect_uri");
    if redirect_uri.is_none() && !provider.allows(Laxity::RedirectUriNotRepeated) {
        need("redirect_uri", "RFC 6749 section 4.1.3")?;
    }
    let lax = provider.config.lax;
    let may_lack_it = lax.has(Laxity::NoPkce) || lax.has(Laxity::MissingPkceVerifier);
    let code_verifier = match provider.policy.needs_pkce && !may_lack_it {
        true => Some(need("code_verifier", "RFC 7636 section 4.5")?),
        false => parameters.get("code_verifier"),
    };
    // RFC 7636 §4.1: 43 to 128 unreserved characters
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let is_right = |it: &str| (43..=128).contains(&it.len()) && it.bytes().all(unreserved);
    if !code_verifier.is_none_or(is_right) && !provider.allows(Laxity::WrongPkceVerifier) {
        return Err(OauthError::request(
            "code_verifier must be 43 to 128 unreserved characters (RFC 7636 section 4.1)",
        ));
    }
    let id = provider.open_code(code).ok_or_else(unknown)?;
    let now = provider.now();
    let (client_id, dpop_jkt) = (&request.client.client_id, request.dpop_jkt);
    let proof = Proof { provider, client_id, redirect_uri, code_verifier, dpop_jkt, now };
    let lifetimes = provider.config.lifetimes;
    let grant = provider.commit(|state| {
        let grant = match judge(state, &id, &proof) {
            Ok(grant) => grant.clone(),
            Err((error, changes)) => return (Err(error), changes),
        };
        let terms = match terms::narrowed(provider, &grant.terms, parameters) {
            Ok(terms) => terms,
            Err(error) => return (Err(error), Vec::new()),
        };
        let refresh_expires_at =
            scope::is_in(&grant.scope, scope::OFFLINE_ACCESS).then(|| now.plus(lifetimes.refresh_token));
        let forget_at = now.plus(lifetimes.access_token).max(refresh_expires_at.unwrap_or(now));
        let dpop_jkt = request.key_of_refresh_token();
        let change = Change::CodeRedeemed { id: id.clone(), refresh_expires_at, forget_at, dpop_jkt };
        let bound = request.binds_refresh_token().map(|x5t| Change::GrantBound { id: id.clone(), x5t });
        let changes = [change].into_iter().chain(bound).collect();
        (Ok((grant, terms, refresh_expires_at.is_some())), changes)
    })??;
    let (grant, terms, offline) = grant;
    let generation = offline.then_some(grant.generation);
    provider
        .issue(Issue {
            id: &id,
            client_id: &grant.client_id,
            session: &grant.session,
            nonce: grant.nonce.as_deref(),
            scope: &grant.scope,
            terms: &terms,
            generation,
            dpop_jkt,
            certificate: request.certificate,
        })
        .await
}

fn unknown() -> OauthError {
    OauthError::grant("the code is not one of this provider, or long expired (RFC 6749 section 5.2)")
}

fn judge<'s>(state: &'s State, id: &str, proof: &Proof<'_>) -> Result<&'s Grant, (OauthError, Vec<Change>)> {
    let refuse = |why: &str| Err((OauthError::grant(why), Vec::new()));
    let Some(grant) = state.grants.get(id) else {
        return Err((unknown(), Vec::new()));
    };
    // RFC 6749 §4.1.2: a code used twice is in two hands, so what came of it is void
    if grant.redeemed && !proof.provider.allows(Laxity::ReusableCode) {
        let error =
            OauthError::grant("the code was used before; its tokens are revoked (RFC 6749 section 4.1.2)");
        return Err((error, vec![Change::CodeReuseRefused { id: id.to_owned() }]));
    }
    if grant.revoked {
        return refuse("the sign-in of this code has ended (RFC 6749 section 5.2)");
    }
    if grant.code_expires_at <= proof.now && !proof.provider.allows(Laxity::LateCode) {
        return refuse("the code has expired (RFC 6749 section 4.1.2)");
    }
    if grant.client_id != proof.client_id && !proof.provider.allows(Laxity::CodeOfAnotherClient) {
        return refuse("the code was issued to another client (RFC 6749 section 5.2)");
    }
    let is_another = proof.redirect_uri.is_some_and(|uri| uri != grant.redirect_uri);
    if is_another && !proof.provider.allows(Laxity::OtherRedirectUri) {
        return refuse("redirect_uri is not the one of the authorization request (RFC 6749 section 4.1.3)");
    }
    // RFC 9449 §10
    if grant.dpop_jkt.is_some() && grant.dpop_jkt.as_deref() != proof.dpop_jkt {
        return refuse(
            "the code is for another key than the DPoP proof is signed with (RFC 9449 section 10)",
        );
    }
    // RFC 7636 §4.6; a verifier without a challenge is refused as well (RFC 9700 §4.8.2)
    match is_verified(proof, grant) {
        true => Ok(grant),
        false => refuse("code_verifier does not match the code_challenge (RFC 7636 section 4.6)"),
    }
}

fn is_verified(proof: &Proof<'_>, grant: &Grant) -> bool {
    let provider = proof.provider;
    let challenge = |verifier: &str| base64url::encode(hash::sha256(verifier.as_bytes()));
    match proof.code_verifier {
        Some(verifier) if challenge(verifier) == grant.code_challenge => true,
        Some(_) => provider.allows(Laxity::WrongPkceVerifier),
        None if grant.code_challenge.is_empty() => {
            !provider.policy.needs_pkce || provider.allows(Laxity::NoPkce)
        }
        None => provider.allows(Laxity::MissingPkceVerifier),
    }
}
