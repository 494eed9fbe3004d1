//! `logout`: end the session at the provider, revoke its tokens, forget it; each step is reported.

use std::process::ExitCode;

use clap::{Args, builder::BoolishValueParser};
use serde::Serialize;

use super::{context::Context, plan::Plan, sessions};
use crate::{
    error::{Code, Error, Phase, Result},
    flow::{
        end_session,
        revocation::{self, TokenTypeHint},
    },
    host::clock::SystemClock,
    profile::resolved::Resolved,
    protocol::grant::Grant,
    secret::SecretString,
    session::{
        Session,
        kept::{self, Ended},
        store::Store,
        waiting::Patience,
    },
};

const EXAMPLES: &str = "\
Examples:
  authctl logout
  authctl logout --profile work
  authctl logout --no-browser
        shows the address that ends the browser's session instead of opening it
  authctl logout --local
        without the network: the provider keeps its session

The session is forgotten here whatever the provider answers.";

/// Flags of `logout`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct LogoutArguments {
    /// Forget the session here and tell the provider nothing
    #[arg(long, env = "AUTHCTL_LOCAL", hide_env = true, value_parser = BoolishValueParser::new())]
    local: bool,
    /// Show the address that ends the session in the browser instead of opening it
    #[arg(long, env = "AUTHCTL_NO_BROWSER", hide_env = true, value_parser = BoolishValueParser::new())]
    no_browser: bool,
}

/// Signs out. The session is forgotten here whatever the provider does.
pub fn run(arguments: &LogoutArguments, context: &Context) -> Result<ExitCode> {
    let store = sessions::kept(context)?;
    let profile = sessions::meant(context, &*store)?;
    let work = sign_out(arguments, context, &*store, &profile);
    context.block_on(work).map_err(|error| error.profile(&profile))?.then(|steps| {
        let report = Report { profile: &profile, steps: &steps };
        context.report(&report, || {
            let lines = steps.iter().map(Step::line).collect::<Vec<_>>().join("\n");
            format!("Signed out of profile {profile}.\n{lines}")
        })?;
        match steps.into_iter().find_map(|step| step.error) {
            Some(error) => Err(error.profile(&profile)),
            None => Ok(ExitCode::SUCCESS),
        }
    })
}

#[derive(Serialize)]
struct Report<'a> {
    profile: &'a str,
    steps: &'a [Step],
}

/// One step and what came of it.
#[derive(Serialize)]
struct Step {
    step: &'static str,
    /// `done`, `skipped`, `failed` or, for the browser, `shown`
    outcome: &'static str,
    detail: String,
    #[serde(skip)]
    error: Option<Error>,
}

impl Step {
    fn done(step: &'static str, detail: impl Into<String>) -> Self {
        Self { step, outcome: "done", detail: detail.into(), error: None }
    }

    fn skipped(step: &'static str, detail: impl Into<String>) -> Self {
        Self { step, outcome: "skipped", detail: detail.into(), error: None }
    }

    fn line(&self) -> String {
        format!(
            "  {:<8} {}: {}",
            self.outcome,
            self.step.replace('_', " "),
            crate::untrusted::sanitize(&self.detail)
        )
    }
}

const REVOKE_REFRESH: &str = "revoke_refresh_token";
const REVOKE_ACCESS: &str = "revoke_access_token";
const END_SESSION: &str = "end_session";
const FORGET: &str = "forget";

/// The session is taken out of the store first: whatever happens after that, nobody here can use it again (threats C95,
/// C163), and a session that begins meanwhile is not touched.
async fn sign_out(
    arguments: &LogoutArguments,
    context: &Context,
    store: &dyn Store,
    profile: &str,
) -> Result<Vec<Step>> {
    let notice = || context.say("Waiting for another authctl that renews this session …");
    let ended = kept::end(store, profile, Patience::new(&SystemClock, &notice)).await?;
    let Some(Ended { session, left }) = ended else {
        return Err(Code::LoginRequired
            .error()
            .phase(Phase::Logout)
            .message("there is no session to sign out of"));
    };
    let mut steps = vec![match left {
        None => Step::done(FORGET, "removed from this machine"),
        Some(error) => {
            let detail = format!("removed from this machine, but its key was not: {error}");
            Step { step: FORGET, outcome: "failed", detail, error: Some(error) }
        }
    }];
    if arguments.local {
        steps.extend([REVOKE_REFRESH, REVOKE_ACCESS, END_SESSION].map(|step| Step::skipped(step, "--local")));
    } else if session.dead.is_some() {
        let ended = "the provider has ended it already";
        steps.extend([REVOKE_REFRESH, REVOKE_ACCESS].map(|step| Step::skipped(step, ended)));
    } else {
        steps.extend(at_provider(arguments, context, &session).await);
    }
    Ok(steps)
}

async fn at_provider(arguments: &LogoutArguments, context: &Context, session: &Session) -> Vec<Step> {
    let plan = match Resolved::from_settings(&session.profile, &session.settings) {
        Ok(resolved) => Plan::make(context, resolved, None).await,
        Err(error) => Err(error),
    };
    let plan = match plan {
        Ok(plan) => plan,
        // No provider, no steps there: one failure tells it all.
        Err(error) => return vec![failed(REVOKE_REFRESH, error)],
    };
    let access_token = Some(&session.access_token).filter(|token| !token.is_empty());
    let mut steps = vec![
        revoke(&plan, REVOKE_REFRESH, session.refresh_token.as_ref(), TokenTypeHint::RefreshToken).await,
        revoke(&plan, REVOKE_ACCESS, access_token, TokenTypeHint::AccessToken).await,
    ];
    steps.push(end_at_provider(arguments, context, &plan));
    plan.finish().await;
    steps
}

/// RFC 7009. The refresh token goes first: with it the provider ends the whole grant.
async fn revoke(plan: &Plan, step: &'static str, token: Option<&SecretString>, hint: TokenTypeHint) -> Step {
    let Some(token) = token else { return Step::skipped(step, "there is none") };
    if plan.peer.metadata.endpoints.revocation.is_none() {
        return Step::skipped(step, "the provider has no revocation endpoint");
    }
    match revocation::revoke(&plan.host, &plan.peer, token, Some(hint)).await {
        Ok(()) => Step::done(step, "the provider has taken it back"),
        // RFC 7009 §2.2.1: some providers revoke refresh tokens only.
        Err(error) if error.code() == Code::UnsupportedTokenType => {
            Step::skipped(step, "the provider does not revoke tokens of this type")
        }
        Err(error) => failed(step, error),
    }
}

fn failed(step: &'static str, error: Error) -> Step {
    let detail = error.to_string();
    let row = Code::RevocationFailed.row();
    let error = error.recoded(Code::RevocationFailed).message(row.message).hint(row.hint).got(detail.clone());
    let error = error.phase(Phase::Revoke).session_changed();
    Step { step, outcome: "failed", detail, error: Some(error) }
}

/// RP-Initiated Logout: only the browser that signed in can end its session there.
fn end_at_provider(arguments: &LogoutArguments, context: &Context, plan: &Plan) -> Step {
    if !plan.resolved.grant.row().needs_person || plan.resolved.grant == Grant::Password {
        return Step::skipped(END_SESSION, "nobody signed in in a browser");
    }
    if plan.is_embedded() {
        return Step::skipped(END_SESSION, "the embedded provider ends with this command");
    }
    let url = match end_session::address(&plan.peer) {
        Ok(Some(url)) => url,
        Ok(None) => return Step::skipped(END_SESSION, "the provider has no end_session endpoint"),
        Err(error) => return failed(END_SESSION, error),
    };
    let wants_browser = !arguments.no_browser && !context.global.non_interactive;
    match wants_browser.then(|| end_session::open(&plan.host, &url)).transpose() {
        Ok(Some(true)) => {
            Step::done(END_SESSION, "opened in the browser, which asks before it signs you out")
        }
        Ok(_) => Step {
            step: END_SESSION,
            outcome: "shown",
            detail: format!("to sign out in the browser too, open {url}"),
            error: None,
        },
        Err(error) => failed(END_SESSION, error),
    }
}
