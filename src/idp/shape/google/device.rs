//! Google's devices: the page is a `verification_url`, an app has its secret, and few scopes are to be had.
//! <https://developers.google.com/identity/protocols/oauth2/limited-input-device>

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    client::{BAD_REQUEST, not_found, with_status},
    host, scope,
};
use crate::idp::{
    endpoint::device_authorization,
    oauth_error::{OauthError, Outcome},
    parameters::Parameters,
    provider::Provider,
    received::Received,
    reply::Reply,
    scope::{OFFLINE_ACCESS, OPENID},
};

/// What a device may ask for.
const SCOPES: &[&str] = &[
    OPENID,
    scope::EMAIL,
    scope::PROFILE,
    "https://www.googleapis.com/auth/drive.appdata",
    "https://www.googleapis.com/auth/drive.file",
    "https://www.googleapis.com/auth/youtube",
    "https://www.googleapis.com/auth/youtube.readonly",
];

/// Answers a request for a device's codes.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    match begin(provider, received) {
        Ok(answer) => Reply::json(StatusCode::OK, &answer),
        Err(error) => error.reply(),
    }
}

fn begin(provider: &Provider, received: &Received) -> Outcome<Value> {
    let parameters = received.form().map_err(|_| OauthError::request(BAD_REQUEST))?;
    let missing = |name: &str| OauthError::request(format!("Missing required parameter: {name}"));
    let client_id = parameters.get("client_id").ok_or_else(|| missing("client_id"))?;
    let client = provider.client(client_id).ok_or_else(not_found)?;
    let asked = parameters.get("scope").ok_or_else(|| missing("scope"))?;
    let mut words: Vec<&str> = asked.split(' ').map(scope::short).collect();
    if let Some(word) = words.iter().find(|word| !SCOPES.contains(word)) {
        return Err(OauthError::new("invalid_scope", format!("Invalid device flow scope: {word}")));
    }
    // a device gets a refresh token, always
    words.push(OFFLINE_ACCESS);
    let standard = Parameters::of([("scope".to_owned(), words.join(" "))]);
    let begun = device_authorization::begin_for(provider, &client, &standard)
        .map_err(|_| with_status(StatusCode::UNAUTHORIZED, "invalid_client", "Invalid client type."))?;
    Ok(json!({
        "device_code": begun["device_code"],
        "user_code": begun["user_code"],
        "expires_in": begun["expires_in"],
        "interval": begun["interval"],
        "verification_url": format!("{}/device", provider.origin_of(host::WEB)),
    }))
}

/// Why a device gets no tokens, as Google says it.
pub fn told(error: &OauthError) -> OauthError {
    match error.error {
        "authorization_pending" => {
            with_status(StatusCode::PRECONDITION_REQUIRED, "authorization_pending", "Precondition Required")
        }
        "slow_down" => with_status(StatusCode::FORBIDDEN, "slow_down", "Forbidden"),
        "access_denied" => with_status(StatusCode::FORBIDDEN, "access_denied", "Forbidden"),
        "expired_token" => OauthError::new("expired_token", BAD_REQUEST),
        _ => OauthError::grant(BAD_REQUEST),
    }
}
