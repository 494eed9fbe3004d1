//! JSON Web Encryption, compact form: RFC 7516 §7.1, read strictly; RFC 8725 is the rule book.
//!
//! An encrypted token is private, and nothing more: whoever knows the public key can write one. What is in it is believed
//! for its own signature alone.
//!
//! Every reason why a token cannot be decrypted is one and the same error, and no reason is found sooner than another: RFC
//! 7516 §11.5, threat C88.

mod agreement;
mod content_encryption;
mod conveyed;
mod decryption_key;
mod header;
mod key_management;
mod key_wrap;
mod recipient;

use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

pub(super) use self::agreement::{AgreementCurve, Point};
pub use self::{
    agreement::Fill, content_encryption::ContentEncryption, conveyed::Encryption,
    decryption_key::DecryptionKey, header::Header, key_management::KeyManagement, key_management::Needs,
    recipient::Recipient,
};
use self::{content_encryption::Sealed, conveyed::failed, header::malformed};
use super::{base64url, jwk_set::MAX_CANDIDATES, jws::MAX_LEN};
use crate::{
    error::{Code, Error, Phase, Result},
    secret::SecretString,
};

/// An encrypted token that nobody has decrypted yet.
pub struct Encrypted {
    header: Header,
    /// The first part as it was sent: the additional authenticated data.
    protected: String,
    encrypted_key: Vec<u8>,
    iv: Vec<u8>,
    sealed: Sealed,
}

/// What decrypts: private keys, and a secret that the writer knows too.
#[derive(Clone, Copy, Default)]
pub struct Keys<'a> {
    /// The private keys.
    pub private: &'a [DecryptionKey],
    /// The client secret (OIDC Core §10.2).
    pub secret: Option<&'a SecretString>,
}

/// What was in an encrypted token.
pub struct Decrypted {
    header: Header,
    content: Zeroizing<Vec<u8>>,
}

/// Whether a text has the five parts of an encrypted token (RFC 7516 §9).
pub fn is_encrypted(token: &str) -> bool {
    token.splitn(6, '.').count() == 5
}

impl Encrypted {
    /// Takes a token apart.
    ///
    /// # Errors
    /// `jwe_malformed`, `jwe_refused`, `duplicate_json_key`, `json_refused`.
    pub fn parse(token: &str) -> Result<Self> {
        // Before anything else is done with it: C86
        if token.len() > MAX_LEN {
            return Err(
                malformed("the encrypted token is too long").expected(format!("at most {MAX_LEN} bytes"))
            );
        }
        let parts: Vec<&str> = token.splitn(6, '.').collect();
        let [protected, encrypted_key, iv, ciphertext, tag] = parts[..] else {
            return Err(malformed("an encrypted token has five parts (RFC 7516 §7.1)"));
        };
        let header = Header::read(&part(protected)?)?;
        let sealed = Sealed { ciphertext: part(ciphertext)?, tag: part(tag)? };
        let (encrypted_key, iv) = (part(encrypted_key)?, part(iv)?);
        Ok(Self { header, protected: protected.to_owned(), encrypted_key, iv, sealed })
    }

    /// Its header, which nobody has proven.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Decrypts it.
    ///
    /// # Errors
    /// `decryption_key_missing` if none of the keys can be meant; else `jwe_undecryptable`, whatever the reason.
    pub fn decrypt(self, keys: Keys<'_>) -> Result<Decrypted> {
        let opened = match (self.header.algorithm.needs(), keys.secret) {
            (Needs::Secret, Some(secret)) => {
                self.open(conveyed::shared(&self.header, &self.encrypted_key, secret))
            }
            (Needs::Secret, None) => return Err(self.no_key()),
            (Needs::Rsa | Needs::Curve, _) => {
                let candidates: Vec<_> =
                    keys.private.iter().filter(|key| key.may_open(&self.header)).collect();
                if candidates.is_empty() {
                    return Err(self.no_key());
                }
                let mut tried = candidates.iter().take(MAX_CANDIDATES);
                tried.find_map(|key| self.open(key.recover(&self.header, &self.encrypted_key)))
            }
        };
        match opened {
            Some(content) => Ok(Decrypted { header: self.header, content }),
            None => Err(Code::JweUndecryptable.error().phase(Phase::Validate)),
        }
    }

    /// RFC 7516 §11.5: what cannot be recovered takes as long as what is wrong.
    fn open(&self, key: Option<Zeroizing<Vec<u8>>>) -> Option<Zeroizing<Vec<u8>>> {
        let way = self.header.encryption;
        let (key, is_sound) = match key {
            Some(key) if key.len() == way.key_len() => (key, true),
            _ => (Zeroizing::new(vec![0; way.key_len()]), false),
        };
        let opened = way.open(&key, &self.iv, self.protected.as_bytes(), &self.sealed).ok();
        opened.filter(|_| is_sound)
    }

    fn no_key(&self) -> Error {
        let Header { algorithm, kid, .. } = &self.header;
        let sought =
            kid.as_ref().map_or_else(|| algorithm.to_string(), |kid| format!("{algorithm} kid {kid}"));
        Code::DecryptionKeyMissing.error().phase(Phase::Validate).got(sought)
    }
}

impl Decrypted {
    /// Its header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The content.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// The signed token that was encrypted (RFC 7519 §5.2).
    ///
    /// # Errors
    /// `jwe_malformed` if there is something else in it.
    pub fn nested(&self) -> Result<SecretString> {
        // A header that says nothing is taken at its content's word, whose signature decides.
        let says_otherwise = self.header.cty.is_some() && !self.header.is_nested();
        match std::str::from_utf8(&self.content) {
            Ok(text) if !says_otherwise && text.splitn(4, '.').count() == 3 => Ok(text.into()),
            _ => Err(malformed("what was encrypted is no signed token").expected("cty JWT")),
        }
    }

    /// Refuses claims that stand outside too, and say something else there (RFC 7519 §5.3).
    ///
    /// # Errors
    /// `jwe_malformed`
    pub fn check_replicated(&self, claims: &Map<String, Value>) -> Result<()> {
        let differs = |(name, value): &(&String, &Value)| claims.get(*name) != Some(*value);
        match self.header.replicated.iter().find(differs) {
            None => Ok(()),
            Some((name, _)) => {
                Err(malformed("a claim in the encrypted token's header is another than the one inside")
                    .got(name.as_str()))
            }
        }
    }
}

/// To whom something is encrypted.
#[derive(Clone, Copy)]
pub enum To<'a> {
    /// To the owner of a key.
    Key(&'a Recipient),
    /// To whoever knows the client secret (OIDC Core §10.2).
    Secret(&'a SecretString),
}

/// What is encrypted.
#[derive(Clone, Copy)]
pub enum Content<'a> {
    /// A signed token.
    Nested(&'a str),
    /// Claims, written as JSON.
    Claims(&'a Map<String, Value>),
}

/// Writes an encrypted token.
///
/// # Errors
/// `internal_error` if the recipient cannot decrypt it in that way, or the library fails.
pub fn encrypt(content: Content<'_>, to: To<'_>, how: Encryption, fill: Fill<'_>) -> Result<String> {
    let conveyed = match to {
        To::Key(recipient) => recipient.convey(how, fill)?,
        To::Secret(secret) if how.algorithm.needs() == Needs::Secret => how.share(secret, fill)?,
        To::Secret(_) => return Err(failed()),
    };
    let mut header = Map::from_iter([
        ("alg".to_owned(), json!(how.algorithm.name())),
        ("enc".to_owned(), json!(how.content.name())),
    ]);
    if let To::Key(recipient) = to
        && let Some(kid) = recipient.kid()
    {
        header.insert("kid".into(), json!(kid));
    }
    if let Some(epk) = &conveyed.epk {
        header.insert("epk".into(), epk.members().into());
    }
    let plain = match content {
        Content::Nested(token) => {
            // RFC 7519 §5.2: MUST be there for a nested token
            header.insert("cty".into(), json!("JWT"));
            Zeroizing::new(token.as_bytes().to_vec())
        }
        Content::Claims(claims) => {
            header.insert("typ".into(), json!("JWT"));
            Zeroizing::new(serde_json::to_vec(claims).expect("a JSON object can be written"))
        }
    };
    let protected = base64url::encode(Value::Object(header).to_string());
    let mut iv = vec![0; how.content.iv_len()];
    fill(&mut iv);
    let sealed = how.content.seal(&conveyed.key, &iv, protected.as_bytes(), &plain).map_err(|_| failed())?;
    let parts = [&conveyed.encrypted_key, &iv, &sealed.ciphertext, &sealed.tag].map(base64url::encode);
    Ok(format!("{protected}.{}", parts.join(".")))
}

fn part(text: &str) -> Result<Vec<u8>> {
    base64url::decode(text)
        .ok_or_else(|| malformed("a part of the encrypted token is not base64url without padding"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(base64url::decode(text).unwrap())
    }

    #[test]
    fn rfc_7516_a_1_aes_gcm() {
        let token = concat!(
            "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.",
            "OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckCL9kiMT03JGeipsEdY3mx_etLbbWSrFr05kLzcSr4qKAq7YN7e9jw",
            "QRb23nfa6c9d-StnImGyFDbSv04uVuxIp5Zms1gNxKKK2Da14B8S4rzVRltdYwam_lDp5XnZAYpQdb76FdIKLaVmqgfwX7XWRxv2322i-",
            "vDxRfqNzo_tETKzpVLzfiwQyeyPGLBIO56YJ7eObdv0je81860ppamavo35UgoRdbYaBcoh9QcfylQr66oc6vFWXRcZ_ZT2LawVCWTIy3",
            "brGPi6UklfCpIMfIjf7iGdXKHzg.48V1_ALb6US04U3b.",
            "5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A.XFBoMYUZodetZdvTiFvSkQ",
        );
        // A.1.2: the content's key
        let content_key = [
            177, 161, 244, 128, 84, 143, 225, 115, 63, 180, 3, 255, 107, 154, 212, 246, 138, 7, 110, 91, 112,
            46, 34, 105, 47, 130, 203, 46, 122, 234, 64, 252,
        ];
        let encrypted = Encrypted::parse(token).unwrap();
        assert_eq!(encrypted.header().algorithm, KeyManagement::RsaOaep);
        let content = encrypted.open(Some(Zeroizing::new(content_key.to_vec()))).unwrap();
        assert_eq!(&content[..], b"The true sign of intelligence is not knowledge but imagination.");
    }

    #[test]
    fn rfc_7516_a_3_aes_key_wrap_and_cbc() {
        let token = "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.\
                     6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ.AxY8DCtDaGlsbGljb3RoZQ.\
                     KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m_YmjN04DJvceFICbCVQ";
        let encrypted = Encrypted::parse(token).unwrap();
        let unwrapped = key_wrap::unwrap(&key("GawgguFyGrWKav7AX4VKUg"), &encrypted.encrypted_key).ok();
        let content = encrypted.open(unwrapped).unwrap();
        assert_eq!(&content[..], b"Live long and prosper.");
    }

    #[test]
    fn a_key_that_was_not_recovered_opens_nothing() {
        // RFC 7516 §11.5, C88: what stands in for it must not be a key that anybody could encrypt with
        let how = Encryption { algorithm: KeyManagement::Direct, content: ContentEncryption::A256Gcm };
        let header = base64url::encode(json!({"alg": "dir", "enc": "A256GCM"}).to_string());
        let (zeros, iv) = (vec![0; how.content.key_len()], vec![0; how.content.iv_len()]);
        let sealed = how.content.seal(&zeros, &iv, header.as_bytes(), b"content").unwrap();
        let [iv, ciphertext, tag] = [&iv, &sealed.ciphertext, &sealed.tag].map(base64url::encode);
        let encrypted = Encrypted::parse(&format!("{header}..{iv}.{ciphertext}.{tag}")).unwrap();
        assert!(encrypted.open(Some(Zeroizing::new(zeros))).is_some());
        assert!(encrypted.open(None).is_none());
        assert!(encrypted.open(Some(Zeroizing::new(vec![0; 16]))).is_none());
    }
}
