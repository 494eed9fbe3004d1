//! `webhook send`: sends an event to an app, really signed, and judges what the app answers.

use std::process::ExitCode;

use clap::Args;
use http::StatusCode;
use serde::Serialize;

use super::{context::Context, network, webhook_facts::FactArguments, webhook_signer::SignerArguments};
use crate::{
    error::{Code, Phase, Result},
    host::resolver::AddressPolicy,
    output::table,
    webhook::{catalogue, event::Event, scheme, target::Target},
};

const EXAMPLES: &str = "\
Examples:
  authctl webhook send oidc.backchannel-logout --profile dev --to http://localhost:3000/backchannel-logout
        ends the session of the kept login in an app of the embedded provider
  authctl webhook send oidc.backchannel-logout --client-id app --user alice --to http://localhost:3000/backchannel-logout
        ends every session of alice in it
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
    /// A host beyond this machine and private networks that is yours, and may be sent to; once for each
    #[arg(long, value_name = "HOST", env = "AUTHCTL_TARGET_IS_MINE", hide_env = true)]
    target_is_mine: Vec<String>,
}

/// Sends it.
pub fn run(arguments: &SendArguments, context: &Context) -> Result<ExitCode> {
    let event = catalogue::named(&arguments.event)?;
    let target = Target::parse(&arguments.to, &arguments.target_is_mine)?;
    context.block_on(send(arguments, event, &target, context))?.then(|sent| {
        context.answer(&sent, || sent.text())?;
        match sent.taken {
            true => Ok(ExitCode::SUCCESS),
            false => Err(Code::WebhookNotTaken
                .error()
                .phase(Phase::Webhook)
                .expected(event.taken.join(", "))
                .got(sent.status.to_string())),
        }
    })
}

/// What came of sending.
#[derive(Serialize)]
struct Sent {
    event: &'static str,
    to: String,
    /// The status of the app's answer.
    status: u16,
    /// Whether that means that it took the event.
    taken: bool,
}

async fn send(
    arguments: &SendArguments,
    event: &'static Event,
    target: &Target,
    context: &Context,
) -> Result<Sent> {
    let shape = arguments.signer.shape();
    let facts = arguments.facts.read(context)?.for_event(event, shape, context)?.facts(context)?;
    let draft = scheme::draft(event, &facts, context.now())?;
    let credential = arguments.signer.credential(event, context).await?;
    let message = scheme::sealed(&draft, &credential)?;
    let global = &context.global;
    let policy = if target.is_mine { AddressPolicy::Mine } else { AddressPolicy::Near };
    let host = network::reach(context, global.ca_file.as_deref(), global.proxy.as_deref(), policy, None)?;
    let response = host.http.send(message.to(&target.url)).await?;
    let taken = event.is_taken_by(response.status);
    Ok(Sent { event: &event.name, to: target.url.to_string(), status: response.status.as_u16(), taken })
}

impl Sent {
    fn text(&self) -> String {
        let reason = StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason());
        let verdict = if self.taken { "taken" } else { "not taken" };
        table::pairs(&[
            ("event", self.event.to_owned()),
            ("to", self.to.clone()),
            ("answer", format!("{} {}", self.status, reason.unwrap_or_default())),
            ("verdict", verdict.to_owned()),
        ])
    }
}
