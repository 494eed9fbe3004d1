//! Writing the compact serialisation (RFC 7515 §7.1).

use serde::Serialize;

use super::base64url;
use crate::error::Result;

/// Room for the header or the claims of most tokens as JSON, in bytes.
const PART: usize = 512;
/// Room for most tokens.
const TOKEN: usize = 1024;

/// The header of a token that names the key which it was signed with, and nothing else.
#[derive(Serialize)]
pub(super) struct Header<'a> {
    pub(super) alg: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) typ: Option<&'a str>,
}

/// Writes a token: header and claims, signed by `sign`.
pub(super) fn compact(
    header: &impl Serialize,
    claims: &impl Serialize,
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>>,
) -> Result<String> {
    let (mut token, mut json) = (Vec::with_capacity(TOKEN), Vec::with_capacity(PART));
    let written = "a JSON object can be written";
    serde_json::to_writer(&mut json, header).expect(written);
    base64url::append(&mut token, &json);
    token.push(b'.');
    json.clear();
    serde_json::to_writer(&mut json, claims).expect(written);
    base64url::append(&mut token, &json);
    let signature = sign(&token)?;
    token.push(b'.');
    base64url::append(&mut token, &signature);
    Ok(String::from_utf8(token).expect("the alphabet is ASCII"))
}
