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

use super::key_place::KeyPlace;
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
    /// Where the key is that opens the body; `None` if the body is plain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyPlace>,
}

impl Header {
    /// The header of a session.
    pub fn of(summary: Summary, key: Option<KeyPlace>) -> Self {
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
    // A writer that was killed before it cut off the room that it had made left zeros behind the last line.
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let bytes = &bytes[..end];
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{protocol::time::UnixTime, session::store::StoreKind};

    fn header() -> Header {
        let summary = Summary {
            authorization_details_types: Vec::new(),
            profile: "work".to_owned(),
            provider: "oidc".to_owned(),
            issuer: None,
            subject: None,
            username: Some("zoë\n".to_owned()),
            scope: vec!["openid".to_owned()],
            dpop_jkt: None,
            obtained_at: UnixTime(0),
            expires_at: None,
            refreshable: true,
            generation: 7,
            store: StoreKind::File,
            dead: None,
        };
        Header::of(summary, None)
    }

    #[test]
    fn the_format_is_this() {
        let text = String::from_utf8(write(&header(), b"body")).unwrap();
        assert_eq!(
            text,
            concat!(
                r#"{"authctl_session":1,"generation":7,"kept":{"profile":"work","provider":"oidc","issuer":null,"#,
                r#""subject":null,"username":"zoë\n","scope":["openid"],"obtained_at":0,"expires_at":null,"#,
                r#""refreshable":true,"generation":7,"store":"file"}}"#,
                "\nbody\n",
                "b92286e914b610f219e0c77010bb31c9e9ed9b8f22535dbc04698c3a1c7d569b\n",
            )
        );
    }

    #[test]
    fn a_newer_version_is_told_from_damage() {
        // C114
        let newer = |line: &[u8]| {
            let mut bytes = line.to_vec();
            let sum = checksum(line);
            bytes.extend_from_slice(format!("\n{sum}\n").as_bytes());
            bytes
        };
        let too_new = read(&newer(b"{\"authctl_session\":2,\"what\":\"else\"}\nbody")).unwrap_err();
        assert_eq!((too_new.code(), too_new.exit()), (Code::StoreTooNew, 11));
        assert_eq!(too_new.found().unwrap().to_string(), "version 2");
        for line in
            ["{\"authctl_session\":1}\nbody", "{}\n", "[]\n", "\n", "no line", "{\"authctl_session\":-1}\n"]
        {
            assert_eq!(read(&newer(line.as_bytes())).unwrap_err().code(), Code::SessionDamaged, "{line}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(body in proptest::collection::vec(any::<u8>(), 0..300), room in 0..100_usize) {
            let mut bytes = write(&header(), &body);
            bytes.resize(bytes.len() + room, 0);
            let document = read(&bytes).unwrap();
            prop_assert_eq!(document.header, header());
            prop_assert_eq!(document.body, body);
        }

        #[test]
        fn whatever_is_read_does_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert_eq!(read(&bytes).unwrap_err().code(), Code::SessionDamaged);
        }
    }
}
