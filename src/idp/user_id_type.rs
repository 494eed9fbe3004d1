//! How a person's number is told where a vendor's provider has told it in more than one way.

use serde::Deserialize;
use serde_json::Value;

/// The JSON type of a person's number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserIdType {
    /// Text, as `"12345"`.
    #[default]
    String,
    /// A number, as `12345`.
    Integer,
}

impl UserIdType {
    /// The number, so told.
    pub fn value(self, number: u32) -> Value {
        match self {
            Self::String => number.to_string().into(),
            Self::Integer => number.into(),
        }
    }
}
