//! authctl: sign in with OAuth 2.x and OpenID Connect, keep the tokens, hand a valid one out.
//!
//! The map, in the order data flows:
#![forbid(unsafe_code)]

pub mod cli;
pub mod error;
pub mod flow;
pub mod host;
pub mod idp;
pub mod jose;
pub mod output;
pub mod profile;
pub mod protocol;
pub mod provider;
pub mod secret;
pub mod session;
pub mod untrusted;
