//! The sessions: `GET /_dev/sessions`, and `DELETE /_dev/sessions/{sid}` ends one.

use http::StatusCode;
use serde_json::{Value, json};

use super::{admitted, part, refusal, told};
use crate::idp::{
    account,
    provider::Provider,
    received::Received,
    reply::Reply,
    session_end::{self, Ended},
    state::State,
};

/// Lists them, with the clients that hear of their end.
pub async fn list(provider: &Provider, received: &Received) -> Reply {
    if let Err(refused) = admitted(provider, received) {
        return *refused;
    }
    let sessions = provider.store.read(|state| all(provider, state));
    Reply::json(StatusCode::OK, &json!({"sessions": sessions}))
}

fn all(provider: &Provider, state: &State) -> Vec<Value> {
    let now = provider.now();
    let in_browsers =
        state.sessions.iter().map(|(_, session)| session).filter(|known| known.expires_at > now);
    let in_browsers =
        in_browsers.map(|known| (&known.sid, &known.sub, Some(known.auth_time), known.expires_at));
    // a password grant or a device has a session that no browser has
    let elsewhere = state
        .participants
        .iter()
        .filter(|(sid, known)| known.expires_at > now && !state.has_session(sid, now));
    let elsewhere = elsewhere.map(|(sid, known)| (sid, &known.sub, None, known.expires_at));
    let document = |(sid, sub, auth_time, expires_at)| {
        let clients = state.participants.get(sid).map(|known| known.clients.iter().collect::<Vec<_>>());
        json!({"sid": sid, "sub": sub, "auth_time": auth_time, "expires_at": expires_at, "clients": clients.unwrap_or_default()})
    };
    in_browsers.chain(elsewhere).map(document).collect()
}

/// Ends one.
pub async fn end(provider: &Provider, received: &Received) -> Reply {
    if let Err(refused) = admitted(provider, received) {
        return *refused;
    }
    let sid = match part(received, 3) {
        Ok(sid) => sid,
        Err(error) => return refusal(&error),
    };
    if provider.store.read(|state| Ended::of(provider, state, &sid)).is_none() {
        return refusal(&account::missing("there is no such session".into()));
    }
    told(session_end::end(provider, &sid).await)
}
