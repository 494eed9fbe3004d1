//! The clock of this machine for checks that are not to take their time.

use std::{sync::Arc, time::Duration};

use authctl::{
    host::{BoxFuture, Clock, clock::SystemClock},
    protocol::time::UnixTime,
};

use super::app::App;

/// What is shorter lets others act, and is needed.
const SHORTEST_PAUSE: Duration = Duration::from_millis(1100);
/// What is longer is how long something may take at most, and is hardly ever waited for.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A check's pauses are over at once, and the access tokens that its app has are as much older.
pub struct HurriedClock(pub Arc<App>);

impl Clock for HurriedClock {
    fn now(&self) -> UnixTime {
        SystemClock.now()
    }

    fn monotonic(&self) -> Duration {
        SystemClock.monotonic()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        if !(SHORTEST_PAUSE..=LONGEST_PAUSE).contains(&time) {
            return SystemClock.sleep(time);
        }
        self.0.age(time);
        Box::pin(std::future::ready(()))
    }
}
