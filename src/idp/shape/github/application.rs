//! What an app may ask GitHub's API about its own tokens: whether one works, and its end.
//! <https://docs.github.com/en/rest/apps/oauth-applications>

use http::{Method, StatusCode, header};
use serde_json::{Value, json};

use super::{answer, api, host, user};
use crate::{
    idp::{
        client_authentication::authenticate,
        parameters::Parameters,
        provider::Provider,
        received::Received,
        reply::Reply,
        shape::{
            bearer::{self, Bearer},
            withdrawal,
        },
        state::Change,
    },
    jose::hash,
};

const DOCUMENTATION: &str = "https://docs.github.com/rest/apps/oauth-applications#check-a-token";

/// Answers a question about a token, or ends it.
pub async fn token(provider: &Provider, received: &Received) -> Reply {
    let Some(bearer) = presented(provider, received) else { return not_found() };
    if received.method != Method::DELETE {
        return Reply::json(StatusCode::OK, &told(provider, received, &bearer));
    }
    let id = bearer.grant.clone();
    match provider.commit(|_| ((), vec![Change::GrantRevoked { id }])) {
        Ok(()) => Reply::empty(StatusCode::NO_CONTENT),
        Err(error) => error.reply(),
    }
}

/// Ends all that the token's user has allowed the app.
pub async fn grant(provider: &Provider, received: &Received) -> Reply {
    let Some(bearer) = presented(provider, received) else { return not_found() };
    match withdrawal::withdraw(provider, &bearer.grant) {
        Ok(_) => Reply::empty(StatusCode::NO_CONTENT),
        Err(error) => error.reply(),
    }
}

/// The app's own token, in the body; the app proves itself by Basic.
fn presented(provider: &Provider, received: &Received) -> Option<Bearer> {
    let named = received.path.split('/').nth(2)?;
    // a public client has nothing to prove itself by
    received.header(header::AUTHORIZATION)?;
    let client = authenticate(provider, received, &Parameters::default()).ok()?;
    let sent = answer::sent(received);
    let bearer = bearer::open(provider, sent.get("access_token")?)?;
    (client.client_id == named && bearer.client_id == named).then_some(bearer)
}

/// GitHub does not tell whether it is the app or its token that there is not.
fn not_found() -> Reply {
    api::refusal(StatusCode::NOT_FOUND, "Not Found", DOCUMENTATION)
}

fn told(provider: &Provider, received: &Received, bearer: &Bearer) -> Value {
    let token = answer::sent(received).get("access_token").unwrap_or_default().to_owned();
    let name = provider.client(&bearer.client_id).map(|client| client.name.clone()).unwrap_or_default();
    let hashed: String = hash::sha256(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let api = provider.origin_of(host::API);
    let number = bearer.user.number();
    json!({
        "id": number,
        "url": format!("{api}/authorizations/{number}"),
        "app": {"client_id": bearer.client_id, "name": name, "url": provider.origin_of(host::WEB)},
        "token": token,
        "hashed_token": hashed,
        "token_last_eight": token.get(token.len().saturating_sub(8)..),
        "note": Value::Null,
        "note_url": Value::Null,
        "created_at": user::BEGINNING,
        "updated_at": user::BEGINNING,
        "scopes": bearer.scope,
        "fingerprint": Value::Null,
        "expires_at": Value::Null,
        "user": user::public(provider, &bearer.user),
    })
}
