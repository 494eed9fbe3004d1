//! One running provider of `serve`: as itself, or as a vendor's.

use std::{net::IpAddr, path::PathBuf, sync::Arc};

use super::{context::Context, control::Control, dev, recording, serve_tls::Shown};
use crate::{
    error::{Code, Result},
    host::port,
    idp::{
        client::{Client, OWN_CLIENT_ID},
        config::Config,
        door::Doors,
        fault::active::Faults,
        journal::Journal,
        names::Names,
        observer::Observer,
        server::{Options, Server},
        shape::row::Shape,
    },
    secret::SecretString,
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
    /// The app that it knows first, besides this program.
    pub app: Option<KnownApp>,
    /// Where the secret of its control interface is, if it has one.
    pub control_file: Option<PathBuf>,
}

impl Site {
    /// The name of that file.
    pub fn control_file(&self) -> String {
        self.control_file.as_ref().map_or_else(String::new, |file| file.display().to_string())
    }
}

/// An app that a provider knows.
#[derive(Clone)]
pub struct KnownApp {
    /// Its id.
    pub client_id: String,
    /// Its secret, empty if it has none.
    pub client_secret: SecretString,
    /// Whether it is the vendor's example, whose secret protects nothing; else it is the configuration's, and its secret is
    /// shown nowhere (threat C145).
    pub is_example: bool,
}

/// What every provider of one command is opened with.
pub struct Opening<'a> {
    /// The command's context.
    pub context: &'a Context,
    /// The host in its address.
    pub host: &'a str,
    /// By which names others reach it.
    pub names: Names,
    /// What it shows of itself.
    pub shown: &'a Shown,
    /// What it does wrong on purpose.
    pub faults: &'a Faults,
    /// The hosts that are stood for.
    pub intercepted: &'a [&'static str],
    /// The check that it is opened for, which hears of each request. Its state then begins with this machine's keys alone, and is
    /// forgotten.
    pub observer: Option<Arc<dyn Observer>>,
}

impl Opening<'_> {
    /// Opens one.
    pub async fn open(&self, mut config: Config, shape: Option<&'static Shape>, port: u16) -> Result<Site> {
        let Self { context, host, names, shown, faults, intercepted, observer } = self;
        let address: IpAddr = match *host {
            "[::1]" => IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
            _ => IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
        };
        let mut hosts = Vec::new();
        let is_app = |client: &&Arc<Client>| client.client_id != OWN_CLIENT_ID;
        let is_example = !config.clients.iter().any(|client| is_app(&client));
        if let Some(shape) = shape {
            (shape.prepare)(&mut config);
            hosts.extend(shape.hosts.iter().copied().filter(|host| intercepted.contains(host)));
        }
        let app = config.clients.iter().find(is_app).map(|app| KnownApp {
            client_id: app.client_id.clone(),
            client_secret: app.client_secret.clone().unwrap_or_else(|| "".into()),
            is_example,
        });
        let (journal, instance): (Box<dyn Journal>, _) = match observer {
            None => {
                let state = dev::StateFile::open(context, shape).await?;
                let name = state.name.clone();
                (Box::new(state), name)
            }
            Some(_) => (Box::new(dev::FreshState::of_keys(context, shape).await?), recording::new_run()),
        };
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
        let control = observer.is_none().then(Control::made);
        let options = Options {
            as_localhost: *host == "localhost",
            names: Names::clone(names),
            stays: true,
            instance,
            shape,
            hosts: hosts.clone(),
            control: control.as_ref().map(|control| control.secret.clone()),
            faults: Faults::clone(faults),
            observer: observer.clone(),
            // only a check observes, and says itself what an app does with PKCE
            takes_any_pkce: observer.is_some(),
        };
        let server = Server::start(doors, config, journal, dev::world(context), options)?;
        // only now is it true
        let directory = dev::StateFile::directory(context, shape)?;
        let control_file = control.map(|control| control.keep(&directory, server.here())).transpose()?;
        Ok(Site { shape, hosts, server, port, app, control_file })
    }
}
