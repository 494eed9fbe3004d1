//! `webhook send`: sends an event to an app, really signed, and judges what the app answers.

use std::process::ExitCode;

use clap::Args;

use super::{
    context::Context, webhook_delivery, webhook_edits::EditArguments, webhook_facts::FactArguments,
    webhook_signer::SignerArguments,
};
use crate::{
    error::Result,
    webhook::{
        catalogue, event::Event, facts::Facts, message::Message, mutation, mutation::sample::Means, scheme,
        soundness, target::Target,
    },
};

const EXAMPLES: &str = "\
Examples:
  authctl webhook send oidc.backchannel-logout --profile dev --to http://localhost:3000/backchannel-logout
        ends the session of the kept login in an app of the embedded provider
  authctl webhook send oidc.backchannel-logout --client-id app --user alice --to http://localhost:3000/backchannel-logout
        ends every session of alice in it
  authctl webhook send oidc.backchannel-logout --profile dev --mutate alg-none --to http://localhost:3000/backchannel-logout
        is wrong on purpose: exit 0 if the app refuses it, 12 if it takes it
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
    /// A host beyond this machine and private networks that is yours, and may be sent to; once for each
    #[arg(long, value_name = "HOST", env = "AUTHCTL_TARGET_IS_MINE", hide_env = true)]
    target_is_mine: Vec<String>,
}

/// Sends it.
pub fn run(arguments: &SendArguments, context: &Context) -> Result<ExitCode> {
    let event = catalogue::named(&arguments.event)?;
    let target = Target::parse(&arguments.to, &arguments.target_is_mine)?;
    let mutations = arguments.edits.mutations()?;
    let names: Vec<&str> = mutations.iter().map(|mutation| mutation.name).collect();
    let right = mutation::right(&mutations);
    let work = async {
        let means = arguments.signer.means(event, context).await?;
        let message = arguments.message(event, &means, context)?;
        webhook_delivery::deliver(&*webhook_delivery::way(context, &target)?, &target, &message).await
    };
    context
        .block_on(work)?
        .then(|delivered| webhook_delivery::Told::of(event, &names, right, delivered).answer(context))
}

impl SendArguments {
    /// One message, made now.
    fn message(&self, event: &'static Event, means: &Means, context: &Context) -> Result<Message> {
        let about = self.facts.read(context)?.for_event(event, self.signer.shape(), context)?;
        let facts: Facts = about.facts(context)?;
        let mut draft = scheme::draft(event, &facts, context.now())?;
        self.edits.apply(&mut draft)?;
        let mut message = mutation::sealed(&draft, &self.edits.mutations()?, means)?;
        if !self.edits.is_any() {
            soundness::judge(&draft, &message, &facts, means.credential())?;
        }
        self.edits.mark(&mut message);
        Ok(message)
    }
}
