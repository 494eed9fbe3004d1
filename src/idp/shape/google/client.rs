//! Which app asks, in Google's words where it is none.
//! <https://developers.google.com/identity/protocols/oauth2/web-server#authorization-errors>

use std::sync::Arc;

use http::{StatusCode, header};

use crate::idp::{
    client::Client,
    client_authentication::{authenticate, client_id},
    oauth_error::{OauthError, Outcome},
    parameters::Parameters,
    provider::Provider,
    received::Received,
};

/// What nearly every refusal says.
pub const BAD_REQUEST: &str = "Bad Request";

/// An error with another status than 400.
pub fn with_status(status: StatusCode, error: &'static str, description: &str) -> OauthError {
    OauthError { status, ..OauthError::new(error, description) }
}

/// No app has that id.
pub fn not_found() -> OauthError {
    OauthError::client("The OAuth client was not found.")
}

/// The app, with its secret.
pub fn authenticated(
    provider: &Provider,
    received: &Received,
    parameters: &Parameters,
) -> Outcome<Arc<Client>> {
    let id = client_id(received, parameters)
        .ok_or_else(|| OauthError::request("Could not determine client ID from request."))?;
    provider.client(&id).ok_or_else(not_found)?;
    let has_secret =
        parameters.get("client_secret").is_some() || received.header(header::AUTHORIZATION).is_some();
    authenticate(provider, received, parameters).map_err(|_| match has_secret {
        true => OauthError::client("The provided client secret is invalid."),
        false => OauthError::request("client_secret is missing."),
    })
}
