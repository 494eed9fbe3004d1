//! The CAs whose certificates prove a client (RFC 8705 §2.1).

use std::{sync::Arc, time::Duration};

use rustls::{
    RootCertStore,
    crypto::aws_lc_rs,
    pki_types,
    server::{WebPkiClientVerifier, danger::ClientCertVerifier},
};

use crate::{
    protocol::time::UnixTime,
    x509::{certificate::Certificate, pem},
};

/// CAs that are trusted for clients.
#[derive(Debug, Clone)]
pub struct CertificateAuthority(Arc<dyn ClientCertVerifier>);

impl CertificateAuthority {
    /// Of certificates in PEM.
    ///
    /// # Errors
    /// Why there is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        for certificate in pem::certificates(text)? {
            roots.add(certificate).map_err(|_| "it has a certificate that cannot be a CA's")?;
        }
        let verifier = WebPkiClientVerifier::builder_with_provider(
            Arc::new(roots),
            Arc::new(aws_lc_rs::default_provider()),
        );
        verifier.build().map(Self).map_err(|fault| fault.to_string())
    }

    /// Whether one of them has signed it, for clients, and that holds now (RFC 5280 §6).
    pub fn has_signed(&self, certificate: &Certificate, now: UnixTime) -> bool {
        let now = Duration::from_secs(u64::try_from(now.0).unwrap_or_default());
        let [leaf, above @ ..] = certificate.chain() else { return false };
        self.0.verify_client_cert(leaf, above, pki_types::UnixTime::since_unix_epoch(now)).is_ok()
    }
}
