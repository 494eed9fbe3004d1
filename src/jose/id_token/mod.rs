//! The ID token: who signed in, at which provider, for which client. OIDC Core §2, §3.1.3.7.
//!
//! [`validate`] is the only way from text to a [`Validated<IdToken>`]. Its rules are in `rules`, one function
//! each.

mod expectations;
mod refreshed;
mod rules;

use serde_json::{Map, Value};

pub use self::{
    expectations::{Expectations, IssuerRule},
    refreshed::validate_refreshed,
    rules::Check,
};
use super::{
    algorithm::Algorithm,
    claims::Claims,
    jwk_set::JwkSet,
    jws::{Header, Keys, Unverified},
    validated::Validated,
};
use crate::{error::Result, protocol::time::UnixTime};

/// What an ID token says.
#[derive(Debug, Clone, PartialEq)]
pub struct IdToken {
    /// The provider.
    pub iss: String,
    /// The person, to this provider.
    pub sub: String,
    /// The clients that it is for.
    pub aud: Vec<String>,
    /// The client that it was issued to, where it says so.
    pub azp: Option<String>,
    /// When it expires.
    pub exp: UnixTime,
    /// When it was issued.
    pub iat: UnixTime,
    /// When the person signed in.
    pub auth_time: Option<UnixTime>,
    /// The login that it answers.
    pub nonce: Option<String>,
    /// The session at the provider (Front-Channel Logout §3).
    pub sid: Option<String>,
    /// All its claims, the ones above among them.
    pub claims: Map<String, Value>,
    /// What it is signed with.
    pub algorithm: Algorithm,
    /// The name of the key it is signed with.
    pub kid: Option<String>,
    /// What was checked, in order; for the transcript.
    pub checked: Vec<Check>,
}

/// Checks an ID token, signature first.
///
/// # Errors
/// One of the `id_token_*` codes, `auth_time_too_old`, `duplicate_json_key`,
/// `decryption_key_missing`, or `unknown_key`: then the keys may be out of date and it is right to
/// fetch them once and try again.
pub fn validate(token: &str, keys: &JwkSet, expected: &Expectations<'_>) -> Result<Validated<IdToken>> {
    let unverified = Unverified::parse(token)?;
    let keys = match expected.symmetric_secret {
        // OIDC Core §3.1.3.7 (8): the secret is a key for HS algorithms, and for nothing else
        Some(secret) if unverified.header().algorithm.is_symmetric() => {
            Keys::Symmetric(secret.expose().as_bytes())
        }
        _ => Keys::Published(keys),
    };
    let verified = unverified.verify(keys, expected.algorithms)?;
    let claims = verified.claims()?;
    let checked =
        rules::check(&rules::Token { header: verified.header(), claims: Claims(&claims), expected })?;
    IdToken::read(verified.header(), claims, checked).map(Validated::new)
}

impl IdToken {
    fn read(header: &Header, members: Map<String, Value>, checked: Vec<Check>) -> Result<Self> {
        let claims = Claims(&members);
        let text = |name| claims.text(name).map(|text| text.map(str::to_owned));
        Ok(Self {
            iss: rules::iss(claims)?.to_owned(),
            sub: rules::sub(claims)?.to_owned(),
            aud: claims.texts("aud")?,
            azp: text("azp")?,
            exp: rules::exp(claims)?,
            iat: rules::iat(claims)?,
            auth_time: claims.moment("auth_time")?,
            nonce: text("nonce")?,
            sid: text("sid")?,
            algorithm: header.algorithm,
            kid: header.kid.clone(),
            checked,
            claims: members,
        })
    }
}
