//! The endpoints of shared signals (SSF 1.0 §7, §8; RFC 8936).

pub mod poll;
pub mod status;
pub mod stream;
pub mod subjects;
pub mod transmitter;
pub mod verification;
