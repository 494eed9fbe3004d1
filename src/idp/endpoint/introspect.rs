//! Introspection (RFC 7662). A client with a secret may ask about any token; a public client, which anybody
//! can claim to be, about its own only. Everything else is `{"active":false}`, whatever the reason (§2.2).

use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    idp::{
        client::Client,
        client_authentication::authenticate,
        oauth_error::{OauthError, Outcome},
        provider::Provider,
        received::Received,
        reply::Reply,
    },
    protocol::client_auth::ClientAuthMethod,
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    match introspect(provider, received) {
        Ok(answer) => Reply::json(StatusCode::OK, &answer),
        Err(error) => error.reply(),
    }
}

fn introspect(provider: &Provider, received: &Received) -> Outcome<Value> {
    let parameters = received.form()?;
    let client = authenticate(provider, received, &parameters)?;
    let token = parameters
        .get("token")
        .ok_or_else(|| OauthError::request("token is missing (RFC 7662 section 2.1)"))?;
    let answer = access_token(provider, token).or_else(|| refresh_token(provider, token));
    Ok(answer.filter(|answer| may_know(client, answer)).unwrap_or_else(|| json!({"active": false})))
}

fn may_know(client: &Client, answer: &Value) -> bool {
    client.token_endpoint_auth_method != ClientAuthMethod::None
        || answer["client_id"] == client.client_id.as_str()
}

fn access_token(provider: &Provider, token: &str) -> Option<Value> {
    let mut claims = provider.open_access_token(token)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    // the subject of another issuer's token may be called like a user of ours
    let user = provider.user(text("sub")).filter(|_| provider.has_person(text("jti")));
    let username = user.map(|user| user.username.clone());
    claims.insert("active".into(), true.into());
    claims.insert("token_type".into(), "Bearer".into());
    claims.extend(username.map(|username| ("username".to_owned(), username.into())));
    Some(Value::Object(claims))
}

fn refresh_token(provider: &Provider, token: &str) -> Option<Value> {
    let (id, generation) = provider.open_refresh_token(token)?;
    provider.store.read(|state| {
        let grant = state.grants.get(&id)?;
        let expires_at = grant.refresh_expires_at.filter(|expires_at| *expires_at > provider.now())?;
        (!grant.revoked && grant.generation == generation).then(|| {
            json!({
                "active": true, "iss": provider.issuer, "sub": grant.session.sub, "client_id": grant.client_id,
                "scope": grant.scope.join(" "), "exp": expires_at,
            })
        })
    })
}
