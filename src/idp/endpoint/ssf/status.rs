//! The status endpoint: whether events go out of a stream, and why (SSF §8.1.2).

use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::idp::{
    oauth_error::{OauthError, Outcome},
    provider::Provider,
    received::Received,
    reply::Reply,
    ssf::{
        happening::STREAM_UPDATED,
        manager::{self, Manager},
    },
    state::{Change, Status, Stream, StreamChange, Waiting},
};

/// How long a reason may be, in characters; what is longer is cut.
const LONGEST: usize = 256;

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let only_reads = received.method == Method::GET;
    manager::answer(provider, received, only_reads, |manager| async move {
        match only_reads {
            true => read(&manager, &manager::needed_stream_id(received)?),
            false => update(&manager, &manager::body(received)?),
        }
    })
    .await
}

fn read(manager: &Manager<'_>, id: &str) -> Outcome<Reply> {
    let answer = manager.provider.store.read(|state| Ok(shown(id, &manager.stream(state, id)?.stream)))?;
    Ok(Reply::json(StatusCode::OK, &answer))
}

/// SSF §8.1.2.2
fn update(manager: &Manager<'_>, members: &Map<String, Value>) -> Outcome<Reply> {
    let (provider, id) = (manager.provider, manager::text(members, "stream_id")?);
    let named = manager::text(members, "status")?;
    let status = Status::ALL
        .into_iter()
        .find(|status| status.name() == named)
        .ok_or_else(|| OauthError::request("status is enabled, paused or disabled (SSF section 8.1.2.1)"))?;
    let reason = members.contains_key("reason").then(|| manager::text(members, "reason")).transpose()?;
    let reason = reason.map(|reason| reason.chars().take(LONGEST).collect::<String>());
    let stream = provider.commit(|state| {
        let decided = manager.stream(state, id).map(|known| {
            (Stream { status, reason: reason.clone(), ..known.stream.clone() }, outdated(id, known))
        });
        match decided {
            Ok((stream, outdated)) => {
                let kept = Change::Stream { id: id.to_owned(), what: StreamChange::Kept(stream.clone()) };
                (Ok(stream), vec![kept, outdated])
            }
            Err(error) => (Err(error), Vec::new()),
        }
    })??;
    provider.wake.ring();
    Ok(Reply::json(StatusCode::OK, &shown(id, &stream)))
}

/// What the provider has said of the status, which is its client's again.
fn outdated(id: &str, known: &Waiting) -> Change {
    let said = known.held.iter().filter(|event| event.event == STREAM_UPDATED);
    let names = said.map(|event| event.jti.clone()).collect();
    Change::Stream { id: id.to_owned(), what: StreamChange::Settled(names) }
}

fn shown(id: &str, stream: &Stream) -> Value {
    let mut shown = json!({"stream_id": id, "status": stream.status.name()});
    if let Some(reason) = &stream.reason {
        shown["reason"] = reason.clone().into();
    }
    shown
}
