//! What is odd about a security event token. <https://www.rfc-editor.org/rfc/rfc8417>,
//! <https://openid.net/specs/openid-sharedsignals-framework-1_0.html>

use http::header;
use serde_json::{Map, Value, json};

use super::{
    row::{Change, Mutation, Right, mutations},
    sample::Sample,
};
use crate::{jose::forged::Forged, webhook::message::JSON};

/// The rows.
pub(super) const ROWS: &[Mutation] = mutations! {
    "typ-not-secevent" "T10" Refuses "RFC 8417 §2.3" "its kind is `JWT`"
        Sample::is_security_event => Signed |token| token.head("typ", "JWT");
    "with-exp" "T8" Refuses "Shared Signals Framework §4.1.7" "it has an `exp`"
        Sample::is_security_event => Claims |claims, sample| put(claims, "exp", sample.draft.at.plus(120).0);
    "with-sub" "T9" Refuses "Shared Signals Framework §4.1.4" "it has a `sub` beside its `sub_id`"
        |sample| sample.is_security_event() && sample.says("sub_id") => Claims |claims, _| put(claims, "sub", "alice");
    "two-events" "T11" Refuses "Shared Signals Framework §4.1.6" "it is of two events at once"
        Sample::is_security_event => Claims |claims, _| {
            if let Some(events) = claims.get_mut("events").and_then(Value::as_object_mut) {
                put(events, "https://other.example/event", json!({}));
            }
        };
    "unknown-subject-format" "T12" Refuses "RFC 9493 §3" "its `sub_id` is of a format that nobody knows"
        |sample| sample.is_security_event() && sample.says("sub_id") => Claims |claims, _| {
            put(claims, "sub_id", json!({"format": "telepathy", "thought": "alice"}));
        };
    "wrong-state" "T19" Either "Shared Signals Framework §8.1.4.2" "its `state` is not the one that was asked for"
        |sample| sample.is_security_event() && is_verification(sample) => Claims |claims, _| {
            let events = claims.get_mut("events").and_then(Value::as_object_mut).into_iter();
            for event in events.flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
                put(event, "state", "another-state");
            }
        };
    "secevent-as-json" "T15" Refuses "RFC 8935 §2.1" "the media type is application/json"
        Sample::is_security_event => Message |message, _, _| message.set_header(header::CONTENT_TYPE.as_str(), JSON);
    "missing-authorization" "T7" Refuses "RFC 8935 §2.4" "the header Authorization is missing"
        |sample| sample.message.headers.contains_key(header::AUTHORIZATION) => Message |message, _, _| {
            message.headers.remove(header::AUTHORIZATION);
            Ok(())
        };
};

fn put(members: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    members.insert(name.to_owned(), value.into());
}

/// Whether it is the event by which a stream is tried out.
fn is_verification(sample: &Sample) -> bool {
    let claims = sample.token.as_ref().map(Forged::claims).unwrap_or_default();
    let events = claims.get("events").and_then(Value::as_object);
    events.is_some_and(|events| events.keys().any(|uri| uri.ends_with("/verification")))
}
