//! Settings from every place, laid over each other: flag, environment, profile, preset, default. No I/O: the
//! environment is a function, the file was read before.

use std::collections::BTreeMap;

use super::{
    file::{Layer, ProfilesFile},
    key::{KEYS, Key, KeyRow, Kind},
    name,
    origin::{Origin, Sourced},
};
use crate::{
    error::{Code, Error, Result},
    protocol::{grant::Grant, parameter},
    provider::{
        preset::{self, Preset},
        profile_map,
    },
};

/// What the command line says.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    profile: Option<String>,
    texts: Vec<(Key, String)>,
}

impl Flags {
    /// Takes `--profile`, if it was given.
    pub fn profile(mut self, name: Option<impl Into<String>>) -> Self {
        self.profile = name.map(Into::into);
        self
    }

    /// Takes a flag's value, if it was given; for a list or a table once for each time.
    pub fn with(mut self, key: Key, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.texts.extend(values.into_iter().map(|value| (key, value.into())));
        self
    }

    /// What was given, by flat name, each judged as far as a flag alone can be.
    pub fn layer(&self) -> Result<Layer> {
        let mut layer = Layer::new();
        for (key, text) in &self.texts {
            put(&mut layer, key.row(), text, &Origin::Flag(key.row().flag))?;
        }
        Ok(layer)
    }
}

/// Where settings are taken from.
pub struct Inputs<'a> {
    /// The command line.
    pub flags: &'a Flags,
    /// The environment; an empty variable is as good as none.
    pub environment: &'a dyn Fn(&str) -> Option<String>,
    /// The file, if there is one.
    pub file: Option<&'a ProfilesFile>,
}

/// Every setting with its origin, by flat name.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The name that the session is kept under.
    pub profile: Sourced<String>,
    /// The preset, if one is used.
    pub preset: Option<&'static Preset>,
    /// The settings.
    pub values: Layer,
}

impl Settings {
    /// Lays everything over each other.
    pub fn gather(inputs: &Inputs<'_>) -> Result<Self> {
        let flags = inputs.flags.layer()?;
        let flags_name_a_place = names_a_place(&flags);
        let asked = over_place(flags, environment_layer(inputs.environment)?);
        let Some(named) = named_profile(inputs)? else { return Self::complete(None, asked) };
        let Some(profile) = inputs.file.and_then(|file| file.profile(&named.value)) else {
            return match names_a_place(&asked) {
                // A name that the file does not have is the name of a new session.
                true => Self::complete(Some(named), asked),
                false => Err(profile_not_found(&named.value, inputs.file)),
            };
        };
        let name_is_weaker = match named.origin {
            Origin::Flag(_) => false,
            Origin::Environment(_) => flags_name_a_place,
            _ => true,
        };
        if name_is_weaker && is_elsewhere(&asked, profile) {
            // `--provider dev` while the default profile is about work: its session is not to be replaced.
            return Self::complete(None, asked);
        }
        check_secret_stays(&asked, profile)?;
        Self::complete(Some(named), over_place(asked, profile.clone()))
    }

    /// What is said, where nothing of it names a provider.
    pub fn without_place(inputs: &Inputs<'_>) -> Result<Option<Layer>> {
        let asked = over_place(inputs.flags.layer()?, environment_layer(inputs.environment)?);
        let profile = named_profile(inputs)?.and_then(|named| inputs.file?.profile(&named.value).cloned());
        let said = over(asked, profile.unwrap_or_default());
        Ok((!names_a_place(&said)).then_some(said))
    }

    /// From what a session has kept.
    pub fn kept(profile: &str, settings: &BTreeMap<String, String>) -> Result<Self> {
        let known = settings.iter().filter(|(name, _)| KeyRow::of(name).is_some());
        let layer =
            known.map(|(name, text)| (name.clone(), Sourced::new(text.clone(), Origin::Session))).collect();
        Self::complete(Some(Sourced::new(profile.to_owned(), Origin::Session)), layer)
    }

    /// The profile that is meant: `--profile`, else `AUTHCTL_PROFILE`, else the file's `default_profile`. Reads no
    /// preset, so it costs nothing to a command that only needs the name of a session.
    pub fn profile_name(inputs: &Inputs<'_>) -> Result<Option<Sourced<String>>> {
        named_profile(inputs)
    }

    /// A setting's text.
    pub fn text(&self, key: Key) -> Option<&Sourced<String>> {
        self.values.get(key.row().name)
    }

    /// The entries of a table.
    pub fn entries(&self, key: Key) -> impl Iterator<Item = (&str, &Sourced<String>)> {
        let prefix = key.entry("");
        self.values
            .range(prefix.clone()..)
            .map_while(move |(name, value)| Some((name.strip_prefix(prefix.as_str())?, value)))
    }

    /// The parameters that are added to a request.
    ///
    /// # Errors
    /// [`Code::ReservedParameter`] for one that is the provider's own name of a parameter of the protocol (threat C34).
    pub fn extra_parameters(&self, key: Key) -> Result<Vec<(String, String)>> {
        let own = self.preset.map(Preset::own_parameters).unwrap_or_default();
        let take = |(name, setting): (&str, &Sourced<String>)| match own
            .iter()
            .any(|own| own.eq_ignore_ascii_case(name))
        {
            true => Err(setting.origin.blame(parameter::reserved(name))),
            false => Ok((name.to_owned(), setting.value.clone())),
        };
        self.entries(key).map(take).collect()
    }

    /// Adds what the preset and authctl itself know.
    fn complete(profile: Option<Sourced<String>>, layer: Layer) -> Result<Self> {
        let preset = match layer.get("provider") {
            Some(named) => Some(preset::named(&named.value).map_err(|error| named.origin.blame(error))?),
            None => None,
        };
        let mut values = layer;
        // An unknown name is refused where it is parsed.
        let grant = values.get("flow").map_or(Ok(DEFAULT_FLOW), |flow| Grant::named(&flow.value)).ok();
        if let Some(preset) = preset {
            values = over(values, preset_layer(preset, grant));
        }
        let defaults = default_layer(&values, grant);
        values = over(values, defaults);
        let profile = match profile {
            Some(profile) => profile,
            None => Sourced::new(unnamed(preset, &values), Origin::Default),
        };
        Ok(Self { profile, preset, values })
    }
}

fn profile_not_found(name: &str, file: Option<&ProfilesFile>) -> Error {
    let error = Code::ProfileNotFound.error().profile(name);
    let known = file.iter().flat_map(|file| file.profiles.keys()).map(String::as_str);
    match preset::nearest(name, known) {
        Some(nearest) => error.hint(format!("did you mean `{nearest}`?")),
        None => error,
    }
}

fn named_profile(inputs: &Inputs<'_>) -> Result<Option<Sourced<String>>> {
    const VARIABLE: &str = "AUTHCTL_PROFILE";
    let environment = || (inputs.environment)(VARIABLE).filter(|name| !name.is_empty());
    let named = if let Some(name) = &inputs.flags.profile {
        Some(Sourced::new(name.clone(), Origin::Flag("profile")))
    } else if let Some(name) = environment() {
        Some(Sourced::new(name, Origin::Environment(VARIABLE.to_owned())))
    } else {
        inputs.file.and_then(|file| file.default_profile.clone())
    };
    if let Some(named) = &named {
        name::check(&named.value).map_err(|error| named.origin.blame(error))?;
    }
    Ok(named)
}

/// A session without a profile is called after its provider. One at another address is called after that too, so that a try
/// there does not replace the session at the original.
fn unnamed(preset: Option<&Preset>, values: &Layer) -> String {
    let address = |key: Key| Some(values.get(key.row().name)?.value.split("//").last().unwrap_or_default());
    match (preset, address(Key::ProviderUrl), address(Key::Issuer)) {
        (Some(preset), Some(address), _) => name::from_text(&format!("{}-{address}", preset.name)),
        (Some(preset), None, _) => preset.name.clone(),
        (None, _, Some(issuer)) => name::from_text(issuer),
        (None, _, None) => "default".to_owned(),
    }
}

pub(super) fn environment_layer(environment: &dyn Fn(&str) -> Option<String>) -> Result<Layer> {
    let mut layer = Layer::new();
    for row in KEYS {
        let variable = row.variable();
        if let Some(text) = environment(&variable).filter(|text| !text.is_empty()) {
            let origin = Origin::Environment(variable);
            match row.kind {
                Kind::Table => {
                    text.split_whitespace().try_for_each(|pair| put(&mut layer, row, pair, &origin))?
                }
                _ => put(&mut layer, row, &text, &origin)?,
            }
        }
    }
    Ok(layer)
}

fn put(layer: &mut Layer, row: &KeyRow, text: &str, origin: &Origin) -> Result<()> {
    let mut name = row.name.to_owned();
    let mut value = text.to_owned();
    match row.kind {
        Kind::Table => {
            let (entry, text) = text.split_once('=').ok_or_else(|| {
                origin.blame(Code::Usage.error().message("it is written NAME=VALUE").hint("give NAME=VALUE"))
            })?;
            if matches!(row.key, Key::Params | Key::TokenParams) {
                parameter::check_extra(entry).map_err(|error| origin.blame(error))?;
            }
            if row.key == Key::ProfileMap {
                profile_map::field(entry).map_err(|error| origin.blame(error))?;
            }
            name = row.key.entry(entry);
            text.clone_into(&mut value);
            // The one that came first would be lost without a word.
            if layer.get(&name).is_some_and(|earlier| earlier.value != value) {
                return Err(origin.blame(Code::Usage.error().message("a name is given twice").got(entry)));
            }
        }
        Kind::List => {
            if let Some(earlier) = layer.get(row.name) {
                value = format!("{} {text}", earlier.value);
            }
        }
        Kind::Text | Kind::Path | Kind::Number | Kind::Source | Kind::Key | Kind::Token => {
            row.kind.check(text).map_err(|error| origin.blame(error))?;
        }
    }
    layer.insert(name, Sourced::new(value, origin.clone()));
    Ok(())
}

/// `strong` over `weak`, and of `weak` only what still makes sense if `strong` leads to another provider: a secret does
/// not follow (threat C135).
fn over_place(strong: Layer, weak: Layer) -> Layer {
    let weak = if is_elsewhere(&strong, &weak) { without_registration(&weak) } else { weak };
    over(strong, weak)
}

/// `strong` over `weak`.
fn over(strong: Layer, mut weak: Layer) -> Layer {
    weak.extend(strong);
    weak
}

fn names_a_place(layer: &Layer) -> bool {
    layer.contains_key("provider")
        || layer.contains_key("issuer")
        || layer.keys().any(|name| is_of(name, Key::Endpoints))
}

/// Whether `strong` leads to another provider than `weak` does.
fn is_elsewhere(strong: &Layer, weak: &Layer) -> bool {
    let differs = |name: &str| match (strong.get(name), weak.get(name)) {
        (Some(strong), Some(weak)) => strong.value != weak.value,
        (strong, _) => strong.is_some(),
    };
    names_a_place(weak) && (differs("provider") || differs("issuer"))
}

/// What is not about one provider.
fn without_registration(layer: &Layer) -> Layer {
    let stays = |name: &str| KeyRow::of(name).is_some_and(|row| !row.registration);
    layer.iter().filter(|(name, _)| stays(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// A profile's secret is for the address that the profile leads to, and is not sent to one that a flag or a variable
/// has put in its place (threat C135).
fn check_secret_stays(asked: &Layer, profile: &Layer) -> Result<()> {
    let secrets = || KEYS.iter().filter(|row| row.kind.is_secret()).map(|row| row.name);
    let goes_along = |name| profile.contains_key(name) && !asked.contains_key(name);
    if is_elsewhere(asked, profile) || !secrets().any(goes_along) {
        return Ok(());
    }
    let moves = |name: &str| {
        is_of(name, Key::Set) || is_of(name, Key::Endpoints) || name == Key::ProviderUrl.row().name
    };
    for (name, value) in asked.iter().filter(|(name, _)| moves(name)) {
        if profile.get(name).is_none_or(|own| own.value != value.value) {
            return Err(value.origin.blame(
                Code::ConfigInvalid
                    .error()
                    .message(
                        "this changes where to sign in, and the profile's client secret is not for there",
                    )
                    .hint("give --client-secret-from too, or make a profile for that place"),
            ));
        }
    }
    Ok(())
}

pub(super) fn is_of(flat_name: &str, key: Key) -> bool {
    flat_name.strip_prefix(key.row().name).is_some_and(|rest| rest.starts_with('.'))
}

/// The flow if nothing is said.
pub const DEFAULT_FLOW: Grant = Grant::AuthorizationCode;

/// What a preset asks for is about a person, and its parameters are for the authorization request.
fn preset_layer(preset: &Preset, grant: Option<Grant>) -> Layer {
    let callback = &preset.callback;
    let mut texts = vec![
        ("callback_host".to_owned(), Some(callback.host.clone())),
        ("callback_port".to_owned(), Some(callback.port.to_string())),
        ("callback_path".to_owned(), Some(callback.path.clone())),
        ("client_id".to_owned(), preset.client_id.clone()),
        ("auth_method".to_owned(), preset.auth_method.clone()),
        ("store".to_owned(), preset.store.clone()),
    ];
    if grant.is_some_and(|grant| grant.row().needs_person) {
        texts.push(("scopes".to_owned(), Some(preset.scopes.join(" "))));
    }
    if grant.is_some_and(Grant::has_callback) {
        texts.push(("response_mode".to_owned(), preset.response_mode.clone()));
        let params = preset.params.iter();
        texts.extend(params.map(|(name, value)| (Key::Params.entry(name), Some(value.clone()))));
    }
    let paths = preset.profile_map.iter();
    texts.extend(paths.map(|(name, path)| (Key::ProfileMap.entry(name), Some(path.clone()))));
    texts.extend(preset.parameters.iter().map(|(name, row)| (Key::Set.entry(name), row.default.clone())));
    let origin = Origin::Preset(preset.name.clone());
    texts.into_iter().filter_map(|(name, text)| Some((name, Sourced::new(text?, origin.clone())))).collect()
}

/// What is so if nothing is said. OpenID Connect is spoken wherever there is an issuer and a person.
fn default_layer(values: &Layer, grant: Option<Grant>) -> Layer {
    let keeps_fapi2 = values.get(Key::SecurityProfile.row().name).is_some_and(|named| named.value == "fapi2");
    // FAPI 2.0 §5.3.3.1 (1): a key or a certificate, and a certificate that is there is there for that
    let binds_to_key = keeps_fapi2 && !values.contains_key(Key::TlsCert.row().name);
    let speaks_openid = grant.is_some_and(|grant| grant.row().needs_person) && values.contains_key("issuer");
    [
        ("flow", DEFAULT_FLOW.row().name),
        ("scopes", if speaks_openid { "openid profile email" } else { "" }),
        ("callback_host", "127.0.0.1"),
        ("callback_port", "0"),
        ("callback_path", "/callback"),
        ("pkce", "required"),
        ("par", if keeps_fapi2 { "always" } else { "as-required" }),
        ("dpop", if binds_to_key { "required" } else { "never" }),
        ("skew", "60"),
    ]
    .into_iter()
    .map(|(name, text)| (name.to_owned(), Sourced::new(text.to_owned(), Origin::Default)))
    .collect()
}
