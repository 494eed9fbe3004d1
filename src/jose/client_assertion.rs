//! A client's proof of who it is, signed anew for each request: RFC 7523 §2.2 and §3, OIDC Core §9 (`private_key_jwt`,
//! `client_secret_jwt`).

use std::fmt;

use serde_json::{Map, Value, json};

use super::{algorithm::Algorithm, key::SigningKey, symmetric_key::SymmetricKey};
use crate::{error::Result, protocol::time::UnixTime, secret::SecretString};

/// The value of `client_assertion_type` (RFC 7523 §2.2).
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How long one lives, in seconds (threat C133).
pub const LIFE_S: i64 = 60;

/// What signs.
pub enum AssertionKey {
    /// The client's private key, and the name that the provider knows it by.
    Private(Box<SigningKey>, Option<String>),
    /// The client secret.
    Secret(Box<SymmetricKey>),
}

/// What one assertion says.
pub struct ClientAssertion<'a> {
    /// Who the client is.
    pub client_id: &'a str,
    /// For whom it is: one string and no list, so that nobody else can use it.
    pub audience: &'a str,
    /// Its own name; a provider takes it once.
    pub jti: &'a str,
    /// When it is made.
    pub now: UnixTime,
}

/// What a client secret says that is made of a key.
/// <https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret>
pub struct ClientSecret<'a> {
    /// Who the client is.
    pub client_id: &'a str,
    /// Whose key it is.
    pub team_id: &'a str,
    /// For whom it is.
    pub audience: &'a str,
    /// When it is made.
    pub now: UnixTime,
}

impl AssertionKey {
    /// What it signs with.
    pub fn algorithm(&self) -> Algorithm {
        match self {
            Self::Private(key, _) => key.algorithm(),
            Self::Secret(key) => key.algorithm(),
        }
    }

    /// Signs one.
    ///
    /// # Errors
    /// `internal_error` if the library fails.
    pub fn sign(&self, assertion: &ClientAssertion<'_>) -> Result<SecretString> {
        // RFC 7523 §3: iss and sub are both the client
        let claims: Map<String, Value> = [
            ("iss", json!(assertion.client_id)),
            ("sub", json!(assertion.client_id)),
            ("aud", json!(assertion.audience)),
            ("jti", json!(assertion.jti)),
            ("iat", json!(assertion.now)),
            ("exp", json!(assertion.now.plus(LIFE_S))),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect();
        self.sign_claims("JWT", &claims)
    }

    /// Signs one that is sent as the client secret. Its key is named by the provider, and it may live for months there; it is
    /// made to live as long as any assertion.
    ///
    /// # Errors
    /// `internal_error` if the library fails.
    pub fn sign_secret(&self, secret: &ClientSecret<'_>) -> Result<SecretString> {
        let claims: Map<String, Value> = [
            ("iss", json!(secret.team_id)),
            ("sub", json!(secret.client_id)),
            ("aud", json!(secret.audience)),
            ("iat", json!(secret.now)),
            ("exp", json!(secret.now.plus(LIFE_S))),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect();
        self.sign_claims("JWT", &claims)
    }

    /// Signs other claims, as a token of that kind.
    ///
    /// # Errors
    /// `internal_error` if the library fails.
    pub fn sign_claims(&self, typ: &str, claims: &Map<String, Value>) -> Result<SecretString> {
        match self {
            Self::Private(key, kid) => key.sign_as(kid.as_deref(), Some(typ), claims),
            Self::Secret(key) => key.sign(Some(typ), claims),
        }
        .map(SecretString::from)
    }
}

impl fmt::Debug for AssertionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Private(key, _) => key.fmt(f),
            Self::Secret(_) => f.write_str("SymmetricKey"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::jws;

    #[test]
    fn an_assertion_is_for_one_audience_and_one_minute() {
        // C133
        let secret = SymmetricKey::new(Algorithm::HS256, b"CANARY-of-thirty-two-bytes-or-more").unwrap();
        let (client_id, audience, jti) = ("app", "https://id.example", "one");
        let assertion = ClientAssertion { client_id, audience, jti, now: UnixTime(1000) };
        let signed = AssertionKey::Secret(Box::new(secret)).sign(&assertion).unwrap();
        let (header, claims) = jws::peek(signed.expose()).unwrap();
        assert_eq!(header, json!({"alg": "HS256", "typ": "JWT"}));
        assert_eq!(
            claims,
            json!({"iss": "app", "sub": "app", "aud": "https://id.example", "jti": "one", "iat": 1000, "exp": 1060})
        );
    }
}
