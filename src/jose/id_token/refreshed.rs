//! An ID token that came with a refresh: still the same person and the same login. OIDC Core §12.2.

use serde_json::{Map, Value};

use super::IdToken;
use crate::{
    error::{Code, Error, Phase, Result},
    jose::{claims::Claims, jws},
    secret::SecretString,
};

/// Compares a refreshed ID token with the one that was kept at login. `kept` was validated before it was
/// stored, so its signature is not looked at again: its key may be long gone.
///
/// # Errors
/// `id_token_changed`, also if `kept` cannot be read.
pub fn validate_refreshed(new: &IdToken, kept: &SecretString) -> Result<()> {
    let Some((_, Value::Object(old))) = jws::peek(kept.expose()) else {
        return Err(changed("the ID token that was kept at login cannot be read"));
    };
    compare(new, &old)
}

fn compare(new: &IdToken, old: &Map<String, Value>) -> Result<()> {
    let claims = Claims(old);
    let same = |name| new.claims.get(name) == old.get(name);
    if !same("iss") || !same("sub") {
        return Err(changed("the refreshed ID token is of another person"));
    }
    // A lone audience may be written with or without a list
    let clients = |mut aud: Vec<String>| {
        aud.sort();
        aud
    };
    if clients(new.aud.clone()) != clients(claims.texts("aud")?) || !same("azp") {
        return Err(changed("the refreshed ID token is for another client"));
    }
    // The original sign-in, where both say when it was
    let (now, then) = (new.auth_time, claims.moment("auth_time")?);
    if now.is_some() && then.is_some() && now != then {
        return Err(changed("the refreshed ID token is of another sign-in"));
    }
    // It should have none; if it has one, it is the original one
    if new.nonce.is_some() && !same("nonce") {
        return Err(changed("the refreshed ID token answers another login"));
    }
    Ok(())
}

fn changed(message: &str) -> Error {
    Code::IdTokenChanged.error().phase(Phase::Refresh).message(message)
}
