//! What an ID token has to be to be believed: the caller's side of OIDC Core §3.1.3.7.

use serde_json::{Map, Value};

use crate::{jose::algorithm::Algorithm, protocol::time::UnixTime, secret::SecretString};

/// The widest allowance for clocks that differ, in seconds (threat C79).
const MAX_SKEW_S: i64 = 300;

/// What is known about the login that an ID token answers.
#[derive(Debug, Clone, Copy)]
pub struct Expectations<'a> {
    /// Who must have issued it.
    pub issuer: IssuerRule<'a>,
    /// The client that it must be for.
    pub client_id: &'a str,
    /// Other audiences that may stand beside the client.
    pub trusted_audiences: &'a [&'a str],
    /// The nonce that was sent, if one was.
    pub nonce: Option<&'a str>,
    /// What it may be signed with.
    pub algorithms: &'a [Algorithm],
    /// The present moment.
    pub now: UnixTime,
    /// The allowance for clocks that differ, in seconds: 60 by default; never more than 300 is given.
    pub skew_s: i64,
    /// The `max_age` that was sent, in seconds.
    pub max_age: Option<u64>,
    /// The access token that came with it.
    pub access_token: Option<&'a SecretString>,
    /// The code that came with it.
    pub code: Option<&'a SecretString>,
    /// The state that came with it.
    pub state: Option<&'a SecretString>,
    /// Whether it came through the browser, so that it has to bind what came with it (OIDC Core §3.2.2.10, §3.3.2.11).
    pub is_front_channel: bool,
    /// The client secret, where the client is registered for a symmetric algorithm; it must be in
    /// `algorithms` too.
    pub symmetric_secret: Option<&'a SecretString>,
}

impl<'a> Expectations<'a> {
    /// The least that is known; the rest is added by field.
    pub fn new(issuer: IssuerRule<'a>, client_id: &'a str, now: UnixTime) -> Self {
        Self {
            issuer,
            client_id,
            trusted_audiences: &[],
            nonce: None,
            algorithms: Algorithm::ASYMMETRIC,
            now,
            skew_s: 60,
            max_age: None,
            access_token: None,
            code: None,
            state: None,
            is_front_channel: false,
            symmetric_secret: None,
        }
    }

    /// The allowance that is given, in seconds.
    pub(super) fn skew(&self) -> i64 {
        self.skew_s.clamp(0, MAX_SKEW_S)
    }
}

/// Which `iss` is right. Always byte for byte (OIDC Discovery §4.3).
#[derive(Debug, Clone, Copy)]
pub enum IssuerRule<'a> {
    /// This one.
    Exact(&'a str),
    /// One of these, for a provider that signs with two names.
    AnyOf(&'a [String]),
    /// This one with `{tenantid}` replaced by the token's own `tid`, which must be a UUID: for a provider
    /// whose metadata serves many tenants.
    Tenant(&'a str),
}

impl IssuerRule<'_> {
    /// Whether a token with this `iss` and these claims may be believed.
    pub(super) fn admits(self, iss: &str, claims: &Map<String, Value>) -> bool {
        match self {
            Self::Exact(issuer) => iss == issuer,
            Self::AnyOf(issuers) => issuers.iter().any(|issuer| issuer == iss),
            Self::Tenant(template) => claims
                .get("tid")
                .and_then(Value::as_str)
                .filter(|tid| is_uuid(tid))
                .is_some_and(|tid| iss == template.replace("{tenantid}", tid)),
        }
    }

    /// For the error: what would have been right.
    pub(super) fn shown(self) -> String {
        match self {
            Self::Exact(issuer) | Self::Tenant(issuer) => issuer.to_owned(),
            Self::AnyOf(issuers) => issuers.join(" or "),
        }
    }
}

/// RFC 9562 §4: 8-4-4-4-12 hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
