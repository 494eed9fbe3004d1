//! How `serve` stands for the vendors' own hosts: which ones, and at which port the proxy listens.

use std::net::{IpAddr, Ipv4Addr};

use clap::Args;

use super::serve_site::Site;
use crate::{
    error::{Code, Result},
    host::port,
    idp::{
        door::Tunnel,
        intercept::{Intercept, Route},
        shape::row::Shape,
    },
    x509::identity::Identity,
};

/// The flags.
#[derive(Args)]
pub struct InterceptArguments {
    /// Stand for the vendors' own hosts too, by a proxy on this machine: these, or all of the shapes
    #[arg(long, value_name = "HOST", num_args = 0..=1, value_delimiter = ',', env = "AUTHCTL_INTERCEPT", hide_env = true)]
    intercept: Option<Vec<String>>,
    /// The proxy's port, 0 for any free one [default: 0]
    #[arg(
        long,
        value_name = "PORT",
        requires = "intercept",
        env = "AUTHCTL_INTERCEPT_PORT",
        hide_env = true
    )]
    intercept_port: Option<u16>,
}

impl InterceptArguments {
    /// The hosts to stand for.
    ///
    /// # Errors
    /// [`Code::Usage`] for a host that none of the shapes has, or where none has any.
    pub fn hosts(&self, shapes: &[&'static Shape]) -> Result<Vec<&'static str>> {
        let Some(named) = &self.intercept else { return Ok(Vec::new()) };
        let known: Vec<&'static str> = shapes.iter().flat_map(|shape| shape.hosts).copied().collect();
        let refuse = |why: String| {
            let hint =
                "an app of such a vendor has the address in its configuration: enter that of `authctl serve`";
            let error = Code::Usage.error().message(why);
            if known.is_empty() { error.hint(hint) } else { error.expected(known.join(", ")) }
        };
        if known.is_empty() {
            return Err(refuse("no --shape is given whose hosts apps have in their code".into()));
        }
        if named.is_empty() {
            return Ok(known);
        }
        let find = |name: &String| {
            let host = known.iter().copied().find(|host| name.eq_ignore_ascii_case(host));
            host.ok_or_else(|| {
                refuse("--intercept names a host that none of the shapes has".into()).got(name.as_str())
            })
        };
        let mut hosts = named.iter().map(find).collect::<Result<Vec<_>>>()?;
        hosts.sort_unstable();
        hosts.dedup();
        Ok(hosts)
    }

    /// Starts the proxy, where there is something to intercept.
    pub fn start(&self, identity: Option<&Identity>, sites: &[Site]) -> Result<Option<Intercept>> {
        let Some(identity) = identity else { return Ok(None) };
        let mut routes = Vec::new();
        for site in sites {
            let hosts = site.hosts.iter();
            routes.extend(hosts.map(|host| Route { host, way_in: site.server.way_in() }));
        }
        let listener = port::take(IpAddr::V4(Ipv4Addr::LOCALHOST), self.intercept_port.unwrap_or_default())?;
        Intercept::start(listener, Tunnel::new(identity)?, routes).map(Some)
    }
}
