//! The device authorization flow: the person signs in on any device, while this one asks again and again whether that is
//! done. <https://www.rfc-editor.org/rfc/rfc8628>

use std::time::Duration;

use super::{
    client_authentication::authenticated,
    discovery::describe,
    peer::{self, Peer},
    signed_in::{Asked, SignedIn},
    token_endpoint::{self, Polled},
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    protocol::{
        device_authorization::{DeviceAuthorization, LONGEST_LIFE_S},
        endpoint_url::{EndpointUrl, Transport},
        exchange::{Endpoint, Request},
        json,
        resource::RESOURCE,
        scope::ScopeSet,
        sent_secrets::SentSecrets,
        step::Step,
        token::TokenResponse,
    },
    provider::token_body,
};

/// RFC 8628 §3.5: what `slow_down` adds to the interval, for good, in seconds.
const SLOW_DOWN_S: u64 = 5;
/// The longest wait after a poll that was not answered, in seconds, unless the interval itself is longer (threat C129).
const LONGEST_BACKOFF_S: u64 = 60;

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
    let response = token_body::normalise_device(&raw, &peer.quirks).map_err(|error| describe(error, &raw))?;
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
    let tokens = tokens(host, peer, request, device).await.map_err(|error| error.issuer(peer.name()))?;
    let asked = Asked { scopes: &request.scopes, nonce: None, code: None, max_age: None, question: None };
    SignedIn::check(host, peer, tokens, &asked).await.map_err(|error| match error.code() {
        Code::IdTokenMissing => {
            error.hint("the provider gives devices no ID token: name the scopes to ask for, without openid")
        }
        _ => error,
    })
}

/// Polls until there are tokens (RFC 8628 §3.4, §3.5).
async fn tokens(
    host: &Host,
    peer: &Peer,
    request: &DeviceRequest,
    device: &DeviceAuthorization,
) -> Result<TokenResponse> {
    let limit = request.time_limit.map_or(u64::MAX, |limit| limit.as_secs());
    let deadline = host.clock.now().plus(device.expires_in.min(limit).cast_signed());
    let mut pace = Pace::new(device.interval);
    let mut fault = None;
    let seconds_left = || u64::try_from(deadline.since(host.clock.now())).unwrap_or(0);
    loop {
        let left = seconds_left();
        // RFC 8628 §3.5: a poll that cannot both keep the interval and come in time is none
        if left <= pace.interval {
            host.clock.sleep(Duration::from_secs(left)).await;
            return Err(nobody_came(device, limit, fault));
        }
        host.clock.sleep(Duration::from_secs(pace.wait.min(left - 1))).await;
        let outcome = token_endpoint::poll(host, peer, &device.device_code).await;
        let again = fault.is_some();
        fault = None;
        match outcome {
            Ok(Polled::Tokens(tokens)) => return Ok(*tokens),
            Ok(Polled::Pending) => pace.keep(),
            Ok(Polled::SlowDown(named)) => pace.slow_down(named, seconds_left()),
            Err(error) if is_passing(&error) => {
                if !again {
                    host.talk.say(&format!("Asking the provider again, since {}", error.text()));
                }
                pace.back_off(error.retry_after_s());
                fault = Some(error);
            }
            Err(error) => return Err(error),
        }
    }
}

fn nobody_came(device: &DeviceAuthorization, limit: u64, fault: Option<Error>) -> Error {
    let code = if limit < device.expires_in { Code::LoginTimeout } else { Code::ExpiredToken };
    let error = code.error().phase(Phase::Device);
    match fault {
        // What the person did in the end is not known.
        Some(fault) => error.got(fault.text()),
        None => error,
    }
}

/// Whether asking again may help: no connection, no answer, or one that says so.
fn is_passing(error: &Error) -> bool {
    matches!(
        error.code(),
        Code::Timeout
            | Code::ConnectionFailed
            | Code::DnsFailed
            | Code::HttpInvalid
            | Code::ServerError
            | Code::TemporarilyUnavailable
            | Code::RateLimited
    )
}

/// How long to wait before each poll, in seconds.
#[derive(Debug, PartialEq, Eq)]
struct Pace {
    /// The least that the provider wants.
    interval: u64,
    /// How long it is this time.
    wait: u64,
}

impl Pace {
    /// RFC 8628 §3.5: from the very first poll on; some providers count that too.
    fn new(interval: u64) -> Self {
        Self { interval, wait: interval }
    }

    fn keep(&mut self) {
        self.wait = self.interval;
    }

    /// RFC 8628 §3.5: "the interval MUST be increased by 5 seconds for this and all subsequent requests" (threat C127). What
    /// the provider names beyond that is kept as well, as far as it leaves time for one more poll.
    fn slow_down(&mut self, named: Option<u64>, left: u64) {
        let named = named.unwrap_or(0).min(left.saturating_sub(2));
        self.interval = (self.interval + SLOW_DOWN_S).max(named);
        self.keep();
    }

    /// RFC 8628 §3.5: "an exponential backoff algorithm" (threat C129).
    fn back_off(&mut self, at_least: Option<u64>) {
        let longest = LONGEST_BACKOFF_S.max(self.interval);
        // C13: what a server may ask for is bounded
        self.wait = (self.wait * 2).min(longest).max(at_least.unwrap_or(0).min(LONGEST_LIFE_S));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_never_faster_than_the_provider_wants_and_never_forgets_a_slow_down() {
        // C127, C129
        let mut pace = Pace::new(5);
        let waits = |pace: &mut Pace, step: &dyn Fn(&mut Pace), times: usize| -> Vec<u64> {
            (0..times)
                .map(|_| {
                    step(pace);
                    pace.wait
                })
                .collect()
        };
        assert_eq!(waits(&mut pace, &|pace| pace.slow_down(None, 900), 3), [10, 15, 20]);
        assert_eq!(waits(&mut pace, &|pace| pace.back_off(None), 4), [40, 60, 60, 60]);
        assert_eq!(waits(&mut pace, &Pace::keep, 2), [20, 20]);
        assert_eq!(waits(&mut pace, &|pace| pace.slow_down(Some(10), 900), 1), [25]);
        assert_eq!(waits(&mut pace, &|pace| pace.slow_down(Some(70), 900), 2), [70, 75]);
        assert_eq!(waits(&mut pace, &|pace| pace.back_off(None), 2), [75, 75]);
        let mut pace = Pace::new(5);
        assert_eq!(waits(&mut pace, &|pace| pace.back_off(Some(30)), 2), [30, 60]);
        assert_eq!(waits(&mut pace, &|pace| pace.back_off(Some(86_400)), 1), [1800]);
        assert_eq!(waits(&mut pace, &|pace| pace.back_off(None), 1), [60]);
        assert_eq!(waits(&mut pace, &|pace| pace.slow_down(Some(300), 900), 1), [300]);
        assert_eq!(waits(&mut pace, &|pace| pace.slow_down(Some(u64::MAX), 500), 1), [498]);
        assert_eq!(waits(&mut pace, &|pace| pace.slow_down(Some(u64::MAX), 0), 1), [503]);
    }
}
