//! Authorization details: what a request asks for, and what of it is granted (RFC 9396).
//! <https://www.rfc-editor.org/rfc/rfc9396>

use serde_json::{Map, Value};

use super::{
    client::Client,
    details_shown,
    oauth_error::{OauthError, Outcome},
    parameters::Parameters,
    provider::Provider,
};
use crate::protocol::{
    authorization_details::{AUTHORIZATION_DETAILS, AuthorizationDetails},
    json,
};

/// The most objects that one request has (threat P17).
const MOST: usize = 10;

/// What a request asks for: of the types that there are, and that the client may use (RFC 9396 §5, §10).
pub fn asked(provider: &Provider, client: &Client, parameters: &Parameters) -> Outcome<Vec<Value>> {
    let list = read(parameters)?;
    for object in &list {
        let name = kind(object);
        let known = provider.config.detail_types.iter().find(|known| known.name == name);
        let known = known.ok_or_else(|| refuse(format!("type {name} is unknown")))?;
        let types = client.authorization_details_types.as_deref();
        if types.is_some_and(|types| !types.iter().any(|own| own == name)) {
            return Err(refuse(format!("type {name} is none that the client is registered for")));
        }
        if let Some(fault) = members(object).and_then(|object| known.fault(object)) {
            return Err(refuse(format!("an object of type {name} {fault}")));
        }
        if let Err(fault) = details_shown::lines(object) {
            return Err(refuse(format!("an object of type {name} {fault}")));
        }
    }
    Ok(list)
}

/// What a client asks for itself: only what it is registered for, since nobody is asked.
pub fn of_client(provider: &Provider, client: &Client, parameters: &Parameters) -> Outcome<Vec<Value>> {
    let list = asked(provider, client, parameters)?;
    match list.is_empty() || client.authorization_details_types.is_some() {
        true => Ok(list),
        false => Err(refuse("the client is registered for no type, and nobody is asked")),
    }
}

/// Those of what was granted that a token request names, or all of it (RFC 9396 §6.1): each as it was granted.
pub fn narrowed(granted: &[Value], parameters: &Parameters) -> Outcome<Vec<Value>> {
    let named = read(parameters)?;
    match named.iter().find(|wanted| !granted.contains(wanted)) {
        Some(more) => Err(refuse(format!("an object of type {} was not granted so", kind(more)))),
        None if named.is_empty() => Ok(granted.to_vec()),
        None => Ok(named),
    }
}

/// What an object is good for, in plain words.
pub fn meaning<'a>(provider: &'a Provider, object: &'a Value) -> &'a str {
    let known = provider.config.detail_types.iter().find(|known| known.name == kind(object));
    known.map_or(kind(object), |known| known.means.as_str())
}

fn read(parameters: &Parameters) -> Outcome<Vec<Value>> {
    let Some(text) = parameters.get(AUTHORIZATION_DETAILS) else { return Ok(Vec::new()) };
    let list = json::value(text.as_bytes()).ok().filter(|list| AuthorizationDetails::read(list).is_some());
    match list {
        Some(Value::Array(list)) if list.len() <= MOST => Ok(list),
        Some(_) => Err(refuse(format!("there are {MOST} objects at most"))),
        None => Err(refuse("authorization_details is not a JSON list of objects with a type")),
    }
}

fn kind(object: &Value) -> &str {
    object.get("type").and_then(Value::as_str).unwrap_or_default()
}

fn members(object: &Value) -> Option<&Map<String, Value>> {
    object.as_object()
}

fn refuse(why: impl Into<String>) -> OauthError {
    OauthError::new("invalid_authorization_details", format!("{} (RFC 9396 section 5)", why.into()))
}
