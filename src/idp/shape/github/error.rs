//! GitHub's own errors, word by word.
//! <https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors>,
//! <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#error-codes-for-the-device-flow>

use serde_json::{Map, Value, json};

use crate::idp::oauth_error::OauthError;

/// One error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GithubError {
    /// Its code.
    pub error: &'static str,
    /// What it says.
    pub description: &'static str,
    /// Where more is said.
    pub uri: &'static str,
}

macro_rules! of_token {
    ($place:literal) => {
        concat!(
            "https://docs.github.com/apps/managing-oauth-apps/\
             troubleshooting-oauth-app-access-token-request-errors/",
            $place
        )
    };
}
macro_rules! of_authorization {
    ($place:literal) => {
        concat!(
            "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/",
            $place
        )
    };
}
const OF_DEVICES: &str =
    "https://docs.github.com/developers/apps/authorizing-oauth-apps#error-codes-for-the-device-flow";

/// No such app, or another secret.
pub const INCORRECT_CLIENT_CREDENTIALS: GithubError = GithubError {
    error: "incorrect_client_credentials",
    description: "The client_id and/or client_secret passed are incorrect.",
    uri: of_token!("#incorrect-client-credentials"),
};
/// No such code, or it was used, or is too old, or another app's.
pub const BAD_VERIFICATION_CODE: GithubError = GithubError {
    error: "bad_verification_code",
    description: "The code passed is incorrect or expired.",
    uri: of_token!("#bad-verification-code"),
};
/// The provider's own failure, of which no app is to blame its code.
pub const SERVER_ERROR: GithubError = GithubError {
    error: "server_error",
    description: "The provider failed; its log says why.",
    uri: of_token!(""),
};
/// A code that went elsewhere.
pub const REDIRECT_URI_MISMATCH: GithubError = GithubError {
    error: "redirect_uri_mismatch",
    description: "The redirect_uri MUST match the registered callback URL for this application.",
    uri: of_authorization!("#redirect-uri-mismatch2"),
};
/// A callback that was not registered.
pub const UNREGISTERED_REDIRECT_URI: GithubError =
    GithubError { uri: of_authorization!("#redirect-uri-mismatch"), ..REDIRECT_URI_MISMATCH };
/// Tokens do not expire, so none is refreshed.
pub const BAD_REFRESH_TOKEN: GithubError = GithubError {
    error: "bad_refresh_token",
    description: "The refresh token passed is incorrect or expired.",
    uri: of_token!("#bad-verification-code"),
};

const fn of_device(error: &'static str, description: &'static str) -> GithubError {
    GithubError { error, description, uri: OF_DEVICES }
}

/// Another grant.
pub const UNSUPPORTED_GRANT_TYPE: GithubError = of_device(
    "unsupported_grant_type",
    "The grant type must be urn:ietf:params:oauth:grant-type:device_code and included as an input parameter.",
);
/// The app is not registered for devices.
pub const DEVICE_FLOW_DISABLED: GithubError =
    of_device("device_flow_disabled", "This application has not enabled authorization via the device flow.");
/// No such device.
pub const INCORRECT_DEVICE_CODE: GithubError =
    of_device("incorrect_device_code", "The device_code provided is not valid.");
/// What the strict provider says of a device as well, by its code.
pub const OF_WAITING_DEVICES: &[GithubError] = &[
    of_device("authorization_pending", "The authorization request is still pending."),
    of_device("slow_down", "Too many requests have been made in the same timeframe."),
    of_device("expired_token", "The `device code` has expired."),
    of_device("access_denied", "The authorization request was denied."),
];

impl GithubError {
    /// What is told of an error of the strict provider: this, unless the provider itself has failed.
    pub fn unless_failed(self, error: &OauthError) -> Self {
        if error.status.is_server_error() { SERVER_ERROR } else { self }
    }

    /// Its members.
    pub fn members(&self) -> Map<String, Value> {
        let members =
            json!({"error": self.error, "error_description": self.description, "error_uri": self.uri});
        members.as_object().cloned().unwrap_or_default()
    }
}

/// Where more is said about an error that the browser carries.
pub fn of_authorization(error: &str) -> Option<&'static str> {
    (error == "access_denied").then_some(of_authorization!("#access-denied"))
}
