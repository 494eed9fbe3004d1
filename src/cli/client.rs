//! `client register|show|update|delete`: the registration of a client with its provider (RFC 7591, RFC 7592).

use std::{process::ExitCode, sync::atomic::Ordering};

use clap::{Args, Subcommand, builder::BoolishValueParser};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    asked::Asked,
    context::{Context, Outcome},
    credentials, introduction, network,
    registering::{self, ClientArguments},
    settings::SettingArguments,
};
use crate::{
    error::{Code, Error, Phase, Result},
    flow::client_registration::{self, Answered, Management, Registered},
    host::{Host, resolver::AddressPolicy, user_file},
    output::{moment, table},
    profile::{edit, key::Key, resolved::Resolved, settings::Inputs, store_kind::StoreKind},
    secret::source::SecretSource,
    session::registration::{KeptClient, KeptClients},
};

const REGISTER_EXAMPLES: &str = "\
Examples:
  authctl client register --profile work --issuer https://id.example
        a native app in which a person signs in
  authctl client register --profile job --issuer https://id.example --flow client-credentials --scope orders.read
        a job, which gets a secret
  authctl client register --profile job --issuer https://id.example --flow client-credentials \\
      --auth-method private_key_jwt --client-key-from file:key.pem

The client id goes into profiles.toml, its secrets into the keyring or into private files.";

/// The commands.
#[derive(Subcommand)]
pub enum ClientCommand {
    /// Register a client with a provider that takes that, and keep it with a profile (RFC 7591)
    #[command(after_help = REGISTER_EXAMPLES)]
    Register(Asked<RegisterArguments>),
    /// Ask the provider what is registered (RFC 7592)
    Show,
    /// Change the name, or add redirect addresses and grants (RFC 7592)
    Update(ClientArguments),
    /// Delete the registration at the provider and here (RFC 7592)
    Delete(DeleteArguments),
}

/// Flags of `client register`.
#[derive(Args)]
pub struct RegisterArguments {
    #[command(flatten)]
    client: ClientArguments,
    /// Where the token is that the provider wants of who registers: env:NAME, file:PATH …
    #[arg(long, value_name = "SOURCE", env = "AUTHCTL_INITIAL_ACCESS_TOKEN_FROM", hide_env = true)]
    initial_access_token_from: Option<String>,
    // Last, so that its heading stands over its own flags only.
    #[command(flatten)]
    settings: SettingArguments,
}

/// Flags of `client delete`.
#[derive(Args)]
pub struct DeleteArguments {
    /// Forget it here without asking the provider
    #[arg(long, env = "AUTHCTL_FORGET", hide_env = true, value_parser = BoolishValueParser::new())]
    forget: bool,
}

/// Runs one.
pub fn run(command: ClientCommand, context: &Context) -> Result<ExitCode> {
    match command {
        ClientCommand::Register(arguments) => register(&arguments, context),
        ClientCommand::Show => show(context),
        ClientCommand::Update(arguments) => update(&arguments, context),
        ClientCommand::Delete(arguments) => delete(&arguments, context),
    }
}

fn register(arguments: &RegisterArguments, context: &Context) -> Result<ExitCode> {
    // Not by the parser, which would repeat a secret in the wrong place.
    let initial = arguments.initial_access_token_from.as_deref().map(SecretSource::parse).transpose()?;
    let flags = match introduction::found(context, arguments.settings.flags(&context.global), true)? {
        Outcome::Done(flags) => flags,
        Outcome::Interrupted(exit) => return Ok(ExitCode::from(exit)),
    };
    let file = context.file()?;
    let inputs = Inputs { flags: &flags, environment: &*context.environment, file: file.as_ref() };
    let resolved = Resolved::unregistered(&inputs)?;
    let work = registering::register(context, &resolved, &arguments.client, initial.as_ref());
    context.block_on(work).map_err(|error| error.profile(&resolved.profile))?.then(|client| {
        // A grant that needs nobody begins by itself.
        let next = if resolved.grant.row().is_repeatable { "token" } else { "login" };
        context.report(&client.report(), || {
            format!("{}\nNext: authctl {next} --profile {}", client.text(context.now()), client.profile)
        })
    })
}

/// The registered client of the profile that is meant.
struct Chosen {
    profile: String,
    clients: KeptClients,
    kept: KeptClient,
}

impl Chosen {
    fn of(context: &Context) -> Result<Self> {
        let profile = context.named_profile()?.ok_or_else(|| {
            Code::Usage.error().message("it is not said whose client is meant").hint("name it with --profile")
        })?;
        let clients = registering::kept_clients(context)?;
        let kept = clients.load(&profile)?.ok_or_else(|| {
            Code::ProfileNotFound
                .error()
                .profile(&profile)
                .message("no client was registered for this profile by authctl")
                .hint("run `authctl client register`")
        })?;
        Ok(Self { profile, clients, kept })
    }

    fn host(&self, context: &Context) -> Result<Host> {
        let issuer = url::Url::parse(&self.kept.issuer).ok();
        let issuer = issuer.as_ref().and_then(|issuer| issuer.host_str());
        let policy = issuer.map_or(AddressPolicy::Any, |host| AddressPolicy::NoNearerThan(host.to_owned()));
        let ca_file = context.global.ca_file.as_deref().or(self.kept.ca_file.as_deref());
        let proxy = context.global.proxy.as_deref().or(self.kept.proxy.as_deref());
        network::reach(context, ca_file, proxy, policy, None)
    }

    async fn management(&self, context: &Context) -> Result<Management> {
        let (uri, place) = (&self.kept.registration_client_uri, &self.kept.registration_access_token);
        let (Some(uri), Some(place)) = (uri, place) else {
            return Err(Code::EndpointMissing
                .error()
                .phase(Phase::Registration)
                .message("the provider gave no way to manage this registration")
                .hint("change it at the provider; `authctl client delete --forget` forgets it here"));
        };
        Management::kept(uri, credentials::secret(context, &registering::source(place)?).await?)
    }

    /// The client, if it is as it was asked for. What the provider has changed of its own is kept: the token first, whatever
    /// else the answer says, since the one of before may be dead; then the secret, and when it expires.
    async fn renewed(
        &mut self,
        context: &Context,
        old: &Management,
        answered: Answered,
    ) -> Result<Registered> {
        let place = self.kept.registration_access_token.as_deref().unwrap_or_default();
        let kind = if place.starts_with("keyring:") { StoreKind::Keyring } else { StoreKind::File };
        let new = &answered.management;
        if !old.token.matches(new.token.expose()) || old.uri.url() != new.uri.url() {
            self.kept =
                registering::remember_management(&self.clients, kind, &self.profile, &self.kept, new)?;
        }
        let registered = answered.registered?;
        let is_known = self.knows_secret(context, &registered).await?;
        if !is_known {
            self.kept = registering::remember(&self.clients, kind, &self.profile, &self.kept, &registered)?;
        }
        // The old secret goes last, or a crash would leave a profile that leads to nothing.
        if !is_known || !self.kept.replaced.is_empty() {
            let (kept, method) = (&self.kept, registered.auth_method);
            registering::write_profile(context, &self.profile, Vec::new(), kept, method)?;
            self.kept = self.clients.sweep(&self.profile, self.kept.clone())?;
        }
        Ok(registered)
    }

    /// Whether the answer says nothing new of the secret.
    async fn knows_secret(&self, context: &Context, registered: &Registered) -> Result<bool> {
        // RFC 7592 §3: it need not be told again
        let Some(secret) = &registered.client_secret else { return Ok(true) };
        let Some(place) = &self.kept.client_secret else { return Ok(false) };
        let known = credentials::secret(context, &registering::source(place)?).await;
        let is_same_expiry = registered.client_secret_expires_at == self.kept.client_secret_expires_at;
        Ok(is_same_expiry && known.is_ok_and(|known| known.matches(secret.expose())))
    }
}

#[derive(Serialize)]
struct Report<'a> {
    profile: &'a str,
    client_id: &'a str,
    client_secret_expires_at: Option<String>,
    registration: &'a Map<String, Value>,
}

fn show(context: &Context) -> Result<ExitCode> {
    let mut chosen = Chosen::of(context)?;
    let profile = chosen.profile.clone();
    let work = async {
        let (host, management) = (chosen.host(context)?, chosen.management(context).await?);
        let id = chosen.kept.client_id.clone();
        let read = uncut(context, async {
            let read = client_registration::read(&host, &management, &id).await?;
            chosen.renewed(context, &management, read).await
        });
        Ok((read.await?, chosen.kept))
    };
    context.block_on(work).map_err(|error| error.profile(&profile))?.then(|(read, kept)| {
        let report = report(&profile, &kept, &read);
        context.answer(&report, || {
            let mut rows = vec![("profile", profile.clone())];
            rows.extend(read.document.iter().map(|(name, value)| (name.as_str(), plain(value))));
            if kept.client_secret.is_some() {
                rows.push(("the secret", registering::expiry(&kept, context.now())));
            }
            table::pairs(&rows)
        })
    })
}

fn report<'a>(profile: &'a str, kept: &'a KeptClient, registered: &'a Registered) -> Report<'a> {
    Report {
        profile,
        client_id: &kept.client_id,
        client_secret_expires_at: kept.client_secret_expires_at.map(moment::rfc3339),
        registration: &registered.document,
    }
}

/// Text as it is, lists of text by words, everything else as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

fn update(arguments: &ClientArguments, context: &Context) -> Result<ExitCode> {
    if arguments.name.is_none() && arguments.redirect_uri.is_empty() && arguments.grant_type.is_empty() {
        return Err(Code::Usage
            .error()
            .message("it is not said what to change")
            .hint("give --name, --redirect-uri or --grant-type"));
    }
    let mut chosen = Chosen::of(context)?;
    let profile = chosen.profile.clone();
    let work = async {
        let (host, management) = (chosen.host(context)?, chosen.management(context).await?);
        let id = chosen.kept.client_id.clone();
        let updated = uncut(context, async {
            let read = client_registration::read(&host, &management, &id).await?;
            let read = chosen.renewed(context, &management, read).await?;
            let management = read.management.clone().unwrap_or(management);
            let changed = changed(&read.document, arguments);
            let updated = client_registration::update(&host, &management, &id, &changed).await?;
            chosen.renewed(context, &management, updated).await
        });
        Ok((updated.await?, chosen.kept))
    };
    context.block_on(work).map_err(|error| error.profile(&profile))?.then(|(updated, kept)| {
        context.report(&report(&profile, &kept, &updated), || {
            format!("Changed the registration of client {} for profile {profile}.", kept.client_id)
        })
    })
}

/// RFC 7592 §2.2: the whole of it, but for what only the provider says.
fn changed(document: &Map<String, Value>, said: &ClientArguments) -> Map<String, Value> {
    let mut changed = document.clone();
    // RFC 7591 §2: as good as absent
    changed.retain(|_, value| !value.is_null());
    for name in ["registration_client_uri", "client_secret_expires_at", "client_id_issued_at"] {
        changed.remove(name);
    }
    if let Some(name) = &said.name {
        changed.insert("client_name".into(), name.as_str().into());
    }
    // RFC 7591 §2: a client of which no grant is said has this one
    let lists = [
        ("redirect_uris", &said.redirect_uri, json!([])),
        ("grant_types", &said.grant_type, json!(["authorization_code"])),
    ];
    // What nothing is said of stays absent: an empty list would take away what goes without saying.
    for (name, more, unsaid) in lists.into_iter().filter(|(_, more, _)| !more.is_empty()) {
        let list = changed.entry(name).or_insert(unsaid);
        if let Some(list) = list.as_array_mut() {
            for item in more {
                if !list.iter().any(|known| known == item.as_str()) {
                    list.push(item.as_str().into());
                }
            }
        }
    }
    changed
}

fn delete(arguments: &DeleteArguments, context: &Context) -> Result<ExitCode> {
    let chosen = Chosen::of(context)?;
    let profile = chosen.profile.clone();
    let work = async {
        let management = match arguments.forget {
            true => None,
            false => Some((chosen.host(context)?, chosen.management(context).await?)),
        };
        uncut(context, async {
            if let Some((host, management)) = &management {
                client_registration::delete(host, management).await?;
            }
            // The client is gone, so nothing of it is of use any more.
            forget(context, &chosen)
        })
        .await?;
        Ok(chosen.kept)
    };
    context.block_on(work).map_err(|error| error.profile(&profile))?.then(|kept| {
        let report = json!({"profile": profile, "client_id": kept.client_id, "deleted": !arguments.forget});
        context.report(&report, || match arguments.forget {
            true => {
                format!("Forgot client {} of profile {profile}; the provider was not told.", kept.client_id)
            }
            false => {
                format!("Deleted client {} of profile {profile}, at the provider and here.", kept.client_id)
            }
        })
    })
}

/// What the provider does is kept here too, whatever signal comes: a token that it has replaced is lost otherwise.
async fn uncut<T>(context: &Context, work: impl Future<Output = Result<T>>) -> Result<T> {
    context.critical.store(true, Ordering::Relaxed);
    let done = work.await;
    context.critical.store(false, Ordering::Relaxed);
    done
}

/// Out of the configuration first: a profile must not name a secret that is gone.
fn forget(context: &Context, chosen: &Chosen) -> Result<()> {
    let path = context.config_path()?;
    if let Some(text) = user_file::read_config(&path, false)? {
        let names = [Key::ClientId, Key::ClientSecret, Key::AuthMethod].map(|key| key.row().name);
        let edited = edit::unset(&text, &path.display().to_string(), &chosen.profile, &names)?;
        user_file::replace(&path, edited.as_bytes())?;
    }
    chosen.clients.forget(&chosen.profile).map_err(Error::session_changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_says_all_that_is_registered_and_takes_nothing_away() {
        // RFC 7592 §2.2
        let changed = |document: Value, said: &ClientArguments| {
            Value::Object(changed(document.as_object().unwrap(), said))
        };
        let renamed = ClientArguments { name: Some("New".into()), ..ClientArguments::default() };
        let more = ClientArguments {
            redirect_uri: vec!["https://app.example/cb".into()],
            grant_type: vec!["refresh_token".into()],
            ..ClientArguments::default()
        };
        let bare = json!({"client_id": "a", "client_id_issued_at": 1, "redirect_uris": null});
        assert_eq!(changed(bare.clone(), &renamed), json!({"client_id": "a", "client_name": "New"}));
        assert_eq!(
            changed(bare, &more),
            json!({
                "client_id": "a",
                "redirect_uris": ["https://app.example/cb"],
                "grant_types": ["authorization_code", "refresh_token"],
            })
        );
        let whole =
            json!({"client_id": "a", "grant_types": ["refresh_token"], "redirect_uris": ["https://b/"]});
        assert_eq!(
            changed(whole, &more),
            json!({
                "client_id": "a",
                "grant_types": ["refresh_token"],
                "redirect_uris": ["https://b/", "https://app.example/cb"],
            })
        );
    }
}
