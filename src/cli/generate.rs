//! `completions` and `man`: made from the same table of flags that the parser reads.

use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use super::context::Context;
use crate::error::{Code, Phase, Result};

/// Flags of `completions`.
#[derive(Args)]
pub struct CompletionArguments {
    /// For which shell
    shell: Shell,
}

/// Flags of `man`.
#[derive(Args)]
pub struct ManArguments {
    /// The command whose page is wanted, such as `profile add`; without one, all of authctl
    command: Vec<String>,
}

/// Prints a completion script.
pub fn completions(arguments: &CompletionArguments, mut all: Command, context: &Context) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut all, "authctl", &mut script);
    context.print(&script)
}

/// Prints a manual page (roff).
pub fn man(arguments: ManArguments, mut command: Command, context: &Context) -> Result<ExitCode> {
    command.build();
    for name in arguments.command {
        command = command
            .find_subcommand(&name)
            .cloned()
            .ok_or_else(|| Code::Usage.error().message("there is no command of that name").got(name))?;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(|_| Code::InternalError.error().phase(Phase::Output))?;
    context.print(&page)
}
