//! Where a secret is, never what it is: `env:NAME`, `file:PATH`, `keyring:NAME`, `cmd:COMMAND`. The host fetches it.

use std::{fmt, path::PathBuf};

use super::command_line::CommandLine;
use crate::error::{Code, Error, Result};

/// A place where a secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// An environment variable.
    Env(String),
    /// A file that only its owner may read.
    File(PathBuf),
    /// An entry of the keyring.
    Keyring(String),
    /// A command whose first line of output it is.
    Command(CommandLine),
}

impl SecretSource {
    /// Reads `env:NAME`, `file:PATH`, `keyring:NAME` or `cmd:COMMAND`. Anything else is taken for the secret itself:
    /// refused, and shown nowhere.
    ///
    /// # Errors
    /// [`Code::Usage`].
    pub fn parse(text: &str) -> Result<Self> {
        let (kind, place) = text.split_once(':').ok_or_else(plain)?;
        if !KINDS.contains(&kind) {
            return Err(plain());
        }
        if place.trim().is_empty() || place.chars().any(char::is_control) {
            return Err(refused(
                format!("there is no place after {kind}:"),
                "write env:NAME, file:PATH, keyring:NAME or cmd:COMMAND",
            ));
        }
        match kind {
            "env" if is_variable(place) => Ok(Self::Env(place.to_owned())),
            "env" => Err(refused(
                "what follows env: is not the name of a variable",
                "write env:NAME, with the name and not the value",
            )),
            "file" => Ok(Self::File(place.into())),
            "keyring" => Ok(Self::Keyring(place.to_owned())),
            _ => CommandLine::parse(place).map(Self::Command).ok_or_else(|| {
                refused("what follows cmd: is not a program and its arguments", "end every quote that begins")
            }),
        }
    }
}

/// The kinds of places.
const KINDS: [&str; 4] = ["env", "file", "keyring", "cmd"];

impl SecretSource {
    /// As [`parse`](Self::parse), or the path of a file as it stands: for a private key, which is many lines and fits no flag.
    /// What could be a key all the same is taken for one.
    ///
    /// # Errors
    /// [`Code::Usage`].
    pub fn parse_key(text: &str) -> Result<Self> {
        if text.split_once(':').is_some_and(|(kind, _)| KINDS.contains(&kind)) {
            return Self::parse(text);
        }
        let is_base64 = text.len() > 64
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte));
        let is_key = text.contains("-----") || text.starts_with('{') || is_base64;
        match is_key || text.trim().is_empty() || text.chars().any(char::is_control) {
            true => Err(plain()),
            false => Ok(Self::File(text.into())),
        }
    }
}

/// As it was written. It names the place and holds no secret.
impl fmt::Display for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Keyring(name) => write!(f, "keyring:{name}"),
            Self::Command(command) => write!(f, "cmd:{command}"),
        }
    }
}

fn plain() -> Error {
    refused(
        "a secret is never written here, only where it is",
        "write env:NAME, file:PATH, keyring:NAME or cmd:COMMAND; if this was the real secret, replace it",
    )
}

/// The text is never repeated: it may be the secret itself.
fn refused(message: impl Into<String>, hint: &'static str) -> Error {
    Code::Usage.error().message(message).hint(hint)
}

fn is_variable(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_as_it_was_read() {
        for text in [
            "env:GITHUB_SECRET",
            "env:A",
            "file:/run/secrets/a b",
            "file:C:\\s",
            "keyring:work",
            "cmd:pass show 'my client'",
            "cmd:say \"it's\"",
            "cmd:say  twice  \"it's\"'\"' ",
        ] {
            assert_eq!(SecretSource::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_key_may_be_named_by_its_file_and_is_never_written_out() {
        for (text, place) in [
            ("key.pem", "file:key.pem"),
            ("/etc/ssl/private/my key", "file:/etc/ssl/private/my key"),
            ("C:\\key.pem", "file:C:\\key.pem"),
            ("env:KEY", "env:KEY"),
            ("cmd:pass show key", "cmd:pass show key"),
        ] {
            assert_eq!(SecretSource::parse_key(text).unwrap().to_string(), place);
        }
        let base64 = "CANARY".repeat(20);
        for text in [
            "",
            " ",
            "env:CANARY-1",
            "-----BEGIN PRIVATE KEY-----CANARY",
            "{\"d\":\"CANARY\"}",
            "a\nCANARY",
            &base64,
        ] {
            let error = SecretSource::parse_key(text).unwrap_err();
            assert_eq!(error.code(), Code::Usage, "{text}");
            assert!(!format!("{error:?}{error}").contains("CANARY"), "{error:?}");
        }
    }

    #[test]
    fn what_is_no_place_is_refused_and_never_repeated() {
        for text in [
            "CANARY",
            "",
            "CANARY:x",
            "secret:CANARY",
            "Env:CANARY",
            "env:",
            "env:CANARY-1",
            "env:1CANARY",
            "env:CANARY=1",
            "file:",
            "file: ",
            "file:CANARY\0",
            "keyring:\t",
            "cmd:",
            "cmd:\n",
            "cmd:'CANARY",
            "cmd:CANARY \"it's",
            "cmd:'' CANARY",
        ] {
            let error = SecretSource::parse(text).unwrap_err();
            assert_eq!((error.code(), error.exit()), (Code::Usage, 2), "{text}");
            assert!(!format!("{error:?}{error}").contains("CANARY"), "{error:?}");
        }
    }
}
