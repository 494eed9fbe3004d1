//! How GitHub's API is asked and answers: who has no token, a wrong one, one for something else, or no name for itself.
//! <https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api>

use http::{StatusCode, header};
use serde_json::{Value, json};

use crate::idp::{
    provider::Provider,
    received::Received,
    reply::Reply,
    shape::bearer::{self, Bearer},
};

/// What is asked for.
pub struct Resource {
    /// Where its documentation is.
    pub documentation: &'static str,
    /// The scopes that open it; none if any token does.
    pub scopes: &'static [&'static str],
}

/// The answer to whoever may have it.
pub fn answer(
    provider: &Provider,
    received: &Received,
    resource: &Resource,
    body: impl FnOnce(&Bearer) -> Value,
) -> Reply {
    if received.header(header::USER_AGENT).is_none_or(str::is_empty) {
        return Reply::text(
            StatusCode::FORBIDDEN,
            "Request forbidden by administrative rules. Please make sure your request has a User-Agent header \
             (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). Check \
             https://developer.github.com for other possible causes.",
        );
    }
    if !received.headers.contains_key(header::AUTHORIZATION) {
        return refusal(StatusCode::UNAUTHORIZED, "Requires authentication", resource.documentation);
    }
    let token = bearer::in_header(received, &["Bearer", "token"]);
    let Some(bearer) = token.and_then(|token| bearer::open(provider, token)) else {
        return refusal(StatusCode::UNAUTHORIZED, "Bad credentials", "https://docs.github.com/rest");
    };
    let may = resource.scopes.is_empty()
        || bearer.scope.iter().any(|word| resource.scopes.contains(&word.as_str()));
    let reply = match may {
        true => Reply::json(StatusCode::OK, &body(&bearer))
            .header("content-type", "application/json; charset=utf-8"),
        // GitHub does not tell what there would be
        false => refusal(StatusCode::NOT_FOUND, "Not Found", resource.documentation),
    };
    reply
        .header("x-oauth-scopes", &bearer.scope.join(", "))
        .header("x-accepted-oauth-scopes", &resource.scopes.join(", "))
        .header("x-oauth-client-id", &bearer.client_id)
        .header("x-github-media-type", "github.v3; format=json")
}

/// Why there is none.
pub fn refusal(status: StatusCode, message: &str, documentation: &str) -> Reply {
    let body = json!({"message": message, "documentation_url": documentation, "status": status.as_str()});
    Reply::json(status, &body).header("content-type", "application/json; charset=utf-8")
}
