//! How the key that encrypts the content is conveyed: `alg` of a JWE (RFC 7518 §4).
//!
//! What is not here is not taken: RSA1_5 lets whoever asks often enough decrypt (RFC 8017 §7.2), PBES2 makes the reader work
//! for as long as the writer likes (threat C88), and nobody needs the rest.

use std::fmt;

/// A way to convey the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyManagement {
    /// `RSA-OAEP`, with SHA-1: read, since many providers know nothing else, and never written.
    RsaOaep,
    /// `RSA-OAEP-256`.
    RsaOaep256,
    /// `ECDH-ES`: the agreed key is the content's.
    EcdhEs,
    /// `ECDH-ES+A128KW`: the agreed key wraps the content's.
    EcdhEsA128Kw,
    /// `ECDH-ES+A256KW`.
    EcdhEsA256Kw,
    /// `A128KW`: a key that both sides know wraps the content's.
    A128Kw,
    /// `A256KW`.
    A256Kw,
    /// `dir`: a key that both sides know is the content's.
    Direct,
}

/// What a way needs of the one who decrypts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// An RSA key.
    Rsa,
    /// A key on a curve.
    Curve,
    /// A secret that both sides know.
    Secret,
}

impl KeyManagement {
    /// Every way, the preferred first.
    pub const ALL: &'static [Self] = &[
        Self::EcdhEs,
        Self::EcdhEsA128Kw,
        Self::EcdhEsA256Kw,
        Self::RsaOaep256,
        Self::RsaOaep,
        Self::A128Kw,
        Self::A256Kw,
        Self::Direct,
    ];

    /// The value of `alg`.
    pub fn name(self) -> &'static str {
        match self {
            Self::RsaOaep => "RSA-OAEP",
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::EcdhEs => "ECDH-ES",
            Self::EcdhEsA128Kw => "ECDH-ES+A128KW",
            Self::EcdhEsA256Kw => "ECDH-ES+A256KW",
            Self::A128Kw => "A128KW",
            Self::A256Kw => "A256KW",
            Self::Direct => "dir",
        }
    }

    /// The way of that name, case and all.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|way| way.name() == name)
    }

    /// What it needs of the one who decrypts.
    pub fn needs(self) -> Needs {
        match self {
            Self::RsaOaep | Self::RsaOaep256 => Needs::Rsa,
            Self::EcdhEs | Self::EcdhEsA128Kw | Self::EcdhEsA256Kw => Needs::Curve,
            Self::A128Kw | Self::A256Kw | Self::Direct => Needs::Secret,
        }
    }

    /// Whether it is written here too.
    pub fn is_written(self) -> bool {
        self != Self::RsaOaep
    }

    /// The bytes of the key that wraps the content's, if one does.
    pub(super) fn wrapping_key_len(self) -> Option<usize> {
        match self {
            Self::EcdhEsA128Kw | Self::A128Kw => Some(16),
            Self::EcdhEsA256Kw | Self::A256Kw => Some(32),
            Self::RsaOaep | Self::RsaOaep256 | Self::EcdhEs | Self::Direct => None,
        }
    }
}

impl fmt::Display for KeyManagement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_is_found_by_its_exact_name_only() {
        for way in KeyManagement::ALL {
            assert_eq!(KeyManagement::named(way.name()), Some(*way));
        }
        // C88
        for name in
            ["RSA1_5", "PBES2-HS256+A128KW", "PBES2-HS512+A256KW", "none", "", "rsa-oaep", "DIR", "RS256"]
        {
            assert_eq!(KeyManagement::named(name), None, "{name}");
        }
    }
}
