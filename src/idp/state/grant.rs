//! What an authorization granted, and what became of it.

use serde::{Deserialize, Serialize};

use super::{session::Session, terms::Terms};
use crate::protocol::time::UnixTime;

/// What one authorization granted, from its code to its last refresh token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// To whom.
    pub client_id: String,
    /// The session in which it was granted.
    pub session: Session,
    /// What for.
    pub scope: Vec<String>,
    /// The `nonce` of the request.
    pub nonce: Option<String>,
    /// Where the code went.
    pub redirect_uri: String,
    /// The S256 challenge of the request.
    pub code_challenge: String,
    /// The key that the code is for, and once it was used by a public client the refresh token (RFC 9449 §5, §10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpop_jkt: Option<String>,
    /// Until when the code works.
    pub code_expires_at: UnixTime,
    /// Whether the code was used.
    #[serde(default)]
    pub redeemed: bool,
    /// Whether everything of it is void.
    #[serde(default)]
    pub revoked: bool,
    /// The one refresh token that works, counted; older ones are known as used.
    #[serde(default)]
    pub generation: u64,
    /// Until when that one works; `None` if there is none.
    #[serde(default)]
    pub refresh_expires_at: Option<UnixTime>,
    /// When nothing of it works any more, and it can be forgotten.
    pub forget_at: UnixTime,
    /// What was granted beside the scope.
    #[serde(default)]
    pub terms: Terms,
    /// The certificate that its refresh tokens are bound to, by its thumbprint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
}

impl Grant {
    /// One that no code began, so that none can be redeemed: for access tokens alone, until they end.
    pub fn without_code(
        client_id: &str,
        session: Session,
        scope: Vec<String>,
        now: UnixTime,
        lasts: i64,
    ) -> Self {
        Self {
            client_id: client_id.to_owned(),
            session,
            scope,
            nonce: None,
            redirect_uri: String::new(),
            code_challenge: String::new(),
            dpop_jkt: None,
            code_expires_at: now,
            redeemed: true,
            revoked: false,
            generation: 0,
            refresh_expires_at: None,
            forget_at: now.plus(lasts),
            terms: Terms::default(),
            certificate: None,
        }
    }
}
