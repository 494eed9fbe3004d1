//! `refresh`: new tokens now, whether the old ones have expired or not.

use std::process::ExitCode;

use serde::Serialize;

use super::{context::Context, sessions};
use crate::{error::Result, output::moment, session::want::Want};

/// Renews the session.
pub fn run(context: &Context) -> Result<ExitCode> {
    let chosen = sessions::chosen(context)?;
    let generation = chosen.load()?.generation;
    context.block_on(chosen.fresh(context, Want::NewerThan(generation)))?.then(|fresh| {
        let session = &fresh.session;
        let report = Report {
            profile: &session.profile,
            refreshed: fresh.refreshed,
            generation: session.generation,
            expires_at: session.expires_at.map(moment::rfc3339),
        };
        context.report(&report, || {
            let end = session.expires_at.map_or_else(
                || "the provider does not say for how long".to_owned(),
                |end| format!("valid {}", moment::from_now(end, context.now())),
            );
            format!("The access token of profile {} is new: {end}.", session.profile)
        })
    })
}

#[derive(Serialize)]
struct Report<'a> {
    profile: &'a str,
    refreshed: bool,
    generation: u64,
    expires_at: Option<String>,
}
