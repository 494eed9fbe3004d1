//! The running app, as far as a check can lay hands on it.

use crate::{error::Result, host::BoxFuture};

/// The running app.
pub trait App: Send + Sync {
    /// Whether it can be restarted.
    fn can_restart(&self) -> bool;

    /// Ends it and starts it again; it may not answer yet then.
    ///
    /// # Errors
    /// If that is not possible.
    fn restart(&self) -> BoxFuture<'_, Result<()>>;

    /// Whether it still runs, as far as that is known.
    ///
    /// # Errors
    /// [`Code::AppEnded`](crate::error::Code::AppEnded) if it is known that it does not.
    fn runs(&self) -> BoxFuture<'_, Result<()>>;
}
