//! A stream's configuration: what its client asks for, and what it is shown (SSF §8.1.1).

use http::HeaderValue;
use serde_json::{Map, Value, json};

use super::{happening::EVENTS, manager::text};
use crate::{
    idp::{
        notice,
        oauth_error::{OauthError, Outcome},
        provider::Provider,
        state::{Delivery, Stream},
    },
    protocol::set_poll::{POLL, PUSH},
    secret::SecretString,
};

/// How long each of its texts may be, in bytes, and how many events it may ask for, since each change of a stream is a line of
/// the journal (threat P17).
const LONGEST: usize = 512;
const MOST: usize = 32;

/// What the provider says of a stream; a client may send it back, as it is.
const OURS: &[&str] = &["iss", "aud", "events_supported", "events_delivered"];

/// What a client asks for. What it leaves out is `None`.
#[derive(Debug)]
pub struct Wanted {
    /// How it wants to hear.
    pub delivery: Option<Delivery>,
    /// Of what.
    pub events_requested: Option<Vec<String>>,
    /// What people call the stream.
    pub description: Option<String>,
}

impl Wanted {
    /// The stream with what was asked for, and all else as it was (SSF §8.1.1.3).
    pub fn update(self, stream: Stream) -> Stream {
        Stream {
            delivery: self.delivery.unwrap_or(stream.delivery),
            events_requested: self.events_requested.or(stream.events_requested),
            description: self.description.or(stream.description),
            ..stream
        }
    }

    /// The stream with what was asked for, and nothing else that a client says of it (SSF §8.1.1.4).
    pub fn replace(self, stream: Stream) -> Stream {
        Stream {
            delivery: self.delivery.unwrap_or(Delivery::Poll),
            events_requested: self.events_requested,
            description: self.description,
            ..stream
        }
    }
}

/// The events that it is told of: those that it wants and that there are.
pub fn delivered(stream: &Stream) -> Vec<&'static str> {
    let wanted = stream.events_requested.as_ref();
    let is_wanted = |event: &&&str| wanted.is_none_or(|wanted| wanted.iter().any(|known| known == **event));
    EVENTS.iter().filter(is_wanted).copied().collect()
}

/// As its client is shown it. What the receiver knows the sender by is for those who may change it alone.
pub fn shown(provider: &Provider, id: &str, stream: &Stream, with_secret: bool) -> Value {
    let mut shown = json!({
        "stream_id": id,
        "iss": provider.issuer,
        "aud": stream.client_id,
        "delivery": match &stream.delivery {
            Delivery::Push { endpoint_url, .. } => json!({"method": PUSH, "endpoint_url": endpoint_url}),
            Delivery::Poll => json!({"method": POLL, "endpoint_url": poll_address(provider, id)}),
        },
        "events_supported": EVENTS,
        "events_delivered": delivered(stream),
    });
    if let Some(events) = &stream.events_requested {
        shown["events_requested"] = events.clone().into();
    }
    if let Some(description) = &stream.description {
        shown["description"] = description.clone().into();
    }
    if let (Delivery::Push { authorization_header: Some(header), .. }, true) = (&stream.delivery, with_secret)
    {
        shown["delivery"]["authorization_header"] = header.expose().as_str().into();
    }
    shown
}

/// Where a stream is polled.
pub fn poll_address(provider: &Provider, id: &str) -> String {
    format!("{}/ssf/poll/{id}", provider.origin)
}

/// Reads what a client asks for; `before` is the stream as it is, if there is one. What the provider says must not be
/// contradicted (SSF §8.1.1.3), and what nobody knows is ignored.
pub fn wanted(
    provider: &Provider,
    before: Option<(&str, &Stream)>,
    members: &Map<String, Value>,
) -> Outcome<Wanted> {
    if let Some((id, stream)) = before {
        let shown = shown(provider, id, stream, false);
        if let Some(wrong) =
            OURS.iter().find(|name| members.get(**name).is_some_and(|said| *said != shown[**name]))
        {
            return Err(OauthError::request(format!(
                "{wrong} is not as the provider has it (SSF section 8.1.1.3)"
            )));
        }
    }
    let described = || text(members, "description").and_then(short);
    Ok(Wanted {
        delivery: members.get("delivery").map(|it| delivery(provider, before, it)).transpose()?,
        events_requested: members.get("events_requested").map(events).transpose()?,
        description: members.contains_key("description").then(described).transpose()?,
    })
}

fn events(value: &Value) -> Outcome<Vec<String>> {
    let wrong =
        || OauthError::request(format!("events_requested is a list of 1 to {MOST} URIs (SSF section 8.1.1)"));
    let list = value.as_array().filter(|list| (1..=MOST).contains(&list.len())).ok_or_else(wrong)?;
    list.iter().map(|item| item.as_str().ok_or_else(wrong).and_then(short)).collect()
}

/// SSF §6.1.1, §6.1.2
fn delivery(provider: &Provider, before: Option<(&str, &Stream)>, value: &Value) -> Outcome<Delivery> {
    let members =
        value.as_object().ok_or_else(|| OauthError::request("delivery is no object (SSF section 8.1.1)"))?;
    match text(members, "method")? {
        PUSH => {
            let address =
                notice::address(&short(text(members, "endpoint_url")?)?).map_err(OauthError::request)?;
            let header = members.get("authorization_header").filter(|value| !value.is_null());
            let header = header.map(|_| authorization(members)).transpose()?;
            Ok(Delivery::Push { endpoint_url: address.to_string(), authorization_header: header })
        }
        POLL => {
            let own = before.map(|(id, _)| Value::from(poll_address(provider, id)));
            match members.get("endpoint_url").filter(|url| !url.is_null()) {
                Some(url) if Some(url) != own.as_ref() => Err(OauthError::request(
                    "the endpoint_url of polling is the provider's (SSF section 6.1.2)",
                )),
                _ => Ok(Delivery::Poll),
            }
        }
        _ => {
            Err(OauthError::request(format!("the method of delivery is {PUSH} or {POLL} (SSF section 6.1)")))
        }
    }
}

fn authorization(members: &Map<String, Value>) -> Outcome<SecretString> {
    let header = short(text(members, "authorization_header")?)?;
    match HeaderValue::try_from(&header) {
        Ok(_) => Ok(header.into()),
        Err(_) => Err(OauthError::request("authorization_header is no header's value (SSF section 6.1.1)")),
    }
}

fn short(text: &str) -> Outcome<String> {
    match text.len() <= LONGEST {
        true => Ok(text.to_owned()),
        false => Err(OauthError::request(format!("a text of a stream has {LONGEST} bytes at most"))),
    }
}
