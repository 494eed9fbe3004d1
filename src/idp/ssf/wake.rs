//! How whoever waits for events hears that there is one.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// How many polls wait at a time, so that they do not take every connection (threat P17). One more is answered at once.
const WAITING: usize = 16;

/// The bell.
pub struct Wake {
    rung: watch::Sender<()>,
    room: Arc<Semaphore>,
}

impl Default for Wake {
    fn default() -> Self {
        Self { rung: watch::Sender::new(()), room: Arc::new(Semaphore::new(WAITING)) }
    }
}

impl Wake {
    /// Something may have come into a stream.
    pub fn ring(&self) {
        self.rung.send_replace(());
    }

    /// Hears every ring from now on.
    pub fn listen(&self) -> watch::Receiver<()> {
        self.rung.subscribe()
    }

    /// A place to wait in, if there is one.
    pub fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.room).try_acquire_owned().ok()
    }
}
