//! A hash that is not what it should be, tried with one thing else than it should be at a time. For people who look for their
//! mistake: nothing is believed by it, and no receiver calls it.

use aws_lc_rs::{digest, hmac};
use zeroize::Zeroizing;

use super::{
    event::Event, keyed_hash, keyed_hash::KeyedHash, message::Message, respelled::Spelled, scheme,
    trust::Trust,
};
use crate::jose::base64url;

/// What is longer than that no sender sends (threat W16), and would take long to write in other ways.
const MAX_BODY: usize = 65_536;

/// What stands before a body has no more parts than that.
const MAX_PARTS: usize = 3;

/// What is tried.
pub struct Attempt<'a> {
    /// What the message says of its hash.
    pub signed: KeyedHash,
    body: &'a [u8],
    secrets: Vec<&'a str>,
    keys: Vec<Zeroizing<Vec<u8>>>,
}

impl<'a> Attempt<'a> {
    /// None where there is no hash, or no secret is known.
    pub fn of(event: &Event, message: &'a Message, trust: &'a Trust) -> Option<Self> {
        let signed = scheme::of(event).keyed_hash(event, message)?;
        let secrets: Vec<&str> = trust.shared().collect();
        let keys = secrets.iter().filter_map(|secret| signed.key.key(secret)).collect();
        let attempt = Self { signed, body: &message.body, secrets, keys };
        Some(attempt).filter(|attempt| !attempt.secrets.is_empty())
    }

    /// Whether it is right as it is.
    pub fn is_right(&self) -> bool {
        let is_well_written = |hash: &String| self.signed.encoding.read(hash).is_some();
        !self.signed.is_unmarked
            && self.signed.hashes.iter().any(is_well_written)
            && self.fits_with(self.body)
    }

    /// The first of these ways to make a key of the secret that makes it right.
    pub fn with_key<T>(&self, keys: impl Fn(&str) -> Vec<(T, Vec<u8>)>) -> Option<T> {
        let found = self.secrets.iter().flat_map(|secret| keys(secret));
        let mut found = found.map(|(how, key)| (how, Zeroizing::new(key)));
        let fits =
            |key: &Zeroizing<Vec<u8>>| self.fits(hmac::HMAC_SHA256, key, &self.signed.before, self.body);
        found.find(|(_, key)| !key.is_empty() && !self.keys.contains(key) && fits(key)).map(|(how, _)| how)
    }

    /// The first of these ways to write the body that makes it right.
    pub fn with_body(&self, bodies: fn(&[u8]) -> Vec<Spelled>) -> Option<String> {
        let body = Some(self.body).filter(|body| body.len() <= MAX_BODY)?;
        let mut found = bodies(body).into_iter();
        found.find(|(_, body)| body != self.body && self.fits_with(body)).map(|(how, _)| how)
    }

    /// Whether it is right with less before the body.
    pub fn with_less(&self) -> bool {
        let mut parts: Vec<&str> = self.signed.before.split_inclusive(['.', ':']).collect();
        // no scheme has more of them, but a name that was sent may have any number of colons
        parts.truncate(MAX_PARTS);
        let is_in = |which: usize, at: usize| which >> at & 1 == 1;
        // each choice of them but all
        (0..(1_usize << parts.len()).saturating_sub(1)).any(|which| {
            let before: String =
                (0..parts.len()).filter(|at| is_in(which, *at)).map(|at| parts[at]).collect();
            self.keys.iter().any(|key| self.fits(hmac::HMAC_SHA256, key, &before, self.body))
        })
    }

    /// Whether it is right with another hash function.
    pub fn with_algorithm(&self, algorithm: hmac::Algorithm) -> bool {
        self.keys.iter().any(|key| self.fits(algorithm, key, &self.signed.before, self.body))
    }

    /// Whether it is a hash without a key, of the body alone or of the secret and the body.
    pub fn without_key(&self) -> bool {
        let mut before: Vec<&[u8]> = self.keys.iter().map(|key| key.as_slice()).collect();
        before.push(&[]);
        before.into_iter().any(|before| {
            [[before, self.body].concat(), [self.body, before].concat()]
                .iter()
                .any(|bytes| self.is_given(digest::digest(&digest::SHA256, bytes).as_ref()))
        })
    }

    /// Whether one of the hashes, as it stands there, is the right one written in this way.
    pub fn written(&self, is_so: fn(&str, &[u8]) -> bool) -> bool {
        self.keys.iter().any(|key| {
            let right = keyed_hash::hash(hmac::HMAC_SHA256, key, &self.signed.before, self.body);
            self.signed.hashes.iter().any(|hash| is_so(hash, right.as_ref()))
        })
    }

    fn fits_with(&self, body: &[u8]) -> bool {
        self.keys.iter().any(|key| self.fits(hmac::HMAC_SHA256, key, &self.signed.before, body))
    }

    fn fits(&self, algorithm: hmac::Algorithm, key: &[u8], before: &str, body: &[u8]) -> bool {
        self.is_given(keyed_hash::hash(algorithm, key, before, body).as_ref())
    }

    /// In whichever way it is written.
    fn is_given(&self, right: &[u8]) -> bool {
        self.signed.hashes.iter().any(|hash| readings(hash).iter().any(|given| given == right))
    }
}

/// What a text may stand for.
fn readings(text: &str) -> Vec<Vec<u8>> {
    let hex = super::encoding::unhex(&text.to_ascii_lowercase());
    let base64 = base64url::decode(text.trim_end_matches('=').replace('+', "-").replace('/', "_").as_str());
    hex.into_iter().chain(base64).collect()
}
