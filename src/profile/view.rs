//! What `profile list`, `profile show` and `profile validate` show, as data.

use serde::Serialize;

use super::{
    file::ProfilesFile,
    key::KeyRow,
    origin::Origin,
    resolved::Resolved,
    settings::{Flags, Inputs, Settings},
};
use crate::error::{Error, Result};

/// A row of `profile list`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListRow {
    /// The profile's name.
    pub profile: String,
    /// Its preset, if it names one.
    pub provider: Option<String>,
    /// Its issuer, if it names one.
    pub issuer: Option<String>,
    /// Its client id, if it names one.
    pub client_id: Option<String>,
    /// Whether it is the one used if none is named.
    pub default: bool,
}

/// A row of `profile show`: a setting and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShowRow {
    /// Its flat name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where it came from.
    pub origin: Origin,
    /// What it is.
    pub what: &'static str,
}

/// The profiles of the file.
pub fn list(file: &ProfilesFile) -> Vec<ListRow> {
    let default = file.default_profile.as_ref().map(|named| named.value.as_str());
    file.profiles
        .iter()
        .map(|(name, layer)| {
            let text = |key: &str| layer.get(key).map(|setting| setting.value.clone());
            ListRow {
                profile: name.clone(),
                provider: text("provider"),
                issuer: text("issuer"),
                client_id: text("client_id"),
                default: default == Some(name),
            }
        })
        .collect()
}

/// Every setting that counts, and where it came from. A proxy's credentials are left out.
pub fn show(settings: &Settings) -> Vec<ShowRow> {
    settings
        .values
        .iter()
        .map(|(name, setting)| ShowRow {
            name: name.clone(),
            value: match setting.value.rsplit_once('@') {
                Some((_, host)) if name == "proxy" => format!("…@{host}"),
                _ => setting.value.clone(),
            },
            origin: setting.origin.clone(),
            what: KeyRow::of(name).map_or("", |row| row.what),
        })
        .collect()
}

/// Resolves every profile of the file by itself, and returns what is wrong with each. A missing client id is wrong too.
pub fn validate(file: &ProfilesFile) -> Vec<(String, Option<Error>)> {
    file.profiles.keys().map(|name| (name.clone(), resolve_alone(file, name).err())).collect()
}

fn resolve_alone(file: &ProfilesFile, name: &str) -> Result<Resolved> {
    let flags = Flags::default().profile(Some(name));
    Resolved::resolve(&Inputs { flags: &flags, environment: &|_| None, file: Some(file) })
}
