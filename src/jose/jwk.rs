//! One public key as a provider publishes it: RFC 7517, RFC 7518 §6, RFC 8037 §2.
//!
//! A [`Jwk`] is a key that can verify: of a known kind, of sound strength, on its curve, meant for
//! signatures. One key, one algorithm: `alg`, `kty` and `crv` bind it (RFC 8725 §3.1, threats C74, C85).

use aws_lc_rs::signature::{
    self, EcdsaVerificationAlgorithm, ParsedPublicKey, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde_json::{Map, Value, json};

pub use super::jwk_set::JwkSet;
use super::{
    algorithm::{Algorithm, Curve, Family},
    base64url, hash, rsa_modulus,
};

/// The one public exponent that is taken: 65537.
const RSA_EXPONENT: &[u8] = &[1, 0, 1];
/// Members that only the owner of a key may know (RFC 7518 §6.2.2, §6.3.2, §6.4.1).
const PRIVATE_MEMBERS: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// A public key that can verify signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    kid: Option<String>,
    algorithm: Option<Algorithm>,
    material: Material,
}

/// The key itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Material {
    /// Big-endian, without leading zeros.
    Rsa { n: Vec<u8>, e: Vec<u8> },
    /// An uncompressed point: 4, x, y.
    Ec { curve: Curve, point: Vec<u8> },
    /// The 32 bytes of RFC 8032.
    Ed25519 { x: Vec<u8> },
}

/// Why a key is not one that can verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unusable {
    /// Of another kind or for another purpose: RFC 7517 §5 lets it stand beside the others.
    Foreign,
    /// It breaks a rule, which is named; a token that names this key is refused with the reason.
    Broken(&'static str),
    /// It holds a member that nobody but its owner may know.
    Private,
}

impl Jwk {
    /// Reads one key of a set.
    pub(super) fn read(members: &Map<String, Value>) -> Result<Self, Unusable> {
        refuse_private(members)?;
        // RFC 7517 §4.1: kty is required
        let material = match text(members, "kty")?.ok_or(Unusable::Broken("kty is missing"))? {
            "RSA" => Material::rsa(members)?,
            "EC" => Material::ec(members)?,
            "OKP" => Material::okp(members)?,
            _ => return Err(Unusable::Foreign),
        };
        if !is_for(members, "sig", &["verify"])? {
            return Err(Unusable::Foreign);
        }
        let algorithm = match text(members, "alg")? {
            None => None,
            Some(name) => Some(Algorithm::named(name).ok_or(Unusable::Foreign)?),
        };
        if algorithm.is_some_and(|algorithm| algorithm.family() != material.family()) {
            return Err(Unusable::Broken("alg does not fit kty and crv"));
        }
        Ok(Self { kid: text(members, "kid")?.map(str::to_owned), algorithm, material })
    }

    /// The public half of a key of ours, named by its thumbprint.
    pub(super) fn of(algorithm: Algorithm, material: Material) -> Self {
        let mut jwk = Self { kid: None, algorithm: Some(algorithm), material };
        jwk.kid = Some(jwk.thumbprint());
        jwk
    }

    /// Its name within its set.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The only algorithm that it serves, if it says so.
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.algorithm
    }

    /// The kind of key it is.
    pub fn family(&self) -> Family {
        self.material.family()
    }

    /// Whether it may verify signatures of `algorithm`.
    pub fn serves(&self, algorithm: Algorithm) -> bool {
        self.family() == algorithm.family() && self.algorithm.is_none_or(|own| own == algorithm)
    }

    /// Its thumbprint with SHA-256, in base64url.
    pub fn thumbprint(&self) -> String {
        // RFC 7638 §3.2: the required members in the order of their names, without white space. All values
        // are base64url or registered names, so nothing needs an escape.
        base64url::encode(hash::sha256(Value::from(self.material.members()).to_string().as_bytes()))
    }

    /// The key alone, as it stands in the header of what it signs (RFC 7515 §4.1.3).
    pub(super) fn bare(&self) -> Value {
        self.material.members().into()
    }

    /// As it is published: with `use`, and `alg` and `kid` if it has them.
    pub fn to_value(&self) -> Value {
        let mut members = self.material.members();
        members.insert("use".into(), json!("sig"));
        if let Some(algorithm) = self.algorithm {
            members.insert("alg".into(), json!(algorithm.name()));
        }
        if let Some(kid) = &self.kid {
            members.insert("kid".into(), json!(kid));
        }
        members.into()
    }

    /// Whether `signature` over `message` is this key's, made with `algorithm`.
    pub(super) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        if !self.serves(algorithm) {
            return false;
        }
        match &self.material {
            Material::Rsa { n, e } => rsa_parameters(algorithm).is_some_and(|parameters| {
                RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()
            }),
            Material::Ec { curve, point } => {
                UnparsedPublicKey::new(ecdsa(*curve), point).verify(message, signature).is_ok()
            }
            Material::Ed25519 { x } => {
                UnparsedPublicKey::new(&signature::ED25519, x).verify(message, signature).is_ok()
            }
        }
    }
}

impl Material {
    pub(super) fn rsa(members: &Map<String, Value>) -> Result<Self, Unusable> {
        let (n, e) = (bytes(members, "n")?, bytes(members, "e")?);
        if let Some(defect) = rsa_modulus::defect(&n) {
            return Err(Unusable::Broken(defect));
        }
        if e != RSA_EXPONENT {
            return Err(Unusable::Broken("the exponent of an RSA key is 65537"));
        }
        Ok(Self::Rsa { n, e })
    }

    pub(super) fn ec(members: &Map<String, Value>) -> Result<Self, Unusable> {
        let crv = text(members, "crv")?.ok_or(Unusable::Broken("crv is missing"))?;
        let curve = *Curve::ALL.iter().find(|curve| curve.name() == crv).ok_or(Unusable::Foreign)?;
        let (x, y) = (bytes(members, "x")?, bytes(members, "y")?);
        // RFC 7518 §6.2.1.2: the length is the curve's, leading zeros and all
        if x.len() != curve.coordinate_len() || y.len() != curve.coordinate_len() {
            return Err(Unusable::Broken("a coordinate has the wrong length"));
        }
        let point = [&[4], x.as_slice(), &y].concat();
        ParsedPublicKey::new(ecdsa(curve), &point)
            .map_err(|_| Unusable::Broken("the point is not on the curve"))?;
        Ok(Self::Ec { curve, point })
    }

    fn okp(members: &Map<String, Value>) -> Result<Self, Unusable> {
        // RFC 8037 §2
        match text(members, "crv")?.ok_or(Unusable::Broken("crv is missing"))? {
            "Ed25519" => match bytes(members, "x")? {
                x if x.len() == 32 => Ok(Self::Ed25519 { x }),
                _ => Err(Unusable::Broken("x has the wrong length")),
            },
            _ => Err(Unusable::Foreign),
        }
    }

    fn family(&self) -> Family {
        match self {
            Self::Rsa { .. } => Family::Rsa,
            Self::Ec { curve, .. } => Family::Ec(*curve),
            Self::Ed25519 { .. } => Family::Ed25519,
        }
    }

    /// The members that the kind of key requires, in the order of their names.
    pub(super) fn members(&self) -> Map<String, Value> {
        let members = match self {
            Self::Rsa { n, e } => json!({"e": base64url::encode(e), "kty": "RSA", "n": base64url::encode(n)}),
            Self::Ec { curve, point } => {
                let (x, y) = point[1..].split_at(curve.coordinate_len());
                json!({"crv": curve.name(), "kty": "EC", "x": base64url::encode(x), "y": base64url::encode(y)})
            }
            Self::Ed25519 { x } => json!({"crv": "Ed25519", "kty": "OKP", "x": base64url::encode(x)}),
        };
        match members {
            Value::Object(members) => members,
            _ => unreachable!("each arm writes an object"),
        }
    }
}

/// Refuses what nobody but a key's owner may know.
pub(super) fn refuse_private(members: &Map<String, Value>) -> Result<(), Unusable> {
    match PRIVATE_MEMBERS.iter().any(|name| members.contains_key(*name)) {
        true => Err(Unusable::Private),
        false => Ok(()),
    }
}

/// RFC 7517 §4.2, §4.3: a key that says what it is for is used for nothing else.
pub(super) fn is_for(members: &Map<String, Value>, usage: &str, meant: &[&str]) -> Result<bool, Unusable> {
    let is_meant = text(members, "use")?.is_none_or(|said| said == usage);
    let operations = match members.get("key_ops") {
        None => true,
        Some(Value::Array(operations)) => {
            operations.iter().filter_map(Value::as_str).any(|operation| meant.contains(&operation))
        }
        Some(_) => return Err(Unusable::Broken("key_ops is not a list")),
    };
    Ok(is_meant && operations)
}

pub(super) fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Unusable> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Unusable::Broken("a member that must be a string is not")),
    }
}

pub(super) fn bytes(members: &Map<String, Value>, name: &str) -> Result<Vec<u8>, Unusable> {
    text(members, name)?
        .and_then(base64url::decode)
        .ok_or(Unusable::Broken("a required member is missing or not base64url"))
}

fn ecdsa(curve: Curve) -> &'static EcdsaVerificationAlgorithm {
    match curve {
        Curve::P256 => &signature::ECDSA_P256_SHA256_FIXED,
        Curve::P384 => &signature::ECDSA_P384_SHA384_FIXED,
        Curve::P521 => &signature::ECDSA_P521_SHA512_FIXED,
    }
}

fn rsa_parameters(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    Some(match algorithm {
        Algorithm::RS256 => &signature::RSA_PKCS1_2048_8192_SHA256,
        Algorithm::RS384 => &signature::RSA_PKCS1_2048_8192_SHA384,
        Algorithm::RS512 => &signature::RSA_PKCS1_2048_8192_SHA512,
        Algorithm::PS256 => &signature::RSA_PSS_2048_8192_SHA256,
        Algorithm::PS384 => &signature::RSA_PSS_2048_8192_SHA384,
        Algorithm::PS512 => &signature::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::key::SigningKey;

    #[test]
    fn a_key_verifies_with_its_own_algorithm_only() {
        // C74: RS256 and RS512 could share the key; they must not
        let key = SigningKey::generate(Algorithm::RS256, &mut |_| ()).unwrap();
        let token = key.sign(None, &Map::new()).unwrap();
        let (message, signature) = token.rsplit_once('.').unwrap();
        let signature = base64url::decode(signature).unwrap();
        let mut bound = key.public().clone();
        assert!(bound.verifies(Algorithm::RS256, message.as_bytes(), &signature));
        bound.algorithm = Some(Algorithm::RS512);
        assert!(!bound.verifies(Algorithm::RS256, message.as_bytes(), &signature));
        bound.algorithm = None;
        assert!(bound.verifies(Algorithm::RS256, message.as_bytes(), &signature));
        for other in Algorithm::ALL.iter().filter(|other| **other != Algorithm::RS256) {
            assert!(!bound.verifies(*other, message.as_bytes(), &signature), "{other}");
        }
    }
}
