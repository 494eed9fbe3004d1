//! `/oauth2/userinfo`: what the scopes let through, all that is known of the user to an app of the same house, and Authgear's one
//! refusal for whatever opens nothing. <https://docs.authgear.com/reference/apis/oauth-2.0-and-openid-connect-oidc/userinfo>

use http::StatusCode;
use serde_json::{Map, Value};

use super::{error, user};
use crate::idp::{endpoint::userinfo, provider::Provider, received::Received, reply::Reply};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let reply = userinfo::answer(provider, received).await;
    if reply.status.is_success() {
        return everything(provider, reply);
    }
    if !reply.status.is_client_error() {
        return reply;
    }
    error::reply(StatusCode::UNAUTHORIZED, "invalid_grant", "invalid session")
        // the original names no media type, and its server guesses this one
        .header("content-type", "text/plain; charset=utf-8")
        .header("www-authenticate", "Bearer error=\"invalid_grant\", error_description=\"invalid session\"")
}

/// With what an app of the same house is told whatever its scopes; an answer that is encrypted stays as it is.
fn everything(provider: &Provider, reply: Reply) -> Reply {
    let Ok(mut claims) = serde_json::from_slice::<Map<String, Value>>(&reply.body) else { return reply };
    let sub = claims.get("sub").and_then(Value::as_str).unwrap_or_default();
    let Some(known) = provider.user(sub) else { return reply };
    claims.extend(user::of_the_house(&known));
    Reply::json(StatusCode::OK, &Value::Object(claims))
}
