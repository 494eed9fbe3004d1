//! `token`: exactly one token on stdout, or nothing; or in a file, kept fresh if that is wanted.

use std::{path::PathBuf, process::ExitCode};

use clap::{
    Args,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use super::{context::Context, watch, wish::Wish};
use crate::{
    error::{Code, Result},
    host::{terminal, user_file},
    output::{
        exec_credential, git_credential,
        token_format::{FORMATS, Surroundings, TokenFormat, host_missing},
    },
    secret::SecretString,
    session::Session,
};

const EXAMPLES: &str = "\
Examples:
  curl -H \"$(authctl token --format header)\" https://api.example/me
  authctl token --profile work --min-ttl 10m
  authctl token --type id
  AUTHCTL_FLOW=client-credentials AUTHCTL_ISSUER=https://id.example AUTHCTL_CLIENT_ID=my-job \\
  AUTHCTL_CLIENT_SECRET_FROM=env:MY_JOB_SECRET AUTHCTL_STORE=memory authctl token
        for a job without a person: no login, no file
  authctl token --non-interactive >token.txt || echo \"exit code $?\"
  docker run --env-file <(authctl token --format env) my-image
  git config credential.https://git.example.helper \\
    '!authctl token --format git-credential --host git.example'
  authctl token --output-file token.txt --watch

stdout is exactly one token, or nothing. As kubectl's credential plugin:
  users: [{name: me, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: authctl,
    args: [token, --type, id, --format, exec-credential], interactiveMode: Never}}}]";

/// The most that git says, in bytes.
const ASKED_LIMIT: u64 = 64 * 1024;

/// Flags of `token`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct TokenArguments {
    #[command(flatten)]
    wish: Wish,
    /// How to print it
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "raw",
        env = "AUTHCTL_FORMAT",
        hide_env = true,
        value_parser = formats()
    )]
    format: &'static TokenFormat,
    /// The host that may have the token, for netrc and git-credential
    #[arg(long, value_name = "HOST", env = "AUTHCTL_HOST", hide_env = true, value_parser = host)]
    host: Option<String>,
    /// The name to go with the token, for netrc and git-credential [default: oauth2]
    #[arg(long, value_name = "NAME", env = "AUTHCTL_USER", hide_env = true, value_parser = user)]
    user: Option<String>,
    /// Write it to FILE, as a whole and for you only, instead of stdout
    #[arg(long, value_name = "FILE", env = "AUTHCTL_OUTPUT_FILE", hide_env = true)]
    output_file: Option<PathBuf>,
    /// Keep FILE fresh until a signal or the end of the session
    #[arg(long, env = "AUTHCTL_WATCH", hide_env = true, requires = "output_file",
        value_parser = clap::builder::BoolishValueParser::new())]
    watch: bool,
    /// What git asks for: get, store or erase; git appends it
    operation: Option<String>,
}

fn formats() -> impl TypedValueParser<Value = &'static TokenFormat> {
    PossibleValuesParser::new(FORMATS.iter().map(|row| PossibleValue::new(row.name).help(row.what)))
        .map(|name| TokenFormat::named(&name).expect("only the names of rows are possible"))
}

/// A host, with a port if it is not the usual one.
fn host(text: &str) -> Result<String, String> {
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    match !text.is_empty() && text.bytes().all(is_host) {
        true => Ok(text.to_owned()),
        false => Err("a host is a name or an address, with :PORT where it is not the usual one".into()),
    }
}

/// A word that ends no line and no word, wherever it is written.
fn user(text: &str) -> Result<String, String> {
    match !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'\\#".contains(&byte)) {
        true => Ok(text.to_owned()),
        false => Err("a user is of ASCII letters, digits and signs, without spaces and quotes".into()),
    }
}

/// Prints the token, or writes it to its file.
pub fn run(arguments: &TokenArguments, context: &Context) -> Result<ExitCode> {
    let mut name = None;
    if arguments.format.name == git_credential::NAME {
        match arguments.asked_by_git()? {
            Some(username) => name = username,
            None => return Ok(ExitCode::SUCCESS),
        }
    } else if let Some(word) = &arguments.operation {
        return Err(Code::Usage
            .error()
            .message("this word belongs to --format git-credential")
            .got(word.as_str()));
    }
    // A form that another program reads is not to be changed by a switch that is set for a whole shell.
    let is_for_a_program = [git_credential::NAME, exec_credential::NAME].contains(&arguments.format.name);
    let format = match context.global.json && !is_for_a_program {
        true => TokenFormat::named("json").expect("there is such a row"),
        false => arguments.format,
    };
    let exec_info = (context.environment)("KUBERNETES_EXEC_INFO");
    let around = Surroundings {
        host: arguments.host.as_deref(),
        user: name.as_deref().or(arguments.user.as_deref()),
        exec_info: exec_info.as_deref(),
    };
    let written = |session: &Session| format.written(&arguments.wish.kind.handed(session)?, &around);
    match &arguments.output_file {
        None => arguments.wish.session(context)?.then(|session| {
            let text = written(&session)?;
            arguments.wish.say_what_matters(context, &session);
            context.print(text.expose().as_bytes())
        }),
        Some(path) => {
            let write =
                |session: &Session| user_file::replace(path, for_file(format, &written(session)?).as_bytes());
            match arguments.watch {
                true => watch::run(&arguments.wish, path, &write, context),
                false => arguments.wish.session(context)?.then(|session| {
                    arguments.wish.say_what_matters(context, &session);
                    write(&session).map(|()| ExitCode::SUCCESS)
                }),
            }
        }
    }
}

/// Whoever reads a token from a file seldom takes the end of a line away, and it would end a header.
fn for_file<'a>(format: &TokenFormat, text: &'a SecretString) -> &'a str {
    if format.name == "raw" { text.expose().trim_end_matches('\n') } else { text.expose() }
}

impl TokenArguments {
    /// The user that git names, if any, where the token may be given to git; `None` where it may not.
    fn asked_by_git(&self) -> Result<Option<Option<String>>> {
        self.wish.kind.must_be_for_others()?;
        let host = self.host.as_deref().ok_or_else(|| host_missing(git_credential::NAME))?;
        let Some(operation) = &self.operation else {
            let unasked =
                Code::Usage.error().message("git says after this what it asks for: get, store or erase");
            return Err(unasked.hint("see `authctl token --help` for how to tell git"));
        };
        if self.output_file.is_some() {
            return Err(Code::Usage
                .error()
                .message("git reads the answer from stdout, not from --output-file"));
        }
        if operation != git_credential::GET {
            return Ok(None);
        }
        let text = terminal::read_stdin(ASKED_LIMIT)?;
        let Some(text) = std::str::from_utf8(&text).ok() else { return Ok(None) };
        let asked =
            git_credential::Asked::read(text).filter(|asked| asked.is_for(host, self.user.as_deref()));
        // What cannot be written back as it came is nobody's name.
        let is_written = |name: &&str| user(name).is_ok();
        Ok(asked.map(|asked| asked.username.filter(is_written).map(str::to_owned)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_and_a_user_are_words_that_end_nothing() {
        for text in ["git.example", "git.example:8443", "127.0.0.1", "[::1]:80"] {
            assert!(host(text).is_ok(), "{text}");
        }
        for text in ["", "a b", "a\nb", "https://git.example", "me@git.example", "ü.example"] {
            assert!(host(text).is_err(), "{text:?}");
        }
        assert!(user("oauth2").is_ok() && user("me@example.com").is_ok());
        for text in ["", "a b", "a\n", "\"a\"", "#a", "ü", "a\\b"] {
            assert!(user(text).is_err(), "{text:?}");
        }
    }
}
