//! `check`: batteries that tell an app or a provider what it gets wrong.

use std::process::ExitCode;

use clap::Subcommand;

use super::{asked::Asked, check_app, check_logout, check_provider, context::Context};
use crate::error::Result;

/// The commands.
#[derive(Subcommand)]
pub enum CheckCommand {
    /// Check an app: what it takes from a provider that misbehaves, and from browsers that do
    App(Asked<check_app::AppArguments>),
    /// Check that an app's sessions end when it hears of a logout, and only then
    Logout(Asked<check_logout::LogoutArguments>),
    /// Check a provider: its metadata, keys, endpoints, and what it lets clients do
    Provider(Asked<check_provider::ProviderArguments>),
}

/// Runs one.
pub fn run(command: CheckCommand, context: &Context) -> Result<ExitCode> {
    match command {
        CheckCommand::App(arguments) => check_app::run(&arguments, context),
        CheckCommand::Logout(arguments) => check_logout::run(&arguments, context),
        CheckCommand::Provider(arguments) => check_provider::run(&arguments, context),
    }
}
