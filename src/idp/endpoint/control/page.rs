//! The page of whoever runs the provider: `/_dev/`. The secret of this start is entered once, and then its cookie counts.

use http::{Method, StatusCode};

use crate::{
    idp::{
        account::{self, Deed},
        oauth_error::OauthError,
        page,
        provider::{Provider, cookie_hash},
        received::Received,
        reply::Reply,
    },
    secret::SecretString,
};

/// How long the page is open without the secret, in seconds.
const OPEN_S: i64 = 8 * 3600;

/// Answers one request: shows the page, opens it, or does what its button says.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let Some(secret) = &provider.control else {
        return Reply::text(StatusCode::NOT_FOUND, "this provider has no control page");
    };
    let is_open = received
        .cookie(&provider.cookie_name("control"))
        .is_some_and(|cookie| derived(secret, "cookie").matches(cookie));
    match (received.method == Method::POST, is_open) {
        (false, false) => Reply::page(StatusCode::OK, &page::control::closed(None)),
        (false, true) => {
            let csrf = derived(secret, "form");
            Reply::page(StatusCode::OK, &page::control::open(provider, csrf.expose()))
        }
        (true, _) if !received.is_from(&provider.origin) => crate::idp::answer::error_page(
            &OauthError::request("the form did not come from this provider's page"),
        ),
        (true, false) => unlock(provider, received, secret),
        (true, true) => act(provider, received, secret).await,
    }
}

fn unlock(provider: &Provider, received: &Received, secret: &SecretString) -> Reply {
    let (fields, fault) = received.parameters();
    let sent = fields.get("secret").unwrap_or_default().trim();
    match fault.is_none() && secret.matches(sent) {
        true => {
            let cookie = derived(secret, "cookie");
            Reply::see_other("/_dev/").cookie(&provider.cookie_name("control"), cookie.expose(), OPEN_S)
        }
        false => {
            let problem = Some("That is not the secret of this start.");
            Reply::page(StatusCode::UNAUTHORIZED, &page::control::closed(problem))
        }
    }
}

async fn act(provider: &Provider, received: &Received, secret: &SecretString) -> Reply {
    let (fields, fault) = received.parameters();
    let field = |name: &str| fields.get(name).unwrap_or_default();
    if fault.is_some() || !derived(secret, "form").matches(field("csrf")) {
        return crate::idp::answer::error_page(&OauthError::request(
            "the form is not of this page: load it again",
        ));
    }
    let Some(deed) = Deed::named(field("deed")) else {
        return crate::idp::answer::error_page(&OauthError::request("there is no such button"));
    };
    match account::act(provider, field("sub"), deed).await {
        Ok(_) => Reply::see_other("/_dev/"),
        Err(error) => crate::idp::answer::error_page(&error),
    }
}

/// What stands for the secret where the secret itself shall not be.
fn derived(secret: &SecretString, purpose: &str) -> SecretString {
    cookie_hash(&format!("control {purpose} {}", secret.expose())).into()
}
