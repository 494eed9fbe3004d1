//! What a person has saved and said about a login: `profiles.toml`, read, edited and resolved.
//!
//! A setting has a flat name (`client_id`, `params.prompt`) and is taken from the strongest place that names it: flag,
//! environment, profile, preset, default. Where each came from is kept, for `profile show`.

mod ask;
mod callback;
pub mod edit;
pub mod fapi2;
pub mod file;
pub mod flow_place;
pub mod key;
pub mod key_secret;
pub mod logto_connector;
pub mod name;
pub mod origin;
pub mod place;
pub mod profile_map;
pub mod registration;
mod request_object;
pub mod resolved;
pub mod settings;
pub mod store_choice;
pub mod store_kind;
pub mod token_request;
pub mod view;
