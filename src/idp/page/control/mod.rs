//! The page of whoever runs the provider, in parts: what apps ask, users, clients, sessions, tokens, the clock, and what is wrong on
//! purpose. Whatever it says of an app's requests comes from the log, which has no secret.

pub mod clients;
pub mod clock;
pub mod faults;
pub mod frame;
pub mod requests;
pub mod sessions;
pub mod tokens;
pub mod users;
