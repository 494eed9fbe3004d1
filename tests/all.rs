//! Behaviour tests, one binary: one module a behaviour, shared worlds and peers in `support`.

mod callback_listener;
mod http_hostile;
mod http_tls;
mod support;
