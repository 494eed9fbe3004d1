//! Dynamic client registration (RFC 7591), and what a client does with its registration later (RFC 7592).

use http::{Method, StatusCode, header};
use serde_json::{Map, Value};

use crate::{
    idp::{
        client_metadata::ClientMetadata,
        oauth_error::{OauthError, Outcome},
        parameters::Parameters,
        provider::{Provider, cookie_hash},
        received::Received,
        registration::Fault,
        registration_policy::RegistrationPolicy,
        reply::Reply,
        state::{Change, Record, Registered},
    },
    protocol::{client_auth::Proof, json},
    secret::SecretString,
};

/// Registers a client.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    match register(provider, received) {
        Ok(answer) => Reply::json(StatusCode::CREATED, &answer),
        Err(error) => refused(&error),
    }
}

/// Shows, changes or deletes a registration.
pub async fn manage(provider: &Provider, received: &Received) -> Reply {
    let (known, token) = match authorized(provider, received) {
        Ok(authorized) => authorized,
        Err(error) => return refused(&error),
    };
    let outcome = match received.method {
        Method::DELETE => {
            let change = Change::ClientRemoved { client_id: known.record.client_id.clone() };
            // RFC 7592 §2.3
            return match provider.commit(|_| ((), vec![change])) {
                Ok(()) => Reply::empty(StatusCode::NO_CONTENT),
                Err(error) => refused(&error),
            };
        }
        Method::PUT => update(provider, received, &known.record, &token),
        _ => Ok(shown(provider, &known.record, &token)),
    };
    match outcome {
        Ok(answer) => Reply::json(StatusCode::OK, &answer),
        Err(error) => refused(&error),
    }
}

fn refused(error: &OauthError) -> Reply {
    match error.status {
        StatusCode::UNAUTHORIZED => error.bearer_reply(),
        _ => error.reply(),
    }
}

fn register(provider: &Provider, received: &Received) -> Outcome<Value> {
    match &provider.config.registration {
        RegistrationPolicy::Open => {}
        RegistrationPolicy::Token(token) if bearer(received).is_some_and(|shown| token.matches(shown)) => {}
        // RFC 7591 §3
        RegistrationPolicy::Token(_) => {
            return Err(invalid_token("registration needs the initial access token (RFC 7591 section 3)"));
        }
        RegistrationPolicy::Off => {
            let off = OauthError::new("access_denied", "nobody registers clients here (RFC 7591 section 3)");
            return Err(OauthError { status: StatusCode::FORBIDDEN, ..off });
        }
    }
    let metadata = ClientMetadata::read(&document(received)?).map_err(invalid)?;
    let token = provider.random(32);
    let record = Record {
        client_id: format!("dcr-{}", provider.random(16)),
        client_secret: secret(provider, &metadata, None),
        metadata: metadata.members().clone(),
        token_hash: cookie_hash(&token),
        issued_at: provider.now(),
    };
    check(provider, &record)?;
    let answer = shown(provider, &record, &token);
    provider.commit(|_| (answer, vec![Change::ClientRegistered { record }]))
}

/// Whether the client can be one here.
fn check(provider: &Provider, record: &Record) -> Outcome<()> {
    let client = Registered::of(record.clone()).map_err(invalid)?.client;
    let lack = client.lacks(provider.mutual.is_some(), provider.config.client_ca.is_some());
    lack.map_or(Ok(()), |lack| Err(invalid(lack.into())))
}

/// RFC 7592 §2.2: what is left out is removed.
fn update(provider: &Provider, received: &Received, old: &Record, token: &str) -> Outcome<Value> {
    let said = document(received)?;
    let refuse = |what: &str| Err(OauthError::request(format!("{what} (RFC 7592 section 2.2)")));
    if said.get("client_id").and_then(Value::as_str) != Some(&old.client_id) {
        return refuse("client_id must be that of the registration");
    }
    let ours = ["registration_access_token", "registration_client_uri", "client_secret_expires_at"];
    if ours.iter().chain(&["client_id_issued_at"]).any(|name| said.contains_key(*name)) {
        return refuse("the update has a member that only the provider sets");
    }
    let known = |secret: &str| old.client_secret.as_ref().is_some_and(|known| known.matches(secret));
    if said.get("client_secret").is_some_and(|secret| !secret.as_str().is_some_and(known)) {
        return refuse("client_secret must be the one of the registration, if it is sent");
    }
    let metadata = ClientMetadata::read(&said).map_err(invalid)?;
    let record = Record {
        client_secret: secret(provider, &metadata, old.client_secret.as_ref()),
        metadata: metadata.members().clone(),
        ..old.clone()
    };
    check(provider, &record)?;
    let answer = shown(provider, &record, token);
    provider.commit(|state| match state.clients.get(&record.client_id) {
        Some(_) => (Ok(answer), vec![Change::ClientRegistered { record }]),
        // deleted in the meantime, and so it stays
        None => (Err(wrong_token()), Vec::new()),
    })?
}

/// RFC 7591 §3.2.1: one for a method that needs it; long enough to sign with (RFC 7518 §3.2).
fn secret(
    provider: &Provider,
    metadata: &ClientMetadata,
    old: Option<&SecretString>,
) -> Option<SecretString> {
    let is_needed = metadata.method().proof() == Proof::Secret;
    is_needed.then(|| old.cloned().unwrap_or_else(|| provider.random(32).into()))
}

/// RFC 7591 §3.2.1, RFC 7592 §3: all that is registered. The token is only known by its hash, so it is the one that was shown.
fn shown(provider: &Provider, record: &Record, token: &str) -> Value {
    let mut answer = record.metadata.clone();
    answer.insert("client_id".into(), record.client_id.clone().into());
    answer.insert("client_id_issued_at".into(), record.issued_at.0.into());
    if let Some(secret) = &record.client_secret {
        answer.insert("client_secret".into(), secret.expose().as_str().into());
        // 0: it does not expire
        answer.insert("client_secret_expires_at".into(), 0.into());
    }
    let place = format!("{}/register/client?client_id={}", provider.origin, record.client_id);
    answer.insert("registration_client_uri".into(), place.into());
    answer.insert("registration_access_token".into(), token.into());
    answer.into()
}

/// RFC 7592 §2: whose registration it is, proven by its token; whether there is none or the token is wrong is told to nobody.
fn authorized(provider: &Provider, received: &Received) -> Outcome<(Registered, String)> {
    let token = bearer(received).ok_or_else(wrong_token)?;
    let (parameters, _) = Parameters::parse(received.query.as_bytes());
    let client_id = parameters.get("client_id").ok_or_else(wrong_token)?;
    let known = provider.store.read(|state| state.clients.get(client_id).cloned()).ok_or_else(wrong_token)?;
    let hash = SecretString::from(known.record.token_hash.as_str());
    match hash.matches(&cookie_hash(token)) {
        true => Ok((known, token.to_owned())),
        false => Err(wrong_token()),
    }
}

fn bearer(received: &Received) -> Option<&str> {
    let (scheme, token) = received.header(header::AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn document(received: &Received) -> Outcome<Map<String, Value>> {
    let media = received.header(header::CONTENT_TYPE).and_then(|value| value.split(';').next());
    if !media.is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json")) {
        return Err(OauthError::request("Content-Type must be application/json (RFC 7591 section 3.1)"));
    }
    json::object(&received.body).map_err(|_| invalid("the metadata are not one JSON object".into()))
}

fn wrong_token() -> OauthError {
    invalid_token("the registration access token is not that of the client (RFC 7592 section 2)")
}

fn invalid_token(why: &str) -> OauthError {
    OauthError { status: StatusCode::UNAUTHORIZED, ..OauthError::new("invalid_token", why) }
}

/// RFC 7591 §3.2.2.
fn invalid(fault: Fault) -> OauthError {
    let error = if fault.of_redirect_uri { "invalid_redirect_uri" } else { "invalid_client_metadata" };
    OauthError::new(error, format!("{} (RFC 7591 section 3.2.2)", fault.why))
}
