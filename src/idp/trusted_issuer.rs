//! Another issuer whose tokens are taken here, and what a token of it has to be (RFC 7523 §3, RFC 7521 §5.2).

use serde::Deserialize;
use serde_json::{Map, Value};

use super::oauth_error::{OauthError, Outcome};
use crate::{
    jose::{
        algorithm::Algorithm,
        claims::Claims,
        jwk_set::JwkSet,
        jws::{self, Keys, Unverified},
    },
    protocol::time::UnixTime,
};

/// How far the clocks may differ, in seconds.
const SKEW_S: i64 = 60;

/// What the configuration says of one: `[[issuers]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerTable {
    issuer: String,
    jwks: String,
    audience: Option<String>,
    #[serde(default)]
    subjects: Vec<String>,
}

/// An issuer whose tokens are taken.
#[derive(Debug, Clone)]
pub struct TrustedIssuer {
    /// Its `iss`, byte for byte.
    pub issuer: String,
    /// Its keys.
    keys: JwkSet,
    /// The one `aud` that is taken; our own issuer if nothing is said.
    audience: Option<String>,
    /// The `sub` that are taken; all if nothing is said.
    subjects: Vec<String>,
}

impl IssuerTable {
    /// The issuer, or why there is none.
    pub fn checked(self) -> Result<TrustedIssuer, String> {
        if self.issuer.is_empty() {
            return Err("issuer is empty".into());
        }
        let keys = JwkSet::parse(self.jwks.as_bytes()).map_err(|error| format!("jwks: {}", error.text()))?;
        match keys.keys().is_empty() {
            true => Err("jwks has no key that can verify a signature".into()),
            false => Ok(TrustedIssuer {
                issuer: self.issuer,
                keys,
                audience: self.audience,
                subjects: self.subjects,
            }),
        }
    }
}

/// Who trusts whom, and when.
#[derive(Clone, Copy)]
pub struct Trusted<'a> {
    /// The issuers whose tokens are taken.
    pub issuers: &'a [TrustedIssuer],
    /// The issuer that takes them.
    pub by: &'a str,
    /// Now.
    pub now: UnixTime,
}

/// Who a token of another issuer is about, once everything about it has held.
pub fn subject(trusted: Trusted<'_>, token: &str) -> Outcome<String> {
    let claimed = jws::peek(token).and_then(|(_, claims)| Some(claims.get("iss")?.as_str()?.to_owned()));
    let issuer = claimed.and_then(|claimed| trusted.issuers.iter().find(|known| known.issuer == claimed));
    let issuer = issuer.ok_or_else(|| refuse("is not of an issuer that is trusted here"))?;
    let claims = verified(issuer, token)?;
    let claims = Claims(&claims);
    let unreadable = |_| refuse("has a claim of another type than it must be");
    let now = trusted.now;
    // RFC 7523 §3 (4)
    match claims.moment("exp").map_err(unreadable)? {
        None => return Err(refuse("has no exp")),
        Some(exp) if exp <= now => return Err(refuse("has expired")),
        Some(_) => {}
    }
    if claims.moment("nbf").map_err(unreadable)?.is_some_and(|from| from.since(now) > SKEW_S) {
        return Err(refuse("is not valid yet"));
    }
    // RFC 7523 §3 (3): one audience and no other, so that a token for somebody else opens nothing here
    let audience = issuer.audience.as_deref().unwrap_or(trusted.by);
    if claims.texts("aud").map_err(unreadable)? != [audience] {
        return Err(refuse("is for another audience"));
    }
    match claims.text("sub").map_err(unreadable)? {
        Some(sub) if issuer.subjects.is_empty() || issuer.subjects.iter().any(|known| known == sub) => {
            Ok(sub.to_owned())
        }
        _ => Err(refuse("is about somebody who has nothing here")),
    }
}

fn verified(issuer: &TrustedIssuer, token: &str) -> Outcome<Map<String, Value>> {
    let wrong = |_| refuse("is not signed with a key of its issuer");
    let token = Unverified::parse(token).map_err(wrong)?;
    let verified = token.verify(Keys::Published(&issuer.keys), Algorithm::ASYMMETRIC).map_err(wrong)?;
    verified.claims().map_err(wrong)
}

fn refuse(why: &str) -> OauthError {
    OauthError::grant(format!("the token {why} (RFC 7523 section 3)"))
}
