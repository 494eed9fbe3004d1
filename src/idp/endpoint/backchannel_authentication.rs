//! The backchannel authentication endpoint: a client asks for a person who is elsewhere (CIBA Core §7).
//! <https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html>

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    idp::{
        authorization,
        backchannel::{BackchannelRequest, Ping},
        client::Client,
        client_authentication::authenticate,
        grant_type,
        oauth_error::{OauthError, Outcome},
        parameters::Parameters,
        provider::Provider,
        received::Received,
        reply::Reply,
        scope,
        state::Verdict,
        terms, trusted_issuer,
        user::User,
    },
    jose::{claims::Claims, jws},
    untrusted::sanitize,
};

/// The longest binding message, in characters: it has to be compared with another screen (CIBA Core §7.1).
const LONGEST_MESSAGE: usize = 64;
/// The longest that a request may be asked to last, in seconds.
const LONGEST_EXPIRY: i64 = 1800;

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    match begin(provider, received) {
        Ok(answer) => Reply::of_tokens(StatusCode::OK, &answer),
        Err(error) => error.reply(),
    }
}

fn begin(provider: &Provider, received: &Received) -> Outcome<Value> {
    let parameters = &received.form()?;
    let client = &*authenticate(provider, received, parameters)?;
    if !client.may_use(grant_type::CIBA) {
        return Err(OauthError::new(
            "unauthorized_client",
            "the client is not registered for the CIBA grant (CIBA Core section 13)",
        ));
    }
    if parameters.get("request").is_some() {
        return Err(OauthError::request("a signed request is not supported here (CIBA Core section 7.1.1)"));
    }
    let scope = authorization::scopes(provider, parameters)?;
    if !scope::is_in(&scope, scope::OPENID) {
        return Err(OauthError::new("invalid_scope", "scope must have openid in it (CIBA Core section 7.1)"));
    }
    let ping = ping(client, parameters)?;
    let expires_in = expires_in(provider, parameters)?;
    let binding_message = binding_message(parameters)?;
    let terms = terms::asked(provider, client, parameters)?;
    let user = user(provider, client, parameters)?;
    check_user_code(provider, client, parameters, &user)?;
    let (id, now) = (provider.random(16), provider.now());
    let request = BackchannelRequest {
        client_id: client.client_id.clone(),
        sub: user.sub.clone(),
        scope,
        terms,
        binding_message,
        expires_at: now.plus(expires_in),
        verdict: Verdict::Waiting,
        ping,
    };
    provider.backchannel.keep(&id, request, now)?;
    Ok(json!({
        "auth_req_id": provider.auth_req_id(&id),
        "expires_in": expires_in,
        "interval": provider.config.lifetimes.device_interval,
    }))
}

/// CIBA Core §7.1: `client_notification_token`, required of a client that is pinged; "128 bits of entropy", at most 1024
/// characters of RFC 6750 §2.1.
fn ping(client: &Client, parameters: &Parameters) -> Outcome<Option<Ping>> {
    let Some(endpoint) = client.backchannel.ping.clone() else { return Ok(None) };
    let token = parameters.get("client_notification_token").unwrap_or_default();
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    if !(22..=1024).contains(&token.len()) || !token.bytes().all(is_token) {
        return Err(OauthError::request(
            "client_notification_token must be a bearer token of 22 to 1024 characters (CIBA Core section 7.1)",
        ));
    }
    Ok(Some(Ping { endpoint, client_notification_token: token.into() }))
}

fn expires_in(provider: &Provider, parameters: &Parameters) -> Outcome<i64> {
    let Some(text) = parameters.get("requested_expiry") else {
        return Ok(provider.config.lifetimes.backchannel_request);
    };
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<i64>() {
        Ok(seconds @ 1..) if digits => Ok(seconds.min(LONGEST_EXPIRY)),
        _ => Err(OauthError::request(
            "requested_expiry must be a positive number of seconds (CIBA Core section 7.1)",
        )),
    }
}

fn binding_message(parameters: &Parameters) -> Outcome<Option<String>> {
    let Some(message) = parameters.get("binding_message") else { return Ok(None) };
    match message.chars().count() <= LONGEST_MESSAGE && sanitize(message) == message {
        true => Ok(Some(message.to_owned())),
        false => Err(OauthError::new(
            "invalid_binding_message",
            format!(
                "binding_message is at most {LONGEST_MESSAGE} characters that can be seen (CIBA Core section 13)"
            ),
        )),
    }
}

/// CIBA Core §7.1: by exactly one hint.
fn user(provider: &Provider, client: &Client, parameters: &Parameters) -> Outcome<Arc<User>> {
    let hints = ["login_hint", "login_hint_token", "id_token_hint"].map(|name| parameters.get(name));
    let user = match hints {
        [Some(name), None, None] => provider
            .config
            .users
            .iter()
            .find(|user| user.username == name || user.sub == name || user.email.as_deref() == Some(name))
            .cloned(),
        [None, Some(token), None] => provider.user(&by_token(provider, token)?),
        [None, None, Some(token)] => {
            let claims =
                provider.open_id_token_hint(token).filter(|claims| claims["aud"] == *client.client_id);
            let claims = claims.ok_or_else(|| {
                OauthError::request("id_token_hint is not an ID token of this client (CIBA Core section 7.1)")
            })?;
            claims.get("sub").and_then(Value::as_str).and_then(|sub| provider.user(sub))
        }
        _ => {
            return Err(OauthError::request(
                "exactly one of login_hint, login_hint_token and id_token_hint is needed (CIBA Core section 7.1)",
            ));
        }
    };
    user.ok_or_else(|| OauthError::new("unknown_user_id", "the hint leads to no user (CIBA Core section 13)"))
}

/// Here a login hint token is a JWT of an issuer that is trusted, about one of our users.
fn by_token(provider: &Provider, token: &str) -> Outcome<String> {
    let exp = jws::peek(token).and_then(|(_, claims)| Claims(claims.as_object()?).moment("exp").ok()?);
    if exp.is_some_and(|exp| exp <= provider.now()) {
        return Err(OauthError::new(
            "expired_login_hint_token",
            "the login_hint_token has expired (CIBA Core section 13)",
        ));
    }
    trusted_issuer::subject(provider.trusted(), token)
        .map_err(|error| OauthError { error: "invalid_request", ..error })
}

/// CIBA Core §7.1: a code that only the person knows, so that nobody else can make the request appear on the screen.
fn check_user_code(
    provider: &Provider,
    client: &Client,
    parameters: &Parameters,
    user: &User,
) -> Outcome<()> {
    let Some(known) = user.user_code.as_ref().filter(|_| client.backchannel.asks_user_code) else {
        return Ok(());
    };
    let Some(given) = parameters.get("user_code") else {
        return Err(OauthError::new(
            "missing_user_code",
            "this user has a user_code, and none came (CIBA Core section 13)",
        ));
    };
    let now = provider.now();
    let wrong = |why: &str| Err(OauthError::new("invalid_user_code", why));
    if provider.user_codes.are_over(&user.sub, now) {
        return wrong("too many user codes were wrong; wait ten minutes (CIBA Core section 13)");
    }
    match known.matches(given) {
        true => {
            provider.user_codes.right(&user.sub);
            Ok(())
        }
        false => {
            provider.user_codes.missed(&user.sub, now);
            wrong("the user_code is wrong (CIBA Core section 13)")
        }
    }
}
