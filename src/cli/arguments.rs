//! What may stand on the command line, and the environment twins of the flags.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, builder::BoolishValueParser};

use crate::{host::terminal::ColorChoice, protocol::time::Seconds};

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

/// Options of every command.
#[derive(Args, Clone)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The configuration file
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The profile or session
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Where sessions are kept
    #[arg(long, global = true, value_name = "STORE")]
    pub store: Option<String>,
    /// One JSON document on stdout, errors as one JSON line on stderr
    #[arg(long, global = true, env = "AUTHCTL_JSON", hide_env = true, value_parser = BoolishValueParser::new())]
    pub json: bool,
    /// Say nothing but errors
    #[arg(long, short, global = true, env = "AUTHCTL_QUIET", hide_env = true, value_parser = BoolishValueParser::new())]
    pub quiet: bool,
    /// Show each request and answer on stderr, secrets masked
    #[arg(long, global = true, env = "AUTHCTL_TRACE", hide_env = true, value_parser = BoolishValueParser::new())]
    pub trace: bool,
    /// Write each request and answer to FILE as HAR 1.2, secrets masked
    #[arg(long, global = true, value_name = "FILE", env = "AUTHCTL_RECORD", hide_env = true)]
    pub record: Option<PathBuf>,
    /// Never wait for a person
    #[arg(long, global = true, env = "AUTHCTL_NON_INTERACTIVE", hide_env = true, value_parser = BoolishValueParser::new())]
    pub non_interactive: bool,
    /// The longest time for one exchange with the provider [default: 30s]
    #[arg(long, global = true, value_name = "DURATION", env = "AUTHCTL_TIMEOUT", hide_env = true)]
    pub timeout: Option<Seconds>,
    /// Certificates to trust besides the system's (PEM)
    #[arg(long, global = true, value_name = "PEM")]
    pub ca_file: Option<String>,
    /// The proxy for everything but loopback
    #[arg(long, global = true, value_name = "URL")]
    pub proxy: Option<String>,
    /// Colour on a terminal
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        env = "AUTHCTL_COLOR",
        hide_env = true
    )]
    pub color: ColorChoice,
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
