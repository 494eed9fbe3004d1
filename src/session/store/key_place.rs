//! Where the key of a sealed session is: in the keyring, or with the program that was named for it at login.
//!
//! The program is remembered with the session, as `cmd:` sources are, so that a later command finds the key without being
//! told. It is taken only from a file that nobody else may write in a directory that nobody else may enter (threats C111,
//! C155): whoever could change it there could change this person's configuration too.

use serde::{Deserialize, Serialize};

use super::StoreChoice;
use crate::secret::command_line::CommandLine;

/// Where a key is. As JSON `"NAME"`, or `{"name":"NAME","command":"PROGRAM"}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum KeyPlace {
    /// An entry of the keyring.
    Keyring(String),
    /// What a program keeps.
    Command {
        /// The name it keeps it under.
        name: String,
        /// The program.
        command: CommandLine,
    },
}

impl KeyPlace {
    /// The name.
    pub fn name(&self) -> &str {
        match self {
            Self::Keyring(name) | Self::Command { name, .. } => name,
        }
    }

    /// The choice that leads to keys in such a place.
    pub fn choice(&self) -> StoreChoice {
        match self {
            Self::Keyring(_) => StoreChoice::Keyring,
            Self::Command { command, .. } => StoreChoice::Command(command.clone()),
        }
    }
}
