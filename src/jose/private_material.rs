//! The private numbers of a key, read from PEM (RFC 7468: PKCS #8, PKCS #1, SEC 1) or a JWK (RFC 7518 §6, RFC 8037 §2).

use aws_lc_rs::{
    agreement,
    encoding::{AsBigEndian, AsDer, Curve25519SeedBin, Pkcs8V1Der},
    rsa::{KeyPairComponents, PublicKeyComponents},
    signature::{EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair},
};
use rustls::pki_types::{PrivateKeyDer, pem::PemObject as _};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::{
    algorithm::{Curve, Family},
    base64url,
    jwe::{AgreementCurve, DecryptionKey, Fill},
    key::{SigningKey, ecdsa},
};
use crate::{
    error::{Code, Error, Result},
    secret::Secret,
};

/// A private key of a known kind.
#[derive(Clone)]
pub(super) struct PrivateMaterial {
    pub kind: Kind,
    /// PKCS #8; for Ed25519 and X25519 their 32 bytes.
    pub private: Secret<Vec<u8>>,
}

/// A kind of key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Rsa,
    Ec(Curve),
    Ed25519,
    X25519,
}

impl PrivateMaterial {
    /// Of a key that was made here.
    pub fn of_signing(key: &SigningKey) -> Result<Self> {
        let kind = match key.algorithm().family() {
            Family::Rsa => Kind::Rsa,
            Family::Ec(curve) => Kind::Ec(curve),
            Family::Ed25519 => Kind::Ed25519,
            Family::Symmetric => return Err(refused("it is a secret")),
        };
        Ok(Self { kind, private: key.private().clone() })
    }

    /// A new key on P-256 to agree with, of the numbers that `fill` gives.
    pub fn agreeing(fill: Fill<'_>) -> Result<Self> {
        let key = AgreementCurve::Nist(Curve::P256).private_key(fill)?;
        let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&key).map_err(|_| refused("it is not a sound key"))?;
        Ok(Self { kind: Kind::Ec(Curve::P256), private: Secret::new(der.as_ref().to_vec()) })
    }

    /// Reads PEM.
    pub fn of_pem(text: &str) -> Result<Self> {
        let der = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| refused(why_no_pem(text)))?;
        let der = der.secret_der();
        if let Ok(pair) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
            return of_ed25519(&pair);
        }
        for curve in Curve::ALL {
            let algorithm = ecdsa(*curve);
            let pair = EcdsaKeyPair::from_pkcs8(algorithm, der)
                .or_else(|_| EcdsaKeyPair::from_private_key_der(algorithm, der));
            if let Ok(pair) = pair {
                return of_ec(*curve, &pair);
            }
        }
        let pair = RsaKeyPair::from_pkcs8(der)
            .or_else(|_| RsaKeyPair::from_der(der))
            .map_err(|_| refused("it is no RSA key of 2048 to 8192 bits, no EC and no Ed25519 key"))?;
        of_rsa(&pair)
    }

    /// Reads a JWK.
    pub fn of_jwk(members: &Map<String, Value>) -> Result<Self> {
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        match (text("kty"), text("crv")) {
            (Some("RSA"), _) => of_rsa(&rsa(members)?),
            (Some("EC"), Some(crv)) => {
                let unknown = || refused("its curve is not P-256, P-384 or P-521");
                let curve = *Curve::ALL.iter().find(|curve| curve.name() == crv).ok_or_else(unknown)?;
                of_ec(curve, &ec(members, curve)?)
            }
            (Some("OKP"), Some("Ed25519")) => {
                let pair =
                    Ed25519KeyPair::from_seed_and_public_key(&bytes(members, "d")?, &bytes(members, "x")?);
                of_ed25519(&pair.map_err(|_| refused("its parts do not belong together"))?)
            }
            (Some("OKP"), Some("X25519")) => x25519(members),
            _ => Err(refused("its kty and crv are not RSA, EC, Ed25519 or X25519")),
        }
    }

    /// The family of signature algorithms that it can serve.
    pub fn family(&self) -> Option<Family> {
        match self.kind {
            Kind::Rsa => Some(Family::Rsa),
            Kind::Ec(curve) => Some(Family::Ec(curve)),
            Kind::Ed25519 => Some(Family::Ed25519),
            Kind::X25519 => None,
        }
    }

    /// The key as one that decrypts, if its kind can.
    pub fn decrypting(&self) -> Option<DecryptionKey> {
        let private = self.private.expose();
        match self.kind {
            Kind::Rsa => DecryptionKey::rsa(private),
            Kind::Ec(curve) => DecryptionKey::curve(AgreementCurve::Nist(curve), private),
            Kind::X25519 => DecryptionKey::curve(AgreementCurve::X25519, private),
            Kind::Ed25519 => None,
        }
    }
}

fn why_no_pem(text: &str) -> &'static str {
    match text {
        // RFC 7468 §11, and RFC 1421 §4.6.1.1 of before
        _ if text.contains("ENCRYPTED") => "it is encrypted with a passphrase",
        _ if text.contains("BEGIN OPENSSH PRIVATE KEY") => {
            "it is in OpenSSH's own format (`ssh-keygen -p -m PKCS8 -f FILE` changes that)"
        }
        _ if text.contains("-----BEGIN") && text.contains("\\n") => "its lines end in a backslash and an n",
        _ => "it is neither PEM nor a JWK",
    }
}

/// RFC 7518 §6.3
fn rsa(members: &Map<String, Value>) -> Result<RsaKeyPair> {
    let part = |name: &str| bytes(members, name);
    let components = KeyPairComponents {
        public_key: PublicKeyComponents { n: part("n")?, e: part("e")? },
        d: part("d")?,
        p: part("p")?,
        q: part("q")?,
        dP: part("dp")?,
        dQ: part("dq")?,
        qInv: part("qi")?,
    };
    RsaKeyPair::from_components(&components).map_err(|_| refused("its parts do not belong together"))
}

/// RFC 7518 §6.2
fn ec(members: &Map<String, Value>, curve: Curve) -> Result<EcdsaKeyPair> {
    let (x, y) = (bytes(members, "x")?, bytes(members, "y")?);
    let point = [&[4], x.as_slice(), y.as_slice()].concat();
    EcdsaKeyPair::from_private_key_and_public_key(ecdsa(curve), &bytes(members, "d")?, &point)
        .map_err(|_| refused("its parts do not belong together"))
}

/// RFC 8037 §2
fn x25519(members: &Map<String, Value>) -> Result<PrivateMaterial> {
    let own = bytes(members, "d")?;
    let public = agreement::PrivateKey::from_private_key(&agreement::X25519, &own)
        .and_then(|key| Ok(key.compute_public_key()?));
    match public {
        Ok(public) if public.as_ref() == bytes(members, "x")?.as_slice() => {
            Ok(PrivateMaterial { kind: Kind::X25519, private: Secret::new(own.to_vec()) })
        }
        _ => Err(refused("its parts do not belong together")),
    }
}

fn of_rsa(pair: &RsaKeyPair) -> Result<PrivateMaterial> {
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(pair).map_err(|_| refused("it is not a sound key"))?;
    Ok(PrivateMaterial { kind: Kind::Rsa, private: Secret::new(der.as_ref().to_vec()) })
}

fn of_ec(curve: Curve, pair: &EcdsaKeyPair) -> Result<PrivateMaterial> {
    let der = pair.to_pkcs8v1().map_err(|_| refused("it is not a sound key"))?;
    Ok(PrivateMaterial { kind: Kind::Ec(curve), private: Secret::new(der.as_ref().to_vec()) })
}

fn of_ed25519(pair: &Ed25519KeyPair) -> Result<PrivateMaterial> {
    let seed = pair.seed().and_then(|seed| AsBigEndian::<Curve25519SeedBin<'_>>::as_be_bytes(&seed));
    let seed = seed.map_err(|_| refused("it is not a sound key"))?;
    Ok(PrivateMaterial { kind: Kind::Ed25519, private: Secret::new(seed.as_ref().to_vec()) })
}

fn bytes(members: &Map<String, Value>, name: &str) -> Result<Zeroizing<Vec<u8>>> {
    let text = members.get(name).and_then(Value::as_str);
    let bytes = text.and_then(base64url::decode).ok_or_else(|| refused("a part of it is missing"))?;
    Ok(Zeroizing::new(bytes))
}

/// Why a private key is not used; nothing of it is shown.
pub(super) fn refused(why: &str) -> Error {
    Code::ConfigInvalid
        .error()
        .message(format!("the client's private key cannot be used: {why}"))
        .hint("give PEM (`openssl genpkey`, without a passphrase) or a JWK with its private parts")
}
