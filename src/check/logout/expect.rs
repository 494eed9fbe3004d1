//! What an event has to come to.

/// What an event has to come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// It is taken, and the session ends: with the browser's cookies and with a copy of them.
    Taken,
    /// It is refused, and the session goes on.
    Refused,
    /// The same, or the connection is closed before all of it is read.
    RefusedOrCut,
    /// Either of them, but the status and the session say the same.
    Consistent,
    /// Whatever is answered, the session goes on.
    Survives,
}
