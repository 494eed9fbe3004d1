//! A scope of the configuration: `[[scopes]]`.

use serde::Deserialize;

use super::{claim_name::OF_THE_PROVIDER, scope};

/// A scope.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnScope {
    /// Its name (RFC 6749 §3.3).
    pub name: String,
    /// What the client gets, in plain words for the consent page.
    pub means: String,
    /// The claims about a person that it is for.
    #[serde(default)]
    pub claims: Vec<String>,
}

impl OwnScope {
    /// Itself, or why it is none.
    pub fn checked(self) -> Result<Self, String> {
        // RFC 6749 §3.3: scope-token
        let is_plain = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        if self.name.is_empty() || !self.name.bytes().all(is_plain) || self.means.is_empty() {
            return Err("name is a scope token (RFC 6749 section 3.3), and means says what it is for".into());
        }
        if scope::meaning(&self.name).is_some() {
            return Err(format!("there is a scope {} already (OpenID Connect Core section 5.4)", self.name));
        }
        match self.claims.iter().find(|claim| OF_THE_PROVIDER.contains(&claim.as_str())) {
            Some(claim) => Err(format!("{claim} is what the provider says, not what is known of a person")),
            None => Ok(self),
        }
    }
}
