//! What happened so far, in numbers, for the tests of a client.

use http::StatusCode;
use serde_json::json;

use crate::idp::{
    control::{
        call::Call,
        operation::{Group, operations},
        schema::Schema,
    },
    delivery::Kind,
    oauth_error::Outcome,
    reply::Reply,
};

/// The operations.
pub const NUMBERS: Group = Group {
    name: "numbers",
    means: "How often what happened. Anybody may ask.",
    parts: &[],
    is_open: true,
    operations: operations! {
        GET "/_dev/stats" list => OK Schema::Open, "Counts sign-ins, codes, refreshes, what was refused for being used before, logouts and the like.";
    },
};

/// All but `token_requests`, `machine_grants` and what became of messages to clients are kept over a restart.
async fn list(call: Call<'_>) -> Outcome<Reply> {
    let provider = call.provider;
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
    Ok(Reply::json(StatusCode::OK, &numbers))
}
