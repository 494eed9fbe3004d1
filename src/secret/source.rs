//! Where a secret is, never what it is: `env:NAME`, `file:PATH`, `keyring:NAME`, `cmd:COMMAND`. The host fetches it.

use std::{fmt, path::PathBuf};

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
    Command(SourceCommand),
}

impl SecretSource {
    /// Reads `env:NAME`, `file:PATH`, `keyring:NAME` or `cmd:COMMAND`. Anything else is taken for the secret itself:
    /// refused, and shown nowhere.
    ///
    /// # Errors
    /// [`Code::Usage`].
    pub fn parse(text: &str) -> Result<Self> {
        let (kind, place) = text.split_once(':').ok_or_else(plain)?;
        if !["env", "file", "keyring", "cmd"].contains(&kind) {
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
            _ => SourceCommand::parse(place).map(Self::Command).ok_or_else(|| {
                refused("what follows cmd: is not a program and its arguments", "end every quote that begins")
            }),
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
            Self::Command(command) => write!(f, "cmd:{}", command.text),
        }
    }
}

/// A program and its arguments: split into words here, so that no shell is needed and none sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceCommand {
    text: String,
    program: String,
    arguments: Vec<String>,
}

impl SourceCommand {
    fn parse(text: &str) -> Option<Self> {
        let mut words = words(text)?.into_iter();
        let program = words.next().filter(|program| !program.is_empty())?;
        Some(Self { text: text.to_owned(), program, arguments: words.collect() })
    }

    /// The program, by its name or its path.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// What it is given.
    pub fn arguments(&self) -> &[String] {
        &self.arguments
    }
}

/// Splits at white space; `'…'` and `"…"` keep it together and nothing else is special. A quote must end.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in text.chars() {
        match quote {
            Some(end) if character == end => quote = None,
            None if character == '"' || character == '\'' => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            None if character.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
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

    #[test]
    fn a_command_is_split_at_white_space_outside_of_quotes() {
        let split = |text: &str| match SecretSource::parse(text).unwrap() {
            SecretSource::Command(command) => {
                [&[command.program().to_owned()], command.arguments()].concat().join("|")
            }
            other => panic!("{other}"),
        };
        for (text, words) in [
            ("cmd:pass", "pass"),
            ("cmd: pass  show\u{a0}a ", "pass|show|a"),
            ("cmd:pass show 'a b' \"c'd\" e''f ''", "pass|show|a b|c'd|ef|"),
            ("cmd:'a program' $(id) ; \\x", "a program|$(id)|;|\\x"),
        ] {
            assert_eq!(split(text), words, "{text}");
        }
    }
}
