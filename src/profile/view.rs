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

/// A row of `profile validate`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// The profile's name.
    pub profile: String,
    /// Whether a login could begin with it.
    pub ok: bool,
    /// The error's code.
    pub code: Option<&'static str>,
    /// What is wrong.
    pub message: Option<String>,
    /// What to do.
    pub hint: Option<String>,
    /// The error itself.
    #[serde(skip)]
    pub error: Option<Error>,
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

/// Resolves every profile of the file by itself. A missing client id is wrong too; whether a secret is where it is said
/// to be is not asked.
pub fn validate(file: &ProfilesFile) -> Vec<Verdict> {
    let judge = |name: &String| Verdict::new(name, resolve_alone(file, name).err());
    file.profiles.keys().map(judge).collect()
}

impl Verdict {
    fn new(profile: &str, error: Option<Error>) -> Self {
        Self {
            profile: profile.to_owned(),
            ok: error.is_none(),
            code: error.as_ref().map(|error| error.code().row().name),
            message: error.as_ref().map(|error| error.text().to_owned()),
            hint: error.as_ref().map(|error| error.advice().to_owned()),
            error,
        }
    }
}

fn resolve_alone(file: &ProfilesFile, name: &str) -> Result<Resolved> {
    let flags = Flags::default().profile(Some(name));
    Resolved::resolve(&Inputs { flags: &flags, environment: &|_| None, file: Some(file) })
}
