//! A client fetches what waits in its stream, and says what it has taken (RFC 8936 §2).

use std::time::Duration;

use http::StatusCode;
use serde_json::json;
use tokio::time::timeout;

use crate::{
    idp::{
        oauth_error::{OauthError, Outcome},
        provider::Provider,
        received::Received,
        reply::Reply,
        ssf::{
            manager::{self, Manager},
            transmitter::{self, signed},
        },
        state::{Delivery, Held, State, Stream, Waiting},
    },
    protocol::set_poll::{PollAnswer, PollRequest},
    untrusted::sanitize,
};

/// The most events of one answer (threat P17).
const MOST: usize = 32;
/// How long an answer waits for an event.
const WAIT: Duration = Duration::from_secs(20);

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    manager::answer(provider, received, false, |manager| async move {
        let id = received.path.rsplit('/').next().unwrap_or_default();
        let request = PollRequest::parse(&received.body).map_err(OauthError::request)?;
        let answer = polled(&manager, id, &request).await?;
        Ok(Reply::json(StatusCode::OK, &json!(answer)))
    })
    .await
}

async fn polled(manager: &Manager<'_>, id: &str, request: &PollRequest) -> Outcome<PollAnswer> {
    let provider = manager.provider;
    // before looking, so that nothing comes between
    let mut rung = provider.wake.listen();
    provider.store.read(|state| stream(manager, state, id).map(|_| ()))?;
    let named: Vec<String> = request.settled().map(str::to_owned).collect();
    let settled = if named.is_empty() { named } else { transmitter::settle(provider, id, &named)? };
    for (jti, error) in request.set_errs.iter().filter(|(jti, _)| settled.contains(jti)) {
        let why = sanitize(&format!("{}: {}", error.err, error.description));
        provider.world.note(&format!("{} has refused the event {jti}: {why}", manager.client_id));
    }
    let most = request.max_events.map_or(MOST, |most| usize::try_from(most).unwrap_or(MOST).min(MOST));
    let place = provider.wake.place().filter(|_| !request.return_immediately && most > 0);
    if place.is_some() {
        let some = async {
            while !provider.store.read(|state| has_some(manager, state, id)) && rung.changed().await.is_ok() {
            }
        };
        // an empty answer is one too (RFC 8936 §2.3)
        drop(timeout(WAIT, some).await);
    }
    fetched(manager, id, most).await
}

/// The events of one answer, oldest first.
async fn fetched(manager: &Manager<'_>, id: &str, most: usize) -> Outcome<PollAnswer> {
    let (config, events, more_available) = manager.provider.store.read(|state| {
        let known = stream(manager, state, id)?;
        let mut waiting = transmitter::transmittable(known);
        let events: Vec<Held> = waiting.by_ref().take(most).cloned().collect();
        Outcome::<(Stream, Vec<Held>, bool)>::Ok((known.stream.clone(), events, waiting.next().is_some()))
    })?;
    let mut answer = PollAnswer { more_available, ..PollAnswer::default() };
    for event in events {
        let token = signed(manager.provider, &config, &event).await?;
        answer.sets.insert(event.jti, token);
    }
    Ok(answer)
}

fn has_some(manager: &Manager<'_>, state: &State, id: &str) -> bool {
    // a stream that has gone has nothing to wait for
    stream(manager, state, id).map_or(true, |known| transmitter::transmittable(known).next().is_some())
}

fn stream<'s>(manager: &Manager<'_>, state: &'s State, id: &str) -> Outcome<&'s Waiting> {
    let known = manager.stream(state, id)?;
    match known.stream.delivery {
        Delivery::Poll => Ok(known),
        Delivery::Push { .. } => Err(OauthError::request("this stream is pushed (SSF section 6.1)")),
    }
}
