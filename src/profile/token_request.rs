//! What token requests are made with beyond what their grant asks for, and how the provider departs from it, as settings.

use super::{key::Key, settings::Settings};
use crate::{
    error::{Code, Result},
    provider::{
        preset::{self, Preset},
        quirk::{QUIRKS, Quirk, Quirks},
    },
};

/// What is added to token requests, and what signs those that are signed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TokenRequest {
    /// Parameters to add to the token requests of a person's login.
    pub params: Vec<(String, String)>,
    /// The algorithm that signs client assertions, if one is named.
    pub auth_signing_alg: Option<String>,
}

impl TokenRequest {
    /// What these settings say of it.
    pub fn of(settings: &Settings) -> Result<Self> {
        Ok(Self {
            params: settings.extra_parameters(Key::TokenParams)?,
            auth_signing_alg: settings.text(Key::AuthSigningAlg).map(|setting| setting.value.clone()),
        })
    }
}

impl Settings {
    /// The quirks of the preset, and those that were named besides.
    pub fn quirks(&self) -> Result<Quirks> {
        let mut quirks = self.preset.map(Preset::quirks).unwrap_or_default();
        let Some(named) = self.text(Key::Quirks) else { return Ok(quirks) };
        for name in named.value.split_whitespace() {
            let quirk = Quirk::named(name).ok_or_else(|| {
                let names: Vec<&str> = QUIRKS.iter().map(|row| row.name).collect();
                let error = Code::Usage.error().message("there is no such quirk").expected(names.join(", "));
                let error = match preset::nearest(name, names) {
                    Some(nearest) => error.hint(format!("did you mean `{nearest}`?")),
                    None => error,
                };
                named.origin.blame(error.got(name))
            })?;
            if !quirks.has(quirk) {
                quirks.on.push(quirk);
            }
        }
        Ok(quirks)
    }
}
