//! Behaviour tests, one binary: one module a behaviour, shared worlds and peers in `support`.

mod discovery_judging;
mod profile_client_id;
mod profile_editing;
mod profile_example;
mod profile_file;
mod profile_resolution;
mod provider_addresses;
mod provider_presets;
mod provider_token_answers;
mod support;
