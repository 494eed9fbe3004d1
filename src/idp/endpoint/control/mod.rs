//! The control interface: what whoever runs the provider may see and do, with the secret of this start.
//!
//! The secret is in a file that only its owner can read. A web page has it neither, nor can it send it: no other site is answered
//! (threat P2), and what has an `Origin` of its own is none of ours (threat P21). What is done is a row in [`groups`].

pub mod again;
pub mod clients;
pub mod clock;
pub mod consents;
pub mod devices;
pub mod faults;
pub mod grants;
pub mod groups;
pub mod keys;
pub mod laxities;
pub mod notices;
pub mod numbers;
pub mod page;
pub mod requests;
pub mod requests_waiting;
pub mod scripts;
pub mod sessions;
pub mod settings;
pub mod sign_ins;
pub mod tenants;
mod told;
pub mod users;
mod verdict;

use http::{StatusCode, header};

use self::groups::GROUPS;
use super::path;
use crate::idp::{
    control::operation::Operation,
    oauth_error::{OauthError, Outcome},
    provider::Provider,
    received::Received,
    reply::Reply,
};

/// Answers one request for the operation of that path.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let is_it = |row: &Operation| row.method == received.method && path::is_of(row.path, &received.path);
    let rows = GROUPS.iter().flat_map(|group| group.operations.iter().map(move |row| (*group, row)));
    let Some((group, row)) = rows.into_iter().find(|(_, row)| is_it(row)) else {
        return Reply::text(StatusCode::NOT_FOUND, "there is no such endpoint");
    };
    let answer = async {
        if !group.is_open {
            admit(provider, received)?;
        }
        row.answer(provider, received).await
    };
    answer.await.unwrap_or_else(|error| refusal(&error))
}

/// Whether the request may.
fn admit(provider: &Provider, received: &Received) -> Outcome<()> {
    let refuse = |status, error, why: &str| Err(OauthError { status, ..OauthError::new(error, why) });
    let Some(secret) = &provider.control else {
        return refuse(StatusCode::NOT_FOUND, "not_found", "this provider has no control interface");
    };
    if received.headers.contains_key(header::ORIGIN) {
        return refuse(StatusCode::FORBIDDEN, "access_denied", "web pages may not ask this");
    }
    let sent = received.header(header::AUTHORIZATION).and_then(|value| value.split_once(' '));
    let token =
        sent.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    match token.is_some_and(|token| secret.matches(token)) {
        true => Ok(()),
        false => refuse(
            StatusCode::UNAUTHORIZED,
            "invalid_token",
            "the secret of this start is missing or wrong: send it as Authorization: Bearer",
        ),
    }
}

fn refusal(error: &OauthError) -> Reply {
    let body = serde_json::json!({"error": error.error, "error_description": error.description});
    let reply = Reply::json(error.status, &body);
    match error.status {
        StatusCode::UNAUTHORIZED => reply.header("www-authenticate", "Bearer realm=\"authctl control\""),
        _ => reply,
    }
}
