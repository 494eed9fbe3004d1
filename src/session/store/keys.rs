//! The keys of sealed sessions: made, read back, found again and forgotten, in the keyring or with a program.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use aws_lc_rs::aead::{AES_256_GCM, LessSafeKey, UnboundKey};

use super::{
    StoreChoice,
    document::{damaged, hex},
    key_place::KeyPlace,
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{Random, keyring::Keyring},
    secret::{Secret, SecretString, command_line::CommandLine},
};

type Key = Secret<[u8; 32]>;

/// Reaches the program that keeps keys, which is not run before it is asked.
pub type HelperOf = Arc<dyn Fn(&CommandLine) -> Arc<dyn Keyring> + Send + Sync>;

/// The keys, wherever each of them is.
pub struct Keys {
    keyring: Arc<dyn Keyring>,
    helper: HelperOf,
    /// The programs that were reached: one that hangs is waited for once.
    helpers: Mutex<HashMap<CommandLine, Arc<dyn Keyring>>>,
    random: Arc<dyn Random>,
    /// Keys that were read in this process: waiting for a lock reads a session many times, the keyring once.
    read: Mutex<HashMap<KeyPlace, Key>>,
}

impl Keys {
    pub fn new(keyring: Arc<dyn Keyring>, helper: HelperOf, random: Arc<dyn Random>) -> Self {
        Self { keyring, helper, helpers: Mutex::default(), random, read: Mutex::default() }
    }

    /// Whether a key could be kept now, if one is needed.
    pub fn probe(&self, choice: &StoreChoice) -> Result<()> {
        match choice {
            StoreChoice::Keyring => self.keyring.probe(),
            StoreChoice::Command(command) => self.helper(command).probe(),
            StoreChoice::File | StoreChoice::Memory => Ok(()),
        }
    }

    /// Makes a new key for `profile` and has it kept, if the choice is to seal. The name is a new one every time, so that
    /// two state directories never share, nor delete, one key.
    pub fn make(&self, choice: &StoreChoice, profile: &str) -> Result<Option<KeyPlace>> {
        let (mut id, mut key) = ([0; 8], [0; 32]);
        self.random.fill(&mut id);
        let name = format!("{profile}.{}", hex(&id));
        let place = match choice {
            StoreChoice::Keyring => KeyPlace::Keyring(name),
            StoreChoice::Command(command) => KeyPlace::Command { name, command: command.clone() },
            StoreChoice::File | StoreChoice::Memory => return Ok(None),
        };
        self.random.fill(&mut key);
        let key = Key::new(key);
        let (text, keeper) = (SecretString::from(hex(key.expose())), self.keeper(&place));
        keeper.set(place.name(), &text)?;
        // C126's other half: what was written is there.
        match keeper.get(place.name()) {
            Ok(Some(kept)) if kept.matches(text.expose()) => {
                self.read().insert(place.clone(), key);
                Ok(Some(place))
            }
            found => {
                // What is there instead is of no use to anybody.
                let _ = keeper.delete(place.name());
                found?;
                let code = match place {
                    KeyPlace::Keyring(_) => Code::KeyringFailed,
                    KeyPlace::Command { .. } => Code::StoreCommandFailed,
                };
                Err(code.error().phase(Phase::Store).got("the key that was written is not there"))
            }
        }
    }

    /// Removes a key; tells whether there was one.
    pub fn forget(&self, place: &KeyPlace) -> Result<bool> {
        self.read().remove(place);
        self.keeper(place).delete(place.name())
    }

    /// Whether the key can still be had; an error if that cannot be found out.
    pub fn has(&self, place: &KeyPlace) -> Result<bool> {
        match self.key(place) {
            Ok(_) => Ok(true),
            Err(error) if matches!(error.code(), Code::SessionDamaged | Code::StoreKeyMissing) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The key.
    pub fn key(&self, place: &KeyPlace) -> Result<LessSafeKey> {
        if let Some(key) = self.read().get(place) {
            return usable(key);
        }
        let text =
            self.keeper(place).get(place.name())?.ok_or_else(|| missing(place, "it has no such key"))?;
        let key = unhex(text.expose()).ok_or_else(|| missing(place, "what it has is no key"))?;
        let ready = usable(&key)?;
        self.read().insert(place.clone(), key);
        Ok(ready)
    }

    fn keeper(&self, place: &KeyPlace) -> Arc<dyn Keyring> {
        match place {
            KeyPlace::Keyring(_) => Arc::clone(&self.keyring),
            KeyPlace::Command { command, .. } => self.helper(command),
        }
    }

    fn helper(&self, command: &CommandLine) -> Arc<dyn Keyring> {
        let mut helpers = self.helpers.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let helper = helpers.entry(command.clone()).or_insert_with(|| (self.helper)(command));
        Arc::clone(helper)
    }

    fn read(&self) -> MutexGuard<'_, HashMap<KeyPlace, Key>> {
        self.read.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn missing(place: &KeyPlace, why: &str) -> Error {
    match place {
        // A session whose key is gone can never be opened again: that is damage.
        KeyPlace::Keyring(_) => damaged(),
        // Programs say so too while they are locked, and what is not lost is not set aside.
        KeyPlace::Command { command, .. } => {
            let why = format!("{}: {why}", command.program());
            Code::StoreKeyMissing.error().phase(Phase::Store).got(why)
        }
    }
}

fn usable(key: &Key) -> Result<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, key.expose())
        .map(LessSafeKey::new)
        .map_err(|_| Code::InternalError.error().phase(Phase::Store))
}

fn unhex(text: &str) -> Option<Key> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect();
    let bytes: Vec<u8> =
        digits?.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    (text.len() == 64).then(|| bytes.try_into().ok().map(Key::new)).flatten()
}
