//! The users, and what is done with them: `GET /_dev/users`, `POST /_dev/users/{sub}/{deed}`, `DELETE /_dev/users/{sub}`,
//! `DELETE /_dev/users/{sub}/sessions`.

use http::StatusCode;
use serde_json::{Value, json};

use super::{admitted, part, refusal, told};
use crate::idp::{
    account::{self, Account, Deed},
    provider::Provider,
    received::Received,
    reply::Reply,
};

/// Lists them.
pub async fn list(provider: &Provider, received: &Received) -> Reply {
    if let Err(refused) = admitted(provider, received) {
        return *refused;
    }
    let users: Vec<Value> = account::all(provider).iter().map(|known| document(provider, known)).collect();
    Reply::json(StatusCode::OK, &json!({"users": users}))
}

fn document(provider: &Provider, Account { user, standing }: &Account) -> Value {
    let now = provider.now();
    let sessions = provider.store.read(|state| {
        state.sessions.iter().filter(|(_, known)| known.sub == user.sub && known.expires_at > now).count()
    });
    json!({
        "sub": user.sub, "username": user.username, "name": user.name, "email": user.email,
        "standing": standing.map_or("active", |standing| standing.name()), "sessions": sessions,
    })
}

/// Disables, enables or signs out one.
pub async fn act(provider: &Provider, received: &Received) -> Reply {
    if let Err(refused) = admitted(provider, received) {
        return *refused;
    }
    let named =
        part(received, 4).ok().and_then(|name| Deed::named(&name)).filter(|deed| *deed != Deed::Delete);
    match (part(received, 3), named) {
        (Ok(sub), Some(deed)) => told(account::act(provider, &sub, deed).await),
        (Err(error), _) => refusal(&error),
        (_, None) => refusal(&account::missing("a user is signed out, disabled or enabled".into())),
    }
}

/// Deletes one.
pub async fn delete(provider: &Provider, received: &Received) -> Reply {
    done(provider, received, Deed::Delete).await
}

/// Ends all the sessions of one.
pub async fn sign_out(provider: &Provider, received: &Received) -> Reply {
    done(provider, received, Deed::SignOut).await
}

async fn done(provider: &Provider, received: &Received, deed: Deed) -> Reply {
    if let Err(refused) = admitted(provider, received) {
        return *refused;
    }
    match part(received, 3) {
        Ok(sub) => told(account::act(provider, &sub, deed).await),
        Err(error) => refusal(&error),
    }
}
