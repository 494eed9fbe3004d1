//! Values that must never be seen: tokens, codes, verifiers, client secrets, cookies, keys.
//!
//! `Debug` and `Display` write a mask, [`Secret::expose`] is the only way out, and the memory is
//! wiped on drop. There is no `Serialize`: what is kept is written out by the session store by name.
//! Where a secret is, which may be seen, is [`source`], and where a token of somebody else is, [`token_source`].

pub mod command_line;
pub mod source;
pub mod token_source;

use std::fmt;

use serde::{Deserialize, Deserializer};
use zeroize::Zeroize;

/// A value that cannot be printed, logged or carried by an error.
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

/// The commonest secret: a token, a code, a password.
pub type SecretString = Secret<String>;

impl<T: Zeroize> Secret<T> {
    /// Takes `value` in.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself; search for `expose()` to see every place a secret leaves its type.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl SecretString {
    /// Compares in constant time.
    pub fn matches(&self, other: &str) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(self.0.as_bytes(), other.as_bytes()).is_ok()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for SecretString {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl From<&str> for SecretString {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl<T: Zeroize> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl<'de> Deserialize<'de> for SecretString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

/// Writes a secret out; only for what is kept on purpose (`#[serde(serialize_with)]` in the store).
pub fn serialize_exposed<S: serde::Serializer>(
    secret: &SecretString,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

/// As [`serialize_exposed`], for a secret that may be absent.
pub fn serialize_exposed_option<S: serde::Serializer>(
    secret: &Option<SecretString>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => serializer.serialize_some(secret.expose()),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_a_mask_in_every_format() {
        let secret = SecretString::from("CANARY");
        for shown in [format!("{secret}"), format!("{secret:?}"), format!("{:?}", Some(&secret))] {
            assert!(!shown.contains("CANARY"), "{shown}");
        }
        assert_eq!(secret.expose(), "CANARY");
    }

    #[test]
    fn comparing_tells_equal_from_unequal() {
        let secret = SecretString::from("CANARY");
        assert!(secret.matches("CANARY"));
        assert!(!secret.matches("CANARz"));
        assert!(!secret.matches("CANAR"));
    }
}
