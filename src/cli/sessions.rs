//! Where this machine's sessions are, and which one is meant.

use std::sync::Arc;

use super::{context::Context, renewal, unattended};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{
        clock::SystemClock, credential_helper::CredentialHelper, files::PrivateDir, keyring::SystemKeyring,
        random::SystemRandom,
    },
    profile::store_choice::StoreChoice,
    protocol::time::UnixTime,
    session::{
        Session,
        fresh::Fresh,
        kept,
        seed::{self, Whose},
        store::{DirectoryStore, HelperOf, MemoryStore, Ports, Store},
        want::Want,
    },
};

/// Where new sessions go if nobody says.
const DEFAULT: StoreChoice = StoreChoice::Keyring;

/// Tells once in the life of a state directory that there is no keyring.
const NOTICE: &str = "file-store-notice";

/// The kept sessions; `choice` is for new ones, each kept one knows its own.
pub fn open(context: &Context, choice: StoreChoice) -> Result<Box<dyn Store>> {
    if choice == StoreChoice::Memory {
        return Ok(Box::new(MemoryStore::new()));
    }
    let directory = directory(context)?;
    let ports = Ports {
        keyring: Arc::new(SystemKeyring::new(context.is_interactive()).in_turn(directory.clone())),
        helper: helper(context),
        random: Arc::new(SystemRandom),
        clock: Arc::new(SystemClock),
    };
    Ok(Box::new(DirectoryStore::new(directory, choice, ports)))
}

fn helper(context: &Context) -> HelperOf {
    let (environment, is_interactive) = (context.environment.clone(), context.is_interactive());
    Arc::new(move |command| {
        Arc::new(CredentialHelper::new(command.clone(), environment.clone(), is_interactive))
    })
}

/// The sessions that are kept, whatever they are kept in.
pub fn kept(context: &Context) -> Result<Box<dyn Store>> {
    open(context, DEFAULT)
}

/// The store for a new session: the one that was named, else the keyring, else, where there is none, a file.
pub fn for_new(context: &Context, named: Option<&StoreChoice>) -> Result<Box<dyn Store>> {
    if let Some(named) = named {
        return open(context, named.clone());
    }
    let store = open(context, DEFAULT)?;
    match store.probe() {
        // A locked keyring is there, and a failing one too: only where there is none, the person has no choice to make.
        Err(error) if error.code() == Code::KeyringUnavailable => {
            notice_once(context)?;
            open(context, StoreChoice::File)
        }
        _ => Ok(store),
    }
}

fn notice_once(context: &Context) -> Result<()> {
    let notices = directory(context)?;
    if notices.read(NOTICE, 1)?.is_some() {
        return Ok(());
    }
    context.say(&format!(
        "There is no keyring on this machine, so sessions are kept in files that only you may read, in {}. \
         `--store file` says that this is meant.",
        directory(context)?.path().display()
    ));
    // Where it cannot be kept that it was told, no session can be kept, which is told as well.
    let _ = notices.replace(NOTICE, b"");
    Ok(())
}

fn directory(context: &Context) -> Result<PrivateDir> {
    Ok(PrivateDir::at(context.state_directory()?.join("sessions")))
}

/// The session that is meant: the one that is named, else the one that the configuration makes without a person, else the
/// only one there is.
pub fn meant(context: &Context, store: &dyn Store) -> Result<String> {
    if let Some(name) = &context.global.profile {
        return Ok(name.clone());
    }
    match unattended::configured(context)? {
        Some(resolved) => Ok(resolved.profile),
        None => kept_one(context, store),
    }
}

/// The kept session that is meant.
fn kept_one(context: &Context, store: &dyn Store) -> Result<String> {
    if let Some(name) = context.named_profile()? {
        return Ok(name);
    }
    let listing = store.list()?;
    let unreadable = listing.unreadable.iter().filter_map(Error::of_profile).map(str::to_owned);
    let mut names: Vec<String> =
        listing.sessions.into_iter().map(|summary| summary.profile).chain(unreadable).collect();
    match (names.pop(), names.is_empty()) {
        (None, _) => Err(Code::LoginRequired.error().phase(Phase::Store)),
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            names.push(last);
            names.sort();
            Err(Code::ProfileAmbiguous.error().phase(Phase::Store).got(names.join(", ")))
        }
    }
}

/// The session that a command wants a token of: a kept one, or one that the configuration makes without a person.
pub struct Chosen {
    profile: String,
    store: Box<dyn Store>,
    /// How to begin it, and the store that was named for it.
    seed: Option<(Session, Option<StoreChoice>)>,
}

/// The session that is meant, whether it is kept already or not.
pub fn chosen(context: &Context) -> Result<Chosen> {
    let Some(resolved) = unattended::configured(context)? else {
        let store = kept(context)?;
        return Ok(Chosen { profile: kept_one(context, &*store)?, store, seed: None });
    };
    let store = match &resolved.store {
        Some(named) => for_new(context, Some(named))?,
        None => kept(context)?,
    };
    let seed = unattended::seed(context, &resolved);
    Ok(Chosen { profile: resolved.profile, store, seed: Some((seed, resolved.store)) })
}

impl Chosen {
    /// Its name.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// The session as it is kept, or what it is to begin with.
    pub fn load(&self) -> Result<Session> {
        match &self.seed {
            Some((seed, _)) => seed::load_for(&*self.store, seed),
            None => kept::load(&*self.store, &self.profile),
        }
    }

    /// The look without lock, network or runtime: the session if its token will do.
    pub fn look(&self, now: UnixTime, want: Want) -> Result<Option<Session>> {
        match &self.seed {
            Some((seed, _)) => seed::look_for(&*self.store, seed, now, want),
            None => kept::look(&*self.store, &self.profile, now, want),
        }
    }

    /// The session with a token that does what is wanted: renewed, or begun.
    pub async fn fresh(&self, context: &Context, want: Want) -> Result<Fresh> {
        let Some((seed, named)) = &self.seed else {
            return renewal::renewed(context, &*self.store, &self.profile, want).await;
        };
        // What was named is open already; what was not is asked for only now, since that may wake a keyring.
        let default = if named.is_none() { Some(for_new(context, None)?) } else { None };
        let store = default.as_ref().unwrap_or(&self.store);
        let seed = Session { store: Some(store.choice().clone()), ..seed.clone() };
        renewal::renewed_of(context, &**store, Whose::Seed(&seed), want).await
    }
}
