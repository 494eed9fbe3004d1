//! What is granted beside the scope.

use serde::{Deserialize, Serialize};

/// What was asked for, or granted, beside the scope.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The APIs that access tokens are for, if not for this provider (RFC 8707).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
}
