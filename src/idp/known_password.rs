//! What is known of a person's password: itself, as the configuration has it, or a hash of one that the person chose.
//! <https://www.rfc-editor.org/rfc/rfc8018#section-5.2>

use serde::{Deserialize, Serialize};

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
    /// Of a password that was chosen now, with a fresh salt.
    pub fn of(password: &str, salt: String) -> Self {
        let hash = base64url::encode(hash::of_password(password, salt.as_bytes()));
        Self { salt, hash }
    }

    fn matches(&self, given: &str) -> bool {
        base64url::decode(&self.hash)
            .is_some_and(|hash| hash::is_of_password(given, self.salt.as_bytes(), &hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_hash_and_no_other_does() {
        let kept = PasswordHash::of("correct horse", "the-salt".into());
        assert!(!format!("{kept:?}").contains("horse"));
        let known = Password::Chosen(kept);
        assert!(known.matches("correct horse"));
        assert!(!known.matches("correct hors") && !known.matches(""));
        let broken = PasswordHash { salt: "the-salt".into(), hash: "not base64url!".into() };
        assert!(!Password::Chosen(broken).matches("correct horse"));
    }
}
