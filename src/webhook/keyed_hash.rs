//! What every event that is signed with a shared secret has in common: a keyed hash, HMAC with SHA-256, over the body as it was
//! sent and what the sender puts before it. <https://www.rfc-editor.org/rfc/rfc2104>

use aws_lc_rs::{constant_time, hmac};
use zeroize::Zeroizing;

use super::{
    encoding::Encoding,
    event::{Event, SECONDS_END},
    expected_answer,
    judgement::{Claimed, Judgement},
    message::{JSON, Message},
    trust::Trust,
};
use crate::{
    jose::base64url,
    protocol::{json, time::UnixTime},
};

/// More signatures than anybody has secrets are an attack.
const MAX_SIGNATURES: usize = 16;
/// How long a name is remembered, in seconds, since senders try for hours. A message whose time stands in its body alone may be so
/// old and no older, so that none is good for ever (threat W16).
const REMEMBERED_S: i64 = 86_400;

/// How the secret becomes the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyForm {
    /// Its text.
    Text,
    /// What its text is the base64 of, behind this mark.
    Base64(&'static str),
}

impl KeyForm {
    /// The key; `None` if the secret has not that form, or nothing is in it: with an empty key everybody can sign.
    pub fn key(self, secret: &str) -> Option<Zeroizing<Vec<u8>>> {
        let key = match self {
            Self::Text => secret.as_bytes().to_vec(),
            Self::Base64(mark) => {
                // another mark has letters that are not of this alphabet, so that a public key is never a secret
                let text = secret.strip_prefix(mark).unwrap_or(secret).trim_end_matches('=');
                base64url::decode_standard(&format!("{text}{}", "=".repeat(text.len().wrapping_neg() % 4)))?
            }
        };
        Some(Zeroizing::new(key)).filter(|key| !key.is_empty())
    }
}

/// The hash of what stands before the body, and the body.
pub fn hash(algorithm: hmac::Algorithm, key: &[u8], before: &str, body: &[u8]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(&hmac::Key::new(algorithm, key));
    context.update(before.as_bytes());
    context.update(body);
    context.sign()
}

/// What a message says of its signature; nothing of it is proven.
#[derive(Debug, Clone)]
pub struct KeyedHash {
    /// The header that it stands in.
    pub header: String,
    /// What stands before each hash there.
    pub mark: String,
    /// Whether that is missing.
    pub is_unmarked: bool,
    /// The hashes as they are written; several while one secret takes the other's place.
    pub hashes: Vec<String>,
    /// Signatures with a private key that stand beside them, where there may be such.
    pub signatures: Vec<Vec<u8>>,
    /// How the hashes are written.
    pub encoding: Encoding,
    /// What is signed before the body.
    pub before: String,
    /// How the secret becomes the key.
    pub key: KeyForm,
    /// When it was signed, if that is signed too.
    pub at: Option<UnixTime>,
    /// The name of the message, if that is signed too.
    pub id: Option<String>,
}

impl KeyedHash {
    /// One in a header, where nothing but the body is signed.
    pub fn new(header: &str, mark: &str, hash: &str) -> Self {
        let unmarked = hash.strip_prefix(mark);
        Self {
            header: header.to_owned(),
            mark: mark.to_owned(),
            is_unmarked: unmarked.is_none(),
            hashes: vec![unmarked.unwrap_or(hash).to_owned()],
            signatures: Vec::new(),
            encoding: Encoding::Hex,
            before: String::new(),
            key: KeyForm::Text,
            at: None,
            id: None,
        }
    }

    /// Whether it is written as it has to be.
    fn is_well_written(&self) -> Result<String, String> {
        let first = match self.hashes.first() {
            _ if self.is_unmarked => {
                return Err(format!("{} does not begin with {}", self.header, self.mark));
            }
            _ if self.hashes.len() + self.signatures.len() > MAX_SIGNATURES => {
                return Err(format!("{} has more than {MAX_SIGNATURES} signatures", self.header));
            }
            _ if !self.signatures.is_empty() => return Ok(self.header.clone()),
            None => return Err(format!("{} has no {}", self.header, self.mark)),
            Some(first) => first,
        };
        match self.hashes.iter().any(|hash| self.encoding.read(hash).is_some()) {
            true => Ok(self.header.clone()),
            false => Err(format!("{}: the hash is {}", self.header, self.encoding.fault(first))),
        }
    }

    /// Whether one of the secrets made one of the hashes.
    pub fn is_proven(&self, body: &[u8], trust: &Trust) -> Result<String, String> {
        let keys: Vec<_> = trust.shared().filter_map(|secret| self.key.key(secret)).collect();
        if keys.is_empty() {
            return Err(match self.key {
                _ if trust.shared().next().is_none() => {
                    "a public key is no secret: anybody has it".to_owned()
                }
                KeyForm::Text => "the secret is empty".to_owned(),
                KeyForm::Base64(mark) => format!("the secret is not {mark} and base64"),
            });
        }
        let given: Vec<Vec<u8>> = self.hashes.iter().filter_map(|hash| self.encoding.read(hash)).collect();
        let is_by = |key: &Zeroizing<Vec<u8>>| {
            let right = hash(hmac::HMAC_SHA256, key, &self.before, body);
            // compared in constant time (threat W16)
            given.iter().any(|hash| constant_time::verify_slices_are_equal(right.as_ref(), hash).is_ok())
        };
        match keys.iter().any(is_by) {
            true => Ok("by the shared secret, over these bytes".to_owned()),
            false => Err("it is not the hash of these bytes with the shared secret".to_owned()),
        }
    }
}

/// When it was signed, in seconds: digits and nothing else, so that it has one spelling.
pub fn moment(text: &str) -> Option<UnixTime> {
    let is_number = (1..=18).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number).map(UnixTime)
}

/// Judges a message by what it says of its signature, or why that could not be read.
pub fn judged(
    event: &Event,
    message: &Message,
    trust: &Trust,
    section: &'static str,
    read: Result<KeyedHash, String>,
) -> Judgement {
    judged_by(event, message, trust, (section, &KeyedHash::is_proven), read)
}

/// How a signature is proven: by the body, and what the app has.
pub type Proof = dyn Fn(&KeyedHash, &[u8], &Trust) -> Result<String, String>;

/// As [`judged`], where something else than a hash may prove it too.
pub fn judged_by(
    event: &Event,
    message: &Message,
    trust: &Trust,
    (section, proof): (&'static str, &Proof),
    read: Result<KeyedHash, String>,
) -> Judgement {
    let mut judgement = Judgement::default();
    if !judgement.check("request", "RFC 9110 §9.3.3", message.posted(JSON)) {
        return judgement;
    }
    let found = read.as_ref().map_err(Clone::clone).and_then(KeyedHash::is_well_written);
    let (true, Ok(signed)) = (judgement.check("header", section, found), read) else { return judgement };
    if let Some(at) = signed.at {
        judgement.check("timestamp", section, is_fresh(at, trust));
    }
    match trust.secrets.is_empty() {
        true => judgement.unknown("signature", section, "no secret is known: give --secret-from"),
        false => {
            judgement.check("signature", section, proof(&signed, &message.body, trust));
        }
    }
    let payload = json::value(&message.body);
    let found = payload.as_ref().map(|_| "JSON".to_owned()).map_err(|error| error.text().to_owned());
    judgement.check("body", "RFC 8259 §2", found);
    let payload = payload.unwrap_or_default();
    judgement.answer = expected_answer::of(event, message, &payload);
    let said_at = event.said_at(&payload).filter(|_| signed.at.is_none());
    if signed.at.is_none() && event.about.at.is_some() {
        judgement.check("time", section, is_remembered(said_at, trust));
    }
    let claimed = event.claimed(payload, signed.at.or(said_at).unwrap_or(trust.now));
    let named = signed.id.or_else(|| claimed.id.clone());
    // one with a name of its own is signed anew, with another time, whenever its sender tries again
    let life = if named.is_none() && signed.at.is_some() { trust.tolerance_s } else { REMEMBERED_S };
    let until = signed.at.or(said_at).map(|at| at.plus(life));
    // what comes again byte by byte is the same message, if nothing else in it is its name; one of several hashes would not
    // do, since whoever sends it again can put them in another order
    let id = named.or_else(|| Some(signed.hashes.first()?.clone()).filter(|_| signed.hashes.len() == 1));
    judgement.claimed = Claimed { id, until, ..claimed };
    judgement
}

/// Whether its name is still remembered, if it came before.
fn is_remembered(at: Option<UnixTime>, trust: &Trust) -> Result<String, String> {
    match at.map(|at| trust.now.since(at)) {
        None if trust.is_forgiving => Ok("not said, which is forgiven".to_owned()),
        None => Err("the body does not say when it was made".to_owned()),
        Some(age) if age > REMEMBERED_S => {
            Err(format!("it was made {age} s ago, where {REMEMBERED_S} s are allowed"))
        }
        Some(age) if age < -trust.tolerance_s => {
            Err(format!("it was made {} s in the future", age.saturating_neg()))
        }
        Some(age) => Ok(format!("{age} s ago")),
    }
}

/// So that nothing is good for ever (threat W16).
fn is_fresh(at: UnixTime, trust: &Trust) -> Result<String, String> {
    let age = trust.now.since(at);
    match age {
        _ if at.0 >= SECONDS_END => Err("it is in milliseconds, not in seconds".to_owned()),
        _ if age > trust.tolerance_s => {
            Err(format!("it was signed {age} s ago, where {} s are allowed", trust.tolerance_s))
        }
        _ if -age > trust.tolerance_s => {
            Err(format!("it was signed {} s in the future, where {} s are allowed", -age, trust.tolerance_s))
        }
        _ => Ok(format!("{age} s ago")),
    }
}
