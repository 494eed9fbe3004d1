//! How long an answer that is waited for may be asked for, and how often: what the device authorization answer (RFC 8628 §3.2)
//! and the backchannel authentication answer (CIBA Core §7.3) say alike.

use serde_json::{Map, Value};

/// The longest that a request is believed to last, in seconds, and how long one lasts of which nothing is said (threat C130).
pub const LONGEST_LIFE_S: u64 = 1800;

/// RFC 8628 §3.2: "If no value is provided, clients MUST use 5 as the default." CIBA Core §7.3 says the same.
const INTERVAL_S: u64 = 5;
/// The shortest interval, in seconds (threat C130). There is no longest one but the life of the request.
const SHORTEST_INTERVAL_S: u64 = 1;

/// The times, in seconds, within their bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PollTimes {
    /// How long the request lasts.
    pub expires_in: u64,
    /// The shortest time between two polls.
    pub interval: u64,
}

impl PollTimes {
    /// Reads them; or the name of the member that is no number of seconds.
    pub fn read(members: &Map<String, Value>) -> Result<Self, &'static str> {
        let expires_in = seconds(members, "expires_in")?.unwrap_or(LONGEST_LIFE_S).min(LONGEST_LIFE_S);
        // RFC 8628 §3.2: it is the time between two polls, so the first may be the last thing before the end
        let longest_interval = expires_in.saturating_sub(1).max(SHORTEST_INTERVAL_S);
        let interval = seconds(members, "interval")?.unwrap_or(INTERVAL_S);
        Ok(Self { expires_in, interval: interval.clamp(SHORTEST_INTERVAL_S, longest_interval) })
    }
}

/// A member that is a number of seconds; some providers write it as a string. What is below zero is zero.
fn seconds(members: &Map<String, Value>, name: &'static str) -> Result<Option<u64>, &'static str> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => Ok(Some(number.as_u64().unwrap_or_else(|| whole(number.as_f64())))),
        Some(Value::String(digits))
            if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            Ok(Some(digits.parse().unwrap_or(u64::MAX)))
        }
        Some(_) => Err(name),
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates at both ends")]
fn whole(seconds: Option<f64>) -> u64 {
    seconds.map_or(0, |seconds| seconds.ceil() as u64)
}
