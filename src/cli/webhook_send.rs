//! `webhook send`: sends an event to an app, really signed, and judges what the app answers.

use std::process::ExitCode;

use clap::Args;

use super::{
    context::Context,
    webhook_attempts::{self, AttemptArguments},
    webhook_delivery,
    webhook_edits::EditArguments,
    webhook_facts::FactArguments,
    webhook_recipe::{Recipe, Wanted},
    webhook_signer::SignerArguments,
    webhook_volley::{self, VolleyArguments},
};
use crate::{
    error::Result,
    webhook::{catalogue, target::Target},
};

const EXAMPLES: &str = "\
Examples:
  authctl webhook send oidc.backchannel-logout --profile dev --to http://localhost:3000/backchannel-logout
        ends the session of the kept login in an app of the embedded provider
  authctl webhook send oidc.backchannel-logout --client-id app --user alice --to http://localhost:3000/backchannel-logout
        ends every session of alice in it
  authctl webhook send oidc.backchannel-logout --profile dev --mutate alg-none --to http://localhost:3000/backchannel-logout
        is wrong on purpose: exit 0 if the app refuses it, 12 if it takes it
  authctl webhook send oidc.backchannel-logout --client-id app --user alice --count 10000 --concurrency 50 --to http://localhost:3000/backchannel-logout
        sends ten thousand, and tells how long the answers took
  authctl webhook send slack.tokens-revoked --secret-from env:HOOK_SECRET --policy sender --to http://localhost:3000/slack
        tries as often as Slack does, without the waiting
  authctl webhook send github.app-authorization-revoked --user octocat --secret-from env:HOOK_SECRET --to http://localhost:3000/hook
        is signed with a secret that the app has too";

/// Flags of `webhook send`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct SendArguments {
    /// The event, as `webhook list` has it
    event: String,
    /// The address of the app that it is sent to
    #[arg(long, value_name = "URL", env = "AUTHCTL_TO", hide_env = true)]
    to: String,
    #[command(flatten)]
    facts: FactArguments,
    #[command(flatten)]
    signer: SignerArguments,
    #[command(flatten)]
    edits: EditArguments,
    #[command(flatten)]
    volley: VolleyArguments,
    #[command(flatten)]
    attempts: AttemptArguments,
    /// A host beyond this machine and private networks that is yours, and may be sent to; once for each
    #[arg(long, value_name = "HOST", env = "AUTHCTL_TARGET_IS_MINE", hide_env = true)]
    target_is_mine: Vec<String>,
}

/// Sends it.
pub fn run(arguments: &SendArguments, context: &Context) -> Result<ExitCode> {
    let event = catalogue::named(&arguments.event)?;
    let target = Target::parse(&arguments.to, &arguments.target_is_mine)?;
    let SendArguments { facts, signer, edits, volley, attempts, .. } = arguments;
    let wanted = Wanted { event, target: &target, facts, signer, edits, context };
    if volley.count.is_some() {
        return webhook_volley::run(wanted, volley);
    }
    if attempts.policy.is_some() {
        return webhook_attempts::run(wanted, attempts);
    }
    let work = async {
        let recipe = Recipe::read(wanted).await?;
        let now = context.now();
        let message = recipe.message(&recipe.facts(now)?, now)?;
        let http = webhook_delivery::way(context, &target)?;
        Ok((webhook_delivery::deliver(&*http, &target, &message).await?, recipe))
    };
    context.block_on(work)?.then(|(delivered, recipe)| {
        webhook_delivery::Told::of(event, &recipe.names(), recipe.right(), delivered).answer(context)
    })
}
