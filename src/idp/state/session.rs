//! A browser's session: who is signed in there.

use serde::{Deserialize, Serialize};

use crate::protocol::time::UnixTime;

/// A person signed in in one browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its name in ID tokens (`sid`).
    pub sid: String,
    /// Who it is.
    pub sub: String,
    /// When the person signed in.
    pub auth_time: UnixTime,
    /// Whether a password was asked for.
    pub by_password: bool,
    /// Whether a second factor was asked for, which is only pretended here.
    #[serde(default)]
    pub second_factor: bool,
    /// When it ends.
    pub expires_at: UnixTime,
}
