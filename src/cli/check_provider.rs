//! `check provider`: what a provider gets wrong.

use std::{process::ExitCode, sync::Arc};

use clap::Args;

use super::{check_battery::BatteryArguments, context::Context, network};
use crate::{
    check::provider::{ProviderBattery, stage::Stage},
    error::Result,
    host::resolver::AddressPolicy,
    protocol::issuer::Issuer,
};

const EXAMPLES: &str = "\
Examples:
  authctl check provider http://127.0.0.1:9470
  authctl check provider http://127.0.0.1:9470 --case M --json";

/// Flags of `check provider`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct ProviderArguments {
    /// The provider's issuer
    issuer: String,
    #[command(flatten)]
    battery: BatteryArguments,
}

/// Checks it.
pub fn run(arguments: &ProviderArguments, context: &Context) -> Result<ExitCode> {
    let issuer = Issuer::parse(&arguments.issuer)?;
    let global = &context.global;
    let http = network::reach(
        context,
        global.ca_file.as_deref(),
        global.proxy.as_deref(),
        AddressPolicy::Near,
        None,
    )?
    .http;
    let battery = Arc::new(ProviderBattery { stage: Stage { issuer, http } });
    context.block_on(arguments.battery.run(battery, context))?.then(Ok)
}
