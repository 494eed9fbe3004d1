//! Behaviour tests, one binary: one module a behaviour, shared worlds and peers in `support`.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests stand outside and look in")]

mod architecture;
mod support;
