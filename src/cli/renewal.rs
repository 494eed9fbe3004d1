//! A kept session with a token that does what is wanted: who speaks with its provider, and what is told meanwhile.

use std::{
    sync::{Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};

use super::{context::Context, dpop, plan::Plan, unattended};
use crate::{
    error::Result,
    flow::{self, refresh::Previous},
    host::{BoxFuture, clock::SystemClock},
    protocol::token::Refusal,
    session::{
        Session,
        fresh::{Fresh, Refreshed, Refresher, Renewal},
        seed::Whose,
        store::Store,
        waiting::Patience,
        want::Want,
    },
};

/// The session of that name with a token that does what is wanted; tells of what could not be kept.
pub async fn renewed(context: &Context, store: &dyn Store, profile: &str, want: Want) -> Result<Fresh> {
    renewed_of(context, store, Whose::Kept(profile), want).await
}

/// The session that is meant, with a token that does what is wanted; tells of what could not be kept.
pub async fn renewed_of(context: &Context, store: &dyn Store, whose: Whose<'_>, want: Want) -> Result<Fresh> {
    let refresher = ProviderRefresher { context, plan: Mutex::new(None) };
    let notice = || context.say("Waiting for another authctl that renews this session …");
    let patience = Patience { limit: patience(context), ..Patience::new(&SystemClock, &notice) };
    let renewal = Renewal { store, refresher: &refresher, patience };
    let outcome = renewal.fresh_of(whose, want).await;
    // What came is kept by now; only then is there time for a goodbye.
    context.critical.store(false, Ordering::Relaxed);
    let plan = refresher.plan.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(plan) = plan {
        plan.finish().await;
    }
    let fresh = outcome?;
    if let Some(warning) = &fresh.warning {
        context.warn(warning);
    }
    Ok(fresh)
}

/// C99: longer than the exchange that the holder of the lock may be in.
fn patience(context: &Context) -> Duration {
    let exchange = context.global.timeout.map_or(Duration::ZERO, |limit| limit.duration());
    Patience::LIMIT.max(exchange.saturating_add(Duration::from_secs(5)))
}

/// Speaks with the session's provider.
struct ProviderRefresher<'a> {
    context: &'a Context,
    /// What it spoke over, for whoever keeps the answer.
    plan: Mutex<Option<Plan>>,
}

impl Refresher for ProviderRefresher<'_> {
    fn refresh<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<Refreshed, Refusal>> {
        Box::pin(async move {
            let mut plan = Plan::of_session(self.context, session).await?;
            if session.token_type.is_empty() {
                // It has not begun, so its key is made now.
                dpop::begin(&mut plan)?;
            }
            let renewed = self.renewed(&plan, session).await;
            *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = Some(plan);
            renewed
        })
    }
}

impl ProviderRefresher<'_> {
    async fn renewed(&self, plan: &Plan, session: &Session) -> Result<Refreshed, Refusal> {
        let Some(refresh_token) = &session.refresh_token else {
            return Ok(unattended::tokens(self.context, plan).await?);
        };
        let previous = Previous { refresh_token, id_token: session.id_token.as_ref() };
        // It is spent by its use, so its successor is waited for.
        self.context.critical.store(true, Ordering::Relaxed);
        let renewed = flow::refresh::refresh(&plan.host, &plan.peer, previous).await?;
        if let Some(warning) = &renewed.warning {
            self.context.warn(warning);
        }
        Ok(Refreshed { dpop_key: dpop::key(plan), ..renewed.tokens.into() })
    }
}
