//! `webhook listen`: a strict receiver of events on this machine. It verifies each, does with it what it is told, answers as the
//! standard says, and shows it.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use clap::Args;
use serde::Serialize;
use tokio::sync::{mpsc, watch};

use super::{
    context::Context,
    webhook_believed::BelievedArguments,
    webhook_desk::Desk,
    webhook_handlers::HandlerArguments,
    webhook_memory::MemoryFile,
    webhook_recorder::Recorder,
    webhook_shown::{Received, Showing},
    webhook_source::{Source, SourceArguments},
};
use crate::{
    error::{Code, Phase, Result},
    host::{
        clock::SystemClock,
        interrupt::{self, Interrupts},
        terminal::Written,
    },
    webhook::{
        catalogue, credential::Needs, event::Event, published::Published, receipt::Verdict,
        receiver::Receiver, scheme, seen::Seen, trust::Trust,
    },
};

const EXAMPLES: &str = "\
Examples:
  authctl webhook listen
        takes what the embedded provider signs for its client authctl; `webhook send` sends it
  authctl webhook listen --issuer https://id.example --client-id app --exec ./end-session
        has a program end the session; it finds the event on its stdin, as JSON
  authctl webhook listen --secret-from env:HOOK_SECRET --forward-to http://localhost:3000/hook
        hands on to an app what is genuine, to the byte

  authctl webhook listen --issuer https://id.example --client-id app --poll https://id.example/ssf/poll/1 --poll-token-from env:TOKEN
        fetches security events where they wait

It listens on this machine only, at one path. An event is answered once all that is to be done about it is done, and is taken
once, also after a crash. What nobody signs, such as a front-channel logout, is taken only if --event names it.";

/// How many requests may wait to be shown.
const WAITING: usize = 64;

/// Flags of `webhook listen`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct ListenArguments {
    #[command(flatten)]
    source: SourceArguments,
    /// An event that is taken, as `webhook list` has it; once for each, else all that somebody signs
    #[arg(long, value_name = "NAME", env = "AUTHCTL_EVENT", hide_env = true)]
    event: Vec<String>,
    #[command(flatten)]
    believed: BelievedArguments,
    #[command(flatten)]
    handlers: HandlerArguments,
    /// A directory that each request is written to, in a file of its own; secret headers are masked
    #[arg(long, value_name = "DIR", env = "AUTHCTL_RECORD", hide_env = true)]
    record: Option<PathBuf>,
    /// End after so many requests
    #[arg(long, value_name = "N", env = "AUTHCTL_COUNT", hide_env = true, value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    /// With --count: exit 12 if one of them was not taken
    #[arg(long, requires = "count", env = "AUTHCTL_FAIL", hide_env = true, value_parser = clap::builder::BoolishValueParser::new())]
    fail: bool,
}

/// Listens.
pub fn run(arguments: &ListenArguments, context: &Context) -> Result<ExitCode> {
    let wanted = arguments.event.iter().map(|name| catalogue::named(name)).collect::<Result<Vec<_>>>()?;
    context.run_in_parallel(listen(arguments, wanted, context))
}

/// The line that tells a program that it may begin.
#[derive(Serialize)]
struct Ready<'a> {
    ready: bool,
    url: &'a str,
    public_url: Option<&'a str>,
    port: Option<u16>,
    pid: u32,
    /// The certificate to trust, if one was made.
    ca_file: Option<String>,
    /// Whom it believes.
    issuer: Option<&'a str>,
    client_id: Option<&'a str>,
    /// How many secrets it has.
    secrets: usize,
    /// What it takes.
    events: Vec<&'a str>,
}

async fn listen(
    arguments: &ListenArguments,
    wanted: Vec<&'static Event>,
    context: &Context,
) -> Result<ExitCode> {
    let interrupts = Interrupts::listen();
    let (trust, keys) = arguments.believed.read(context).await?;
    let handlers = arguments.handlers.read(context)?;
    let recorder = arguments.record.as_deref().map(Recorder::open).transpose()?;
    let source = arguments.source.open(context).await?;
    if arguments.handlers.is_circle(source.port) {
        return Err(Code::Usage
            .error()
            .phase(Phase::Webhook)
            .message("--forward-to leads back to this listener"));
    }
    let seen = Seen::open(Box::new(MemoryFile::open(context, &source.memory)?), context.now())?;
    let showing = Showing::of(context);
    let ready = arguments.ready(&source, &trust);
    ready.say(context);
    let written = showing.begin(&ready)?;

    let (tell, mut told) = mpsc::channel(WAITING);
    let (published, clock) = (Published::at(keys), Arc::new(SystemClock));
    let receiver = Receiver { trust, published, seen, handlers, wanted, clock };
    let (end, ended) = watch::channel(written == Written::ReaderGone);
    let mut serving = source.run(Desk { receiver, recorder }, tell, ended);
    let mut progress = Progress { showing, left: arguments.count, were_all_taken: true };
    let exit = progress.follow(interrupts, &mut told).await?;
    end.send_replace(true);
    interrupt::end_at_once();
    // what is being answered is still shown, so that nobody waits for that
    loop {
        tokio::select! {
            _ = &mut serving => break,
            Some(received) = told.recv() => drop(progress.show(&received)?),
        }
    }
    while let Ok(received) = told.try_recv() {
        progress.show(&received)?;
    }
    match exit {
        Some(exit) => Ok(ExitCode::from(exit)),
        None if arguments.fail && !progress.were_all_taken => {
            Err(Code::WebhookRefused.error().phase(Phase::Webhook))
        }
        None => Ok(ExitCode::SUCCESS),
    }
}

/// How far it has come.
struct Progress {
    showing: Showing,
    /// How many requests more are waited for.
    left: Option<u64>,
    were_all_taken: bool,
}

impl Progress {
    /// Shows what comes until the last of it, or until a signal, whose exit code this is.
    async fn follow(
        &mut self,
        mut interrupts: Option<Interrupts>,
        told: &mut mpsc::Receiver<Received>,
    ) -> Result<Option<u8>> {
        loop {
            let signal = async {
                match &mut interrupts {
                    Some(interrupts) => interrupts.next().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                exit = signal => return Ok(Some(exit)),
                received = told.recv() => match received {
                    Some(received) => if self.show(&received)? { return Ok(None) },
                    None => return Ok(None),
                },
            }
        }
    }

    /// Shows one; whether it was the last.
    fn show(&mut self, received: &Received) -> Result<bool> {
        self.were_all_taken &= received.receipt.verdict == Verdict::Taken;
        self.left = self.left.map(|left| left.saturating_sub(1));
        Ok(self.showing.show(received)? == Written::ReaderGone || self.left == Some(0))
    }
}

impl ListenArguments {
    fn ready<'a>(&'a self, source: &'a Source, trust: &'a Trust) -> Ready<'a> {
        let signed = |event: &&Event| scheme::of(event).needs() != Needs::Nothing;
        let all = || catalogue::all().values().filter(signed).map(|event| event.name.as_str());
        Ready {
            ready: true,
            url: &source.url,
            public_url: source.public_url.as_deref(),
            port: source.port,
            pid: std::process::id(),
            ca_file: source.ca_file.as_ref().map(|file| file.display().to_string()),
            issuer: trust.issuer.as_deref(),
            client_id: trust.audience.as_deref(),
            secrets: trust.secrets.len(),
            events: match self.event.is_empty() {
                true => all().collect(),
                false => self.event.iter().map(String::as_str).collect(),
            },
        }
    }
}

impl Ready<'_> {
    /// Says to a person where it is and whom it believes.
    fn say(&self, context: &Context) {
        let how = if self.port.is_some() { "taken at" } else { "fetched from" };
        context.say(&format!("Events are {how} {}", self.public_url.unwrap_or(self.url)));
        if let Some(ca_file) = &self.ca_file {
            context.say(&format!("  whoever sends them trusts {ca_file}"));
        }
        let secrets = match self.secrets {
            0 => "no shared secret (--secret-from)".to_owned(),
            1 => "one shared secret".to_owned(),
            many => format!("{many} shared secrets"),
        };
        context.say(&format!(
            "  by the keys of {} for the client {}, and by {secrets}. Ctrl-C ends it.",
            self.issuer.unwrap_or("nobody"),
            self.client_id.unwrap_or("of nobody (--client-id)"),
        ));
    }
}
