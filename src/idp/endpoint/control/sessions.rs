//! The sessions: listed, and ended.

use http::StatusCode;
use serde_json::{Value, json};

use super::told::{self, TOLD};
use crate::idp::{
    account,
    control::{
        call::Call,
        operation::{Group, operations},
        schema::{Member, Schema, TIME},
    },
    oauth_error::Outcome,
    provider::Provider,
    reply::Reply,
    session_end::{self, Ended},
    state::State,
};

/// The operations.
pub const SESSIONS: Group = Group {
    name: "sessions",
    means: "Who is signed in. Every client that registered to hear of the end of a session does.",
    parts: &[Member::needed("sid", &Schema::Text, "the session's name, `sid` in ID tokens")],
    is_open: false,
    operations: operations! {
        GET "/_dev/sessions" list => OK LIST, "Lists the sessions, with the clients that take part.";
        DELETE "/_dev/sessions/{sid}" end => OK TOLD, "Ends one, and tells its clients.";
    },
};

const LIST: Schema = Schema::Object(&[Member::needed("sessions", &Schema::List(&SESSION), "they")]);

const SESSION: Schema = Schema::Named(
    "Session",
    &Schema::Object(&[
        Member::needed("sid", &Schema::Text, "its name, `sid` in ID tokens"),
        Member::needed("sub", &Schema::Text, "who is signed in"),
        Member::needed(
            "auth_time",
            &Schema::Maybe(&TIME),
            "when they signed in; null for a session that no browser has",
        ),
        Member::needed("expires_at", &TIME, "when it ends by itself"),
        Member::needed("clients", &Schema::List(&Schema::Text), "the clients that had tokens in it"),
    ]),
);

async fn list(call: Call<'_>) -> Outcome<Reply> {
    let sessions = call.provider.store.read(|state| all(call.provider, state));
    Ok(Reply::json(StatusCode::OK, &json!({"sessions": sessions})))
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

async fn end(call: Call<'_>) -> Outcome<Reply> {
    let (provider, sid) = (call.provider, call.part("sid")?);
    if provider.store.read(|state| Ended::of(provider, state, &sid)).is_none() {
        return Err(account::missing("there is no such session".into()));
    }
    Ok(told::reply(session_end::end(provider, &sid).await?))
}
