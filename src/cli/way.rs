//! How the person gets to the provider: the flags of `login` about that.

use clap::{Args, builder::BoolishValueParser};

use super::hint;
use crate::protocol::time::Seconds;

/// The flags.
#[derive(Args)]
pub struct WayArguments {
    /// Sign in at the embedded provider as this user, without a browser
    #[arg(long = "as", value_name = "USER", env = "AUTHCTL_AS", hide_env = true, conflicts_with_all = ["no_browser", "browser"])]
    pub user: Option<String>,
    /// Show the address instead of opening it, and take the final address pasted on stdin too
    #[arg(long, env = "AUTHCTL_NO_BROWSER", hide_env = true, value_parser = BoolishValueParser::new())]
    pub no_browser: bool,
    /// The browser to open, instead of $AUTHCTL_BROWSER, $BROWSER or the system's
    #[arg(long, value_name = "COMMAND", conflicts_with = "no_browser")]
    pub browser: Option<String>,
    /// Put the code into the clipboard, through the terminal, where the device flow shows one
    #[arg(long, env = "AUTHCTL_COPY_CODE", hide_env = true, value_parser = BoolishValueParser::new())]
    pub copy_code: bool,
    /// How long the person may take to sign in [default: 5m; with a device, as long as its code lasts]
    #[arg(long, value_name = "DURATION", env = "AUTHCTL_LOGIN_TIMEOUT", hide_env = true)]
    pub login_timeout: Option<Seconds>,
    /// Whom to expect, by an ID token: of this profile's session, or where it is: env:NAME, file:PATH …
    #[arg(long, value_name = "SOURCE", env = "AUTHCTL_ID_TOKEN_HINT", hide_env = true,
        num_args = 0..=1, require_equals = true, default_missing_value = hint::SESSION)]
    pub id_token_hint: Option<String>,
    /// How long ago the person may have signed in at the provider (max_age)
    #[arg(long, value_name = "DURATION", env = "AUTHCTL_MAX_AGE", hide_env = true)]
    pub max_age: Option<Seconds>,
}
