//! The store on disk: one file a session, plain (`file`) or sealed with a key from the keyring (`keyring`) or from a program
//! (`command`).
//!
//! All kinds lie in one directory and each file says which it is. So a session is found wherever it is kept, a
//! profile has one session and not one a store (threat C118), and listing asks no keyring (threat C115).
//!
//! | file | what |
//! | --- | --- |
//! | `NAME.session` | the session, or the generation of a removed one |
//! | `NAME.session.new` | room for the next one; after a crash or a failed write perhaps the next one itself |
//! | `NAME.lock` | locked by whoever writes; never removed |
//! | `NAME.session.corrupt-…` | what could not be read, set aside |

use std::{collections::BTreeSet, sync::Arc};

use super::{
    Room, Store, StoreChoice, check_name, check_newer,
    document::{self, Document, Header, damaged},
    key_place::KeyPlace,
    keys::{HelperOf, Keys},
    seal::Sealer,
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{
        Clock, Random,
        files::{PrivateDir, Reserved},
        keyring::Keyring,
        lock::LockFile,
    },
    secret::Secret,
    session::{
        Session,
        lock::Lock,
        summary::{Listing, Summary},
    },
};

const SUFFIX: &str = ".session";

/// The room that is made for the next session, in bytes: larger than any session seen in the field. What is larger still
/// is written all the same, only without this promise.
const ROOM: usize = 32 * 1024;

/// What a store on disk needs of the world.
#[derive(Clone)]
pub struct Ports {
    /// Where the keys are.
    pub keyring: Arc<dyn Keyring>,
    /// Where they are if a program keeps them.
    pub helper: HelperOf,
    /// Makes keys and nonces.
    pub random: Arc<dyn Random>,
    /// Dates what is set aside.
    pub clock: Arc<dyn Clock>,
}

/// Sessions in a private directory.
pub struct DirectoryStore {
    dir: PrivateDir,
    choice: StoreChoice,
    sealer: Sealer,
    clock: Arc<dyn Clock>,
}

impl DirectoryStore {
    /// The store in `dir`, which is made when needed; new sessions are kept as `choice` says. The keyring or a program is
    /// asked only for sessions that are sealed.
    pub fn new(dir: PrivateDir, choice: StoreChoice, ports: Ports) -> Self {
        let keys = Keys::new(ports.keyring, ports.helper, Arc::clone(&ports.random));
        Self { dir, choice, sealer: Sealer::new(keys, ports.random), clock: ports.clock }
    }

    /// The newer of what stands under the name and what a writer could not finish (threat C101), and which it is.
    fn newest(&self, profile: &str) -> Result<Option<(Document, Place)>> {
        let spare = self.unfinished(profile)?;
        let (document, place) = match (self.document(profile, &file(profile)), spare) {
            (Ok(Some(current)), Some(spare)) if spare.header.generation > current.header.generation => {
                (Some(spare), Place::Spare)
            }
            (Ok(Some(current)), _) => (Some(current), Place::File),
            (Ok(None), spare) => (spare, Place::Spare),
            // What is unfinished was always newer than what it was to replace.
            (Err(error), Some(spare)) if error.code() == Code::SessionDamaged => (Some(spare), Place::Spare),
            (Err(error), _) => return Err(error),
        };
        Ok(document.map(|document| (document, place)))
    }

    /// What a writer could not finish: most often nothing, or only room.
    fn unfinished(&self, profile: &str) -> Result<Option<Document>> {
        match self.document(profile, &spare(profile)) {
            Err(error) if error.code() == Code::SessionDamaged => Ok(None),
            other => other,
        }
    }

    /// A file of that profile, taken apart.
    fn document(&self, profile: &str, name: &str) -> Result<Option<Document>> {
        let Some(bytes) = self.dir.read(name, document::LIMIT)? else { return Ok(None) };
        let document = document::read(&bytes)?;
        match &document.header.kept {
            // Somebody copied it there.
            Some(summary) if summary.profile != profile => Err(damaged()),
            _ => Ok(Some(document)),
        }
    }

    fn open(&self, document: Document) -> Result<Option<Session>> {
        let Document { header, body } = document;
        let Some(summary) = &header.kept else { return Ok(None) };
        let body = match &header.key {
            Some(key) => self.sealer.open(key, &header.line(), &body)?,
            None => Secret::new(body),
        };
        let session: Session = serde_json::from_slice(body.expose()).map_err(|_| damaged())?;
        // The header is what is listed; it must not tell of another session than the one inside.
        let choice = choice_of(header.key.as_ref());
        match Summary::of(&session, choice.kind()) == *summary {
            true => Ok(Some(Session { store: Some(choice), ..session })),
            false => Err(damaged()),
        }
    }

    fn encode(&self, header: &Header, session: &Session) -> Result<Secret<Vec<u8>>> {
        let body = Secret::new(serde_json::to_vec(session).map_err(|_| Code::InternalError.error())?);
        Ok(Secret::new(match &header.key {
            Some(key) => {
                document::write(header, &self.sealer.seal(key, &header.line(), body.expose().clone())?)
            }
            None => document::write(header, body.expose()),
        }))
    }

    /// Writes the file twice if need be: into the room that was made for it, then the ordinary way. If both fail the room
    /// may still hold it, where the next reader finds it.
    fn write(&self, room: Reserved, header: &Header, bytes: &[u8]) -> Result<()> {
        let summary = header.kept.as_ref().expect("only a tombstone keeps nothing");
        let (profile, name) = (&summary.profile, file(&summary.profile));
        if self.dir.commit(room, &name, bytes).is_ok() {
            return Ok(());
        }
        let Err(error) = self.dir.replace(&name, bytes) else {
            return self.dir.remove(&spare(profile)).map(drop);
        };
        match self.newest(profile) {
            Ok(Some((document, _))) if document.header.generation == header.generation => {
                Err(error.message("the session could only be kept beside its place"))
            }
            _ => Err(error),
        }
    }

    /// The key to seal a session with: the one in use while it is where it shall be, else a new one.
    fn key_for(&self, profile: &str, choice: &StoreChoice, old: Option<&Header>) -> Result<Option<KeyPlace>> {
        let old = old.and_then(|header| header.key.as_ref()).filter(|place| place.choice() == *choice);
        match old {
            Some(place) if self.sealer.keys.has(place)? => Ok(Some(place.clone())),
            _ => self.sealer.keys.make(choice, profile),
        }
    }
}

impl Store for DirectoryStore {
    fn choice(&self) -> &StoreChoice {
        &self.choice
    }

    fn probe(&self) -> Result<()> {
        self.dir.create()?;
        let name = format!("probe-{}.new", std::process::id());
        drop(self.dir.reserve(&name, ROOM)?);
        self.dir.remove(&name)?;
        self.sealer.keys.probe(&self.choice)
    }

    fn load(&self, profile: &str) -> Result<Option<Session>> {
        check_name(profile)?;
        match self.newest(profile)? {
            Some((document, _)) => self.open(document),
            None => Ok(None),
        }
    }

    fn list(&self) -> Result<Listing> {
        let mut listing = Listing::default();
        let profiles: BTreeSet<String> =
            self.dir.names()?.iter().filter_map(|name| profile_of(name)).collect();
        for profile in profiles {
            match self.newest(&profile) {
                Ok(document) => {
                    listing.sessions.extend(document.and_then(|(document, _)| document.header.kept))
                }
                Err(error) => listing.unreadable.push(error.profile(profile)),
            }
        }
        Ok(listing)
    }

    fn try_lock(&self, profile: &str) -> Result<Option<Lock>> {
        check_name(profile)?;
        let held = LockFile::try_take(&self.dir, &format!("{profile}.lock"))
            .map_err(|error| error.phase(Phase::Lock).profile(profile))?;
        Ok(held.map(|held| Lock::new(profile, held)))
    }

    fn generation(&self, lock: &Lock) -> Result<u64> {
        Ok(self.newest(lock.profile())?.map_or(0, |(document, _)| document.header.generation))
    }

    fn prepare<'a>(&'a self, lock: &'a Lock) -> Result<Box<dyn Room + 'a>> {
        let profile = lock.profile();
        let (spare, file) = (spare(profile), file(profile));
        let old = match self.newest(profile)? {
            // What another one could not finish is finished first: making room would wipe it.
            Some((document, Place::Spare)) => {
                self.dir.rename(&spare, &file)?;
                Some(document.header)
            }
            Some((document, Place::File)) => Some(document.header),
            None => None,
        };
        let reserved = self.dir.reserve(&spare, ROOM)?;
        Ok(Box::new(DirectoryRoom { store: self, lock, old, reserved }))
    }

    fn delete(&self, lock: &Lock) -> Result<bool> {
        let profile = lock.profile();
        let Some((Document { header, .. }, _)) = self.newest(profile)? else { return Ok(false) };
        let tombstone = document::write(&Header::tombstone(header.generation), b"");
        if let Err(error) = self.dir.replace(&file(profile), &tombstone) {
            // C124: a full disk must not keep a session alive. Without its generation a writer who still has the old one
            // could bring it back, which is the smaller evil.
            self.dir.remove(&file(profile)).map_err(|_| error)?;
        }
        self.dir.remove(&spare(profile))?;
        // C126: what was removed is read back as absent.
        if self.load(profile)?.is_some() {
            return Err(Code::StoreFailed.error().phase(Phase::Store).got("the session is still there"));
        }
        if let Some(key) = &header.key {
            self.sealer.keys.forget(key).map_err(Error::session_changed)?;
        }
        Ok(header.kept.is_some())
    }

    fn set_aside(&self, lock: &Lock) -> Result<Option<String>> {
        let profile = lock.profile();
        let damaged = |error: &Error| error.code() == Code::SessionDamaged;
        let name = match self.newest(profile) {
            Err(error) if damaged(&error) => file(profile),
            Ok(Some((document, place))) => match (self.open(document), place) {
                (Err(error), Place::File) if damaged(&error) => file(profile),
                (Err(error), Place::Spare) if damaged(&error) => spare(profile),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        self.dir.quarantine(&name, self.clock.now()).map(|place| Some(place.display().to_string()))
    }
}

/// Where a session was found.
enum Place {
    File,
    Spare,
}

/// Room that was made in the directory.
struct DirectoryRoom<'a> {
    store: &'a DirectoryStore,
    lock: &'a Lock,
    /// What was there when the room was made; the lock keeps it so.
    old: Option<Header>,
    reserved: Reserved,
}

impl Room for DirectoryRoom<'_> {
    fn keep(self: Box<Self>, session: &Session) -> Result<()> {
        let Self { store, lock, old, reserved } = *self;
        let profile = lock.profile();
        debug_assert_eq!(profile, session.profile, "the lock is for another session");
        check_newer(session, old.as_ref().map_or(0, |header| header.generation))?;
        let choice = session.store.as_ref().unwrap_or(&store.choice);
        let key = store.key_for(profile, choice, old.as_ref())?;
        let header = Header::of(Summary::of(session, choice_of(key.as_ref()).kind()), key);
        store.write(reserved, &header, store.encode(&header, session)?.expose())?;
        // A key that opens nothing is of no use; nor is it a failure if it cannot be taken back now.
        if let Some(unused) = old.and_then(|old| old.key).filter(|key| header.key.as_ref() != Some(key)) {
            let _ = store.sealer.keys.forget(&unused);
        }
        Ok(())
    }
}

/// What a session with its key in that place was kept by; without one it is plain.
fn choice_of(key: Option<&KeyPlace>) -> StoreChoice {
    key.map_or(StoreChoice::File, KeyPlace::choice)
}

fn file(profile: &str) -> String {
    format!("{profile}{SUFFIX}")
}

fn spare(profile: &str) -> String {
    format!("{profile}{SUFFIX}.new")
}

/// Whose session a file is, if it is one.
fn profile_of(name: &str) -> Option<String> {
    let profile = name.strip_suffix(".new").unwrap_or(name).strip_suffix(SUFFIX)?;
    check_name(profile).is_ok().then(|| profile.to_owned())
}
