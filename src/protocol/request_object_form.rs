//! What a request object is beside signed: <https://www.rfc-editor.org/rfc/rfc9101#section-4>

/// How a request object is protected; it is always signed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestObjectForm {
    /// Whether it is encrypted to the provider.
    pub encrypted: bool,
    /// How its key is conveyed, by the name that the client is registered with: `request_object_encryption_alg` (OIDC
    /// Registration §2). Else what the provider takes.
    pub alg: Option<String>,
    /// How its content is encrypted: `request_object_encryption_enc`.
    pub enc: Option<String>,
}

impl RequestObjectForm {
    /// Both forms, by the name of the setting `request_object_form`, and whether they are encrypted.
    pub const NAMES: &'static [(&'static str, bool)] = &[("signed", false), ("encrypted", true)];
}
