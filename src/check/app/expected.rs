//! What a right app makes of an answer.

/// What a right app makes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// It signs nobody in, without a server error.
    Refused,
    /// It signs the person in.
    SignedIn,
    /// Either, but without a server error.
    NoServerError,
}
