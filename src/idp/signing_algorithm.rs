//! The algorithms that the provider signs with, as clients choose them (OIDC Registration §2).

use std::str::FromStr;

use crate::jose::algorithm::Algorithm;

/// The algorithms a token can be signed with here.
pub const SIGNING_ALGORITHMS: &[(&str, Algorithm)] =
    &[("RS256", Algorithm::RS256), ("ES256", Algorithm::ES256), ("EdDSA", Algorithm::EdDSA)];

/// One of them, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SigningAlgorithm(pub Algorithm);

impl FromStr for SigningAlgorithm {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        SIGNING_ALGORITHMS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, algorithm)| Self(*algorithm))
            .ok_or_else(|| "the algorithm of a signature is RS256, ES256 or EdDSA".into())
    }
}
