//! `introspect`: what the provider says of a token.

use std::process::ExitCode;

use clap::{Args, builder::BoolishValueParser};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{context::Context, plan::Plan, provider_token::TokenChoice, sessions};
use crate::{
    error::{Code, Phase, Result},
    flow::{
        introspection::{self, Form},
        revocation::TokenTypeHint,
    },
    jose::registered,
    output::jwt,
    profile::resolved::Resolved,
    secret::SecretString,
    session::Session,
};

const EXAMPLES: &str = "\
Examples:
  authctl introspect
        asks about the session's access token, as it is kept
  authctl introspect --token-type refresh --signed
  pbpaste | authctl introspect -
        asks about another token, as the session's client

The exit code is 12 if the token is not active.";

/// Flags of `introspect`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct IntrospectArguments {
    #[command(flatten)]
    token: TokenChoice,
    /// Ask for an answer that the provider signs, and check it (RFC 9701)
    #[arg(long, env = "AUTHCTL_SIGNED", hide_env = true, value_parser = BoolishValueParser::new())]
    signed: bool,
}

/// Asks the provider.
pub fn run(arguments: &IntrospectArguments, context: &Context) -> Result<ExitCode> {
    let given = arguments.token.given()?;
    let session = sessions::chosen(context)?.load()?;
    let kind = arguments.token.kind();
    let (token, hint) = match &given {
        Some(token) => (token, None),
        None => (kind.of(&session)?, Some(kind.hint())),
    };
    let form = if arguments.signed { Form::Signed } else { Form::Plain };
    let work = ask(context, &session, token, hint, form);
    context.block_on(work).map_err(|error| error.profile(&session.profile))?.then(|answer| {
        let active = answer["active"] == true;
        let report = Report { profile: &session.profile, active, signed: arguments.signed, answer: &answer };
        context.answer(&report, || jwt::members("member", registered::CLAIMS, &answer, context.now()))?;
        match active {
            true => Ok(ExitCode::SUCCESS),
            false => Err(Code::TokenInactive.error().phase(Phase::Introspect).profile(&session.profile)),
        }
    })
}

#[derive(Serialize)]
struct Report<'a> {
    profile: &'a str,
    active: bool,
    signed: bool,
    answer: &'a Map<String, Value>,
}

async fn ask(
    context: &Context,
    session: &Session,
    token: &SecretString,
    hint: Option<TokenTypeHint>,
    form: Form,
) -> Result<Map<String, Value>> {
    let resolved = Resolved::from_settings(&session.profile, &session.settings)?;
    let plan = Plan::make(context, resolved, None).await?;
    let answer = introspection::introspect(&plan.host, &plan.peer, token, hint, form).await;
    plan.finish().await;
    answer
}
