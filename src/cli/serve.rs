//! `serve`: the embedded provider, as itself or as vendors' providers, until a signal ends it.

use std::{collections::BTreeMap, ffi::OsString, path::Path, process::ExitCode};

use clap::Args;
use serde::Serialize;

use super::{
    context::Context,
    serve_config::{self, Told},
    serve_environment::Environment,
    serve_fault::{self, FaultArguments},
    serve_intercept::InterceptArguments,
    serve_lax::{self, LaxArguments},
    serve_lifetime::LifetimeArguments,
    serve_names::NamesArguments,
    serve_refusals,
    serve_site::{Opening, Site},
    serve_tls::TlsArguments,
};
use crate::{
    error::{Code, Result},
    host::{child::ChildCommand, terminal},
    idp::{
        config::Config,
        fault::active::Faults,
        intercept::Intercept,
        shape::{self, SHAPES, row::Shape},
    },
    output::json as json_output,
};

const EXAMPLES: &str = "\
Examples:
  authctl serve
  authctl serve --config provider.toml
        with users, clients and issuers of your own; it is read again when it has changed
  authctl serve --port 0 --json >ready.json
        on any free port; the ready line tells which
  authctl serve --shape github,google
        as the providers of GitHub and Google, each at a port of its own
  authctl serve --shape google --intercept -- python app.py
        an app that has Google's address in its code, run against this instead
  authctl serve --fault id-token-alg-none
        misbehaves in this one way, so that an app shows whether it notices
  authctl serve --port 0 --port-file port --exit-with-parent
        for a test run: the file is there once it answers, and no provider is left behind
  authctl serve --config provider.toml -- npm test
        a command that finds it by its environment; if it fails, what was refused is told
  authctl serve --public-url http://localhost:8080 --internal-url http://auth:9470
        where browsers and back ends reach it by different names, through a proxy of yours
  authctl serve --lax no-pkce,plain-pkce
        takes what a strict provider refuses, and says so in each answer that depends on it
  authctl serve --sign-in-as alice --lax no-consent
        without a page: for tests that have nobody at the browser
  authctl serve --tls
        over TLS; what it prints tells which CA file to trust, and it is installed nowhere

It listens on this machine only. Without --config there are the users alice and bob and the client authctl.
The exit code of an app is its own; 127, 126 or 125 if it was not run, as with `authctl exec`.";

/// Flags of `serve`. Its `--config` names users, clients and lifetimes; without it there are alice, bob and the client
/// `authctl`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct ServeArguments {
    /// The port to listen on, 0 for any free one; several shapes have the ports from there on
    #[arg(long, value_name = "PORT", default_value_t = 9470, env = "AUTHCTL_PORT", hide_env = true)]
    port: u16,
    /// The host in the issuer's address
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1", value_parser = ["127.0.0.1", "[::1]", "localhost"], env = "AUTHCTL_HOST", hide_env = true)]
    host: String,
    /// The vendor whose provider it is to be, with its addresses and answers; more than one with commas
    #[arg(long = "shape", value_name = "NAME", value_delimiter = ',', value_parser = shape_names(), env = "AUTHCTL_SHAPE", hide_env = true)]
    shapes: Vec<String>,
    #[command(flatten)]
    names: NamesArguments,
    #[command(flatten)]
    tls: TlsArguments,
    #[command(flatten)]
    intercept: InterceptArguments,
    #[command(flatten)]
    faults: FaultArguments,
    #[command(flatten)]
    lifetime: LifetimeArguments,
    #[command(flatten)]
    lax: LaxArguments,
    /// An app to run with what it needs in its environment; the providers end with it
    #[arg(last = true, value_name = "CMD")]
    command: Vec<OsString>,
}

fn shape_names() -> clap::builder::PossibleValuesParser {
    SHAPES.iter().map(|shape| shape.name).collect::<Vec<_>>().into()
}

impl ServeArguments {
    /// Whether it is to run a command.
    pub fn has_command(&self) -> bool {
        !self.command.is_empty()
    }
}

/// The line that tells a program that it may begin.
#[derive(Serialize)]
struct Ready<'a> {
    ready: bool,
    /// The first provider's.
    issuer: &'a str,
    port: u16,
    pid: u32,
    /// The certificate to trust, if one was made.
    ca_file: Option<String>,
    /// The vendors that are stood for, in the order they were named.
    shapes: Vec<ReadyShape<'a>>,
    /// The proxy that stands for the vendors' own hosts.
    proxy: Option<String>,
    /// What Chromium needs to be led there too.
    browser_arguments: Vec<String>,
    /// What is wrong on purpose.
    faults: Vec<&'static str>,
    /// What is taken though it is wrong.
    laxities: Vec<&'static str>,
    /// What an app needs in its environment.
    environment: BTreeMap<&'static str, &'a str>,
    /// The file with the address of the first provider's control interface and the secret of this start.
    control_file: String,
}

/// One vendor in that line.
#[derive(Serialize)]
struct ReadyShape<'a> {
    shape: &'a str,
    url: &'a str,
    issuer: &'a str,
    /// The app that it knows first.
    client_id: &'a str,
    /// The vendor's own hosts that lead to it through the proxy.
    hosts: &'a [&'static str],
}

/// Serves.
pub fn run(arguments: &ServeArguments, context: &Context) -> Result<ExitCode> {
    if arguments.faults.is_list {
        return serve_fault::list(context);
    }
    if arguments.lax.is_lax_list {
        return serve_lax::list(context);
    }
    let faults = arguments.faults.read(!arguments.shapes.is_empty())?;
    let told = serve_config::read(context, arguments.lax.read(!arguments.shapes.is_empty())?)?;
    let mut shapes = Vec::<&'static Shape>::new();
    for name in &arguments.shapes {
        let shape = shape::named(name).ok_or_else(|| Code::InternalError.error())?;
        if !shapes.iter().any(|known| known.name == shape.name) {
            shapes.push(shape);
        }
    }
    let command = match arguments.command.is_empty() {
        true => None,
        false => Some(ChildCommand::find(&arguments.command)?),
    };
    context.run_in_parallel(serve(arguments, context, (told, shapes, faults), command))
}

async fn serve(
    arguments: &ServeArguments,
    context: &Context,
    (told, shapes, faults): (Told, Vec<&'static Shape>, Faults),
    command: Option<ChildCommand>,
) -> Result<ExitCode> {
    let mut interrupts = arguments.lifetime.begin()?;
    let intercepted = arguments.intercept.hosts(&shapes)?;
    let shown = arguments.tls.shown(context, &intercepted).await?;
    let opening = Opening {
        context,
        host: &arguments.host,
        names: arguments.names.names(&shapes, &intercepted)?,
        shown: &shown,
        faults: &faults,
        intercepted: &intercepted,
        observer: None,
    };
    let as_itself = shapes.is_empty().then_some(None);
    let mut sites = Vec::new();
    for (index, shape) in (0..).zip(as_itself.into_iter().chain(shapes.into_iter().map(Some))) {
        // 0 is any free port, for each
        let port = if arguments.port == 0 { 0 } else { arguments.port.saturating_add(index) };
        sites.push(opening.open(told.config.clone(), shape, port).await?);
    }
    let proxy = arguments.intercept.start(shown.tunnel.as_ref(), &sites)?;
    let (ca_file, pin) = (shown.ca_file.as_deref(), shown.pin.as_deref());
    let running = Running { sites: &sites, proxy: proxy.as_ref(), ca_file, pin };
    let environment = running.environment();
    let port_file = arguments.lifetime.tell(&sites)?;
    let has_command = command.is_some();
    running.announce(context, &told.config, &environment, has_command)?;
    let end = async {
        match command {
            Some(command) => {
                let started = command.start(&environment.way, &environment.settings)?;
                started.wait(interrupts.as_mut()).await
            }
            None => match &mut interrupts {
                Some(interrupts) => Ok(interrupts.next().await),
                None => std::future::pending().await,
            },
        }
    };
    let exit = tokio::select! {
        exit = end => exit?,
        never = serve_config::follow(context, told, &sites) => match never {},
    };
    if has_command {
        serve_refusals::tell(context, &sites, exit);
    }
    drop((port_file, proxy));
    for site in sites {
        site.server.shutdown().await;
    }
    Ok(ExitCode::from(exit))
}

/// What answers now.
struct Running<'a> {
    sites: &'a [Site],
    proxy: Option<&'a Intercept>,
    ca_file: Option<&'a Path>,
    pin: Option<&'a str>,
}

impl Running<'_> {
    fn environment(&self) -> Environment {
        let proxy = self.proxy.map(|proxy| proxy.address().to_string());
        Environment::new(self.sites, proxy.as_deref(), self.ca_file)
    }

    /// What leads a browser there: Chromium takes the one certificate of that key, in a profile that is not the person's own.
    fn browser_arguments(&self) -> Vec<String> {
        let (Some(proxy), Some(pin)) = (self.proxy, self.pin) else { return Vec::new() };
        vec![
            format!("--proxy-server={}", proxy.address()),
            format!("--ignore-certificate-errors-spki-list={pin}"),
        ]
    }

    /// Says where it is, to a program or to a person; with a command, whose output is its own, to nobody.
    fn announce(
        &self,
        context: &Context,
        config: &Config,
        environment: &Environment,
        has_command: bool,
    ) -> Result<()> {
        let Some(first) = self.sites.first() else { return Ok(()) };
        let proxy = self.proxy.map(|proxy| format!("http://{}", proxy.address()));
        let ca_file = self.ca_file.map(|file| file.display().to_string());
        if context.global.json && !has_command {
            let (issuer, port, pid) = (first.server.issuer(), first.port, std::process::id());
            let shapes = self.sites.iter().filter_map(ready_shape).collect();
            let ready = Ready {
                ready: true,
                issuer,
                port,
                pid,
                ca_file,
                shapes,
                proxy,
                browser_arguments: self.browser_arguments(),
                faults: first.server.faults().names(),
                laxities: config.lax.names(),
                environment: environment.all(),
                control_file: first.control_file(),
            };
            terminal::write_stdout(format!("{}\n", json_output::line(&ready)).as_bytes())?;
            return Ok(());
        }
        for site in self.sites {
            match site.shape {
                None => {
                    context.say(&format!("The embedded provider answers at {}", site.server.issuer()));
                    if site.server.here() != site.server.origin() {
                        context.say(&format!("  it listens at {}", site.server.here()));
                    }
                }
                Some(shape) => {
                    context.say(&format!("{} answers at {}", shape.title, site.server.origin()));
                    if let Some(app) = &site.app {
                        let secret =
                            app.is_example.then(|| format!("  secret: {}", app.client_secret.expose()));
                        context.say(&format!("  app: {}{}", app.client_id, secret.unwrap_or_default()));
                    }
                }
            }
        }
        let faults = first.server.faults().names();
        if !faults.is_empty() {
            context.say(&format!("Wrong on purpose: {}", faults.join(", ")));
        }
        if !config.lax.is_empty() {
            context.say(&format!("Lax on purpose: {}", config.lax.names().join(", ")));
        }
        if let Some(proxy) = &proxy {
            let hosts: Vec<&str> = self.sites.iter().flat_map(|site| &site.hosts).copied().collect();
            context.say(&format!("For {} through the proxy {proxy}", hosts.join(", ")));
            let arguments = self.browser_arguments().join(" ");
            context.say(&format!("  browser: chromium --user-data-dir=$(mktemp -d) {arguments}"));
        }
        let names: Vec<&str> = config.users.iter().map(|user| user.username.as_str()).collect();
        context.say(&format!("Users: {}. Ctrl-C ends it.", names.join(", ")));
        let here = first.server.here();
        context.say(&format!("Their page: {here}/_dev/ (its secret: {})", first.control_file()));
        if has_command {
            return Ok(());
        }
        if first.shape.is_some() {
            let lines = environment.lines();
            if !lines.is_empty() {
                context.say("For the app:");
            }
            lines.iter().for_each(|line| context.say(line));
        } else {
            let trust = ca_file.map(|file| format!(" --ca-file {file}")).unwrap_or_default();
            let issuer = first.server.issuer();
            let user = names.first().copied().unwrap_or("alice");
            context
                .say(&format!("Try: authctl login --issuer {issuer}{trust} --client-id authctl --as {user}"));
        }
        Ok(())
    }
}

fn ready_shape(site: &Site) -> Option<ReadyShape<'_>> {
    let (url, issuer) = (site.server.origin(), site.server.issuer());
    let client_id = site.app.as_ref().map_or("", |app| app.client_id.as_str());
    Some(ReadyShape { shape: site.shape?.name, url, issuer, client_id, hosts: &site.hosts })
}
