//! Sessions sealed in a file, with the key in the keyring or with a program.
//!
//! On every platform, not only where a keyring's entry is too small for a session (2 560 bytes on Windows, threat C117):
//! the key is written once, at login, so that a refresh changes one file and is as atomic as its rename; a keyring
//! has nothing like it, nor has a program. AES-256-GCM (NIST SP 800-38D), a random nonce at every save, the header as
//! associated data.

use std::sync::Arc;

use aws_lc_rs::aead::{Aad, NONCE_LEN, Nonce};

use super::{document::damaged, key_place::KeyPlace, keys::Keys};
use crate::{
    error::{Code, Phase, Result},
    host::Random,
    secret::Secret,
};

/// Seals and opens bodies.
pub struct Sealer {
    pub keys: Keys,
    random: Arc<dyn Random>,
}

impl Sealer {
    pub fn new(keys: Keys, random: Arc<dyn Random>) -> Self {
        Self { keys, random }
    }

    /// Seals a body under the key of that place, bound to the header.
    pub fn seal(&self, place: &KeyPlace, header: &[u8], mut body: Vec<u8>) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce);
        self.keys
            .key(place)?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(header), &mut body)
            .map_err(|_| Code::InternalError.error().phase(Phase::Store))?;
        let mut sealed = nonce.to_vec();
        sealed.append(&mut body);
        Ok(sealed)
    }

    /// Opens a sealed body.
    pub fn open(&self, place: &KeyPlace, header: &[u8], sealed: &[u8]) -> Result<Secret<Vec<u8>>> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(damaged)?;
        let mut body = body.to_vec();
        let length = self
            .keys
            .key(place)?
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(header), &mut body)
            .map(|plain| plain.len())
            .map_err(|_| damaged())?;
        body.truncate(length);
        Ok(Secret::new(body))
    }
}
