//! Logout hooks: an address where a client hears that a person has logged out, by a token that it exchanges for who that is.
//!
//! Nothing is signed that the client could check by itself. The token is worth something once, for a few minutes, and to the
//! client that it was sent to; whoever posts another to the hook achieves nothing.

use serde::{Deserialize, Serialize};
use url::{Url, form_urlencoded};

use super::{notice::Notice, oauth_error::Outcome, once, provider::Provider, seal::Seal};
use crate::protocol::time::UnixTime;

/// What the seal is for.
const PURPOSE: &str = "logout_hook";

/// How long a token can be exchanged, in seconds.
const LASTS: i64 = 300;

/// What a token says, to its provider alone.
#[derive(Serialize, Deserialize)]
struct Token {
    client_id: String,
    sub: String,
    exp: UnixTime,
    /// No two are the same.
    jti: String,
}

/// Why a token is exchanged for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is none, has expired or was exchanged before.
    Token,
    /// It was sent to another client.
    Client,
}

/// What a client is told at its hook.
pub fn notice(provider: &Provider, hook: Url, client_id: &str, sub: &str) -> Notice {
    let token = token(&provider.seal, client_id, sub, provider.now(), provider.random(16));
    let body = form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", &token).finish();
    let media_type = "application/x-www-form-urlencoded";
    Notice { url: hook, authorization: None, media_type, accept: None, body: body.into() }
}

/// A token of a provider with this seal, by which that client learns who has logged out. `jti` is no other token's.
pub fn token(seal: &Seal, client_id: &str, sub: &str, now: UnixTime, jti: String) -> String {
    let (client_id, sub) = (client_id.to_owned(), sub.to_owned());
    let token = Token { client_id, sub, exp: now.plus(LASTS), jti };
    seal.seal(PURPOSE, &serde_json::to_vec(&token).expect("text and numbers are JSON"))
}

/// Who has logged out, by the token that the client was sent.
pub fn exchange(provider: &Provider, client_id: &str, token: &str) -> Outcome<Result<String, Refused>> {
    let content = provider.seal.open(PURPOSE, token);
    let said = content.and_then(|content| serde_json::from_slice::<Token>(&content).ok());
    let Some(said) = said.filter(|said| said.exp > provider.now()) else {
        return Ok(Err(Refused::Token));
    };
    if said.client_id != client_id {
        return Ok(Err(Refused::Client));
    }
    let taken = once::take(provider, client_id, &[PURPOSE, token], said.exp)?;
    Ok(taken.map(|()| said.sub).map_err(|_| Refused::Token))
}
