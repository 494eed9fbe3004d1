//! The public key of one who can decrypt: RFC 7517, RFC 7518 §4.

use aws_lc_rs::{
    rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey},
    signature::RsaPublicKeyComponents,
};
use serde_json::{Map, Value};

use super::{
    agreement::{Fill, Point},
    conveyed::{Conveyed, Encryption, failed},
    key_management::{KeyManagement, Needs},
};
use crate::{
    error::{Code, Error, Phase, Result},
    jose::{
        jwk::{self, Material, Unusable},
        jwk_set::MAX_KEYS,
    },
    protocol::json,
};

/// Who can decrypt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    kid: Option<String>,
    algorithm: Option<KeyManagement>,
    public: Public,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Public {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    Curve(Point),
}

impl Recipient {
    /// Every key of a JWK set that something can be encrypted to, first those that say so. Keys of another kind or for another
    /// purpose are passed over (RFC 7517 §5), and those that break a rule too.
    ///
    /// # Errors
    /// `not_json`, `duplicate_json_key` or `json_refused`; `jwks_invalid` if it is no set or has too many keys;
    /// `jwks_private_key` if it gives a secret away.
    pub fn of_set(bytes: &[u8]) -> Result<Vec<Self>> {
        let document = json::object(bytes).map_err(|error| error.phase(Phase::Validate))?;
        let invalid = |why: &str| Code::JwksInvalid.error().phase(Phase::Validate).message(why);
        let Some(Value::Array(items)) = document.get("keys") else {
            return Err(invalid("a key set is an object with a list of keys (RFC 7517 §5)"));
        };
        if items.len() > MAX_KEYS {
            return Err(invalid("the key set has too many keys"));
        }
        let (mut meant, mut unsaid) = (Vec::new(), Vec::new());
        for members in items.iter().filter_map(Value::as_object) {
            match Self::read(members) {
                Ok(recipient) if members.contains_key("use") => meant.push(recipient),
                Ok(recipient) => unsaid.push(recipient),
                Err(Unusable::Private) => return Err(Code::JwksPrivateKey.error().phase(Phase::Validate)),
                Err(Unusable::Foreign | Unusable::Broken(_)) => {}
            }
        }
        // A key that says nothing may be there for signatures (RFC 7517 §4.2).
        meant.append(&mut unsaid);
        Ok(meant)
    }

    /// The first of `recipients` that this can be done for.
    pub fn for_algorithm(recipients: &[Self], algorithm: KeyManagement) -> Option<&Self> {
        recipients.iter().find(|recipient| recipient.serves(algorithm))
    }

    fn read(members: &Map<String, Value>) -> Result<Self, Unusable> {
        jwk::refuse_private(members)?;
        // RFC 7517 §4.2, §4.3: a key that says what it is for is used for nothing else
        let is_meant = jwk::is_for(members, "enc", &["wrapKey", "encrypt", "deriveKey", "deriveBits"])?;
        if !is_meant {
            return Err(Unusable::Foreign);
        }
        let public = match jwk::text(members, "kty")? {
            Some("RSA") => match Material::rsa(members)? {
                Material::Rsa { n, e } => Public::Rsa { n, e },
                _ => return Err(Unusable::Foreign),
            },
            _ => Public::Curve(Point::read(members)?),
        };
        let named =
            jwk::text(members, "alg")?.map(|name| KeyManagement::named(name).ok_or(Unusable::Foreign));
        let kid = jwk::text(members, "kid")?.map(str::to_owned);
        let recipient = Self { kid, algorithm: named.transpose()?, public };
        match recipient.algorithm {
            Some(algorithm) if algorithm.needs() != recipient.needs() => {
                Err(Unusable::Broken("alg does not fit kty and crv"))
            }
            _ => Ok(recipient),
        }
    }

    /// Its name within its set.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Whether the content's key can be conveyed to it in this way.
    pub fn serves(&self, algorithm: KeyManagement) -> bool {
        algorithm.needs() == self.needs() && self.algorithm.is_none_or(|own| own == algorithm)
    }

    fn needs(&self) -> Needs {
        match self.public {
            Public::Rsa { .. } => Needs::Rsa,
            Public::Curve(_) => Needs::Curve,
        }
    }

    /// Makes the content's key and conveys it.
    pub(super) fn convey(&self, encryption: Encryption, fill: Fill<'_>) -> Result<Conveyed> {
        match (&self.public, encryption.algorithm) {
            (Public::Curve(point), algorithm) if self.serves(algorithm) => encryption.agree(point, fill),
            (Public::Rsa { n, e }, algorithm @ KeyManagement::RsaOaep256) if self.serves(algorithm) => {
                let components = RsaPublicKeyComponents { n, e };
                let key: PublicEncryptingKey = components.try_into().map_err(|_| failed())?;
                let oaep = OaepPublicEncryptingKey::new(key).map_err(|_| failed())?;
                let content_key = encryption.new_key(fill);
                let mut encrypted_key = vec![0; oaep.ciphertext_size()];
                oaep.encrypt(&OAEP_SHA256_MGF1SHA256, &content_key, &mut encrypted_key, None)
                    .map_err(|_| failed())?;
                Ok(Conveyed { key: content_key, encrypted_key, epk: None })
            }
            (_, algorithm) => Err(unfit(algorithm)),
        }
    }
}

fn unfit(algorithm: KeyManagement) -> Error {
    Code::InternalError.error().message(format!("nothing is encrypted to this key with {algorithm}"))
}
