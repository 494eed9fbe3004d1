//! A token on its way out of the program.

use crate::{protocol::time::UnixTime, secret::SecretString};

/// A token on its way out, with what is known of it.
pub struct Handed<'a> {
    /// The session it is from.
    pub profile: &'a str,
    /// `access`, `id` or `refresh`
    pub kind: &'static str,
    /// The token.
    pub token: &'a SecretString,
    /// Of an access token: its type, as the provider wrote it.
    pub token_type: Option<&'a str>,
    /// When it ends, if that is known.
    pub expires_at: Option<UnixTime>,
    /// What was granted.
    pub scope: &'a [String],
}
