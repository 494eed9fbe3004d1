//! Clients that whoever runs the provider makes, changes and deletes while it runs: what is said of one counts instead of what the
//! configuration says.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Map, Value};

use super::{
    account,
    client::Client,
    oauth_error::{OauthError, Outcome},
    provider::Provider,
    state::{Change, SAID_CLIENTS, SaidClient},
};
use crate::{
    protocol::client_auth::{ClientAuthMethod, Proof},
    secret::SecretString,
};

/// What stands apart from all else that is said of a client.
const APART: &[&str] = &["client_id", "client_secret"];

/// Makes one: with the id that is said, else with one that is made.
pub fn create(provider: &Provider, said: &Map<String, Value>) -> Outcome<Arc<Client>> {
    let client_id = match said.get("client_id").and_then(Value::as_str) {
        Some(client_id) if provider.own_client(client_id).is_some() => {
            return Err(conflict(format!("client_id: there is a client {client_id}")));
        }
        Some(client_id) => client_id.to_owned(),
        None => format!("client-{}", provider.random(12)),
    };
    put(provider, &client_id, said)
}

/// Makes one, or puts it in place of the one of that id. A secret that is needed and not said is the one from before, else made.
pub fn put(provider: &Provider, client_id: &str, said: &Map<String, Value>) -> Outcome<Arc<Client>> {
    let table: Map<String, Value> = said
        .iter()
        .filter(|(name, value)| !APART.contains(&name.as_str()) && !value.is_null())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let given = said.get("client_secret").and_then(Value::as_str).map(SecretString::from);
    let needs_secret = table.get("token_endpoint_auth_method").and_then(Value::as_str).is_some_and(|name| {
        ClientAuthMethod::named(name).is_ok_and(|method| method.proof() == Proof::Secret)
    });
    let before = || provider.own_client(client_id).and_then(|client| client.client_secret.clone());
    let client_secret = given
        .or_else(|| needs_secret.then(before).flatten())
        .or_else(|| needs_secret.then(|| provider.random(32).into()));
    keep(provider, SaidClient { client_id: client_id.to_owned(), said: Some(table), client_secret })
}

/// Changes one (RFC 7396).
pub fn change(provider: &Provider, client_id: &str, said: &Map<String, Value>) -> Outcome<Arc<Client>> {
    let mut table = table(provider, client_id)?;
    for (name, value) in said {
        table.insert(name.clone(), value.clone());
    }
    let keeps_secret =
        !said.contains_key("client_secret") && !said.contains_key("token_endpoint_auth_method");
    if let (true, Some(secret)) = (keeps_secret, &known(provider, client_id)?.client_secret) {
        table.insert("client_secret".into(), secret.expose().as_str().into());
    }
    put(provider, client_id, &table)
}

/// Gives one another secret; the one before does not work any more.
pub fn rotate_secret(provider: &Provider, client_id: &str) -> Outcome<Arc<Client>> {
    if known(provider, client_id)?.client_secret.is_none() {
        return Err(conflict(format!("client_id: {client_id} has no secret")));
    }
    let table = table(provider, client_id)?;
    let client_secret = Some(SecretString::from(provider.random(32)));
    keep(provider, SaidClient { client_id: client_id.to_owned(), said: Some(table), client_secret })
}

/// Deletes one, and all that was granted to it.
pub fn delete(provider: &Provider, client_id: &str) -> Outcome<()> {
    known(provider, client_id)?;
    let client_id = client_id.to_owned();
    let is_configured = provider.config.clients.iter().any(|client| client.client_id == client_id);
    provider.commit(|_| {
        let gone = SaidClient { client_id: client_id.clone(), said: None, client_secret: None };
        let mut changes = vec![Change::ClientRemoved { client_id }];
        if is_configured {
            changes.push(Change::ClientSaid { client: gone });
        }
        ((), changes)
    })?;
    provider.store.read(|state| provider.said_clients.take_over(state));
    Ok(())
}

fn keep(provider: &Provider, said: SaidClient) -> Outcome<Arc<Client>> {
    let client = match said.client() {
        Some(Ok(client)) => client,
        Some(Err(fault)) => return Err(OauthError::request(fault.why)),
        None => return Err(OauthError::server()),
    };
    if let Some(lack) = client.lacks(provider.mutual.is_some(), provider.config.client_ca.is_some()) {
        return Err(OauthError::request(lack));
    }
    // RFC 9068 §5: a client that speaks for itself must not be taken for a person
    if client.grants_without_person() && provider.user_or_former(&client.client_id).is_some() {
        return Err(conflict("client_id: it is the sub of a user".to_owned()));
    }
    provider.commit(|state| {
        let is_new = state.said_clients.get(&said.client_id).is_none();
        // the oldest would make room (threat P17)
        match is_new && state.said_clients.len() >= SAID_CLIENTS {
            true => (Err(conflict("there are as many clients as there can be".to_owned())), Vec::new()),
            false => (Ok(()), vec![Change::ClientSaid { client: said }]),
        }
    })??;
    provider.store.read(|state| provider.said_clients.take_over(state));
    Ok(client)
}

fn known(provider: &Provider, client_id: &str) -> Outcome<Arc<Client>> {
    let missing = || account::missing(format!("there is no client {client_id}"));
    provider.own_client(client_id).ok_or_else(missing)
}

/// What was said of it.
fn table(provider: &Provider, client_id: &str) -> Outcome<Map<String, Value>> {
    let said = known(provider, client_id)?.said.clone();
    match said.is_empty() {
        false => Ok(said),
        true => {
            let why = format!("client_id: {client_id} is the provider's own; say it whole, by PUT");
            Err(conflict(why))
        }
    }
}

fn conflict(why: String) -> OauthError {
    OauthError { status: StatusCode::CONFLICT, ..OauthError::new("conflict", why) }
}
