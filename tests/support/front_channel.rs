//! What a right provider answers through the browser, and how it gets there.

use std::collections::BTreeMap;

use authctl::{
    jose::hash,
    protocol::{
        response_mode::{Delivery, ResponseMode},
        response_type::ResponseType,
        wanted_response::WantedResponse,
    },
};
use serde_json::{Map, Value};
use url::Url;

use super::{exchange::Reply, scripted::World, wire};

/// The response type that is asked for.
pub fn response_type(query: &BTreeMap<String, String>) -> ResponseType {
    ResponseType::named(&query["response_type"]).unwrap()
}

/// Binds an ID token to what comes beside it (OIDC Core §3.3.2.11).
pub fn bind(claims: &mut Map<String, Value>, world: &World, beside: &Map<String, Value>) {
    for (name, value) in [("at_hash", "access_token"), ("c_hash", "code"), ("s_hash", "state")] {
        if let Some(value) = beside.get(value).and_then(Value::as_str) {
            claims.insert(name.into(), hash::left_half(world.key.algorithm(), value).into());
        }
    }
}

/// How an answer of that type comes in that mode.
pub fn wanted(kind: ResponseType, mode: Option<&str>) -> WantedResponse {
    let mode = mode.map_or(ResponseMode::UNSAID, |mode| ResponseMode::named(mode).unwrap());
    WantedResponse::new(kind, mode).unwrap()
}

/// Sends the browser back with these parameters.
pub fn send(redirect_uri: &str, by: Delivery, parameters: &Map<String, Value>) -> Reply {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pairs: Vec<(&str, String)> =
        parameters.iter().map(|(name, value)| (name.as_str(), text(value))).collect();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut back = Url::parse(redirect_uri).unwrap();
    match by {
        Delivery::Query => drop(back.query_pairs_mut().extend_pairs(&pairs)),
        Delivery::Fragment => back.set_fragment(Some(&wire::form(&pairs))),
        Delivery::FormPost => {
            let fields: String = pairs
                .iter()
                .map(|(name, value)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">"))
                .collect();
            let page = format!("<form method=\"post\" action=\"{redirect_uri}\">{fields}</form>");
            return Reply::new("200 OK", "Content-Type: text/html\r\n", &page);
        }
    }
    Reply::new("303 See Other", &format!("Location: {back}\r\n"), "")
}
