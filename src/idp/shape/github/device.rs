//! GitHub's devices: no secret, and errors of their own.
//! <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#device-flow>

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    answer,
    error::{DEVICE_FLOW_DISABLED, INCORRECT_CLIENT_CREDENTIALS, INCORRECT_DEVICE_CODE, OF_WAITING_DEVICES},
    host, scope,
};
use crate::idp::{
    client::Client,
    endpoint::{device_authorization, token},
    grant_type,
    parameters::Parameters,
    provider::Provider,
    received::Received,
    reply::Reply,
    token_answer::TokenAnswer,
};

/// An error's members.
type Members = Map<String, Value>;

/// Answers a request for a device's codes.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let members = begin(provider, &answer::sent(received)).unwrap_or_else(|error| error);
    answer::reply(received, members)
}

fn begin(provider: &Provider, parameters: &Parameters) -> Result<Members, Members> {
    let client = client(provider, parameters)?;
    let scope = scope::normal(parameters.get("scope").unwrap_or_default());
    let asked = Parameters::of([("scope".to_owned(), scope)]);
    let begun = device_authorization::begin_for(provider, &client, &asked)
        .map_err(|error| DEVICE_FLOW_DISABLED.unless_failed(&error).members())?;
    let members = json!({
        "device_code": begun["device_code"],
        "user_code": begun["user_code"],
        "verification_uri": format!("{}/login/device", provider.origin_of(host::WEB)),
        "expires_in": begun["expires_in"],
        "interval": begun["interval"],
    });
    Ok(members.as_object().cloned().unwrap_or_default())
}

/// The client, which needs no secret on a device.
fn client(provider: &Provider, parameters: &Parameters) -> Result<Arc<Client>, Members> {
    let client = parameters.get("client_id").and_then(|id| provider.client(id));
    let client = client.ok_or_else(|| INCORRECT_CLIENT_CREDENTIALS.members())?;
    match client.may_use(grant_type::DEVICE_CODE) {
        true => Ok(client),
        false => Err(DEVICE_FLOW_DISABLED.members()),
    }
}

/// The tokens for a device that somebody has approved, or the error's members.
pub async fn redeem(
    provider: &Provider,
    received: &Received,
    parameters: &Parameters,
) -> Result<TokenAnswer, Members> {
    let client = client(provider, parameters)?;
    let code = parameters.get("device_code").unwrap_or_default();
    let pairs = [("grant_type", grant_type::DEVICE_CODE), ("device_code", code)];
    let asked = Parameters::of(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    token::answer_to(provider, received, &client, &asked).await.map_err(|error| {
        let known = OF_WAITING_DEVICES.iter().find(|known| known.error == error.error);
        let mut members = known.unwrap_or(&INCORRECT_DEVICE_CODE).unless_failed(&error).members();
        if error.error == "slow_down" {
            let interval = provider.open_device_code(code).and_then(|id| provider.polls.interval(&id));
            members.insert("interval".into(), json!(interval));
        }
        members
    })
}
