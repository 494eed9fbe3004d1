//! `serve`: the embedded provider, as itself or as vendors' providers, until a signal ends it.

use std::{net::IpAddr, process::ExitCode};

use clap::Args;
use serde::Serialize;

use super::{
    context::Context,
    dev,
    serve_tls::{Shown, TlsArguments},
};
use crate::{
    error::{Code, Result},
    host::{interrupt::Interrupts, port, terminal, user_file},
    idp::{
        config::Config,
        door::Doors,
        server::{Options, Server},
        shape::{self, SHAPES, row::Shape},
    },
    output::json as json_output,
};

const EXAMPLES: &str = "\
Examples:
  authctl serve
  authctl serve --config provider.toml
        with users and clients of your own
  authctl serve --port 0 --json >ready.json
        on any free port; the ready line tells which
  authctl serve --shape github,google
        as the providers of GitHub and Google, each at a port of its own
  authctl serve --tls
        over TLS; what it prints tells which CA file to trust, and it is installed nowhere

It listens on this machine only. Without --config there are the users alice and bob and the client authctl.";

/// Flags of `serve`. Its `--config` names users, clients and lifetimes; without it there are alice, bob and the client
/// `authctl`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct ServeArguments {
    /// The port to listen on, 0 for any free one; with several shapes the first one's, and the next ones after it
    #[arg(long, value_name = "PORT", default_value_t = 9470, env = "AUTHCTL_PORT", hide_env = true)]
    port: u16,
    /// The host in the issuer's address
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1", value_parser = ["127.0.0.1", "[::1]", "localhost"], env = "AUTHCTL_HOST", hide_env = true)]
    host: String,
    /// The vendor whose provider it is to be, with the original's addresses, answers and errors; more than one with commas
    #[arg(long = "shape", value_name = "NAME", value_delimiter = ',', value_parser = shape_names(), env = "AUTHCTL_SHAPE", hide_env = true)]
    shapes: Vec<String>,
    #[command(flatten)]
    tls: TlsArguments,
}

fn shape_names() -> clap::builder::PossibleValuesParser {
    SHAPES.iter().map(|shape| shape.name).collect::<Vec<_>>().into()
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
}

/// One vendor in that line.
#[derive(Serialize)]
struct ReadyShape<'a> {
    shape: &'a str,
    url: &'a str,
    issuer: &'a str,
}

/// Serves.
pub fn run(arguments: &ServeArguments, context: &Context) -> Result<ExitCode> {
    let config = match &context.global.config {
        Some(path) => {
            let place = path.display().to_string();
            Config::parse(&user_file::read_argument(path)?, &|name| (context.environment)(name))
                .map_err(|error| if error.found().is_none() { error.got(place) } else { error })?
        }
        None => Config::default(),
    };
    let mut shapes = Vec::<&'static Shape>::new();
    for name in &arguments.shapes {
        let shape = shape::named(name).ok_or_else(|| Code::InternalError.error())?;
        if !shapes.iter().any(|known| known.name == shape.name) {
            shapes.push(shape);
        }
    }
    context.run_in_parallel(serve(arguments, context, config, shapes))
}

async fn serve(
    arguments: &ServeArguments,
    context: &Context,
    config: Config,
    shapes: Vec<&'static Shape>,
) -> Result<ExitCode> {
    let mut interrupts = Interrupts::listen();
    let shown = arguments.tls.shown(context)?;
    let names: Vec<String> = config.users.iter().map(|user| user.username.clone()).collect();
    let one = match shapes.is_empty() {
        true => vec![None],
        false => shapes.into_iter().map(Some).collect(),
    };
    let mut sites = Vec::new();
    for (index, shape) in (0_u16..).zip(one) {
        // 0 is any free port, for each
        let port = if arguments.port == 0 { 0 } else { arguments.port.saturating_add(index) };
        sites.push(open(Opening { arguments, context, shown: shown.as_ref() }, &config, shape, port).await?);
    }
    let ca_file = shown.and_then(|shown| shown.ca_file).map(|file| file.display().to_string());
    announce(context, &sites, ca_file, &names)?;
    let exit = match &mut interrupts {
        Some(interrupts) => interrupts.next().await,
        None => std::future::pending().await,
    };
    for site in sites {
        site.server.shutdown().await;
    }
    Ok(ExitCode::from(exit))
}

/// A running provider, and whose it is.
struct Site {
    shape: Option<&'static Shape>,
    server: Server,
    port: u16,
}

/// What every provider of one command is opened with.
struct Opening<'a> {
    arguments: &'a ServeArguments,
    context: &'a Context,
    shown: Option<&'a Shown>,
}

async fn open(with: Opening<'_>, config: &Config, shape: Option<&'static Shape>, port: u16) -> Result<Site> {
    let Opening { arguments, context, shown } = with;
    let address: IpAddr = match arguments.host.as_str() {
        "[::1]" => IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
        _ => IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
    };
    let mut config = config.clone();
    if let Some(shape) = shape {
        (shape.prepare)(&mut config);
    }
    let journal = dev::StateFile::open(context, shape).await?;
    let listener = port::take(address, port)?;
    let port = listener.local_addr().map_err(|_| Code::ListenFailed.error())?.port();
    let options = Options {
        as_localhost: arguments.host == "localhost",
        stays: true,
        instance: journal.name.clone(),
        shape,
        is_intercepting: false,
    };
    let doors = match shown {
        None => Doors::from(listener),
        Some(shown) => {
            // no vendor's provider asks for a certificate
            let mutual = shape.is_none().then(|| port::take(address, shown.mtls_port)).transpose()?;
            Doors::with_tls(listener, mutual, &shown.identity)?
        }
    };
    let server = Server::start(doors, config, Box::new(journal), dev::world(context), options)?;
    Ok(Site { shape, server, port })
}

/// Says where it is, to a program or to a person.
fn announce(context: &Context, sites: &[Site], ca_file: Option<String>, names: &[String]) -> Result<()> {
    let Some(first) = sites.first() else { return Ok(()) };
    if context.global.json {
        let shapes = sites.iter().filter_map(|site| {
            let (url, issuer) = (site.server.origin(), site.server.issuer());
            Some(ReadyShape { shape: site.shape?.name, url, issuer })
        });
        let (issuer, port, pid) = (first.server.issuer(), first.port, std::process::id());
        let ready = Ready { ready: true, issuer, port, pid, ca_file, shapes: shapes.collect() };
        terminal::write_stdout(format!("{}\n", json_output::line(&ready)).as_bytes())?;
        return Ok(());
    }
    for site in sites {
        match site.shape {
            None => context.say(&format!("The embedded provider answers at {}", site.server.issuer())),
            Some(shape) => context.say(&format!("{} answers at {}", shape.title, site.server.origin())),
        }
    }
    context.say(&format!("Users: {}. Ctrl-C ends it.", names.join(", ")));
    if first.shape.is_none() {
        let trust = ca_file.map(|file| format!(" --ca-file {file}")).unwrap_or_default();
        let issuer = first.server.issuer();
        context.say(&format!("Try: authctl login --issuer {issuer}{trust} --client-id authctl --as alice"));
    }
    Ok(())
}
