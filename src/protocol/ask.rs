//! What a request asks for beside its scope: for which APIs. <https://www.rfc-editor.org/rfc/rfc8707>

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    /// The APIs that the tokens are for (RFC 8707 §2).
    pub resources: Vec<String>,
    /// The services that the token is for, by their names at the provider (RFC 8693 §2.1).
    pub audiences: Vec<String>,
}
