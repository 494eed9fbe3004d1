//! Where a session shall be kept: `keyring`, `file`, `memory`, or `command:PROGRAM` with the program that keeps its key.

use super::store_kind::StoreKind;
use crate::{
    error::{Code, Result},
    secret::command_line::CommandLine,
};

/// A kind of store, with all that it needs to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreChoice {
    /// A sealed file, with the key in the platform's keyring.
    Keyring,
    /// A private file.
    File,
    /// Nowhere.
    Memory,
    /// A sealed file, with the key where this program keeps it.
    Command(CommandLine),
}

impl StoreChoice {
    /// Reads what `--store` says.
    ///
    /// # Errors
    /// [`Code::Usage`].
    pub fn parse(text: &str) -> Result<Self> {
        let (name, command) = match text.split_once(':') {
            Some((name, command)) => (name, Some(command)),
            None => (text, None),
        };
        let named = StoreKind::ALL.iter().find(|(_, known, _)| *known == name);
        match (named.map(|(kind, ..)| *kind), command) {
            (Some(StoreKind::Keyring), None) => Ok(Self::Keyring),
            (Some(StoreKind::File), None) => Ok(Self::File),
            (Some(StoreKind::Memory), None) => Ok(Self::Memory),
            (Some(StoreKind::Command), command) => {
                command.and_then(CommandLine::parse).map(Self::Command).ok_or_else(|| {
                    Code::Usage
                        .error()
                        .message("what follows command: is not a program and its arguments")
                        .hint("write command:PROGRAM, such as command:docker-credential-pass")
                        .got(text)
                })
            }
            _ => Err(Code::Usage.error().message("there is no such store").expected(expected()).got(text)),
        }
    }

    /// Its kind.
    pub fn kind(&self) -> StoreKind {
        match self {
            Self::Keyring => StoreKind::Keyring,
            Self::File => StoreKind::File,
            Self::Memory => StoreKind::Memory,
            Self::Command(_) => StoreKind::Command,
        }
    }
}

fn expected() -> String {
    let form = |(kind, name, _): &(StoreKind, &str, &str)| match kind {
        StoreKind::Command => format!("{name}:PROGRAM"),
        StoreKind::Keyring | StoreKind::File | StoreKind::Memory => (*name).to_owned(),
    };
    StoreKind::ALL.iter().map(form).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_can_be_chosen_by_its_name() {
        for (kind, name, _) in StoreKind::ALL {
            let text = match kind {
                StoreKind::Command => "command:docker-credential-pass --quiet".to_owned(),
                _ => (*name).to_owned(),
            };
            assert_eq!(StoreChoice::parse(&text).unwrap().kind(), *kind, "{text}");
        }
        let StoreChoice::Command(command) = StoreChoice::parse("command:/opt/a:b 'c d'").unwrap() else {
            panic!("another kind");
        };
        assert_eq!((command.program(), command.arguments()), ("/opt/a:b", &["c d".to_owned()][..]));
    }

    #[test]
    fn what_is_no_store_is_refused() {
        for text in ["disk", "", "Keyring", "file:", "keyring:work", "memory:x", "commands:x", ":x"] {
            let error = StoreChoice::parse(text).unwrap_err();
            assert_eq!((error.code(), error.text()), (Code::Usage, "there is no such store"), "{text}");
            assert_eq!(error.wanted().unwrap().to_string(), "keyring, file, memory, command:PROGRAM");
        }
        for text in ["command", "command:", "command: ", "command:'a", "command:a\nb"] {
            let error = StoreChoice::parse(text).unwrap_err();
            assert_eq!(error.code(), Code::Usage);
            assert_eq!(error.text(), "what follows command: is not a program and its arguments", "{text}");
        }
    }
}
