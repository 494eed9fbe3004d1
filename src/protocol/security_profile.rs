//! Profiles of the standards that ask for more than these do themselves: which one is kept to.
//! <https://openid.net/specs/fapi-security-profile-2_0-final.html>

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecurityProfile {
    /// None: the standards themselves.
    #[default]
    None,
    /// The FAPI 2.0 Security Profile.
    Fapi2,
}

/// What may sign under FAPI 2.0 §5.4.1 (1), by its registered names; the last is RFC 9864's for Ed25519.
const FAPI2_ALGORITHMS: &[&str] = &["PS256", "ES256", "EdDSA", "Ed25519"];

impl SecurityProfile {
    /// All, by the name of the setting `security_profile`.
    pub const NAMES: &'static [(&'static str, Self)] = &[("none", Self::None), ("fapi2", Self::Fapi2)];

    /// Whether it lets an algorithm of that name sign.
    pub fn allows_algorithm(self, name: &str) -> bool {
        match self {
            Self::None => true,
            Self::Fapi2 => FAPI2_ALGORITHMS.contains(&name),
        }
    }
}

impl FromStr for SecurityProfile {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, profile)| *profile).ok_or(())
    }
}
