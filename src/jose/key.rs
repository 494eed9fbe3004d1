//! A private key that signs tokens: made, kept and published. RFC 7518 §3.3 to §3.5, RFC 8037.

use std::fmt;

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    error::{KeyRejected, Unspecified},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RsaEncoding, RsaKeyPair,
    },
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

pub use super::symmetric_key::SymmetricKey;
use super::{
    algorithm::{Algorithm, Curve, Family},
    base64url,
    compact::{Header, compact},
    jwk::{Jwk, Material},
};
use crate::{
    error::{Code, Error, Phase, Result},
    secret::{Secret, SecretString},
};

/// The bytes of an Ed25519 private key (RFC 8032 §5.1.5).
const ED25519_SEED_LEN: usize = 32;

/// A private key with the one algorithm that it signs with. Its `kid` is its RFC 7638 thumbprint.
pub struct SigningKey {
    algorithm: Algorithm,
    pair: Pair,
    /// The key itself: PKCS #8, for Ed25519 its seed.
    private: Secret<Vec<u8>>,
    public: Jwk,
    kid: String,
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ec(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl SigningKey {
    /// Makes a key; RSA has 2048 bits. An Ed25519 key takes its 32 bytes from `fill`, so that neither making
    /// it nor signing with it waits for the crypto library's own generator; RSA and EC keys come from that
    /// one.
    ///
    /// # Errors
    /// `internal_error` for a symmetric algorithm, or if the library fails.
    pub fn generate(algorithm: Algorithm, fill: &mut dyn FnMut(&mut [u8])) -> Result<Self> {
        let private = match algorithm.family() {
            Family::Rsa => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
                AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).map_err(failed)?.as_ref().to_vec()
            }
            Family::Ec(curve) => {
                let pair = EcdsaKeyPair::generate(ecdsa(curve)).map_err(failed)?;
                pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec()
            }
            Family::Ed25519 => {
                let mut seed = vec![0; ED25519_SEED_LEN];
                fill(&mut seed);
                seed
            }
            Family::Symmetric => {
                return Err(Code::InternalError
                    .error()
                    .message("a symmetric key is not generated as a key pair"));
            }
        };
        Self::of(algorithm, Secret::new(private)).map_err(failed)
    }

    /// As text to keep: the algorithm, a dot, and the key (PKCS #8, for Ed25519 its seed) in base64url.
    pub fn to_saved(&self) -> SecretString {
        let key = Zeroizing::new(base64url::encode(self.private.expose()));
        SecretString::new(format!("{}.{}", self.algorithm, key.as_str()))
    }

    /// Reads what [`to_saved`](Self::to_saved) wrote.
    ///
    /// # Errors
    /// `dev_state_failed` if it is anything else.
    pub fn from_saved(saved: &str) -> Result<Self> {
        let broken = || {
            Code::DevStateFailed.error().phase(Phase::Provider).message("a kept signing key cannot be read")
        };
        let (name, key) = saved.split_once('.').ok_or_else(broken)?;
        let algorithm = Algorithm::named(name).ok_or_else(broken)?;
        let private = Secret::new(base64url::decode(key).ok_or_else(broken)?);
        Self::of(algorithm, private).map_err(|_| broken())
    }

    pub(super) fn private(&self) -> &Secret<Vec<u8>> {
        &self.private
    }

    /// The name of the key: its RFC 7638 thumbprint.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// What it signs with.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Its public half.
    pub fn public(&self) -> &Jwk {
        &self.public
    }

    /// Its public half as it is published, with `kid`, `use` and `alg`.
    pub fn public_jwk(&self) -> Value {
        self.public.to_value()
    }

    /// Writes a signed token with these claims; `typ` is the header's kind of token.
    ///
    /// # Errors
    /// `internal_error` if the library fails.
    pub fn sign(&self, typ: Option<&str>, claims: &impl Serialize) -> Result<String> {
        self.sign_as(Some(&self.kid), typ, claims)
    }

    /// As [`sign`](Self::sign), with the name that the other side knows the key by, if it knows one.
    ///
    /// # Errors
    /// `internal_error` if the library fails.
    pub fn sign_as(&self, kid: Option<&str>, typ: Option<&str>, claims: &impl Serialize) -> Result<String> {
        let header = Header { alg: self.algorithm.name(), kid, typ };
        compact(&header, claims, |message| self.signature(message))
    }

    /// With these members in the header, beside the algorithm.
    pub(super) fn sign_with(
        &self,
        mut header: Map<String, Value>,
        claims: &impl Serialize,
    ) -> Result<String> {
        header.insert("alg".to_owned(), json!(self.algorithm.name()));
        compact(&header, claims, |message| self.signature(message))
    }

    pub(super) fn signature(&self, message: &[u8]) -> Result<Vec<u8>> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let encoding = rsa_encoding(self.algorithm).ok_or_else(|| Code::InternalError.error())?;
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &SystemRandom::new(), message, &mut signature).map_err(failed)?;
                Ok(signature)
            }
            Pair::Ec(pair) => pair
                .sign(&SystemRandom::new(), message)
                .map_err(failed)
                .map(|signature| signature.as_ref().to_vec()),
            Pair::Ed25519(pair) => {
                pair.try_sign(message).map_err(failed).map(|signature| signature.as_ref().to_vec())
            }
        }
    }

    pub(super) fn of(algorithm: Algorithm, private: Secret<Vec<u8>>) -> Result<Self, KeyRejected> {
        let bytes = private.expose().as_slice();
        let (pair, material) = match algorithm.family() {
            Family::Rsa => {
                let pair = RsaKeyPair::from_pkcs8(bytes)?;
                let material = rsa_material(pair.public_key().as_ref()).ok_or(Unspecified)?;
                (Pair::Rsa(Box::new(pair)), material)
            }
            Family::Ec(curve) => {
                let pair = EcdsaKeyPair::from_pkcs8(ecdsa(curve), bytes)?;
                let material = Material::Ec { curve, point: pair.public_key().as_ref().to_vec() };
                (Pair::Ec(pair), material)
            }
            Family::Ed25519 if bytes.len() == ED25519_SEED_LEN => {
                // The public half is computed here, so there is nothing that it could be checked against
                let pair = Ed25519KeyPair::from_seed_unchecked(bytes)?;
                let material = Material::Ed25519 { x: pair.public_key().as_ref().to_vec() };
                (Pair::Ed25519(pair), material)
            }
            Family::Ed25519 | Family::Symmetric => return Err(Unspecified.into()),
        };
        let public = Jwk::of(algorithm, material);
        Ok(Self { algorithm, pair, private, kid: public.thumbprint(), public })
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({} kid {})", self.algorithm, self.kid)
    }
}

/// RFC 8017 §A.1.1: SEQUENCE { modulus INTEGER, publicExponent INTEGER }, as the library writes it.
pub(super) fn rsa_material(der: &[u8]) -> Option<Material> {
    let (sequence, _) = der_value(0x30, der)?;
    let (n, rest) = der_value(0x02, sequence)?;
    let (e, _) = der_value(0x02, rest)?;
    // A leading zero only says that the number is positive
    let number = |bytes: &[u8]| bytes.strip_prefix(&[0]).unwrap_or(bytes).to_vec();
    Some(Material::Rsa { n: number(n), e: number(e) })
}

/// The content of the first DER value, which has that tag, and what follows it.
pub(super) fn der_value(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let [first, length, rest @ ..] = der else { return None };
    let long_form = usize::from(length.checked_sub(0x80).unwrap_or(0));
    let (length, rest) = if *length < 0x80 {
        (usize::from(*length), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(long_form)?;
        (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
    };
    (*first == tag).then(|| rest.split_at_checked(length)).flatten()
}

pub(super) fn ecdsa(curve: Curve) -> &'static EcdsaSigningAlgorithm {
    match curve {
        Curve::P256 => &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
        Curve::P384 => &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
        Curve::P521 => &signature::ECDSA_P521_SHA512_FIXED_SIGNING,
    }
}

fn rsa_encoding(algorithm: Algorithm) -> Option<&'static dyn RsaEncoding> {
    Some(match algorithm {
        Algorithm::RS256 => &signature::RSA_PKCS1_SHA256,
        Algorithm::RS384 => &signature::RSA_PKCS1_SHA384,
        Algorithm::RS512 => &signature::RSA_PKCS1_SHA512,
        Algorithm::PS256 => &signature::RSA_PSS_SHA256,
        Algorithm::PS384 => &signature::RSA_PSS_SHA384,
        Algorithm::PS512 => &signature::RSA_PSS_SHA512,
        _ => return None,
    })
}

/// The library never says why.
fn failed(_: impl fmt::Debug) -> Error {
    Code::InternalError.error().message("the cryptographic library failed")
}
