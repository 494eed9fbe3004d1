//! UserInfo (OIDC Core §5.3), a resource protected by a bearer token (RFC 6750).

use http::{Method, StatusCode, header};
use serde_json::{Map, Value};

use crate::{
    idp::{
        client_certificate,
        oauth_error::{OauthError, Outcome},
        provider::Provider,
        received::{self, Received},
        reply::Reply,
        scope,
    },
    jose::claims::Claims,
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    let token = match bearer(received) {
        Ok(Some(token)) => token,
        // RFC 6750 §3.1: a request without authentication gets no error code
        Ok(None) => {
            return Reply::empty(StatusCode::UNAUTHORIZED)
                .header("www-authenticate", "Bearer realm=\"authctl\"");
        }
        Err(error) => return error.bearer_reply(),
    };
    match claims(provider, &token, received) {
        Ok(claims) => Reply::json(StatusCode::OK, &Value::Object(claims)),
        Err(error) => error.bearer_reply(),
    }
}

/// The token, by exactly one of the ways of RFC 6750 §2; not in the query, where logs keep it (§2.3, RFC 9700
/// §4.3.2).
pub(super) fn bearer(received: &Received) -> Outcome<Option<String>> {
    let in_query = crate::idp::parameters::Parameters::parse(received.query.as_bytes()).0;
    if in_query.get("access_token").is_some() {
        return Err(OauthError::request("access_token must not stand in the query (RFC 9700 section 4.3.2)"));
    }
    let in_body = if received.method == Method::POST && received.is_form() {
        match received.parameters() {
            (parameters, None) => parameters.get("access_token").map(str::to_owned),
            (_, Some(fault)) => return Err(received::malformed(&fault)),
        }
    } else {
        None
    };
    if !received.headers.contains_key(header::AUTHORIZATION) {
        return Ok(in_body);
    }
    // RFC 6750 §2: not more than one method a request
    if in_body.is_some() {
        return Err(OauthError::request("the token must be sent in one way, not two (RFC 6750 section 2)"));
    }
    match received.header(header::AUTHORIZATION).and_then(|value| value.split_once(' ')) {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(token.trim().to_owned())),
        _ => Err(OauthError::request(
            "the Authorization header is not Bearer with a token (RFC 6750 section 2.1)",
        )),
    }
}

fn claims(provider: &Provider, token: &str, received: &Received) -> Outcome<Map<String, Value>> {
    let invalid = || OauthError {
        status: StatusCode::UNAUTHORIZED,
        ..OauthError::new("invalid_token", "the access token is not one that works (RFC 6750 section 3.1)")
    };
    let token = provider.open_access_token(token).ok_or_else(invalid)?;
    client_certificate::check_bound(&token, received)?;
    // RFC 9068 §4: a token for an API opens that one
    if !Claims(&token).texts("aud").unwrap_or_default().contains(&provider.issuer) {
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
    Ok(user.claims(&granted))
}
