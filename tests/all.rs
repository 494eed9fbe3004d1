//! Behaviour tests, one binary: one module a behaviour, shared worlds and peers in `support`.

mod browser_opening;
mod callback_listener;
mod http_hostile;
mod http_tls;
mod support;
