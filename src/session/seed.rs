//! A session that a configuration makes without a person: before its first tokens it is a seed, which is all of it but them.

use super::{Session, kept::load, lock::Lock, store::Store, want::Want};
use crate::{
    error::{Code, Phase, Result},
    protocol::time::UnixTime,
};

/// As [`look`](super::kept::look), for the session that a configuration makes of `seed`: one of another configuration will not do.
pub fn look_for(store: &dyn Store, seed: &Session, now: UnixTime, want: Want) -> Result<Option<Session>> {
    let session = load_for(store, seed)?;
    Ok(want.is_met_by(&session, now).then_some(session))
}

/// What is kept of the configuration and the workload of `seed`, or else the seed, to begin with.
pub fn load_for(store: &dyn Store, seed: &Session) -> Result<Session> {
    match store.load(&seed.profile) {
        // C140: what one job of a machine was given is not another's
        Ok(Some(kept)) if kept.settings == seed.settings && kept.workload == seed.workload => Ok(kept),
        // What its grant gave, it gives again, so nothing is lost.
        Ok(Some(kept)) if kept.is_repeatable() => Ok(Session { generation: kept.generation, ..seed.clone() }),
        Ok(Some(kept)) => Err(Code::ConfigInvalid
            .error()
            .phase(Phase::Store)
            .message(
                "a session of another configuration is kept under this name, and a person signed in for it",
            )
            .hint("name another with --profile, or run `authctl logout`")
            .profile(&kept.profile)),
        Ok(None) => Ok(seed.clone()),
        // Whoever has the lock sets it aside.
        Err(error) if error.code() == Code::SessionDamaged => Ok(seed.clone()),
        Err(error) => Err(error.profile(&seed.profile)),
    }
}

/// Which session is meant.
#[derive(Clone, Copy)]
pub enum Whose<'a> {
    /// The one that is kept under this name.
    Kept(&'a str),
    /// The one that a configuration makes: kept already, or begun with this.
    Seed(&'a Session),
    /// One that begins with the refresh token of this, whatever is kept under its name.
    New(&'a Session),
}

impl Whose<'_> {
    pub(super) fn profile(&self) -> &str {
        match self {
            Self::Kept(profile) => profile,
            Self::Seed(seed) | Self::New(seed) => &seed.profile,
        }
    }

    pub(super) fn load(self, store: &dyn Store) -> Result<Session> {
        match self {
            Self::Kept(profile) => load(store, profile),
            Self::Seed(seed) => load_for(store, seed),
            Self::New(seed) => Ok(seed.clone()),
        }
    }

    /// As [`load`](Self::load), for whoever has the lock: a seed comes after whatever was there.
    pub(super) fn load_locked(self, store: &dyn Store, lock: &Lock) -> Result<Session> {
        let (Self::Seed(seed) | Self::New(seed)) = self else { return self.load(store) };
        store.set_aside(lock).map_err(|error| error.profile(&seed.profile))?;
        let session = self.load(store)?;
        let generation = store.generation(lock)?.max(session.generation);
        Ok(Session { generation, ..session })
    }
}
