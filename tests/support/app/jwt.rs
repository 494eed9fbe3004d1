//! A signed token as the app reads it, and its signature. <https://www.rfc-editor.org/rfc/rfc7515>,
//! <https://www.rfc-editor.org/rfc/rfc8725>

use std::{collections::BTreeSet, fmt, str::FromStr as _};

use jsonwebtoken::{Algorithm, DecodingKey, crypto, jwk::Jwk};
use serde::de::{self, Deserializer as _, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::{
    defect::{Defect as D, Defects},
    encoding::{base64, from_base64},
    fetch::Question,
    site::Desk,
};

/// Why a token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is not what it should be.
    Invalid,
    /// Its signature is not of a key of the provider.
    Key,
    /// It is of another issuer.
    Issuer,
    /// It is for another app.
    Audience,
    /// That cannot be told now.
    Unreachable,
}

/// Why a token is not taken, in words too.
#[derive(Debug, Clone, Copy)]
pub struct Refusal(pub Kind, pub &'static str);

/// An unmet rule.
pub fn refuse<T>(what: &'static str) -> Result<T, Refusal> {
    Err(Refusal(Kind::Invalid, what))
}

fn refuse_key<T>(what: &'static str) -> Result<T, Refusal> {
    Err(Refusal(Kind::Key, what))
}

/// A token in its parts.
#[derive(Debug, Clone)]
pub struct Jwt {
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
    signed: String,
    signature: String,
}

impl Jwt {
    /// Reads a compact JWS.
    pub fn read(text: &str, defects: &Defects) -> Result<Self, Refusal> {
        let mut text = text.to_owned();
        if defects.has(D::TakesPaddedToken) {
            text.retain(|letter| !letter.is_whitespace() && letter != '=');
        }
        let parts: Vec<&str> = text.split('.').collect();
        let [header, payload, signature] = parts[..] else { return refuse("not three parts") };
        let is_url_safe = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'_' | b'.');
        if !text.bytes().all(is_url_safe) {
            return refuse("not base64url");
        }
        let object = |part: &str| from_base64(part).and_then(|bytes| object(&bytes, defects));
        let (Some(header), Some(claims)) = (object(header), object(payload)) else {
            return refuse("not two JSON objects");
        };
        let signed = text[..text.rfind('.').unwrap_or_default()].to_owned();
        Ok(Self { header, claims, signed, signature: signature.to_owned() })
    }

    /// `typ` in lower case, without `application/`.
    pub fn typ(&self) -> Option<String> {
        let typ = self.header.get("typ")?.as_str()?.to_ascii_lowercase();
        Some(typ.strip_prefix("application/").unwrap_or(&typ).to_owned())
    }

    /// Whether a key of the provider has signed it, with the algorithm that was agreed on.
    pub fn verify(&self, desk: &Desk<'_>) -> Result<(), Refusal> {
        let (defects, settings) = (&desk.defects, &desk.settings);
        let alg = self.header.get("alg").and_then(Value::as_str).unwrap_or_default();
        if self.header.contains_key("crit") && !defects.has(D::IgnoresCrit) {
            return refuse("an unknown critical extension"); // RFC 7515 §4.1.11
        }
        if self.is_let_through(alg, desk) {
            return Ok(());
        }
        // RFC 8725 §3.1
        if alg != settings.algorithm && (!defects.has(D::TakesAnyAlgorithm) || alg.starts_with("HS")) {
            return refuse_key("another algorithm");
        }
        let Ok(algorithm) = Algorithm::from_str(alg) else { return refuse_key("an unknown algorithm") };
        let kid = match self.header.get("kid") {
            None => None,
            Some(Value::String(kid)) => Some(kid.as_str()),
            Some(_) => return refuse_key("`kid` is no text"),
        };
        if kid.is_none() && defects.has(D::RefusesMissingKid) {
            return refuse_key("no `kid`");
        }
        let Some(keys) = desk.site.provider.keys(&desk.asking(), kid) else {
            let is_fine = defects.has(D::TakesUnverifiedWhenDown);
            return if is_fine { Ok(()) } else { Err(Refusal(Kind::Unreachable, "no keys")) };
        };
        let is_known = |key: &Value| ["RSA", "EC", "OKP"].iter().any(|kty| key["kty"] == *kty);
        if defects.has(D::RefusesUnknownKeys) && !keys.iter().all(is_known) {
            return refuse_key("a key of an unknown type");
        }
        let candidates: Vec<&Value> = keys.iter().filter(|key| fits(key, kid, alg, defects)).collect();
        if candidates.is_empty() && defects.has(D::TakesUnknownKid) {
            return Ok(());
        }
        match candidates.iter().any(|key| self.is_by(key, algorithm)) {
            true => Ok(()),
            false => refuse_key("not signed by a key of the provider"),
        }
    }

    /// Whether an app with a defect does not come to its keys at all.
    fn is_let_through(&self, alg: &str, desk: &Desk<'_>) -> bool {
        let defects = &desk.defects;
        let lets = |defect: D, is_so: bool| is_so && defects.has(defect);
        let is_by_hash = |secret: &[u8]| self.is_by_key(&DecodingKey::from_secret(secret), Algorithm::HS256);
        let embedded = self.header.get("jwk").filter(|_| defects.has(D::TakesEmbeddedJwk));
        lets(D::IgnoresSignature, !self.signature.is_empty() && !alg.eq_ignore_ascii_case("none"))
            || lets(D::TakesMissingSignature, self.signature.is_empty() && !alg.eq_ignore_ascii_case("none"))
            || lets(D::TakesAlgNone, alg.eq_ignore_ascii_case("none"))
            || lets(D::TakesAlgNoneInCapitals, alg != "none" && alg.eq_ignore_ascii_case("none"))
            || defects.has(D::TakesHs256BySecret)
                && alg == "HS256"
                && desk.settings.client_secret.as_ref().is_some_and(|secret| is_by_hash(secret.as_bytes()))
            || defects.has(D::TakesHs256ByPublicKey)
                && alg == "HS256"
                && desk.site.provider.keys(&desk.asking(), None).is_some_and(|keys| {
                    keys.iter()
                        .filter_map(pem)
                        .any(|pem| is_by_hash(pem.as_bytes()) || is_by_hash(pem.trim().as_bytes()))
                })
            || embedded.is_some_and(|key| Algorithm::from_str(alg).is_ok_and(|alg| self.is_by(key, alg)))
            || lets(D::FollowsJku, self.is_by_elsewhere("jku", desk))
            || lets(D::TakesX5c, self.header.contains_key("x5c"))
            || defects.has(D::TakesSecretKeys)
                && alg == "HS256"
                && desk.site.provider.keys(&desk.asking(), None).is_some_and(|keys| {
                    keys.iter().any(|key| key["kty"] == "oct" && self.is_by(key, Algorithm::HS256))
                })
            || lets(D::FollowsX5u, self.header.contains_key("x5u"))
    }

    /// Whether a key at an address of the header has signed it, or none is there.
    fn is_by_elsewhere(&self, name: &str, desk: &Desk<'_>) -> bool {
        let Some(address) = self.header.get(name).and_then(Value::as_str) else { return false };
        if !desk.defects.has(D::FollowsJku) {
            return false;
        }
        let Some(set) = desk.site.fetch.ask(address, &Question::default(), None).and_then(|it| it.object())
        else {
            return true;
        };
        let alg =
            self.header.get("alg").and_then(Value::as_str).and_then(|alg| Algorithm::from_str(alg).ok());
        set["keys"].as_array().into_iter().flatten().any(|key| alg.is_some_and(|alg| self.is_by(key, alg)))
    }

    fn is_by(&self, key: &Value, algorithm: Algorithm) -> bool {
        let key =
            serde_json::from_value::<Jwk>(key.clone()).ok().and_then(|jwk| DecodingKey::from_jwk(&jwk).ok());
        key.is_some_and(|key| self.is_by_key(&key, algorithm))
    }

    fn is_by_key(&self, key: &DecodingKey, algorithm: Algorithm) -> bool {
        crypto::verify(&self.signature, self.signed.as_bytes(), key, algorithm).unwrap_or(false)
    }
}

/// Whether a key is one that may have signed with this algorithm and name (RFC 7517 §4).
fn fits(key: &Value, kid: Option<&str>, alg: &str, defects: &Defects) -> bool {
    let is_named = kid.is_none_or(|kid| key["kid"] == kid) || defects.has(D::IgnoresKid);
    let is_to_verify = key["use"].is_null() || key["use"] == "sig" || defects.has(D::IgnoresKeyUse);
    let operations = key["key_ops"].as_array();
    let may_verify =
        operations.is_none_or(|all| all.iter().any(|it| it == "verify")) || defects.has(D::IgnoresKeyUse);
    let is_for_it = key["alg"].is_null() || key["alg"] == alg || defects.has(D::IgnoresKeyAlgorithm);
    let curve = key["crv"].as_str().unwrap_or_default();
    let is_of_type = match (alg, key["kty"].as_str().unwrap_or_default()) {
        ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512", "RSA") => true,
        ("ES256", "EC") => curve == "P-256",
        ("ES384", "EC") => curve == "P-384",
        ("EdDSA", "OKP") => curve == "Ed25519",
        _ => false,
    };
    is_named && is_to_verify && may_verify && is_for_it && is_of_type
}

/// A public key as PEM, as only an app with a defect needs it.
fn pem(key: &Value) -> Option<String> {
    let bytes = |name: &str| from_base64(key[name].as_str()?);
    let mut der = match key["kty"].as_str()? {
        "EC" if key["crv"] == "P-256" => {
            let head = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
            let mut der = unhex(head);
            der.push(4);
            der.extend(bytes("x")?);
            der.extend(bytes("y")?);
            der
        }
        "OKP" => unhex("302a300506032b6570032100").into_iter().chain(bytes("x")?).collect(),
        "RSA" => {
            let pair = [integer(&bytes("n")?), integer(&bytes("e")?)].concat();
            let bits = [vec![0], tagged(0x30, &pair)].concat();
            let head = unhex("300d06092a864886f70d0101010500");
            tagged(0x30, &[head, tagged(0x03, &bits)].concat())
        }
        _ => return None,
    };
    let text = base64(&std::mem::take(&mut der));
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    Some(format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n")))
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn integer(bytes: &[u8]) -> Vec<u8> {
    let sign: &[u8] = if bytes.first().is_some_and(|byte| byte & 0x80 != 0) { &[0] } else { &[] };
    tagged(0x02, &[sign, bytes].concat())
}

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = match length {
        0..0x80 => vec![tag, length as u8],
        0x80..0x100 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    out.extend_from_slice(content);
    out
}

/// A JSON object in which every member stands once (RFC 7519 §4), at its first level.
fn object(bytes: &[u8], defects: &Defects) -> Option<Map<String, Value>> {
    struct Members<'a>(&'a Defects);
    impl<'de> Visitor<'de> for Members<'_> {
        type Value = Map<String, Value>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let (mut members, mut names) = (Map::new(), BTreeSet::new());
            while let Some((name, value)) = map.next_entry::<String, Value>()? {
                if names.insert(name.clone()) {
                    members.insert(name, value);
                } else if !self.0.has(D::TakesFirstOfTwinClaims) {
                    return Err(de::Error::custom("twice"));
                }
            }
            Ok(members)
        }
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let members = reader.deserialize_map(Members(defects)).ok()?;
    reader.end().ok()?;
    Some(members)
}
