//! `login --flow password`: whose password, and where it comes from. A legacy flow: authctl gets to see the password, and the
//! provider cannot ask for a second factor (RFC 9700 §2.4).

use super::{context::Context, credentials, plan::Plan, typed::Typed};
use crate::{
    error::{Code, Error, Phase, Result},
    flow::{
        password::{self, GRANT_TYPE, PasswordRequest},
        signed_in::SignedIn,
    },
    host::hidden_line,
    profile::resolved::Resolved,
    secret::SecretString,
    untrusted::sanitize,
};

/// Refuses what cannot work before anything is sent.
pub fn check(typed: &Typed, context: &Context, resolved: &Resolved) -> Result<()> {
    if typed.has("user") {
        return Err(Code::Usage
            .error()
            .message("--as goes through the provider's pages, and the flow password has none")
            .hint("give --username, or choose another --flow"));
    }
    if resolved.username.is_none() {
        return Err(Code::ConfigInvalid
            .error()
            .message("the flow password sends a username, and none is given")
            .hint("give --username NAME"));
    }
    match resolved.password.is_none() && !context.is_interactive() {
        true => Err(nobody_to_ask()),
        false => Ok(()),
    }
}

/// Signs in.
pub async fn sign_in(context: &Context, plan: &Plan) -> Result<SignedIn> {
    let resolved = &plan.resolved;
    plan.say_if_unlisted(context, GRANT_TYPE);
    let username = resolved.username.as_deref().ok_or_else(|| Code::InternalError.error())?;
    let password = match &resolved.password {
        Some(source) => credentials::secret(context, source).await?,
        None => ask(plan, username).await?,
    };
    let (scopes, params) = (&resolved.scopes, &resolved.params);
    let request = PasswordRequest { username, password: &password, scopes, params };
    password::sign_in(&plan.host, &plan.peer, &request).await
}

async fn ask(plan: &Plan, username: &str) -> Result<SecretString> {
    let question = format!("Password of {} at {} (it is not shown):", sanitize(username), plan.peer.name());
    hidden_line::ask(&question).await?.ok_or_else(nobody_to_ask)
}

fn nobody_to_ask() -> Error {
    Code::InteractionRequired
        .error()
        .phase(Phase::Exchange)
        .message("the password has to be asked for, and nobody can be asked here")
        .hint("give --password-from env:NAME, file:PATH, keyring:NAME or cmd:COMMAND")
}
