//! What was sent to clients of late, and whether they took it: `GET /_dev/notices`.

use http::StatusCode;
use serde_json::{Value, json};

use super::admitted;
use crate::idp::{delivery::Sent, provider::Provider, received::Received, reply::Reply};

/// Answers one request: the newest first. What was in them is nobody's business.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    if let Err(refused) = admitted(provider, received) {
        return *refused;
    }
    let document = |sent: &Sent| {
        json!({
            "at": sent.at, "what": sent.kind.name(), "client_id": sent.client_id, "to": sent.to,
            "taken": sent.outcome.is_ok(), "why": sent.outcome.as_ref().err(),
        })
    };
    let sent: Vec<Value> = provider.notices.recent().iter().rev().map(document).collect();
    Reply::json(StatusCode::OK, &json!({"notices": sent}))
}
