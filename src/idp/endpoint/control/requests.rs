//! The request log: told, waited for, and cleared.

use std::{collections::BTreeMap, time::Duration};

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::{
    idp::{
        control::{
            call::Call,
            operation::{Group, operations},
            schema::{COUNT, Member, Schema, TIME},
        },
        fault,
        oauth_error::{OauthError, Outcome},
        reply::Reply,
        request_log::{
            Found, Line,
            entry::{Asked, LAX, Message, What},
            filter::Filter,
            pairs::Pairs,
            places::PLACES,
        },
    },
    protocol::time::Seconds,
    untrusted::sanitize,
};

/// The longest wait, in seconds.
const LONGEST: u64 = 60;

/// The operations.
pub const REQUESTS: Group = Group {
    name: "requests",
    means: "What apps asked and were answered, and what was sent to them, without secrets (docs/request-log.md).",
    parts: &[],
    is_open: false,
    operations: operations! {
        GET "/_dev/requests" list, query WANTED => OK LIST, "Tells what was asked; with `wait`, waits until there is something.";
        DELETE "/_dev/requests" clear => NO_CONTENT Schema::Nothing, "Forgets it. Whoever waits is answered.";
    },
};

const WANTED: &[Member] = &[
    Member::optional("after", &COUNT, "lines with a greater number, oldest first; without it, the newest"),
    Member::optional("path", &Schema::Text, "its path, in which one `*` stands for anything"),
    Member::optional("client_id", &Schema::Text, "whose it is"),
    Member::optional("method", &Schema::Text, "its method"),
    Member::optional("grant_type", &Schema::Text, "the grant that it asks for"),
    Member::optional("status", &Schema::Text, "`400`, `4xx`, or `none` without an answer"),
    Member::optional("error", &Schema::Text, "why it was refused"),
    Member::optional(
        "kind",
        &Schema::Word(&["request", "message"]),
        "whether an app asked, or was sent something",
    ),
    Member::optional("limit", &COUNT, "so many lines at most (100)"),
    Member::optional("wait", &Schema::Text, "so long, where there is nothing yet: `30s`, at most 60s"),
];

const LIST: Schema = Schema::Object(&[
    Member::needed("requests", &Schema::List(&LINE), "they, oldest first"),
    Member::needed("next", &COUNT, "the `after` to go on with"),
    Member::needed("end", &Schema::Word(&["found", "nothing", "cleared", "closed"]), "why there is no more"),
]);

const LINE: Schema = Schema::Named("Line", &Schema::Either(&REQUEST, &MESSAGE));

const REQUEST: Schema = Schema::Object(&[
    Member::needed("number", &COUNT, "counted from 1, never twice"),
    Member::needed("at", &TIME, "when it was answered"),
    Member::needed("kind", &Schema::Word(&["request"]), "it was asked"),
    Member::needed("from", &Schema::Word(&["app", "browser"]), "whose way it is"),
    Member::needed("method", &Schema::Text, "its method"),
    Member::needed("path", &Schema::Text, "its path, without that of the issuer"),
    Member::optional("client_id", &Schema::Text, "whose it says it is"),
    Member::optional("grant_type", &Schema::Text, "the grant that it asks for"),
    Member::needed("headers", &Schema::Open, "some of its headers, masked"),
    Member::needed("parameters", &Schema::Open, "its parameters, masked"),
    Member::needed("body_bytes", &COUNT, "the size of its body"),
    Member::needed("status", &Schema::Maybe(&COUNT), "what was answered; null if the connection just ended"),
    Member::optional("error", &Schema::Text, "why it was refused"),
    Member::optional("error_description", &Schema::Text, "the same in a sentence"),
    Member::optional("location", &Schema::Text, "where a browser was sent, masked"),
    Member::optional("faults", &Schema::List(&Schema::Text), "what was wrong on purpose"),
    Member::optional("laxities", &Schema::List(&Schema::Text), "what was taken though it is wrong"),
    Member::optional("script", &COUNT, "the script that it met"),
]);

const MESSAGE: Schema = Schema::Object(&[
    Member::needed("number", &COUNT, "counted from 1, never twice"),
    Member::needed("at", &TIME, "when it was settled"),
    Member::needed("kind", &Schema::Word(&["message"]), "it was sent"),
    Member::needed("what", &Schema::Text, "what it was about"),
    Member::needed("client_id", &Schema::Text, "whom it was for"),
    Member::needed("to", &Schema::Text, "where it went"),
    Member::needed("status", &Schema::Maybe(&COUNT), "what was answered, if anything was"),
    Member::needed("taken", &Schema::Flag, "whether the client took it"),
    Member::needed("why", &Schema::Maybe(&Schema::Text), "why not"),
]);

async fn clear(call: Call<'_>) -> Outcome<Reply> {
    call.provider.log.clear();
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

async fn list(call: Call<'_>) -> Outcome<Reply> {
    Ok(Reply::json(StatusCode::OK, &document(&found(&call).await?)))
}

async fn found(call: &Call<'_>) -> Outcome<Found> {
    let (log, filter) = (&call.provider.log, Filter::of(|name| call.query(name))?);
    let lasts = match call.query("wait").map(str::parse::<Seconds>) {
        None => return Ok(log.find(&filter)),
        Some(Ok(Seconds(seconds))) if seconds <= LONGEST => Duration::from_secs(seconds),
        Some(_) => return Err(OauthError::request(format!("wait must be like 30s, at most {LONGEST}s"))),
    };
    match call.provider.places.take() {
        Some(_place) => Ok(log.wait(&filter, lasts).await),
        None => Err(OauthError::unavailable(format!("{PLACES} others wait already"))),
    }
}

fn document(found: &Found) -> Value {
    let lines: Vec<Value> = found.lines.iter().map(line).collect();
    json!({"requests": lines, "next": found.next, "end": found.end.name()})
}

/// One line; what there is not is left out.
fn line(Line { number, entry }: &Line) -> Value {
    let mut members = match &entry.what {
        What::Asked(request) => asked(request),
        What::Sent(message) => sent(message),
    };
    members.insert("number".into(), (*number).into());
    members.insert("at".into(), entry.at.0.into());
    if let Some(client_id) = entry.client_id() {
        members.insert("client_id".into(), sanitize(client_id).into());
    }
    members.into()
}

fn asked(asked: &Asked) -> Map<String, Value> {
    let from = if asked.is_browser { "browser" } else { "app" };
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    put("kind", "request".into());
    put("from", from.into());
    put("method", asked.method.as_str().into());
    put("path", sanitize(&asked.path).into());
    put("headers", pairs(&asked.headers));
    put("parameters", pairs(&asked.parameters));
    put("body_bytes", asked.body_bytes.into());
    put("status", asked.status.map(|status| status.as_u16()).into());
    if let Some(grant_type) = asked.parameters.get("grant_type") {
        put("grant_type", sanitize(grant_type).into());
    }
    if let Some(refusal) = &asked.refusal {
        put("error", sanitize(&refusal.error).into());
        put("error_description", sanitize(&refusal.description).into());
    }
    if let Some(location) = &asked.location {
        put("location", sanitize(location).into());
    }
    for (member, header) in [("faults", fault::row::HEADER), ("laxities", LAX)] {
        if let Some(names) = asked.mark(header) {
            put(member, names.split(", ").collect());
        }
    }
    if let Some(id) = asked.script {
        put("script", id.into());
    }
    members
}

fn sent(message: &Message) -> Map<String, Value> {
    let value = json!({
        "kind": "message", "what": message.what, "to": sanitize(&message.to),
        "status": message.status.map(|status| status.as_u16()),
        "taken": message.outcome.is_ok(), "why": message.outcome.as_ref().err().map(|why| sanitize(why)),
    });
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// By name; what came more than once is a list.
fn pairs(pairs: &Pairs) -> Value {
    let mut members = BTreeMap::<&str, Vec<&str>>::new();
    for (name, value) in pairs.iter() {
        members.entry(name).or_default().push(value);
    }
    let value = |values: Vec<&str>| match values.as_slice() {
        [value] => Value::from(sanitize(value)),
        values => values.iter().map(|value| Value::from(sanitize(value))).collect(),
    };
    let members = members.into_iter().map(|(name, values)| (sanitize(name), value(values)));
    members.collect::<Map<_, _>>().into()
}
