//! Where sessions are kept. A store never merges: the session with the higher generation is the truth, and whoever writes
//! holds the session's lock.

mod directory;
mod document;
mod key_place;
mod keys;
mod memory;
mod seal;

pub use self::{
    directory::{DirectoryStore, Ports},
    keys::HelperOf,
    memory::MemoryStore,
};
use super::{Session, lock::Lock, summary::Listing};
pub use crate::profile::{store_choice::StoreChoice, store_kind::StoreKind};
use crate::{
    error::{Code, Error, Phase, Result},
    profile::name,
};

/// A place where sessions are kept.
pub trait Store: Send + Sync {
    /// What new sessions are kept in.
    fn choice(&self) -> &StoreChoice;

    /// Whether a session could be kept now; asked before a person is sent to the browser (threat C116).
    fn probe(&self) -> Result<()>;

    /// The session of that name, `None` if there is none. Takes no lock. Damage is [`Code::SessionDamaged`], and
    /// [`Store::set_aside`] is what to do about it.
    fn load(&self, profile: &str) -> Result<Option<Session>>;

    /// What is kept, without its secrets.
    fn list(&self) -> Result<Listing>;

    /// The right to write the session of that name; `None` if somebody else has it.
    fn try_lock(&self, profile: &str) -> Result<Option<Lock>>;

    /// The generation of what is kept or was removed last; 0 if there never was anything.
    fn generation(&self, lock: &Lock) -> Result<u64>;

    /// Makes room for the session's successor, before something is done that cannot be undone (threat C102). What can
    /// fail is done here, so that little is left to fail in [`Room::keep`].
    fn prepare<'a>(&'a self, lock: &'a Lock) -> Result<Box<dyn Room + 'a>>;

    /// Keeps a session for which no room was made before.
    fn save(&self, lock: &Lock, session: &Session) -> Result<()> {
        self.prepare(lock)?.keep(session)
    }

    /// Removes the session and all that belongs to it, leaving its generation behind; tells whether there was one.
    fn delete(&self, lock: &Lock) -> Result<bool>;

    /// Sets damaged data aside for a person to look at, if it is still damaged; tells where it is now.
    fn set_aside(&self, lock: &Lock) -> Result<Option<String>>;
}

/// Room for one session, made under its lock.
pub trait Room: Send {
    /// Keeps the session there, durably, or says that it could not. Refused unless its generation is higher than what was
    /// kept or removed: a writer who did not see the last state must not overwrite it (threats C97, C166).
    fn keep(self: Box<Self>, session: &Session) -> Result<()>;
}

/// A profile's name becomes a file's name, so it is checked here once more.
fn check_name(profile: &str) -> Result<()> {
    name::check(profile).map(|_| ()).map_err(|error| error.phase(Phase::Store))
}

/// The compare of the compare-and-swap.
fn check_newer(session: &Session, kept: u64) -> Result<()> {
    match session.generation > kept {
        true => Ok(()),
        false => Err(stale(session, kept)),
    }
}

fn stale(session: &Session, kept: u64) -> Error {
    Code::StoreFailed
        .error()
        .phase(Phase::Store)
        .profile(&session.profile)
        .message("the session was changed or removed in the meantime and was not overwritten")
        .hint("run the command again")
        .expected(format!("a generation after {kept}"))
        .got(session.generation.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_could_leave_the_directory_is_refused() {
        for name in ["", ".", "..", "a/b", "..\\a", "A", "é", "a b", "a\0", &"a".repeat(65)] {
            assert_eq!(check_name(name).unwrap_err().code(), Code::ProfileNameInvalid, "{name:?}");
        }
        for name in ["work", "a.b_c-9", "..a", &"a".repeat(64)] {
            assert!(check_name(name).is_ok(), "{name:?}");
        }
    }
}
