//! The key that a session's tokens are bound to, as it is kept (RFC 9449).

use serde::{Deserialize, Serialize};

use crate::secret::{SecretString, serialize_exposed};

/// A key with its name. It is as secret as a refresh token, and is kept where that is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DpopKey {
    /// Which key it is: its RFC 7638 thumbprint, which is no secret.
    pub jkt: String,
    /// The key.
    #[serde(serialize_with = "serialize_exposed")]
    pub private: SecretString,
}
