//! The machine's clock.

use std::{
    sync::LazyLock,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use super::{BoxFuture, Clock};
use crate::protocol::time::UnixTime;

/// The time of day of the operating system, and tokio's timer.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixTime {
        unix_time(SystemTime::now())
    }

    fn monotonic(&self) -> Duration {
        static FIRST: LazyLock<Instant> = LazyLock::new(Instant::now);
        FIRST.elapsed()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

/// How long something takes.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// From now on.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// So far.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Whole seconds, downwards, also before 1970 (threat C158).
fn unix_time(time: SystemTime) -> UnixTime {
    let whole = |seconds: u64| i64::try_from(seconds).unwrap_or(i64::MAX);
    UnixTime(match time.duration_since(UNIX_EPOCH) {
        Ok(after) => whole(after.as_secs()),
        Err(before) => {
            let before = before.duration();
            -whole(before.as_secs()) - i64::from(before.subsec_nanos() > 0)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_counted_downwards_on_both_sides_of_1970() {
        // C158
        assert_eq!(unix_time(UNIX_EPOCH + Duration::from_millis(1_999)), UnixTime(1));
        assert_eq!(unix_time(UNIX_EPOCH - Duration::from_millis(1)), UnixTime(-1));
        assert_eq!(unix_time(UNIX_EPOCH - Duration::from_secs(5)), UnixTime(-5));
        assert_eq!(unix_time(UNIX_EPOCH + Duration::from_secs(253_402_300_800)), UnixTime(253_402_300_800));
    }
}
