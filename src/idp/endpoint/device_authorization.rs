//! The device authorization endpoint (RFC 8628 §3.1, §3.2).

use http::StatusCode;
use serde_json::{Value, json};

use crate::idp::{
    authorization,
    client::Client,
    client_authentication::authenticate,
    device, grant_type,
    oauth_error::{OauthError, Outcome},
    parameters::Parameters,
    provider::Provider,
    received::Received,
    reply::Reply,
    state::{Change, Device, Verdict},
    terms,
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    match begin(provider, received) {
        Ok(answer) => Reply::of_tokens(StatusCode::OK, &answer),
        Err(error) => error.reply(),
    }
}

fn begin(provider: &Provider, received: &Received) -> Outcome<Value> {
    let parameters = received.form()?;
    let client = authenticate(provider, received, &parameters)?;
    begin_for(provider, &client, &parameters)
}

/// The codes for a device of a client that is known.
pub fn begin_for(provider: &Provider, client: &Client, parameters: &Parameters) -> Outcome<Value> {
    if !client.may_use(grant_type::DEVICE_CODE) {
        return Err(OauthError::new(
            "unauthorized_client",
            "the client is not registered for the device grant (RFC 6749 section 5.2)",
        ));
    }
    let scope = authorization::scopes(provider, parameters)?;
    let terms = terms::asked(provider, client, parameters)?;
    let (id, lifetimes) = (provider.random(16), provider.config.lifetimes);
    let user_code = provider.commit(|state| {
        let user_code = device::user_code(&*provider.world, state);
        let device = Device {
            client_id: client.client_id.clone(),
            user_code: user_code.clone(),
            scope,
            terms,
            expires_at: provider.now().plus(lifetimes.device_code),
            verdict: Verdict::Waiting,
        };
        (user_code, vec![Change::DeviceAsked { id: id.clone(), device }])
    })?;
    let page = format!("{}/device", provider.origin);
    Ok(json!({
        "device_code": provider.device_code(&id),
        "user_code": user_code,
        "verification_uri": page,
        "verification_uri_complete": format!("{page}?user_code={user_code}"),
        "expires_in": lifetimes.device_code,
        "interval": lifetimes.device_interval,
    }))
}
