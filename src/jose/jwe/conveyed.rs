//! The content's key on its way: made and conveyed to one who can decrypt, and recovered there (RFC 7516 §5.1, §5.2).

use zeroize::Zeroizing;

use super::{
    agreement::{self, AgreementCurve, Derivation, Fill, Point},
    content_encryption::ContentEncryption,
    header::Header,
    key_management::KeyManagement,
    key_wrap,
};
use crate::{
    error::{Code, Error, Result},
    jose::hash,
    secret::SecretString,
};

/// A key on its way.
pub(super) struct Conveyed {
    /// The content's key.
    pub key: Zeroizing<Vec<u8>>,
    /// The second part of the token.
    pub encrypted_key: Vec<u8>,
    /// The writer's key for this one token.
    pub epk: Option<Point>,
}

/// How one token is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encryption {
    /// How the content's key is conveyed.
    pub algorithm: KeyManagement,
    /// How the content is encrypted.
    pub content: ContentEncryption,
}

impl Encryption {
    /// Conveys a new key by agreeing with `point`.
    pub(super) fn agree(self, point: &Point, fill: Fill<'_>) -> Result<Conveyed> {
        let derivation = self.derivation([b"", b""]);
        let (epk, agreed) = agreement::agree_once(point, &derivation, fill)?;
        match self.algorithm.wrapping_key_len() {
            None => Ok(Conveyed { key: agreed, encrypted_key: Vec::new(), epk: Some(epk) }),
            Some(_) => Ok(Conveyed { epk: Some(epk), ..self.wrap(&agreed, fill)? }),
        }
    }

    /// Conveys a key to whoever knows the secret.
    pub(super) fn share(self, secret: &SecretString, fill: Fill<'_>) -> Result<Conveyed> {
        match self.algorithm.wrapping_key_len() {
            None => Ok(Conveyed {
                key: of_secret(secret, self.content.key_len()),
                encrypted_key: Vec::new(),
                epk: None,
            }),
            Some(len) => self.wrap(&of_secret(secret, len), fill),
        }
    }

    /// A new key for the content.
    pub(super) fn new_key(self, fill: Fill<'_>) -> Zeroizing<Vec<u8>> {
        let mut key = Zeroizing::new(vec![0; self.content.key_len()]);
        fill(&mut key);
        key
    }

    fn wrap(self, by: &[u8], fill: Fill<'_>) -> Result<Conveyed> {
        let key = self.new_key(fill);
        let encrypted_key = key_wrap::wrap(by, &key).map_err(|_| failed())?;
        Ok(Conveyed { key, encrypted_key, epk: None })
    }

    /// RFC 7518 §4.6.2: what the agreed key is for is part of it.
    fn derivation(self, parties: [&[u8]; 2]) -> Derivation<'_> {
        let Self { algorithm, content } = self;
        match algorithm.wrapping_key_len() {
            Some(len) => Derivation { purpose: algorithm.name(), parties, len },
            None => Derivation { purpose: content.name(), parties, len: content.key_len() },
        }
    }
}

/// The content's key, recovered by the owner of a key on a curve.
pub(super) fn agreed(
    header: &Header,
    encrypted_key: &[u8],
    curve: AgreementCurve,
    own: &aws_lc_rs::agreement::PrivateKey,
) -> Option<Zeroizing<Vec<u8>>> {
    let epk = header.epk.as_ref().filter(|epk| epk.curve == curve)?;
    let encryption = Encryption { algorithm: header.algorithm, content: header.encryption };
    let [apu, apv] = &header.parties;
    let agreed = agreement::agree(own, epk, &encryption.derivation([apu, apv]))?;
    match header.algorithm.wrapping_key_len() {
        Some(_) => key_wrap::unwrap(&agreed, encrypted_key).ok(),
        // RFC 7516 §5.2 (10)
        None => encrypted_key.is_empty().then_some(agreed),
    }
}

/// The content's key, recovered by who knows the secret.
pub(super) fn shared(
    header: &Header,
    encrypted_key: &[u8],
    secret: &SecretString,
) -> Option<Zeroizing<Vec<u8>>> {
    match header.algorithm.wrapping_key_len() {
        Some(len) => key_wrap::unwrap(&of_secret(secret, len), encrypted_key).ok(),
        None => encrypted_key.is_empty().then(|| of_secret(secret, header.encryption.key_len())),
    }
}

/// OIDC Core §10.2: the left of a hash of the client secret, which has at least as many bits as the key.
fn of_secret(secret: &SecretString, len: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(match len {
        ..=32 => hash::sha256(secret.expose().as_bytes()).to_vec(),
        _ => hash::sha512(secret.expose().as_bytes()).to_vec(),
    });
    key.truncate(len);
    key
}

/// The library never says why.
pub(super) fn failed() -> Error {
    Code::InternalError.error().message("the cryptographic library failed")
}
