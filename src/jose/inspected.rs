//! A token taken apart to be looked at, and believed in nothing (threat C91).

use serde_json::{Map, Value};

use super::{
    base64url,
    jws::MAX_LEN,
    token_kind::{self, TokenKind},
};
use crate::{
    error::{Code, Error, Result},
    protocol::json,
};

/// How a token is protected, as it says itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Signed (RFC 7515 §7.1).
    Signed,
    /// Neither signed nor encrypted: `alg` is `none` (RFC 7519 §6), or the signature is empty.
    None,
    /// Encrypted (RFC 7516 §7.1).
    Encrypted,
}

impl Protection {
    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::None => "none",
            Self::Encrypted => "encrypted",
        }
    }
}

/// What a token says.
pub struct Inspected {
    /// How it is protected.
    pub protection: Protection,
    /// Its header.
    pub header: Map<String, Value>,
    /// Its claims, unless they are encrypted.
    pub claims: Option<Map<String, Value>>,
}

impl Inspected {
    /// Takes a token apart.
    ///
    /// # Errors
    /// [`Code::JwtMalformed`]
    pub fn read(token: &str) -> Result<Self> {
        if token.len() > MAX_LEN {
            return Err(malformed("it is too long").expected(format!("at most {MAX_LEN} bytes")));
        }
        let parts: Vec<&str> = token.splitn(6, '.').collect();
        let (payload, encrypted) = match parts[..] {
            [_, payload, _] => (Some(payload), false),
            [_, _, _, _, _] => (None, true),
            _ => {
                let got = format!("{} of them", parts.len());
                return Err(malformed("a signed token has three parts, an encrypted one five").got(got));
            }
        };
        let header = object(parts[0], "header")?;
        let is_unsigned = parts.last().is_none_or(|signature| signature.is_empty())
            || header.get("alg").and_then(Value::as_str).is_none_or(is_none);
        Ok(Self {
            protection: match (encrypted, is_unsigned) {
                (true, _) => Protection::Encrypted,
                (false, true) => Protection::None,
                (false, false) => Protection::Signed,
            },
            header,
            claims: payload.map(|payload| object(payload, "payload")).transpose()?,
        })
    }

    /// Takes apart what was in an encrypted token: a token, or claims that nobody signed.
    ///
    /// # Errors
    /// [`Code::JwtMalformed`]
    pub fn inside(content: &[u8]) -> Result<Self> {
        if let Ok(claims) = json::object(content) {
            let (protection, header) = (Protection::None, Map::new());
            return Ok(Self { protection, header, claims: Some(claims) });
        }
        let text = std::str::from_utf8(content);
        text.map_or_else(|_| Err(malformed("what was encrypted is not text")), Self::read)
    }

    /// What kind of token it is, as far as it can be told.
    pub fn kind(&self) -> Option<&'static TokenKind> {
        let typ = self.header.get("typ").and_then(Value::as_str);
        token_kind::of(typ, self.claims.as_ref()?)
    }
}

fn is_none(alg: &str) -> bool {
    alg.trim().eq_ignore_ascii_case("none")
}

fn object(part: &str, name: &str) -> Result<Map<String, Value>> {
    let bytes = base64url::decode(part)
        .ok_or_else(|| malformed(format!("its {name} is not base64url without padding (RFC 7515 §2)")))?;
    // Never the text itself: it may be a secret that was taken for a token.
    json::object(&bytes).map_err(|error| {
        let why = match error.code() {
            Code::DuplicateJsonKey => "has a member twice",
            Code::JsonRefused => "is nested too deeply, or has a number out of range",
            _ => "is not a JSON object",
        };
        malformed(format!("its {name} {why}"))
    })
}

fn malformed(why: impl AsRef<str>) -> Error {
    Code::JwtMalformed.error().message(format!("this is no JSON Web Token: {}", why.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str, payload: &str, signature: &str) -> String {
        format!(
            "{}.{}.{signature}",
            base64url::encode(header.as_bytes()),
            base64url::encode(payload.as_bytes())
        )
    }

    #[test]
    fn how_it_is_protected_is_told_as_it_is() {
        let protection = |token: &str| Inspected::read(token).unwrap().protection;
        assert_eq!(protection(&token("{\"alg\":\"ES256\"}", "{}", "AAAA")), Protection::Signed);
        for unsigned in [
            token("{\"alg\":\"none\"}", "{}", ""),
            token("{\"alg\":\"nOnE\"}", "{}", "AAAA"),
            token("{\"alg\":\"ES256\"}", "{}", ""),
            token("{}", "{}", "AAAA"),
            token("{\"alg\":null}", "{}", "AAAA"),
            token("{\"alg\":[\"ES256\"]}", "{}", "AAAA"),
            token("{\"alg\":\"none \"}", "{}", "AAAA"),
        ] {
            assert_eq!(protection(&unsigned), Protection::None);
        }
        let encrypted =
            format!("{}.a.b.c.d", base64url::encode(b"{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}"));
        let inspected = Inspected::read(&encrypted).unwrap();
        assert_eq!((inspected.protection, inspected.claims.is_none()), (Protection::Encrypted, true));
    }

    #[test]
    fn what_is_no_token_is_refused_and_never_repeated() {
        // C86
        let long = "CANARY".repeat(MAX_LEN);
        let opaque = ["", "CANARY", "CANARY.CANARY", "a.b.c.d", "a.b.c.d.e.f", "CANARY.CANARY.CANARY", &long];
        let odd = [
            token("[]", "{}", "CANARY"),
            token("{\"a\":1,\"a\":2}", "{}", "CANARY"),
            token("{}", "CANARY", "CANARY"),
            token("{}", "{}", "CANARY").replace("e30", "e30="),
        ];
        for text in opaque.into_iter().chain(odd.iter().map(String::as_str)) {
            let error = Inspected::read(text).err().expect(text);
            assert_eq!((error.code(), error.exit()), (Code::JwtMalformed, 2), "{text}");
            assert!(!format!("{error:?}").contains("CANARY"));
        }
    }
}
