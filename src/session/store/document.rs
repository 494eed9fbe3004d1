//! A session as a file: one line of JSON that is no secret, the body, and the checksum of both.
//!
//! ```text
//! {"authctl_session":1,"generation":7,"kept":{…}}
//! the body: the session as JSON, or sealed
//! SHA-256 of everything above, in hexadecimal
//! ```
//!
//! The last line is the checksum in every version to come, so that a newer file can be told from a damaged one.

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use crate::{
    error::{Code, Error, Phase, Result},
    session::summary::Summary,
};

/// The version that is written, and the newest one that is read.
const VERSION: u64 = 1;

/// The largest file that is read, in bytes.
pub const LIMIT: usize = 1024 * 1024;

/// The length of the last line: 64 digits between two line ends.
const TRAILER: usize = 1 + 64 + 1;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    authctl_session: u64,
    /// The generation of what is kept, or was kept last.
    pub generation: u64,
    /// What is kept; `None` once it was removed.
    pub kept: Option<Summary>,
    /// The name in the keyring of the key that opens the body; `None` if the body is plain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl Header {
    /// The header of a session.
    pub fn of(summary: Summary, key: Option<String>) -> Self {
        Self { authctl_session: VERSION, generation: summary.generation, kept: Some(summary), key }
    }

    /// What a removed session leaves behind, so that nobody brings it back (threat C166).
    pub fn tombstone(generation: u64) -> Self {
        Self { authctl_session: VERSION, generation, kept: None, key: None }
    }

    /// The line itself, without its end: a sealed body is bound to it.
    pub fn line(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("names, numbers and texts are always JSON")
    }
}

/// A file, taken apart.
#[derive(Debug)]
pub struct Document {
    /// The first line.
    pub header: Header,
    /// The body.
    pub body: Vec<u8>,
}

/// The file.
pub fn write(header: &Header, body: &[u8]) -> Vec<u8> {
    let mut bytes = header.line();
    bytes.push(b'\n');
    bytes.extend_from_slice(body);
    let checksum = checksum(&bytes);
    bytes.push(b'\n');
    bytes.extend_from_slice(checksum.as_bytes());
    bytes.push(b'\n');
    bytes
}

/// Takes a file apart: damage is [`Code::SessionDamaged`], a newer version [`Code::StoreTooNew`].
pub fn read(bytes: &[u8]) -> Result<Document> {
    let (content, trailer) = bytes.split_at_checked(bytes.len().wrapping_sub(TRAILER)).ok_or_else(damaged)?;
    if trailer != format!("\n{}\n", checksum(content)).as_bytes() {
        return Err(damaged());
    }
    let end = content.iter().position(|byte| *byte == b'\n').ok_or_else(damaged)?;
    let line = &content[..end];
    let version: Version = serde_json::from_slice(line).map_err(|_| damaged())?;
    if version.authctl_session > VERSION {
        return Err(Code::StoreTooNew
            .error()
            .phase(Phase::Store)
            .expected(format!("version {VERSION}"))
            .got(format!("version {}", version.authctl_session)));
    }
    let header = serde_json::from_slice(line).map_err(|_| damaged())?;
    Ok(Document { header, body: content[end + 1..].to_vec() })
}

#[derive(Deserialize)]
struct Version {
    authctl_session: u64,
}

/// The error for what cannot be read as what it should be.
pub fn damaged() -> Error {
    Code::SessionDamaged.error().phase(Phase::Store)
}

fn checksum(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(nibble.into(), 16).expect("a nibble is below 16"));
        }
        text
    })
}
