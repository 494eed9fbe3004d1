//! Sessions sealed in a file, with the key in the keyring.
//!
//! On every platform, not only where a keyring's entry is too small for a session (2 560 bytes on Windows, threat C117):
//! the key is written once, at login, so that a refresh changes one file and is as atomic as its rename; a keyring
//! has nothing like it. AES-256-GCM (NIST SP 800-38D), a random nonce at every save, the header as associated data.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::document::{damaged, hex};
use crate::{
    error::{Code, Phase, Result},
    host::{Random, keyring::Keyring},
    secret::{Secret, SecretString},
};

type Key = Secret<[u8; 32]>;

/// Seals and opens bodies, and looks after their keys.
pub struct Sealer {
    keyring: Arc<dyn Keyring>,
    random: Arc<dyn Random>,
    /// Keys that were read in this process: waiting for a lock reads a session many times, the keyring once.
    keys: Mutex<HashMap<String, Key>>,
}

impl Sealer {
    pub fn new(keyring: Arc<dyn Keyring>, random: Arc<dyn Random>) -> Self {
        Self { keyring, random, keys: Mutex::default() }
    }

    /// Whether a key could be kept now.
    pub fn probe(&self) -> Result<()> {
        self.keyring.probe()
    }

    /// Makes a new key for `profile` and puts it into the keyring; returns its name there. The name is a new one every
    /// time, so that two state directories never share, nor delete, one key.
    pub fn make_key(&self, profile: &str) -> Result<String> {
        let (mut id, mut key) = ([0; 8], [0; 32]);
        self.random.fill(&mut id);
        self.random.fill(&mut key);
        let (name, key) = (format!("{profile}.{}", hex(&id)), Key::new(key));
        let text = SecretString::from(hex(key.expose()));
        self.keyring.set(&name, &text)?;
        // C126's other half: what was written is there.
        match self.keyring.get(&name)? {
            Some(kept) if kept.matches(text.expose()) => {
                self.keys().insert(name.clone(), key);
                Ok(name)
            }
            _ => Err(Code::KeyringFailed
                .error()
                .phase(Phase::Store)
                .got("the key that was written is not there")),
        }
    }

    /// Removes a key; tells whether there was one.
    pub fn forget_key(&self, name: &str) -> Result<bool> {
        self.keys().remove(name);
        self.keyring.delete(name)
    }

    /// Whether the key of that name can still be had; an error if the keyring cannot be asked.
    pub fn has_key(&self, name: &str) -> Result<bool> {
        match self.key(name) {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Code::SessionDamaged => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Seals a body under the key of that name, bound to the header.
    pub fn seal(&self, name: &str, header: &[u8], mut body: Vec<u8>) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce);
        self.key(name)?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(header), &mut body)
            .map_err(|_| Code::InternalError.error().phase(Phase::Store))?;
        let mut sealed = nonce.to_vec();
        sealed.append(&mut body);
        Ok(sealed)
    }

    /// Opens a sealed body.
    pub fn open(&self, name: &str, header: &[u8], sealed: &[u8]) -> Result<Secret<Vec<u8>>> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(damaged)?;
        let mut body = body.to_vec();
        let length = self
            .key(name)?
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(header), &mut body)
            .map(|plain| plain.len())
            .map_err(|_| damaged())?;
        body.truncate(length);
        Ok(Secret::new(body))
    }

    /// The key of that name. A session whose key is gone can never be opened again: that is damage.
    fn key(&self, name: &str) -> Result<LessSafeKey> {
        if let Some(key) = self.keys().get(name) {
            return usable(key);
        }
        let text = self.keyring.get(name)?.ok_or_else(damaged)?;
        let key = unhex(text.expose()).ok_or_else(damaged)?;
        let ready = usable(&key)?;
        self.keys().insert(name.to_owned(), key);
        Ok(ready)
    }

    fn keys(&self) -> MutexGuard<'_, HashMap<String, Key>> {
        self.keys.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
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
