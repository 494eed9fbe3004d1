//! The process that started us, which a test run may lose without a word: killed, out of memory, or by its own time-out.
//!
//! On Unix an orphan gets another parent, which is looked for often: a signal for that is Linux's alone, and the thread's that
//! started us and not its process's. Elsewhere nobody tells; there the end of stdin does, which whoever started us holds open.

/// How often is looked.
#[cfg(unix)]
const PAUSE: std::time::Duration = std::time::Duration::from_millis(100);

/// Whoever started us.
#[cfg(unix)]
pub struct Parent(Option<rustix::process::Pid>);

#[cfg(unix)]
impl Parent {
    /// Whose child we are now.
    pub fn of_now() -> Self {
        // nobody, where it is outside of this container
        Self(rustix::process::getppid())
    }

    async fn ended(&self) {
        while rustix::process::getppid() == self.0 {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Whoever started us.
#[cfg(not(unix))]
pub struct Parent(tokio::sync::oneshot::Receiver<()>);

#[cfg(not(unix))]
impl Parent {
    /// Whoever holds our stdin open now.
    pub fn of_now() -> Self {
        let (ended, end) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            // whatever comes is nobody's
            let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            ended.send(())
        });
        Self(end)
    }

    async fn ended(&mut self) {
        if (&mut self.0).await.is_err() {
            std::future::pending().await
        }
    }
}

impl Parent {
    /// Waits until it is gone, which is told once; for ever without one.
    pub async fn gone(parent: &mut Option<Self>) {
        match parent {
            Some(known) => known.ended().await,
            None => std::future::pending().await,
        }
        *parent = None;
    }
}
