//! The messages and rules of OAuth 2.x and OpenID Connect: no I/O, no clock, nothing of ours but the vocabulary.

pub mod exchange;
pub mod json;
pub mod time;
