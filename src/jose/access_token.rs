//! An access token that whoever it is for can read (RFC 9068).
//! <https://www.rfc-editor.org/rfc/rfc9068#section-2.2>

use serde::Serialize;
use serde_json::Value;

use crate::protocol::time::UnixTime;

/// Its `typ` (RFC 9068 §2.1).
pub const TYPE: &str = "at+jwt";

/// Its claims. They are written as they stand here: most of what is signed is of this kind.
#[derive(Serialize)]
pub struct AccessToken<'a> {
    /// Who issued it.
    pub iss: &'a str,
    /// Whom it is about: a person, or the client itself.
    pub sub: &'a str,
    /// Whom it is for.
    pub aud: Audience<'a>,
    /// Who asked for it.
    pub client_id: &'a str,
    /// What it is good for, as words.
    pub scope: String,
    /// When it was made.
    pub iat: UnixTime,
    /// When it ends.
    pub exp: UnixTime,
    /// Its name.
    pub jti: String,
    /// That it is of a provider for development, which nobody is to trust otherwise.
    pub dev: bool,
    /// What it is bound to (RFC 7800 §3.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation<'a>>,
    /// When the person signed in (RFC 9068 §2.2.1, RFC 9470 §6).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<UnixTime>,
    /// How strongly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<&'a str>,
    /// What was granted in detail (RFC 9396 §9.1).
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub authorization_details: &'a [Value],
}

/// Whom a token is for (RFC 7519 §4.1.3).
#[derive(Serialize)]
#[serde(untagged)]
pub enum Audience<'a> {
    /// One alone.
    One(&'a str),
    /// Each of these.
    Several(&'a [String]),
}

/// What a token is bound to.
#[derive(Serialize)]
pub struct Confirmation<'a> {
    /// A certificate, by its thumbprint (RFC 8705 §3.1).
    #[serde(rename = "x5t#S256", skip_serializing_if = "Option::is_none")]
    pub certificate: Option<&'a str>,
    /// A key, by its thumbprint (RFC 9449 §6.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jkt: Option<&'a str>,
}

impl Confirmation<'_> {
    /// Whether it names anything.
    pub fn is_there(&self) -> bool {
        self.certificate.is_some() || self.jkt.is_some()
    }
}
