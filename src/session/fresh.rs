//! A token that is valid for long enough, or why not.
//!
//! One order, for everybody: look without a lock → lock → look again → make room → refresh → store durably → hand out.
//! A refresh token that rotates (RFC 9700 §4.14.2) is spent by its use, so two refreshes of the same one, or a new
//! one that is not kept, lose the session. A session of a grant that needs nobody is renewed in the same order by that grant,
//! and begins so too, from a [`seed`](super::seed). It spends nothing, so it can also be had where nothing can be kept.

use crate::{
    error::{Code, Error, Phase, Result},
    host::BoxFuture,
    protocol::{
        authorization_details::AuthorizationDetails,
        time::UnixTime,
        token::{Refusal, TokenResponse},
    },
    secret::SecretString,
    session::{
        Session,
        dpop_key::DpopKey,
        kept::{about, load, login},
        seed::Whose,
        store::{Room, Store},
        waiting::{Patience, Waiting},
        want::Want,
    },
};

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
    /// What is granted now in detail; `None` if unchanged (RFC 9396 §7).
    pub authorization_details: Option<serde_json::Value>,
    /// Which workload it is for; `None` if that cannot be told.
    pub workload: Option<String>,
    /// The key that the tokens are bound to; `None` for the old one.
    pub dpop_key: Option<DpopKey>,
}

/// As a token endpoint answered; of a workload it says nothing.
impl From<TokenResponse> for Refreshed {
    fn from(tokens: TokenResponse) -> Self {
        // What is no such list was refused at the login, and is no reason to lose a session.
        let details = AuthorizationDetails::of_answer(&tokens.extra).ok().flatten();
        let details = details.map(|details| details.to_value());
        Self {
            access_token: tokens.access_token,
            token_type: Some(tokens.token_type),
            refresh_token: tokens.refresh_token,
            id_token: tokens.id_token,
            expires_in: tokens.expires_in.map(u64::cast_signed),
            scope: tokens.scope,
            authorization_details: details,
            workload: None,
            dpop_key: None,
        }
    }
}

/// Speaks with the provider. An error with [`Code::InvalidGrant`] says that the refresh token is dead; every other one
/// leaves the session as it is.
pub trait Refresher: Send + Sync {
    /// Spends the session's refresh token, once; without one its grant is run again.
    fn refresh<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<Refreshed, Refusal>>;
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
        if want.is_met_by(&seen, self.now()) {
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
        let renewed =
            session.generation > seen.generation && Want::ValidFor(0).is_met_by(session, self.now());
        renewed || want.is_met_by(session, self.now())
    }

    /// `room` is where the successor is kept, or why there is none.
    async fn refresh(&self, room: Result<Box<dyn Room + '_>>, session: Session, want: Want) -> Result<Fresh> {
        if !session.is_renewable() {
            let code = match session.access_token.is_empty() {
                true => Code::TokenMissing,
                false => Code::RefreshTokenMissing,
            };
            return Err(login(code.error(), &session.profile).phase(Phase::Refresh));
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
            // A refusal of the grant itself says nothing about the next time, and one of a seed nothing about a session.
            (Err(refusal), Ok(room)) if refusal.why.code() == Code::InvalidGrant && session.can_die() => {
                self.refused(room, session, want, refusal.why)
            }
            (Err(Refusal { why, refresh_token: Some(successor) }), Ok(room)) => {
                Err(stay_alive(room, session, successor, why))
            }
            // C108: whatever may pass leaves the session alone.
            (Err(refusal), _) => Err(about(refusal.why, &session)),
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
            dpop_key: None,
            dead: Some(Code::InvalidGrant.row().name.to_owned()),
            ..sent
        };
        match room.keep(&buried) {
            Ok(()) => Err(error.session_changed()),
            Err(_) => Err(error),
        }
    }
}

/// The tokens that came are not used, but the refresh token before was spent for them: the session goes on with the new
/// one (threat C101).
fn stay_alive(room: Box<dyn Room + '_>, old: Session, successor: SecretString, why: Error) -> Error {
    let why = about(why, &old);
    let generation = old.generation.saturating_add(1);
    match room.keep(&Session { refresh_token: Some(successor), generation, ..old }) {
        Ok(()) => why.session_changed(),
        Err(_) => why,
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
        dpop_key: refreshed.dpop_key.or_else(|| old.dpop_key.clone()),
        authorization_details: refreshed.authorization_details.or_else(|| old.authorization_details.clone()),
        obtained_at: now,
        expires_at: refreshed.expires_in.map(|seconds| now.plus(seconds)),
        generation: old.generation.saturating_add(1),
        ..old.clone()
    }
}
