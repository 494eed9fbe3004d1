//! Moments and lengths of time as the protocols write them: whole seconds since 1970 (RFC 7519 §2 `NumericDate`).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Seconds since 1970-01-01 00:00 UTC. Never read from a clock here: the caller brings it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixTime(pub i64);

impl UnixTime {
    /// That many seconds later (earlier if negative), never past the ends of time.
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to `self`.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A length of time given by a person: `90`, `90s`, `5m`, `2h`, `1d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub u64);

impl Seconds {
    /// As the standard library has it.
    pub fn duration(self) -> std::time::Duration {
        std::time::Duration::from_secs(self.0)
    }
}

impl FromStr for Seconds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match &text[digits.len()..] {
            "" | "s" => 1,
            "m" => 60,
            "h" => 3600,
            "d" => 86_400,
            _ => return Err("a length of time is a number with s, m, h or d, such as 90s".into()),
        };
        digits
            .parse::<u64>()
            .ok()
            .and_then(|count| count.checked_mul(unit))
            .filter(|seconds| *seconds <= 315_360_000)
            .map(Self)
            .ok_or_else(|| "a length of time is a number with s, m, h or d, at most ten years".into())
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            s if s >= 86_400 && s % 86_400 == 0 => write!(f, "{} d", s / 86_400),
            s if s >= 3600 => write!(f, "{} h {:02} min", s / 3600, s % 3600 / 60),
            s if s >= 60 => write!(f, "{} min {:02} s", s / 60, s % 60),
            s => write!(f, "{s} s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read_with_their_unit() {
        for (text, seconds) in [("90", 90), ("90s", 90), ("5m", 300), ("2h", 7200), ("1d", 86_400)] {
            assert_eq!(text.parse::<Seconds>(), Ok(Seconds(seconds)), "{text}");
        }
        for text in ["", "s", "-1", "1.5h", "5 m", "5y", "99999999999d"] {
            assert!(text.parse::<Seconds>().is_err(), "{text}");
        }
        assert_eq!(Seconds(3599).to_string(), "59 min 59 s");
    }
}
