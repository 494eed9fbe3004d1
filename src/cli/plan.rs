//! From settings to a provider that can be spoken with: the host, the judged metadata, who we are there.

use std::{path::PathBuf, sync::Arc};

use super::{context::Context, credentials::Credentials, dev};
use crate::{
    error::Result,
    flow::{discovery, peer::Peer},
    host::{
        Host,
        http::{Limits, Settings},
        proxy::HttpsProxy,
        resolver::AddressPolicy,
    },
    idp::server::Server,
    profile::{place::Place, resolved::Resolved},
    protocol::issuer::Issuer,
    provider::metadata::{Judging, ProviderMetadata},
};

/// What a flow needs.
pub struct Plan {
    /// The settings it was made from.
    pub resolved: Resolved,
    /// The world.
    pub host: Host,
    /// The provider, and who we are there.
    pub peer: Peer,
    /// The embedded provider, if it lives in this command.
    embedded: Option<Server>,
}

impl Plan {
    /// Fetches what proves who the client is, finds the provider and judges what it says of itself.
    pub async fn make(context: &Context, resolved: Resolved, browser: Option<String>) -> Result<Self> {
        let credentials = Credentials::fetch(context, &resolved).await?;
        let host = host(context, &resolved, browser)?;
        let embedded = match resolved.issuer() {
            Some(issuer) if is_embedded(&resolved) => dev::provide(context, issuer).await?,
            _ => None,
        };
        let metadata = metadata(&host, &resolved).await?;
        let client = credentials.client(&resolved, &metadata)?;
        let peer = Peer { metadata, quirks: resolved.quirks.clone(), client, skew_s: resolved.skew_s };
        Ok(Self { resolved, host, peer, embedded })
    }

    /// Whether the provider lives in this command, and so no browser reaches it later.
    pub fn is_embedded(&self) -> bool {
        self.embedded.is_some()
    }

    /// Lets the embedded provider finish what it is doing.
    pub async fn finish(self) {
        if let Some(server) = self.embedded {
            server.shutdown().await;
        }
    }
}

fn is_embedded(resolved: &Resolved) -> bool {
    resolved.preset.is_some_and(|preset| preset.name == dev::PRESET)
        && resolved.issuer().is_some_and(Issuer::is_loopback)
}

/// The world, with what the settings say about the way out of it.
pub fn host(context: &Context, resolved: &Resolved, browser: Option<String>) -> Result<Host> {
    let addresses = match resolved.issuer().and_then(|issuer| issuer.url().host_str()) {
        Some(host) => AddressPolicy::NoNearerThan(host.to_owned()),
        None => AddressPolicy::Any,
    };
    reach(context, resolved.ca_file.as_deref(), resolved.proxy.as_deref(), addresses, browser)
}

/// The world, reached in this way.
pub fn reach(
    context: &Context,
    ca_file: Option<&str>,
    proxy: Option<&str>,
    addresses: AddressPolicy,
    browser: Option<String>,
) -> Result<Host> {
    let proxy = match proxy {
        Some(url) => HttpsProxy::of(url)?,
        None => HttpsProxy::of_environment(&context.environment)?,
    };
    let limits =
        context.global.timeout.map_or_else(Limits::default, |limit| Limits::within(limit.duration()));
    let witness = context.recording.is_wanted().then(|| Arc::clone(&context.recording) as _);
    let settings = Settings {
        ca_file: ca_file.map(PathBuf::from),
        proxy,
        limits,
        addresses,
        witness,
        ..Settings::default()
    };
    Ok(Host::of_system(settings, browser, context.environment.clone(), context.global.quiet))
}

async fn metadata(host: &Host, resolved: &Resolved) -> Result<ProviderMetadata> {
    match &resolved.place {
        Place::Endpoints(endpoints) => Ok(ProviderMetadata::known((**endpoints).clone())),
        Place::Issuer(issuer) => {
            let judging = Judging {
                quirks: &resolved.quirks,
                pkce: resolved.pkce,
                openid: resolved.scopes.is_openid(),
                person: resolved.grant.row().needs_person,
            };
            discovery::discover(host, issuer, &judging).await
        }
    }
}
