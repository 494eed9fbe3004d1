//! A token that is valid for long enough, or why not.
//!
//! One order, for everybody: look without a lock → lock → look again → make room → refresh → store durably → hand out.
//! A refresh token that rotates (RFC 9700 §4.14.2) is spent by its use, so two refreshes of the same one, or a new
//! one that is not kept, lose the session. A session of a grant that needs nobody is renewed in the same order by that grant,
//! and begins so too, from a [`seed`](super::seed). It spends nothing, so it can also be had where nothing can be kept.

use crate::{
    error::{Code, Error, Phase, Result},
    host::BoxFuture,
    protocol::time::UnixTime,
    secret::SecretString,
    session::{
        Session,
        lock::Lock,
        seed::Whose,
        store::{Room, Store},
        waiting::{Patience, Waiting},
    },
};

/// How long a token shall be valid at least if nobody says otherwise, in seconds.
pub const DEFAULT_MIN_TTL: u64 = 60;

/// How far the moment of issue may lie in the future, in seconds.
const CLOCKS_DIFFER_S: i64 = 300;

/// How long the token of a grant that can be run again is used if nobody says how long it lives, in seconds: never for ever
/// (threat C17).
const UNKNOWN_LIFE_S: i64 = 300;

/// What is asked of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// Valid for that many seconds from now.
    ValidFor(u64),
    /// Newer than this generation, valid or not: a refresh on demand, which one that somebody else did meanwhile fulfils.
    NewerThan(u64),
}

/// What a refresh brought (RFC 6749 §5.1, §6), already checked by whoever spoke with the provider.
#[derive(Debug, Clone)]
pub struct Refreshed {
    /// The new access token.
    pub access_token: SecretString,
    /// Its type; `None` for the old one's.
    pub token_type: Option<String>,
    /// The new refresh token, if the provider sent one.
    pub refresh_token: Option<SecretString>,
    /// The new ID token, if the provider sent one, validated against the old one (OIDC Core §12.2).
    pub id_token: Option<SecretString>,
    /// The lifetime in seconds, as the provider sent it.
    pub expires_in: Option<i64>,
    /// What is granted now; `None` if unchanged (RFC 6749 §5.1).
    pub scope: Option<Vec<String>>,
    /// Which workload it is for; `None` if that cannot be told.
    pub workload: Option<String>,
}

/// Speaks with the provider. An error with [`Code::InvalidGrant`] says that the refresh token is dead; every other one
/// leaves the session as it is.
pub trait Refresher: Send + Sync {
    /// Spends the session's refresh token, once; without one its grant is run again.
    fn refresh<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<Refreshed>>;
}

/// A session whose access token does what was asked.
#[derive(Debug)]
pub struct Fresh {
    /// The session.
    pub session: Session,
    /// Whether it was refreshed here and now.
    pub refreshed: bool,
    /// What could not be kept, if so: the token is good, but the next one may need a login.
    pub warning: Option<Error>,
}

/// The look without lock, network or runtime: the session if its token will do, `None` if it has to be refreshed.
pub fn look(store: &dyn Store, profile: &str, now: UnixTime, want: Want) -> Result<Option<Session>> {
    let session = load(store, profile)?;
    Ok(suits(&session, now, want).then_some(session))
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

/// Whether the access token does what is asked. Without an expiry that of a person is taken to be valid (RFC 6749 §5.1 makes
/// `expires_in` optional), since another may cost a login; where one request gets a new one it is got in time.
pub(super) fn suits(session: &Session, now: UnixTime, want: Want) -> bool {
    match (want, session.expires_at) {
        // C107: issued in the future, so a clock was or is wrong, and the expiry says nothing
        (Want::ValidFor(_), _) if session.obtained_at.since(now) > CLOCKS_DIFFER_S => false,
        (Want::ValidFor(seconds), Some(end)) => {
            end.since(now) >= i64::try_from(seconds).unwrap_or(i64::MAX).max(1)
        }
        (Want::ValidFor(_), None) => {
            !session.is_repeatable() || now.since(session.obtained_at) < UNKNOWN_LIFE_S
        }
        (Want::NewerThan(generation), _) => session.generation > generation,
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

/// A wish for a token, with all that it takes to fulfil it.
pub struct Renewal<'a> {
    /// Where the session is.
    pub store: &'a dyn Store,
    /// Who speaks with the provider.
    pub refresher: &'a dyn Refresher,
    /// How long to wait for others; its clock also tells the time.
    pub patience: Patience<'a>,
}

impl Renewal<'_> {
    /// The session of that name with a token that does what is wanted.
    pub async fn fresh(&self, profile: &str, want: Want) -> Result<Fresh> {
        self.fresh_of(Whose::Kept(profile), want).await
    }

    /// The session that is meant, with a token that does what is wanted.
    pub async fn fresh_of(&self, whose: Whose<'_>, want: Want) -> Result<Fresh> {
        let profile = whose.profile();
        let seen = whose.load(self.store)?;
        if suits(&seen, self.now(), want) {
            return Ok(Fresh { session: seen, refreshed: false, warning: None });
        }
        let mut waiting = Waiting::new(self.patience);
        loop {
            match self.store.try_lock(profile) {
                Ok(Some(lock)) => {
                    let session = whose.load_locked(self.store, &lock)?;
                    return match self.done_by_another(&seen, &session, want) {
                        true => Ok(Fresh { session, refreshed: false, warning: None }),
                        false => self.refresh(self.store.prepare(&lock), session, want).await,
                    };
                }
                Ok(None) => {}
                Err(error) => return self.refresh(Err(error), seen, want).await,
            }
            waiting.sleep(profile).await?;
            let session = whose.load(self.store)?;
            if self.done_by_another(&seen, &session, want) {
                return Ok(Fresh { session, refreshed: false, warning: None });
            }
        }
    }

    fn now(&self) -> UnixTime {
        self.patience.clock.now()
    }

    /// C96: losers of the race take the winner's token. If the provider's tokens live shorter than what was asked, the
    /// winner's is the best there is, and asking again would only start a storm (C105).
    fn done_by_another(&self, seen: &Session, session: &Session, want: Want) -> bool {
        let renewed = session.generation > seen.generation && suits(session, self.now(), Want::ValidFor(0));
        renewed || suits(session, self.now(), want)
    }

    /// `room` is where the successor is kept, or why there is none.
    async fn refresh(&self, room: Result<Box<dyn Room + '_>>, session: Session, want: Want) -> Result<Fresh> {
        if !session.is_renewable() {
            return Err(login(Code::RefreshTokenMissing.error(), &session.profile).phase(Phase::Refresh));
        }
        // C102: no refresh token is spent if there is no room for its successor.
        let room = match room {
            Err(error) if session.refresh_token.is_some() => return Err(error.profile(&session.profile)),
            Err(error) => Err(error.message(
                "the session could not be kept, so the next command gets a new token; `--store memory` says that this is meant",
            )),
            room => room,
        };
        match (self.refresher.refresh(&session).await, room) {
            (Ok(refreshed), room) => self.keep(room, &session, refreshed),
            // A refusal of the grant itself says nothing about the next time.
            (Err(error), Ok(room))
                if error.code() == Code::InvalidGrant && session.refresh_token.is_some() =>
            {
                self.refused(room, session, want, error)
            }
            // C108: whatever may pass leaves the session alone.
            (Err(error), _) => Err(about(error, &session)),
        }
    }

    fn keep(&self, room: Result<Box<dyn Room + '_>>, old: &Session, refreshed: Refreshed) -> Result<Fresh> {
        let expires_in = refreshed.expires_in;
        let session = successor(old, refreshed, self.now());
        // C101: what cannot be kept is handed out all the same, and told. Every store has tried twice by then.
        let kept = room.and_then(|room| room.keep(&session));
        if let Some(seconds) = expires_in.filter(|seconds| *seconds <= 0) {
            let error = Code::TokenAlreadyExpired.error().phase(Phase::Exchange);
            return Err(about(error.got(format!("expires_in {seconds}")), &session).session_changed());
        }
        let warning = kept.err().map(|error| about(error, &session).phase(Phase::Store));
        Ok(Fresh { session, refreshed: true, warning })
    }

    /// `invalid_grant`. If what is kept has changed although we hold the lock (another machine, a restored backup), it
    /// counts (C97); else the session is marked dead and its secrets are dropped (C109).
    fn refused(&self, room: Box<dyn Room + '_>, sent: Session, want: Want, error: Error) -> Result<Fresh> {
        let session = load(self.store, &sent.profile)?;
        if session.generation != sent.generation && self.done_by_another(&sent, &session, want) {
            return Ok(Fresh { session, refreshed: false, warning: None });
        }
        let error = login(about(error, &sent), &sent.profile);
        if session.generation != sent.generation {
            return Err(error);
        }
        let buried = Session {
            generation: sent.generation.saturating_add(1),
            access_token: SecretString::from(""),
            refresh_token: None,
            dead: Some(Code::InvalidGrant.row().name.to_owned()),
            ..sent
        };
        match room.keep(&buried) {
            Ok(()) => Err(error.session_changed()),
            Err(_) => Err(error),
        }
    }
}

/// The session after a refresh.
pub fn successor(old: &Session, refreshed: Refreshed, now: UnixTime) -> Session {
    // C104: no new refresh token, or an empty one, means that the old one stays (RFC 6749 §6).
    let refresh_token =
        refreshed.refresh_token.filter(|token| !token.is_empty()).or(old.refresh_token.clone());
    Session {
        workload: refreshed.workload,
        access_token: refreshed.access_token,
        token_type: refreshed.token_type.unwrap_or_else(|| old.token_type.clone()),
        refresh_token,
        id_token: refreshed.id_token.or_else(|| old.id_token.clone()),
        scope_granted: refreshed.scope.unwrap_or_else(|| old.scope_granted.clone()),
        obtained_at: now,
        expires_at: refreshed.expires_in.map(|seconds| now.plus(seconds)),
        generation: old.generation.saturating_add(1),
        ..old.clone()
    }
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
    let lock = super::waiting::acquire(store, &session.profile, patience).await?;
    store.set_aside(&lock)?;
    session.generation = store.generation(&lock)?.saturating_add(1);
    session.store = Some(store.choice().clone());
    store.save(&lock, &session).map_err(|error| error.profile(&session.profile))?;
    Ok(session)
}

/// Removes a session and returns it as it was at that moment, so that whoever ends it at the provider ends the newest tokens
/// and no others. Whoever still holds its tokens cannot bring it back (C166).
pub async fn end(store: &dyn Store, profile: &str, patience: Patience<'_>) -> Result<Option<Session>> {
    let lock = super::waiting::acquire(store, profile, patience).await?;
    let session = store.load(profile);
    let removed = store.delete(&lock).map_err(|error| match error.code() {
        Code::SessionDamaged => set_aside(store, &lock, error).unwrap_or_else(|error| error),
        _ => error,
    });
    // C163: what cannot be opened, such as with a locked keyring, is removed all the same.
    removed.and_then(|_| session.map_err(Error::session_changed)).map_err(|error| error.profile(profile))
}

fn dead(session: &Session) -> Error {
    login(about(Code::InvalidGrant.error(), session), &session.profile)
}

fn about(error: Error, session: &Session) -> Error {
    let error = error.profile(&session.profile);
    // A grant that is run again is no refresh, and knows its own step.
    let error = if session.is_repeatable() { error } else { error.phase(Phase::Refresh) };
    match &session.issuer {
        Some(issuer) => error.issuer(issuer),
        None => error,
    }
}

fn login(error: Error, profile: &str) -> Error {
    error.profile(profile).hint(format!("run `authctl login --profile {profile}`"))
}
