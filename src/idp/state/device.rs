//! A device that a person is to approve (RFC 8628).

use serde::{Deserialize, Serialize};

use super::{session::Session, terms::Terms};
use crate::protocol::time::UnixTime;

/// How long a device that has expired is known as such, in seconds; after that its code is no longer one of ours.
pub(super) const KNOWN_AFTER: i64 = 3600;

/// A device (RFC 8628), from its request to its tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Which client it is of.
    pub client_id: String,
    /// What a person enters, as it is shown.
    pub user_code: String,
    /// What for.
    pub scope: Vec<String>,
    /// What besides.
    #[serde(default)]
    pub terms: Terms,
    /// Until when it can be approved and asked for.
    pub expires_at: UnixTime,
    /// What became of it.
    pub verdict: Verdict,
}

/// What became of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nobody has said anything yet.
    Waiting,
    /// Somebody has refused, or is gone again.
    Denied,
    /// Somebody has agreed, in this session.
    Approved(Session),
    /// It has its tokens.
    Redeemed,
}

impl Device {
    /// Whether a person can still decide.
    pub fn is_waiting(&self, now: UnixTime) -> bool {
        self.verdict == Verdict::Waiting && self.expires_at > now
    }
}
