//! What an event is signed with.

use std::sync::Arc;

use crate::{
    error::{Code, Phase, Result},
    jose::key::SigningKey,
    secret::SecretString,
};

/// What the sender signs with.
#[derive(Clone)]
pub enum Credential {
    /// A private key, whose public half the app knows.
    Key(Arc<SigningKey>),
    /// A secret that the app has too.
    Secret(SecretString),
    /// Nothing: what is sent is proven in another way.
    Nothing,
}

/// Which of them a scheme needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// A private key.
    Key,
    /// A secret.
    Secret,
    /// Nothing.
    Nothing,
}

impl Needs {
    /// Its name for people and programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Secret => "secret",
            Self::Nothing => "nothing",
        }
    }
}

impl Credential {
    /// The key.
    ///
    /// # Errors
    /// [`Code::Usage`] if it is none.
    pub fn key(&self) -> Result<&SigningKey> {
        match self {
            Self::Key(key) => Ok(key),
            _ => Err(Code::Usage
                .error()
                .phase(Phase::Webhook)
                .message("this event is signed with a private key")
                .hint("give --key-from, or leave it out for the embedded provider's key")),
        }
    }

    /// The secret.
    ///
    /// # Errors
    /// [`Code::Usage`] if it is none.
    pub fn secret(&self) -> Result<&SecretString> {
        match self {
            Self::Secret(secret) => Ok(secret),
            _ => Err(Code::Usage
                .error()
                .phase(Phase::Webhook)
                .message("this event is signed with a secret that the app has too")
                .hint("give --secret-from env:NAME, file:PATH, keyring:NAME or cmd:COMMAND")),
        }
    }
}
