//! How things are shown: tables for people, JSON for programs, errors, transcripts; masking. Writes nothing itself.

pub mod answer;
pub mod battery;
pub mod color;
pub mod error;
pub mod exec_credential;
pub mod git_credential;
pub mod handed;
pub mod har;
pub mod json;
pub mod jwt;
pub mod mask;
pub mod moment;
pub mod qr_code;
pub mod table;
pub mod token_format;
pub mod transcript;
