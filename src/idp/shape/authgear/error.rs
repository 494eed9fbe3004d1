//! The errors: those of the standard in Authgear's words, as JSON to programs and as plain text to people.
//! <https://github.com/authgear/authgear-server/blob/main/docs/specs/oidc.md>

use http::StatusCode;
use serde_json::json;

use crate::idp::{oauth_error::OauthError, reply::Reply};

/// An error as the endpoints for programs tell it: one line of JSON, and hardly ever another status than 400.
pub fn reply(status: StatusCode, error: &str, description: &str) -> Reply {
    let mut reply = Reply::json(status, &json!({"error": error, "error_description": description}))
        .header("pragma", "no-cache");
    reply.body.push(b'\n');
    reply
}

/// An error of the authorization endpoint that goes to nobody.
pub fn page(error: &str, description: &str) -> Reply {
    let lines =
        format!("Invalid OAuth authorization request:\nerror: {error}\nerror_description: {description}");
    Reply::text(StatusCode::BAD_REQUEST, &lines)
}

/// What a client is told through the browser.
pub fn told_by_the_browser(error: &OauthError) -> OauthError {
    match error.error {
        "login_required" => OauthError::new("login_required", "authentication required"),
        _ => error.clone(),
    }
}
