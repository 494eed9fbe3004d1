//! `exec`: a command with a valid token in its environment.
//!
//! The command's exit code and signals are its own, so what goes wrong before it runs has exit codes that commands do not
//! have, those of `env` and its like: 125, 126, 127.

use std::{ffi::OsString, process::ExitCode};

use clap::Args;

use super::{
    context::{Context, Outcome},
    wish::Wish,
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::child::ChildCommand,
    protocol::token::is_token_text,
};

const EXAMPLES: &str = "\
Examples:
  authctl exec -- sh -c 'curl -H \"Authorization: Bearer $AUTHCTL_TOKEN\" https://api.example/me'
  authctl exec --env GITLAB_TOKEN --min-ttl 30m -- glab mr list

The exit code is that of the command; 127 if there is no such command, 126 if it cannot be started,
125 if there is no token for it.";

/// The variable that holds the token if none is named.
const VARIABLE: &str = "AUTHCTL_TOKEN";

/// The exit code of what goes wrong before the command runs.
const FAILED: u8 = 125;

/// Flags of `exec`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct ExecArguments {
    #[command(flatten)]
    wish: Wish,
    /// The variable that holds the token, once for each [default: AUTHCTL_TOKEN]
    #[arg(long = "env", value_name = "NAME", env = "AUTHCTL_ENV", hide_env = true, value_parser = variable)]
    variables: Vec<String>,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "CMD")]
    command: Vec<OsString>,
}

/// POSIX.1-2024 XBD §3.216: what a shell can name.
fn variable(text: &str) -> Result<String, String> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match !text.is_empty() && text.bytes().all(is_name) && !text.starts_with(|c: char| c.is_ascii_digit()) {
        true => Ok(text.to_owned()),
        false => Err("a variable's name is of letters, digits and _, and begins with no digit".into()),
    }
}

/// Becomes the command.
pub fn run(arguments: &ExecArguments, context: &Context) -> Result<ExitCode> {
    // No token is renewed for a command that is not there.
    let command = ChildCommand::find(&arguments.command)?;
    let session = match arguments.wish.session(context)? {
        Outcome::Done(session) => session,
        Outcome::Interrupted(exit) => return Ok(ExitCode::from(exit)),
    };
    arguments.wish.say_what_matters(context, &session);
    let token = arguments.wish.kind.of(&session)?;
    // C69: whoever reads the variable puts it into a header.
    if !is_token_text(token.expose()) {
        return Err(Code::TokenCharset.error().phase(Phase::Exec).profile(&session.profile));
    }
    // Nobody comes back to write it.
    context.write_record()?;
    match arguments.variables.is_empty() {
        true => command.run(&[VARIABLE.to_owned()], token),
        false => command.run(&arguments.variables, token),
    }
}

/// The exit code where the command did not run.
pub fn exit_of(error: &Error) -> ExitCode {
    ExitCode::from(match error.code() {
        Code::CommandNotFound => 127,
        Code::CommandNotExecutable => 126,
        _ => FAILED,
    })
}

/// The exit code of an `exec` whose command line is not understood.
pub fn exit_of_usage() -> ExitCode {
    ExitCode::from(FAILED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_has_a_name_that_a_shell_can_say() {
        for name in ["TOKEN", "_a1", "x"] {
            assert!(variable(name).is_ok(), "{name}");
        }
        for name in ["", "1a", "a b", "a=b", "a-b", "ü", "a\0"] {
            assert!(variable(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn what_goes_wrong_before_the_command_runs_has_exit_codes_that_commands_do_not_have() {
        // C162
        for (code, exit) in [
            (Code::CommandNotFound, 127),
            (Code::CommandNotExecutable, 126),
            (Code::LoginRequired, 125),
            (Code::Timeout, 125),
        ] {
            assert_eq!(
                format!("{:?}", exit_of(&code.error())),
                format!("{:?}", ExitCode::from(exit)),
                "{code:?}"
            );
        }
    }
}
