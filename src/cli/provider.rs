//! `provider list` and `provider show`: the presets.

use std::process::ExitCode;

use clap::Subcommand;

use super::context::Context;
use crate::{
    error::Result,
    output::table,
    profile::registration,
    provider::preset::{self, Preset, SecretNeed},
};

/// The commands.
#[derive(Subcommand)]
pub enum ProviderCommand {
    /// List the providers that are known beforehand
    List,
    /// Show one: where it is, what to register there, what it needs
    Show {
        /// Its name in the list
        name: String,
    },
}

/// Runs one.
pub fn run(command: ProviderCommand, context: &Context) -> Result<ExitCode> {
    match command {
        ProviderCommand::List => list(context),
        ProviderCommand::Show { name } => show(preset::named(&name)?, context),
    }
}

fn list(context: &Context) -> Result<ExitCode> {
    let rows = preset::list();
    context.answer(&rows, || {
        let cells = rows.iter().map(|row| {
            let needs = if row.ready { "nothing".to_owned() } else { row.needs.join(", ") };
            vec![row.provider.to_owned(), row.title.to_owned(), needs]
        });
        table::table(&["provider", "title", "needs"], cells)
    })
}

fn show(preset: &Preset, context: &Context) -> Result<ExitCode> {
    context.answer(preset, || table::pairs(&rows(preset)))
}

/// What a person wants to know who registers an app there.
fn rows(preset: &Preset) -> Vec<(&str, String)> {
    let mut rows = vec![("title", preset.title.clone())];
    rows.extend(preset.issuer.iter().map(|issuer| ("issuer", issuer.clone())));
    rows.extend(preset.endpoints.iter().map(|(name, url)| (name.as_str(), url.clone())));
    rows.extend(preset.parameters.iter().map(|(name, parameter)| {
        let default =
            parameter.default.as_deref().map_or(String::new(), |text| format!(" (default: {text})"));
        (name.as_str(), format!("{}{default}", parameter.what))
    }));
    let scopes = if preset.scopes.is_empty() { "none".to_owned() } else { preset.scopes.join(" ") };
    rows.push(("scopes", scopes));
    if !preset.params.is_empty() {
        let params = preset.params.iter().map(|(name, value)| format!("{name}={value}"));
        rows.push(("parameters", params.collect::<Vec<_>>().join(" ")));
    }
    rows.extend(preset.response_mode.iter().map(|mode| ("response mode", mode.clone())));
    rows.push(("client secret", secret(preset)));
    for quirk in preset.quirks().on {
        rows.push(("quirk", format!("{}: {}", quirk.row().name, quirk.row().what)));
    }
    rows.extend(preset.register_url.iter().map(|url| ("register at", url.clone())));
    rows.push(("register", preset.register.clone()));
    rows.extend(preset.callback.enter.iter().map(|enter| ("callback", enter.clone())));
    rows.push(("then", registration::first_login(preset)));
    rows
}

/// Whether the client has one, and how it is sent.
fn secret(preset: &Preset) -> String {
    if preset.client_id.is_some() {
        return "none".to_owned();
    }
    let how = preset.auth_method.as_ref().map_or(String::new(), |method| format!(", sent as {method}"));
    let except = match preset.public_flows.is_empty() {
        true => String::new(),
        false => format!(", but not for the flow {}", preset.public_flows.join(", ")),
    };
    match preset.secret {
        SecretNeed::Required => format!("needed{how}{except}"),
        SecretNeed::Key => "made of the client's key, anew for each request".to_owned(),
        SecretNeed::Optional => format!("only if the registration gives one{how}"),
    }
}
