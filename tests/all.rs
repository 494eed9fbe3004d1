//! Behaviour tests, one binary: one module a behaviour, shared worlds and peers in `support`.

mod support;

mod idp_double_spend;
mod idp_login;
mod idp_logout;
mod idp_pages;
mod idp_refusals;
mod idp_server;
mod idp_state;
