//! Requests of clients that wait for a person (CIBA): listed, approved and denied.

use http::StatusCode;
use serde_json::{Value, json};

use super::verdict;
use crate::idp::{
    account,
    backchannel::{BackchannelRequest, reference},
    backchannel_verdict,
    control::{
        call::Call,
        operation::{Group, operations},
        schema::{Member, Schema, TIME},
    },
    oauth_error::Outcome,
    provider::Provider,
    reply::Reply,
    state::Verdict,
};

/// The operations.
pub const REQUESTS_WAITING: Group = Group {
    name: "backchannel requests",
    means: "Requests of clients that wait for a person's decision (CIBA). A client that asked to be told of it is.",
    parts: &[Member::needed(
        "request",
        &Schema::Text,
        "what the list calls the request; not its `auth_req_id`",
    )],
    is_open: false,
    operations: operations! {
        GET "/_dev/backchannel" list => OK LIST, "Lists those that wait, the oldest first.";
        POST "/_dev/backchannel/{request}/approve" approve => NO_CONTENT Schema::Nothing, "The person says yes.";
        POST "/_dev/backchannel/{request}/deny" deny => NO_CONTENT Schema::Nothing, "The person says no.";
    },
};

const LIST: Schema = Schema::Object(&[Member::needed("requests", &Schema::List(&REQUEST), "they")]);

const REQUEST: Schema = Schema::Named(
    "BackchannelRequest",
    &Schema::Object(&[
        Member::needed("request", &Schema::Text, "what it is called here"),
        Member::needed("client_id", &Schema::Text, "who asks"),
        Member::needed("sub", &Schema::Text, "whom"),
        Member::needed("scope", &Schema::List(&Schema::Text), "what for"),
        Member::needed("binding_message", &Schema::Maybe(&Schema::Text), "what the client shows too"),
        Member::needed("expires_at", &TIME, "until when it can be decided"),
    ]),
);

async fn list(call: Call<'_>) -> Outcome<Reply> {
    let provider = call.provider;
    let waiting = provider.backchannel.waiting(provider.now());
    let document = |(id, request): &(String, BackchannelRequest)| {
        json!({
            "request": reference(&provider.auth_req_id(id)), "client_id": request.client_id, "sub": request.sub,
            "scope": request.scope, "binding_message": request.binding_message, "expires_at": request.expires_at,
        })
    };
    let requests: Vec<Value> = waiting.iter().map(document).collect();
    Ok(Reply::json(StatusCode::OK, &json!({"requests": requests})))
}

async fn approve(call: Call<'_>) -> Outcome<Reply> {
    judge(&call, |provider, sub| {
        let session = verdict::session(provider, sub)?;
        provider.commit(|_| ((), vec![verdict::begun(provider, &session)]))?;
        Ok(Verdict::Approved(session))
    })
}

async fn deny(call: Call<'_>) -> Outcome<Reply> {
    judge(&call, |_, _| Ok(Verdict::Denied))
}

fn judge(call: &Call<'_>, verdict: fn(&Provider, &str) -> Outcome<Verdict>) -> Outcome<Reply> {
    let (provider, named) = (call.provider, call.part("request")?);
    let gone = || account::missing(format!("no request waits that is called {named}"));
    let waiting = provider.backchannel.waiting(provider.now());
    let meant = waiting.into_iter().find(|(id, _)| reference(&provider.auth_req_id(id)) == named);
    let (id, request) = meant.ok_or_else(gone)?;
    let verdict = verdict(provider, &request.sub)?;
    match backchannel_verdict::judge(provider, &id, &request.sub, verdict) {
        true => Ok(Reply::empty(StatusCode::NO_CONTENT)),
        false => Err(gone()),
    }
}
