//! The errors: those of the standard, with Logto's own code and sentence beside them.
//! <https://docs.logto.io/developers/errors>

use http::{StatusCode, header};
use serde_json::{Value, json};

use crate::idp::{
    oauth_error::OauthError, parameters::Parameters, provider::Provider, received::Received, reply::Reply,
};

/// Logto's sentences, by the standard's error.
const SENTENCES: &[(&str, &str)] = &[
    ("access_denied", "Access denied."),
    ("insufficient_scope", "Token missing scope ``."),
    ("invalid_grant", "Grant request is invalid."),
    ("invalid_redirect_uri", "`redirect_uri` did not match any of the client's registered `redirect_uris`."),
    ("invalid_request", "Request is invalid."),
    ("invalid_scope", "Invalid scope: ."),
    ("invalid_target", "Invalid resource indicator."),
    ("invalid_token", "Invalid token provided."),
    ("server_error", "An unknown OIDC error occurred. Please try again later."),
    ("unsupported_grant_type", "Unsupported `grant_type` requested."),
    ("unsupported_response_mode", "Unsupported `response_mode` requested."),
    ("unsupported_response_type", "Unsupported `response_type` requested."),
];

/// What the strict provider calls an error, and what Logto answers there: a status, an error, and what it says of every such
/// error, if it tells them not apart.
const ERRORS: &[(&str, u16, &str, Option<&str>)] = &[
    ("access_denied", 400, "access_denied", Some("End-User aborted interaction")),
    ("insufficient_scope", 403, "insufficient_scope", Some("access token missing openid scope")),
    ("invalid_client", 401, "invalid_client", Some("client authentication failed")),
    ("invalid_grant", 400, "invalid_grant", Some("grant request is invalid")),
    ("invalid_request", 400, "invalid_request", None),
    ("invalid_scope", 400, "invalid_scope", None),
    ("invalid_target", 400, "invalid_target", Some("resource indicator is missing, or unknown")),
    ("invalid_token", 401, "invalid_token", Some("invalid token provided")),
    ("login_required", 400, "login_required", Some("End-User authentication is required")),
    ("server_error", 500, "server_error", Some("oops! something went wrong")),
    (
        "unauthorized_client",
        400,
        "invalid_request",
        Some("requested grant type is not allowed for this client"),
    ),
    ("unsupported_grant_type", 400, "unsupported_grant_type", Some("unsupported grant_type requested")),
    (
        "unsupported_response_type",
        400,
        "unsupported_response_type",
        Some("unsupported response_type requested"),
    ),
];

/// An error as Logto tells it.
pub struct Told {
    /// The HTTP status.
    pub status: StatusCode,
    /// The standard's error.
    pub error: &'static str,
    /// `error_description`.
    pub description: String,
}

impl Told {
    /// What Logto tells of an error of the strict provider.
    fn of(error: &str, description: &str) -> Self {
        if let ("invalid_client", "client_id is missing (RFC 6749 section 3.2.1)") = (error, description) {
            return Self::request("no client authentication mechanism provided");
        }
        if let ("invalid_request", Some((name, _))) = (error, description.split_once(" is missing (")) {
            return Self::request(&format!("missing required parameter '{name}'"));
        }
        match ERRORS.iter().find(|row| row.0 == error) {
            Some((_, status, error, fixed)) => Self {
                status: StatusCode::from_u16(*status).expect("the table has statuses of HTTP"),
                error,
                description: fixed.unwrap_or(description).to_owned(),
            },
            None => Self::request(description),
        }
    }

    fn request(description: &str) -> Self {
        let status = StatusCode::BAD_REQUEST;
        Self { status, error: "invalid_request", description: description.into() }
    }

    fn body(&self) -> Value {
        let code = format!("oidc.{}", self.error);
        let sentence = SENTENCES.iter().find(|(error, _)| *error == self.error);
        let message = sentence.map_or_else(
            || format!("An OIDC error occurred: {code}."),
            |(_, sentence)| (*sentence).to_owned(),
        );
        let mut body = json!({
            "code": code, "message": message, "error": self.error, "error_description": self.description,
        });
        match self.error {
            "invalid_grant" => body["error_uri"] = "https://openid.sh/debug/invalid_grant".into(),
            "insufficient_scope" => body["scope"] = "openid".into(),
            _ => {}
        }
        body
    }

    /// As it is answered.
    pub fn reply(&self) -> Reply {
        Reply::json(self.status, &self.body())
    }
}

/// An error of the authorization endpoint that goes to nobody: JSON, even for a browser, with what the client sent to know its
/// request by.
pub fn at_the_authorization_endpoint(
    provider: &Provider,
    parameters: &Parameters,
    error: &'static str,
    description: &str,
) -> Reply {
    let status = StatusCode::BAD_REQUEST;
    let mut body = Told { status, error, description: description.into() }.body();
    if let Some(state) = parameters.get("state") {
        body["state"] = state.into();
    }
    body["iss"] = provider.issuer.clone().into();
    Reply::json(status, &body)
}

/// What a client is told through the browser.
pub fn told_by_the_browser(error: &OauthError) -> OauthError {
    let told = Told::of(error.error, &error.description);
    OauthError::new(told.error, told.description)
}

/// An answer of the strict provider to a program, with its error in Logto's words.
pub fn translated(provider: &Provider, received: &Received, reply: Reply) -> Reply {
    if reply.status.is_success() {
        return reply;
    }
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let told = match (body["error"].as_str(), body["error_description"].as_str()) {
        (Some(error), description) => Told::of(error, description.unwrap_or_default()),
        (None, _) if reply.status == StatusCode::UNAUTHORIZED => Told::request("no access token provided"),
        (None, _) => return reply,
    };
    let answer = told.reply();
    let scheme = match told.error {
        "invalid_client" if received.headers.contains_key(header::AUTHORIZATION) => "Basic",
        "invalid_token" | "insufficient_scope" => "Bearer",
        _ => return answer,
    };
    let challenge = format!(
        "{scheme} realm=\"{}\", error=\"{}\", error_description=\"{}\"",
        provider.issuer, told.error, told.description
    );
    answer.header("www-authenticate", &challenge)
}
