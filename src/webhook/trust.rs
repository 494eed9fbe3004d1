//! By what an event is judged where it arrives: whom the app believes, and the time.

use crate::{
    jose::{algorithm::Algorithm, jwk_set::JwkSet},
    protocol::time::UnixTime,
    secret::SecretString,
};

/// What a public key of Standard Webhooks begins with.
pub const PUBLIC_KEY: &str = "whpk_";

/// How far two clocks may be apart, in seconds, where a token is signed.
pub const SKEW_S: i64 = 60;

/// Whom an app believes.
#[derive(Clone)]
pub struct Trust {
    /// The time by which it is judged.
    pub now: UnixTime,
    /// The only issuer, if the app has one.
    pub issuer: Option<String>,
    /// The app's own client id.
    pub audience: Option<String>,
    /// The keys that the issuer publishes.
    pub keys: JwkSet,
    /// With what the issuer signs (RFC 8725 §3.1).
    pub algorithms: Vec<Algorithm>,
    /// The secrets that the app has; two while one takes the other's place.
    pub secrets: Vec<SecretString>,
    /// How old what is signed with a secret may be, in seconds.
    pub tolerance_s: i64,
    /// Whether what older providers leave out is forgiven, by its name: `--compat`.
    pub is_forgiving: bool,
}

impl Trust {
    /// One that believes nobody yet.
    pub fn at(now: UnixTime) -> Self {
        Self {
            now,
            issuer: None,
            audience: None,
            keys: JwkSet::default(),
            algorithms: Algorithm::ASYMMETRIC.to_vec(),
            secrets: Vec::new(),
            tolerance_s: 300,
            is_forgiving: false,
        }
    }

    /// The secrets that nobody reads who may not sign: a public key among them is never used as one (RFC 8725 §2.1).
    pub fn shared(&self) -> impl Iterator<Item = &str> {
        let all = self.secrets.iter().map(|secret| secret.expose().as_str());
        all.filter(|secret| !secret.starts_with(PUBLIC_KEY))
    }
}
