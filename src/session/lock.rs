//! The right to write one session.

use std::{any::Any, fmt};

/// The right to write the session of one name, from [`Store::try_lock`]; dropped, it is free again.
pub struct Lock {
    profile: String,
    _held: Box<dyn Any + Send + Sync>,
}

impl Lock {
    /// A lock for `profile` that lasts as long as `held`.
    pub fn new(profile: &str, held: impl Any + Send + Sync) -> Self {
        Self { profile: profile.to_owned(), _held: Box::new(held) }
    }

    /// Whose session it is for.
    pub fn profile(&self) -> &str {
        &self.profile
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lock({})", self.profile)
    }
}
