//! Pushing the authorization request, so that the browser carries only its name (RFC 9126).

use http::StatusCode;
use url::Url;

use super::{
    client_authentication::authenticated,
    discovery::describe,
    dpop::{self, Sent},
    peer::{Peer, refusal},
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    protocol::{
        client_auth::ClientAuthMethod,
        exchange::{Endpoint, Request},
        json,
    },
};

/// The longest name that is taken, in characters: it has to fit into an address.
const LONGEST_NAME: usize = 2048;

/// A request that the provider has.
pub struct Pushed {
    /// Where the browser goes.
    pub url: Url,
    /// For how many seconds that works.
    pub expires_in: u64,
}

/// Pushes the request that stands in the authorization URL. `authorization_url` makes it anew for each try, since a request
/// object works once (RFC 9101 §10.2).
///
/// # Errors
/// `endpoint_missing`; what the provider refuses the request with; `par_response_invalid`.
pub async fn push(
    host: &Host,
    peer: &Peer,
    authorization_url: &(dyn Fn() -> Result<Url> + Sync),
) -> Result<Pushed> {
    let endpoint = peer.metadata.endpoints.pushed_authorization_request.as_ref();
    let endpoint = peer.endpoint(endpoint, "pushed_authorization_request_endpoint")?;
    let make = || pushing(host, peer, endpoint.url(), &authorization_url()?);
    // RFC 9449 §10.1: a proof here binds the code too
    let Sent { outcome, secrets, .. } = dpop::send(host, peer.proving(None), &make).await;
    let secrets = secrets.and(peer.client.secret.as_ref());
    let response = outcome.map_err(|error| error.phase(Phase::Authorize).issuer(peer.name()))?;
    if let Some(refusal) = refusal(&response, &secrets, "pushed_authorization_request", Phase::Authorize) {
        return Err(peer.about_client(refusal).issuer(peer.name()));
    }
    let invalid = |message: &str| invalid(message).issuer(peer.name());
    // RFC 9126 §2.2: 201; a provider that says 200 means the same (threat C30)
    match response.status {
        StatusCode::CREATED => {}
        StatusCode::OK => {
            host.talk.say("The provider answers a pushed request with 200 instead of 201 (RFC 9126 §2.2).")
        }
        status => {
            return Err(invalid("the answer to a pushed request has another status than 201")
                .got(format!("HTTP {status}")));
        }
    }
    let answer = json::object(&response.body)
        .map_err(|error| secrets.hide_in_error(describe(error, &response).phase(Phase::Authorize)))?;
    let name = answer.get("request_uri").and_then(|name| name.as_str()).unwrap_or_default();
    // RFC 9126 §2.2, RFC 9101 §5.2: a URN or an https address
    let is_name = |name: &str| {
        ["urn:", "https://"].iter().any(|scheme| name.starts_with(scheme))
            && name.len() <= LONGEST_NAME
            && name.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let expires_in =
        answer.get("expires_in").and_then(serde_json::Value::as_u64).filter(|seconds| *seconds > 0);
    match expires_in {
        Some(expires_in) if is_name(name) => Ok(Pushed { url: browser_url(peer, name)?, expires_in }),
        Some(_) => Err(invalid(
            "the answer to a pushed request has no request_uri that is a URN or an https address",
        )),
        None => Err(invalid("the answer to a pushed request does not say for how many seconds it is good")),
    }
}

/// The parameters of the request as a form, with our client authentication.
fn pushing(host: &Host, peer: &Peer, endpoint: &Url, authorization_url: &Url) -> Result<Request> {
    // RFC 9126 §2.1: client_id is a parameter of the request; whoever authenticates in the form says it there once.
    let is_said = peer.client.auth_method != ClientAuthMethod::ClientSecretBasic;
    let pairs: Vec<(String, String)> = authorization_url.query_pairs().into_owned().collect();
    let fields: Vec<(&str, &str)> = pairs
        .iter()
        .filter(|(name, _)| !(is_said && name == "client_id"))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    authenticated(host, peer, Endpoint::PushedAuthorization, endpoint.clone(), &fields)
}

/// RFC 9126 §4: the client and the name, and nothing else; what the endpoint's own address has in its query stays.
fn browser_url(peer: &Peer, name: &str) -> Result<Url> {
    let endpoint = peer.metadata.endpoints.authorization.as_ref();
    let mut url = peer.endpoint(endpoint, "authorization_endpoint")?.url().clone();
    url.query_pairs_mut().append_pair("client_id", &peer.client.id).append_pair("request_uri", name);
    Ok(url)
}

fn invalid(message: &str) -> Error {
    Code::ParResponseInvalid.error().phase(Phase::Authorize).message(message)
}
