//! The world, reached as options and settings say: through which proxy, believing which certificates, for how long.

use std::{path::PathBuf, sync::Arc};

use super::context::Context;
use crate::{
    error::Result,
    host::{
        Host,
        http::{Limits, Settings},
        proxy::HttpsProxy,
        resolver::AddressPolicy,
    },
    profile::resolved::Resolved,
};

/// The world, with what the settings say about the way out of it.
pub fn of_settings(context: &Context, resolved: &Resolved, browser: Option<String>) -> Result<Host> {
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
