//! Registering a client with a provider (RFC 7591), and keeping it with a profile: its id in the configuration, its secrets in
//! the keyring or in private files (threat C142).

use std::{path::PathBuf, sync::Arc, sync::atomic::Ordering};

use clap::Args;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    client_protection,
    context::Context,
    credentials::{self, Credentials},
    lasting::lasting,
    network, plan, sessions,
};
use crate::{
    error::{Code, Error, Result},
    flow::client_registration::{self, Management, Registered},
    host::{Host, files::PrivateDir, keyring::SystemKeyring, random::SystemRandom, user_file},
    jose::algorithm::Algorithm,
    output::moment,
    profile::{
        edit, fapi2, file::ProfilesFile, key::Key, key::KeyRow, origin::Origin, resolved::Resolved,
        store_choice::StoreChoice, store_kind::StoreKind,
    },
    protocol::{
        client_auth::{ClientAuthMethod, Proof},
        device_authorization,
        endpoint_url::EndpointUrl,
        time::UnixTime,
    },
    provider::metadata::ProviderMetadata,
    secret::source::SecretSource,
    session::registration::{ClientSecretKind, KeptClient, KeptClients},
};

/// What is said of a client that is to be registered or changed.
#[derive(Args, Default)]
#[command(next_help_heading = "The client")]
pub struct ClientArguments {
    /// Its name for people [default: authctl]
    #[arg(long, value_name = "NAME", env = "AUTHCTL_NAME", hide_env = true)]
    pub name: Option<String>,
    /// A redirect address besides authctl's own callback; more than once for more
    #[arg(long, value_name = "URI", env = "AUTHCTL_REDIRECT_URI", hide_env = true)]
    pub redirect_uri: Vec<String>,
    /// A grant besides that of --flow, by its registered name; more than once for more
    #[arg(long, value_name = "GRANT", env = "AUTHCTL_GRANT_TYPE", hide_env = true)]
    pub grant_type: Vec<String>,
}

/// A client that was registered and is kept.
pub struct NewClient {
    /// The profile that it is kept with.
    pub profile: String,
    /// What is kept.
    pub kept: KeptClient,
    auth_method: ClientAuthMethod,
    file: PathBuf,
}

/// The registered clients of this machine's user.
pub fn kept_clients(context: &Context) -> Result<KeptClients> {
    let dir = PrivateDir::at(context.state_directory()?.join("clients"));
    let keyring = Arc::new(SystemKeyring::new(context.is_interactive()));
    Ok(KeptClients::new(dir, keyring, Arc::new(SystemRandom)))
}

/// Registers a client as `resolved` needs it, and keeps it with the profile of that name.
pub async fn register(
    context: &Context,
    resolved: &Resolved,
    said: &ClientArguments,
    initial_access_token: Option<&SecretSource>,
) -> Result<NewClient> {
    fapi2::check_settings(resolved)?;
    let (clients, profile) = (kept_clients(context)?, &resolved.profile);
    if let Some(client) = clients.load(profile)? {
        return Err(Code::ProfileExists
            .error()
            .profile(profile)
            .message("a client is registered for this profile already")
            .hint("name another --profile, or run `authctl client delete` first")
            .got(client.client_id));
    }
    // C116: before anything is registered
    let file = context.config_path()?;
    let before = user_file::read_config(&file, false)?.unwrap_or_default();
    edit::set(&before, &file.display().to_string(), profile, &own_settings(resolved))?;
    let is_others = resolved.settings.profile.origin == Origin::Default
        && ProfilesFile::parse(&before, &file.display().to_string())?.profile(profile).is_some();
    if is_others {
        return Err(Code::ProfileExists.error().profile(profile).hint("name another one with --profile"));
    }
    let kind = place_of_secrets(context, resolved)?;
    clients.probe(kind)?;
    let initial = match initial_access_token {
        Some(source) => Some(credentials::secret(context, source).await?),
        None => None,
    };
    let key = Credentials::fetch(context, resolved).await?;
    let host = network::of_settings(context, resolved, None, None)?;
    let metadata = fapi2::judged(resolved, plan::metadata(&host, resolved).await?)?;
    let endpoint = endpoint(&metadata)?;
    let asked = asked(resolved, &metadata, said, key)?;
    // Once it is registered, it is kept: nobody could find it again.
    context.critical.store(true, Ordering::Relaxed);
    let registered = client_registration::register(&host, endpoint, initial.as_ref(), &asked).await;
    let kept = match registered {
        Err(error) => Err(error),
        Ok(registered) => {
            let issuer = metadata.issuer.as_ref().map_or_else(
                || metadata.endpoints.token.url().origin().ascii_serialization(),
                |issuer| issuer.as_str().to_owned(),
            );
            let kept = keep(context, &clients, (kind, &issuer), resolved, &registered);
            undone_unless(kept, &host, &clients, profile, &registered).await
        }
    };
    context.critical.store(false, Ordering::Relaxed);
    kept
}

/// What could not be kept is not left behind at the provider either.
async fn undone_unless(
    kept: Result<NewClient>,
    host: &Host,
    clients: &KeptClients,
    profile: &str,
    registered: &Registered,
) -> Result<NewClient> {
    if let (Err(_), Some(management)) = (&kept, &registered.management) {
        // Best effort: the error that counts is the one before.
        let _ = client_registration::delete(host, management).await;
        let _ = clients.forget(profile);
    }
    kept
}

fn keep(
    context: &Context,
    clients: &KeptClients,
    (kind, issuer): (StoreKind, &str),
    resolved: &Resolved,
    registered: &Registered,
) -> Result<NewClient> {
    let profile = &resolved.profile;
    let fresh = KeptClient {
        issuer: issuer.to_owned(),
        client_id: registered.client_id.clone(),
        client_secret: None,
        client_secret_expires_at: None,
        registration_client_uri: None,
        registration_access_token: None,
        ca_file: resolved.ca_file.clone(),
        proxy: resolved.proxy.clone(),
        replaced: Vec::new(),
    };
    let kept = remember(clients, kind, profile, &fresh, registered)?;
    let file = write_profile(context, profile, own_settings(resolved), &kept, registered.auth_method)?;
    Ok(NewClient { profile: profile.clone(), kept, auth_method: registered.auth_method, file })
}

/// Keeps the secrets of an answer, and what goes with them; what it does not tell stays as it was.
pub fn remember(
    clients: &KeptClients,
    kind: StoreKind,
    profile: &str,
    old: &KeptClient,
    registered: &Registered,
) -> Result<KeptClient> {
    let mut kept = old.clone();
    if let Some(secret) = &registered.client_secret {
        kept.client_secret = Some(clients.put(kind, profile, ClientSecretKind::ClientSecret, secret)?);
        kept.client_secret_expires_at = registered.client_secret_expires_at;
    }
    match &registered.management {
        Some(management) => remember_management(clients, kind, profile, &kept, management),
        None => clients.keep(profile, kept),
    }
}

/// Keeps how the registration is managed.
pub fn remember_management(
    clients: &KeptClients,
    kind: StoreKind,
    profile: &str,
    old: &KeptClient,
    management: &Management,
) -> Result<KeptClient> {
    let token = clients.put(kind, profile, ClientSecretKind::RegistrationAccessToken, &management.token)?;
    let kept = KeptClient {
        registration_client_uri: Some(management.uri.url().as_str().to_owned()),
        registration_access_token: Some(token),
        ..old.clone()
    };
    clients.keep(profile, kept)
}

/// Puts the client into the configuration; nothing of it is secret.
pub fn write_profile(
    context: &Context,
    profile: &str,
    mut settings: Vec<(String, String)>,
    client: &KeptClient,
    auth_method: ClientAuthMethod,
) -> Result<PathBuf> {
    // A key that may sign is taken for proof where nothing is said.
    let has_key = settings.iter().any(|(name, _)| name == Key::ClientKey.row().name);
    let mut put = |key: Key, text: String| {
        settings.retain(|(name, _)| name != key.row().name);
        settings.push((key.row().name.to_owned(), text));
    };
    put(Key::ClientId, client.client_id.clone());
    if let Some(place) = &client.client_secret {
        put(Key::ClientSecret, place.clone());
    }
    if auth_method != ClientAuthMethod::None || has_key {
        put(Key::AuthMethod, auth_method.name().to_owned());
    }
    let file = context.config_path()?;
    let text = user_file::read_config(&file, false)?.unwrap_or_default();
    let edited = edit::set(&text, &file.display().to_string(), profile, &settings)?;
    user_file::replace(&file, edited.as_bytes())?;
    Ok(file)
}

/// What was said for this client, and does not stand in the file yet.
fn own_settings(resolved: &Resolved) -> Vec<(String, String)> {
    let is_said = |name: &str, origin: &Origin| match origin {
        Origin::Flag(_) => true,
        // What a variable says of every login is no part of this registration.
        Origin::Environment(_) => KeyRow::of(name).is_some_and(|row| row.registration),
        _ => false,
    };
    let said = resolved.settings.values.iter().filter(|(name, setting)| is_said(name, &setting.origin));
    said.map(|(name, setting)| lasting((name.clone(), setting.value.clone()))).collect()
}

/// Where the secrets go: as new sessions do, but that a client outlives the command and is no program's.
pub fn place_of_secrets(context: &Context, resolved: &Resolved) -> Result<StoreKind> {
    let kind = sessions::for_new(context, resolved.store.as_ref())?.choice().kind();
    match (kind, &resolved.store) {
        (StoreKind::Keyring | StoreKind::File, _) => Ok(kind),
        (_, store) => Err(Code::ConfigInvalid
            .error()
            .message("a client's secrets are kept in the keyring or in private files")
            .hint("give --store keyring or --store file")
            .got(store.as_ref().map_or_else(String::new, |store: &StoreChoice| store.kind().to_string()))),
    }
}

fn endpoint(metadata: &ProviderMetadata) -> Result<&EndpointUrl> {
    metadata.endpoints.registration.as_ref().ok_or_else(|| {
        Code::EndpointMissing
            .error()
            .message("the provider registers no clients by itself: it names no registration_endpoint")
            .hint(
                "register an app there by hand and give --client-id, or name the endpoint with \
                 --endpoint registration_endpoint=URL",
            )
    })
}

/// The metadata to ask for (RFC 7591 §2).
fn asked(
    resolved: &Resolved,
    metadata: &ProviderMetadata,
    said: &ClientArguments,
    key: Credentials,
) -> Result<Map<String, Value>> {
    let method = auth_method(resolved, metadata, key.has_proving_key())?;
    fapi2::check_client(resolved, method, key.algorithm(resolved, metadata)?.map(Algorithm::name))?;
    let (flow, has_callback) = (resolved.grant.row(), resolved.grant.has_callback());
    let mut grants = vec![grant_type(flow.name)];
    let refreshes = metadata.document.get("grant_types_supported").and_then(Value::as_array);
    if flow.needs_person && refreshes.is_none_or(|grants| grants.iter().any(|name| name == "refresh_token")) {
        grants.push("refresh_token".to_owned());
    }
    grants.extend(said.grant_type.iter().cloned());
    let mut redirect_uris: Vec<String> = has_callback.then(|| callback(resolved)).into_iter().collect();
    redirect_uris.extend(said.redirect_uri.iter().cloned());
    let mut asked = Map::new();
    let mut put = |name: &str, value: Value| drop(asked.insert(name.to_owned(), value));
    put("client_name", said.name.as_deref().unwrap_or("authctl").into());
    put("grant_types", grants.into());
    put("response_types", if has_callback { json!(["code"]) } else { json!([]) });
    put("token_endpoint_auth_method", method.name().into());
    if !redirect_uris.is_empty() {
        put("redirect_uris", redirect_uris.into());
        // OIDC Registration §2: or http to loopback is refused
        put("application_type", "native".into());
    }
    let scope = resolved.settings.text(Key::Scopes).filter(|scope| scope.origin != Origin::Default);
    if let Some(scope) = scope.filter(|scope| !scope.value.is_empty()) {
        put("scope", scope.value.as_str().into());
    }
    let has_secret = method.proof() == Proof::Secret;
    asked.extend(client_protection::members(resolved, metadata, &key.protection(resolved), has_secret)?);
    let decrypts = asked.keys().any(|name| name.ends_with("_encrypted_response_alg"));
    match key.public_keys(resolved, metadata, decrypts)? {
        Some(set) => drop(asked.insert("jwks".to_owned(), set)),
        None if method.proof() == Proof::Key => return Err(no_key()),
        None => {}
    }
    Ok(asked)
}

fn no_key() -> Error {
    Code::ConfigInvalid
        .error()
        .message("the client is to be registered with a key, and there is none")
        .hint("give --client-key-from env:NAME, file:PATH, keyring:NAME or cmd:…")
}

/// The named method; else a public client where a person signs in and the provider takes one, and a secret elsewhere.
fn auth_method(resolved: &Resolved, metadata: &ProviderMetadata, has_key: bool) -> Result<ClientAuthMethod> {
    let listed = metadata.token_endpoint_auth_methods_supported.as_deref();
    let may_be_public = listed.is_none_or(|names| names.iter().any(|name| name == "none"));
    let proof = match resolved.auth_method {
        Some(named) => named.proof(),
        None if has_key => Proof::Key,
        None if resolved.grant.row().needs_person && may_be_public => Proof::Nothing,
        None => Proof::Secret,
    };
    ClientAuthMethod::choose(resolved.auth_method, proof, listed)
}

/// The registered name of a flow's grant (RFC 7591 §2).
fn grant_type(flow: &str) -> String {
    match flow {
        "device" => device_authorization::GRANT_TYPE.to_owned(),
        "token-exchange" | "jwt-bearer" => format!("urn:ietf:params:oauth:grant-type:{flow}"),
        other => other.replace('-', "_"),
    }
}

/// The callback, without a port where any port goes (RFC 8252 §7.3).
pub fn callback(resolved: &Resolved) -> String {
    let callback = &resolved.callback;
    match callback.port {
        0 => format!("http://{}{}", callback.host, callback.path),
        port => format!("http://{}:{port}{}", callback.host, callback.path),
    }
}

#[derive(Serialize)]
struct Report<'a> {
    profile: &'a str,
    issuer: &'a str,
    client_id: &'a str,
    token_endpoint_auth_method: &'a str,
    client_secret: Option<&'a str>,
    client_secret_expires_at: Option<String>,
    manageable: bool,
    file: String,
}

impl NewClient {
    /// What is told of it to programs.
    pub fn report(&self) -> impl Serialize {
        Report {
            profile: &self.profile,
            issuer: &self.kept.issuer,
            client_id: &self.kept.client_id,
            token_endpoint_auth_method: self.auth_method.name(),
            client_secret: self.kept.client_secret.as_deref(),
            client_secret_expires_at: self.kept.client_secret_expires_at.map(moment::rfc3339),
            manageable: self.kept.registration_access_token.is_some(),
            file: self.file.display().to_string(),
        }
    }

    /// What is told of it to people.
    pub fn text(&self, now: UnixTime) -> String {
        let Self { profile, kept, .. } = self;
        let mut lines = vec![format!(
            "Registered client {} with {} for profile {profile}, in {}.",
            kept.client_id,
            kept.issuer,
            self.file.display()
        )];
        if let Some(place) = &kept.client_secret {
            lines.push(format!("Its secret is in {place}, and {}.", expiry(kept, now)));
        }
        if kept.registration_access_token.is_none() {
            lines.push("The provider gives no way to change or delete the registration later.".to_owned());
        }
        lines.join("\n")
    }
}

/// When the client's secret stops working, in words.
pub fn expiry(client: &KeptClient, now: UnixTime) -> String {
    match client.client_secret_expires_at {
        None => "does not expire".to_owned(),
        Some(at) => format!("expires {} ({})", moment::local(at), moment::from_now(at, now)),
    }
}

/// The place of a client's secret, read as what it is.
pub fn source(place: &str) -> Result<SecretSource> {
    SecretSource::parse(place).map_err(|error: Error| error.recoded(Code::ConfigInvalid))
}
