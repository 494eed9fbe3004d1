//! What Logto's OAuth2 connector takes of a token answer: the quirk `logto-connector` says what it would not.
//! <https://github.com/logto-io/logto/tree/master/packages/connectors/connector-oauth2>

use http::StatusCode;
use serde_json::{Map, Value};

use super::{
    quirk::{Quirk, Quirks},
    token_body,
};
use crate::protocol::{exchange::Response, json};

/// Each thing that it would not take, as the end of a sentence; nothing of an answer that is a refusal anyway.
pub fn unreadable(answer: &Response, quirks: &Quirks) -> Vec<String> {
    if answer.status != StatusCode::OK {
        return Vec::new();
    }
    let wants_form = quirks.has(Quirk::FormEncodedTokenAnswer);
    let members = match (json::object(&answer.body), wants_form) {
        (Ok(_), true) => {
            return vec!["it is JSON, and tokenEndpointResponseType is query-string, or not said".to_owned()];
        }
        (Ok(members), false) => members,
        (Err(_), true) => token_body::form(answer).unwrap_or_default(),
        (Err(_), false) => return vec!["it is not JSON, and tokenEndpointResponseType is json".to_owned()],
    };
    match members.contains_key("error") {
        true => Vec::new(),
        false => wrong_members(&members, wants_form),
    }
}

/// A text that must be there, a number and two texts that may; `null` is none of that.
fn wrong_members(members: &Map<String, Value>, is_form: bool) -> Vec<String> {
    let mut found = Vec::new();
    if !members.get("token_type").is_some_and(Value::is_string) {
        found.push("it has no token_type".to_owned());
    }
    if members.get("expires_in").is_some_and(|value| !value.is_number()) {
        found.push(match is_form {
            true => "it has expires_in, which in a form is a text and not a number".to_owned(),
            false => "expires_in is not a number".to_owned(),
        });
    }
    for name in ["refresh_token", "scope"] {
        if members.get(name).is_some_and(|value| !value.is_string()) {
            found.push(format!("{name} is not a text"));
        }
    }
    found
}
