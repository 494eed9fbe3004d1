//! `check app`: what an app gets wrong that signs people in.

use std::{process::ExitCode, sync::Arc};

use clap::Args;

use super::{check_battery::BatteryArguments, check_stage::StageArguments, context::Context};
use crate::{
    check::app::{self, AppBattery},
    error::Result,
};

const EXAMPLES: &str = "\
Examples:
  authctl check app --login http://localhost:3000/login --probe http://localhost:3000/me --config provider.toml
        an app that runs already, whose client is in that file
  authctl check app --login http://localhost:3000/login --probe http://localhost:3000/me -- node app.js
        is started with the provider's address, a client id and a secret in its environment, and ended again
  authctl check app --browser --login http://localhost:3000/ --probe http://localhost:3000/profile --config provider.toml
        its pages need scripts: Chromium runs them
  authctl check app --login http://localhost:5000/ --probe http://localhost:5000/ --shape clef --intercept -- python app.py
        has the vendor's address in its code, and is led here instead";

/// Flags of `check app`. Its `--config` is the provider's, as for `serve`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct AppArguments {
    #[command(flatten)]
    stage: StageArguments,
    #[command(flatten)]
    battery: BatteryArguments,
}

/// Checks it.
pub fn run(arguments: &AppArguments, context: &Context) -> Result<ExitCode> {
    let Some(ready) = arguments.battery.ready("app", &app::cases(), context)? else {
        return Ok(ExitCode::SUCCESS);
    };
    let work = async {
        let stage = arguments.stage.open(context).await?;
        let battery = Arc::new(AppBattery::new(stage));
        ready.run(battery, context).await
    };
    context.block_on(work)?.then(Ok)
}
