//! A username and a password for tokens (RFC 6749 §4.3): legacy (RFC 9700 §2.4), and so for clients alone that are registered
//! for it, and for users with a password.

use crate::idp::{
    authorization,
    oauth_error::{OauthError, Outcome},
    password::{self, Wrong},
    person,
    state::{Change, Grant, Session},
    terms,
    token_answer::TokenAnswer,
    token_request::TokenRequest,
};

/// Answers one request.
pub async fn answer(request: TokenRequest<'_>) -> Outcome<TokenAnswer> {
    let TokenRequest { provider, client, parameters, .. } = request;
    let need = |name: &str| {
        parameters
            .get(name)
            .ok_or_else(|| OauthError::request(format!("{name} is missing (RFC 6749 section 4.3.2)")))
    };
    let (username, secret) = (need("username")?, need("password")?);
    let (scope, terms) =
        (authorization::scopes(provider, parameters)?, terms::asked(provider, client, parameters)?);
    let user = password::check(provider, username, secret).map_err(|wrong| {
        // RFC 6749 §4.3.2: "MUST protect the endpoint against brute force attacks"
        OauthError::grant(match wrong {
            Wrong::Credentials => {
                "there is no such user with a password, or it is wrong (RFC 6749 section 5.2)"
            }
            Wrong::TooOften => "too many passwords were wrong; wait ten minutes (RFC 6749 section 4.3.2)",
        })
    })?;
    let (id, now) = (provider.random(16), provider.now());
    let session = Session {
        sid: provider.random(16),
        sub: user.sub.clone(),
        auth_time: now,
        by_password: true,
        second_factor: false,
        expires_at: now.plus(provider.config.lifetimes.session),
    };
    let grant = person::grant(&request, session, scope);
    let grant = Grant { terms, ..grant };
    provider.commit(|_| ((), vec![Change::PasswordGranted { id: id.clone(), grant: grant.clone() }]))?;
    person::issue(&request, &id, &grant, &grant.terms).await
}
