//! The control interface: what whoever runs the provider may see and do, with the secret of this start.
//!
//! The secret is in a file that only its owner can read. A web page has it neither, nor can it send it: no other site is answered
//! (threat P2), and what has an `Origin` of its own is none of ours.

pub mod notices;
pub mod page;
pub mod sessions;
pub mod users;

use http::{StatusCode, header};
use url::form_urlencoded;

use crate::idp::{
    account,
    oauth_error::{OauthError, Outcome},
    provider::Provider,
    received::Received,
    reply::Reply,
    session_end::Told,
};

/// Whether the request may; the error is its answer.
fn admitted(provider: &Provider, received: &Received) -> Result<(), Box<Reply>> {
    let refused = |status, why: &str| Err(Box::new(Reply::text(status, why)));
    let Some(secret) = &provider.control else {
        return refused(StatusCode::NOT_FOUND, "this provider has no control interface");
    };
    if received.headers.contains_key(header::ORIGIN) {
        return refused(StatusCode::FORBIDDEN, "web pages may not ask this");
    }
    let sent = received.header(header::AUTHORIZATION).and_then(|value| value.split_once(' '));
    let token =
        sent.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    match token.is_some_and(|token| secret.matches(token)) {
        true => Ok(()),
        false => Err(Box::new(
            Reply::text(StatusCode::UNAUTHORIZED, "the secret of this start is missing or wrong")
                .header("www-authenticate", "Bearer realm=\"authctl control\""),
        )),
    }
}

/// The part of the path at that place, decoded (RFC 3986 §2.1).
fn part(received: &Received, place: usize) -> Outcome<String> {
    let raw = received.path.split('/').nth(place).unwrap_or_default();
    // a form's decoding, but that what is special there is itself here
    let text = raw.replace('+', "%2B").replace('=', "%3D").replace('&', "%26");
    let decoded = form_urlencoded::parse(text.as_bytes()).next().map(|(name, _)| name.into_owned());
    decoded.filter(|name| !name.contains('\u{fffd}')).ok_or_else(|| {
        account::missing(
            "the name in the path cannot be read: write it percent-encoded (RFC 3986 section 2.1)".into(),
        )
    })
}

/// What became of telling the clients, for a program.
fn told(outcome: Outcome<Told>) -> Reply {
    match outcome {
        Err(error) => refusal(&error),
        Ok(told) => {
            let answers = told.answers.into_iter().map(|(client_id, taken)| {
                serde_json::json!({"client_id": client_id, "taken": taken.is_ok(), "why": taken.err()})
            });
            let frames: Vec<&str> = told.frames.iter().map(url::Url::as_str).collect();
            let document = serde_json::json!({
                "told": answers.collect::<Vec<_>>(),
                // Front-Channel Logout §3: only the person's browser can load these
                "frontchannel": frames,
            });
            Reply::json(StatusCode::OK, &document)
        }
    }
}

fn refusal(error: &OauthError) -> Reply {
    let body = serde_json::json!({"error": error.error, "error_description": error.description});
    Reply::json(error.status, &body)
}
