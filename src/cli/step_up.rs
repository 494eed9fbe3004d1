//! `request` at an API that wants a stronger or newer sign-in (RFC 9470): the command that leads to one, or that login itself.

use clap::Parser;

use super::{
    again,
    context::{Context, Outcome},
    global::Global,
    login::{self, LoginArguments},
};
use crate::{
    error::{Code, Error, Phase, Result},
    protocol::step_up::StepUp,
    session::Session,
};

/// What stands on the command line of a login.
#[derive(Parser)]
struct Line {
    #[command(flatten)]
    global: Global,
    #[command(flatten)]
    login: LoginArguments,
}

/// The login, as the same person if that can be told.
fn words(context: &Context, session: &Session, wanted: &StepUp) -> Result<Vec<String>> {
    let mut more = wanted.flags();
    more.extend(session.id_token.is_some().then(|| "--id-token-hint".to_owned()));
    again::words(context, session, &more)
}

/// The command that leads to what the API wants; there is none for a session that no person began.
pub fn command(context: &Context, session: &Session, wanted: &StepUp) -> Result<Option<String>> {
    match session.is_repeatable() {
        true => Ok(None),
        false => words(context, session, wanted).map(|words| Some(again::shown(&words))),
    }
}

/// The error, with the command to run.
pub fn error(command: Option<&str>) -> Error {
    let error = Code::StepUpRequired.error().phase(Phase::Request);
    match command {
        Some(command) => error.hint(format!("run `{command}`")),
        None => error.hint("no person began this session, so nobody can sign in anew for it"),
    }
}

/// Signs in as the API wants, and keeps that session in the place of the old one.
pub fn sign_in(context: &Context, session: &Session, wanted: &StepUp) -> Result<Outcome<Session>> {
    if session.is_repeatable() {
        return Err(error(None));
    }
    let words = words(context, session, wanted)?;
    context.say(&format!("The API wants another sign-in: {}", again::shown(&words)));
    let line = Line::try_parse_from(&words).map_err(|error| {
        let message = "the login that began this session cannot be run again as it was";
        Code::Usage.error().phase(Phase::Request).message(message).got(error.kind().to_string())
    })?;
    let outcome = login::signed_in(&line.login, &context.of_session(line.global))?;
    Ok(match outcome {
        Outcome::Done(login) => Outcome::Done(login.session),
        Outcome::Interrupted(exit) => Outcome::Interrupted(exit),
    })
}
