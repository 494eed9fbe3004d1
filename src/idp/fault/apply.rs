//! Where faults are done: around the answers of the endpoints that apps ask, and to the authorization answer. A provider without
//! faults is asked one question.

use std::{future::Future, sync::Arc};

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    active::{Active, MadeKeys},
    means::{Answer, ELSEWHERE, Means},
    row::{Change, Fault, HEADER, LATE, Place, SILENCE, Trouble},
};
use crate::{
    error::{Code, Result},
    idp::{keys, provider::Provider, received::Received, reply::Reply},
    jose::{
        algorithm::Algorithm,
        forged::{Forged, Signed},
        key::SigningKey,
    },
    protocol::json,
};

/// Where an app is with this request, if it is anywhere that faults are done; a vendor's provider has other paths for the same.
pub fn place(received: &Received) -> Option<Place> {
    Some(match received.path.as_str() {
        "/.well-known/openid-configuration"
        | "/oidc/.well-known/openid-configuration"
        | "/.well-known/oauth-authorization-server" => Place::Metadata,
        "/jwks" | "/oidc/jwks" | "/oauth2/jwks" | "/oauth2/v3/certs" => Place::KeySet,
        "/userinfo" | "/oidc/me" | "/oauth2/userinfo" | "/v1/userinfo" | "/oauth2/v3/userinfo" | "/user" => {
            Place::Userinfo
        }
        "/token"
        | "/oidc/token"
        | "/oauth2/token"
        | "/oauth2/v4/token"
        | "/o/oauth2/token"
        | "/login/oauth/access_token" => {
            match received.form().is_ok_and(|form| form.get("grant_type") == Some("refresh_token")) {
                true => Place::Refresh,
                false => Place::Token,
            }
        }
        "/api/v1/logout" => Place::LogoutExchange,
        _ => return None,
    })
}

/// The answer with the faults that there are; nothing if the connection is to end without one.
pub async fn answered(
    provider: &Provider,
    received: &Received,
    answer: impl Future<Output = Reply>,
) -> Option<Reply> {
    match provider.faults.active() {
        None if received.path == ELSEWHERE && provider.scripts.have_fault() => {
            Some(elsewhere(provider).await)
        }
        None => Some(answer.await),
        // it is larger than what it is around
        Some(active) => Box::pin(faulty(provider, &active, received, answer)).await,
    }
}

async fn faulty(
    provider: &Provider,
    active: &Active,
    received: &Received,
    answer: impl Future<Output = Reply>,
) -> Option<Reply> {
    if received.path == ELSEWHERE {
        return Some(elsewhere(provider).await);
    }
    let Some(place) = place(received) else { return Some(answer.await) };
    let mut met = Met { active, place, names: Vec::new() };
    let mut is_late = false;
    for (fault, change) in active.changes(place) {
        let Change::Trouble(_, trouble) = change else { continue };
        if *trouble == Trouble::FailsOnce && !active.is_first(fault) {
            continue;
        }
        met.add(fault);
        match trouble {
            Trouble::Dropped => {
                met.told(provider, received);
                return None;
            }
            Trouble::Fails | Trouble::FailsOnce => {
                met.told(provider, received);
                let reply = Reply::text(StatusCode::INTERNAL_SERVER_ERROR, "this is a fault on purpose");
                return Some(named(reply, &met.names));
            }
            Trouble::Silent => {
                met.told(provider, received);
                tokio::time::sleep(SILENCE).await;
                return None;
            }
            Trouble::Late => is_late = true,
        }
    }
    if is_late {
        tokio::time::sleep(LATE).await;
    }
    let mut reply = answer.await;
    if reply.status == StatusCode::OK
        && let Err(error) = change(provider, &mut met, &mut reply).await
    {
        return Some(provider.failed(&error).reply());
    }
    met.told(provider, received);
    Some(named(reply, &met.names))
}

/// What a stranger publishes.
async fn elsewhere(provider: &Provider) -> Reply {
    let strangers = provider.faults.strangers().lock().await;
    let keys: Vec<Value> = strangers.iter().map(|(_, key)| key.public_jwk()).collect();
    Reply::json(StatusCode::OK, &json!({"keys": keys}))
}

/// Changes a good answer.
async fn change(provider: &Provider, met: &mut Met<'_>, reply: &mut Reply) -> Result<()> {
    let (active, place) = (met.active, met.place);
    if active.changes(place).next().is_none() {
        return Ok(());
    }
    let mut means = means(provider);
    if let Ok(mut document) = json::object(&reply.body) {
        let before = document.clone();
        if let Some(Value::String(token)) = document.get("id_token")
            && let Some((token, with)) = forge(provider, met, place, token).await?
        {
            document.insert("id_token".into(), token.into());
            means = with;
        }
        if place == Place::KeySet && active.has(|change| matches!(change, Change::Keys(_))) {
            let newest = active.fresh.lock().await.last().map(|(algorithm, _)| *algorithm);
            sign_with(provider, active, newest.unwrap_or(Algorithm::RS256), &mut means).await?;
        }
        for (fault, change) in active.changes(place) {
            let before = document.clone();
            match change {
                Change::Members(_, change) => change(&mut document, &means),
                Change::Keys(change) => {
                    if let Some(Value::Array(keys)) = document.get_mut("keys") {
                        change(keys, &means);
                    }
                }
                _ => {}
            }
            if before != document {
                met.add(fault);
            }
        }
        if before != document {
            reply.body = Value::Object(document).to_string().into_bytes();
        }
    }
    for (fault, change) in active.changes(place) {
        if let Change::Reply(_, change) = change {
            change(reply, &means);
            met.add(fault);
        }
    }
    Ok(())
}

/// The ID token with its faults, and what they were done with; nothing if it has none.
async fn forge(
    provider: &Provider,
    met: &mut Met<'_>,
    place: Place,
    token: &str,
) -> Result<Option<(String, Means)>> {
    let active = met.active;
    if !active.changes(place).any(|(_, change)| change.is_of_token()) {
        return Ok(None);
    }
    // one that is encrypted is passed over
    let Some(mut forged) = Forged::read(token) else { return Ok(None) };
    let name = forged.header.get("alg").and_then(Value::as_str).unwrap_or_default();
    let algorithm = Algorithm::named(name).ok_or_else(|| Code::InternalError.error())?;
    let mut means = means(provider);
    means.client_id = match forged.claims().get("aud") {
        Some(Value::String(aud)) => aud.clone(),
        _ => String::new(),
    };
    means.client_secret = provider.client(&means.client_id).and_then(|client| client.client_secret.clone());
    sign_with(provider, active, algorithm, &mut means).await?;
    for (fault, change) in active.changes(place) {
        if let Change::Claims(change) | Change::RefreshedClaims(change) = change {
            let before = forged.claims();
            forged.edit(|claims| change(claims, &means));
            if before != forged.claims() {
                forged.signed = Signed::By(Arc::clone(means.own()?));
                met.add(fault);
            }
        }
    }
    // from here on a signature stays as it is, unless it is made anew
    let mut forged = Forged::read(&forged.write()?).ok_or_else(|| Code::InternalError.error())?;
    for (fault, change) in active.changes(place) {
        if let Change::Afresh(change) | Change::Token(change) | Change::RefreshedToken(change) = change {
            change(&mut forged, &means)?;
            met.add(fault);
        }
    }
    Ok(Some((forged.write()?, means)))
}

/// The authorization answer with its faults, before it is sent; their names.
pub async fn authorization(provider: &Provider, answer: &mut Answer) -> Result<Vec<&'static str>> {
    match provider.faults.active() {
        None => Ok(Vec::new()),
        Some(active) => Box::pin(faulty_authorization(provider, &active, answer)).await,
    }
}

async fn faulty_authorization(
    provider: &Provider,
    active: &Active,
    answer: &mut Answer,
) -> Result<Vec<&'static str>> {
    let mut met = Met { active, place: Place::Authorization, names: Vec::new() };
    if answer.get("error").is_some() {
        return Ok(met.names);
    }
    if let Some(token) = answer.get("id_token").map(str::to_owned)
        && let Some((token, _)) = forge(provider, &mut met, Place::Token, &token).await?
    {
        answer.set("id_token", token);
    }
    let means = means(provider);
    for (fault, change) in active.changes(Place::Authorization) {
        let before = answer.clone();
        if let Change::Answer(change) = change {
            change(answer, &means);
        }
        if before != *answer {
            met.add(fault);
        }
    }
    if !met.names.is_empty() && !active.is_silent {
        provider.world.note(&format!("fault in an authorization answer: {}", met.names.join(", ")));
    }
    Ok(met.names)
}

/// With a header that names faults, if there are any.
pub fn named(reply: Reply, names: &[&str]) -> Reply {
    if names.is_empty() { reply } else { reply.header(HEADER, &names.join(", ")) }
}

/// The faults that a request met.
struct Met<'a> {
    active: &'a Active,
    place: Place,
    names: Vec<&'static str>,
}

impl Met<'_> {
    fn add(&mut self, fault: &'static Fault) {
        if !self.names.contains(&fault.name) {
            self.active.met(fault, self.place);
            self.names.push(fault.name);
        }
    }

    /// Whoever runs the provider hears of it, so that nobody looks for the fault in the wrong place.
    fn told(&self, provider: &Provider, received: &Received) {
        if !self.names.is_empty() && !self.active.is_silent {
            let Received { method, path, .. } = received;
            provider.world.note(&format!("fault in {method} {path}: {}", self.names.join(", ")));
        }
    }
}

fn means(provider: &Provider) -> Means {
    let (scheme, authority) = provider.web_origin().split_once("://").unwrap_or_default();
    let (host, port) = authority.rsplit_once(':').unwrap_or_default();
    let other_host = if host == "localhost" { "127.0.0.1" } else { "localhost" };
    Means {
        issuer: provider.issuer.clone(),
        elsewhere: format!("{scheme}://{other_host}:{port}{}{ELSEWHERE}", provider.path()),
        now: provider.now(),
        client_id: String::new(),
        client_secret: None,
        own: None,
        stranger: None,
        fresh: None,
    }
}

/// Gets the keys of an algorithm.
async fn sign_with(
    provider: &Provider,
    active: &Active,
    algorithm: Algorithm,
    means: &mut Means,
) -> Result<()> {
    let own = provider.keys.get(algorithm, &provider.store, &provider.world).await?;
    means.own = Some(own);
    if active.has(|change| matches!(change, Change::Token(_) | Change::RefreshedToken(_))) {
        means.stranger = Some(kept(&active.strangers, provider, algorithm).await?);
    }
    if active.has(|change| matches!(change, Change::Afresh(_))) {
        means.fresh = Some(kept(&active.fresh, provider, algorithm).await?);
    }
    Ok(())
}

/// The key of that algorithm, made if there was none.
async fn kept(made: &MadeKeys, provider: &Provider, algorithm: Algorithm) -> Result<Arc<SigningKey>> {
    let mut made = made.lock().await;
    if let Some((_, key)) = made.iter().find(|(known, _)| *known == algorithm) {
        return Ok(Arc::clone(key));
    }
    let key = Arc::new(keys::make(algorithm, &provider.world).await?);
    made.push((algorithm, Arc::clone(&key)));
    Ok(key)
}
