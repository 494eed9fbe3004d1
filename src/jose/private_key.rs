//! A private key as people keep it: PEM (RFC 7468: PKCS #8, PKCS #1, SEC 1) or a JWK (RFC 7517, RFC 7518 §6, RFC 8037 §2).

use aws_lc_rs::{
    encoding::{AsBigEndian, AsDer, Curve25519SeedBin, Pkcs8V1Der},
    rsa::{KeyPairComponents, PublicKeyComponents},
    signature::{EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair},
};
use rustls::pki_types::{PrivateKeyDer, pem::PemObject as _};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::{
    algorithm::{Algorithm, Curve, Family},
    base64url,
    key::{SigningKey, ecdsa},
};
use crate::{
    error::{Code, Error, Result},
    protocol::json,
    secret::{Secret, SecretString},
};

/// A private key that may still choose its algorithm.
pub struct PrivateKey {
    family: Family,
    /// PKCS #8, for Ed25519 the seed.
    private: Secret<Vec<u8>>,
    /// The only algorithm that it may sign with, if it says so.
    algorithm: Option<Algorithm>,
    kid: Option<String>,
}

impl PrivateKey {
    /// Reads PEM or a JWK.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`]; nothing of the text is shown.
    pub fn parse(text: &SecretString) -> Result<Self> {
        let text = text.expose().trim();
        if text.starts_with('{') {
            return of_jwk(&json::object(text.as_bytes()).map_err(|_| refused("it is not JSON"))?);
        }
        let (family, private) = of_pem(text)?;
        Ok(Self { family, private, algorithm: None, kid: None })
    }

    /// The name that it brings along; one that is made up here would be known to nobody.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// What it may sign with, the commonest first.
    pub fn algorithms(&self) -> impl Iterator<Item = Algorithm> {
        let (family, bound) = (self.family, self.algorithm);
        Algorithm::ALL
            .iter()
            .copied()
            .filter(move |own| own.family() == family && bound.is_none_or(|bound| bound == *own))
    }

    /// The key with its algorithm, which is one of [`algorithms`](Self::algorithms).
    pub fn signing(self, algorithm: Algorithm) -> Result<SigningKey> {
        SigningKey::of(algorithm, self.private).map_err(|_| refused("it is not a sound key"))
    }
}

fn of_pem(text: &str) -> Result<(Family, Secret<Vec<u8>>)> {
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

fn of_jwk(members: &Map<String, Value>) -> Result<PrivateKey> {
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    if text("use").is_some_and(|usage| usage != "sig") {
        return Err(refused("its `use` is not sig"));
    }
    let (family, private) = match (text("kty"), text("crv")) {
        (Some("RSA"), _) => of_rsa(&rsa(members)?)?,
        (Some("EC"), Some(crv)) => {
            let unknown = || refused("its curve is not P-256, P-384 or P-521");
            let curve = *Curve::ALL.iter().find(|curve| curve.name() == crv).ok_or_else(unknown)?;
            of_ec(curve, &ec(members, curve)?)?
        }
        (Some("OKP"), Some("Ed25519")) => {
            let pair = Ed25519KeyPair::from_seed_and_public_key(&bytes(members, "d")?, &bytes(members, "x")?);
            of_ed25519(&pair.map_err(|_| refused("its parts do not belong together"))?)?
        }
        _ => return Err(refused("its kty and crv are not RSA, EC or Ed25519")),
    };
    let algorithm = match text("alg") {
        None => None,
        Some(name) => {
            let known = Algorithm::named(name).filter(|algorithm| algorithm.family() == family);
            Some(known.ok_or_else(|| refused("its `alg` does not fit it"))?)
        }
    };
    Ok(PrivateKey { family, private, algorithm, kid: text("kid").map(str::to_owned) })
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

fn of_rsa(pair: &RsaKeyPair) -> Result<(Family, Secret<Vec<u8>>)> {
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(pair).map_err(|_| refused("it is not a sound key"))?;
    Ok((Family::Rsa, Secret::new(der.as_ref().to_vec())))
}

fn of_ec(curve: Curve, pair: &EcdsaKeyPair) -> Result<(Family, Secret<Vec<u8>>)> {
    let der = pair.to_pkcs8v1().map_err(|_| refused("it is not a sound key"))?;
    Ok((Family::Ec(curve), Secret::new(der.as_ref().to_vec())))
}

fn of_ed25519(pair: &Ed25519KeyPair) -> Result<(Family, Secret<Vec<u8>>)> {
    let seed = pair.seed().and_then(|seed| AsBigEndian::<Curve25519SeedBin<'_>>::as_be_bytes(&seed));
    let seed = seed.map_err(|_| refused("it is not a sound key"))?;
    Ok((Family::Ed25519, Secret::new(seed.as_ref().to_vec())))
}

fn bytes(members: &Map<String, Value>, name: &str) -> Result<Zeroizing<Vec<u8>>> {
    let text = members.get(name).and_then(Value::as_str);
    let bytes = text.and_then(base64url::decode).ok_or_else(|| refused("a part of it is missing"))?;
    Ok(Zeroizing::new(bytes))
}

fn refused(why: &str) -> Error {
    Code::ConfigInvalid
        .error()
        .message(format!("the client's private key cannot be used: {why}"))
        .hint("give PEM (`openssl genpkey`, without a passphrase) or a JWK with its private parts")
}
