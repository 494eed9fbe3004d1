//! A private key as people keep it, and what it may be used for: PEM (RFC 7468: PKCS #8, PKCS #1, SEC 1) or a JWK (RFC 7517).

use serde_json::{Map, Value};

use super::{
    algorithm::Algorithm,
    jwe::{DecryptionKey, KeyManagement, Needs},
    key::SigningKey,
    key_algorithm::KeyAlgorithm,
    private_material::{PrivateMaterial, refused},
};
use crate::{error::Result, protocol::json, secret::SecretString};

/// A private key that may still choose its algorithm.
#[derive(Clone)]
pub struct PrivateKey {
    material: PrivateMaterial,
    purpose: Purpose,
    kid: Option<String>,
}

/// What a key says that it is for (RFC 7517 §4.2, §4.3, §4.4).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// It says nothing.
    Any,
    /// For signatures, perhaps with one algorithm only.
    Signing(Option<Algorithm>),
    /// To decrypt, perhaps in one way only.
    Decrypting(Option<KeyManagement>),
}

impl PrivateKey {
    /// Makes a key for one thing, whose name is its thumbprint; RSA has 2048 bits, and what decrypts otherwise is on P-256, of
    /// the numbers that `fill` gives. For the rest it is asked as by [`SigningKey::generate`].
    ///
    /// # Errors
    /// `internal_error` if the library fails.
    pub fn generate(algorithm: KeyAlgorithm, fill: &mut dyn FnMut(&mut [u8])) -> Result<Self> {
        let mut signing = |own| PrivateMaterial::of_signing(&SigningKey::generate(own, fill)?);
        let (material, purpose) = match algorithm {
            KeyAlgorithm::Signing(own) => (signing(own)?, Purpose::Signing(Some(own))),
            KeyAlgorithm::Decrypting(way) if way.needs() == Needs::Rsa => {
                (signing(Algorithm::RS256)?, Purpose::Decrypting(Some(way)))
            }
            KeyAlgorithm::Decrypting(way) => {
                (PrivateMaterial::agreeing(fill)?, Purpose::Decrypting(Some(way)))
            }
        };
        let bare = Self { material, purpose, kid: None };
        Ok(Self { kid: Some(bare.name()?), ..bare })
    }

    /// Reads PEM or a JWK.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`](crate::error::Code::ConfigInvalid); nothing of the text is shown.
    pub fn parse(text: &SecretString) -> Result<Self> {
        let text = text.expose().trim();
        if text.starts_with('{') {
            return Self::of_jwk(&json::object(text.as_bytes()).map_err(|_| refused("it is not JSON"))?);
        }
        Ok(Self { material: PrivateMaterial::of_pem(text)?, purpose: Purpose::Any, kid: None })
    }

    /// Reads one JWK.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub(super) fn of_jwk(members: &Map<String, Value>) -> Result<Self> {
        let kid = members.get("kid").and_then(Value::as_str).map(str::to_owned);
        let purpose = Purpose::read(members)?;
        let key = Self { material: PrivateMaterial::of_jwk(members)?, purpose, kid };
        let is_sound = match purpose {
            Purpose::Signing(Some(_)) => key.algorithms().next().is_some(),
            Purpose::Decrypting(Some(_)) => key.decrypting().is_some(),
            Purpose::Any | Purpose::Signing(None) | Purpose::Decrypting(None) => true,
        };
        if is_sound { Ok(key) } else { Err(refused("its `alg` does not fit it")) }
    }

    /// The name that it brings along; one that is made up here would be known to nobody.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    pub(super) fn material(&self) -> &PrivateMaterial {
        &self.material
    }

    /// What it is bound to: `use` and `alg`.
    pub(super) fn bindings(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let (usage, algorithm) = match self.purpose {
            Purpose::Any => (None, None),
            Purpose::Signing(bound) => (Some("sig"), bound.map(Algorithm::name)),
            Purpose::Decrypting(bound) => (Some("enc"), bound.map(KeyManagement::name)),
        };
        let named = [("use", usage), ("alg", algorithm)];
        named.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }

    /// What it may sign with, the commonest first; nothing if it is for decrypting only.
    pub fn algorithms(&self) -> impl Iterator<Item = Algorithm> + use<> {
        let (family, purpose) = (self.material.family(), self.purpose);
        let may = move |own: &Algorithm| match purpose {
            Purpose::Any | Purpose::Signing(None) => true,
            Purpose::Signing(Some(bound)) => bound == *own,
            Purpose::Decrypting(_) => false,
        };
        Algorithm::ALL.iter().copied().filter(move |own| Some(own.family()) == family).filter(may)
    }

    /// Whether it may sign at all.
    pub fn may_sign(&self) -> bool {
        self.algorithms().next().is_some()
    }

    /// The key with its algorithm, which is one of [`algorithms`](Self::algorithms).
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn signing(self, algorithm: Algorithm) -> Result<SigningKey> {
        SigningKey::of(algorithm, self.material.private).map_err(|_| refused("it is not a sound key"))
    }

    /// The key as one that decrypts, if it may and can.
    pub fn decrypting(&self) -> Option<DecryptionKey> {
        let bound = match self.purpose {
            Purpose::Any => None,
            Purpose::Decrypting(bound) => bound,
            Purpose::Signing(_) => return None,
        };
        self.material.decrypting()?.bound(self.kid.clone(), bound)
    }
}

impl Purpose {
    fn read(members: &Map<String, Value>) -> Result<Self> {
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        let unfit = || refused("its `alg` does not fit it");
        let (signing, decrypting) =
            (text("alg").and_then(Algorithm::named), text("alg").and_then(KeyManagement::named));
        match (text("use"), text("alg")) {
            (Some("sig"), None) => Ok(Self::Signing(None)),
            (Some("enc"), None) => Ok(Self::Decrypting(None)),
            (Some("sig") | None, Some(_)) if signing.is_some() => Ok(Self::Signing(signing)),
            (Some("enc") | None, Some(_)) if decrypting.is_some() => Ok(Self::Decrypting(decrypting)),
            (Some("sig" | "enc") | None, Some(_)) => Err(unfit()),
            (Some(_), _) => Err(refused("its `use` is neither sig nor enc")),
            (None, None) => Self::of_operations(members.get("key_ops")),
        }
    }

    fn of_operations(operations: Option<&Value>) -> Result<Self> {
        let Some(operations) = operations else { return Ok(Self::Any) };
        let named = |meant: &[&str]| {
            let listed = operations.as_array().into_iter().flatten().filter_map(Value::as_str);
            listed.into_iter().any(|operation| meant.contains(&operation))
        };
        match (named(&["sign"]), named(&["decrypt", "unwrapKey", "deriveKey", "deriveBits"])) {
            (true, true) => Ok(Self::Any),
            (true, false) => Ok(Self::Signing(None)),
            (false, true) => Ok(Self::Decrypting(None)),
            (false, false) => Err(refused("its `key_ops` let it neither sign nor decrypt")),
        }
    }
}
