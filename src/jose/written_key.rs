//! A key written out, private or its public half only: as a JWK (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2), or in PEM (RFC 7468).

use aws_lc_rs::{
    agreement,
    encoding::{AsBigEndian, AsDer, EcPrivateKeyBin, PublicKeyX509Der},
    signature::{EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair},
};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::{
    base64url, hash,
    jwe::{AgreementCurve, Point},
    jwk::Material,
    key::{der_value, ecdsa, rsa_material},
    private_key::PrivateKey,
    private_material::{Kind, PrivateMaterial},
};
use crate::{
    error::{Code, Error, Result},
    secret::SecretString,
};

/// The letters of a line of PEM (RFC 7468 §2).
const COLUMNS: usize = 64;

impl PrivateKey {
    /// The name of the key: its own, or else its thumbprint (RFC 7638).
    ///
    /// # Errors
    /// `internal_error` if the library fails.
    pub fn name(&self) -> Result<String> {
        match self.kid() {
            Some(kid) => Ok(kid.to_owned()),
            None => {
                // RFC 7638 §3.2: the required members in the order of their names, without white space
                let members = Value::from(public_members(self.material()).ok_or_else(failed)?);
                Ok(base64url::encode(hash::sha256(members.to_string().as_bytes())))
            }
        }
    }

    /// Its public half as a JWK, with `kid`, and `use` and `alg` if it has them.
    ///
    /// # Errors
    /// `internal_error` if the library fails.
    pub fn public_jwk(&self) -> Result<Value> {
        let mut members = public_members(self.material()).ok_or_else(failed)?;
        members.insert("kid".into(), self.name()?.into());
        members.extend(self.bindings().map(|(name, value)| (name.to_owned(), value.into())));
        Ok(members.into())
    }

    /// The whole key as a JWK.
    ///
    /// # Errors
    /// `internal_error` if the library fails.
    pub fn private_jwk(&self) -> Result<SecretString> {
        let mut jwk = self.public_jwk()?;
        for (name, value) in private_members(self.material()).ok_or_else(failed)? {
            jwk[name] = value.as_str().into();
        }
        Ok(format!("{jwk:#}\n").into())
    }

    /// Its public half in PEM: SubjectPublicKeyInfo (RFC 7468 §13).
    ///
    /// # Errors
    /// `internal_error` if the library fails, or has no PEM for a key of this kind.
    pub fn public_pem(&self) -> Result<String> {
        let der = public_der(self.material()).ok_or_else(failed)?;
        Ok(pem("PUBLIC KEY", &der))
    }

    /// The whole key in PEM: PKCS #8 (RFC 7468 §10).
    ///
    /// # Errors
    /// As [`public_pem`](Self::public_pem).
    pub fn private_pem(&self) -> Result<SecretString> {
        let PrivateMaterial { kind, private } = self.material();
        match kind {
            Kind::Rsa | Kind::Ec(_) => Ok(pem("PRIVATE KEY", private.expose()).into()),
            Kind::Ed25519 => {
                let pair = Ed25519KeyPair::from_seed_unchecked(private.expose()).map_err(|_| failed())?;
                let der = pair.to_pkcs8v1().map_err(|_| failed())?;
                Ok(pem("PRIVATE KEY", der.as_ref()).into())
            }
            Kind::X25519 => Err(failed()),
        }
    }
}

fn public_members(material: &PrivateMaterial) -> Option<Map<String, Value>> {
    let private = material.private.expose();
    Some(match material.kind {
        Kind::Rsa => rsa_material(RsaKeyPair::from_pkcs8(private).ok()?.public_key().as_ref())?.members(),
        Kind::Ec(curve) => {
            let pair = EcdsaKeyPair::from_pkcs8(ecdsa(curve), private).ok()?;
            Material::Ec { curve, point: pair.public_key().as_ref().to_vec() }.members()
        }
        Kind::Ed25519 => {
            let pair = Ed25519KeyPair::from_seed_unchecked(private).ok()?;
            Material::Ed25519 { x: pair.public_key().as_ref().to_vec() }.members()
        }
        Kind::X25519 => {
            let key = agreement::PrivateKey::from_private_key(&agreement::X25519, private).ok()?;
            Point::of(AgreementCurve::X25519, &key)?.members()
        }
    })
}

type Members = Vec<(&'static str, Zeroizing<String>)>;

fn private_members(material: &PrivateMaterial) -> Option<Members> {
    let private = material.private.expose();
    let written = |bytes: &[u8]| Zeroizing::new(base64url::encode(bytes));
    match material.kind {
        Kind::Rsa => rsa_members(private),
        Kind::Ec(curve) => {
            let pair = EcdsaKeyPair::from_pkcs8(ecdsa(curve), private).ok()?;
            let d: EcPrivateKeyBin<'_> = pair.private_key().as_be_bytes().ok()?;
            Some(vec![("d", written(d.as_ref()))])
        }
        Kind::Ed25519 | Kind::X25519 => Some(vec![("d", written(private))]),
    }
}

/// RFC 5208 §5 around RFC 8017 §A.1.2.
fn rsa_members(pkcs8: &[u8]) -> Option<Members> {
    const VERSION: u8 = 0x02;
    const ALGORITHM: u8 = 0x30;
    let (outer, _) = der_value(0x30, pkcs8)?;
    let (_, rest) = der_value(VERSION, outer)?;
    let (_, rest) = der_value(ALGORITHM, rest)?;
    let (key, _) = der_value(0x04, rest)?;
    let (numbers, _) = der_value(0x30, key)?;
    let (_, mut rest) = der_value(VERSION, numbers)?;
    let mut members = Vec::new();
    for name in ["n", "e", "d", "p", "q", "dp", "dq", "qi"] {
        let (number, after) = der_value(0x02, rest)?;
        // A leading zero only says that the number is positive
        let number = number.strip_prefix(&[0]).unwrap_or(number);
        members.push((name, Zeroizing::new(base64url::encode(number))));
        rest = after;
    }
    Some(members)
}

pub(super) fn public_der(material: &PrivateMaterial) -> Option<Vec<u8>> {
    let private = material.private.expose();
    let der: PublicKeyX509Der<'_> = match material.kind {
        Kind::Rsa => RsaKeyPair::from_pkcs8(private).ok()?.public_key().as_der().ok()?,
        Kind::Ec(curve) => {
            EcdsaKeyPair::from_pkcs8(ecdsa(curve), private).ok()?.public_key().as_der().ok()?
        }
        Kind::Ed25519 => Ed25519KeyPair::from_seed_unchecked(private).ok()?.public_key().as_der().ok()?,
        Kind::X25519 => return None,
    };
    Some(der.as_ref().to_vec())
}

/// RFC 7468 §3
pub(super) fn pem(label: &str, der: &[u8]) -> String {
    let text = Zeroizing::new(base64url::encode_standard(der));
    let mut pem = format!("-----BEGIN {label}-----\n");
    for line in text.as_bytes().chunks(COLUMNS) {
        pem.extend(line.iter().copied().map(char::from));
        pem.push('\n');
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}

fn failed() -> Error {
    Code::InternalError.error().message("the key cannot be written in this form")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::jose::{jwe::DecryptionKey, key_algorithm::KeyAlgorithm, private_keys::PrivateKeys};

    fn made(algorithm: KeyAlgorithm) -> PrivateKey {
        PrivateKey::generate(algorithm, &mut |bytes| bytes.fill(7)).unwrap()
    }

    fn read(text: &SecretString) -> PrivateKey {
        PrivateKeys::parse(text).unwrap().iter().next().unwrap().clone()
    }

    #[test]
    fn every_key_that_is_made_is_read_again_as_what_it_was_made_for() {
        for algorithm in KeyAlgorithm::all() {
            let key = made(algorithm);
            let public = key.public_jwk().unwrap();
            let said = json!([algorithm.name(), algorithm.usage(), key.name().unwrap()]);
            assert_eq!(json!([public["alg"], public["use"], public["kid"]]), said);
            assert!(["d", "p", "k"].iter().all(|name| public.get(*name).is_none()), "{public}");
            let again = read(&key.private_jwk().unwrap());
            assert_eq!(again.public_jwk().unwrap(), public);
            let (signs, decrypts) = match algorithm {
                KeyAlgorithm::Signing(own) => (vec![own], None),
                KeyAlgorithm::Decrypting(way) => (vec![], Some(way)),
            };
            assert_eq!(again.algorithms().collect::<Vec<_>>(), signs, "{}", algorithm.name());
            let decrypting = again.decrypting();
            assert_eq!(decrypting.as_ref().and_then(DecryptionKey::kid), decrypts.and(again.kid()));
            assert!(decrypts.is_none_or(|way| decrypting.unwrap().serves(way)));
            // PEM keeps neither name nor use, and so the thumbprint is the name.
            let bare = read(&key.private_pem().unwrap());
            assert_eq!((bare.kid(), bare.name().unwrap()), (None, key.name().unwrap()));
            assert!(bare.public_jwk().unwrap().get("use").is_none());
            assert_eq!(bare.public_pem().unwrap(), key.public_pem().unwrap());
        }
    }
}
