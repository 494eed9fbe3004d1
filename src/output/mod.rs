//! How things are shown: tables for people, JSON for programs, errors, transcripts; masking. Writes nothing itself.

pub mod color;
pub mod error;
pub mod har;
pub mod json;
pub mod mask;
pub mod moment;
pub mod table;
pub mod transcript;
