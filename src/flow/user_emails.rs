//! The e-mail addresses of a user whose user object has none: the quirk `emails-endpoint`.
//! <https://docs.github.com/en/rest/users/emails#list-email-addresses-for-the-authenticated-user>

use serde_json::Value;

use super::{
    api,
    discovery::describe,
    dpop::Sent,
    peer::{self, Peer},
};
use crate::{
    error::{Phase, Result},
    host::Host,
    protocol::{
        exchange::{Endpoint, Request},
        json,
        step::Step,
    },
    provider::quirk::Quirk,
    secret::SecretString,
};

/// The address that the user has proven and prefers, if the provider is one that keeps them beside the user object.
pub async fn primary(host: &Host, peer: &Peer, access_token: &SecretString) -> Result<Option<String>> {
    let (Some(userinfo), true) = (&peer.metadata.endpoints.userinfo, peer.quirks.has(Quirk::EmailsEndpoint))
    else {
        return Ok(None);
    };
    peer.meets(host, Quirk::EmailsEndpoint);
    let mut url = userinfo.url().clone();
    url.set_path(&format!("{}/emails", url.path().trim_end_matches('/')));
    let request = Request::get(Endpoint::UserInfo, url);
    let Sent { outcome, secrets, .. } = api::call(host, peer.proving(Some(access_token)), request).await;
    let response = outcome.map_err(|error| error.phase(Phase::UserInfo))?;
    if let Some(refusal) = peer::refusal(&response, &secrets, "userinfo", Phase::UserInfo) {
        return Err(refusal);
    }
    let listed = json::value(&response.body)
        .map_err(|error| secrets.hide_in_error(describe(error, &response)).phase(Phase::UserInfo))?;
    let primary =
        listed.as_array().into_iter().flatten().find(|entry| is(entry, "primary") && is(entry, "verified"));
    let address =
        primary.and_then(|entry| entry.get("email")?.as_str()).filter(|address| !address.is_empty());
    if address.is_some() {
        let rules = vec![format!("the primary one is verified (quirk {})", Quirk::EmailsEndpoint.row().name)];
        host.witness.saw(Step::Checked { what: "e-mail addresses", rules, token: None });
    }
    Ok(address.map(str::to_owned))
}

fn is(entry: &Value, name: &str) -> bool {
    entry.get(name) == Some(&Value::Bool(true))
}
