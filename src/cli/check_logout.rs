//! `check logout`: what an app gets wrong that hears of logouts.

use std::{process::ExitCode, sync::Arc};

use clap::Args;

use super::{check_battery::BatteryArguments, check_stage::StageArguments, context::Context};
use crate::{
    check::logout::{self, LogoutBattery},
    error::Result,
};

const EXAMPLES: &str = "\
Examples:
  authctl check logout --login http://localhost:3000/login --probe http://localhost:3000/me \\
    --hook http://localhost:3000/backchannel-logout --config provider.toml
        an app that runs already, whose client is in that file
  authctl check logout --login http://localhost:3000/login --probe http://localhost:3000/me \\
    --hook http://localhost:3000/backchannel-logout -- node app.js
        is started with the provider's address, a client id and a secret in its environment, and ended again";

/// Flags of `check logout`. Its `--config` is the provider's, as for `serve`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct LogoutArguments {
    /// The app's address that hears of logouts
    #[arg(long, value_name = "URL", required_unless_present = "list", env = "AUTHCTL_HOOK", hide_env = true)]
    hook: Option<String>,
    #[command(flatten)]
    stage: StageArguments,
    #[command(flatten)]
    battery: BatteryArguments,
}

/// Checks it.
pub fn run(arguments: &LogoutArguments, context: &Context) -> Result<ExitCode> {
    let Some(ready) = arguments.battery.ready("logout", &logout::cases(), context)? else {
        return Ok(ExitCode::SUCCESS);
    };
    let work = async {
        let hook = arguments.stage.target("--hook", arguments.hook.as_deref())?;
        let stage = arguments.stage.open(context).await?;
        let battery = Arc::new(LogoutBattery { stage, hook });
        ready.run(battery, context).await
    };
    context.block_on(work)?.then(Ok)
}
