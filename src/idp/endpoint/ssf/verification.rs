//! A client has its stream verified: by an event that comes through it (SSF §8.1.4.2).

use http::StatusCode;

use crate::idp::{
    oauth_error::OauthError,
    provider::Provider,
    received::Received,
    reply::Reply,
    ssf::{emission, happening::VERIFICATION, manager},
    state::{HELD, Status, Waiting},
};

/// How many wait in a stream at most, and how long a `state` may be, in bytes (threat P17).
const MOST: usize = 8;
const LONGEST: usize = 1024;

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    manager::answer(provider, received, false, |manager| async move {
        let members = manager::body(received)?;
        let id = manager::text(&members, "stream_id")?;
        let wanted = members.contains_key("state").then(|| manager::text(&members, "state")).transpose()?;
        if wanted.is_some_and(|state| state.len() > LONGEST) {
            return Err(OauthError::request(format!("state has {LONGEST} bytes at most")));
        }
        provider.commit(|state| match manager.stream(state, id).and_then(room) {
            Ok(()) => (Ok(()), vec![emission::verification(provider, id, wanted)]),
            Err(error) => (Err(error), Vec::new()),
        })??;
        provider.wake.ring();
        Ok(Reply::empty(StatusCode::NO_CONTENT))
    })
    .await
}

fn room(known: &Waiting) -> Result<(), OauthError> {
    let waiting = known.held.iter().filter(|event| event.event == VERIFICATION).count();
    if known.stream.status == Status::Disabled {
        return Err(OauthError::request(
            "the stream is disabled, so nothing comes through it (SSF section 8.1.2.1)",
        ));
    }
    match waiting >= MOST || known.held.len() >= HELD {
        true => Err(OauthError {
            status: StatusCode::TOO_MANY_REQUESTS,
            ..OauthError::unavailable("others wait to be fetched or taken (SSF section 8.1.4.2)")
        }),
        false => Ok(()),
    }
}
