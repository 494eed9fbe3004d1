//! `jwt decode` and `jwt verify`: what a token says, and whether it may be believed.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};

use super::{
    context::{Context, Outcome},
    credentials, given_token,
    plan::Plan,
    published_keys, sessions,
};
use crate::{
    error::{Code, Phase, Result},
    flow::discovery,
    jose::{
        examined::{self, Wanted},
        inspected::{Inspected, Protection},
        jwe::{self, Decrypted, Encrypted},
        jwk_set::JwkSet,
        jws::Keys,
    },
    output::jwt::{self, Found, Said},
    profile::resolved::Resolved,
    protocol::issuer::Issuer,
    secret::{SecretString, source::SecretSource},
    session::kept,
};

/// How far clocks may differ, in seconds, as at a login.
const SKEW_S: i64 = 60;

const EXAMPLES: &str = "\
The token is read from FILE or from stdin; it never stands on the command line, where others could read it.

Examples:
  authctl token --type id | authctl jwt decode
  authctl token | authctl jwt verify --audience https://api.example
  authctl jwt verify --jwks keys.json --issuer https://id.example token.txt";

/// The commands.
#[derive(Subcommand)]
pub enum JwtCommand {
    /// Show what a token says; nothing of it is proven
    #[command(after_help = EXAMPLES)]
    Decode(DecodeArguments),
    /// Check a token's signature and claims, and show how each check ended
    #[command(after_help = EXAMPLES)]
    Verify(VerifyArguments),
}

/// Flags of `jwt decode`.
#[derive(Args)]
pub struct DecodeArguments {
    /// The file that the token is in [default: stdin]
    file: Option<PathBuf>,
    /// Where the private keys are that open an encrypted token: env:NAME, file:PATH …
    #[arg(long, value_name = "SOURCE", env = "AUTHCTL_KEY_FROM", hide_env = true)]
    key_from: Option<String>,
}

/// Flags of `jwt verify`.
#[derive(Args)]
pub struct VerifyArguments {
    /// The file that the token is in [default: stdin]
    file: Option<PathBuf>,
    /// Who must have issued it; its keys are fetched there [default: the session's issuer]
    #[arg(long, value_name = "URL", env = "AUTHCTL_ISSUER", hide_env = true)]
    issuer: Option<String>,
    /// A file with the keys that may have signed it, as a JWK set
    #[arg(long, value_name = "FILE", env = "AUTHCTL_JWKS", hide_env = true, conflicts_with = "secret_from")]
    jwks: Option<PathBuf>,
    /// Where the secret is that it is signed with (HS256 and its like)
    #[arg(long, value_name = "SOURCE", env = "AUTHCTL_SECRET_FROM", hide_env = true)]
    secret_from: Option<String>,
    /// Where the private keys are that open an encrypted token: env:NAME, file:PATH …
    #[arg(long, value_name = "SOURCE", env = "AUTHCTL_KEY_FROM", hide_env = true)]
    key_from: Option<String>,
    /// Whom it must be for
    #[arg(long, value_name = "AUDIENCE", env = "AUTHCTL_AUDIENCE", hide_env = true)]
    audience: Option<String>,
    /// The nonce that it must have
    #[arg(long, env = "AUTHCTL_NONCE", hide_env = true)]
    nonce: Option<String>,
    /// The typ that it must have, such as at+jwt
    #[arg(long, env = "AUTHCTL_TYP", hide_env = true)]
    typ: Option<String>,
}

/// Runs one.
pub fn run(command: JwtCommand, context: &Context) -> Result<ExitCode> {
    match command {
        JwtCommand::Decode(arguments) => {
            let token = given_token::read(arguments.file.as_deref())?;
            let inspected = Inspected::read(token.expose())?;
            let opened = match opened(&inspected, &token, arguments.key_from.as_deref(), context)? {
                Outcome::Done(opened) => opened,
                Outcome::Interrupted(exit) => return Ok(ExitCode::from(exit)),
            };
            let inside = opened.as_ref().map(Decrypted::content).map(Inspected::inside).transpose()?;
            context.answer(&Said::of(&inspected, inside.as_ref()), || {
                jwt::said(&inspected, inside.as_ref(), context.now())
            })
        }
        JwtCommand::Verify(arguments) => verify(&arguments, context),
    }
}

fn verify(arguments: &VerifyArguments, context: &Context) -> Result<ExitCode> {
    let token = given_token::read(arguments.file.as_deref())?;
    let mut inspected = Inspected::read(token.expose())?;
    let opened = match opened(&inspected, &token, arguments.key_from.as_deref(), context)? {
        Outcome::Done(opened) => opened,
        Outcome::Interrupted(exit) => return Ok(ExitCode::from(exit)),
    };
    // RFC 7519 §7.2 (8): the checks are of the token within.
    let token = match &opened {
        Some(opened) => opened.nested()?,
        None => token,
    };
    if opened.is_some() {
        inspected = Inspected::read(token.expose())?;
    }
    let published = arguments.jwks.as_deref().map(published_keys::of_file).transpose()?;
    let proof = match context.block_on(arguments.proof(published, context))? {
        Outcome::Done(proof) => proof,
        Outcome::Interrupted(exit) => return Ok(ExitCode::from(exit)),
    };
    let mut findings = examined::examine(
        token.expose(),
        &Wanted {
            keys: match &proof.key {
                Key::Published(set) => Keys::Published(set),
                Key::Secret(secret) => Keys::Symmetric(secret.expose().as_bytes()),
            },
            issuer: proof.issuer.as_deref(),
            audience: arguments.audience.as_deref(),
            typ: arguments.typ.as_deref(),
            nonce: arguments.nonce.as_deref(),
            now: context.now(),
            skew_s: SKEW_S,
        },
    );
    if let Some(opened) = &opened {
        findings.insert(0, examined::decryption(opened.header()));
    }
    let found = Found::of(&inspected, &findings);
    context.answer(&found, || found.shown())?;
    match found.passed() {
        true => Ok(ExitCode::SUCCESS),
        false => Err(Code::JwtRejected.error().phase(Phase::Validate)),
    }
}

/// What is in an encrypted token, if there are keys to open it with.
fn opened(
    inspected: &Inspected,
    token: &SecretString,
    key_from: Option<&str>,
    context: &Context,
) -> Result<Outcome<Option<Decrypted>>> {
    let source = match key_from.filter(|_| inspected.protection == Protection::Encrypted) {
        Some(source) => SecretSource::parse(source)?,
        None => return Ok(Outcome::Done(None)),
    };
    context.block_on(async {
        let keys = credentials::private_keys(context, &source).await?.decrypting();
        let keys = jwe::Keys { private: &keys, secret: None };
        Encrypted::parse(token.expose())?.decrypt(keys).map(Some)
    })
}

/// What a token is held against: never its own word.
struct Proof {
    key: Key,
    issuer: Option<String>,
}

enum Key {
    Published(JwkSet),
    Secret(SecretString),
}

impl VerifyArguments {
    /// The secret, the keys of the file, those of the issuer that is named, or else those of the session's.
    async fn proof(&self, published: Option<JwkSet>, context: &Context) -> Result<Proof> {
        let named = self.issuer.as_deref().map(Issuer::parse).transpose()?;
        let issuer = named.as_ref().map(|issuer| issuer.as_str().to_owned());
        if let Some(source) = &self.secret_from {
            let secret = credentials::secret(context, &SecretSource::parse(source)?).await?;
            // RFC 8725 §2.1: whoever can read a public key could sign with it
            if secret.expose().trim_start().starts_with("-----BEGIN ") {
                return Err(Code::Usage
                    .error()
                    .message("a key or a certificate in PEM is no secret for HS256 and its like")
                    .hint("give public keys as a JWK set, with --jwks"));
            }
            return Ok(Proof { key: Key::Secret(secret), issuer });
        }
        if let Some(set) = published {
            return Ok(Proof { key: Key::Published(set), issuer });
        }
        match named {
            Some(issuer) => {
                let set = published_keys::of_issuer(&issuer, context).await?;
                Ok(Proof { key: Key::Published(set), issuer: Some(issuer.as_str().to_owned()) })
            }
            None => of_session(context).await,
        }
    }
}

async fn of_session(context: &Context) -> Result<Proof> {
    let unsaid = Code::Usage
        .error()
        .message("it is not said whose keys the token must be signed with")
        .hint("give --issuer, --jwks or --secret-from, or sign in at its issuer");
    let store = sessions::kept(context)?;
    let profile = match sessions::meant(context, &*store) {
        Err(error) if error.code() == Code::LoginRequired => return Err(unsaid),
        meant => meant?,
    };
    let session = kept::load(&*store, &profile)?;
    let issuer = session.issuer.ok_or(unsaid)?;
    let plan = Plan::make(context, Resolved::from_settings(&profile, &session.settings)?, None).await?;
    let keys = discovery::keys(&plan.host, &plan.peer.metadata).await;
    plan.finish().await;
    Ok(Proof { key: Key::Published(keys.map_err(|error| error.issuer(&issuer))?.set), issuer: Some(issuer) })
}
