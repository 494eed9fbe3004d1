//! A private key that decrypts tokens (RFC 7516 §5.2).

use std::fmt;

use aws_lc_rs::{
    agreement,
    rsa::{OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey},
};
use zeroize::Zeroizing;

use super::{
    agreement::AgreementCurve,
    conveyed,
    header::Header,
    key_management::{KeyManagement, Needs},
};

/// A private key that decrypts.
pub struct DecryptionKey {
    kid: Option<String>,
    /// The only way that it decrypts, if it says so.
    algorithm: Option<KeyManagement>,
    private: Private,
}

enum Private {
    Rsa(Box<OaepPrivateDecryptingKey>),
    Curve(AgreementCurve, agreement::PrivateKey),
}

impl DecryptionKey {
    /// Of an RSA key in PKCS #8.
    pub(in crate::jose) fn rsa(pkcs8: &[u8]) -> Option<Self> {
        let key = PrivateDecryptingKey::from_pkcs8(pkcs8).ok()?;
        let private = Private::Rsa(Box::new(OaepPrivateDecryptingKey::new(key).ok()?));
        Some(Self { kid: None, algorithm: None, private })
    }

    /// Of a key on a curve: in PKCS #8, or for X25519 its 32 bytes.
    pub(in crate::jose) fn curve(curve: AgreementCurve, private: &[u8]) -> Option<Self> {
        let key = match curve {
            AgreementCurve::Nist(_) => {
                agreement::PrivateKey::from_private_key_der(curve.algorithm(), private).ok()?
            }
            AgreementCurve::X25519 => {
                agreement::PrivateKey::from_private_key(curve.algorithm(), private).ok()?
            }
        };
        Some(Self { kid: None, algorithm: None, private: Private::Curve(curve, key) })
    }

    /// With its name, and the only way that it decrypts; `None` if it cannot decrypt in that way.
    pub(in crate::jose) fn bound(
        self,
        kid: Option<String>,
        algorithm: Option<KeyManagement>,
    ) -> Option<Self> {
        algorithm.is_none_or(|algorithm| self.serves(algorithm)).then_some(Self { kid, algorithm, ..self })
    }

    /// Its name, if it has one.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Whether it decrypts what is encrypted in this way.
    pub fn serves(&self, algorithm: KeyManagement) -> bool {
        let needs = match self.private {
            Private::Rsa(_) => Needs::Rsa,
            Private::Curve(..) => Needs::Curve,
        };
        algorithm.needs() == needs && self.algorithm.is_none_or(|own| own == algorithm)
    }

    /// Whether a token with this header may be for it.
    pub(super) fn may_open(&self, header: &Header) -> bool {
        let is_named = match (&header.kid, &self.kid) {
            (Some(named), Some(own)) => named == own,
            // A key in PEM has no name, and a token need not tell one.
            _ => true,
        };
        is_named && self.serves(header.algorithm)
    }

    /// The content's key.
    pub(super) fn recover(&self, header: &Header, encrypted_key: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        match &self.private {
            Private::Curve(curve, key) => conveyed::agreed(header, encrypted_key, *curve, key),
            Private::Rsa(key) => {
                let by = match header.algorithm {
                    KeyManagement::RsaOaep => &OAEP_SHA1_MGF1SHA1,
                    KeyManagement::RsaOaep256 => &OAEP_SHA256_MGF1SHA256,
                    _ => return None,
                };
                // The library reads as far as the key is long.
                let mut plain = Zeroizing::new(vec![0; key.min_output_size()]);
                let len = match encrypted_key.len() == key.key_size_bytes() {
                    true => key.decrypt(by, encrypted_key, &mut plain, None).ok()?.len(),
                    false => return None,
                };
                plain.truncate(len);
                Some(plain)
            }
        }
    }
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.private {
            Private::Rsa(_) => "RSA",
            Private::Curve(..) => "EC",
        };
        write!(f, "DecryptionKey({kind} kid {:?})", self.kid)
    }
}
