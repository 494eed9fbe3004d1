//! The transcript for people (`--trace`): every step of a flow in order, masked, tokens decoded, rules named.

use serde_json::Value;

use super::{mask, moment};
use crate::{
    protocol::{
        exchange::{Request, Response},
        response_mode::Delivery,
        sent_secrets::SentSecrets,
        step::{Exchange, Step},
    },
    secret::SecretString,
    untrusted::sanitize,
};

/// The lines of one step, the `number`th of the run.
pub fn step(number: usize, step: &Step) -> Vec<String> {
    match step {
        Step::Exchange(exchange) => exchange_lines(number, exchange),
        Step::Browser { at, url } => {
            let mut lines = vec![format!("{number}. {} browser", moment::rfc3339(*at))];
            lines.push(format!("   > GET {}", address(url)));
            lines.extend(pair_lines('>', &mask::pairs(url.query().unwrap_or("").as_bytes())));
            lines
        }
        Step::Callback { at, arrived } => {
            let by = match arrived.by {
                Delivery::Query => String::new(),
                by => format!(" by {}", by.name()),
            };
            let mut lines = vec![format!("{number}. {} callback{by}", moment::rfc3339(*at))];
            lines.extend(pair_lines('<', &mask::pairs(arrived.parameters.expose().as_bytes())));
            lines
        }
        Step::Signed { what, token } => {
            let mut lines = vec![format!("{number}. signed {what}")];
            lines.extend(token_lines(token));
            lines
        }
        Step::Encrypted { what, how } => {
            vec![format!("{number}. encrypted {what}"), format!("   {}", sanitize(how))]
        }
        Step::Departure(departure) => {
            vec![format!("{number}. quirk {}", departure.name), format!("   {}", sanitize(&departure.what))]
        }
        Step::Checked { what, rules, token } => {
            let mut lines = vec![format!("{number}. checked {what}")];
            lines.extend(token.iter().flat_map(token_lines));
            lines.extend(rules.iter().map(|rule| format!("   ok {}", sanitize(rule))));
            lines
        }
    }
}

fn exchange_lines(number: usize, exchange: &Exchange) -> Vec<String> {
    let Exchange { at, took, request, .. } = exchange;
    let mut lines = vec![format!(
        "{number}. {} {} {} ms",
        moment::rfc3339(*at),
        request.endpoint.name(),
        took.as_millis()
    )];
    lines.extend(exchanged(exchange));
    lines
}

/// The lines of one exchange alone.
pub fn exchanged(exchange: &Exchange) -> Vec<String> {
    let Exchange { request, outcome, .. } = exchange;
    let mut lines = vec![format!("   > {} {}", request.method, address(&request.url))];
    lines.extend(pair_lines('>', &mask::pairs(request.url.query().unwrap_or("").as_bytes())));
    lines.extend(header_lines('>', &mask::headers(&request.headers)));
    lines.extend(request_body(request));
    match outcome {
        Ok(response) => {
            lines.push(format!("   < {}", response.status));
            let secrets = mask::said_in_secret(request);
            lines.extend(header_lines('<', &mask::answer_headers(&response.headers, &secrets)));
            lines.extend(response_body(response, &secrets));
        }
        Err(error) => lines.push(format!("   < failed: {error}")),
    }
    lines
}

fn request_body(request: &Request) -> Vec<String> {
    if request.body.is_empty() {
        return Vec::new();
    }
    match mask::body(request) {
        mask::Body::Form(pairs) => pair_lines('>', &pairs),
        mask::Body::Json(value) => vec![format!("     {}", sanitize_long(&value))],
        mask::Body::Other => {
            vec![format!("     ({} bytes of {})", request.body.len(), sanitize(&request.content_type()))]
        }
    }
}

fn response_body(response: &Response, secrets: &SentSecrets) -> Vec<String> {
    if response.body.is_empty() {
        return Vec::new();
    }
    match serde_json::from_slice::<Value>(&response.body) {
        Ok(value) => vec![format!("     {}", sanitize_long(&secrets.hide_in_json(&mask::json(&value))))],
        // A body that is not JSON may hold anything: its size is all that is shown.
        Err(_) => {
            vec![format!(
                "     ({} bytes of {})",
                response.body.len(),
                sanitize(&secrets.hide(&response.content_type()))
            )]
        }
    }
}

/// Without query: its pairs follow on lines of their own.
fn address(url: &url::Url) -> String {
    let mut bare = url.clone();
    bare.set_query(None);
    sanitize(&mask::url(&bare))
}

fn pair_lines(direction: char, pairs: &[(String, String)]) -> Vec<String> {
    pairs
        .iter()
        .map(|(name, value)| format!("   {direction}   {} = {}", sanitize(name), sanitize(value)))
        .collect()
}

fn header_lines(direction: char, headers: &[(String, String)]) -> Vec<String> {
    headers
        .iter()
        .map(|(name, value)| format!("   {direction}   {}: {}", sanitize(name), sanitize(value)))
        .collect()
}

/// JSON on one line, up to 4 096 characters: longer than a field of an error, since reading it is the point.
fn sanitize_long(value: &Value) -> String {
    let text = super::json::line(value);
    match text.char_indices().nth(4096) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn token_lines(token: &SecretString) -> Vec<String> {
    let Some((header, claims)) = decoded(token.expose()) else { return Vec::new() };
    vec![format!("   header {}", sanitize_long(&header)), format!("   claims {}", sanitize_long(&claims))]
}

/// Header and claims of a compact JWS, unverified; the claims that are secrets of the login are masked.
fn decoded(token: &str) -> Option<(Value, Value)> {
    let (header, claims) = crate::jose::jws::peek(token)?;
    Some((mask::json(&header), mask::json(&claims)))
}
