//! Takes the sign-in form: a session begins, in this browser.

use std::sync::Arc;

use http::StatusCode;

use crate::idp::{
    account, answer,
    authorization::Authorization,
    interaction::{self, Transaction},
    oauth_error::Outcome,
    page,
    parameters::Parameters,
    password::{self, Wrong},
    provider::{self, Provider},
    received::Received,
    reply::Reply,
    session_end::{self, Ended},
    state::{Change, Session},
    user::User,
    wanted_claims,
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let (fields, transaction) = match interaction::resumed(provider, received) {
        Ok(resumed) => resumed,
        Err(error) => return answer::error_page(&error),
    };
    match user(provider, &fields) {
        Ok(user) => begin(provider, received, transaction, &user)
            .await
            .unwrap_or_else(|error| answer::error_page(&error)),
        Err(problem) => again(provider, received, &transaction, problem).await,
    }
}

/// Who it is, or one sentence why not; the same for a wrong password as for a wrong name.
pub fn user(provider: &Provider, fields: &Parameters) -> Result<Arc<User>, &'static str> {
    let username = fields.get("user").unwrap_or_default();
    if account::is_disabled(provider, username) {
        return Err("This account is disabled.");
    }
    match provider.user_named(username).filter(|user| user.password.is_none()) {
        Some(user) => Ok(user),
        None => {
            password::check(provider, username, fields.get("password").unwrap_or_default()).map_err(|wrong| {
                match wrong {
                    Wrong::Credentials => "There is no such user, or the password is wrong.",
                    Wrong::TooOften => "Too many passwords were wrong. Wait ten minutes.",
                }
            })
        }
    }
}

/// Begins the session of a person who came with this request, and goes on with it.
pub async fn begin(
    provider: &Provider,
    received: &Received,
    transaction: Transaction,
    user: &User,
) -> Outcome<Reply> {
    let parameters = &transaction.parameters;
    let second_factor = wanted_claims::acr(parameters)?.pretends_second_factor();
    let (sid, cookie) = begin_session(provider, received, user, second_factor).await?;
    let transaction = Transaction { signed_in: Some(sid), ..transaction };
    let next = format!("/authorize/continue?transaction={}", transaction.seal(provider));
    Ok(with_session_cookie(provider, Reply::see_other(&next), &cookie))
}

/// Begins a session, and gives its name and its cookie. A new cookie, always: nobody can have planted it before. The same
/// person's session goes on under its `sid`, so that what it was granted ends with it; another person's ends here, and its
/// clients hear of it.
pub async fn begin_session(
    provider: &Provider,
    received: &Received,
    user: &User,
    second_factor: bool,
) -> Outcome<(String, String)> {
    let (cookie, now) = (provider.random(32), provider.now());
    let before = interaction::current_session(provider, received);
    let (same, other) = match before {
        Some(before) if before.sub == user.sub => (Some(before.sid), None),
        before => (None, before.map(|before| before.sid)),
    };
    let replaces = same.as_ref().and_then(|_| interaction::session_cookie(provider, received));
    let session = Session {
        sid: same.unwrap_or_else(|| provider.random(16)),
        sub: user.sub.clone(),
        auth_time: now,
        by_password: user.password.is_some(),
        second_factor,
        expires_at: now.plus(provider.config.lifetimes.session),
    };
    let sid = session.sid.clone();
    let ended = provider.commit(|state| {
        let ended = other.and_then(|sid| Ended::of(provider, state, &sid));
        let mut changes = session_end::changes(provider, state, None, ended.as_slice());
        changes.push(Change::SignedIn { cookie: provider::cookie_hash(&cookie), session, replaces });
        (ended, changes)
    })?;
    if let Some(ended) = ended {
        // Nobody is shown a page of theirs here: the browser is on its way to another.
        session_end::tell(provider, &[ended]).await;
    }
    Ok((sid, cookie))
}

/// Gives the browser the cookie of its session.
pub fn with_session_cookie(provider: &Provider, reply: Reply, cookie: &str) -> Reply {
    reply.cookie(&provider.cookie_name("session"), cookie, provider.config.lifetimes.session)
}

async fn again(provider: &Provider, received: &Received, transaction: &Transaction, problem: &str) -> Reply {
    let Ok(authorization) = Authorization::judge(provider, &transaction.parameters, None) else {
        return interaction::proceed(provider, received, transaction, None).await;
    };
    let sealed = transaction.seal(provider);
    let (csrf, cookie) = interaction::csrf(provider, received, &sealed);
    let form = page::Form { transaction: &sealed, csrf: &csrf };
    let shown =
        page::sign_in::page(provider, &page::sign_in::Asks::of_client(&authorization), form, Some(problem));
    interaction::with_browser_cookie(provider, Reply::page(StatusCode::BAD_REQUEST, &shown), cookie)
}
