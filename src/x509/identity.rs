//! A certificate and the private key that belongs to it: what one side of a TLS connection shows of itself.

use std::{fmt, sync::Arc};

use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer},
    server::danger::ClientCertVerifier,
    sign::{CertifiedKey, SingleCertAndKey},
};

use super::{certificate::Certificate, pem};
use crate::{
    error::{Code, Error, Result},
    protocol::time::UnixTime,
    secret::SecretString,
};

/// A certificate with its key; each belongs to the other.
#[derive(Clone)]
pub struct Identity {
    certificate: Certificate,
    key: SecretString,
    certified: Arc<CertifiedKey>,
}

impl Identity {
    /// Reads both from PEM, the certificate first and then those that signed it.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`] if one cannot be read or they do not belong together (threat C139); nothing of the key is shown.
    pub fn parse(certificate: &str, key: &SecretString) -> Result<Self> {
        let chain = pem::certificates(certificate)
            .map_err(|why| refused(&format!("the certificate cannot be used: {why}"), NEEDS_PEM))?;
        let key = pem::private_key(key).map_err(|why| {
            refused(&format!("the certificate's private key cannot be used: {why}"), NEEDS_KEY)
        })?;
        Self::of(chain, key)
    }

    /// Of what was read before.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn of(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Self> {
        let certificate = Certificate::parse(chain.clone())
            .map_err(|why| refused(&format!("the certificate {why}"), NEEDS_PEM))?;
        let text = pem::of_key(&key);
        let certified = CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider()).map_err(
            |fault| match fault {
                rustls::Error::InconsistentKeys(_) => refused(
                    "the private key is not that of the certificate",
                    "the certificate comes first in its file, before those that signed it",
                ),
                _ => refused(
                    "the certificate's private key is of a kind that TLS does not use here",
                    NEEDS_KEY,
                ),
            },
        )?;
        Ok(Self { certificate, key: text, certified: Arc::new(certified) })
    }

    /// Refuses a certificate whose time has not come or is over (threat C139).
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`].
    pub fn timely(self, now: UnixTime) -> Result<Self> {
        match self.certificate.untimely(now) {
            None => Ok(self),
            Some(why) => Err(refused(
                &format!("the certificate {why}"),
                "get a new one, or check the clock of this machine",
            )),
        }
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Both as TLS takes them.
    pub fn certified(&self) -> &Arc<CertifiedKey> {
        &self.certified
    }

    /// What a server opens connections with that shows it, and asks for a certificate if there is somebody to judge one.
    ///
    /// # Errors
    /// [`Code::InternalError`].
    pub fn server_config(&self, verifier: Option<Arc<dyn ClientCertVerifier>>) -> Result<Arc<ServerConfig>> {
        let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|fault| Code::InternalError.error().got(fault.to_string()))?;
        let builder = match verifier {
            Some(verifier) => builder.with_client_cert_verifier(verifier),
            None => builder.with_no_client_auth(),
        };
        let key = SingleCertAndKey::from(Arc::clone(&self.certified));
        let mut config = builder.with_cert_resolver(Arc::new(key));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    /// Both as text: key, certificate, and those that signed it.
    pub fn pem(&self) -> SecretString {
        let chain = self.certificate.chain().iter().map(pem::of_certificate).collect::<String>();
        format!("{}{chain}", self.key.expose()).into()
    }
}

const NEEDS_PEM: &str = "give a file with -----BEGIN CERTIFICATE-----";
const NEEDS_KEY: &str = "give PEM without a passphrase (`openssl pkey` takes one off): RSA, EC or Ed25519";

fn refused(message: &str, hint: &str) -> Error {
    Code::ConfigInvalid.error().message(message).hint(hint)
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.certificate.subject())
    }
}
