//! What is wanted of a session's access token.

use super::Session;
use crate::protocol::time::UnixTime;

/// How long a token shall be valid at least if nobody says otherwise, in seconds.
pub const DEFAULT_MIN_TTL: u64 = 60;

/// How far the moment of issue may lie in the future, in seconds.
const CLOCKS_DIFFER_S: i64 = 300;

/// How long the token of a grant that can be run again is used if nobody says how long it lives, in seconds: never for ever
/// (threat C17).
const UNKNOWN_LIFE_S: i64 = 300;

/// What is asked of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// Valid for that many seconds from now.
    ValidFor(u64),
    /// Newer than this generation, valid or not: a refresh on demand, which one that somebody else did meanwhile fulfils.
    NewerThan(u64),
}

impl Want {
    /// Whether the access token does what is asked. Without an expiry that of a person is taken to be valid (RFC 6749 §5.1 makes
    /// `expires_in` optional), since another may cost a login; where one request gets a new one it is got in time.
    pub fn is_met_by(self, session: &Session, now: UnixTime) -> bool {
        match (self, session.expires_at) {
            // A seed, whatever its generation: it counts on from what another configuration has kept.
            _ if session.access_token.is_empty() => false,
            // C107: issued in the future, so a clock was or is wrong, and the expiry says nothing
            (Self::ValidFor(_), _) if session.obtained_at.since(now) > CLOCKS_DIFFER_S => false,
            (Self::ValidFor(seconds), Some(end)) => {
                end.since(now) >= i64::try_from(seconds).unwrap_or(i64::MAX).max(1)
            }
            (Self::ValidFor(_), None) => {
                !session.is_repeatable() || now.since(session.obtained_at) < UNKNOWN_LIFE_S
            }
            (Self::NewerThan(generation), _) => session.generation > generation,
        }
    }
}
