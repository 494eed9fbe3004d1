//! What happens here that clients hear of, and the event that says so.
//! <https://openid.net/specs/openid-caep-1_0.html>, <https://openid.net/specs/openid-risc-1_0.html>

use serde_json::{Value, json};

use crate::protocol::{
    subject_identifier::{iss_sub, opaque},
    time::UnixTime,
};

/// A stream works (SSF §8.1.4.1).
pub const VERIFICATION: &str = "https://schemas.openid.net/secevent/ssf/event-type/verification";
/// The provider has changed the status of a stream (SSF §8.1.5).
pub const STREAM_UPDATED: &str = "https://schemas.openid.net/secevent/ssf/event-type/stream-updated";

/// The events that streams can have, besides those of the stream itself.
pub const EVENTS: &[&str] = &[
    "https://schemas.openid.net/secevent/caep/event-type/session-revoked",
    "https://schemas.openid.net/secevent/risc/event-type/account-disabled",
    "https://schemas.openid.net/secevent/risc/event-type/account-enabled",
    "https://schemas.openid.net/secevent/risc/event-type/account-purged",
];

/// What has happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// A session has ended (CAEP §3.1).
    SessionEnded {
        /// Its name.
        sid: String,
        /// Whose it was.
        sub: String,
        /// The clients that had tokens in it.
        clients: Vec<String>,
    },
    /// A user was disabled (RISC §2.3).
    AccountDisabled {
        /// Who.
        sub: String,
    },
    /// A user was enabled again (RISC §2.4).
    AccountEnabled {
        /// Who.
        sub: String,
    },
    /// A user was deleted (RISC §2.2).
    AccountPurged {
        /// Who.
        sub: String,
    },
}

impl Happening {
    /// The event's URI.
    pub fn event(&self) -> &'static str {
        match self {
            Self::SessionEnded { .. } => EVENTS[0],
            Self::AccountDisabled { .. } => EVENTS[1],
            Self::AccountEnabled { .. } => EVENTS[2],
            Self::AccountPurged { .. } => EVENTS[3],
        }
    }

    /// Whom it has happened to.
    pub fn sub(&self) -> &str {
        match self {
            Self::SessionEnded { sub, .. }
            | Self::AccountDisabled { sub }
            | Self::AccountEnabled { sub }
            | Self::AccountPurged { sub } => sub,
        }
    }

    /// The event's subject (SSF §3).
    pub fn subject(&self, issuer: &str) -> Value {
        let user = iss_sub(issuer, self.sub());
        match self {
            Self::SessionEnded { sid, .. } => {
                json!({"format": "complex", "user": user, "session": opaque(sid)})
            }
            _ => user,
        }
    }

    /// What is said of it. The CAEP interoperability profile wants a reason (§3.1).
    pub fn members(&self, now: UnixTime) -> Value {
        match self {
            Self::SessionEnded { .. } => {
                json!({"event_timestamp": now.0, "reason_admin": {"en": "The session has ended at the provider"}})
            }
            _ => json!({}),
        }
    }
}
