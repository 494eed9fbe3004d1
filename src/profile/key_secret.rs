//! A client secret that is made of the client's key: the quirk `client-secret-from-key`.
//! <https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret>

use std::collections::BTreeMap;

use super::{key::Key, settings::Settings};
use crate::{
    error::Result,
    provider::{preset::Preset, quirk::Quirk},
};

/// Whose key makes it, by the names that the provider has for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySecret {
    /// Who signs: the `iss` of the token.
    pub team_id: String,
    /// With which key: the `kid` of the token.
    pub key_id: String,
}

impl KeySecret {
    /// What these settings say, if there is a key for it and their preset has the quirk.
    ///
    /// # Errors
    /// `parameter_missing`.
    pub fn of(settings: &Settings, has_key: bool) -> Result<Option<Self>> {
        let has_quirk = |preset: &&Preset| has_key && preset.quirks().has(Quirk::ClientSecretFromKey);
        let Some(preset) = settings.preset.filter(has_quirk) else { return Ok(None) };
        let values: BTreeMap<String, String> =
            settings.entries(Key::Set).map(|(name, value)| (name.to_owned(), value.value.clone())).collect();
        let parameter = |name| preset.parameter(name, &values);
        Ok(Some(Self { team_id: parameter("team_id")?, key_id: parameter("key_id")? }))
    }
}
