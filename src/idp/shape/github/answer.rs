//! GitHub's answers to apps: a form, or JSON or XML for those who ask for it; the status is 200 for errors too.
//! <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#2-users-are-redirected-back-to-your-site-by-github>

use http::{StatusCode, header};
use serde_json::{Map, Value};

use crate::idp::{page, parameters::Parameters, received::Received, reply::Reply};

/// The answer in the form that was asked for.
pub fn reply(received: &Received, members: Map<String, Value>) -> Reply {
    let accept = received.header(header::ACCEPT).unwrap_or_default();
    if accept.contains("json") {
        return Reply::json(StatusCode::OK, &Value::Object(members));
    }
    let pairs = members.iter().map(|(name, value)| (name.as_str(), text(value)));
    if accept.contains("xml") {
        let elements: String =
            pairs.map(|(name, value)| format!("  <{name}>{}</{name}>\n", page::attribute(&value))).collect();
        return Reply::token(
            StatusCode::OK,
            "application/xml; charset=utf-8",
            &format!("<OAuth>\n{elements}</OAuth>\n"),
        );
    }
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    Reply::token(StatusCode::OK, "application/x-www-form-urlencoded; charset=utf-8", &form)
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What an app sent: a form or JSON, or in the query if it has no body.
pub fn sent(received: &Received) -> Parameters {
    let is_json = received.header(header::CONTENT_TYPE).is_some_and(|value| value.contains("json"));
    if !is_json {
        let sent = if received.body.is_empty() { received.query.as_bytes() } else { &received.body };
        return Parameters::parse(sent).0;
    }
    let members = serde_json::from_slice::<Map<String, Value>>(&received.body).unwrap_or_default();
    Parameters::of(members.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))))
}
