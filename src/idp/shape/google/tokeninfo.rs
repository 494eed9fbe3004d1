//! Google's word on a token of its own, of either kind; every value is text.
//! <https://developers.google.com/identity/sign-in/web/backend-auth#calling-the-tokeninfo-endpoint>

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{claims, scope};
use crate::idp::{
    oauth_error::OauthError,
    provider::Provider,
    received::Received,
    reply::Reply,
    scope::{OFFLINE_ACCESS, is_in},
    shape::bearer,
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let (parameters, _) = received.parameters();
    let told = match (parameters.get("access_token"), parameters.get("id_token")) {
        (Some(token), None) => of_access_token(provider, token),
        (None, Some(token)) => of_id_token(provider, token),
        _ => None,
    };
    match told {
        Some(told) => Reply::json(StatusCode::OK, &Value::Object(told)),
        None => OauthError::new("invalid_token", "Invalid Value").reply(),
    }
}

fn of_access_token(provider: &Provider, token: &str) -> Option<Map<String, Value>> {
    let bearer = bearer::open(provider, token)?;
    let access_type = if is_in(&bearer.scope, OFFLINE_ACCESS) { "offline" } else { "online" };
    let mut told = json!({
        "azp": bearer.client_id,
        "aud": bearer.client_id,
        "sub": claims::sub(&bearer.user),
        "scope": scope::told(bearer.scope.iter().map(String::as_str)),
        "exp": bearer.exp.to_string(),
        "expires_in": (bearer.exp - provider.now().0).to_string(),
        "access_type": access_type,
    });
    if let (true, Some(email)) = (is_in(&bearer.scope, scope::EMAIL), &bearer.user.email) {
        told["email"] = email.clone().into();
        told["email_verified"] = "true".into();
    }
    told.as_object().cloned()
}

fn of_id_token(provider: &Provider, token: &str) -> Option<Map<String, Value>> {
    let claims = provider.open_id_token_hint(token)?;
    if claims.get("exp")?.as_i64()? <= provider.now().0 {
        return None;
    }
    let text = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Some(claims.into_iter().map(|(name, value)| (name, Value::String(text(value)))).collect())
}
