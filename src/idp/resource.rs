//! An API that tokens can be for, as the configuration has it: `[[resources]]`. <https://www.rfc-editor.org/rfc/rfc8707>

use serde::Deserialize;

use crate::protocol::resource::is_resource;

/// The path of the one that this provider has itself.
pub const OWN_API: &str = "/_dev/api";

/// An API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Its URI, byte for byte.
    pub resource: String,
    /// Its name for people, who are asked whether a client may use it.
    pub name: Option<String>,
}

impl Resource {
    /// Itself, or why it is none.
    pub fn checked(self) -> Result<Self, String> {
        match is_resource(&self.resource) {
            true => Ok(self),
            false => Err("resource is an absolute URI without fragment (RFC 8707 section 2)".into()),
        }
    }
}
