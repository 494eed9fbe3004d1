//! Agreeing on a key with one that is used once: ECDH-ES (RFC 7518 §4.6), on the curves of RFC 7518 §6.2.1.1 and on X25519
//! (RFC 8037 §3.2).

use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use crate::{
    error::{Code, Result},
    jose::{
        algorithm::Curve,
        base64url, hash,
        jwk::{self, Material, Unusable},
    },
};

/// Where randomness comes from.
pub type Fill<'a> = &'a mut dyn FnMut(&mut [u8]);

/// A curve that keys are agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::jose) enum AgreementCurve {
    /// One of RFC 7518.
    Nist(Curve),
    /// The one of RFC 7748.
    X25519,
}

impl AgreementCurve {
    pub(super) fn algorithm(self) -> &'static agreement::Algorithm {
        match self {
            Self::Nist(Curve::P256) => &agreement::ECDH_P256,
            Self::Nist(Curve::P384) => &agreement::ECDH_P384,
            Self::Nist(Curve::P521) => &agreement::ECDH_P521,
            Self::X25519 => &agreement::X25519,
        }
    }

    /// The bytes of a private key.
    fn private_len(self) -> usize {
        match self {
            Self::Nist(curve) => curve.coordinate_len(),
            Self::X25519 => 32,
        }
    }

    /// A new private key of the numbers that `fill` gives.
    pub(in crate::jose) fn private_key(self, fill: Fill<'_>) -> Result<PrivateKey> {
        // Hardly ever is a random number no key of its curve; of the first byte of P-521's, one bit counts.
        for _ in 0..64 {
            let mut bytes = Zeroizing::new(vec![0; self.private_len()]);
            fill(&mut bytes);
            if self == Self::Nist(Curve::P521) {
                bytes[0] &= 1;
            }
            if let Ok(key) = PrivateKey::from_private_key(self.algorithm(), &bytes) {
                return Ok(key);
            }
        }
        Err(Code::InternalError.error().message("the random numbers are none"))
    }
}

/// A public key to agree with: an uncompressed point, or the 32 bytes of X25519.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::jose) struct Point {
    pub curve: AgreementCurve,
    pub bytes: Vec<u8>,
}

impl Point {
    /// Reads a JWK's members; the point is on its curve.
    pub fn read(members: &Map<String, Value>) -> Result<Self, Unusable> {
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        match (text("kty"), text("crv")) {
            (Some("EC"), _) => match Material::ec(members)? {
                Material::Ec { curve, point } => {
                    Ok(Self { curve: AgreementCurve::Nist(curve), bytes: point })
                }
                _ => Err(Unusable::Foreign),
            },
            (Some("OKP"), Some("X25519")) => match jwk::bytes(members, "x")? {
                x if x.len() == 32 => Ok(Self { curve: AgreementCurve::X25519, bytes: x }),
                _ => Err(Unusable::Broken("x has the wrong length")),
            },
            _ => Err(Unusable::Foreign),
        }
    }

    /// The public half of a private key.
    pub fn of(curve: AgreementCurve, key: &PrivateKey) -> Option<Self> {
        Some(Self { curve, bytes: key.compute_public_key().ok()?.as_ref().to_vec() })
    }

    /// The members that its kind of key requires, in the order of their names.
    pub fn members(&self) -> Map<String, Value> {
        match self.curve {
            AgreementCurve::Nist(curve) => Material::Ec { curve, point: self.bytes.clone() }.members(),
            AgreementCurve::X25519 => [
                ("crv", json!("X25519")),
                ("kty", json!("OKP")),
                ("x", json!(base64url::encode(&self.bytes))),
            ]
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect(),
        }
    }
}

/// For what a key is derived from what was agreed on (RFC 7518 §4.6.2).
pub(super) struct Derivation<'a> {
    /// `AlgorithmID`: the name of what the key is for.
    pub purpose: &'a str,
    /// `PartyUInfo` and `PartyVInfo`, as the header has them.
    pub parties: [&'a [u8]; 2],
    /// The bytes of the key.
    pub len: usize,
}

/// Makes a key for one use and agrees with `point`: the key's public half, and what is derived.
pub(super) fn agree_once(
    point: &Point,
    derivation: &Derivation<'_>,
    fill: Fill<'_>,
) -> Result<(Point, Zeroizing<Vec<u8>>)> {
    let failed = || Code::InternalError.error().message("the cryptographic library failed");
    let own = point.curve.private_key(fill)?;
    let key = agree(&own, point, derivation).ok_or_else(failed)?;
    Ok((Point::of(point.curve, &own).ok_or_else(failed)?, key))
}

/// What is derived from agreeing with `point`.
pub(super) fn agree(
    own: &PrivateKey,
    point: &Point,
    derivation: &Derivation<'_>,
) -> Option<Zeroizing<Vec<u8>>> {
    let other = UnparsedPublicKey::new(point.curve.algorithm(), &point.bytes);
    agreement::agree(own, other, (), |agreed| Ok(concat_kdf(agreed, derivation))).ok()
}

/// RFC 7518 §4.6.2, NIST SP 800-56A §5.8.1, with SHA-256.
fn concat_kdf(agreed: &[u8], derivation: &Derivation<'_>) -> Zeroizing<Vec<u8>> {
    let be = |number: usize| u32::try_from(number).expect("a token is shorter").to_be_bytes();
    let mut info = Vec::new();
    for part in [derivation.purpose.as_bytes(), derivation.parties[0], derivation.parties[1]] {
        info.extend_from_slice(&be(part.len()));
        info.extend_from_slice(part);
    }
    info.extend_from_slice(&be(derivation.len * 8));
    let mut key = Zeroizing::new(Vec::new());
    for round in 1..=derivation.len.div_ceil(32) {
        let input = Zeroizing::new([&be(round), agreed, &info].concat());
        key.extend_from_slice(&Zeroizing::new(hash::sha256(&input))[..]);
    }
    key.truncate(derivation.len);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7518_appendix_c_is_agreed_on() {
        let part = |text| base64url::decode(text).unwrap();
        let point = |x, y| {
            let members = json!({"kty": "EC", "crv": "P-256", "x": x, "y": y});
            Point::read(members.as_object().unwrap()).ok().unwrap()
        };
        let alice = point(
            "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
            "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
        );
        let curve = AgreementCurve::Nist(Curve::P256);
        let bob = PrivateKey::from_private_key(
            curve.algorithm(),
            &part("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"),
        )
        .unwrap();
        let derivation = Derivation { purpose: "A128GCM", parties: [b"Alice", b"Bob"], len: 16 };
        let key = agree(&bob, &alice, &derivation).unwrap();
        assert_eq!(base64url::encode(key.as_slice()), "VqqN6vgjbSBcIijNcacQGg");
    }

    #[test]
    fn two_sides_agree_on_every_curve() {
        let nist = Curve::ALL.iter().map(|curve| AgreementCurve::Nist(*curve));
        for curve in nist.chain([AgreementCurve::X25519]) {
            let mut next = 0u8;
            let mut fill = |bytes: &mut [u8]| {
                bytes.iter_mut().for_each(|byte| {
                    next = next.wrapping_mul(29).wrapping_add(17);
                    *byte = next;
                });
            };
            let theirs = curve.private_key(&mut fill).unwrap();
            let point = Point::of(curve, &theirs).unwrap();
            assert_eq!(Point::read(&point.members()).ok().as_ref(), Some(&point), "{curve:?}");
            let derivation = Derivation { purpose: "A256CBC-HS512", parties: [b"", b""], len: 64 };
            let (once, key) = agree_once(&point, &derivation, &mut fill).unwrap();
            assert_eq!(agree(&theirs, &once, &derivation).unwrap(), key, "{curve:?}");
            assert_eq!(key.len(), 64);
        }
    }

    #[test]
    fn a_point_that_is_not_on_its_curve_is_no_key() {
        // C85
        let coordinate = base64url::encode([1; 32]);
        let members = json!({"kty": "EC", "crv": "P-256", "x": coordinate, "y": coordinate});
        let read = Point::read(members.as_object().unwrap());
        assert_eq!(read.err(), Some(Unusable::Broken("the point is not on the curve")));
        let zero = json!({"kty": "OKP", "crv": "X25519", "x": base64url::encode([0; 32])});
        let zero = Point::read(zero.as_object().unwrap()).ok().unwrap();
        let own = PrivateKey::from_private_key(&agreement::X25519, &[5; 32]).unwrap();
        // RFC 7748 §6.1: nothing was agreed on
        assert!(agree(&own, &zero, &Derivation { purpose: "", parties: [b"", b""], len: 16 }).is_none());
    }
}
