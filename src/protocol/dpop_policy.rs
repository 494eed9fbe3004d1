//! Whether tokens are bound to a key (RFC 9449). <https://www.rfc-editor.org/rfc/rfc9449>

/// Whether a login asks for tokens that are bound to a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DpopPolicy {
    /// It asks for bearer tokens.
    #[default]
    Never,
    /// It asks for bound ones, and takes no others.
    Required,
    /// As `Required`, although the metadata does not say that the provider can do that; the person knows better.
    UnadvertisedOk,
}

impl DpopPolicy {
    /// All, by the name of the profile key `dpop`.
    pub const NAMES: &'static [(&'static str, Self)] =
        &[("never", Self::Never), ("required", Self::Required), ("unadvertised-ok", Self::UnadvertisedOk)];

    /// The policy of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, policy)| *policy)
    }
}
