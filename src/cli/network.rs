//! The world, reached as options and settings say: through which proxy, believing which certificates, for how long.

use std::{path::PathBuf, sync::Arc};

use super::context::Context;
use crate::{
    error::Result,
    host::{
        Host,
        http::{Limits, Settings, Shown, To},
        proxy::HttpsProxy,
        resolver::AddressPolicy,
    },
    profile::resolved::Resolved,
    x509::identity::Identity,
};

/// The world, with what the settings say about the way out of it. The certificate is shown to the provider alone.
pub fn of_settings(
    context: &Context,
    resolved: &Resolved,
    browser: Option<String>,
    certificate: Option<&Identity>,
) -> Result<Host> {
    let addresses = match resolved.issuer().and_then(|issuer| issuer.url().host_str()) {
        Some(host) => AddressPolicy::NoNearerThan(host.to_owned()),
        None => AddressPolicy::Any,
    };
    let mut settings = settings(context, resolved.ca_file.as_deref(), resolved.proxy.as_deref(), addresses)?;
    settings.certificate = certificate.map(|identity| Shown { identity: identity.clone(), to: To::Provider });
    Ok(host(context, settings, browser))
}

/// The world as an API is reached that the person has named; nobody else could have chosen its address. The certificate is
/// shown to it.
pub fn to_api(context: &Context, resolved: &Resolved, certificate: Option<Identity>) -> Result<Host> {
    let global = &context.global;
    let ca_file = global.ca_file.as_deref().or(resolved.ca_file.as_deref());
    let proxy = global.proxy.as_deref().or(resolved.proxy.as_deref());
    let mut settings = settings(context, ca_file, proxy, AddressPolicy::Any)?;
    settings.certificate = certificate.map(|identity| Shown { identity, to: To::Api });
    Ok(host(context, settings, None))
}

/// The world, reached in this way.
pub fn reach(
    context: &Context,
    ca_file: Option<&str>,
    proxy: Option<&str>,
    addresses: AddressPolicy,
    browser: Option<String>,
) -> Result<Host> {
    Ok(host(context, settings(context, ca_file, proxy, addresses)?, browser))
}

fn settings(
    context: &Context,
    ca_file: Option<&str>,
    proxy: Option<&str>,
    addresses: AddressPolicy,
) -> Result<Settings> {
    let proxy = match proxy {
        Some(url) => HttpsProxy::of(url)?,
        None => HttpsProxy::of_environment(&context.environment)?,
    };
    let limits =
        context.global.timeout.map_or_else(Limits::default, |limit| Limits::within(limit.duration()));
    let witness = context.recording.is_wanted().then(|| Arc::clone(&context.recording) as _);
    let ca_file = ca_file.map(PathBuf::from);
    Ok(Settings { ca_file, proxy, limits, addresses, witness, ..Settings::default() })
}

fn host(context: &Context, settings: Settings, browser: Option<String>) -> Host {
    Host::of_system(settings, browser, context.environment.clone(), context.global.quiet)
}
