//! Who may manage a stream: a client by an access token of its own, each its own streams (SSF §8, CAEP Interoperability Profile
//! §2.7.2).

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Map, Value};

use crate::{
    idp::{
        access::{self, invalid_token},
        oauth_error::{OauthError, Outcome},
        parameters::Parameters,
        provider::Provider,
        received::Received,
        reply::Reply,
        state::{State, Waiting},
    },
    jose::claims::Claims,
    protocol::json,
};

/// The scope by which a client does everything.
pub const MANAGE: &str = "ssf.manage";
/// The scope by which it only looks.
pub const READ: &str = "ssf.read";

/// Who asks.
pub struct Manager<'a> {
    /// Who is asked.
    pub provider: &'a Provider,
    /// The client.
    pub client_id: String,
    /// Whether it may change anything.
    pub may_manage: bool,
}

/// The answer to whoever has a token that opens this.
pub async fn answer<'a, A: Future<Output = Outcome<Reply>>>(
    provider: &'a Provider,
    received: &Received,
    only_reads: bool,
    answer: impl FnOnce(Arc<Manager<'a>>) -> A,
) -> Reply {
    access::answer(provider, received, |claims| async move {
        let manager = manager(provider, &claims)?;
        if !only_reads && !manager.may_manage {
            return Err(insufficient_scope(MANAGE));
        }
        answer(Arc::new(manager)).await
    })
    .await
}

fn manager<'a>(provider: &'a Provider, claims: &Map<String, Value>) -> Outcome<Manager<'a>> {
    // RFC 9068 §4
    if !Claims(claims).texts("aud").unwrap_or_default().contains(&provider.issuer) {
        return Err(invalid_token("the access token is for another API (RFC 9068 section 4)"));
    }
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let has = |scope: &str| text("scope").split(' ').any(|word| word == scope);
    if !has(MANAGE) && !has(READ) {
        return Err(insufficient_scope(READ));
    }
    Ok(Manager { provider, client_id: text("client_id").to_owned(), may_manage: has(MANAGE) })
}

/// RFC 6750 §3.1
fn insufficient_scope(needed: &str) -> OauthError {
    let why = format!("this needs the scope {needed} (RFC 6750 section 3.1)");
    OauthError { status: StatusCode::FORBIDDEN, ..OauthError::new("insufficient_scope", why) }
}

impl Manager<'_> {
    /// A stream of its own; another's is as unknown as none.
    pub fn stream<'s>(&self, state: &'s State, id: &str) -> Outcome<&'s Waiting> {
        let known = state.streams.get(id).filter(|known| known.stream.client_id == self.client_id);
        known.ok_or_else(|| OauthError {
            status: StatusCode::NOT_FOUND,
            ..OauthError::request("this client has no stream of that stream_id (SSF section 8.1.1)")
        })
    }
}

/// The members of a request's body.
pub fn body(received: &Received) -> Outcome<Map<String, Value>> {
    json::object(&received.body)
        .map_err(|_| OauthError::request("the body is no JSON object (SSF section 8.1)"))
}

/// A text of the body that has to be there.
pub fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Outcome<&'a str> {
    let found = members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    found.ok_or_else(|| OauthError::request(format!("{name} is missing, or no text (SSF section 8.1)")))
}

/// The stream that the query names, if it names one.
pub fn stream_id(received: &Received) -> Outcome<Option<String>> {
    match Parameters::parse(received.query.as_bytes()) {
        (parameters, None) => Ok(parameters.get("stream_id").map(str::to_owned)),
        (_, Some(_)) => Err(OauthError::request("the query cannot be read, or names a parameter twice")),
    }
}

/// The stream that the query has to name.
pub fn needed_stream_id(received: &Received) -> Outcome<String> {
    stream_id(received)?.ok_or_else(|| OauthError::request("stream_id is missing (SSF section 8.1)"))
}
