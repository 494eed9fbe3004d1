//! `revoke`: a token is no longer wanted, and its provider hears of it.

use std::{process::ExitCode, sync::atomic::Ordering};

use clap::Args;
use serde::Serialize;

use super::{
    context::Context,
    plan::Plan,
    provider_token::{ProviderToken, TokenChoice},
    sessions,
};
use crate::{
    error::{Code, Error, Phase, Result},
    flow::revocation::{self, TokenTypeHint},
    host::clock::SystemClock,
    profile::resolved::Resolved,
    secret::SecretString,
    session::{Session, kept, store::Store, waiting::Patience},
};

const EXAMPLES: &str = "\
Examples:
  authctl revoke
        the session's access token; the next `authctl token` asks for a new one. A provider may end the refresh
        token with it (RFC 7009 §2.1)
  authctl revoke --token-type refresh
        the session's refresh token, and with it all that it was good for: a person has to sign in again
  authctl revoke leaked.txt
        another token of this client

`authctl logout` revokes both and forgets the session.";

/// Flags of `revoke`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct RevokeArguments {
    #[command(flatten)]
    token: TokenChoice,
}

/// Tells the provider.
pub fn run(arguments: &RevokeArguments, context: &Context) -> Result<ExitCode> {
    let given = arguments.token.given()?;
    let store = sessions::kept(context)?;
    let profile = sessions::meant(context, &*store)?;
    let kind = arguments.token.kind();
    let work = async {
        match &given {
            Some(token) => tell(plan_of(context, &kept::load(&*store, &profile)?).await?, token, None).await,
            None => revoke(context, &*store, &profile, kind).await,
        }
    };
    context.block_on(work).map_err(|error| error.profile(&profile))?.then(|()| {
        let (token, sentence) = match (&given, kind) {
            (Some(_), _) => ("given", "The provider has taken the token back."),
            (None, ProviderToken::Access) => (
                "access",
                "The provider has taken the access token back; `authctl token` asks for a new one.",
            ),
            (None, ProviderToken::Refresh) => {
                ("refresh", "The provider has taken the refresh token back; `authctl login` begins anew.")
            }
        };
        context.report(&Report { profile: &profile, token }, || sentence.to_owned())
    })
}

#[derive(Serialize)]
struct Report<'a> {
    profile: &'a str,
    /// `access`, `refresh`, or `given` for another token
    token: &'static str,
}

/// A token of the session, which does not count as good here either from then on.
async fn revoke(context: &Context, store: &dyn Store, profile: &str, kind: ProviderToken) -> Result<()> {
    let notice = || context.say("Waiting for another authctl that renews this session …");
    let patience = Patience::new(&SystemClock, &notice);
    let mut lost = None;
    let changed = kept::change(store, profile, patience, async |session| {
        let token = kind.of(session)?;
        let plan = plan_of(context, session).await?;
        // Once it is told, what comes of it is kept: nobody is handed a token that is revoked.
        context.critical.store(true, Ordering::Relaxed);
        match tell(plan, token, Some(kind.hint())).await {
            Err(error) if is_lost(&error) => lost = Some(error),
            told => told?,
        }
        Ok(match kind {
            // RFC 7009 §2.1: the access tokens of the same grant go with it.
            ProviderToken::Refresh if lost.is_none() => Session {
                access_token: "".into(),
                refresh_token: None,
                dead: Some(Code::InvalidGrant.row().name.to_owned()),
                ..session.clone()
            },
            // As well if nobody knows: whoever asks for a token next asks the provider.
            _ => Session { expires_at: Some(context.now()), ..session.clone() },
        })
    });
    let changed = changed.await;
    context.critical.store(false, Ordering::Relaxed);
    changed?;
    match lost {
        None => Ok(()),
        Some(error) => Err(error.session_changed().hint(
            "it is not known whether the token is revoked, so the session asks for a new one next: run this again",
        )),
    }
}

/// Whether the provider may have done it, and only its answer was lost.
fn is_lost(error: &Error) -> bool {
    let is_lost = matches!(error.code(), Code::Timeout | Code::HttpInvalid | Code::ConnectionFailed);
    is_lost && error.at() == Phase::Revoke && error.may_have_been_sent()
}

async fn plan_of(context: &Context, session: &Session) -> Result<Plan> {
    Plan::make(context, Resolved::from_settings(&session.profile, &session.settings)?, None).await
}

async fn tell(plan: Plan, token: &SecretString, hint: Option<TokenTypeHint>) -> Result<()> {
    let told = revocation::revoke(&plan.host, &plan.peer, token, hint).await;
    plan.finish().await;
    told
}
