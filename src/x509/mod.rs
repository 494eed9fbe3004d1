//! X.509 certificates: what one says, that a key belongs to it, and the few that are made here. No I/O and no clock.
//!
//! <https://www.rfc-editor.org/rfc/rfc5280>, <https://www.rfc-editor.org/rfc/rfc8705>

pub mod certificate;
pub mod identity;
pub mod issued;
pub mod pem;
