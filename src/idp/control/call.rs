//! A call of an operation: what was sent, held to what the operation takes.

use http::header;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::schema::{Member, Schema};
use crate::{
    idp::{
        account,
        oauth_error::{OauthError, Outcome},
        parameters::Parameters,
        provider::Provider,
        received::{self, Received},
    },
    protocol::json,
};

/// One call.
pub struct Call<'a> {
    /// The provider that it is about.
    pub provider: &'a Provider,
    /// As it came.
    pub received: &'a Received,
    path: &'static str,
    query: Parameters,
    body: Map<String, Value>,
}

impl<'a> Call<'a> {
    /// Of the operation at that path, with these parameters in the query and such a body.
    pub fn read(
        provider: &'a Provider,
        received: &'a Received,
        path: &'static str,
        query: &[Member],
        takes: &Schema,
    ) -> Outcome<Self> {
        let (parameters, fault) = Parameters::parse(received.query.as_bytes());
        if let Some(fault) = fault {
            return Err(received::malformed(&fault));
        }
        if let Some(name) = parameters.names().find(|name| !query.iter().any(|known| known.name == *name)) {
            return Err(OauthError::request(format!("there is no parameter {name}")));
        }
        for member in query {
            match parameters.get(member.name).map(|text| read(member.schema, text)) {
                Some(given) => member.schema.check(&given, member.name).map_err(OauthError::request)?,
                None if member.is_needed => {
                    return Err(OauthError::request(format!("{} is missing in the query", member.name)));
                }
                None => {}
            }
        }
        let body = match takes {
            Schema::Nothing => Map::new(),
            takes => body(received, takes)?,
        };
        Ok(Self { provider, received, path, query: parameters, body })
    }

    /// The part of the path in those braces, decoded (RFC 3986 §2.1).
    pub fn part(&self, name: &str) -> Outcome<String> {
        let is_it = |part: &str| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) == Some(name);
        let place = self.path.split('/').position(is_it);
        let raw = place.and_then(|place| self.received.path.split('/').nth(place)).unwrap_or_default();
        // a form's decoding, but that what is special there is itself here
        let text = raw.replace('+', "%2B").replace('=', "%3D").replace('&', "%26");
        let decoded = form_urlencoded::parse(text.as_bytes()).next().map(|(name, _)| name.into_owned());
        decoded.filter(|name| !name.contains('\u{fffd}')).ok_or_else(|| {
            account::missing(format!(
                "{name} in the path cannot be read: write it percent-encoded (RFC 3986 section 2.1)"
            ))
        })
    }

    /// A parameter of the query.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.get(name)
    }

    /// The body, whose shape is that of the operation.
    pub fn body<T: DeserializeOwned>(&self) -> Outcome<T> {
        serde_json::from_value(Value::Object(self.body.clone()))
            .map_err(|error| OauthError::request(format!("the body cannot be read: {error}")))
    }

    /// Its members.
    pub fn members(&self) -> &Map<String, Value> {
        &self.body
    }
}

/// A parameter's text as the JSON that it stands for.
fn read(schema: &Schema, text: &str) -> Value {
    let stood_for = match schema {
        Schema::Number(..) => text.parse::<i64>().ok().map(Value::from),
        Schema::Flag => text.parse::<bool>().ok().map(Value::from),
        _ => None,
    };
    stood_for.unwrap_or_else(|| text.into())
}

/// A body that says nothing may be absent.
fn body(received: &Received, takes: &Schema) -> Outcome<Map<String, Value>> {
    let given = match received.body.is_empty() {
        true => Map::new(),
        false => {
            let media = received.header(header::CONTENT_TYPE).and_then(|value| value.split(';').next());
            if !media.is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json")) {
                return Err(OauthError::request("Content-Type must be application/json"));
            }
            json::object(&received.body)
                .map_err(|error| OauthError::request(format!("the body is not one JSON object: {error}")))?
        }
    };
    let given = Value::Object(given);
    takes.check(&given, "the body").map_err(OauthError::request)?;
    match given {
        Value::Object(members) => Ok(members),
        _ => Ok(Map::new()),
    }
}
