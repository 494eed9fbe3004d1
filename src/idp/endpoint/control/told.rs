//! What became of telling the clients of an end, for a program.

use http::StatusCode;

use crate::idp::{
    control::schema::{Member, Schema},
    reply::Reply,
    session_end::Told,
};

/// Its shape.
pub const TOLD: Schema = Schema::Named(
    "Told",
    &Schema::Object(&[
        Member::needed("told", &Schema::List(&ANSWER), "the clients that were sent a message"),
        Member::needed(
            "frontchannel",
            &Schema::List(&Schema::Text),
            "what only the person's own browser can load (Front-Channel Logout §3)",
        ),
    ]),
);

const ANSWER: Schema = Schema::Object(&[
    Member::needed("client_id", &Schema::Text, "the client"),
    Member::needed("taken", &Schema::Flag, "whether it took the message"),
    Member::needed("why", &Schema::Maybe(&Schema::Text), "why not"),
]);

/// The answer.
pub fn reply(told: Told) -> Reply {
    let answers = told.answers.into_iter().map(|(client_id, taken)| {
        serde_json::json!({"client_id": client_id, "taken": taken.is_ok(), "why": taken.err()})
    });
    let frames: Vec<&str> = told.frames.iter().map(url::Url::as_str).collect();
    let document = serde_json::json!({"told": answers.collect::<Vec<_>>(), "frontchannel": frames});
    Reply::json(StatusCode::OK, &document)
}
