//! `profile list|show|add|remove|validate`: the configuration.

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;
use serde_json::json;

use super::{
    asked::Asked, connector, context::Context, lasting::lasting, registering, settings::SettingArguments,
};
use crate::{
    error::{Code, Error, Result},
    host::user_file,
    output::table,
    profile::{
        edit,
        file::{Layer, ProfilesFile},
        key::Key,
        settings::{Inputs, Settings},
        store_choice::StoreChoice,
        view,
    },
    protocol::grant::Grant,
};

const ADD_EXAMPLES: &str = "\
Examples:
  authctl profile add work --provider microsoft --set tenant=organizations --client-id ID
  authctl profile add customers --issuer https://id.example --client-id my-app \\
      --client-secret-from env:CUSTOMERS_CLIENT_SECRET
  authctl profile add tried --from-logto-connector connector.json

A secret itself is never written to the file, only where it is.";

/// The commands.
#[derive(Subcommand)]
pub enum ProfileCommand {
    /// List the profiles of the configuration file
    List,
    /// Show each setting that a login would use, and where it came from
    Show(Asked<SettingArguments>),
    /// Add a profile to the file, whose comments and order stay as they are
    #[command(after_help = ADD_EXAMPLES)]
    Add {
        /// The new profile's name
        name: String,
        /// A Logto OAuth2 connector's configuration, as JSON; its secret goes where secrets are kept
        #[arg(long, value_name = "FILE", env = "AUTHCTL_FROM_LOGTO_CONNECTOR", hide_env = true)]
        from_logto_connector: Option<PathBuf>,
        #[command(flatten)]
        settings: Asked<SettingArguments>,
    },
    /// Remove a profile from the file; its session stays
    Remove {
        /// The profile's name
        name: String,
    },
    /// Check every profile without asking any provider
    Validate,
}

/// Runs one.
pub fn run(command: ProfileCommand, context: &Context) -> Result<ExitCode> {
    match command {
        ProfileCommand::List => list(context),
        ProfileCommand::Show(settings) => show(&settings, context),
        ProfileCommand::Add { name, from_logto_connector, settings } => {
            // Other values depend on each other, and are looked at whole by `validate`.
            context.global.store.as_deref().map(StoreChoice::parse).transpose()?;
            let said = settings.flags(&context.global).layer()?;
            match from_logto_connector {
                Some(file) => connector::add(&name, &file, said, context),
                None => add(&name, said, context),
            }
        }
        ProfileCommand::Remove { name } => remove(&name, context),
        ProfileCommand::Validate => validate(context),
    }
}

fn list(context: &Context) -> Result<ExitCode> {
    let rows = context.file()?.as_ref().map(view::list).unwrap_or_default();
    context.answer(&rows, || {
        if rows.is_empty() {
            return "No profiles. `authctl profile add NAME --provider …` adds one.".to_owned();
        }
        let dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let cells = rows.iter().map(|row| {
            let default = if row.default { "yes" } else { "" };
            vec![
                row.profile.clone(),
                dash(&row.provider),
                dash(&row.issuer),
                dash(&row.client_id),
                default.to_owned(),
            ]
        });
        table::table(&["profile", "provider", "issuer", "client id", "default"], cells)
    })
}

fn show(settings: &SettingArguments, context: &Context) -> Result<ExitCode> {
    let file = context.file()?;
    let flags = settings.flags(&context.global);
    let inputs = Inputs { flags: &flags, environment: &*context.environment, file: file.as_ref() };
    let rows = view::show(&Settings::gather(&inputs)?);
    context.answer(&rows, || {
        let cells = rows.iter().map(|row| vec![row.name.clone(), row.value.clone(), row.origin.to_string()]);
        table::table(&["setting", "value", "from"], cells)
    })
}

fn add(name: &str, said: Layer, context: &Context) -> Result<ExitCode> {
    let path = context.config_path()?;
    let text = user_file::read_config(&path, false)?.unwrap_or_default();
    let given: Vec<(String, String)> =
        said.into_iter().map(|(name, setting)| lasting((name, setting.value))).collect();
    let edited = edit::add(&text, &path.display().to_string(), name, &given)?;
    user_file::replace(&path, edited.as_bytes())?;
    // A grant that needs nobody begins by itself.
    let flow = given.iter().find(|(key, _)| key == Key::Flow.row().name);
    let begins_itself =
        flow.is_some_and(|(_, flow)| Grant::named(flow).is_ok_and(|grant| grant.row().is_repeatable));
    let next = if begins_itself { "token" } else { "login" };
    context.report(&json!({"profile": name, "file": path.display().to_string()}), || {
        format!("Added profile {name} to {}. Next: authctl {next} --profile {name}", path.display())
    })
}

fn remove(name: &str, context: &Context) -> Result<ExitCode> {
    let path = context.config_path()?;
    let missing = || Code::ProfileNotFound.error().profile(name).hint("see `authctl profile list`");
    let text = user_file::read_config(&path, false)?.ok_or_else(missing)?;
    let edited = edit::remove(&text, &path.display().to_string(), name)?;
    let client = registering::kept_clients(context)?.load(name)?;
    user_file::replace(&path, edited.as_bytes())?;
    context.report(&json!({"profile": name, "file": path.display().to_string()}), || {
        let mut text = format!(
            "Removed profile {name} from {}. A session of that name stays: authctl logout --profile {name}",
            path.display()
        );
        if let Some(client) = client {
            let forget = if client.registration_access_token.is_none() { "--forget " } else { "" };
            text += &format!("\nIts client secret stays too: authctl client delete {forget}--profile {name}");
        }
        text
    })
}

fn validate(context: &Context) -> Result<ExitCode> {
    let file: Option<ProfilesFile> = context.file()?;
    let verdicts = file.as_ref().map(view::validate).unwrap_or_default();
    context.answer(&verdicts, || {
        let cells = verdicts.iter().map(|verdict| {
            let message = verdict.message.clone().unwrap_or_else(|| "ok".to_owned());
            // The last line of a long hint is the command to run; the whole one follows on stderr.
            let hint = verdict.hint.as_deref().and_then(|hint| hint.lines().last()).unwrap_or_default();
            vec![verdict.profile.clone(), message, hint.to_owned()]
        });
        table::table(&["profile", "verdict", "hint"], cells)
    })?;
    match verdicts.into_iter().find_map(|verdict| verdict.error) {
        Some(error) => Err::<ExitCode, Error>(error),
        None => Ok(ExitCode::SUCCESS),
    }
}
