//! What is granted beside the scope.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What was asked for, or granted, beside the scope.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// The APIs that access tokens are for, if not for this provider (RFC 8707).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// What they are good for in detail (RFC 9396).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authorization_details: Vec<Value>,
    /// The claims that the ID token has besides those of the scope (OIDC Core §5.5).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub id_token_claims: Vec<String>,
    /// The claims that UserInfo tells besides those of the scope.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub userinfo_claims: Vec<String>,
}
