//! The scripts: ordered, told with what is left of them, and taken away.

use http::StatusCode;
use serde_json::{Value, json};

use crate::idp::{
    account,
    control::{
        call::Call,
        operation::{Group, operations},
        schema::{COUNT, Member, Schema},
    },
    oauth_error::Outcome,
    reply::Reply,
    script::{
        order::{Order, Script},
        queue::Queued,
    },
};

/// The operations.
pub const SCRIPTS: Group = Group {
    name: "scripts",
    means: "Answers that are ordered beforehand, for the next requests of a client to an endpoint (docs/scripts.md).",
    parts: &[Member::needed("id", &Schema::Text, "the script's number")],
    is_open: false,
    operations: operations! {
        GET "/_dev/scripts" list => OK LIST, "Lists them in their order, with what is left of each and how often it was met.";
        POST "/_dev/scripts" order takes ORDER => CREATED SCRIPT, "Orders one, behind the others.";
        DELETE "/_dev/scripts" clear => NO_CONTENT Schema::Nothing, "Takes all away.";
        DELETE "/_dev/scripts/{id}" remove => NO_CONTENT Schema::Nothing, "Takes one away.";
    },
};

const ORDER: Schema = Schema::Named(
    "Order",
    &Schema::Object(&[
        Member::needed("endpoint", &Schema::Text, "its name, such as token, or its path"),
        Member::optional("client_id", &Schema::Text, "for requests of this client"),
        Member::optional("grant_type", &Schema::Text, "for requests for this grant"),
        Member::optional("method", &Schema::Text, "for requests with this method"),
        Member::optional("times", &Schema::Number(1, 100), "for so many requests (1)"),
        Member::optional("delay", &Schema::Text, "waits first: `2s`, at most 60s"),
        Member::optional("status", &Schema::Number(200, 599), "answers with this status"),
        Member::optional("headers", &Schema::Open, "and these headers"),
        Member::optional(
            "body",
            &Schema::Either(&Schema::Text, &Schema::Open),
            "and this body: text, or a JSON object",
        ),
        Member::optional("drop", &Schema::Flag, "ends the connection, and does nothing"),
        Member::optional("lose", &Schema::Flag, "does what is asked, and ends the connection"),
        Member::optional("malformed_json", &Schema::Flag, "cuts the answer off in its middle"),
        Member::optional("fault", &Schema::Text, "answers with this fault"),
        Member::optional("error", &Schema::Text, "refuses with this error"),
        Member::optional("error_description", &Schema::Text, "and this description"),
    ]),
);

const SCRIPT: Schema = Schema::Named(
    "Script",
    &Schema::Object(&[
        Member::needed("id", &COUNT, "its number"),
        Member::needed("order", &ORDER, "as it was ordered, but for the body"),
        Member::needed("left", &COUNT, "for how many requests it still is"),
        Member::needed("met", &COUNT, "how many have met it"),
    ]),
);

const LIST: Schema = Schema::Object(&[Member::needed("scripts", &Schema::List(&SCRIPT), "they")]);

async fn list(call: Call<'_>) -> Outcome<Reply> {
    let scripts: Vec<Value> = call.provider.scripts.all().iter().map(document).collect();
    Ok(Reply::json(StatusCode::OK, &json!({"scripts": scripts})))
}

async fn order(call: Call<'_>) -> Outcome<Reply> {
    let script = Script::of(call.body::<Order>()?)?;
    Ok(Reply::json(StatusCode::CREATED, &document(&call.provider.scripts.add(script)?)))
}

async fn clear(call: Call<'_>) -> Outcome<Reply> {
    call.provider.scripts.clear();
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

async fn remove(call: Call<'_>) -> Outcome<Reply> {
    let id = call.part("id")?.parse().ok();
    match id.is_some_and(|id| call.provider.scripts.remove(id)) {
        true => Ok(Reply::empty(StatusCode::NO_CONTENT)),
        false => Err(account::missing("there is no such script".into())),
    }
}

fn document(known: &Queued) -> Value {
    json!({"id": known.id, "order": known.script.order.shown(), "left": known.left, "met": known.met})
}
