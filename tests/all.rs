//! Behaviour tests, one binary: one module a behaviour, shared worlds and peers in `support`.

mod support;

mod idp_login;
