//! Signals that end a command, and what is said if authctl itself breaks.

use std::panic;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{Talk as _, parent::Parent, terminal::Stderr};

/// The exit code of a command that was asked to end.
const TERMINATED: u8 = 143;

/// The signals that end a command (threat C152).
#[cfg(unix)]
pub struct Interrupts {
    hangup: Signal,
    interrupt: Signal,
    terminate: Signal,
    parent: Option<Parent>,
}

#[cfg(unix)]
impl Interrupts {
    /// Listens from now on, on the current tokio runtime; `None` if the system does not let us, whose own way of ending
    /// then remains.
    pub fn listen() -> Option<Self> {
        Some(Self {
            hangup: signal(SignalKind::hangup()).ok()?,
            interrupt: signal(SignalKind::interrupt()).ok()?,
            terminate: signal(SignalKind::terminate()).ok()?,
            parent: None,
        })
    }

    /// Waits for the next one; tells the exit code that stands for it.
    pub async fn next(&mut self) -> u8 {
        tokio::select! {
            _ = self.hangup.recv() => 129,
            _ = self.interrupt.recv() => 130,
            _ = self.terminate.recv() => TERMINATED,
            () = Parent::gone(&mut self.parent) => TERMINATED,
        }
    }
}

/// The signals that end a command.
#[cfg(not(unix))]
pub struct Interrupts {
    parent: Option<Parent>,
}

#[cfg(not(unix))]
impl Interrupts {
    /// Listens from now on.
    pub fn listen() -> Option<Self> {
        Some(Self { parent: None })
    }

    /// Waits for the next one; tells the exit code that stands for it.
    pub async fn next(&mut self) -> u8 {
        let key = async {
            match tokio::signal::ctrl_c().await {
                Ok(()) => 130,
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            code = key => code,
            () = Parent::gone(&mut self.parent) => TERMINATED,
        }
    }
}

impl Interrupts {
    /// From now on the end of whoever started us is like a request to end.
    pub fn with(self, parent: Parent) -> Self {
        Self { parent: Some(parent), ..self }
    }
}

/// Lets the next signal end the process at once. The handlers stay when the runtime that they were made for is gone, and a
/// process that is blocked, such as on a full pipe, would never look at them.
pub fn end_at_once() {
    let wait = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().ok()?;
        let exit = runtime.block_on(async { Some(Interrupts::listen()?.next().await) })?;
        std::process::exit(exit.into())
    };
    // Without a thread the signal waits for the end of what is being written.
    let _ = std::thread::Builder::new().name("signals".into()).spawn(move || -> Option<()> { wait() });
}

/// Says `report` instead of a panic's own text, which could hold anything (threat C153).
pub fn report_panics(report: impl Fn() -> String + Send + Sync + 'static) {
    panic::set_hook(Box::new(move |_| Stderr { quiet: false }.say(&report())));
}
