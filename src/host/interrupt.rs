//! Signals that end a command, and what is said if authctl itself breaks.

use std::panic;

use super::{Talk as _, terminal::Stderr};

/// Waits for a signal that ends the command; tells the exit code that stands for it (threat C152).
pub async fn interrupted() -> u8 {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let streams =
            (signal(SignalKind::hangup()), signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
        let (Ok(mut hangup), Ok(mut interrupt), Ok(mut terminate)) = streams else {
            // Without handlers the system's own way of ending remains.
            return std::future::pending().await;
        };
        tokio::select! {
            _ = hangup.recv() => 129,
            _ = interrupt.recv() => 130,
            _ = terminate.recv() => 143,
        }
    }
    #[cfg(not(unix))]
    match tokio::signal::ctrl_c().await {
        Ok(()) => 130,
        Err(_) => std::future::pending().await,
    }
}

/// Says `report` instead of a panic's own text, which could hold anything (threat C153).
pub fn report_panics(report: impl Fn() -> String + Send + Sync + 'static) {
    panic::set_hook(Box::new(move |_| Stderr { quiet: false }.say(&report())));
}
