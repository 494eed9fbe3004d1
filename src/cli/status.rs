//! `status`: the kept sessions, without opening them.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::{context::Context, sessions};
use crate::{
    error::{Code, Phase, Result},
    output::{moment, table},
    protocol::{
        time::{Seconds, UnixTime},
        token::TokenType,
    },
    session::summary::Summary,
};

/// Flags of `status`.
#[derive(Args)]
pub struct StatusArguments {
    /// Exit 12 unless every session shown is valid for that long from now
    #[arg(long, value_name = "DURATION", env = "AUTHCTL_MIN_TTL", hide_env = true)]
    min_ttl: Option<Seconds>,
}

/// Lists the sessions, or the one that is named.
pub fn run(arguments: &StatusArguments, context: &Context) -> Result<ExitCode> {
    let store = sessions::kept(context)?;
    // default_profile says which one other commands mean, not which ones there are.
    let named = context
        .global
        .profile
        .clone()
        .or_else(|| (context.environment)("AUTHCTL_PROFILE").filter(|name| !name.is_empty()));
    let listing = store.list()?;
    let is_meant = |profile: Option<&str>| named.as_deref().is_none_or(|name| profile == Some(name));
    for error in listing.unreadable.iter().filter(|error| is_meant(error.of_profile())) {
        context.warn(error);
    }
    let meant: Vec<Summary> =
        listing.sessions.into_iter().filter(|summary| is_meant(Some(&summary.profile))).collect();
    if let (Some(name), true) = (named, meant.is_empty()) {
        return Err(Code::LoginRequired
            .error()
            .hint(format!("run `authctl login --profile {name}`"))
            .profile(name));
    }
    let now = context.now();
    let rows: Vec<Row<'_>> = meant.iter().map(|summary| Row::of(summary, now)).collect();
    context.answer(&rows, || shown(&rows, &meant, now))?;
    match arguments.min_ttl.and_then(|least| meant.iter().find(|summary| !lasts(summary, now, least))) {
        Some(summary) => Err(Code::TokenExpiring.error().phase(Phase::Store).profile(&summary.profile)),
        None => Ok(ExitCode::SUCCESS),
    }
}

fn lasts(summary: &Summary, now: UnixTime, least: Seconds) -> bool {
    let least = i64::try_from(least.0).unwrap_or(i64::MAX).max(1);
    summary.dead.is_none() && summary.expires_at.is_none_or(|end| end.since(now) >= least)
}

#[derive(Serialize)]
struct Row<'a> {
    profile: &'a str,
    provider: &'a str,
    issuer: Option<&'a str>,
    sub: Option<&'a str>,
    username: Option<&'a str>,
    scope: &'a [String],
    token_type: &'static str,
    dpop_jkt: Option<&'a str>,
    authorization_details_types: &'a [String],
    obtained_at: String,
    expires_at: Option<String>,
    state: &'static str,
    refreshable: bool,
    generation: u64,
    store: &'static str,
}

impl<'a> Row<'a> {
    fn of(summary: &'a Summary, now: UnixTime) -> Self {
        Self {
            profile: &summary.profile,
            provider: &summary.provider,
            issuer: summary.issuer.as_deref(),
            sub: summary.subject.as_deref(),
            username: summary.username.as_deref(),
            scope: &summary.scope,
            token_type: if summary.dpop_jkt.is_some() { TokenType::Dpop } else { TokenType::Bearer }.name(),
            dpop_jkt: summary.dpop_jkt.as_deref(),
            authorization_details_types: &summary.authorization_details_types,
            obtained_at: moment::rfc3339(summary.obtained_at),
            expires_at: summary.expires_at.map(moment::rfc3339),
            state: match (&summary.dead, lasts(summary, now, Seconds(1)), summary.refreshable) {
                (Some(_), ..) => "dead",
                (None, true, _) => "valid",
                (None, false, true) => "refreshable",
                (None, false, false) => "expired",
            },
            refreshable: summary.refreshable,
            generation: summary.generation,
            store: summary.store.name(),
        }
    }
}

fn shown(rows: &[Row<'_>], summaries: &[Summary], now: UnixTime) -> String {
    if rows.is_empty() {
        return "No sessions. `authctl login` begins one.".to_owned();
    }
    let cells = rows.iter().zip(summaries).map(|(row, summary)| {
        let bound = if row.dpop_jkt.is_some() { ", DPoP" } else { "" };
        vec![
            row.profile.to_owned(),
            row.username.or(row.sub).unwrap_or("-").to_owned(),
            row.issuer.unwrap_or(row.provider).to_owned(),
            match summary.expires_at {
                Some(end) => format!("{}, {}{bound}", row.state, moment::from_now(end, now)),
                None => format!("{}{bound}", row.state),
            },
            if row.refreshable { "yes" } else { "no" }.to_owned(),
            row.store.to_owned(),
        ]
    });
    table::table(&["profile", "user", "issuer", "token", "renewable", "store"], cells)
}
