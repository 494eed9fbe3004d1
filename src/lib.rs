//! authctl: sign in with OAuth 2.x and OpenID Connect, keep the tokens, hand a valid one out.
//!
//! The map, in the order data flows:
//!
//! * `cli`: one file per command: its flags, and which layers it calls
//! * `profile`: profiles.toml, and where each setting comes from
//! * `provider`: whom to sign in with: presets, metadata and its judging, quirks
//! * `flow`: how to sign in: one file a grant, over ports
//! * `host`: the ports, and the only door outside: HTTP, browser, listener, clock, randomness, files, terminal
//! * `session`: what a login leaves behind, how it is kept, and a valid token from it
//! * `output`: how it is shown: tables, JSON, the transcript
//! * `idp`: the other side of the wire: the embedded provider
//! * `webhook`: events that providers send to apps: the catalogue, how they are signed, sent and judged
//! * `check`: batteries that tell an app or a provider what it gets wrong: cases, verdicts, reports
//! * `protocol`, `jose`: the vocabulary under all of it: messages, rules, signatures; no I/O, no clock
//! * `x509`: certificates: what one says, and the few that are made here
//! * `error`, `secret`, `untrusted`: what everybody speaks of: causes, values never to be seen, text of others
#![forbid(unsafe_code)]

pub mod check;
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
pub mod webhook;
pub mod x509;
