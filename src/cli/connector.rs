//! `profile add --from-logto-connector`: the configuration of a Logto connector becomes a profile that can be tried at once.

use std::{path::Path, process::ExitCode};

use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::{context::Context, registering};
use crate::{
    error::{Code, Error, Result},
    host::user_file,
    profile::{
        edit,
        file::{Layer, ProfilesFile},
        key::Key,
        logto_connector::LogtoConnector,
        place::Place,
        resolved::Resolved,
        settings::{Flags, Inputs},
        store_choice::StoreChoice,
    },
    provider::quirk::Quirk,
    session::registration::{ClientSecretKind, KeptClient},
};

/// The longest file, in bytes.
const LIMIT: u64 = 64 * 1024;

/// Adds the profile; `said` is what the command line adds to it.
pub fn add(name: &str, file: &Path, said: Layer, context: &Context) -> Result<ExitCode> {
    let connector = LogtoConnector::parse(&Zeroizing::new(user_file::read_bytes(file, LIMIT)?))?;
    let settings = with(connector.settings()?, said)?;
    let path = context.config_path()?;
    let shown = path.display().to_string();
    let text = user_file::read_config(&path, false)?.unwrap_or_default();
    let resolved = tried(context, name, &edit::add(&text, &shown, name, &settings)?, &shown)?;
    let clients = registering::kept_clients(context)?;
    if clients.load(name)?.is_some() {
        return Err(Code::ProfileExists
            .error()
            .profile(name)
            .message("a client is kept for a profile of this name already")
            .hint(format!(
                "take another name, or run `authctl client delete --forget --profile {name}` first"
            )));
    }
    let kind = registering::place_of_secrets(context, &resolved)?;
    // C116: before anything is written
    clients.probe(kind)?;
    let place = clients.put(kind, name, ClientSecretKind::ClientSecret, connector.client_secret())?;
    let write = || {
        clients.keep(name, kept(&resolved, &place))?;
        let mut settings = settings.clone();
        settings.push((Key::ClientSecret.row().name.to_owned(), place.clone()));
        user_file::replace(&path, edit::add(&text, &shown, name, &settings)?.as_bytes())
    };
    write().inspect_err(|_| drop(clients.forget(name)))?;
    context.report(&json!({"profile": name, "file": shown}), || {
        format!(
            "Added profile {name} to {shown}; the client secret is in {place}.\n\
             At the provider, enter {} as a redirect address beside Logto's.\n\
             Next: authctl login --profile {name}",
            registering::callback(&resolved)
        )
    })
}

/// Says of a login by a connector's profile what it would not take of the user, as it was said of the tokens.
pub fn say_of_user(context: &Context, resolved: &Resolved, user: Option<&Map<String, Value>>) {
    if let (true, Some(user)) = (resolved.quirks.has(Quirk::LogtoConnector), user)
        && let Err(error) = resolved.profile_map.read(user)
    {
        context.say(&format!("Logto's connector would not take this user: {}.", error.text()));
    }
}

/// The settings of the connector and those of the command line, none of them twice.
fn with(mut settings: Vec<(String, String)>, said: Layer) -> Result<Vec<(String, String)>> {
    for (name, said) in said {
        let places = [Key::Provider, Key::Issuer, Key::Flow, Key::ClientSecret].map(|key| key.row().name);
        if places.contains(&name.as_str()) || settings.iter().any(|(known, _)| *known == name) {
            let error =
                Code::Usage.error().message(format!("the connector's configuration says `{name}` already"));
            return Err(said.origin.blame(error.hint("say it in one place")));
        }
        settings.push((name, said.value));
    }
    Ok(settings)
}

/// The profile as a login would find it, with a secret that is nowhere yet.
fn tried(context: &Context, name: &str, edited: &str, shown: &str) -> Result<Resolved> {
    let nowhere = (Key::ClientSecret.row().name.to_owned(), "env:NOWHERE".to_owned());
    let file = ProfilesFile::parse(&edit::set(edited, shown, name, &[nowhere])?, shown)?;
    let flags = Flags::default().profile(Some(name));
    let inputs = Inputs { flags: &flags, environment: &|_| None, file: Some(&file) };
    let mut resolved = Resolved::resolve(&inputs)?;
    let store = (context.environment)("AUTHCTL_STORE").filter(|store| !store.is_empty());
    if let (None, Some(store)) = (&resolved.store, store) {
        resolved.store =
            Some(StoreChoice::parse(&store).map_err(|error: Error| error.recoded(Code::ConfigInvalid))?);
    }
    Ok(resolved)
}

/// As a registered client is kept, but that nobody can manage it.
fn kept(resolved: &Resolved, place: &str) -> KeptClient {
    KeptClient {
        issuer: match &resolved.place {
            Place::Endpoints(endpoints) => endpoints.token.url().origin().ascii_serialization(),
            Place::Issuer(issuer) => issuer.as_str().to_owned(),
        },
        client_id: resolved.client_id.clone(),
        client_secret: Some(place.to_owned()),
        client_secret_expires_at: None,
        registration_client_uri: None,
        registration_access_token: None,
        ca_file: resolved.ca_file.clone(),
        proxy: resolved.proxy.clone(),
        replaced: Vec::new(),
    }
}
