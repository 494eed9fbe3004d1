//! Moments for people (local time) and for programs (RFC 3339, UTC).

use jiff::{Timestamp, tz::TimeZone};

use crate::protocol::time::{Seconds, UnixTime};

/// `2026-11-21T03:04:05Z`; a moment out of range is shown as its number.
pub fn rfc3339(moment: UnixTime) -> String {
    Timestamp::from_second(moment.0).map_or_else(|_| moment.0.to_string(), |at| at.to_string())
}

/// `2026-11-21 04:04:05` in this machine's time zone.
pub fn local(moment: UnixTime) -> String {
    Timestamp::from_second(moment.0).map_or_else(
        |_| moment.0.to_string(),
        |at| at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string(),
    )
}

/// `in 59 min 59 s`, `3 s ago`, `now`.
pub fn from_now(moment: UnixTime, now: UnixTime) -> String {
    match moment.since(now) {
        0 => "now".to_owned(),
        ahead @ 1.. => format!("in {}", Seconds(ahead.unsigned_abs())),
        past => format!("{} ago", Seconds(past.unsigned_abs())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_for_programs_and_for_people() {
        assert_eq!(rfc3339(UnixTime(1_790_000_000)), "2026-09-21T14:13:20Z");
        assert_eq!(rfc3339(UnixTime(i64::MAX)), i64::MAX.to_string()); // C158
        assert_eq!(from_now(UnixTime(3700), UnixTime(100)), "in 1 h 00 min");
        assert_eq!(from_now(UnixTime(97), UnixTime(100)), "3 s ago");
    }
}
