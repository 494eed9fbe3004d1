//! `provider list` and `provider show`: the presets.

use std::process::ExitCode;

use clap::Subcommand;

use super::context::Context;
use crate::{
    error::Result,
    output::table,
    provider::preset::{self, Preset},
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
            let ready = if row.ready { "yes" } else { "with a client id of yours" };
            vec![row.provider.to_owned(), row.title.to_owned(), row.place.to_owned(), ready.to_owned()]
        });
        table::table(&["provider", "title", "place", "ready"], cells)
    })
}

fn show(preset: &Preset, context: &Context) -> Result<ExitCode> {
    context.answer(preset, || {
        let mut rows = vec![("title", preset.title.clone())];
        rows.extend(preset.issuer.iter().map(|issuer| ("issuer", issuer.clone())));
        rows.extend(preset.endpoints.iter().map(|(name, url)| (name.as_str(), url.clone())));
        rows.extend(preset.parameters.iter().map(|(name, parameter)| {
            let default =
                parameter.default.as_deref().map_or(String::new(), |text| format!(" (default: {text})"));
            (name.as_str(), format!("{}{default}", parameter.what))
        }));
        rows.push(("scopes", preset.scopes.join(" ")));
        rows.extend(preset.register_url.iter().map(|url| ("register at", url.clone())));
        rows.push(("register", preset.register.clone()));
        table::pairs(&rows)
    })
}
