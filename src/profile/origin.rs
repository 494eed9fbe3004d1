//! Where a setting came from.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::error::{Class, Code, Error};

/// Where a value came from, the strongest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The command line; the flag without its dashes.
    Flag(&'static str),
    /// The environment; the variable's name.
    Environment(String),
    /// A profile of the file.
    Profile {
        /// The file, as it is shown.
        file: String,
        /// The line, from 1.
        line: usize,
    },
    /// What a session has kept from its login.
    Session,
    /// A preset, by name.
    Preset(String),
    /// Built in.
    Default,
}

/// A value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// A value from there.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }
}

impl Origin {
    /// An error about a value from here: it says where the value stands, and is the caller's fault only for a flag.
    pub fn blame(&self, error: Error) -> Error {
        let is_usage = error.code().row().class == Class::Usage && error.code() != Code::ReservedParameter;
        let message = match self {
            Self::Profile { file, line } => format!("{file}:{line}: {}", error.text()),
            Self::Flag(flag) => format!("--{flag}: {}", error.text()),
            Self::Environment(name) => format!("{name}: {}", error.text()),
            Self::Session | Self::Preset(_) | Self::Default => error.text().to_owned(),
        };
        match self {
            Self::Flag(_) => error,
            _ if is_usage => error.recoded(Code::ConfigInvalid),
            _ => error,
        }
        .message(message)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "--{flag}"),
            Self::Environment(name) => f.write_str(name),
            Self::Profile { file, line } => write!(f, "{file}:{line}"),
            Self::Session => f.write_str("the session"),
            Self::Preset(name) => write!(f, "preset {name}"),
            Self::Default => f.write_str("default"),
        }
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
