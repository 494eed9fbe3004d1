//! What a key is made for: to sign with one algorithm, or to decrypt in one way (RFC 7517 §4.4).

use super::{
    algorithm::Algorithm,
    jwe::{KeyManagement, Needs},
};

/// What a key pair is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// To sign.
    Signing(Algorithm),
    /// To decrypt.
    Decrypting(KeyManagement),
}

impl KeyAlgorithm {
    /// Everything that a key pair can be made for.
    pub fn all() -> impl Iterator<Item = Self> {
        let ways = KeyManagement::ALL.iter().copied();
        let ways = ways.filter(|way| way.is_written() && way.needs() != Needs::Secret);
        Algorithm::ASYMMETRIC.iter().copied().map(Self::Signing).chain(ways.map(Self::Decrypting))
    }

    /// What a key of this `alg` is for.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|algorithm| algorithm.name() == name)
    }

    /// The value of `alg`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Signing(algorithm) => algorithm.name(),
            Self::Decrypting(way) => way.name(),
        }
    }

    /// The value of `use` (RFC 7517 §4.2).
    pub fn usage(self) -> &'static str {
        match self {
            Self::Signing(_) => "sig",
            Self::Decrypting(_) => "enc",
        }
    }
}
