//! One script: for which requests it is, and what becomes of them.

use std::{collections::BTreeMap, time::Duration};

use http::{HeaderName, HeaderValue, Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    idp::{
        fault::{
            self,
            row::{Fault, Place},
        },
        oauth_error::{OauthError, Outcome},
        reply::Reply,
    },
    protocol::time::Seconds,
};

/// The most requests that one is for (threat P17).
pub const TIMES: u64 = 100;
/// The longest delay, in seconds.
pub const LONGEST: u64 = 60;
/// The most headers.
const HEADERS: usize = 16;

/// The endpoints that have a name, and the path of the one that the provider has itself.
pub const ENDPOINTS: &[(&str, &str)] = &[
    ("authorize", "/authorize"),
    ("backchannel_authentication", "/backchannel_authentication"),
    ("device_authorization", "/device_authorization"),
    ("end_session", "/end_session"),
    ("introspect", "/introspect"),
    ("jwks", "/jwks"),
    ("metadata", "/.well-known/openid-configuration"),
    ("par", "/par"),
    ("register", "/register"),
    ("revoke", "/revoke"),
    ("token", "/token"),
    ("userinfo", "/userinfo"),
];

/// Headers that the connection needs for itself (RFC 9110 §7.6.1, RFC 9112 §6).
const OF_CONNECTION: &[&str] = &[
    "connection",
    "content-length",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// The errors that an endpoint can be told to give, with their statuses (RFC 6749 §5.2, RFC 6750 §3.1, and what extends them).
pub const ERRORS: &[(&str, u16)] = &[
    ("access_denied", 400),
    ("account_selection_required", 400),
    ("authorization_pending", 400),
    ("consent_required", 400),
    ("expired_token", 400),
    ("insufficient_scope", 403),
    ("insufficient_user_authentication", 401),
    ("interaction_required", 400),
    ("invalid_authorization_details", 400),
    ("invalid_client", 401),
    ("invalid_client_metadata", 400),
    ("invalid_dpop_proof", 400),
    ("invalid_grant", 400),
    ("invalid_redirect_uri", 400),
    ("invalid_request", 400),
    ("invalid_request_object", 400),
    ("invalid_request_uri", 400),
    ("invalid_scope", 400),
    ("invalid_target", 400),
    ("invalid_token", 401),
    ("login_required", 400),
    ("server_error", 500),
    ("slow_down", 400),
    ("temporarily_unavailable", 503),
    ("unauthorized_client", 400),
    ("unsupported_grant_type", 400),
    ("unsupported_response_type", 400),
    ("unsupported_token_type", 400),
    ("use_dpop_nonce", 400),
];

/// A script as it is ordered.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// An [endpoint's](ENDPOINTS) name, or a path.
    pub endpoint: String,
    /// The client that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The grant that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_type: Option<String>,
    /// The method that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// How many requests it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// How long to wait first: `2s`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<String>,
    /// The status of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Its headers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// Its body: text, or JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// Whether the connection ends with nothing done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drop: Option<bool>,
    /// Whether the connection ends when all is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lose: Option<bool>,
    /// Whether the answer is cut off in its middle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub malformed_json: Option<bool>,
    /// The fault that the answer has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// The error that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What it says of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
}

impl Order {
    /// As it may be shown: a body can hold anything.
    pub fn shown(&self) -> Self {
        Self { body: self.body.as_ref().map(|_| "[hidden]".into()), ..self.clone() }
    }
}

/// A script that can be played.
pub struct Script {
    /// As it was ordered, with its whole number of times.
    pub order: Order,
    /// The path that it is for.
    pub path: String,
    /// How long to wait first.
    pub delay: Duration,
    /// What becomes of the request.
    pub deed: Deed,
}

/// What becomes of a request.
pub enum Deed {
    /// It is answered as ever.
    Nothing,
    /// It is answered with this.
    Answer(Box<Reply>),
    /// It is not done and not answered.
    Drop,
    /// It is done and not answered.
    Lose,
    /// Its answer is cut off.
    Cut,
    /// Its answer has this fault.
    Fault(&'static Fault),
    /// It is refused with this error.
    Refuse(OauthError),
}

/// A request, as scripts are chosen by it.
pub struct Asking<'a> {
    /// The method.
    pub method: &'a Method,
    /// The path.
    pub path: &'a str,
    /// Where faults are done with it, if anywhere.
    pub place: Option<Place>,
    /// Whose it says it is.
    pub client_id: Option<String>,
    /// The grant that it asks for.
    pub grant_type: Option<String>,
}

impl Script {
    /// Judges an order.
    pub fn of(mut order: Order) -> Outcome<Self> {
        let refuse = |why: String| Err(OauthError::request(why));
        let named = ENDPOINTS.iter().find(|(name, _)| *name == order.endpoint).map(|(_, path)| *path);
        let path = named.unwrap_or(&order.endpoint).to_owned();
        let is_control = path.starts_with("/_dev/") && path != "/_dev/api";
        if !path.starts_with('/') || is_control {
            let names: Vec<&str> = ENDPOINTS.iter().map(|(name, _)| *name).collect();
            return refuse(format!(
                "endpoint must be one of {}, or a path that is not of this interface",
                names.join(", ")
            ));
        }
        let times = *order.times.get_or_insert(1);
        if !(1..=TIMES).contains(&times) {
            return refuse(format!("times must be 1 to {TIMES}"));
        }
        let delay = match order.delay.as_deref().map(str::parse::<Seconds>) {
            None => Duration::ZERO,
            Some(Ok(Seconds(seconds))) if seconds <= LONGEST => Duration::from_secs(seconds),
            Some(_) => return refuse(format!("delay must be like 2s, at most {LONGEST}s")),
        };
        let deed = deed(&order)?;
        if matches!(deed, Deed::Nothing) && delay.is_zero() {
            return refuse(
                "nothing would happen: say delay, status, drop, lose, malformed_json, fault or error".into(),
            );
        }
        let script = Self { order, path, delay, deed };
        match script.deed {
            Deed::Fault(fault) if !fault.changes.iter().any(|change| script.is_at(change.place())) => {
                refuse(format!("nothing of the fault {} is done at {}", fault.name, script.order.endpoint))
            }
            _ => Ok(script),
        }
    }

    /// Whether it is for what is done there.
    fn is_at(&self, place: Place) -> bool {
        let name = match place {
            Place::Metadata => "metadata",
            Place::KeySet => "jwks",
            Place::Authorization => "authorize",
            Place::Token | Place::Refresh => "token",
            Place::Userinfo => "userinfo",
            // a vendor's alone, which has no name
            Place::LogoutExchange => return self.path == "/api/v1/logout",
        };
        ENDPOINTS
            .iter()
            .any(|(known, path)| *known == name && (self.order.endpoint == name || self.path == *path))
    }

    /// Whether it is for this request.
    pub fn is_for(&self, asking: &Asking<'_>) -> bool {
        let is_here = match (asking.place, &self.deed) {
            // a vendor's provider has other paths for the same
            (Some(place), _) => self.path == asking.path || self.is_at(place),
            // the answer comes from whichever page is the last
            (None, Deed::Fault(_)) if self.is_at(Place::Authorization) => true,
            (None, _) => self.path == asking.path,
        };
        let is =
            |wanted: &Option<String>, is: Option<&str>| wanted.as_deref().is_none_or(|it| is == Some(it));
        is_here
            && is(&self.order.client_id, asking.client_id.as_deref())
            && is(&self.order.grant_type, asking.grant_type.as_deref())
            && is(&self.order.method, Some(asking.method.as_str()))
    }
}

/// What is ordered: one thing, or nothing but a delay.
fn deed(order: &Order) -> Outcome<Deed> {
    let has_answer =
        order.headers.is_some() || order.body.is_some() || order.status.is_some() && order.error.is_none();
    let wishes = [
        has_answer,
        order.drop == Some(true),
        order.lose == Some(true),
        order.malformed_json == Some(true),
        order.fault.is_some(),
        order.error.is_some(),
    ];
    if wishes.iter().filter(|is_wished| **is_wished).count() > 1 {
        return Err(OauthError::request(
            "one of status with headers and body, drop, lose, malformed_json, fault and error, not two",
        ));
    }
    Ok(match wishes {
        [true, ..] => Deed::Answer(Box::new(answer(order)?)),
        [_, true, ..] => Deed::Drop,
        [_, _, true, ..] => Deed::Lose,
        [_, _, _, true, ..] => Deed::Cut,
        _ => match (&order.fault, &order.error) {
            (Some(name), _) => {
                Deed::Fault(fault::all().find(|known| known.name == name).ok_or_else(|| {
                    OauthError::request(format!("there is no fault {name}: serve --list-faults lists them"))
                })?)
            }
            (_, Some(error)) => Deed::Refuse(refusal(order, error)?),
            _ => Deed::Nothing,
        },
    })
}

fn answer(order: &Order) -> Outcome<Reply> {
    let status = status(order.status.unwrap_or(200))?;
    let mut reply = match &order.body {
        None => Reply::empty(status),
        Some(Value::String(text)) => Reply { body: text.clone().into_bytes(), ..Reply::text(status, "") },
        Some(document) => Reply::json(status, document),
    };
    // what is ordered as a page gets no rights among the provider's own
    reply = reply.header(
        "content-security-policy",
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox",
    );
    let headers = order.headers.iter().flatten();
    if headers.clone().count() > HEADERS {
        return Err(OauthError::request(format!("headers must be {HEADERS} at most")));
    }
    for (name, value) in headers {
        let wrong = |why: &str| OauthError::request(format!("the header {name} {why}"));
        let name =
            HeaderName::try_from(name).map_err(|_| wrong("is no name of a header (RFC 9110 section 5.1)"))?;
        if OF_CONNECTION.contains(&name.as_str()) {
            return Err(wrong("is the connection's own (RFC 9110 section 7.6.1)"));
        }
        let value = HeaderValue::try_from(value)
            .map_err(|_| wrong("has a value that no header has (RFC 9110 section 5.5)"))?;
        reply.headers.insert(name, value);
    }
    Ok(reply)
}

fn refusal(order: &Order, error: &str) -> Outcome<OauthError> {
    let Some((error, usual)) = ERRORS.iter().find(|(known, _)| *known == error) else {
        let names: Vec<&str> = ERRORS.iter().map(|(name, _)| *name).collect();
        return Err(OauthError::request(format!(
            "error must be one of {}: any other can be said with status and body",
            names.join(", ")
        )));
    };
    let description = order.error_description.as_deref().unwrap_or("a script says so");
    Ok(OauthError { status: status(order.status.unwrap_or(*usual))?, ..OauthError::new(error, description) })
}

/// One that ends an exchange.
fn status(number: u16) -> Outcome<StatusCode> {
    let known = StatusCode::from_u16(number).ok().filter(|_| (200..=599).contains(&number));
    known.ok_or_else(|| OauthError::request("status must be 200 to 599"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ordered(order: Value) -> Outcome<Script> {
        Script::of(serde_json::from_value(order).expect("of that shape"))
    }

    #[test]
    fn an_order_that_cannot_be_carried_out_is_refused_with_the_reason() {
        for (order, why) in [
            (json!({"endpoint": "tokens", "drop": true}), "endpoint must be one of"),
            (json!({"endpoint": "/_dev/users", "drop": true}), "endpoint must be one of"),
            (json!({"endpoint": "token"}), "nothing would happen"),
            (json!({"endpoint": "token", "drop": false}), "nothing would happen"),
            (json!({"endpoint": "token", "drop": true, "status": 500}), "one of status"),
            (json!({"endpoint": "token", "error": "invalid_grant", "body": "x"}), "one of status"),
            (json!({"endpoint": "token", "drop": true, "times": 0}), "times must be 1 to 100"),
            (json!({"endpoint": "token", "drop": true, "times": 101}), "times must be 1 to 100"),
            (json!({"endpoint": "token", "delay": "61s"}), "delay must be"),
            (json!({"endpoint": "token", "status": 101}), "status must be"),
            (json!({"endpoint": "token", "status": 1000}), "status must be"),
            (json!({"endpoint": "token", "error": "no_such"}), "error must be one of"),
            (json!({"endpoint": "token", "fault": "no-such-fault"}), "there is no fault no-such-fault"),
            (json!({"endpoint": "jwks", "fault": "id-token-alg-none"}), "nothing of the fault"),
            (json!({"endpoint": "token", "headers": {"a b": "x"}}), "is no name of a header"),
            (json!({"endpoint": "token", "headers": {"a": "x\r\nb: y"}}), "has a value that no header has"),
            (json!({"endpoint": "token", "headers": {"Content-Length": "1"}}), "is the connection's own"),
            (
                json!({"endpoint": "token", "headers": {"transfer-encoding": "chunked"}}),
                "is the connection's own",
            ),
        ] {
            let refused = ordered(order.clone()).err().unwrap_or_else(|| panic!("{order} was taken"));
            assert!(refused.description.starts_with(why) || refused.description.contains(why), "{refused:?}");
        }
    }

    #[test]
    fn a_script_is_for_the_requests_that_it_names_and_no_others() {
        let asking = |path: &'static str, place, client_id: &str| Asking {
            method: &Method::POST,
            path,
            place,
            client_id: Some(client_id.to_owned()),
            grant_type: Some("refresh_token".to_owned()),
        };
        let script = |order: Value| ordered(order).expect("it can be played");
        let token = script(json!({"endpoint": "token", "client_id": "app", "drop": true}));
        assert!(token.is_for(&asking("/token", Some(Place::Refresh), "app")));
        assert!(token.is_for(&asking("/oidc/token", Some(Place::Token), "app")));
        assert!(!token.is_for(&asking("/token", Some(Place::Token), "other")));
        assert!(!token.is_for(&asking("/userinfo", Some(Place::Userinfo), "app")));
        let path = script(json!({"endpoint": "/token", "grant_type": "authorization_code", "drop": true}));
        assert!(!path.is_for(&asking("/token", Some(Place::Refresh), "app")));
        let revoke = script(json!({"endpoint": "revoke", "method": "GET", "drop": true}));
        assert!(!revoke.is_for(&asking("/revoke", None, "app")));
        let answer = script(json!({"endpoint": "authorize", "fault": "answer-state-missing"}));
        assert!(answer.is_for(&asking("/consent", None, "app")));
    }
}
