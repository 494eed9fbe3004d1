//! Tokens that are wrong on purpose, for tests of receivers: any header over any bytes, signed by anybody or nobody (RFC 7515
//! §7.1). Nothing else writes with this.

use std::sync::Arc;

use aws_lc_rs::hmac;
use serde_json::{Map, Value};

use super::{
    algorithm::{Algorithm, Family},
    base64url, jws,
    key::SigningKey,
    private_material::PrivateMaterial,
    written_key::{pem, public_der},
};
use crate::{
    error::{Code, Result},
    protocol::json,
    secret::{Secret, SecretString},
};

/// The longest token that is found in a text, in bytes.
const LONGEST: usize = 2 * 1024 * 1024;

/// A token before it is written.
#[derive(Clone)]
pub struct Forged {
    /// Its header, `alg` and all.
    pub header: Map<String, Value>,
    /// What it says, as bytes: they need not be JSON.
    pub payload: Vec<u8>,
    /// Who signs it; what the header says of that is not looked at.
    pub signed: Signed,
}

/// Who signs.
#[derive(Clone)]
pub enum Signed {
    /// The owner of this key, with its algorithm.
    By(Arc<SigningKey>),
    /// Whoever has these bytes, with HMAC and SHA-256.
    Keyed(SecretString),
    /// Nobody: these bytes stand where a signature would.
    Bytes(Vec<u8>),
}

impl Forged {
    /// Takes a token apart; its signature stays as it is.
    pub fn read(token: &str) -> Option<Self> {
        let parts: Vec<&str> = token.split('.').collect();
        let [header, payload, signature] = parts[..] else { return None };
        let header = json::object(&base64url::decode(header)?).ok()?;
        let signed = Signed::Bytes(base64url::decode(signature)?);
        Some(Self { header, payload: base64url::decode(payload)?, signed })
    }

    /// Writes it.
    ///
    /// # Errors
    /// [`Code::InternalError`] if the library fails.
    pub fn write(&self) -> Result<String> {
        let header = Value::Object(self.header.clone()).to_string();
        let message = format!("{}.{}", base64url::encode(header), base64url::encode(&self.payload));
        let signature = match &self.signed {
            Signed::By(key) => key.signature(message.as_bytes())?,
            Signed::Keyed(secret) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
                hmac::sign(&key, message.as_bytes()).as_ref().to_vec()
            }
            Signed::Bytes(bytes) => bytes.clone(),
        };
        Ok(format!("{message}.{}", base64url::encode(signature)))
    }

    /// Its claims; none if it does not say any.
    pub fn claims(&self) -> Map<String, Value> {
        json::object(&self.payload).unwrap_or_default()
    }

    /// Changes its claims.
    pub fn edit(&mut self, change: impl FnOnce(&mut Map<String, Value>)) {
        let mut claims = self.claims();
        change(&mut claims);
        self.payload = Value::Object(claims).to_string().into_bytes();
    }

    /// Puts a member into its header, in place of one of that name.
    pub fn head(&mut self, name: &str, value: impl Into<Value>) {
        self.header.insert(name.to_owned(), value.into());
    }
}

/// Where the first compact token stands in a text, if there is one.
pub fn find(text: &str) -> Option<&str> {
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    // the base64url of `{"`, with which every header begins here
    let mut words = text.split(|c: char| !is_of_token(c)).filter(|word| word.starts_with("eyJ"));
    words.find(|word| word.len() <= LONGEST && (jws::peek(word).is_some() || Forged::read(word).is_some()))
}

/// A key as it would publish it, bare: what a forger puts into a header (RFC 7515 §4.1.3).
pub fn bare_jwk(key: &SigningKey) -> Value {
    key.public().bare()
}

/// The same key with another algorithm of its family, where it has one (RFC 7518 §3.1).
///
/// # Errors
/// [`Code::InternalError`] if the library fails.
pub fn with_algorithm(key: &SigningKey, algorithm: Algorithm) -> Result<SigningKey> {
    SigningKey::of(algorithm, Secret::new(key.private().expose().clone()))
        .map_err(|_| Code::InternalError.error().message("the key does not serve that algorithm"))
}

/// The public half of a key in PEM, by which a receiver can be fooled that takes it for a secret (RFC 8725 §2.1).
///
/// # Errors
/// [`Code::InternalError`] if the library fails.
pub fn public_pem(key: &SigningKey) -> Result<String> {
    let der = public_der(&PrivateMaterial::of_signing(key)?).ok_or_else(|| Code::InternalError.error())?;
    Ok(pem("PUBLIC KEY", &der))
}

/// The key itself in PEM, for a certificate that a forger makes; nothing for an Ed25519 key.
pub fn private_pem(key: &SigningKey) -> Option<SecretString> {
    let is_pkcs8 = matches!(key.algorithm().family(), Family::Rsa | Family::Ec(_));
    is_pkcs8.then(|| pem("PRIVATE KEY", key.private().expose()).into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::jose::{jwk_set::JwkSet, jws::Keys};

    fn key() -> SigningKey {
        SigningKey::generate(Algorithm::EdDSA, &mut |bytes| bytes.fill(7)).unwrap()
    }

    #[test]
    fn a_token_that_is_read_and_signed_again_by_its_own_key_is_the_same() {
        let key = Arc::new(key());
        let token = key.sign(Some("logout+jwt"), &json!({"sub": "a"})).unwrap();
        let mut forged = Forged::read(&token).unwrap();
        assert_eq!(forged.write().unwrap(), token);
        forged.signed = Signed::By(Arc::clone(&key));
        assert_eq!(forged.write().unwrap(), token);
        assert_eq!(find(&format!("a=b&logout_token={token}&c=d")), Some(token.as_str()));
        assert_eq!(find("a=eyJub&b=eyJ.x"), None);
        forged.edit(|claims| drop(claims.insert("sub".into(), json!("b"))));
        forged.head("alg", "none");
        forged.signed = Signed::Bytes(Vec::new());
        let token = forged.write().unwrap();
        assert!(token.ends_with('.'));
        assert_eq!(jws::peek(&token).unwrap().1, json!({"sub": "b"}));
        assert!(jws::Unverified::parse(&token).is_err());
    }

    #[test]
    fn the_public_half_in_pem_is_no_secret_here() {
        // C74
        let key = key();
        let mut forged = Forged::read(&key.sign(None, &json!({})).unwrap()).unwrap();
        forged.head("alg", "HS256");
        forged.signed = Signed::Keyed(public_pem(&key).unwrap().into());
        let set = JwkSet::of([key.public().clone()]);
        let token = jws::Unverified::parse(&forged.write().unwrap()).unwrap();
        assert!(token.verify(Keys::Published(&set), Algorithm::ALL).is_err());
    }
}
