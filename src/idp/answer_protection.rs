//! How answers are protected on their way to a client: UserInfo signed; the ID token, UserInfo and the signed answer of the
//! browser encrypted, by the names of OIDC Registration §2 and JARM §3.

use super::{
    encryption_choice,
    signing_algorithm::{SIGNING_ALGORITHMS, SigningAlgorithm},
};
use crate::{
    error::Result,
    jose::{
        algorithm::Algorithm,
        jwe::{self, Content, Encryption, Fill, KeyManagement, Needs, Recipient, To},
    },
    secret::SecretString,
};

/// What a client has registered for; nothing unless it says so.
#[derive(Debug, Clone, Default)]
pub struct AnswerProtection {
    /// How its ID tokens are encrypted; they are always signed.
    pub id_token: Option<ResponseEncryption>,
    /// What its UserInfo answers are signed with.
    pub userinfo_signed: Option<Algorithm>,
    /// How its UserInfo answers are encrypted.
    pub userinfo: Option<ResponseEncryption>,
    /// How the answers that it has signed for the browser are encrypted (JARM §3).
    pub authorization: Option<ResponseEncryption>,
}

/// What the configuration says of it.
pub struct Named<'a> {
    /// `id_token_encrypted_response_alg` and `…_enc`.
    pub id_token: [Option<&'a str>; 2],
    /// `userinfo_signed_response_alg`.
    pub userinfo_signed: Option<&'a str>,
    /// `userinfo_encrypted_response_alg` and `…_enc`.
    pub userinfo: [Option<&'a str>; 2],
    /// `authorization_encrypted_response_alg` and `…_enc`.
    pub authorization: [Option<&'a str>; 2],
    /// `jwks`, as text.
    pub jwks: Option<&'a str>,
    /// The client secret.
    pub secret: Option<&'a SecretString>,
}

/// How something is encrypted, and to which key.
#[derive(Debug, Clone)]
pub struct ResponseEncryption {
    how: Encryption,
    reader: Reader,
}

#[derive(Debug, Clone)]
enum Reader {
    Key(Recipient),
    Secret(SecretString),
}

impl AnswerProtection {
    /// What is said, or why it cannot be.
    pub fn checked(named: &Named<'_>) -> Result<Self, String> {
        let userinfo_signed = named.userinfo_signed.map(str::parse::<SigningAlgorithm>).transpose()?;
        Ok(Self {
            id_token: named.encryption("id_token", named.id_token)?,
            userinfo_signed: userinfo_signed.map(|named| named.0),
            userinfo: named.encryption("userinfo", named.userinfo)?,
            authorization: named.encryption("authorization", named.authorization)?,
        })
    }
}

impl Named<'_> {
    fn encryption(&self, what: &str, names: [Option<&str>; 2]) -> Result<Option<ResponseEncryption>, String> {
        let what = format!("{what}_encrypted_response");
        let Some(how) = encryption_choice::chosen(&what, names, &written())? else { return Ok(None) };
        let reader = self.reader(how.algorithm);
        let reader = reader.map_err(|why| format!("{what}_alg is {}, {why}", how.algorithm))?;
        Ok(Some(ResponseEncryption { how, reader }))
    }

    fn reader(&self, algorithm: KeyManagement) -> Result<Reader, String> {
        if algorithm.needs() == Needs::Secret {
            let secret = self.secret.ok_or("and there is no client secret to make a key of")?;
            return Ok(Reader::Secret(secret.clone()));
        }
        let recipients = match self.jwks {
            Some(text) => {
                Recipient::of_set(text.as_bytes()).map_err(|error| format!("jwks: {}", error.text()))?
            }
            None => Vec::new(),
        };
        let recipient = Recipient::for_algorithm(&recipients, algorithm).cloned();
        recipient.map(Reader::Key).ok_or_else(|| "and jwks has no key for that".into())
    }
}

impl ResponseEncryption {
    /// Encrypts.
    pub fn encrypt(&self, content: Content<'_>, fill: Fill<'_>) -> Result<String> {
        let to = match &self.reader {
            Reader::Key(recipient) => To::Key(recipient),
            Reader::Secret(secret) => To::Secret(secret),
        };
        jwe::encrypt(content, to, self.how, fill)
    }
}

/// What the metadata list of it (OIDC Discovery §3).
pub fn metadata() -> [(&'static str, Vec<&'static str>); 8] {
    let ways: Vec<&str> = written().iter().map(|way| way.name()).collect();
    let contents = encryption_choice::contents();
    let signatures: Vec<&str> = SIGNING_ALGORITHMS.iter().map(|(name, _)| *name).collect();
    [
        ("id_token_encryption_alg_values_supported", ways.clone()),
        ("id_token_encryption_enc_values_supported", contents.clone()),
        ("userinfo_signing_alg_values_supported", signatures.clone()),
        ("userinfo_encryption_alg_values_supported", ways.clone()),
        ("userinfo_encryption_enc_values_supported", contents.clone()),
        // JARM §4
        ("authorization_signing_alg_values_supported", signatures),
        ("authorization_encryption_alg_values_supported", ways),
        ("authorization_encryption_enc_values_supported", contents),
    ]
}

/// The ways to convey a key that are written here.
fn written() -> Vec<KeyManagement> {
    KeyManagement::ALL.iter().copied().filter(|way| way.is_written()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_refused_with_the_member_that_says_it() {
        const JWKS: &str = r#"{"keys":[{"kty":"OKP","crv":"X25519","use":"enc","alg":"ECDH-ES",
            "x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}]}"#;
        let secret = SecretString::from("CANARY-client-secret");
        let refusal = |id_token, userinfo_signed, userinfo, jwks, secret| {
            let authorization = [None; 2];
            AnswerProtection::checked(&Named {
                id_token,
                userinfo_signed,
                userinfo,
                authorization,
                jwks,
                secret,
            })
            .err()
        };
        let id_token = |alg, enc| refusal([Some(alg), enc], None, [None; 2], Some(JWKS), Some(&secret));
        assert_eq!(id_token("ECDH-ES", None), None);
        assert_eq!(id_token("A256KW", Some("A256CBC-HS512")), None);
        let is_told = |refusal: Option<String>, part: &str| {
            let told = refusal.expect(part);
            assert!(told.contains(part) && !told.contains("CANARY"), "{told}");
        };
        // C88
        for alg in ["RSA1_5", "RSA-OAEP", "PBES2-HS256+A128KW", "none", ""] {
            is_told(id_token(alg, None), "id_token_encrypted_response_alg is one of ECDH-ES, ");
        }
        is_told(id_token("dir", Some("A128CBC")), "id_token_encrypted_response_enc is one of A256GCM, ");
        is_told(id_token("RSA-OAEP-256", None), "jwks has no key for that");
        is_told(id_token("ECDH-ES+A128KW", None), "jwks has no key for that");
        let without_secret = refusal([Some("dir"), None], None, [None; 2], Some(JWKS), None);
        is_told(without_secret, "there is no client secret");
        let private = r#"{"keys":[{"kty":"OKP","crv":"X25519","x":"AA","d":"CANARY"}]}"#;
        is_told(refusal([None; 2], None, [Some("ECDH-ES"), None], Some(private), None), "jwks: ");
        let alone = refusal([None; 2], None, [None, Some("A128GCM")], None, None);
        is_told(alone, "userinfo_encrypted_response_enc needs userinfo_encrypted_response_alg");
        is_told(refusal([None; 2], Some("HS256"), [None; 2], None, None), "is RS256, ES256");
    }
}
