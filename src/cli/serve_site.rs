//! One running provider of `serve`: as itself, or as a vendor's.

use std::net::IpAddr;

use super::{context::Context, dev, serve_tls::Shown};
use crate::{
    error::{Code, Result},
    host::port,
    idp::{
        client::OWN_CLIENT_ID,
        config::Config,
        door::Doors,
        server::{Options, Server},
        shape::row::Shape,
    },
};

/// A running provider, and whose it is.
pub struct Site {
    /// The vendor that it stands for.
    pub shape: Option<&'static Shape>,
    /// The vendor's own hosts that lead to it.
    pub hosts: Vec<&'static str>,
    /// The provider.
    pub server: Server,
    /// Its port.
    pub port: u16,
    /// The app that it knows first, besides this program: its id and its secret.
    pub app: Option<(String, String)>,
}

/// What every provider of one command is opened with.
pub struct Opening<'a> {
    /// The command's context.
    pub context: &'a Context,
    /// The host in its address.
    pub host: &'a str,
    /// What it shows of itself.
    pub shown: &'a Shown,
    /// The hosts that are stood for.
    pub intercepted: &'a [&'static str],
}

impl Opening<'_> {
    /// Opens one.
    pub async fn open(&self, mut config: Config, shape: Option<&'static Shape>, port: u16) -> Result<Site> {
        let Self { context, host, shown, intercepted } = self;
        let address: IpAddr = match *host {
            "[::1]" => IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
            _ => IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
        };
        let mut hosts = Vec::new();
        if let Some(shape) = shape {
            (shape.prepare)(&mut config);
            hosts.extend(shape.hosts.iter().copied().filter(|host| intercepted.contains(host)));
        }
        let app = config.clients.iter().find(|client| client.client_id != OWN_CLIENT_ID);
        let app = app.map(|app| {
            let secret = app.client_secret.as_ref().map_or("", |secret| secret.expose());
            (app.client_id.clone(), secret.to_owned())
        });
        let journal = dev::StateFile::open(context, shape).await?;
        let listener = port::take(address, port)?;
        let port = listener.local_addr().map_err(|_| Code::ListenFailed.error())?.port();
        let doors = match &shown.own {
            None => Doors::from(listener),
            Some(identity) => {
                // no vendor's provider asks for a certificate
                let mutual = shape.is_none().then(|| port::take(address, shown.mtls_port)).transpose()?;
                Doors::with_tls(listener, mutual, identity)?
            }
        };
        let options = Options {
            as_localhost: *host == "localhost",
            stays: true,
            instance: journal.name.clone(),
            shape,
            hosts: hosts.clone(),
        };
        let server = Server::start(doors, config, Box::new(journal), dev::world(context), options)?;
        Ok(Site { shape, hosts, server, port, app })
    }
}
