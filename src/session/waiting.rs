//! The bounded wait for the right to write a session.

use std::time::Duration;

use super::{lock::Lock, store::Store};
use crate::{
    error::{Code, Phase, Result},
    host::Clock,
};

/// How long to wait for a lock, and what to say meanwhile.
#[derive(Clone, Copy)]
pub struct Patience<'a> {
    /// Waits between two tries.
    pub clock: &'a dyn Clock,
    /// The longest wait (threat C99); more than the longest exchange that a holder may be in.
    pub limit: Duration,
    /// Called once, after a second of waiting.
    pub notice: &'a (dyn Fn() + Sync),
}

impl<'a> Patience<'a> {
    /// The longest wait unless told otherwise: a whole exchange of 30 s, and some.
    pub const LIMIT: Duration = Duration::from_secs(35);

    /// The usual patience.
    pub fn new(clock: &'a dyn Clock, notice: &'a (dyn Fn() + Sync)) -> Self {
        Self { clock, limit: Self::LIMIT, notice }
    }
}

/// How long somebody has waited, counted in sleeps, so that a test's clock decides.
pub(super) struct Waiting<'a> {
    patience: Patience<'a>,
    slept: Duration,
    pause: Duration,
    noticed: bool,
}

impl<'a> Waiting<'a> {
    const FIRST_PAUSE: Duration = Duration::from_millis(1);
    const LONGEST_PAUSE: Duration = Duration::from_millis(25);
    const QUIET: Duration = Duration::from_secs(1);

    pub(super) fn new(patience: Patience<'a>) -> Self {
        Self { patience, slept: Duration::ZERO, pause: Self::FIRST_PAUSE, noticed: false }
    }

    /// Sleeps a little, or says that it was long enough.
    pub(super) async fn sleep(&mut self, profile: &str) -> Result<()> {
        if self.slept >= self.patience.limit {
            return Err(Code::LockTimeout
                .error()
                .phase(Phase::Lock)
                .profile(profile)
                .got(format!("no lock within {} s", self.patience.limit.as_secs())));
        }
        if self.slept >= Self::QUIET && !self.noticed {
            self.noticed = true;
            (self.patience.notice)();
        }
        self.patience.clock.sleep(self.pause).await;
        self.slept += self.pause;
        self.pause = (self.pause * 2).min(Self::LONGEST_PAUSE);
        Ok(())
    }
}

/// Waits for the right to write the session of that name.
pub async fn acquire(store: &dyn Store, profile: &str, patience: Patience<'_>) -> Result<Lock> {
    let mut waiting = Waiting::new(patience);
    loop {
        if let Some(lock) = store.try_lock(profile)? {
            return Ok(lock);
        }
        waiting.sleep(profile).await?;
    }
}
