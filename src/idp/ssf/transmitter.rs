//! Pushes what waits in the streams: one event after the other in each, and each stream on a task of its own, so that a receiver
//! that hangs holds up no other (threat W13). What was not answered is sent again, the same token, after ever longer pauses and
//! at every start (threats W11, W14); what was refused never is (RFC 8935 §2.1).

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use http::StatusCode;
use tokio::{
    sync::Semaphore,
    task::{self, JoinSet},
    time::{sleep, timeout},
};
use url::{Position, Url};

use super::happening::STREAM_UPDATED;
use crate::{
    idp::{
        notice::Notice,
        oauth_error::Outcome,
        provider::{Current, Provider},
        request_log::entry::Message,
        state::{Change, Delivery, Held, State, Status, Stream, StreamChange, Waiting},
    },
    jose::{
        algorithm::Algorithm,
        security_event::{MEDIA_TYPE, SecurityEvent, TYP},
    },
    protocol::address::is_loopback,
    secret::SecretString,
};

/// How many are sent at a time (threat P17).
const AT_A_TIME: usize = 16;
/// How long one may take.
const EXCHANGE: Duration = Duration::from_secs(5);
/// After which pauses an event is sent again; then only when there is another, or at the next start.
const PAUSES_S: [u64; 5] = [1, 5, 15, 60, 300];

/// Pushes for as long as the provider runs.
pub async fn run(current: Arc<Current>) {
    let mut rung = current.provider().wake.listen();
    let room = Arc::new(Semaphore::new(AT_A_TIME));
    let mut pushing = JoinSet::new();
    let mut busy = HashMap::<task::Id, String>::new();
    // given up until something else happens
    let mut resting = HashSet::<String>::new();
    loop {
        for id in due(&current.provider()) {
            if !resting.contains(&id) && !busy.values().any(|known| *known == id) {
                let (provider, room, stream) = (current.provider(), Arc::clone(&room), id.clone());
                let task = pushing.spawn(async move { push_all(&provider, &room, &stream).await });
                busy.insert(task.id(), id);
            }
        }
        tokio::select! {
            heard = rung.changed() => match heard {
                Ok(()) => resting.clear(),
                Err(_) => return,
            },
            Some(ended) = pushing.join_next_with_id() => {
                let (task, is_done) = ended.unwrap_or_else(|panicked| (panicked.id(), false));
                if let Some(id) = busy.remove(&task).filter(|_| !is_done) {
                    resting.insert(id);
                }
            }
        }
    }
}

/// The streams in which something is to be pushed now.
fn due(provider: &Provider) -> Vec<String> {
    let has_some = |known: &Waiting| transmittable(known).next().is_some();
    provider.store.read(|state| {
        let streams = state.streams.iter();
        let due = streams.filter(|(_, known)| has_some(known) && is_pushed(provider, state, known));
        due.map(|(id, _)| id.to_owned()).collect()
    })
}

/// Whether it is pushed, to a client that is still here.
fn is_pushed(provider: &Provider, state: &State, known: &Waiting) -> bool {
    matches!(known.stream.delivery, Delivery::Push { .. })
        && provider.client_in(state, &known.stream.client_id).is_some()
}

/// What goes out of a stream as its status is: from one that was paused only that it is (SSF §8.1.2.1, §8.1.5).
pub fn transmittable(known: &Waiting) -> impl Iterator<Item = &Held> {
    let status = known.stream.status;
    known.held.iter().filter(move |event| match status {
        Status::Enabled => true,
        Status::Paused => event.event == STREAM_UPDATED,
        Status::Disabled => false,
    })
}

/// The event as a token, signed with what every receiver can verify (CAEP Interoperability Profile §2.6).
pub async fn signed(provider: &Provider, stream: &Stream, event: &Held) -> Outcome<String> {
    let token = SecurityEvent {
        iss: &provider.issuer,
        aud: &stream.client_id,
        jti: &event.jti,
        iat: event.iat,
        txn: &event.txn,
        sub_id: &event.sub_id,
        event: &event.event,
        members: &event.members,
    };
    provider.sign(Algorithm::RS256, Some(TYP), &token.claims()).await
}

/// Marks events of a stream as heard of, those that are in it; which they were.
pub fn settle(provider: &Provider, id: &str, names: &[String]) -> Outcome<Vec<String>> {
    provider.commit(|state| {
        let held = state.streams.get(id).into_iter().flat_map(|known| &known.held);
        let known: Vec<String> =
            held.map(|event| event.jti.clone()).filter(|jti| names.contains(jti)).collect();
        let settled = Change::Stream { id: id.to_owned(), what: StreamChange::Settled(known.clone()) };
        let changes = if known.is_empty() { Vec::new() } else { vec![settled] };
        (known, changes)
    })
}

/// Pushes what there is; whether nothing is left.
async fn push_all(provider: &Provider, room: &Semaphore, id: &str) -> bool {
    let mut pauses = PAUSES_S.iter();
    loop {
        let next = provider.store.read(|state| {
            let known = state.streams.get(id).filter(|known| is_pushed(provider, state, known))?;
            Some((known.stream.clone(), transmittable(known).next()?.clone()))
        });
        let Some((stream, event)) = next else { return true };
        let kind = event.event.rsplit('/').next().unwrap_or_default();
        let what = format!("the event {kind} to {}", stream.client_id);
        let pushed = push(provider, room, &stream, &event).await;
        note(provider, &stream, kind, &pushed);
        match pushed.outcome {
            Ok(outcome) => {
                pauses = PAUSES_S.iter();
                let outcome =
                    outcome.map_or_else(|why| format!("was not taken: {why}"), |()| "was taken".to_owned());
                provider.world.note(&format!("{what} {outcome}"));
                // what cannot be marked would be sent for ever
                if settle(provider, id, &[event.jti]).is_err() {
                    return false;
                }
            }
            Err(why) => {
                let pause = pauses.next();
                let then = pause.map_or("later".to_owned(), |seconds| format!("in {seconds} s"));
                provider.world.note(&format!("{what} was not answered: {why}; again {then}"));
                match pause {
                    Some(seconds) => sleep(Duration::from_secs(*seconds)).await,
                    None => return false,
                }
            }
        }
    }
}

/// What became of a push.
struct Pushed {
    /// What was answered, if anything was.
    status: Option<StatusCode>,
    /// `Ok` where the receiver has answered, with whether it took it; `Err` where it may have heard nothing.
    outcome: Result<Result<(), String>, String>,
}

/// Writes into the log that one was pushed.
fn note(provider: &Provider, stream: &Stream, kind: &str, pushed: &Pushed) {
    let Delivery::Push { endpoint_url, .. } = &stream.delivery else { return };
    let to =
        Url::parse(endpoint_url).map_or_else(|_| String::new(), |url| url[..Position::AfterPath].to_owned());
    let message = Message {
        what: format!("the event {kind}"),
        client_id: stream.client_id.clone(),
        to,
        status: pushed.status,
        outcome: pushed.outcome.clone().and_then(|taken| taken),
    };
    provider.log.sent(provider.now(), message);
}

/// Pushes one.
async fn push(provider: &Provider, room: &Semaphore, stream: &Stream, event: &Held) -> Pushed {
    let unsent = |outcome| Pushed { status: None, outcome };
    let Delivery::Push { endpoint_url, authorization_header } = &stream.delivery else {
        return unsent(Err("it is polled now".to_owned()));
    };
    // registered as such; a second wall costs nothing (threat W9)
    let Some(url) = Url::parse(endpoint_url).ok().filter(is_loopback) else {
        return unsent(Ok(Err("its address is not on this machine".to_owned())));
    };
    let token = match signed(provider, stream, event).await {
        Ok(token) => token,
        Err(error) => return unsent(Err(error.description)),
    };
    let notice = Notice {
        url,
        authorization: authorization_header.clone(),
        media_type: MEDIA_TYPE,
        accept: Some("application/json"),
        body: SecretString::from(token),
    };
    let _place = room.acquire().await;
    match timeout(EXCHANGE, provider.world.send(notice)).await {
        Err(_) => unsent(Err(format!("no answer within {} s", EXCHANGE.as_secs()))),
        Ok(Err(why)) => unsent(Err(why)),
        Ok(Ok(status)) => Pushed { status: Some(status), outcome: judged(status) },
    }
}

/// RFC 8935 §2.2: 202 and nothing else (threat W10).
fn judged(status: StatusCode) -> Result<Result<(), String>, String> {
    match status {
        StatusCode::ACCEPTED => Ok(Ok(())),
        status if is_passing(status) => Err(format!("HTTP {}", status.as_u16())),
        status => Ok(Err(format!("HTTP {}, where 202 is expected", status.as_u16()))),
    }
}

/// Whether it may be answered otherwise later (threat W11).
fn is_passing(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT)
}
