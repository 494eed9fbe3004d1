//! Fetching a provider's metadata (OIDC Discovery 1.0 §4, RFC 8414 §3) and its key set (RFC 7517).

use http::StatusCode;

use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    jose::{jwe::Recipient, jwk::JwkSet},
    protocol::{
        exchange::{Endpoint, Request, Response},
        issuer::Issuer,
        json,
        sent_secrets::SentSecrets,
        step::Step,
        time::UnixTime,
    },
    provider::{
        metadata::{Judging, ProviderMetadata},
        quirk::Quirk,
    },
    untrusted::Untrusted,
};

/// The metadata of `issuer`: the OpenID Connect form of the address first, then the RFC 8414 form. The two are never mixed:
/// the first that answers with a document is judged, and its judgement is final (threat C3).
pub async fn discover(host: &Host, issuer: &Issuer, judging: &Judging<'_>) -> Result<ProviderMetadata> {
    let mut last = None;
    for address in issuer.well_known() {
        let response = host
            .http
            .send(Request::get(Endpoint::Discovery, address.url))
            .await
            .map_err(|error| error.phase(Phase::Discovery).issuer(issuer.as_str()))?;
        match response.status {
            StatusCode::OK => {
                let document = document(&response).map_err(|error| error.issuer(issuer.as_str()))?;
                let metadata = ProviderMetadata::judge(document, issuer, judging)?;
                if metadata.document.get("issuer").is_some_and(|said| said != issuer.as_str()) {
                    // nothing else makes two names pass
                    host.witness.saw(Step::Departure(Quirk::IssuerTemplate.departure()));
                }
                return Ok(metadata);
            }
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                let refusal =
                    super::peer::refusal(&response, &SentSecrets::default(), "discovery", Phase::Discovery);
                return Err(refusal.unwrap_or_else(|| not_found(issuer, status)).issuer(issuer.as_str()));
            }
            status => last = Some(status),
        }
    }
    Err(not_found(issuer, last.unwrap_or(StatusCode::NOT_FOUND)))
}

fn not_found(issuer: &Issuer, status: StatusCode) -> Error {
    Code::DiscoveryFailed
        .error()
        .phase(Phase::Discovery)
        .issuer(issuer.as_str())
        .got(format!("HTTP {status}"))
}

/// The body as a JSON object; what else it was is told by status and content type, never by its text (threat C14).
fn document(response: &Response) -> Result<serde_json::Map<String, serde_json::Value>> {
    json::object(&response.body).map_err(|error| describe(error, response).phase(Phase::Discovery))
}

/// Adds status and content type to an error about a body.
pub fn describe(error: Error, response: &Response) -> Error {
    if error.code() != Code::NotJson {
        return error;
    }
    let content_type = Untrusted::new(response.content_type());
    error.got(format!("HTTP {} with content type \"{content_type}\"", response.status.as_u16()))
}

/// A key set, and the time of day where it was served.
pub struct ServedKeys {
    /// The keys.
    pub set: JwkSet,
    /// The provider's clock, if it tells.
    pub served_at: Option<UnixTime>,
}

/// The provider's keys.
pub async fn keys(host: &Host, metadata: &ProviderMetadata) -> Result<ServedKeys> {
    let response = key_set(host, metadata).await?;
    let set =
        JwkSet::parse(&response.body).map_err(|error| describe(error, &response).phase(Phase::Validate))?;
    Ok(ServedKeys { set, served_at: response.date() })
}

/// The provider's keys that something can be encrypted to.
pub async fn recipients(host: &Host, metadata: &ProviderMetadata) -> Result<Vec<Recipient>> {
    let response = key_set(host, metadata).await?;
    Recipient::of_set(&response.body).map_err(|error| describe(error, &response).phase(Phase::Validate))
}

async fn key_set(host: &Host, metadata: &ProviderMetadata) -> Result<Response> {
    let url = metadata.endpoints.jwks.as_ref().ok_or_else(|| {
        Code::EndpointMissing.error().phase(Phase::Validate).message("the provider has no jwks_uri")
    })?;
    let response = host.http.send(Request::get(Endpoint::Jwks, url.url().clone())).await?;
    match super::peer::refusal(&response, &SentSecrets::default(), "jwks", Phase::Validate) {
        Some(refusal) => Err(refusal),
        None => Ok(response),
    }
}
