//! Proof that something was checked, carried in its type.

use std::ops::Deref;

/// A `T` that its validator has passed. Nobody but the validators of [`jose`](super) can make one.
#[derive(Debug, Clone, PartialEq)]
pub struct Validated<T>(T);

impl<T> Validated<T> {
    pub(super) fn new(value: T) -> Self {
        Self(value)
    }

    /// Gives the proof up and the value out.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Validated<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
