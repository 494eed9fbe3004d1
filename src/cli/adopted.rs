//! A session that begins with a refresh token that was got elsewhere (RFC 6749 §6).
//!
//! It is renewed like any other, since the token may be spent by that: its successor is waited for and has its room
//! beforehand (threats C101, C102).

use super::{context::Context, credentials, renewal, unattended};
use crate::{
    error::{Code, Error, Result},
    profile::resolved::Resolved,
    session::{
        Session,
        seed::Whose,
        store::{MemoryStore, Store},
        want::Want,
    },
};

/// The session, kept in the store if there is one.
pub async fn begin(context: &Context, resolved: &Resolved, store: Option<&dyn Store>) -> Result<Session> {
    let source = resolved.refresh_token.as_ref().ok_or_else(|| Code::InternalError.error())?;
    let refresh_token = credentials::secret(context, source).await?;
    let choice = store.map(|store| store.choice().clone());
    let seed = unattended::seed(context, resolved);
    let seed = Session { refresh_token: Some(refresh_token), store: choice, ..seed };
    let nowhere = MemoryStore::new();
    let store = store.unwrap_or(&nowhere);
    let fresh = renewal::renewed_of(context, store, Whose::New(&seed), Want::NewerThan(0)).await;
    let fresh = fresh.map_err(about_refresh_token)?;
    // That it could not be kept was told.
    let store = fresh.session.store.clone().filter(|_| fresh.warning.is_none());
    Ok(Session { store, ..fresh.session })
}

/// Another login with the same one would be refused as well.
fn about_refresh_token(error: Error) -> Error {
    match error.code() {
        Code::InvalidGrant => error.hint(
            "get a new token for --refresh-token-from: a provider that rotates them takes each one once",
        ),
        _ => error,
    }
}
