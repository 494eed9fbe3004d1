//! `serve`: the embedded provider, until a signal ends it.

use std::{net::IpAddr, process::ExitCode};

use clap::Args;
use serde::Serialize;

use super::{context::Context, dev, serve_tls::TlsArguments};
use crate::{
    error::{Code, Result},
    host::{interrupt::Interrupts, port, terminal, user_file},
    idp::{
        config::Config,
        door::Doors,
        server::{Options, Server},
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
  authctl serve --tls
        over TLS; what it prints tells which CA file to trust, and it is installed nowhere

It listens on this machine only. Without --config there are the users alice and bob and the client authctl.";

/// Flags of `serve`. Its `--config` names users, clients and lifetimes; without it there are alice, bob and the client
/// `authctl`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct ServeArguments {
    /// The port to listen on, 0 for any free one
    #[arg(long, value_name = "PORT", default_value_t = 9470, env = "AUTHCTL_PORT", hide_env = true)]
    port: u16,
    /// The host in the issuer's address
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1", value_parser = ["127.0.0.1", "[::1]", "localhost"], env = "AUTHCTL_HOST", hide_env = true)]
    host: String,
    #[command(flatten)]
    tls: TlsArguments,
}

/// The line that tells a program that it may begin.
#[derive(Serialize)]
struct Ready<'a> {
    ready: bool,
    issuer: &'a str,
    port: u16,
    pid: u32,
    /// The certificate to trust, if one was made.
    ca_file: Option<String>,
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
    context.run_in_parallel(serve(arguments, context, config))
}

async fn serve(arguments: &ServeArguments, context: &Context, config: Config) -> Result<ExitCode> {
    let mut interrupts = Interrupts::listen();
    let address: IpAddr = match arguments.host.as_str() {
        "[::1]" => IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
        _ => IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
    };
    let names: Vec<String> = config.users.iter().map(|user| user.username.clone()).collect();
    let journal = dev::StateFile::open(context).await?;
    let shown = arguments.tls.shown(context)?;
    let listener = port::take(address, arguments.port)?;
    let port = listener.local_addr().map_err(|_| Code::ListenFailed.error())?.port();
    let options =
        Options { as_localhost: arguments.host == "localhost", stays: true, instance: journal.name.clone() };
    let doors = match &shown {
        None => Doors::from(listener),
        Some(shown) => Doors::with_tls(listener, port::take(address, shown.mtls_port)?, &shown.identity)?,
    };
    let ca_file = shown.and_then(|shown| shown.ca_file).map(|file| file.display().to_string());
    let server = Server::start(doors, config, Box::new(journal), dev::world(context), options)?;
    let issuer = server.issuer().to_owned();
    if context.global.json {
        let ready = Ready { ready: true, issuer: &issuer, port, pid: std::process::id(), ca_file };
        terminal::write_stdout(format!("{}\n", json_output::line(&ready)).as_bytes())?;
    } else {
        context.say(&format!("The embedded provider answers at {issuer}"));
        context.say(&format!("Users: {}. Ctrl-C ends it.", names.join(", ")));
        let trust = ca_file.map(|file| format!(" --ca-file {file}")).unwrap_or_default();
        context.say(&format!("Try: authctl login --issuer {issuer}{trust} --client-id authctl --as alice"));
    }
    let exit = match &mut interrupts {
        Some(interrupts) => interrupts.next().await,
        None => std::future::pending().await,
    };
    server.shutdown().await;
    Ok(ExitCode::from(exit))
}
