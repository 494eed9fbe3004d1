//! The device authorization flow: the person signs in on any device, while this one asks again and again whether that is
//! done. <https://www.rfc-editor.org/rfc/rfc8628>

use std::time::Duration;

use super::{
    client_authentication::authenticated,
    discovery::describe,
    peer::{self, Peer},
    polling::{self, Polling},
    signed_in::{Asked, SignedIn},
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    protocol::{
        device_authorization::{DeviceAuthorization, GRANT_TYPE},
        endpoint_url::{EndpointUrl, Transport},
        exchange::{Endpoint, Request},
        json,
        resource::RESOURCE,
        scope::ScopeSet,
        sent_secrets::SentSecrets,
        step::Step,
    },
    provider::token_body,
};

/// What is wanted of one login.
#[derive(Debug, Clone)]
pub struct DeviceRequest {
    /// The scope to ask for.
    pub scopes: ScopeSet,
    /// More parameters for the device authorization request; reserved names were refused before.
    pub params: Vec<(String, String)>,
    /// How long the person may take; without it as long as the codes last.
    pub time_limit: Option<Duration>,
}

/// Asks for the two codes (RFC 8628 §3.1). The caller shows one of them and its address to the person.
pub async fn begin(host: &Host, peer: &Peer, request: &DeviceRequest) -> Result<DeviceAuthorization> {
    let endpoint = offered(peer)?;
    let scope = request.scopes.tokens().join(" ");
    let mut fields: Vec<(&str, &str)> = Vec::new();
    if !scope.is_empty() {
        fields.push(("scope", &scope));
    }
    fields.extend(peer.resources.iter().map(|resource| (RESOURCE, resource.as_str())));
    fields.extend(request.params.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    // RFC 8628 §3.1: the client authenticates as at the token endpoint
    let url = endpoint.url().clone();
    let request = authenticated(host, peer, Endpoint::DeviceAuthorization, url, &fields)?;
    let secrets = SentSecrets::of(&request).and(peer.client.secret.as_ref());
    let transport = peer.metadata.issuer.as_ref().map_or_else(|| transport(endpoint), |it| it.transport());
    let device = answer(host, peer, request, &secrets, transport)
        .await
        .map_err(|error| secrets.hide_in_error(error.phase(Phase::Device).issuer(peer.name())))?;
    host.witness.saw(Step::Browser { at: host.clock.now(), url: device.shortest_way().clone() });
    Ok(device)
}

/// The endpoint, or what can be done without one.
fn offered(peer: &Peer) -> Result<&EndpointUrl> {
    let endpoint = peer.metadata.endpoints.device_authorization.as_ref();
    let missing = |error: Error| {
        error.phase(Phase::Device).hint(
            "choose another --flow; or if the provider has the endpoint all the same, give \
             --endpoint device_authorization_endpoint=URL",
        )
    };
    peer.endpoint(endpoint, "device_authorization_endpoint").map_err(missing)
}

/// How a provider without an issuer is reached.
fn transport(endpoint: &EndpointUrl) -> Transport {
    match endpoint.url().scheme() {
        "http" => Transport::LoopbackCleartext,
        _ => Transport::Tls,
    }
}

async fn answer(
    host: &Host,
    peer: &Peer,
    request: Request,
    secrets: &SentSecrets,
    transport: Transport,
) -> Result<DeviceAuthorization> {
    let raw = host.http.send(request).await?;
    let plain = token_body::normalise_device(&raw, &peer.quirks).map_err(|error| describe(error, &raw))?;
    let response = peer::told(host, plain);
    let name = Endpoint::DeviceAuthorization.name();
    if let Some(refusal) = peer::refusal(&response, secrets, name, Phase::Device) {
        return Err(refusal);
    }
    let members = json::object(&response.body).map_err(|error| describe(error, &response))?;
    DeviceAuthorization::read(&members, transport)
}

/// Waits for the person, and signs in.
///
/// # Errors
/// `expired_token` or `login_timeout` if nobody has agreed in time, `access_denied` if somebody has refused, and whatever
/// the provider says for good.
pub async fn finish(
    host: &Host,
    peer: &Peer,
    request: &DeviceRequest,
    device: &DeviceAuthorization,
) -> Result<SignedIn> {
    // RFC 8628 §3.4
    let polling = Polling {
        form: [("grant_type", GRANT_TYPE), ("device_code", device.device_code.expose())],
        times: device.times,
        time_limit: request.time_limit,
        phase: Phase::Device,
    };
    let tokens =
        polling::tokens(host, peer, &polling, None).await.map_err(|error| error.issuer(peer.name()))?;
    let asked = Asked { scopes: &request.scopes, nonce: None, code: None, max_age: None, question: None };
    SignedIn::check(host, peer, tokens, &asked).await.map_err(|error| match error.code() {
        Code::IdTokenMissing => {
            error.hint("the provider gives devices no ID token: name the scopes to ask for, without openid")
        }
        _ => error,
    })
}
