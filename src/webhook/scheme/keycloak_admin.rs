//! What Keycloak posts to the admin address of a client that has one: a JWS, which is the whole body, of an action of its own
//! kind with `expiration` and `resource` where others have `exp` and `aud`.
//! <https://www.keycloak.org/docs/latest/server_admin/#_admin-url>

use http::Method;
use serde_json::{Map, Value};

use super::row::Scheme;
use crate::{
    error::Result,
    jose::{claims::Claims, jws::peek},
    webhook::{
        credential::{Credential, Needs},
        draft::Draft,
        event::Event,
        judgement::{Claimed, Judgement},
        message::{Message, TEXT},
        signed_token,
        trust::{SKEW_S, Trust},
    },
};

const SECTION: &str = "Keycloak: admin URL";

/// The scheme.
pub struct KeycloakAdmin;

impl Scheme for KeycloakAdmin {
    fn name(&self) -> &'static str {
        "keycloak-admin"
    }

    fn means(&self) -> &'static str {
        "a JWS that the realm signs with its key, which is the whole body"
    }

    fn needs(&self) -> Needs {
        Needs::Key
    }

    fn typ(&self) -> Option<&'static str> {
        Some("JWT")
    }

    fn seal(&self, draft: &Draft, credential: &Credential) -> Result<Message> {
        Ok(Message::post(TEXT, signed_token::sealed(draft, credential)?))
    }

    fn recognizes(&self, _: &Event, message: &Message) -> bool {
        let payload = || self.payload(message);
        message.method == Method::POST && payload().is_some_and(|said| said.get("resource").is_some())
    }

    fn payload(&self, message: &Message) -> Option<Value> {
        peek(token(message)?).map(|(_, payload)| payload)
    }

    fn judge(&self, event: &Event, message: &Message, trust: &Trust) -> Judgement {
        let mut judgement = Judgement::default();
        let token = token(message).filter(|token| !token.is_empty());
        let found = match (&message.method, token) {
            (&Method::POST, Some(_)) => Ok("a POST of a token".to_owned()),
            (&Method::POST, None) => Err("the body is no token".to_owned()),
            (method, _) => Err(format!("the method is {method}, not POST")),
        };
        let (true, Some(token)) = (judgement.check("request", SECTION, found), token) else {
            return judgement;
        };
        if let Some(claims) = signed_token::claims(token, trust, &mut judgement) {
            judge_claims(event, claims, trust, &mut judgement);
        }
        judgement
    }
}

fn token(message: &Message) -> Option<&str> {
    std::str::from_utf8(&message.body).ok()
}

fn judge_claims(event: &Event, claims: Map<String, Value>, trust: &Trust, judgement: &mut Judgement) {
    let read = Claims(&claims);
    let text = |name: &str| read.text(name).ok().flatten().filter(|text| !text.is_empty());
    let found = match (text("resource"), &trust.audience) {
        (None, _) => Err("it does not say for whom it is".to_owned()),
        (Some(_), None) => Err("nobody says who the app is: give --client-id".to_owned()),
        (Some(named), Some(own)) if named == own => Ok(own.clone()),
        (Some(named), Some(own)) => Err(format!("it is for {named}, not for {own}")),
    };
    judgement.check_as("invalid_audience", "resource", SECTION, found);
    let wanted = event.signature.get("action").map_or("", String::as_str);
    let found = match text("action") {
        Some(action) if action == wanted => Ok(action.to_owned()),
        other => Err(format!("the action is {}, not {wanted}", other.unwrap_or("missing"))),
    };
    judgement.check("action", SECTION, found);
    let ends = read.moment("expiration").ok().flatten();
    let found = match ends {
        None => Err("it does not say when it ends".to_owned()),
        Some(ends) if trust.now > ends.plus(SKEW_S) => {
            Err(format!("it ended {} s ago", trust.now.since(ends)))
        }
        Some(ends) => Ok(format!("in {} s", ends.since(trust.now))),
    };
    judgement.check("expiration", SECTION, found);
    let id = text("id").map(str::to_owned);
    let found = id.as_ref().map(|_| "it has one".to_owned());
    judgement.check("id", SECTION, found.ok_or_else(|| "it has no name of its own".to_owned()));
    judge_sessions(read, judgement);
    let sid = read.texts("keycloakSessionIds").ok().and_then(|all| all.into_iter().next());
    let until = ends.map(|ends| ends.plus(SKEW_S));
    // it does not say who sends it: the key does
    let iss = trust.issuer.clone();
    let (at, payload) = (Some(trust.now), Value::Object(claims));
    judgement.claimed = Claimed { iss, sid, id, at, until, payload, sub: None };
}

/// Which sessions end, and since when no older token counts.
fn judge_sessions(read: Claims<'_>, judgement: &mut Judgement) {
    let lists = ["adapterSessionIds", "keycloakSessionIds"].map(|name| read.texts(name));
    let found = match (lists, read.moment("notBefore")) {
        ([Ok(adapter), Ok(own)], Ok(before)) => {
            let since = before.map_or(0, |before| before.0);
            Ok(format!("{} of the app, {} of the realm, tokens since {since}", adapter.len(), own.len()))
        }
        (_, Err(_)) => Err("`notBefore` is no time".to_owned()),
        _ => Err("the sessions are no list of texts".to_owned()),
    };
    judgement.check("sessions", SECTION, found);
}
