//! Where a secret is, never what it is: `env:NAME`, `file:PATH`, `keyring:NAME`, `cmd:COMMAND`. The host fetches it.

use std::fmt;

use crate::error::{Code, Error, Result};

/// A place where a secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// An environment variable.
    Env(String),
    /// A file that only its owner may read.
    File(String),
    /// An entry of the keyring.
    Keyring(String),
    /// A command whose first line of output it is.
    Command(String),
}

impl SecretSource {
    /// Reads `env:NAME`, `file:PATH`, `keyring:NAME` or `cmd:COMMAND`. Anything else is taken for the secret itself:
    /// refused, and shown nowhere.
    pub fn parse(text: &str) -> Result<Self> {
        let (kind, place) = text.split_once(':').ok_or_else(plain)?;
        let source = match kind {
            "env" if is_variable(place) => Self::Env(place.to_owned()),
            "file" => Self::File(place.to_owned()),
            "keyring" => Self::Keyring(place.to_owned()),
            "cmd" => Self::Command(place.to_owned()),
            "env" => {
                return Err(Code::Usage
                    .error()
                    .message("what follows env: is not the name of a variable")
                    .hint("write env:NAME, with the name and not the value"));
            }
            _ => return Err(plain()),
        };
        if place.trim().is_empty() || place.chars().any(char::is_control) {
            return Err(Code::Usage
                .error()
                .message(format!("there is no place after {kind}:"))
                .hint("write env:NAME, file:PATH, keyring:NAME or cmd:COMMAND"));
        }
        Ok(source)
    }
}

fn plain() -> Error {
    Code::Usage.error().message("a secret is never written here, only where it is").hint(
        "write env:NAME, file:PATH, keyring:NAME or cmd:COMMAND; if this was the real secret, replace it",
    )
}

fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl fmt::Display for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, place) = match self {
            Self::Env(name) => ("env", name),
            Self::File(path) => ("file", path),
            Self::Keyring(name) => ("keyring", name),
            Self::Command(command) => ("cmd", command),
        };
        write!(f, "{kind}:{place}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_and_a_secret_is_refused_unseen() {
        for text in [
            "env:GITHUB_SECRET",
            "file:/run/secrets/a b",
            "keyring:work",
            "cmd:pass show 'a b'",
            "file:C:\\s",
        ] {
            assert_eq!(SecretSource::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "CANARY",
            "",
            "env:",
            "env:CANARY-1",
            "env:1CANARY",
            "file:",
            "file: ",
            "cmd:\n",
            "Env:CANARY",
            "CANARY:x",
        ] {
            let error = SecretSource::parse(text).unwrap_err();
            assert_eq!(error.code(), Code::Usage);
            assert!(!format!("{error:?}{error}").contains("CANARY"), "{error:?}");
        }
    }
}
