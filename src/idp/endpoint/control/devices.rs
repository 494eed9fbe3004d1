//! Devices that wait for a person (RFC 8628): listed, approved and denied.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::verdict::{self, DECIDING};
use crate::idp::{
    account,
    control::{
        call::Call,
        operation::{Group, operations},
        schema::{Member, Schema, TIME},
    },
    device,
    oauth_error::Outcome,
    provider::Provider,
    reply::Reply,
    state::{Change, Device, Verdict},
};

/// The operations.
pub const DEVICES: Group = Group {
    name: "devices",
    means: "Devices that have asked for a code (RFC 8628). They are approved and denied here as on the page, without one.",
    parts: &[Member::needed(
        "user_code",
        &Schema::Text,
        "the code that the device shows; case and punctuation do not count",
    )],
    is_open: false,
    operations: operations! {
        GET "/_dev/devices" list => OK LIST, "Lists them, the oldest first.";
        POST "/_dev/devices/{user_code}/approve" approve takes DECIDING => OK DEVICE, "Somebody says yes.";
        POST "/_dev/devices/{user_code}/deny" deny => OK DEVICE, "Somebody says no.";
    },
};

const LIST: Schema = Schema::Object(&[Member::needed("devices", &Schema::List(&DEVICE), "they")]);

const DEVICE: Schema = Schema::Named(
    "Device",
    &Schema::Object(&[
        Member::needed("user_code", &Schema::Text, "the code that it shows"),
        Member::needed("client_id", &Schema::Text, "whose it is"),
        Member::needed("scope", &Schema::List(&Schema::Text), "what it wants"),
        Member::needed("expires_at", &TIME, "until when somebody can decide"),
        Member::needed(
            "verdict",
            &Schema::Word(&["waiting", "denied", "approved", "redeemed"]),
            "what became of it",
        ),
        Member::needed("sub", &Schema::Maybe(&Schema::Text), "who has approved it"),
    ]),
);

#[derive(Deserialize)]
struct Deciding {
    sub: String,
}

async fn list(call: Call<'_>) -> Outcome<Reply> {
    let devices: Vec<Value> =
        call.provider.store.read(|state| state.devices.iter().map(|(_, device)| document(device)).collect());
    Ok(Reply::json(StatusCode::OK, &json!({"devices": devices})))
}

fn document(device: &Device) -> Value {
    let (verdict, sub) = match &device.verdict {
        Verdict::Waiting => ("waiting", None),
        Verdict::Denied => ("denied", None),
        Verdict::Approved(session) => ("approved", Some(&session.sub)),
        Verdict::Redeemed => ("redeemed", None),
    };
    json!({
        "user_code": device.user_code, "client_id": device.client_id, "scope": device.scope,
        "expires_at": device.expires_at, "verdict": verdict, "sub": sub,
    })
}

async fn approve(call: Call<'_>) -> Outcome<Reply> {
    let Deciding { sub } = call.body()?;
    let session = verdict::session(call.provider, &sub)?;
    judge(&call, Verdict::Approved(session))
}

async fn deny(call: Call<'_>) -> Outcome<Reply> {
    judge(&call, Verdict::Denied)
}

fn judge(call: &Call<'_>, verdict: Verdict) -> Outcome<Reply> {
    let (provider, code, now) = (call.provider, call.part("user_code")?, call.provider.now());
    let judged = provider.commit(|state| match device::find(state, &code, now).map(str::to_owned) {
        None => (Err(account::missing(format!("no device waits for the code {code}"))), Vec::new()),
        Some(id) => {
            let device =
                state.devices.get(&id).cloned().map(|device| Device { verdict: verdict.clone(), ..device });
            (Ok(device), changes(provider, id, verdict))
        }
    })??;
    Ok(Reply::json(StatusCode::OK, &judged.as_ref().map(document)))
}

/// The decision, after the session that it was made in.
fn changes(provider: &Provider, id: String, verdict: Verdict) -> Vec<Change> {
    let session = match &verdict {
        Verdict::Approved(session) => Some(verdict::begun(provider, session)),
        _ => None,
    };
    session.into_iter().chain([Change::DeviceJudged { id, verdict }]).collect()
}
