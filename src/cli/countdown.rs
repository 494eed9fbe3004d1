//! While somebody signs in elsewhere: how long there is still time, on the screen.

use std::time::Duration;

use crate::{
    host::{
        Clock,
        screen::{Screen, StatusLine},
    },
    protocol::time::{Seconds, UnixTime},
};

/// There is none of these.
pub enum Never {}

/// Tells each second how long it lasts.
pub async fn count_down(clock: &dyn Clock, end: UnixTime, screen: Option<Screen>) -> Never {
    let Some(screen) = screen else { return std::future::pending().await };
    let line = StatusLine;
    loop {
        let left = u64::try_from(end.since(clock.now())).unwrap_or(0);
        line.show(&format!("Waiting for you to sign in: {} left", Seconds(left)), screen);
        clock.sleep(Duration::from_secs(1)).await;
    }
}
