//! What was sent to clients of late, and whether they took it.

use http::StatusCode;
use serde_json::{Value, json};

use crate::idp::{
    control::{
        call::Call,
        operation::{Group, operations},
        schema::{Member, Schema, TIME},
    },
    oauth_error::Outcome,
    reply::Reply,
    request_log::{Line, MOST, entry::What, filter::Filter},
};

/// The operations.
pub const NOTICES: Group = Group {
    name: "notices",
    means: "What was sent to clients: logout tokens, hooks, pings, events. What was in them is nobody's business.",
    parts: &[],
    is_open: false,
    operations: operations! {
        GET "/_dev/notices" list => OK LIST, "Lists what was sent of late, the newest first.";
    },
};

const LIST: Schema = Schema::Object(&[Member::needed("notices", &Schema::List(&NOTICE), "they")]);

const NOTICE: Schema = Schema::Named(
    "Notice",
    &Schema::Object(&[
        Member::needed("at", &TIME, "when it was settled"),
        Member::needed("what", &Schema::Text, "what it was about"),
        Member::needed("client_id", &Schema::Text, "whom it was for"),
        Member::needed("to", &Schema::Text, "where it went"),
        Member::needed("taken", &Schema::Flag, "whether the client took it"),
        Member::needed("why", &Schema::Maybe(&Schema::Text), "why not"),
    ]),
);

async fn list(call: Call<'_>) -> Outcome<Reply> {
    let document = |Line { entry, .. }: &Line| {
        let What::Sent(sent) = &entry.what else { return None };
        Some(json!({
            "at": entry.at, "what": sent.what, "client_id": sent.client_id, "to": sent.to,
            "taken": sent.outcome.is_ok(), "why": sent.outcome.as_ref().err(),
        }))
    };
    let messages = Filter { is_request: Some(false), limit: MOST, ..Filter::default() };
    let lines = call.provider.log.find(&messages).lines;
    let sent: Vec<Value> = lines.iter().rev().filter_map(document).collect();
    Ok(Reply::json(StatusCode::OK, &json!({"notices": sent})))
}
