//! Behaviour tests, one binary: one module a behaviour, shared worlds and peers in `support`.

mod fresh;
mod store_durability;
mod store_files;
mod support;
