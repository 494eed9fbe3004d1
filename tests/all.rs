//! Behaviour tests, one binary: one module a behaviour, shared worlds and peers in `support`.

mod fresh;
mod fresh_together;
mod store_durability;
mod store_files;
mod store_keyring;
mod store_power;
mod support;
