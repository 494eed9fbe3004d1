//! Where to sign in.

use crate::{protocol::issuer::Issuer, provider::endpoints::Endpoints};

/// Where to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A provider with metadata, to be discovered.
    Issuer(Issuer),
    /// A provider whose endpoints are known beforehand.
    Endpoints(Box<Endpoints>),
}

impl Place {
    /// What a provider without a preset is called.
    pub(super) fn bare_name(&self) -> &'static str {
        match self {
            Self::Issuer(_) => "oidc",
            Self::Endpoints(_) => "oauth",
        }
    }
}
