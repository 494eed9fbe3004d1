//! What happened so far, in numbers, for the tests of a client: `GET /_dev/stats`.

use http::StatusCode;
use serde_json::json;

use crate::idp::{delivery::Kind, provider::Provider, received::Received, reply::Reply};

/// Answers one request. All but `token_requests`, `machine_grants` and what became of messages to clients are kept over a
/// restart.
pub async fn answer(provider: &Provider, _: &Received) -> Reply {
    let now = provider.now();
    let numbers = provider.store.read(|state| {
        let active_sessions = state.sessions.iter().filter(|(_, session)| session.expires_at > now).count();
        let mut numbers = json!(state.counts);
        numbers["active_sessions"] = active_sessions.into();
        numbers["instance"] = provider.instance.as_str().into();
        numbers["stays"] = provider.stays.into();
        numbers["machine_grants"] = provider.machine_grants().into();
        for (name, kind) in [("backchannel_logouts", Kind::Logout), ("pings", Kind::Ping)] {
            let tally = provider.notices.tally(kind);
            numbers[format!("{name}_taken")] = tally.taken().into();
            numbers[format!("{name}_failed")] = tally.failed().into();
        }
        numbers["token_requests"] = provider.token_requests().into();
        numbers
    });
    Reply::json(StatusCode::OK, &numbers)
}
