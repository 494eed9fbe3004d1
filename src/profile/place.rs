//! Where to sign in.

use std::borrow::Cow;

use url::Url;

use super::{key::Key, settings::Settings};
use crate::{
    error::{Code, Result},
    protocol::issuer::Issuer,
    provider::{endpoints::Endpoints, preset::Preset},
};

/// Where to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A provider with metadata, to be discovered.
    Issuer(Issuer),
    /// A provider whose endpoints are known beforehand.
    Endpoints(Box<Endpoints>),
}

impl Place {
    /// Where the person goes, as far as it is known beforehand: the issuer, or the authorization endpoint.
    pub fn front_door(&self) -> Option<&Url> {
        match self {
            Self::Issuer(issuer) => Some(issuer.url()),
            Self::Endpoints(endpoints) => endpoints.authorization.as_ref().map(|endpoint| endpoint.url()),
        }
    }

    /// What a provider without a preset is called.
    pub(super) fn bare_name(&self) -> &'static str {
        match self {
            Self::Issuer(_) => "oidc",
            Self::Endpoints(_) => "oauth",
        }
    }
}

/// The preset, at the address where the person says that it is.
pub(super) fn located(settings: &Settings) -> Result<Option<Cow<'static, Preset>>> {
    let Some(named) = settings.text(Key::ProviderUrl) else { return Ok(settings.preset.map(Cow::Borrowed)) };
    let blamed = |error| named.origin.blame(error);
    let Some(preset) = settings.preset else {
        let error = Code::ConfigInvalid.error().message("provider_url is the address of a preset's provider");
        return Err(blamed(error.hint("name the preset with --provider, or this address with --issuer")));
    };
    if settings.text(Key::Issuer).is_some() {
        let error = Code::ConfigInvalid.error().message("provider_url and issuer both say where to sign in");
        return Err(blamed(error.hint("name one of them")));
    }
    // As strictly as an issuer: https, or http to this machine, and nothing behind the path.
    let address = Issuer::parse(&named.value).map_err(|error| {
        let message = error.text().replacen("the issuer", "the provider's address", 1);
        blamed(error.message(message))
    })?;
    Ok(Some(Cow::Owned(preset.at(&address))))
}
