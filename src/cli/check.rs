//! `check`: batteries that tell an app or a provider what it gets wrong.

use std::process::ExitCode;

use clap::Subcommand;

use super::{asked::Asked, check_provider, context::Context};
use crate::error::Result;

/// The commands.
#[derive(Subcommand)]
pub enum CheckCommand {
    /// Check a provider: its metadata, keys, endpoints, and what it lets clients do
    Provider(Asked<check_provider::ProviderArguments>),
}

/// Runs one.
pub fn run(command: CheckCommand, context: &Context) -> Result<ExitCode> {
    match command {
        CheckCommand::Provider(arguments) => check_provider::run(&arguments, context),
    }
}
