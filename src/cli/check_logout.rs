//! `check logout`: what an app gets wrong that hears of logouts.

use std::{process::ExitCode, sync::Arc};

use clap::{Args, builder::BoolishValueParser};

use super::{check_battery::BatteryArguments, check_stage::StageArguments, context::Context, credentials};
use crate::{
    check::logout::{
        self, LogoutBattery,
        hook::{Hook, Kind},
    },
    error::Result,
    secret::source::SecretSource,
    webhook::{catalogue, event::Event},
};

/// The event, where nobody names one.
const DEFAULT: &str = "oidc.backchannel-logout";

/// Kinds of hooks by short names, and the event of each.
const KINDS: &[(&str, &str)] = &[
    ("backchannel", DEFAULT),
    ("frontchannel", "oidc.frontchannel-logout"),
    ("set", "caep.session-revoked"),
    ("clef", "clef.logout"),
];

const EXAMPLES: &str = "\
Examples:
  authctl check logout --login http://localhost:3000/login --probe http://localhost:3000/me \\
    --hook http://localhost:3000/backchannel-logout --config provider.toml
        an app that runs already, whose client is in that file
  authctl check logout --login http://localhost:3000/login --probe http://localhost:3000/me \\
    --hook http://localhost:3000/backchannel-logout -- node app.js
        is started with the provider's address, a client id and a secret in its environment, and ended again
  authctl check logout --login http://localhost:3000/login --probe http://localhost:3000/me \\
    --hook http://localhost:3000/hook --hook-kind hmac:logto.user-deleted --secret-from env:HOOK_SECRET
        hears of a webhook that is signed with a secret";

/// Flags of `check logout`. Its `--config` is the provider's, as for `serve`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct LogoutArguments {
    /// The app's address that hears of logouts
    #[arg(long, value_name = "URL", required_unless_present = "list", env = "AUTHCTL_HOOK", hide_env = true)]
    hook: Option<String>,
    /// What it hears: backchannel, frontchannel, set, clef, or hmac:EVENT [default: backchannel]
    #[arg(long, value_name = "KIND", env = "AUTHCTL_HOOK_KIND", hide_env = true, value_parser = of_kind)]
    hook_kind: Option<&'static Event>,
    /// The event that it hears of, as `webhook list` has it, in place of a kind
    #[arg(long, value_name = "NAME", env = "AUTHCTL_EVENT", hide_env = true, conflicts_with = "hook_kind")]
    event: Option<String>,
    /// Where the secret is that the app has too: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND
    #[arg(long, value_name = "SOURCE", env = "AUTHCTL_SECRET_FROM", hide_env = true)]
    secret_from: Option<String>,
    /// Require what came into the standard with its errata too
    #[arg(long, env = "AUTHCTL_STRICT", hide_env = true, value_parser = BoolishValueParser::new())]
    strict: bool,
    #[command(flatten)]
    stage: StageArguments,
    #[command(flatten)]
    battery: BatteryArguments,
}

fn of_kind(text: &str) -> Result<&'static Event, String> {
    let known = KINDS.iter().find(|(name, _)| *name == text).map(|(_, event)| *event);
    let name = known.or_else(|| text.strip_prefix("hmac:"));
    let name =
        name.ok_or("a kind is backchannel, frontchannel, set, clef, or hmac: and the name of an event")?;
    catalogue::named(name).map_err(|_| format!("there is no event {name}: `authctl webhook list` has them"))
}

/// Checks it.
pub fn run(arguments: &LogoutArguments, context: &Context) -> Result<ExitCode> {
    let LogoutArguments { hook, hook_kind, event, secret_from, strict, stage, battery } = arguments;
    let event = match hook_kind {
        Some(event) => event,
        None => catalogue::named(event.as_deref().unwrap_or(DEFAULT))?,
    };
    let kind = Kind::of(event)?;
    let Some(ready) = battery.ready("logout", &logout::cases(kind, *strict), context)? else {
        return Ok(ExitCode::SUCCESS);
    };
    kind.judge_secret(secret_from.is_some())?;
    let work = async {
        let url = stage.target("--hook", hook.as_deref())?;
        let secret = match secret_from {
            Some(named) => Some(credentials::secret(context, &SecretSource::parse(named)?).await?),
            None => None,
        };
        let stage = stage.open(context).await?;
        let hook = Hook::open(&stage, url, event, secret).await?;
        ready.run(Arc::new(LogoutBattery { stage, hook, is_strict: *strict }), context).await
    };
    context.block_on(work)?.then(Ok)
}
