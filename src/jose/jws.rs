//! JSON Web Signature, compact form: RFC 7515 §7.1, read strictly.
//!
//! An [`Unverified`] shows its header, which is needed to choose a key, and nothing of its content; only
//! [`verify`](Unverified::verify) turns it into a [`Verified`]. Keys, addresses and certificates that a
//! header brings along (`jwk`, `jku`, `x5u`, `x5c`) are never looked at (RFC 8725 §3.10, threat C76).

use serde_json::{Map, Value};

use super::{algorithm::Algorithm, base64url, jwk_set::JwkSet, symmetric_key::SymmetricKey};
use crate::{
    error::{Code, Error, Phase, Result},
    protocol::json,
};

/// The longest token that is read, in bytes (threat C86).
pub const MAX_LEN: usize = 64 * 1024;

/// The protected header, as far as it decides anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The signature's algorithm.
    pub algorithm: Algorithm,
    /// The name of the key; compared, and nothing else.
    pub kid: Option<String>,
    /// The kind of token.
    pub typ: Option<String>,
}

/// A signed token whose signature nobody has checked yet.
#[derive(Clone)]
pub struct Unverified {
    header: Header,
    /// The header and the payload as they were sent, with the dot between them.
    signed: String,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

/// A signed token whose signature is right. Made by [`Unverified::verify`] alone.
#[derive(Clone)]
pub struct Verified {
    header: Header,
    payload: Vec<u8>,
}

/// Who may have signed.
#[derive(Clone, Copy)]
pub enum Keys<'a> {
    /// The owner of one of these keys.
    Published(&'a JwkSet),
    /// Whoever else knows this secret (HS256 and its like).
    Symmetric(&'a [u8]),
}

impl Unverified {
    /// Takes a token apart.
    ///
    /// # Errors
    /// `id_token_malformed`, `duplicate_json_key`, `decryption_key_missing` if it is encrypted, `id_token_crit`,
    /// `id_token_alg`.
    pub fn parse(token: &str) -> Result<Self> {
        // Before anything else is done with it: C86
        if token.len() > MAX_LEN {
            return Err(malformed("the token is too long").expected(format!("at most {MAX_LEN} bytes")));
        }
        let parts: Vec<&str> = token.splitn(6, '.').collect();
        let (header, payload, signature) = match parts[..] {
            [header, payload, signature] => (header, payload, signature),
            // RFC 7516 §9: five parts are an encrypted token
            [_, _, _, _, _] => return Err(Code::DecryptionKeyMissing.error().phase(Phase::Validate)),
            _ => return Err(malformed("a signed token has three parts (RFC 7515 §7.1)")),
        };
        Ok(Self {
            header: Header::read(&part(header)?)?,
            payload: part(payload)?,
            signature: part(signature)?,
            signed: token[..header.len() + 1 + payload.len()].to_owned(),
        })
    }

    /// Its header, to choose keys by.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Checks the signature. `algorithms` are those that the caller allows, whatever the header says (RFC
    /// 8725 §3.1).
    ///
    /// # Errors
    /// `id_token_alg`, `unknown_key` (the keys may be out of date: fetch them once and try again),
    /// `jwks_invalid`, `id_token_signature`.
    pub fn verify(self, keys: Keys<'_>, algorithms: &[Algorithm]) -> Result<Verified> {
        let Header { algorithm, kid, .. } = &self.header;
        if !algorithms.contains(algorithm) {
            return Err(not_allowed(algorithm.name()).expected(names(algorithms)));
        }
        let message = self.signed.as_bytes();
        let right = match (algorithm.is_symmetric(), keys) {
            (false, Keys::Published(set)) => set
                .lookup(*algorithm, kid.as_deref())?
                .iter()
                .any(|key| key.verifies(*algorithm, message, &self.signature)),
            (true, Keys::Symmetric(secret)) => {
                SymmetricKey::new(*algorithm, secret)?.verifies(message, &self.signature)
            }
            // Never a public key as a secret, nor the reverse (RFC 8725 §2.1)
            _ => return Err(not_allowed(algorithm.name())),
        };
        if !right {
            return Err(Code::IdTokenSignature.error().phase(Phase::Validate));
        }
        Ok(Verified { header: self.header, payload: self.payload })
    }
}

impl Header {
    fn read(bytes: &[u8]) -> Result<Self> {
        let members = object(bytes)?;
        // RFC 7515 §4.1.11: none is understood here, so any is refused; RFC 7797 §6: b64 comes with it
        if members.contains_key("crit") || members.contains_key("b64") {
            return Err(Code::IdTokenCrit.error().phase(Phase::Validate));
        }
        let algorithm = match members.get("alg") {
            Some(Value::String(name)) => Algorithm::named(name).ok_or_else(|| not_allowed(name))?,
            Some(other) => return Err(not_allowed(&other.to_string())),
            None => return Err(not_allowed("no alg")),
        };
        let text = |name: &str| match members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(malformed("a header member that must be a string is not (RFC 7515 §4.1)")),
        };
        Ok(Self { algorithm, kid: text("kid")?, typ: text("typ")? })
    }
}

impl Verified {
    /// Its header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// What was signed.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The claims, if that is what was signed (RFC 7519 §7.2).
    ///
    /// # Errors
    /// `id_token_malformed`, `duplicate_json_key`.
    pub fn claims(&self) -> Result<Map<String, Value>> {
        object(&self.payload)
    }
}

/// Header and claims of a token **that nobody has verified**, for display with these very words; nothing may
/// be decided by them (threat C91).
pub fn peek(token: &str) -> Option<(Value, Value)> {
    if token.len() > MAX_LEN {
        return None;
    }
    let parts: Vec<&str> = token.splitn(4, '.').collect();
    let [header, payload, _] = parts[..] else { return None };
    let read = |part| base64url::decode(part).and_then(|bytes| json::object(&bytes).ok()).map(Value::Object);
    Some((read(header)?, read(payload)?))
}

fn part(text: &str) -> Result<Vec<u8>> {
    base64url::decode(text).ok_or_else(|| malformed("a part of the token is not base64url without padding"))
}

/// Not JSON is a defect of the token here, not of the network.
fn object(bytes: &[u8]) -> Result<Map<String, Value>> {
    json::object(bytes).map_err(|error| match error.code() {
        Code::NotJson => malformed("a part of the token is not a JSON object"),
        _ => error.phase(Phase::Validate),
    })
}

fn names(algorithms: &[Algorithm]) -> String {
    algorithms.iter().map(|algorithm| algorithm.name()).collect::<Vec<_>>().join(", ")
}

fn malformed(message: &str) -> Error {
    Code::IdTokenMalformed.error().phase(Phase::Validate).message(message)
}

fn not_allowed(name: &str) -> Error {
    Code::IdTokenAlg.error().phase(Phase::Validate).got(name)
}
