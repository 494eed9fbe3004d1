//! The configuration endpoint: a client makes streams, looks at them, changes and deletes them (SSF §8.1.1).

use http::{Method, StatusCode};
use serde_json::{Map, Value};

use crate::idp::{
    oauth_error::{OauthError, Outcome},
    provider::Provider,
    received::Received,
    reply::Reply,
    ssf::{
        configuration::{Wanted, shown, wanted},
        manager::{self, Manager},
    },
    state::{Change, Delivery, OF_CLIENT, STREAMS, State, Status, Stream, StreamChange},
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    manager::answer(provider, received, received.method == Method::GET, |manager| async move {
        match received.method {
            Method::POST => create(&manager, &manager::body(received)?),
            Method::PATCH => change(&manager, &manager::body(received)?, Wanted::update),
            Method::PUT => change(&manager, &manager::body(received)?, Wanted::replace),
            Method::DELETE => delete(&manager, &manager::needed_stream_id(received)?),
            _ => read(&manager, manager::stream_id(received)?.as_deref()),
        }
    })
    .await
}

/// SSF §8.1.1.1
fn create(manager: &Manager<'_>, members: &Map<String, Value>) -> Outcome<Reply> {
    let provider = manager.provider;
    let wanted = wanted(provider, None, members)?;
    let id = provider.random(16);
    let stream = Stream {
        client_id: manager.client_id.clone(),
        delivery: wanted.delivery.unwrap_or(Delivery::Poll),
        events_requested: wanted.events_requested,
        description: wanted.description,
        status: Status::Enabled,
        reason: None,
    };
    let answer = shown(provider, &id, &stream, true);
    provider.commit(|state| match room(state, &manager.client_id) {
        Ok(()) => (Ok(()), vec![kept(&id, stream)]),
        Err(error) => (Err(error), Vec::new()),
    })??;
    Ok(Reply::json(StatusCode::CREATED, &answer))
}

/// Threat P17
fn room(state: &State, client_id: &str) -> Outcome<()> {
    let own = state.streams.iter().filter(|(_, known)| known.stream.client_id == client_id).count();
    let full = |status, why: String| Err(OauthError { status, ..OauthError::new("access_denied", why) });
    match own >= OF_CLIENT {
        true => full(
            StatusCode::CONFLICT,
            format!("a client has {OF_CLIENT} streams at most (SSF section 8.1.1.1)"),
        ),
        false if state.streams.len() >= STREAMS => {
            full(StatusCode::FORBIDDEN, format!("there are {STREAMS} streams, and no room for more"))
        }
        false => Ok(()),
    }
}

/// SSF §8.1.1.2
fn read(manager: &Manager<'_>, id: Option<&str>) -> Outcome<Reply> {
    let (provider, whole) = (manager.provider, manager.may_manage);
    let answer = provider.store.read(|state| match id {
        Some(id) => Ok(shown(provider, id, &manager.stream(state, id)?.stream, whole)),
        None => {
            let own = state.streams.iter().filter(|(_, known)| known.stream.client_id == manager.client_id);
            Ok(own.map(|(id, known)| shown(provider, id, &known.stream, whole)).collect())
        }
    })?;
    Ok(Reply::json(StatusCode::OK, &answer))
}

/// SSF §8.1.1.3, §8.1.1.4
fn change(
    manager: &Manager<'_>,
    members: &Map<String, Value>,
    how: impl FnOnce(Wanted, Stream) -> Stream,
) -> Outcome<Reply> {
    let (provider, id) = (manager.provider, manager::text(members, "stream_id")?);
    let changed = provider.commit(|state| {
        let decided = manager.stream(state, id).and_then(|known| {
            let wanted = wanted(provider, Some((id, &known.stream)), members)?;
            Ok(how(wanted, known.stream.clone()))
        });
        let changes = decided.iter().map(|stream| kept(id, stream.clone())).collect();
        (decided, changes)
    })??;
    provider.wake.ring();
    Ok(Reply::json(StatusCode::OK, &shown(provider, id, &changed, true)))
}

/// SSF §8.1.1.5
fn delete(manager: &Manager<'_>, id: &str) -> Outcome<Reply> {
    manager.provider.commit(|state| {
        let known = manager.stream(state, id).map(|_| ());
        let removed = Change::Stream { id: id.to_owned(), what: StreamChange::Removed };
        let changes = known.iter().map(|()| removed.clone()).collect();
        (known, changes)
    })??;
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

fn kept(id: &str, stream: Stream) -> Change {
    Change::Stream { id: id.to_owned(), what: StreamChange::Kept(stream) }
}
