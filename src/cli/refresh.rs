//! `refresh`: new tokens now, whether the old ones have expired or not.

use std::{process::ExitCode, sync::atomic::Ordering};

use serde::Serialize;

use super::{context::Context, plan::Plan, sessions};
use crate::{
    error::Result,
    flow,
    host::{BoxFuture, clock::SystemClock},
    output::moment,
    profile::resolved::Resolved,
    protocol::token::TokenResponse,
    session::{
        Session,
        fresh::{self, Fresh, Refreshed, Refresher, Renewal, Want},
        store::Store,
        waiting::Patience,
    },
};

/// Renews the session.
pub fn run(context: &Context) -> Result<ExitCode> {
    let store = sessions::kept(context)?;
    let profile = sessions::meant(context, &*store)?;
    let generation = fresh::load(&*store, &profile)?.generation;
    context.block_on(renewed(context, &*store, &profile, Want::NewerThan(generation)))?.then(|fresh| {
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

/// A session whose token does what is wanted; tells of what could not be kept.
pub async fn renewed(context: &Context, store: &dyn Store, profile: &str, want: Want) -> Result<Fresh> {
    let refresher = ProviderRefresher { context };
    let notice = || context.say("Waiting for another authctl that renews this session …");
    let renewal = Renewal { store, refresher: &refresher, patience: Patience::new(&SystemClock, &notice) };
    let outcome = renewal.fresh(profile, want).await;
    context.critical.store(false, Ordering::Relaxed);
    let fresh = outcome?;
    if let Some(warning) = &fresh.warning {
        context.warn(warning);
    }
    Ok(fresh)
}

/// Speaks with the session's provider.
struct ProviderRefresher<'a> {
    context: &'a Context,
}

impl Refresher for ProviderRefresher<'_> {
    fn refresh<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<Refreshed>> {
        Box::pin(async move {
            let resolved = Resolved::from_settings(&session.profile, &session.settings)?;
            let plan = Plan::make(self.context, resolved, None).await?;
            self.context.critical.store(true, Ordering::Relaxed);
            let previous = flow::refresh::Previous {
                refresh_token: session.refresh_token.as_ref().expect("looked at before a refresh is begun"),
                id_token: session.id_token.as_ref(),
            };
            let refreshed = flow::refresh::refresh(&plan.host, &plan.peer, previous).await;
            plan.finish().await;
            refreshed.map(of_response)
        })
    }
}

fn of_response(tokens: TokenResponse) -> Refreshed {
    Refreshed {
        access_token: tokens.access_token,
        token_type: Some(tokens.token_type),
        refresh_token: tokens.refresh_token,
        id_token: tokens.id_token,
        expires_in: tokens.expires_in.map(u64::cast_signed),
        scope: tokens.scope,
    }
}
