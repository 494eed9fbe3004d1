//! What the issuer without a path may do with those that have one.

use crate::error::Result;

/// The issuers with a path that there are now.
pub trait Tenancy: Send + Sync {
    /// Their paths.
    fn paths(&self) -> Vec<String>;

    /// Begins the one of that path, unless it is there; whether there was room for it.
    ///
    /// # Errors
    /// What becomes of a provider that cannot begin.
    fn begin(&self, path: &str) -> Result<bool>;

    /// Forgets one with all that it knows; whether there was one. Whoever asks for it next finds a new one.
    fn forget(&self, path: &str) -> bool;
}
