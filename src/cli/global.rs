//! The options of every command.

use std::path::PathBuf;

use clap::{Args, builder::BoolishValueParser};

use crate::{host::terminal::ColorChoice, protocol::time::Seconds};

/// Options of every command.
#[derive(Args, Clone)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The configuration file, instead of the platform's profiles.toml
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The profile, which is also the name of its session
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Where a new session is kept: keyring, file, memory or command:PROGRAM
    #[arg(long, global = true, value_name = "STORE")]
    pub store: Option<String>,
    /// One JSON document on stdout, errors as one JSON line on stderr
    #[arg(long, global = true, env = "AUTHCTL_JSON", hide_env = true, value_parser = BoolishValueParser::new())]
    pub json: bool,
    /// Say nothing on stderr but errors
    #[arg(long, short, global = true, env = "AUTHCTL_QUIET", hide_env = true, value_parser = BoolishValueParser::new())]
    pub quiet: bool,
    /// Show each request and answer on stderr, secrets masked
    #[arg(long, global = true, env = "AUTHCTL_TRACE", hide_env = true, value_parser = BoolishValueParser::new())]
    pub trace: bool,
    /// Write each request and answer to FILE as HAR 1.2, secrets masked
    #[arg(long, global = true, value_name = "FILE", env = "AUTHCTL_RECORD", hide_env = true)]
    pub record: Option<PathBuf>,
    /// Never wait for a person: exit 4 where one is needed
    #[arg(long, global = true, env = "AUTHCTL_NON_INTERACTIVE", hide_env = true, value_parser = BoolishValueParser::new())]
    pub non_interactive: bool,
    /// The longest time for one exchange with the provider [default: 30s]
    #[arg(long, global = true, value_name = "DURATION", env = "AUTHCTL_TIMEOUT", hide_env = true)]
    pub timeout: Option<Seconds>,
    /// Certificates to trust besides the system's (PEM)
    #[arg(long, global = true, value_name = "PEM")]
    pub ca_file: Option<String>,
    /// The proxy for everything but this machine
    #[arg(long, global = true, value_name = "URL")]
    pub proxy: Option<String>,
    /// Whether help and messages have colour
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
