//! Introspection (RFC 7662). A client with a secret may ask about any token; a public client, which anybody
//! can claim to be, about its own only. Everything else is `{"active":false}`, whatever the reason (§2.2). Who asks for it gets
//! the answer signed (RFC 9701).

use std::sync::Arc;

use http::{StatusCode, header};
use serde_json::{Map, Value, json};

use crate::{
    idp::{
        client::Client,
        client_authentication::authenticate,
        oauth_error::{OauthError, Outcome},
        provider::Provider,
        received::Received,
        reply::Reply,
        state::has_person,
        tokens,
    },
    protocol::{authorization_details::AUTHORIZATION_DETAILS, client_auth::ClientAuthMethod},
};

/// The media type of a signed answer, and its `typ` (RFC 9701 §4, §5).
const SIGNED: &str = "application/token-introspection+jwt";
const TYP: &str = "token-introspection+jwt";

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    match introspect(provider, received) {
        Ok((client, answer)) if received.header(header::ACCEPT) == Some(SIGNED) => {
            match signed(provider, &client, answer).await {
                Ok(token) => Reply::token(StatusCode::OK, SIGNED, &token),
                Err(error) => error.reply(),
            }
        }
        Ok((_, answer)) => Reply::json(StatusCode::OK, &answer),
        Err(error) => error.reply(),
    }
}

/// RFC 9701 §5: for the client that asks, and for nothing else; the token's own claims stand inside.
async fn signed(provider: &Provider, client: &Client, answer: Value) -> Outcome<String> {
    let claims = Map::from_iter([
        ("iss".to_owned(), provider.issuer.clone().into()),
        ("aud".to_owned(), client.client_id.clone().into()),
        ("iat".to_owned(), provider.now().0.into()),
        ("token_introspection".to_owned(), answer),
    ]);
    provider.sign(client.id_token_signed_response_alg, Some(TYP), &claims).await
}

fn introspect(provider: &Provider, received: &Received) -> Outcome<(Arc<Client>, Value)> {
    let parameters = received.form()?;
    let client = authenticate(provider, received, &parameters)?;
    let token = parameters
        .get("token")
        .ok_or_else(|| OauthError::request("token is missing (RFC 7662 section 2.1)"))?;
    let answer = access_token(provider, token).or_else(|| refresh_token(provider, token));
    let answer =
        answer.filter(|answer| may_know(&client, answer)).unwrap_or_else(|| json!({"active": false}));
    Ok((client, answer))
}

fn may_know(client: &Client, answer: &Value) -> bool {
    client.token_endpoint_auth_method != ClientAuthMethod::None
        || answer["client_id"] == client.client_id.as_str()
}

fn access_token(provider: &Provider, token: &str) -> Option<Value> {
    let mut claims = provider.open_access_token(token)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    // the subject of another issuer's token may be called like a user of ours
    let user = provider.user(text("sub")).filter(|_| has_person(text("jti")));
    let username = user.map(|user| user.username.clone());
    claims.insert("active".into(), true.into());
    let token_type = tokens::token_type(tokens::jkt(&claims)).name();
    claims.insert("token_type".into(), token_type.into());
    claims.extend(username.map(|username| ("username".to_owned(), username.into())));
    Some(Value::Object(claims))
}

fn refresh_token(provider: &Provider, token: &str) -> Option<Value> {
    let (id, generation) = provider.open_refresh_token(token)?;
    provider.store.read(|state| {
        let grant = state.grants.get(&id)?;
        let expires_at = grant.refresh_expires_at.filter(|expires_at| *expires_at > provider.now())?;
        let details = &grant.terms.authorization_details;
        let details = (!details.is_empty()).then(|| details.clone());
        (!grant.revoked && grant.generation == generation).then(|| {
            let mut answer = json!({
                "active": true, "iss": provider.issuer, "sub": grant.session.sub, "client_id": grant.client_id,
                "scope": grant.scope.join(" "), "exp": expires_at,
            });
            if let Some(details) = details {
                answer[AUTHORIZATION_DETAILS] = details.into();
            }
            answer
        })
    })
}
