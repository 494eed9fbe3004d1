//! What the token endpoint gives (RFC 6749 §5.1). <https://www.rfc-editor.org/rfc/rfc6749#section-5.1>

use serde::Serialize;
use serde_json::Value;

/// The tokens, and what they are good for. It is written as it stands here.
#[derive(Serialize)]
pub struct TokenAnswer {
    /// The access token.
    pub access_token: String,
    /// What was granted in detail (RFC 9396 §7).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authorization_details: Vec<Value>,
    /// How long the access token works, in seconds.
    pub expires_in: i64,
    /// The ID token (OIDC Core §3.1.3.3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// What was exchanged for what it is now (RFC 8693 §2.2.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_token_type: Option<&'static str>,
    /// The refresh token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// The scope as words; one that is told has at least one (RFC 6749 §3.3).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// How the access token is sent (RFC 6749 §7.1).
    pub token_type: &'static str,
}
