//! `key new --cert`: a certificate that the new key signs itself, for `self_signed_tls_client_auth`. The provider is given it
//! beside the key, as `x5c` (RFC 8705 §2.2.2). <https://www.rfc-editor.org/rfc/rfc8705#section-2.2>

use std::path::Path;

use serde_json::{Value, json};

use crate::{
    error::{Code, Result},
    host::user_file,
    jose::{base64url, key_algorithm::KeyAlgorithm, private_key::PrivateKey},
    protocol::time::UnixTime,
    secret::SecretString,
    x509::{certificate::Certificate, issued, pem},
};

/// A certificate and the file that it goes into.
pub struct OwnCertificate<'a> {
    certificate: Certificate,
    path: &'a Path,
}

impl<'a> OwnCertificate<'a> {
    /// Refuses what cannot be before anything is made; what is there already stays, unless it is to be replaced.
    pub fn check(path: &Path, algorithm: KeyAlgorithm, force: bool) -> Result<()> {
        if matches!(algorithm, KeyAlgorithm::Decrypting(_)) {
            let error =
                Code::Usage.error().message("a key that decrypts proves nobody, and needs no certificate");
            return Err(error.hint("drop --cert, or take an --alg that signs").got(algorithm.name()));
        }
        match user_file::is_there(path) && !force {
            true => Err(user_file::taken(path).hint("take another name for --cert; --force replaces it")),
            false => Ok(()),
        }
    }

    /// Signs one with the key.
    pub fn of(key: &SecretString, now: UnixTime, path: &'a Path) -> Result<Self> {
        issued::client_of_its_own(key, now).map(|certificate| Self { certificate, path })
    }

    /// Keeps it. It is no secret, but like its key for its owner alone.
    pub fn keep(&self, force: bool) -> Result<()> {
        let text = self.pem();
        match force {
            true => user_file::replace(self.path, text.as_bytes()),
            false => user_file::create(self.path, text.as_bytes()),
        }
    }

    /// As text.
    pub fn pem(&self) -> String {
        pem::of_certificate(self.certificate.der())
    }

    /// The public half of the key with it (RFC 7517 §4.7).
    pub fn public_jwk(&self, key: &PrivateKey) -> Result<Value> {
        let mut public = key.public_jwk()?;
        public["x5c"] = json!([base64url::encode_standard(self.certificate.der())]);
        Ok(public)
    }

    /// When it ends.
    pub fn expires_at(&self) -> UnixTime {
        self.certificate.not_after()
    }

    /// Where it is.
    pub fn place(&self) -> String {
        self.path.display().to_string()
    }
}
