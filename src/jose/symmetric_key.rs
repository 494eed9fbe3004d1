//! A secret as a signing key: HS256, HS384, HS512 (RFC 7518 §3.2; OIDC Core §10.1: the client secret).

use aws_lc_rs::hmac;
use serde_json::{Map, Value};

use super::{
    algorithm::Algorithm,
    compact::{Header, compact},
};
use crate::error::{Code, Phase, Result};

/// A secret that signs and verifies with one algorithm.
pub struct SymmetricKey {
    algorithm: Algorithm,
    key: hmac::Key,
}

impl SymmetricKey {
    /// Of the bytes of a secret; a client secret's are its UTF-8 (OIDC Core §10.1).
    ///
    /// # Errors
    /// `id_token_alg` if the algorithm is not symmetric, or the secret shorter than its hash.
    pub fn new(algorithm: Algorithm, secret: &[u8]) -> Result<Self> {
        let by = match algorithm {
            Algorithm::HS256 => hmac::HMAC_SHA256,
            Algorithm::HS384 => hmac::HMAC_SHA384,
            Algorithm::HS512 => hmac::HMAC_SHA512,
            _ => return Err(Code::IdTokenAlg.error().phase(Phase::Validate).got(algorithm.name())),
        };
        // RFC 7518 §3.2: a key of the size of the hash or larger MUST be used
        let least = by.digest_algorithm().output_len();
        if secret.len() < least {
            return Err(Code::IdTokenAlg
                .error()
                .phase(Phase::Validate)
                .message("the client secret is too short for this algorithm (RFC 7518 §3.2)")
                .expected(format!("at least {least} bytes for {algorithm}"))
                .got(format!("{} bytes", secret.len())));
        }
        Ok(Self { algorithm, key: hmac::Key::new(by, secret) })
    }

    /// What it signs with.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Writes a signed token with these claims.
    ///
    /// # Errors
    /// None at present.
    pub fn sign(&self, typ: Option<&str>, claims: &Map<String, Value>) -> Result<String> {
        let header = Header { alg: self.algorithm.name(), kid: None, typ };
        compact(&header, claims, |message| Ok(hmac::sign(&self.key, message).as_ref().to_vec()))
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        hmac::verify(&self.key, message, signature).is_ok()
    }
}
