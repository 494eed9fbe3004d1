//! UserInfo (OIDC Core §5.3), a resource protected by an access token.

use http::StatusCode;
use serde_json::{Map, Value};

use crate::{
    idp::{
        access::{self, invalid_token},
        oauth_error::{OauthError, Outcome},
        provider::Provider,
        received::Received,
        reply::Reply,
        scope,
    },
    jose::claims::Claims,
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    access::answer(provider, received, |token| {
        claims(provider, &token).map(|claims| Reply::json(StatusCode::OK, &Value::Object(claims)))
    })
}

fn claims(provider: &Provider, token: &Map<String, Value>) -> Outcome<Map<String, Value>> {
    let invalid = || invalid_token("the access token is not one that works (RFC 6750 section 3.1)");
    // RFC 9068 §4: a token for an API opens that one
    if !Claims(token).texts("aud").unwrap_or_default().contains(&provider.issuer) {
        return Err(invalid());
    }
    let text = |name: &str| token.get(name).and_then(Value::as_str).unwrap_or_default();
    let granted: Vec<String> = text("scope").split(' ').map(str::to_owned).collect();
    if !scope::is_in(&granted, scope::OPENID) {
        return Err(OauthError {
            status: StatusCode::FORBIDDEN,
            ..OauthError::new("insufficient_scope", "UserInfo needs the scope openid (RFC 6750 section 3.1)")
        });
    }
    let user = provider.user(text("sub")).ok_or_else(invalid)?;
    // OIDC Core §5.5
    let named = provider.store.read(|state| {
        let (id, _) = text("jti").split_once('.')?;
        Some(state.grants.get(id)?.terms.userinfo_claims.clone())
    });
    let mut claims = user.claims(&granted);
    claims.extend(user.claims_named(&named.unwrap_or_default()));
    Ok(claims)
}
