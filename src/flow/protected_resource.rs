//! From an API to who signs people in for it: protected resource metadata.
//! <https://www.rfc-editor.org/rfc/rfc9728>

use http::StatusCode;
use serde_json::{Map, Value};
use url::Url;

use super::{discovery::describe, peer::refusal};
use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    protocol::{
        challenge::Challenge,
        endpoint_url::{EndpointUrl, Transport},
        exchange::{Endpoint, Request, Response},
        issuer::Issuer,
        json,
        protected_resource::ResourceIdentifier,
        scope::ScopeSet,
        sent_secrets::SentSecrets,
    },
    untrusted::Untrusted,
};

/// What a resource says of itself, judged.
#[derive(Debug, Clone)]
pub struct ProtectedResource {
    /// Who signs people in for it, in its order; at least one.
    pub authorization_servers: Vec<Issuer>,
    /// What to ask for: what its challenge named, else all that it knows; `None` if it says nothing.
    pub scopes: Option<Vec<String>>,
    /// The document.
    pub document: Map<String, Value>,
}

/// Asks the resource, without a token, what it wants; its challenge says where its metadata are, or they are at the
/// well-known place (RFC 9728 §5).
pub async fn discover(host: &Host, resource: &ResourceIdentifier) -> Result<ProtectedResource> {
    let challenge = challenge(host, resource).await;
    let named = challenge.as_ref().and_then(metadata_url);
    let url = match named {
        Some(text) => metadata_address(text, resource)?,
        None => resource.well_known(),
    };
    let response = host
        .http
        .send(Request::get(Endpoint::Discovery, url.clone()))
        .await
        .map_err(|error| error.phase(Phase::Discovery))?;
    let document = document(&response, &url)?;
    let scope = challenge.as_ref().and_then(|challenge| challenge.parameter("scope"));
    judge(document, resource, scope)
}

/// The challenge that tells of metadata, if the answer has one.
pub fn told_of(response: &Response) -> Option<Challenge> {
    Challenge::all(&response.headers).into_iter().find(|challenge| metadata_url(challenge).is_some())
}

/// RFC 9728 §5.1: with any scheme.
fn metadata_url(challenge: &Challenge) -> Option<&str> {
    challenge.parameter("resource_metadata")
}

/// A resource that answers in another way, or not at all, has told nothing; its well-known place tells why.
async fn challenge(host: &Host, resource: &ResourceIdentifier) -> Option<Challenge> {
    let response = host.http.send(Request::get(Endpoint::Discovery, resource.url().clone())).await.ok()?;
    (response.status == StatusCode::UNAUTHORIZED).then(|| told_of(&response)).flatten()
}

fn metadata_address(text: &str, resource: &ResourceIdentifier) -> Result<Url> {
    let url = EndpointUrl::parse(text, resource.transport()).map_err(|error| {
        let message = format!("`resource_metadata` of the resource {}", error.text());
        error.phase(Phase::Discovery).message(message).hint("tell whoever runs the API")
    })?;
    Ok(url.url().clone())
}

fn document(response: &Response, url: &Url) -> Result<Map<String, Value>> {
    match response.status {
        StatusCode::OK => {
            json::object(&response.body).map_err(|error| describe(error, response).phase(Phase::Discovery))
        }
        // It may say so at another time.
        status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            let refusal = refusal(response, &SentSecrets::default(), "discovery", Phase::Discovery);
            Err(refusal
                .unwrap_or_else(|| fault(Code::ServerError))
                .message("the API does not say at the moment who signs people in for it (RFC 9728)")
                .hint("try again later, or name the provider: --provider NAME or --issuer URL")
                .expected(url.as_str())
                .got(format!("HTTP {status}")))
        }
        status => Err(Code::DiscoveryFailed
            .error()
            .phase(Phase::Discovery)
            .message("the resource does not say who signs people in for it (RFC 9728)")
            .hint("name the provider: --provider NAME or --issuer URL")
            .expected(url.as_str())
            .got(format!("HTTP {status}"))),
    }
}

/// RFC 9728 §2, §3.3. `signed_metadata` is not looked at: no key is pinned, so it proves nothing (threat C19).
fn judge(
    document: Map<String, Value>,
    asked: &ResourceIdentifier,
    challenged: Option<&str>,
) -> Result<ProtectedResource> {
    // RFC 9728 §3.3: identical to the one asked, or nothing of it is used (threat C1)
    match document.get("resource") {
        Some(Value::String(resource)) if resource == asked.as_str() => {}
        Some(Value::String(other)) => {
            return Err(fault(Code::ResourceMismatch).expected(asked.as_str()).got(Untrusted::new(other)));
        }
        _ => return Err(invalid("the resource's metadata have no `resource`")),
    }
    let servers = texts(&document, "authorization_servers")?.unwrap_or_default();
    let authorization_servers: Vec<Issuer> =
        servers.iter().map(|text| issuer(text, asked)).collect::<Result<_>>()?;
    if authorization_servers.is_empty() {
        return Err(fault(Code::DiscoveryFailed)
            .message("the resource does not say who signs people in for it: it has no authorization_servers")
            .hint("name the provider: --provider NAME or --issuer URL"));
    }
    let supported = texts(&document, "scopes_supported")?;
    let scopes = match challenged {
        Some(text) => Some(text.split_ascii_whitespace().map(str::to_owned).collect()),
        None => supported,
    };
    // Words that no scope has would break the request.
    if let Some(scopes) = &scopes {
        ScopeSet::parse(&scopes.join(" "))
            .map_err(|_| invalid("the resource names a scope that cannot be"))?;
    }
    Ok(ProtectedResource { authorization_servers, scopes, document })
}

/// An issuer that the resource names: never in cleartext, unless both are on this machine (threats C5, C6).
fn issuer(text: &str, resource: &ResourceIdentifier) -> Result<Issuer> {
    let issuer = Issuer::parse(text).map_err(|error| {
        let code = if error.code() == Code::IssuerInvalid { Code::MetadataInvalid } else { error.code() };
        error.recoded(code).phase(Phase::Discovery).hint("tell whoever runs the API")
    })?;
    match issuer.transport() == Transport::LoopbackCleartext && resource.transport() == Transport::Tls {
        true => Err(fault(Code::CleartextRefused)
            .message("the resource names an issuer that is http without TLS")
            .got(text)),
        false => Ok(issuer),
    }
}

fn texts(document: &Map<String, Value>, member: &'static str) -> Result<Option<Vec<String>>> {
    let wrong = || invalid(&format!("`{member}` in the resource's metadata is no list of text"));
    match document.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(items)) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong))
            .collect::<Result<_>>()
            .map(Some),
        Some(_) => Err(wrong()),
    }
}

fn invalid(message: &str) -> Error {
    fault(Code::MetadataInvalid).message(message).hint("tell whoever runs the API")
}

fn fault(code: Code) -> Error {
    code.error().phase(Phase::Discovery)
}
