//! What may stand on the command line, and the environment twins of the flags.

use clap::{Parser, Subcommand};

use super::global::Global;

/// The whole command line.
#[derive(Parser)]
#[command(
    name = "authctl",
    version,
    about = "Sign in with OAuth 2.x and OpenID Connect, keep the tokens, hand a valid one out",
    after_help = "stdout is data, stderr is talk. Exit codes: `authctl help exit-codes`. \
                  Every long flag has an environment twin, AUTHCTL_<FLAG>.",
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

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Sign in, check everything, keep the session
    Login(Box<super::login::LoginArguments>),
    /// Print a valid token, refreshed if need be
    Token(super::token::TokenArguments),
    /// Show the kept sessions
    Status(super::status::StatusArguments),
    /// Show who is signed in, as the provider tells it
    Whoami,
    /// Renew the access token now
    Refresh,
    /// End the session at the provider, revoke its tokens, forget it
    Logout(super::logout::LogoutArguments),
    /// Look at and change the configuration
    #[command(subcommand)]
    Profile(super::profile::ProfileCommand),
    /// Look at the provider presets
    #[command(subcommand)]
    Provider(super::provider::ProviderCommand),
    /// Run the embedded provider
    Serve(super::serve::ServeArguments),
    /// Show what a provider says of itself
    Discover(super::discover::DiscoverArguments),
    /// Explain an error code
    Explain(super::explain::ExplainArguments),
    /// The exit codes and what a script should do
    #[command(hide = true, long_about = super::explain::exit_code_table())]
    ExitCodes,
    /// Print the completion script of a shell
    Completions(super::generate::CompletionArguments),
    /// Print the manual page
    Man(super::generate::ManArguments),
}
