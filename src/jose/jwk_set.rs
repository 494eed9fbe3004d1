//! The keys that a provider publishes at its `jwks_uri`: RFC 7517 §5.

use std::collections::HashSet;

use serde_json::Value;

use super::{
    algorithm::Algorithm,
    jwk::{Jwk, Unusable},
};
use crate::{
    error::{Code, Error, Phase, Result},
    protocol::json,
};

/// The most keys in a set (threat C85).
pub const MAX_KEYS: usize = 64;
/// The most keys that one signature is tried with (threat C84).
pub const MAX_CANDIDATES: usize = 8;

/// A provider's keys: those that can verify, and why others cannot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JwkSet {
    keys: Vec<Jwk>,
    broken: Vec<Broken>,
}

/// A key that breaks a rule. It harms nobody until a token names it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Broken {
    kid: Option<String>,
    reason: &'static str,
}

impl JwkSet {
    /// Reads a set. Keys of another kind or for another purpose are passed over (RFC 7517 §5).
    ///
    /// # Errors
    /// `not_json`, `duplicate_json_key` or `json_refused`; `jwks_invalid` if it is no set, has more than
    /// [`MAX_KEYS`] keys, two that cannot be told apart, or only keys that break a rule; `jwks_private_key`
    /// if it gives a secret away.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let document = json::object(bytes).map_err(|error| error.phase(Phase::Validate))?;
        let Some(Value::Array(items)) = document.get("keys") else {
            return Err(invalid("a key set is an object with a list of keys (RFC 7517 §5)"));
        };
        if items.len() > MAX_KEYS {
            return Err(invalid("the key set has too many keys")
                .expected(format!("at most {MAX_KEYS}"))
                .got(items.len().to_string()));
        }
        let mut set = Self::default();
        for item in items {
            set.take(item)?;
        }
        match set.broken.first() {
            Some(broken) if set.keys.is_empty() => Err(broken.error()),
            _ => set.distinct(),
        }
    }

    /// Of these keys.
    pub fn of(keys: impl IntoIterator<Item = Jwk>) -> Self {
        Self { keys: keys.into_iter().collect(), broken: Vec::new() }
    }

    /// The keys that can verify, in the provider's order.
    pub fn keys(&self) -> &[Jwk] {
        &self.keys
    }

    /// The keys that a signature with this header may be of, at most [`MAX_CANDIDATES`]: those of that `kid`,
    /// or without one all that serve the algorithm.
    pub fn candidates(&self, algorithm: Algorithm, kid: Option<&str>) -> Vec<&Jwk> {
        let named = |key: &&Jwk| kid.is_none() || key.kid() == kid;
        self.keys.iter().filter(named).filter(|key| key.serves(algorithm)).take(MAX_CANDIDATES).collect()
    }

    /// As [`candidates`](Self::candidates), but says why there is none.
    ///
    /// # Errors
    /// `unknown_key` if the set may be out of date; `id_token_alg` if the named key is for another algorithm;
    /// `jwks_invalid` if it breaks a rule.
    pub(super) fn lookup(&self, algorithm: Algorithm, kid: Option<&str>) -> Result<Vec<&Jwk>> {
        let found = self.candidates(algorithm, kid);
        if !found.is_empty() {
            return Ok(found);
        }
        if let Some(kid) = kid {
            if let Some(broken) = self.broken.iter().find(|broken| broken.kid.as_deref() == Some(kid)) {
                return Err(broken.error());
            }
            // RFC 8725 §3.1: one key, one algorithm
            if let Some(key) = self.keys.iter().find(|key| key.kid() == Some(kid)) {
                let error = Code::IdTokenAlg.error().phase(Phase::Validate).got(algorithm.name());
                let error = error.message("the key that the token names is for another algorithm");
                return Err(match key.algorithm() {
                    Some(own) => error.expected(own.name()),
                    None => error,
                });
            }
        }
        let sought = kid.map_or_else(|| algorithm.name().to_owned(), |kid| format!("{algorithm} kid {kid}"));
        Err(Code::UnknownKey.error().phase(Phase::Validate).got(sought))
    }

    fn take(&mut self, item: &Value) -> Result<()> {
        let Value::Object(members) = item else {
            return Err(invalid("a key of the set is not an object (RFC 7517 §4)"));
        };
        match Jwk::read(members) {
            Ok(key) => self.keys.push(key),
            Err(Unusable::Foreign) => {}
            Err(Unusable::Private) => return Err(Code::JwksPrivateKey.error().phase(Phase::Validate)),
            Err(Unusable::Broken(reason)) => {
                let kid = members.get("kid").and_then(Value::as_str).map(str::to_owned);
                self.broken.push(Broken { kid, reason });
            }
        }
        Ok(())
    }

    /// RFC 7517 §4.5: keys of one `kid` must at least be of different kinds.
    fn distinct(self) -> Result<Self> {
        let mut seen = HashSet::new();
        for key in &self.keys {
            let Some(kid) = key.kid() else { continue };
            let kind = std::mem::discriminant(&key.family());
            if !seen.insert((kid, kind, key.algorithm())) {
                return Err(invalid("two keys of the set have the same kid").got(kid));
            }
        }
        Ok(self)
    }
}

impl Broken {
    fn error(&self) -> Error {
        let error = invalid(format!("a key of the provider cannot be used: {}", self.reason));
        match &self.kid {
            Some(kid) => error.got(format!("kid {kid}")),
            None => error,
        }
    }
}

fn invalid(message: impl Into<String>) -> Error {
    Code::JwksInvalid.error().phase(Phase::Validate).message(message)
}
