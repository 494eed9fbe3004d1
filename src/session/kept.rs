//! Kept sessions: looked at, begun, ended.

use super::{
    Session,
    lock::Lock,
    store::Store,
    waiting::{Patience, acquire},
    want::Want,
};
use crate::{
    error::{Code, Error, Phase, Result},
    protocol::time::UnixTime,
};

/// The look without lock, network or runtime: the session if its token will do, `None` if it has to be refreshed.
pub fn look(store: &dyn Store, profile: &str, now: UnixTime, want: Want) -> Result<Option<Session>> {
    let session = load(store, profile)?;
    Ok(want.is_met_by(&session, now).then_some(session))
}

/// The session of that name, alive; damage is set aside.
pub fn load(store: &dyn Store, profile: &str) -> Result<Session> {
    match store.load(profile) {
        Ok(Some(session)) if session.dead.is_some() => Err(dead(&session)),
        Ok(Some(session)) => Ok(session),
        Ok(None) => Err(login(Code::LoginRequired.error(), profile)),
        Err(error) if error.code() == Code::SessionDamaged => {
            Err(login(damaged(store, profile, error)?, profile))
        }
        Err(error) => Err(error.profile(profile)),
    }
}

/// Sets damage aside if it is still there once we hold the lock; somebody may have written anew.
fn damaged(store: &dyn Store, profile: &str, error: Error) -> Result<Error> {
    match store.try_lock(profile)? {
        Some(lock) => set_aside(store, &lock, error),
        None => Ok(error),
    }
}

fn set_aside(store: &dyn Store, lock: &Lock, error: Error) -> Result<Error> {
    Ok(match store.set_aside(lock)? {
        Some(place) => error.got(place),
        None => error,
    })
}

/// Whether a session of that name could be kept; to be asked before a person is sent to the browser (threat C116).
pub fn ready(store: &dyn Store, profile: &str) -> Result<()> {
    store.probe()?;
    // Somebody who writes there right now shows as well that one can.
    let Some(lock) = store.try_lock(profile)? else { return Ok(()) };
    match store.generation(&lock) {
        Err(error) if error.code() == Code::SessionDamaged => Ok(()),
        other => other.map(drop).map_err(|error| error.profile(profile)),
    }
}

/// Keeps a session that has just begun, whatever was kept under its name before.
pub async fn begin(store: &dyn Store, mut session: Session, patience: Patience<'_>) -> Result<Session> {
    let lock = acquire(store, &session.profile, patience).await?;
    store.set_aside(&lock)?;
    session.generation = store.generation(&lock)?.saturating_add(1);
    session.store = Some(store.choice().clone());
    store.save(&lock, &session).map_err(|error| error.profile(&session.profile))?;
    Ok(session)
}

/// A session that was removed.
#[derive(Debug)]
pub struct Ended {
    /// As it was at that moment.
    pub session: Session,
    /// Why its key is left where it was.
    pub left: Option<Error>,
}

/// Removes a session and returns it as it was at that moment, so that whoever ends it at the provider ends the newest tokens
/// and no others. Whoever still holds its tokens cannot bring it back (C166).
pub async fn end(store: &dyn Store, profile: &str, patience: Patience<'_>) -> Result<Option<Ended>> {
    let lock = acquire(store, profile, patience).await?;
    let session = store.load(profile);
    let removed = store.delete(&lock).map_err(|error| match error.code() {
        Code::SessionDamaged => set_aside(store, &lock, error).unwrap_or_else(|error| error),
        _ => error,
    });
    match (session, removed) {
        // C95: a key that opens nothing any more is no reason to leave the tokens alive at the provider.
        (Ok(Some(session)), Err(error)) if error.changed_session() => {
            Ok(Some(Ended { session, left: Some(error) }))
        }
        // C163: what cannot be opened, such as with a locked keyring, is removed all the same.
        (session, removed) => removed
            .and_then(|_| session.map_err(Error::session_changed))
            .map(|session| session.map(|session| Ended { session, left: None }))
            .map_err(|error| untold(error).profile(profile)),
    }
}

/// The tokens of a session that was removed unopened live on at its provider.
fn untold(error: Error) -> Error {
    match error.changed_session() {
        true => error.hint("the session was removed here, but its provider could not be told: end it there"),
        false => error,
    }
}

/// Changes a session by `work`, which may ask others: nobody else writes it meanwhile, and there is room for what comes of it.
pub async fn change(
    store: &dyn Store,
    profile: &str,
    patience: Patience<'_>,
    work: impl AsyncFnOnce(&Session) -> Result<Session>,
) -> Result<Session> {
    let lock = acquire(store, profile, patience).await?;
    let session = load(store, profile)?;
    let room = store.prepare(&lock).map_err(|error| error.profile(profile))?;
    let changed = work(&session).await.map_err(|error| error.profile(profile))?;
    let changed = Session { generation: session.generation.saturating_add(1), ..changed };
    room.keep(&changed).map_err(|error| error.profile(profile))?;
    Ok(changed)
}

fn dead(session: &Session) -> Error {
    login(about(Code::InvalidGrant.error(), session), &session.profile)
}

/// The error, of this session.
pub(super) fn about(error: Error, session: &Session) -> Error {
    let error = error.profile(&session.profile);
    // A grant that is run again is no refresh, and knows its own step.
    let error = if session.is_repeatable() { error } else { error.phase(Phase::Refresh) };
    match &session.issuer {
        Some(issuer) => error.issuer(issuer),
        None => error,
    }
}

/// The error, and the login that helps.
pub(super) fn login(error: Error, profile: &str) -> Error {
    error.profile(profile).hint(format!("run `authctl login --profile {profile}`"))
}
