//! What may stand on the command line, and the environment twins of the flags.

use std::ffi::OsString;

use clap::{Arg, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, builder::Resettable};

use super::{
    asked::{self, Asked},
    global::Global,
    webhook::WebhookCommand,
};

/// The whole command line.
#[derive(Parser)]
#[command(
    name = "authctl",
    version,
    about = "Sign in with OAuth 2.x and OpenID Connect, keep the tokens, hand a valid one out",
    after_help = "Begin with: authctl login --provider dev --as alice\n\n\
                  stdout is data, stderr is talk. What an exit code means: `authctl help exit-codes`.\n\
                  Every long flag has an environment twin: --client-id is AUTHCTL_CLIENT_ID.",
    disable_help_subcommand = false,
    max_term_width = 100
)]
pub struct Arguments {
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
    /// Which command.
    #[command(subcommand)]
    pub command: Command,
}

impl Arguments {
    /// What is on the command line, or why it is not understood.
    pub fn read(arguments: &[OsString], empty_variables: &[OsString]) -> Result<Self, clap::Error> {
        let table = asked::enough_for(arguments, Self::command_line);
        let table =
            if empty_variables.is_empty() { table } else { without_empty_twins(table, empty_variables) };
        table.try_get_matches_from(arguments).and_then(|matches| Self::from_arg_matches(&matches))
    }

    /// The subcommand on a command line that is not understood, if that much can be told.
    pub fn subcommand(arguments: &[OsString]) -> Option<String> {
        let matches = Self::command_line().ignore_errors(true).try_get_matches_from(arguments).ok()?;
        matches.subcommand_name().map(str::to_owned)
    }

    /// The table of commands and flags: parsing, help, completions and manual pages come from it.
    pub fn command_line() -> clap::Command {
        // The help of this command is text of the registry, made only if it is asked for.
        Self::command()
            .mut_subcommand("exit-codes", |command| command.defer(super::explain::with_exit_code_table))
    }
}

/// An empty variable is as good as none, here as where settings are resolved: whoever runs a pipeline can often only empty it.
fn without_empty_twins(command: clap::Command, empty: &[OsString]) -> clap::Command {
    let has_empty_twin = |flag: &Arg| flag.get_env().is_some_and(|name| empty.iter().any(|one| one == name));
    command
        .mut_args(|flag| if has_empty_twin(&flag) { flag.env(Resettable::Reset) } else { flag })
        .mut_subcommands(|inner| without_empty_twins(inner, empty))
}

impl Command {
    /// Whether its `--record` names a directory of its own.
    pub fn keeps_its_own_record(&self) -> bool {
        matches!(self, Self::Webhook(WebhookCommand::Listen(_)))
    }

    /// Whether it runs a command of the person's, whose exit codes must not be taken for ours.
    pub fn runs_command(&self) -> bool {
        match self {
            Self::Exec(_) => true,
            Self::Serve(arguments) => arguments.has_command(),
            _ => false,
        }
    }
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Sign in, check everything that came back, keep the session
    Login(Asked<super::login::LoginArguments>),
    /// Print a token that is valid, refreshed if need be
    Token(Asked<super::token::TokenArguments>),
    /// Run a command with a valid token in its environment
    Exec(Asked<super::exec::ExecArguments>),
    /// Send a request to an API with a valid token
    Request(Asked<super::request::RequestArguments>),
    /// List the sessions that are kept, and how long their tokens last
    Status(super::status::StatusArguments),
    /// Ask the provider who is signed in
    Whoami(super::whoami::WhoamiArguments),
    /// Get new tokens now, whether the old ones have expired or not
    Refresh,
    /// Ask the provider whether a token is active, and what it is good for
    Introspect(Asked<super::introspect::IntrospectArguments>),
    /// Sign out: revoke the tokens, end the session at the provider, forget it here
    Logout(Asked<super::logout::LogoutArguments>),
    /// Tell the provider that a token is no longer wanted
    Revoke(Asked<super::revoke::RevokeArguments>),
    /// List, show, add, remove and check the profiles of the configuration file
    #[command(subcommand)]
    Profile(super::profile::ProfileCommand),
    /// Register a client with a provider, show, change and delete its registration
    #[command(subcommand)]
    Client(super::client::ClientCommand),
    /// List and show the providers that are known beforehand
    #[command(subcommand)]
    Provider(super::provider::ProviderCommand),
    /// Run the embedded provider, for an app or its tests to sign in with
    Serve(Asked<super::serve::ServeArguments>),
    /// Send, receive and verify the events that providers send to apps, such as logouts
    #[command(subcommand)]
    Webhook(super::webhook::WebhookCommand),
    /// Tell an app or a provider what it gets wrong, case by case
    #[command(subcommand)]
    Check(super::check::CheckCommand),
    /// List, sign out, disable and delete the users of the running embedded provider
    #[command(subcommand)]
    User(super::user::UserCommand),
    /// Fetch a provider's metadata, check it and show it
    Discover(Asked<super::discover::DiscoverArguments>),
    /// Show what a token says, and check it
    #[command(subcommand)]
    Jwt(super::jwt::JwtCommand),
    /// Make a client's private keys, and print their public halves
    #[command(subcommand)]
    Key(super::key::KeyCommand),
    /// Explain an error code, or list them all
    Explain(super::explain::ExplainArguments),
    /// List the exit codes and what a script should do
    #[command(hide = true)]
    ExitCodes,
    /// Print the completion script for a shell
    Completions(super::generate::CompletionArguments),
    /// Print a manual page, in roff
    Man(super::generate::ManArguments),
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::*;
    use crate::profile::key::KEYS;

    /// Every command and command of a command.
    fn commands() -> Vec<Command> {
        fn walk(command: &Command, found: &mut Vec<Command>) {
            found.push(command.clone());
            command.get_subcommands().for_each(|inner| walk(inner, found));
        }
        let mut all = Arguments::command_line();
        all.build();
        let mut found = Vec::new();
        walk(&all, &mut found);
        found.retain(|command| !command.get_bin_name().is_some_and(|name| name.contains(" help")));
        found
    }

    fn is_ours(flag: &Arg) -> bool {
        !matches!(flag.get_long(), Some("help" | "version"))
    }

    #[test]
    fn every_long_flag_has_its_environment_twin() {
        // Read where the setting is resolved, not by the parser.
        let elsewhere = |flag: &str| {
            ["config", "profile", "browser"].contains(&flag) || KEYS.iter().any(|row| row.flag == flag)
        };
        for command in commands() {
            for flag in command.get_arguments().filter(|flag| is_ours(flag)) {
                let Some(name) = flag.get_long().filter(|name| !elsewhere(name)) else { continue };
                let twin = format!("AUTHCTL_{}", name.to_ascii_uppercase().replace('-', "_"));
                let read = flag.get_env().and_then(std::ffi::OsStr::to_str);
                assert_eq!(read, Some(twin.as_str()), "{} --{name}", command.get_name());
            }
        }
    }

    #[test]
    fn every_command_and_flag_has_one_line_of_help() {
        for command in commands() {
            let place = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(is_one_line(&about), "{place}: {about:?}");
            for argument in command.get_arguments() {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(is_one_line(&help), "{place} {}: {help:?}", argument.get_id());
            }
        }
    }

    fn is_one_line(text: &str) -> bool {
        (1..=100).contains(&text.chars().count()) && !text.contains('\n') && !text.ends_with('.')
    }

    #[test]
    fn the_help_of_exit_codes_is_the_table_and_nothing_else() {
        let asked = Arguments::command_line().try_get_matches_from(["authctl", "help", "exit-codes"]);
        let help = asked.unwrap_err().to_string();
        assert!(help.starts_with("EXIT  CLASS"), "{help}");
        assert!(help.contains("\n4     login_required    no session, refresh refused"), "{help}");
        assert!(!help.contains("Usage"), "{help}");
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    }
}
