//! Writing the compact serialisation (RFC 7515 §7.1).

use serde::Serialize;
use serde_json::{Map, Value};

use super::base64url;
use crate::error::Result;

/// Room for two dots and most signatures: ECDSA with P-256 has 86 letters.
const SIGNATURE: usize = 88;

/// Writes a token: header and claims, signed by `sign`.
pub(super) fn compact(
    header: Map<String, Value>,
    claims: &impl Serialize,
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>>,
) -> Result<String> {
    let claims = serde_json::to_vec(claims).expect("a JSON object can be written");
    let (header, claims) = (base64url::encode(Value::Object(header).to_string()), base64url::encode(claims));
    let mut token = String::with_capacity(header.len() + claims.len() + SIGNATURE);
    for part in [&header, ".", &claims] {
        token.push_str(part);
    }
    let signature = sign(token.as_bytes())?;
    token.push('.');
    token.push_str(&base64url::encode(signature));
    Ok(token)
}
