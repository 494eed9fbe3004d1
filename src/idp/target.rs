//! For which APIs a token is: what a request names, what of it is granted, and how the token and the person are told.
//! <https://www.rfc-editor.org/rfc/rfc8707>

use super::{
    client::Client,
    laxity::Laxity,
    oauth_error::{OauthError, Outcome},
    parameters::Parameters,
    provider::Provider,
    resource::OWN_API,
    token_request::TokenRequest,
};
use crate::{
    jose::access_token::Audience,
    protocol::resource::{RESOURCE, is_resource},
};

/// The most that one request names (threat P17).
const MOST: usize = 10;

/// The API of this provider itself.
pub fn own_api(provider: &Provider) -> String {
    format!("{}{OWN_API}", provider.origin)
}

/// The APIs that a request names: those of the configuration, this provider's own, and those that the client is registered
/// for.
pub fn asked(provider: &Provider, client: &Client, parameters: &Parameters) -> Outcome<Vec<String>> {
    let resources = read(parameters)?;
    let own = own_api(provider);
    let is_known = |wanted: &str| {
        wanted == own
            || provider.config.resources.iter().any(|known| known.resource == wanted)
            || client.audience.iter().any(|known| known == wanted)
    };
    let unknown = resources.iter().find(|wanted| !is_known(wanted));
    match unknown.filter(|_| !provider.allows(Laxity::AnyResource)) {
        None => Ok(resources),
        Some(unknown) => Err(target(format!(
            "the resource {unknown} is none that this client can have tokens for (RFC 8707 section 2)"
        ))),
    }
}

/// Whom a token of the client itself is for: those that it is registered for, by either name (RFC 8693 §2.1, RFC 8707 §2).
pub fn of_client(request: &TokenRequest<'_>) -> Outcome<Vec<String>> {
    let TokenRequest { provider, client, parameters, .. } = request;
    let mut list: Vec<String> = Vec::new();
    // this provider is whom a token is for if nobody else is
    for wanted in
        parameters.all("audience").chain(parameters.all(RESOURCE)).filter(|it| *it != provider.issuer)
    {
        let is_known = client.audience.iter().any(|known| known == wanted) || wanted == own_api(provider);
        if !is_known && !provider.allows(Laxity::AnyResource) {
            return Err(target("the client is not registered for this audience (RFC 8707 section 2)"));
        }
        if !list.iter().any(|known| known == wanted) {
            list.push(wanted.to_owned());
        }
    }
    Ok(list)
}

/// Those of what was granted that a token request names, or all of it (RFC 8707 §2.2).
pub fn narrowed(provider: &Provider, granted: &[String], parameters: &Parameters) -> Outcome<Vec<String>> {
    let named = read(parameters)?;
    match named.iter().find(|wanted| !granted.contains(wanted)) {
        Some(more) => Err(target(format!(
            "the resource {more} was not in the authorization request (RFC 8707 section 2.2)"
        ))),
        None if named.is_empty() && !provider.policy.names_resources_anew => Ok(granted.to_vec()),
        None => Ok(named),
    }
}

fn read(parameters: &Parameters) -> Outcome<Vec<String>> {
    let mut list: Vec<String> = Vec::new();
    for resource in parameters.all(RESOURCE) {
        if !is_resource(resource) {
            return Err(target("a resource is an absolute URI without fragment (RFC 8707 section 2)"));
        }
        if !list.iter().any(|known| known == resource) {
            list.push(resource.to_owned());
        }
    }
    match list.len() > MOST {
        true => Err(target(format!("a request names {MOST} resources at most"))),
        false => Ok(list),
    }
}

/// `aud` of an access token (RFC 9068 §2.2): the APIs, or else this provider.
pub fn audience<'a>(provider: &'a Provider, resources: &'a [String]) -> Audience<'a> {
    match resources {
        [] => Audience::One(&provider.issuer),
        [only] => Audience::One(only),
        several => Audience::Several(several),
    }
}

/// What the person is asked.
pub fn meaning(provider: &Provider, resource: &str) -> String {
    let known = provider.config.resources.iter().find(|known| known.resource == resource);
    let name = known.and_then(|known| known.name.as_deref());
    name.map_or_else(|| format!("use {resource}"), |name| format!("use {name} ({resource})"))
}

fn target(why: impl Into<String>) -> OauthError {
    OauthError::new("invalid_target", why)
}
