//! `key new|public`: private keys for a client, and what the provider is given of them.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand, ValueEnum, builder::BoolishValueParser};
use serde::Serialize;
use serde_json::{Value, json};

use super::{context::Context, credentials, key_certificate::OwnCertificate};
use crate::{
    error::{Code, Error, Result},
    host::{
        Random as _,
        keyring::{Keyring as _, SystemKeyring},
        random::SystemRandom,
        terminal::Stream,
        user_file,
    },
    jose::{key_algorithm::KeyAlgorithm, private_key::PrivateKey},
    output::moment,
    secret::{SecretString, source::SecretSource},
};

const EXAMPLES: &str = "\
Examples:
  authctl key new --alg ES256 --out client.jwk
        makes a key for private_key_jwt; what is printed is for the provider
  authctl key new --alg ECDH-ES --to keyring:work-decryption
        makes a key that encrypted ID tokens are opened with
  authctl key new --alg ES256 --out client.key --cert client.pem --form jwks
        makes a key and a certificate for --tls-key and --tls-cert (RFC 8705)
  authctl key public --from file:client.jwk
        prints the key set that a provider wants as jwks";

/// The commands.
#[derive(Subcommand)]
pub enum KeyCommand {
    /// Make a private key, keep it, and print its public half
    #[command(after_help = EXAMPLES)]
    New(NewArguments),
    /// Print the public half of private keys
    #[command(after_help = EXAMPLES)]
    Public(PublicArguments),
}

/// Flags of `key new`.
#[derive(Args)]
pub struct NewArguments {
    /// What the key is for: the algorithm that it signs with, or the way that it decrypts
    #[arg(long, value_name = "ALG", env = "AUTHCTL_ALG", hide_env = true, value_parser = algorithms())]
    alg: String,
    /// The new file that the private key goes into, or - for stdout, and then nothing else
    #[arg(
        long,
        value_name = "FILE",
        env = "AUTHCTL_OUT",
        hide_env = true,
        conflicts_with = "to",
        required_unless_present = "to"
    )]
    out: Option<PathBuf>,
    /// The entry of the keyring that the private key goes into, as keyring:NAME
    #[arg(long, value_name = "PLACE", env = "AUTHCTL_TO", hide_env = true)]
    to: Option<String>,
    /// Let the new key take the place of what is there
    #[arg(long, env = "AUTHCTL_FORCE", hide_env = true, value_parser = BoolishValueParser::new())]
    force: bool,
    /// The new file that a self-signed certificate of the key goes into, for self_signed_tls_client_auth
    #[arg(long, value_name = "FILE", env = "AUTHCTL_CERT", hide_env = true)]
    cert: Option<PathBuf>,
    /// How both halves are written; PEM keeps neither use nor name, and with --cert the private one is PEM
    #[arg(long, env = "AUTHCTL_FORM", hide_env = true, default_value = "jwk")]
    form: Form,
}

/// Flags of `key public`.
#[derive(Args)]
pub struct PublicArguments {
    /// Where the private keys are: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND
    #[arg(long, value_name = "SOURCE", env = "AUTHCTL_FROM", hide_env = true)]
    from: String,
    /// How they are written
    #[arg(long, env = "AUTHCTL_FORM", hide_env = true, default_value = "jwks")]
    form: Form,
}

/// How a key is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// As a JSON Web Key
    Jwk,
    /// As a set of them
    Jwks,
    /// PKCS #8, and SubjectPublicKeyInfo
    Pem,
}

fn algorithms() -> Vec<&'static str> {
    KeyAlgorithm::all().map(KeyAlgorithm::name).collect()
}

/// Runs one.
pub fn run(command: KeyCommand, context: &Context) -> Result<ExitCode> {
    match command {
        KeyCommand::New(arguments) => new(&arguments, context),
        KeyCommand::Public(arguments) => public(&arguments, context),
    }
}

/// A key that was made.
#[derive(Serialize)]
struct Made {
    alg: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
    kid: String,
    kept: String,
    /// The file of the certificate that was made for it.
    certificate: Option<String>,
    /// When that ends.
    expires_at: Option<String>,
    public: Value,
}

fn new(arguments: &NewArguments, context: &Context) -> Result<ExitCode> {
    let place = Place::of(arguments)?;
    let algorithm = KeyAlgorithm::named(&arguments.alg).ok_or_else(|| Code::InternalError.error())?;
    let keep_free = |error: Error| if error.code() == Code::Usage { advised(error) } else { error };
    if let Some(path) = &arguments.cert {
        OwnCertificate::check(path, algorithm, arguments.force)?;
        if arguments.out.as_ref() == Some(path) {
            let error = Code::Usage.error().message("the key and its certificate go into files of their own");
            return Err(error.hint("name another --cert"));
        }
    }
    place.check(context, arguments.force).map_err(keep_free)?;
    let key = PrivateKey::generate(algorithm, &mut |buffer| SystemRandom.fill(buffer))?;
    let certificate = match &arguments.cert {
        Some(path) => Some(OwnCertificate::of(&key.private_pem()?, context.now(), path)?),
        None => None,
    };
    if let Some(certificate) = &certificate {
        certificate.keep(arguments.force)?;
    }
    let private = if certificate.is_some() { key.private_pem()? } else { arguments.form.private(&key)? };
    if let Place::Output = place {
        return context.print(private.expose().as_bytes());
    }
    place.keep(context, &private, arguments.force).map_err(keep_free)?;
    let public = match &certificate {
        Some(certificate) => certificate.public_jwk(&key)?,
        None => key.public_jwk()?,
    };
    let text = match (&certificate, arguments.form) {
        (Some(certificate), Form::Pem) => certificate.pem().trim_end().to_owned(),
        _ => arguments.form.public(&key, &public)?,
    };
    let made = Made {
        alg: algorithm.name(),
        usage: algorithm.usage(),
        kid: key.name()?,
        kept: place.to_string(),
        certificate: certificate.as_ref().map(OwnCertificate::place),
        expires_at: certificate.as_ref().map(|own| moment::rfc3339(own.expires_at())),
        public,
    };
    let exit = context.answer(&made, || text)?;
    say(context, &made);
    Ok(exit)
}

fn say(context: &Context, made: &Made) {
    if context.global.json {
        return;
    }
    let beside = made.certificate.as_ref().zip(made.expires_at.as_ref());
    let beside = beside.map(|(file, end)| format!(", its certificate, which lasts until {end}, in {file}"));
    context.say(&format!(
        "The private key is in {}{}. This is for the provider, as one of the client's jwks.",
        made.kept,
        beside.unwrap_or_default()
    ));
}

fn advised(error: Error) -> Error {
    error.hint("take another name; --force replaces it, and what it opened is lost")
}

fn public(arguments: &PublicArguments, context: &Context) -> Result<ExitCode> {
    let source = SecretSource::parse(&arguments.from)?;
    context.block_on(credentials::private_keys(context, &source))?.then(|keys| {
        let set = keys.iter().map(PrivateKey::public_jwk).collect::<Result<Vec<Value>>>()?;
        let set = json!({"keys": set});
        let mut own = keys.iter();
        let text = match (arguments.form, own.next(), own.next()) {
            (Form::Jwks, ..) => format!("{set:#}"),
            (form, Some(key), None) => form.public(key, &key.public_jwk()?)?,
            _ => {
                return Err(Code::Usage
                    .error()
                    .message("there are several keys, and this form holds one")
                    .hint("use --form jwks"));
            }
        };
        context.answer(&set, || text)
    })
}

impl Form {
    fn private(self, key: &PrivateKey) -> Result<SecretString> {
        match self {
            Self::Jwk => key.private_jwk(),
            Self::Jwks => Ok(format!("{{\"keys\": [{}]}}\n", key.private_jwk()?.expose().trim_end()).into()),
            Self::Pem => key.private_pem(),
        }
    }

    /// Without the end of the last line.
    fn public(self, key: &PrivateKey, jwk: &Value) -> Result<String> {
        Ok(match self {
            Self::Jwk => format!("{jwk:#}"),
            Self::Jwks => format!("{:#}", json!({"keys": [jwk]})),
            Self::Pem => key.public_pem()?.trim_end().to_owned(),
        })
    }
}

/// Where a private key goes.
enum Place {
    File(PathBuf),
    Keyring(String),
    Output,
}

impl Place {
    fn of(arguments: &NewArguments) -> Result<Self> {
        match (&arguments.out, &arguments.to) {
            (Some(path), _) if path == Path::new("-") => match Stream::Output.is_terminal() {
                true => Err(Code::Usage
                    .error()
                    .message("a private key is not shown on a terminal, where it would stay to be read")
                    .hint("give --out FILE or --to keyring:NAME")),
                false => Ok(Self::Output),
            },
            (Some(path), _) => Ok(Self::File(path.clone())),
            (None, place) => match SecretSource::parse(place.as_deref().unwrap_or_default()) {
                Ok(SecretSource::Keyring(name)) => Ok(Self::Keyring(name)),
                _ => Err(Code::Usage
                    .error()
                    .message("what --to names is no entry of the keyring")
                    .hint("write --to keyring:NAME, or --out FILE")),
            },
        }
    }

    /// Refuses to take the place of what is there.
    fn check(&self, context: &Context, force: bool) -> Result<()> {
        match self {
            Self::File(path) if !force && user_file::is_there(path) => Err(user_file::taken(path)),
            Self::Keyring(name) if !force => match SystemKeyring::new(context.is_interactive()).get(name)? {
                Some(_) => Err(Code::Usage.error().message("there is something of that name already")),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Keeps the key. A file that has come meanwhile stays, unless it is to be replaced.
    fn keep(&self, context: &Context, key: &SecretString, force: bool) -> Result<()> {
        match self {
            Self::File(path) if force => user_file::replace(path, key.expose().as_bytes()),
            Self::File(path) => user_file::create(path, key.expose().as_bytes()),
            Self::Keyring(name) => SystemKeyring::new(context.is_interactive()).set(name, key),
            Self::Output => Ok(()),
        }
    }
}

/// As a source that the key is read from again.
impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Keyring(name) => write!(f, "keyring:{name}"),
            Self::Output => f.write_str("stdout"),
        }
    }
}
