//! `token`: exactly one token on stdout, or nothing.
//!
//! A token that is still valid is read from its file and printed: no runtime, no TLS, no D-Bus is touched for it.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{context::Context, refresh, sessions};
use crate::{
    error::{Code, Phase, Result},
    output::{json, moment},
    protocol::time::Seconds,
    secret::SecretString,
    session::{
        Session,
        fresh::{self, DEFAULT_MIN_TTL, Want},
    },
};

const EXAMPLES: &str = "\
Examples:
  curl -H \"$(authctl token --format header)\" https://api.example/me
  authctl token --profile work --min-ttl 10m
  authctl token --type id
  authctl token --non-interactive >token.txt || echo \"exit code $?\"

stdout is exactly one token, or nothing.";

/// Flags of `token`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct TokenArguments {
    /// How long the token must be valid from now; if it is not, it is refreshed first [default: 60s]
    #[arg(long, value_name = "DURATION", env = "AUTHCTL_MIN_TTL", hide_env = true)]
    min_ttl: Option<Seconds>,
    /// Which token of the session
    #[arg(
        long = "type",
        value_name = "TYPE",
        default_value = "access",
        env = "AUTHCTL_TYPE",
        hide_env = true
    )]
    kind: TokenKind,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "raw", env = "AUTHCTL_FORMAT", hide_env = true)]
    format: Format,
}

/// The tokens of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TokenKind {
    /// For APIs
    Access,
    /// Who signed in
    Id,
    /// The long-lived one; whoever has it can sign in as you
    Refresh,
}

impl TokenKind {
    fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Id => "id",
            Self::Refresh => "refresh",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The token alone
    Raw,
    /// An HTTP header: `Authorization: Bearer …`
    Header,
    /// One JSON document
    Json,
}

/// Prints the token.
pub fn run(arguments: &TokenArguments, context: &Context) -> Result<ExitCode> {
    let store = sessions::kept(context)?;
    let profile = sessions::meant(context, &*store)?;
    let want = Want::ValidFor(arguments.min_ttl.map_or(DEFAULT_MIN_TTL, |least| least.0));
    if arguments.kind == TokenKind::Refresh {
        return print(arguments, context, &fresh::load(&*store, &profile)?);
    }
    if let Some(session) = fresh::look(&*store, &profile, context.now(), want)? {
        return print(arguments, context, &session);
    }
    context.block_on(refresh::renewed(context, &*store, &profile, want))?.then(|fresh| {
        let left = fresh.session.expires_at.map(|end| end.since(context.now()));
        if left.zip(arguments.min_ttl).is_some_and(|(left, least)| left < least.0.cast_signed()) {
            context.say("The provider gives no token that lives as long as --min-ttl asks; this one is new.");
        }
        print(arguments, context, &fresh.session)
    })
}

fn print(arguments: &TokenArguments, context: &Context, session: &Session) -> Result<ExitCode> {
    let token = of_kind(session, arguments.kind)?.expose();
    let format = if context.global.json { Format::Json } else { arguments.format };
    match format {
        Format::Raw => context.print(format!("{token}\n").as_bytes()),
        // RFC 6750 §2.1: the scheme is written in this way whatever case the provider uses.
        Format::Header => context.print(format!("Authorization: Bearer {token}\n").as_bytes()),
        Format::Json => {
            let is_access = arguments.kind == TokenKind::Access;
            let document = Document {
                profile: &session.profile,
                kind: arguments.kind.name(),
                token,
                token_type: is_access.then_some(session.token_type.as_str()),
                expires_at: session.expires_at.filter(|_| is_access).map(moment::rfc3339),
                scope: &session.scope_granted,
            };
            context.print(format!("{}\n", json::document(&document)).as_bytes())
        }
    }
}

/// `--format json`. The provider tells `token_type` and `expires_at` of the access token only (RFC 6749 §5.1).
#[derive(Serialize)]
struct Document<'a> {
    profile: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    token: &'a str,
    token_type: Option<&'a str>,
    expires_at: Option<String>,
    scope: &'a [String],
}

/// The token of that kind, if the session has one.
pub fn of_kind(session: &Session, kind: TokenKind) -> Result<&SecretString> {
    let token = match kind {
        TokenKind::Access => Some(&session.access_token),
        TokenKind::Id => session.id_token.as_ref(),
        TokenKind::Refresh => session.refresh_token.as_ref(),
    };
    token.ok_or_else(|| Code::TokenMissing.error().phase(Phase::Store).profile(&session.profile))
}
