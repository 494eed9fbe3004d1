//! `webhook listen`: a strict receiver of events on this machine. It verifies each, does with it what it is told, answers as the
//! standard says, and shows it.

use std::{path::Path, process::ExitCode, sync::Arc};

use clap::Args;
use http::Response;
use serde::Serialize;
use tokio::sync::{mpsc, watch};
use url::Url;

use super::{
    context::Context,
    webhook_believed::BelievedArguments,
    webhook_handlers::HandlerArguments,
    webhook_memory::MemoryFile,
    webhook_shown::{Received, Showing},
    webhook_tls::ListenTlsArguments,
};
use crate::{
    error::{Code, Phase, Result},
    host::{
        Clock as _,
        clock::SystemClock,
        event_listener::{Answering, Arrived, EventListener, Rules},
        interrupt::{self, Interrupts},
        terminal::Written,
    },
    protocol::time::UnixTime,
    webhook::{
        answer::Answer,
        arrival::Arrival,
        catalogue,
        credential::Needs,
        event::Event,
        published::Published,
        receipt::{Receipt, Verdict},
        receiver::Receiver,
        scheme,
        seen::Seen,
        trust::Trust,
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

It listens on this machine only, at one path. An event is answered once all that is to be done about it is done, and is taken
once, also after a crash. What nobody signs, such as a front-channel logout, is taken only if --event names it.";

/// How many requests may wait to be shown.
const WAITING: usize = 64;

/// Flags of `webhook listen`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct ListenArguments {
    /// The port to listen on, 0 for any free one
    #[arg(long, value_name = "PORT", default_value_t = 9471, env = "AUTHCTL_PORT", hide_env = true)]
    port: u16,
    /// The one path that events come to
    #[arg(long, value_name = "PATH", default_value = "/webhook", value_parser = path, env = "AUTHCTL_PATH", hide_env = true)]
    path: String,
    /// An event that is taken, as `webhook list` has it; once for each, else all that somebody signs
    #[arg(long, value_name = "NAME", env = "AUTHCTL_EVENT", hide_env = true)]
    event: Vec<String>,
    #[command(flatten)]
    believed: BelievedArguments,
    #[command(flatten)]
    handlers: HandlerArguments,
    #[command(flatten)]
    tls: ListenTlsArguments,
    /// Its address from outside, such as a tunnel's; requests for other hosts are turned away then
    #[arg(long, value_name = "URL", env = "AUTHCTL_PUBLIC_URL", hide_env = true)]
    public_url: Option<Url>,
    /// How many requests one address may make in a second
    #[arg(long, value_name = "N", default_value_t = 20, env = "AUTHCTL_RATE_LIMIT", hide_env = true, value_parser = clap::value_parser!(u32).range(1..))]
    rate_limit: u32,
    /// End after so many requests
    #[arg(long, value_name = "N", env = "AUTHCTL_COUNT", hide_env = true, value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    /// With --count: exit 12 if one of them was not taken
    #[arg(long, requires = "count", env = "AUTHCTL_FAIL", hide_env = true, value_parser = clap::builder::BoolishValueParser::new())]
    fail: bool,
}

/// RFC 3986 §3.3
fn path(text: &str) -> Result<String, String> {
    let base = Url::parse("http://localhost").map_err(|error| error.to_string())?;
    let is_path = text.starts_with('/') && base.join(text).is_ok_and(|url| url.path() == text);
    if is_path { Ok(text.to_owned()) } else { Err("a path begins with / and has no query".into()) }
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
    port: u16,
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
    let mut interrupts = Interrupts::listen();
    let (trust, keys) = arguments.believed.read(context).await?;
    let handlers = arguments.handlers.read(context)?;
    let (identity, ca_file) = arguments.tls.shown(context).await?;
    let listener = EventListener::open(arguments.port, identity.as_ref())?;
    let port = listener.address().port();
    if arguments.handlers.is_circle(port) {
        return Err(Code::Usage
            .error()
            .phase(Phase::Webhook)
            .message("--forward-to leads back to this listener"));
    }
    let seen = Seen::open(Box::new(MemoryFile::open(context, arguments.port)?), context.now())?;
    let scheme = if identity.is_some() { "https" } else { "http" };
    let url = format!("{scheme}://127.0.0.1:{port}{}", arguments.path);
    let showing = Showing::of(context);
    let ready = arguments.ready(&url, port, ca_file.as_deref(), &trust);
    ready.say(context);
    let written = showing.begin(&ready)?;

    let (tell, mut told) = mpsc::channel(WAITING);
    let receiver = Receiver {
        trust,
        published: Published::at(keys),
        seen,
        handlers,
        wanted,
        clock: Arc::new(SystemClock),
    };
    let (end, ended) = watch::channel(written == Written::ReaderGone);
    let serving = listener.serve(arguments.rules(port), answering(Arc::new(receiver), tell), ended);
    let mut serving = tokio::spawn(serving);
    let mut progress = Progress { showing, left: arguments.count, were_all_taken: true };
    let exit = loop {
        let signal = async {
            match &mut interrupts {
                Some(interrupts) => interrupts.next().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            exit = signal => break Some(exit),
            received = told.recv() => match received {
                Some(received) => if progress.show(&received)? { break None },
                None => break None,
            },
        }
    };
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
    /// Shows one; whether it was the last.
    fn show(&mut self, received: &Received) -> Result<bool> {
        self.were_all_taken &= received.receipt.verdict == Verdict::Taken;
        self.left = self.left.map(|left| left.saturating_sub(1));
        Ok(self.showing.show(received)? == Written::ReaderGone || self.left == Some(0))
    }
}

/// What answers each request, and tells of it.
fn answering(receiver: Arc<Receiver>, tell: mpsc::Sender<Received>) -> Answering {
    Arc::new(move |arrived| {
        let (receiver, tell) = (Arc::clone(&receiver), tell.clone());
        Box::pin(async move {
            let at = SystemClock.now();
            let received = received(&receiver, arrived, at).await;
            let answer = response(received.receipt.answer.clone());
            // at the end nobody looks any more
            let _ = tell.send(received).await;
            answer
        })
    })
}

async fn received(receiver: &Receiver, arrived: Arrived, at: UnixTime) -> Received {
    let receipt = match arrived {
        Arrived::Whole(request) => receiver.receive(&Arrival::of(request)).await,
        Arrived::Cut(status, why) => Receipt::refused(Answer::of(status), why),
    };
    Received { at, receipt, recording: None }
}

fn response(answer: Answer) -> Response<Vec<u8>> {
    let mut response = Response::new(answer.body);
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    response
}

impl ListenArguments {
    fn rules(&self, port: u16) -> Rules {
        let hosts = match &self.public_url {
            None => Vec::new(),
            Some(url) => {
                let own = ["127.0.0.1", "[::1]", "localhost"].map(|host| format!("{host}:{port}"));
                let public = url[url::Position::BeforeHost..url::Position::AfterPort].to_owned();
                own.into_iter().chain([public]).collect()
            }
        };
        Rules { path: self.path.clone(), hosts, per_second: self.rate_limit }
    }

    fn ready<'a>(&'a self, url: &'a str, port: u16, ca_file: Option<&Path>, trust: &'a Trust) -> Ready<'a> {
        let signed = |event: &&Event| scheme::of(event).needs() != Needs::Nothing;
        let all = || catalogue::all().values().filter(signed).map(|event| event.name.as_str());
        Ready {
            ready: true,
            url,
            public_url: self.public_url.as_ref().map(Url::as_str),
            port,
            pid: std::process::id(),
            ca_file: ca_file.map(|file| file.display().to_string()),
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
        context.say(&format!("Events are taken at {}", self.public_url.unwrap_or(self.url)));
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
