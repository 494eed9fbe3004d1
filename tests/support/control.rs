//! Whoever holds the secret of a start, and asks the control interface. Every answer is held to its description.

use authctl::idp::{
    control::{operation::Operation, schema::Schema},
    endpoint::{control::groups::GROUPS, path},
};
use serde_json::{Value, json};

use super::{
    dev_provider::{CONTROL, DevProvider},
    wire::{self, Answer},
};

/// Asks, with this body unless it is null.
pub fn ask(provider: &DevProvider, method: &str, target: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {CONTROL}");
    let headers = [("authorization", &*bearer), ("content-type", "application/json")];
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let answer = wire::send(&provider.authority, method, target, &headers, &body);
    hold(method, target, &answer);
    answer
}

/// What it gives, which it does.
pub fn done(provider: &DevProvider, method: &str, target: &str, body: &Value) -> Value {
    let answer = ask(provider, method, target, body);
    assert!(answer.status < 300, "{method} {target}: {answer:?}");
    if answer.body.is_empty() { Value::Null } else { answer.json() }
}

/// Asks for nothing more than that.
pub fn get(provider: &DevProvider, target: &str) -> Value {
    done(provider, "GET", target, &Value::Null)
}

/// Why it does not: the status and the sentence.
pub fn refused(provider: &DevProvider, method: &str, target: &str, body: &Value) -> (u16, String) {
    let answer = ask(provider, method, target, body);
    assert!(answer.status >= 400, "{method} {target}: {answer:?}");
    (answer.status, answer.json()["error_description"].as_str().expect("a sentence").to_owned())
}

fn hold(method: &str, target: &str, answer: &Answer) {
    let asked = target.split('?').next().unwrap_or_default();
    let asked = &asked[asked.find("/_dev").unwrap_or_default()..];
    let mut rows = GROUPS.iter().flat_map(|group| group.operations);
    let Some(Operation { gives, status, .. }) =
        rows.find(|row| row.method.as_str() == method && path::is_of(row.path, asked))
    else {
        return;
    };
    match (answer.status < 300, gives) {
        (true, Schema::Nothing) => assert_eq!((answer.status, &*answer.body), (status.as_u16(), "")),
        (true, gives) => {
            assert_eq!(answer.status, status.as_u16(), "{answer:?}");
            assert_eq!(gives.check(&answer.json(), "the answer"), Ok(()), "{answer:?}");
        }
        (false, _) => {
            let told = answer.json();
            assert!(told["error"].is_string() && told["error_description"].is_string(), "{answer:?}");
        }
    }
}

/// No body.
pub const NOTHING: &Value = &Value::Null;

/// A client of whom that is said.
pub fn client(redirect_uri: &str) -> Value {
    json!({
        "name": "The App", "token_endpoint_auth_method": "client_secret_post", "redirect_uris": [redirect_uri],
        "id_token_signed_response_alg": "EdDSA",
    })
}
