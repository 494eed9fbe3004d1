//! The presets: what is known beforehand about a provider, one table each in `presets.toml`.

use std::{collections::BTreeMap, sync::OnceLock};

use serde::{Deserialize, Serialize};

use super::{
    endpoints::Endpoints,
    quirk::{Quirk, Quirks},
};
use crate::{
    error::{Code, Error, Result},
    protocol::{endpoint_url::Transport, issuer::Issuer},
};

/// The presets' source, which also documents where each fact comes from.
pub const SOURCE: &str = include_str!("presets.toml");

/// What is known beforehand about one provider.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Its name, which is the table's.
    #[serde(skip_deserializing, rename(serialize = "provider"))]
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The issuer, with parameters in braces; none if the provider has no metadata.
    #[serde(default)]
    pub issuer: Option<String>,
    /// The endpoints of a provider without metadata, by their metadata names, with parameters in braces.
    #[serde(default)]
    pub endpoints: BTreeMap<String, String>,
    /// What only the person knows: a tenant, a host.
    #[serde(default)]
    pub parameters: BTreeMap<String, Parameter>,
    /// A client id that everybody may use.
    #[serde(default)]
    pub client_id: Option<String>,
    /// How the client authenticates, if that is known.
    #[serde(default)]
    pub auth_method: Option<String>,
    /// Whether a client of this provider always has a secret.
    #[serde(default)]
    pub secret: SecretNeed,
    /// The flows, by name, whose clients need no secret all the same.
    #[serde(default)]
    pub public_flows: Vec<String>,
    /// The scopes that are asked for if nothing else is said.
    pub scopes: Vec<String>,
    /// Parameters that are added to the authorization request.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
    /// How the browser brings the answer, where the provider wants that said.
    #[serde(default)]
    pub response_mode: Option<String>,
    /// The quirks, by name.
    #[serde(default)]
    pub quirks: Vec<String>,
    /// Error names of its own, with the registered name of the same meaning.
    #[serde(default)]
    pub errors: BTreeMap<String, String>,
    /// Names of its own for scopes in its answers, each with the one that was asked for.
    #[serde(default)]
    pub scope_names: BTreeMap<String, String>,
    /// Parameters of the authorization request, with the names that the provider has for them; an empty one is not sent.
    #[serde(default)]
    pub authorization_names: BTreeMap<String, String>,
    /// As those, of a token request.
    #[serde(default)]
    pub token_names: BTreeMap<String, String>,
    /// Where the session is kept if nothing else is said.
    #[serde(default)]
    pub store: Option<String>,
    /// Where a user's fields are, by dot paths, if not where OpenID Connect has them.
    #[serde(default)]
    pub profile_map: BTreeMap<String, String>,
    /// Where the user's name for people may be, by dot paths; the first one present counts.
    pub username: Vec<String>,
    /// Where an app is registered, with parameters in braces.
    #[serde(default)]
    pub register_url: Option<String>,
    /// How, in one to three sentences.
    pub register: String,
    /// The callback that goes with such a registration.
    pub callback: PresetCallback,
}

/// A value that only the person knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// What it is if nothing is said; without one it must be given.
    #[serde(default)]
    pub default: Option<String>,
    /// What it is, for people.
    pub what: String,
    /// Whether it is a whole address, which is judged as one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub address: bool,
}

/// Whether a client has a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecretNeed {
    /// It depends on the registration.
    #[default]
    Optional,
    /// Always, also for an installed app.
    Required,
    /// Always, and it is made of the client's key.
    Key,
}

/// The callback that goes with the registration.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetCallback {
    /// `127.0.0.1`, `[::1]` or `localhost`.
    pub host: String,
    /// The port; 0 for any.
    pub port: u16,
    /// The path.
    pub path: String,
    /// What to enter at the registration; none where nothing is entered.
    #[serde(default)]
    pub enter: Option<String>,
}

/// A row of `provider list`. What `provider show` shows is the [`Preset`] itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListRow {
    /// The preset's name.
    pub provider: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Its issuer, or its authorization endpoint if it has none; parameters in braces.
    pub place: &'static str,
    /// Whether it works without an account anywhere.
    pub ready: bool,
    /// What a first login has to be told: settings, and the parameters that have no default.
    pub needs: Vec<&'static str>,
}

/// The presets, for `provider list`.
pub fn list() -> Vec<ListRow> {
    let place = |preset: &'static Preset| {
        preset
            .issuer
            .as_ref()
            .or_else(|| preset.endpoints.get("authorization_endpoint"))
            .map_or("", String::as_str)
    };
    all()
        .values()
        .map(|preset| ListRow {
            provider: &preset.name,
            title: &preset.title,
            place: place(preset),
            ready: preset.client_id.is_some(),
            needs: preset.needs(),
        })
        .collect()
}

/// Every preset, by name.
pub fn all() -> &'static BTreeMap<String, Preset> {
    static PRESETS: OnceLock<BTreeMap<String, Preset>> = OnceLock::new();
    PRESETS.get_or_init(|| {
        let mut presets: BTreeMap<String, Preset> =
            toml::from_str(SOURCE).expect("presets.toml is part of the program; a test reads it");
        for (name, preset) in &mut presets {
            preset.name.clone_from(name);
        }
        presets
    })
}

/// The preset of that name; the error's hint has the nearest name.
pub fn named(name: &str) -> Result<&'static Preset> {
    all().get(name).ok_or_else(|| {
        let names: Vec<&str> = all().keys().map(String::as_str).collect();
        let error = Code::ProviderUnknown.error().expected(names.join(", ")).got(name);
        match nearest(name, names) {
            Some(nearest) => {
                error.hint(format!("did you mean `{nearest}`? Any other provider is reached by --issuer"))
            }
            None => error,
        }
    })
}

/// The name that is most like a mistyped one, if any is.
pub fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    names
        .into_iter()
        .map(|name| (strsim::jaro_winkler(typed, name), name))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

impl Preset {
    /// What a first login has to be told.
    fn needs(&self) -> Vec<&str> {
        let client_id = self.client_id.is_none().then_some("client_id");
        let client_secret = match self.secret {
            SecretNeed::Optional => None,
            SecretNeed::Required => Some("client_secret"),
            SecretNeed::Key => Some("client_key"),
        };
        let parameters = self.parameters.iter().filter(|(_, parameter)| parameter.default.is_none());
        client_id.into_iter().chain(client_secret).chain(parameters.map(|(name, _)| name.as_str())).collect()
    }

    /// The quirks and error names.
    pub fn quirks(&self) -> Quirks {
        let pairs = |table: &BTreeMap<String, String>| {
            table.iter().map(|(name, other)| (name.clone(), other.clone())).collect()
        };
        Quirks {
            on: self.quirks.iter().filter_map(|name| Quirk::named(name)).collect(),
            errors: pairs(&self.errors),
            scopes: pairs(&self.scope_names),
            authorization_names: pairs(&self.authorization_names),
            token_names: pairs(&self.token_names),
        }
    }

    /// What the provider calls the parameters of the protocol, where it has names of its own for them.
    pub fn own_parameters(&self) -> Vec<&str> {
        let names = self.authorization_names.values().chain(self.token_names.values());
        names.map(String::as_str).filter(|name| !name.is_empty()).collect()
    }

    /// The same provider at another address, which takes the place of scheme and host in its issuer and its endpoints; their
    /// paths stay.
    pub fn at(&self, address: &Issuer) -> Self {
        let address = address.as_str().trim_end_matches('/');
        let moved = |template: &String| {
            let behind_scheme = template.split_once("://").map_or("", |(_, rest)| rest);
            format!("{address}{}", behind_scheme.find('/').map_or("", |path| &behind_scheme[path..]))
        };
        Self {
            issuer: self.issuer.as_ref().map(moved),
            endpoints: self.endpoints.iter().map(|(name, url)| (name.clone(), moved(url))).collect(),
            ..self.clone()
        }
    }

    /// The issuer with the parameters filled in.
    pub fn issuer(&self, values: &BTreeMap<String, String>) -> Result<Option<Issuer>> {
        self.issuer.as_deref().map(|template| Issuer::parse(&self.fill(template, values)?)).transpose()
    }

    /// The endpoints with the parameters filled in, `overrides` first.
    pub fn endpoints(
        &self,
        values: &BTreeMap<String, String>,
        overrides: &BTreeMap<String, String>,
    ) -> Result<Endpoints> {
        let mut filled = BTreeMap::new();
        for (member, template) in &self.endpoints {
            filled.insert(member.clone(), self.fill(template, values)?);
        }
        filled.extend(overrides.iter().map(|(member, url)| (member.clone(), url.clone())));
        endpoints_of(&filled)
    }

    /// A parameter that stands in no address.
    pub fn parameter(&self, name: &str, values: &BTreeMap<String, String>) -> Result<String> {
        self.fill(&format!("{{{name}}}"), values)
    }

    /// The text with the parameters filled in, by `values` or their defaults.
    pub fn fill(&self, template: &str, values: &BTreeMap<String, String>) -> Result<String> {
        let mut text = template.to_owned();
        for (name, parameter) in &self.parameters {
            let hole = format!("{{{name}}}");
            if !text.contains(&hole) {
                continue;
            }
            let value = values
                .get(name)
                .or(parameter.default.as_ref())
                .ok_or_else(|| self.missing(name, parameter))?;
            if !parameter.address {
                check_value(name, value)?;
            }
            text = text.replace(&hole, value);
        }
        Ok(text)
    }

    fn missing(&self, name: &str, parameter: &Parameter) -> Error {
        Code::ParameterMissing
            .error()
            .message(format!("the provider {} needs `{name}`: {}", self.name, parameter.what))
            .hint(format!("add --set {name}=VALUE"))
    }
}

/// Endpoints that are written down instead of discovered. http is taken on loopback only.
pub fn endpoints_of(endpoints: &BTreeMap<String, String>) -> Result<Endpoints> {
    Endpoints::read(|member| Ok(endpoints.get(member).map(String::as_str)), Transport::LoopbackCleartext)
        .map_err(|error| error.recoded(Code::ConfigInvalid))
}

/// A parameter's value becomes part of an address, and must not be able to become more than its part.
fn check_value(name: &str, value: &str) -> Result<()> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte);
    if value.is_empty() || value.len() > 253 || !value.bytes().all(plain) || value.contains("..") {
        return Err(Code::ConfigInvalid
            .error()
            .message(format!("the value of `{name}` cannot be part of an address"))
            .expected("letters, digits, - . _ ~ :")
            .got(value));
    }
    Ok(())
}
