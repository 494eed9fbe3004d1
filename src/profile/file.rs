//! `profiles.toml`, read strictly: an unknown key is an error that names its line and the nearest key (threat C154).

use std::collections::BTreeMap;

use toml::{
    Spanned,
    de::{DeString, DeTable, DeValue},
};

use super::{
    key::{KEYS, KeyRow, Kind},
    name,
    origin::{Origin, Sourced},
};
use crate::{
    error::{Code, Error, Result},
    protocol::parameter,
    provider::{endpoints, preset, profile_map},
    untrusted::sanitize,
};

/// Settings by their flat names (`client_id`, `params.prompt`), as text, each with its place.
pub type Layer = BTreeMap<String, Sourced<String>>;

/// What the file says.
#[derive(Debug, Clone, Default)]
pub struct ProfilesFile {
    /// The profile that is used if none is named.
    pub default_profile: Option<Sourced<String>>,
    /// The profiles, by name.
    pub profiles: BTreeMap<String, Layer>,
}

impl ProfilesFile {
    /// Reads the file's text; `shown` is its path as errors show it.
    pub fn parse(text: &str, shown: &str) -> Result<Self> {
        let line_starts =
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1).collect();
        let reader = Reader { shown, line_starts };
        let document = DeTable::parse(text).map_err(|error| {
            reader.fault(error.span().map_or(0, |span| span.start), sanitize(error.message()))
        })?;
        let mut file = Self::default();
        for (key, value) in document.get_ref() {
            match key.get_ref().as_ref() {
                "default_profile" => file.default_profile = Some(reader.default_profile(value)?),
                "profiles" => file.profiles = reader.profiles(value)?,
                other => return Err(reader.unknown(key, other, &["default_profile", "profiles"], "")),
            }
        }
        reader.default_exists(&file)?;
        Ok(file)
    }

    /// The profile of that name.
    pub fn profile(&self, name: &str) -> Option<&Layer> {
        self.profiles.get(name)
    }
}

type Key<'i> = Spanned<DeString<'i>>;
type Value<'i> = Spanned<DeValue<'i>>;

struct Reader<'a> {
    shown: &'a str,
    /// Where each line but the first begins.
    line_starts: Vec<usize>,
}

impl Reader<'_> {
    fn default_profile(&self, value: &Value<'_>) -> Result<Sourced<String>> {
        let DeValue::String(name) = value.get_ref() else {
            return Err(self.wrong(value, "default_profile", "a string"));
        };
        let at = value.span().start;
        name::check(name).map_err(|error| self.origin(at).blame(error))?;
        Ok(Sourced::new(name.to_string(), self.origin(at)))
    }

    fn default_exists(&self, file: &ProfilesFile) -> Result<()> {
        match &file.default_profile {
            Some(named) if !file.profiles.contains_key(&named.value) => {
                let error = Code::ConfigInvalid
                    .error()
                    .message(format!("default_profile names a profile that is not there: {}", named.value));
                Err(hint_nearest(
                    named.origin.blame(error),
                    &named.value,
                    file.profiles.keys().map(String::as_str),
                ))
            }
            _ => Ok(()),
        }
    }

    fn profiles(&self, value: &Value<'_>) -> Result<BTreeMap<String, Layer>> {
        let DeValue::Table(profiles) = value.get_ref() else {
            return Err(self.wrong(value, "profiles", "tables [profiles.NAME]"));
        };
        let mut read = BTreeMap::new();
        for (key, value) in profiles {
            let profile = key.get_ref().as_ref();
            name::check(profile).map_err(|error| self.origin(key.span().start).blame(error))?;
            let DeValue::Table(table) = value.get_ref() else {
                return Err(self.wrong(value, profile, "a table"));
            };
            let layer = self.profile(profile, table).map_err(|error| error.profile(profile))?;
            read.insert(profile.to_owned(), layer);
        }
        Ok(read)
    }

    fn profile(&self, profile: &str, table: &DeTable<'_>) -> Result<Layer> {
        let mut layer = Layer::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if let Some(row) = KEYS.iter().find(|row| row.name == name && name != "set") {
                self.setting(row, value, &mut layer)?;
            } else if parameters_of(table).contains(&name) {
                let text = self.scalar(name, value, Kind::Text)?;
                self.put(&mut layer, format!("set.{name}"), text, value);
            } else {
                let known: Vec<&str> = KEYS
                    .iter()
                    .map(|row| row.name)
                    .filter(|name| *name != "set")
                    .chain(parameters_of(table))
                    .collect();
                return Err(self.unknown(key, name, &known, &format!(" in profile {profile}")));
            }
        }
        Ok(layer)
    }

    fn setting(&self, row: &KeyRow, value: &Value<'_>, layer: &mut Layer) -> Result<()> {
        match row.kind {
            Kind::Text | Kind::Path | Kind::Number | Kind::Source | Kind::Key | Kind::Token => {
                let text = self.scalar(row.name, value, row.kind)?;
                row.kind.check(&text).map_err(|error| self.origin(value.span().start).blame(error))?;
                self.put(layer, row.name.to_owned(), text, value);
            }
            Kind::List => {
                let DeValue::Array(items) = value.get_ref() else {
                    return Err(self.wrong(value, row.name, "a list of strings"));
                };
                let items: Result<Vec<String>> =
                    items.iter().map(|item| self.scalar(row.name, item, Kind::Text)).collect();
                self.put(layer, row.name.to_owned(), items?.join(" "), value);
            }
            Kind::Table => {
                let DeValue::Table(entries) = value.get_ref() else {
                    return Err(self.wrong(value, row.name, "a table of strings"));
                };
                for (key, value) in entries {
                    self.entry(row, key, value, layer)?;
                }
            }
        }
        Ok(())
    }

    fn entry(&self, row: &KeyRow, key: &Key<'_>, value: &Value<'_>, layer: &mut Layer) -> Result<()> {
        let entry = key.get_ref().as_ref();
        if row.name == "endpoints" && !endpoints::MEMBERS.contains(&entry) {
            return Err(self.unknown(key, entry, endpoints::MEMBERS, " in endpoints"));
        }
        if row.name == "profile_map" && profile_map::field(entry).is_err() {
            return Err(self.unknown(
                key,
                entry,
                &profile_map::names().collect::<Vec<_>>(),
                " in profile_map",
            ));
        }
        if row.name == "params" || row.name == "token_params" {
            parameter::check_extra(entry).map_err(|error| self.origin(key.span().start).blame(error))?;
        }
        let flat_name = row.key.entry(entry);
        let text = self.scalar(&flat_name, value, Kind::Text)?;
        self.put(layer, flat_name, text, value);
        Ok(())
    }

    fn scalar(&self, name: &str, value: &Value<'_>, kind: Kind) -> Result<String> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.to_string()),
            DeValue::Integer(number) if kind == Kind::Number && number.radix() == 10 => {
                Ok(number.as_str().to_owned())
            }
            _ if kind == Kind::Number => Err(self.wrong(value, name, "a whole number or a string")),
            _ => Err(self.wrong(value, name, "a string")),
        }
    }

    fn put(&self, layer: &mut Layer, name: String, text: String, value: &Value<'_>) {
        layer.insert(name, Sourced::new(text, self.origin(value.span().start)));
    }

    fn origin(&self, at: usize) -> Origin {
        let line = self.line_starts.partition_point(|start| *start <= at) + 1;
        Origin::Profile { file: self.shown.to_owned(), line }
    }

    fn fault(&self, at: usize, message: impl Into<String>) -> Error {
        self.origin(at).blame(Code::ConfigInvalid.error().message(message))
    }

    fn wrong(&self, value: &Value<'_>, name: &str, expected: &'static str) -> Error {
        self.fault(value.span().start, format!("`{}` is of the wrong kind", sanitize(name)))
            .expected(expected)
    }

    fn unknown(&self, key: &Key<'_>, name: &str, known: &[&str], place: &str) -> Error {
        let error = self.fault(key.span().start, format!("unknown key `{}`{place}", sanitize(name)));
        hint_nearest(error, name, known.iter().copied())
    }
}

/// The parameters that this profile may set; asked only where a key is none of ours, to leave the presets unread: its preset's, or any preset's where that is not known here.
fn parameters_of(table: &DeTable<'_>) -> Vec<&'static str> {
    let provider = table.get("provider").and_then(|value| match value.get_ref() {
        DeValue::String(name) => preset::all().get(name.as_ref()),
        _ => None,
    });
    let names = |preset: &'static preset::Preset| preset.parameters.keys().map(String::as_str);
    match provider {
        Some(preset) => names(preset).collect(),
        None => preset::all().values().flat_map(names).collect(),
    }
}

fn hint_nearest<'a>(error: Error, typed: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
    match preset::nearest(typed, known) {
        Some(nearest) => error.hint(format!("did you mean `{nearest}`?")),
        None => error,
    }
}
