//! The ways of a check: to the app, to the provider, and to the vendor's hosts that the provider stands for; nowhere else (threat W9).

use std::{path::PathBuf, sync::Arc};

use super::{context::Context, network};
use crate::{
    check::user_agent::vendor::Vendor,
    error::Result,
    host::{BoxFuture, Http, resolver::AddressPolicy},
    idp::{intercept::Intercept, policy::Policy},
    protocol::exchange::{Request, Response},
};

/// What they are made of.
pub struct Ways<'a> {
    /// The provider's certificate, if it was made here.
    pub ca_file: Option<PathBuf>,
    /// Hosts beyond this machine and private networks that the person has said are theirs.
    pub mine: &'a [String],
    /// The vendor's hosts.
    pub hosts: Vec<&'static str>,
    /// What leads to the provider from there.
    pub proxy: Option<Intercept>,
}

impl Ways<'_> {
    /// Opens them.
    ///
    /// # Errors
    /// If a certificate or a proxy that the person has named cannot be used.
    pub fn open(self, context: &Context) -> Result<Arc<dyn Http>> {
        let global = &context.global;
        let made = self.ca_file.map(|file| file.display().to_string());
        let addresses = match self.mine.is_empty() {
            true => AddressPolicy::Near,
            false => AddressPolicy::NearOr(self.mine.to_vec()),
        };
        let ca_file = global.ca_file.as_deref().or(made.as_deref());
        let near = network::reach(context, ca_file, global.proxy.as_deref(), addresses, None)?.http;
        let Some(proxy) = self.proxy else { return Ok(near) };
        // the proxy leads to the provider or refuses: it looks no name up
        let address = format!("http://{}", proxy.address());
        let through =
            network::reach(context, made.as_deref(), Some(&address), AddressPolicy::Any, None)?.http;
        let vendor = Vendor::of(&self.hosts, &Policy::STRICT);
        Ok(Arc::new(ByHost { near, through, vendor, _proxy: proxy }))
    }
}

/// One way or the other.
struct ByHost {
    near: Arc<dyn Http>,
    through: Arc<dyn Http>,
    vendor: Vendor,
    /// Which ends with it.
    _proxy: Intercept,
}

impl Http for ByHost {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response>> {
        if self.vendor.has(&request.url) { self.through.send(request) } else { self.near.send(request) }
    }
}
