//! Takes the sign-in form: a session begins, in this browser.

use std::sync::Arc;

use http::StatusCode;

use crate::idp::{
    account, answer,
    authorization::Authorization,
    browser_session::{begin_session, with_session_cookie},
    interaction::{self, Transaction},
    oauth_error::Outcome,
    page,
    parameters::Parameters,
    password::{self, Wrong},
    provider::Provider,
    received::Received,
    reply::Reply,
    sign_up,
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
    match sign_up::known_or_new(provider, username).filter(|user| user.password.is_none()) {
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
    let (session, cookie) = begin_session(provider, received, user, second_factor).await?;
    let transaction = Transaction { signed_in: Some(session.sid), ..transaction };
    let next = format!("/authorize/continue?transaction={}", transaction.seal(provider));
    Ok(with_session_cookie(provider, Reply::see_other(&next), &cookie))
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
