//! A person's password, on the sign-in page and in the password grant: right, wrong, or guessed too often.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{provider::Provider, user::User};
use crate::{
    jose::{base64url, hash},
    secret::SecretString,
};

/// What a password is compared with.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "SecretString")]
pub enum Password {
    /// The password itself, as the configuration has it.
    Configured(SecretString),
    /// What is kept of one that a person chose at sign-up.
    Chosen(PasswordHash),
}

/// What is kept of a password: never itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PasswordHash {
    /// In base64url.
    salt: String,
    /// PBKDF2 of the password and the salt, likewise.
    hash: String,
}

impl From<SecretString> for Password {
    fn from(password: SecretString) -> Self {
        Self::Configured(password)
    }
}

impl Password {
    /// Whether it is this one.
    pub fn matches(&self, given: &str) -> bool {
        match self {
            Self::Configured(password) => password.matches(given),
            Self::Chosen(kept) => kept.matches(given),
        }
    }
}

impl PasswordHash {
    /// Of a password that was chosen now.
    pub fn of(provider: &Provider, password: &str) -> Self {
        let salt = provider.random(16);
        let hash = base64url::encode(hash::of_password(password, salt.as_bytes()));
        Self { salt, hash }
    }

    fn matches(&self, given: &str) -> bool {
        base64url::decode(&self.hash)
            .is_some_and(|hash| hash::is_of_password(given, self.salt.as_bytes(), &hash))
    }
}

/// Why a password signs nobody in; the same for a wrong one as for a wrong name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// There is no such user, or the password is another.
    Credentials,
    /// There were too many wrong ones for this username, and for a while none is looked at.
    TooOften,
}

/// The user of that name and password. Who has none signs in with nothing here.
pub fn check(provider: &Provider, username: &str, password: &str) -> Result<Arc<User>, Wrong> {
    let now = provider.now();
    // A name that nobody has is counted too: whether there is such a user is not to be found out so.
    if provider.passwords.are_over(username, now) {
        return Err(Wrong::TooOften);
    }
    let user = provider.user_named(username);
    match user.filter(|user| user.password.as_ref().is_some_and(|known| known.matches(password))) {
        Some(user) => {
            provider.passwords.right(username);
            Ok(user)
        }
        None => {
            provider.passwords.missed(username, now);
            Err(Wrong::Credentials)
        }
    }
}
