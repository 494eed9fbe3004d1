//! The header of a JWE, as far as it decides anything: RFC 7516 §4.1, RFC 7518 §4.6.1.
//!
//! Keys, addresses and certificates that it brings along (`jwk`, `jku`, `x5u`, `x5c`) are never looked at (RFC 8725 §3.10,
//! threat C76).

use serde_json::{Map, Value};

use super::{agreement::Point, content_encryption::ContentEncryption, key_management::KeyManagement};
use crate::{
    error::{Code, Error, Phase, Result},
    jose::base64url,
    protocol::json,
};

/// The header.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// How the content's key is conveyed.
    pub algorithm: KeyManagement,
    /// How the content is encrypted.
    pub encryption: ContentEncryption,
    /// The name of the key; compared, and nothing else.
    pub kid: Option<String>,
    /// The kind of token.
    pub typ: Option<String>,
    /// What the content is, such as `JWT`.
    pub cty: Option<String>,
    /// The claims that stand outside too (RFC 7519 §5.3): `iss`, `sub` and `aud`.
    pub replicated: Map<String, Value>,
    /// The writer's key for this one token.
    pub(super) epk: Option<Point>,
    /// `apu` and `apv`.
    pub(super) parties: [Vec<u8>; 2],
}

impl Header {
    /// Reads the first part of a token, decoded.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let members = json::object(bytes).map_err(|error| match error.code() {
            Code::NotJson => malformed("the header of the encrypted token is not a JSON object"),
            _ => error.phase(Phase::Validate),
        })?;
        // RFC 7516 §4.1.13: none is understood here, so any is refused
        if members.contains_key("crit") {
            return Err(refused("the encrypted token has a critical extension that nobody here knows"));
        }
        // RFC 7516 §4.1.3, threat C88: a little text may become a lot of it
        if members.contains_key("zip") {
            return Err(refused("the content of the encrypted token is compressed, which is not taken"));
        }
        let text = |name: &str| match members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str())),
            Some(_) => {
                Err(malformed("a member of the encrypted token's header that must be a string is not"))
            }
        };
        let party = |name: &str| match text(name)? {
            None => Ok(Vec::new()),
            Some(text) => base64url::decode(text)
                .ok_or_else(|| malformed("a member of the encrypted token's header is not base64url")),
        };
        let (alg, enc) = (text("alg")?.unwrap_or("none"), text("enc")?.unwrap_or("none"));
        let names = |names: Vec<&str>| names.join(", ");
        let algorithm = KeyManagement::named(alg).ok_or_else(|| {
            let known = KeyManagement::ALL.iter().map(|way| way.name()).collect();
            refused(why_not(alg)).expected(names(known)).got(alg)
        })?;
        let encryption = ContentEncryption::named(enc).ok_or_else(|| {
            let known = ContentEncryption::ALL.iter().map(|way| way.name()).collect();
            refused("the content is encrypted with an enc that is not taken").expected(names(known)).got(enc)
        })?;
        let epk = match members.get("epk") {
            None => None,
            Some(Value::Object(members)) => Some(Point::read(members).map_err(|_| bad_epk())?),
            Some(_) => return Err(bad_epk()),
        };
        let replicated = ["iss", "sub", "aud"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), members.get(name)?.clone())))
            .collect();
        Ok(Self {
            algorithm,
            encryption,
            kid: text("kid")?.map(str::to_owned),
            typ: text("typ")?.map(str::to_owned),
            cty: text("cty")?.map(str::to_owned),
            replicated,
            epk,
            parties: [party("apu")?, party("apv")?],
        })
    }

    /// Whether it says that the content is a signed token (RFC 7519 §5.2; RFC 7515 §4.1.10: in any letter case, and
    /// `application/` may stand before it).
    pub fn is_nested(&self) -> bool {
        let cty = self.cty.as_deref().unwrap_or_default().to_ascii_lowercase();
        cty.strip_prefix("application/").unwrap_or(&cty) == "jwt"
    }
}

/// The ways that were left out for a reason of their own are told apart.
fn why_not(alg: &str) -> &'static str {
    match alg {
        "RSA1_5" => "RSA1_5 is not taken: whoever asks often enough can decrypt it",
        _ if alg.starts_with("PBES2-") => {
            "PBES2 is not taken: the token would decide for how long this machine works"
        }
        _ => "the content's key is conveyed with an alg that is not taken",
    }
}

fn bad_epk() -> Error {
    malformed("the encrypted token's epk is no public key of a curve that is known here")
}

fn refused(message: &'static str) -> Error {
    Code::JweRefused.error().phase(Phase::Validate).message(message)
}

/// What breaks the form of a token.
pub(super) fn malformed(message: &'static str) -> Error {
    Code::JweMalformed.error().phase(Phase::Validate).message(message)
}
