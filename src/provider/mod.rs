//! Whom we sign in with: presets, what a provider's metadata says, and what a provider does in its own way.
//!
//! A new provider is one table in `presets.toml`; a new way of its own is one row in [`quirk`].

pub mod endpoints;
pub mod logto_connector;
pub mod metadata;
pub mod preset;
pub mod profile_map;
pub mod quirk;
pub mod token_body;
