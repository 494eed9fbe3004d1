//! Google's UserInfo, which takes the token in the query too.
//! <https://developers.google.com/identity/openid-connect/openid-connect#obtaininguserprofileinformation>

use http::StatusCode;
use serde_json::Value;

use super::{claims, client::with_status};
use crate::idp::{
    provider::Provider,
    received::Received,
    reply::Reply,
    shape::bearer::{self, Bearer},
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let (parameters, _) = received.parameters();
    let presented = bearer::in_header(received, &["Bearer"]).or_else(|| parameters.get("access_token"));
    match presented.and_then(|token| bearer::open(provider, token)) {
        Some(bearer) => Reply::json(StatusCode::OK, &Value::Object(told(&bearer))),
        None => refusal(),
    }
}

fn told(bearer: &Bearer) -> serde_json::Map<String, Value> {
    claims::told(&bearer.user, &bearer.scope)
}

fn refusal() -> Reply {
    with_status(StatusCode::UNAUTHORIZED, "invalid_request", "Invalid Credentials")
        .reply()
        .header("www-authenticate", "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"")
}
