//! The transcript for programs: HAR 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>), masked.

use serde_json::{Value, json};
use url::Url;

use super::{mask, moment};
use crate::protocol::{
    exchange::{Endpoint, Request, Response},
    sent_secrets::SentSecrets,
    step::{Exchange, Step},
    time::UnixTime,
};

/// The whole document: what was sent, and what the browser was given; the run's name is in the comment.
pub fn document(steps: &[Step], trace: &str) -> Value {
    let entries: Vec<Value> = steps
        .iter()
        .filter_map(|step| match step {
            Step::Exchange(exchange) => Some(entry(exchange)),
            Step::Browser { at, url } => Some(browser_entry(*at, url)),
            _ => None,
        })
        .collect();
    json!({"log": {
        "version": "1.2",
        "creator": {"name": "authctl", "version": env!("CARGO_PKG_VERSION")},
        "comment": format!("secrets are masked; trace {trace}"),
        "entries": entries,
    }})
}

fn entry(exchange: &Exchange) -> Value {
    let milliseconds = exchange.took.as_millis() as u64;
    json!({
        "startedDateTime": moment::rfc3339(exchange.at),
        "time": milliseconds,
        "request": request(&exchange.request),
        "response": match &exchange.outcome {
            Ok(answer) => response(answer, &mask::said_in_secret(&exchange.request)),
            Err(error) => failed(&error.to_string()),
        },
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "comment": exchange.request.endpoint.name(),
    })
}

/// What the browser got for an answer is its own matter.
fn browser_entry(at: UnixTime, url: &Url) -> Value {
    json!({
        "startedDateTime": moment::rfc3339(at),
        "time": 0,
        "request": request(&Request::get(Endpoint::Authorization, url.clone())),
        "response": failed("opened in the browser"),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "comment": "browser",
    })
}

fn request(request: &Request) -> Value {
    let mut value = json!({
        "method": request.method.as_str(),
        "url": mask::url(&request.url),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": named(mask::headers(&request.headers)),
        "queryString": named(mask::pairs(request.url.query().unwrap_or("").as_bytes())),
        "headersSize": -1,
        "bodySize": request.body.len(),
    });
    if !request.body.is_empty() {
        let (params, text) = match mask::body(request) {
            mask::Body::Form(pairs) => (named(pairs), String::new()),
            mask::Body::Json(value) => (named(Vec::new()), value.to_string()),
            mask::Body::Other => (named(Vec::new()), String::new()),
        };
        value["postData"] = json!({"mimeType": request.content_type(), "params": params, "text": text});
    }
    value
}

fn response(response: &Response, secrets: &SentSecrets) -> Value {
    let text = serde_json::from_slice::<Value>(&response.body)
        .map(|body| secrets.hide_in_json(&mask::json(&body)).to_string())
        // What is not JSON may hold anything.
        .unwrap_or_default();
    json!({
        "status": response.status.as_u16(),
        "statusText": response.status.canonical_reason().unwrap_or(""),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": named(mask::answer_headers(&response.headers, secrets)),
        "content": {"size": response.body.len(), "mimeType": secrets.hide(&response.content_type()), "text": text},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": response.body.len(),
    })
}

/// HAR has no failed exchange: status 0 is what browsers write.
fn failed(why: &str) -> Value {
    json!({
        "status": 0, "statusText": "", "httpVersion": "", "cookies": [], "headers": [],
        "content": {"size": 0, "mimeType": ""}, "redirectURL": "", "headersSize": -1, "bodySize": -1,
        "comment": why,
    })
}

fn named(pairs: Vec<(String, String)>) -> Value {
    pairs.into_iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
}
