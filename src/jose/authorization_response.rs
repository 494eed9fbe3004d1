//! An authorization response as a signed token: JWT Secured Authorization Response Mode (JARM).
//! <https://openid.net/specs/oauth-v2-jarm.html#section-2.4>

use serde_json::{Map, Value};

use super::{
    algorithm::Algorithm,
    claims::Claims,
    jwk_set::JwkSet,
    jws::{self, Keys, Unverified, Verified},
    validated::Validated,
};
use crate::{
    error::{Code, Error, Phase, Result},
    protocol::{json, time::UnixTime},
    secret::SecretString,
};

/// What a response has to be to be believed.
#[derive(Debug, Clone, Copy)]
pub struct Expectations<'a> {
    /// Who must have issued it.
    pub issuer: &'a str,
    /// The client that it must be for.
    pub client_id: &'a str,
    /// What it may be signed with.
    pub algorithms: &'a [Algorithm],
    /// The client secret, where a symmetric algorithm is among them.
    pub symmetric_secret: Option<&'a SecretString>,
    /// The present moment.
    pub now: UnixTime,
    /// The allowance for clocks that differ, in seconds.
    pub skew_s: i64,
}

/// The rules that have held of a valid one.
pub const RULES: &[&str] = &["signature", "typ", "iss", "aud", "exp"];

/// What no response has, and another token of the same provider does (RFC 8725 §3.12, threat C77).
const FOREIGN: &[&str] = &["sub", "nonce", "events", "token_introspection"];

/// The `state` that a token says it answers **although nobody has verified it**: to tell whether it is worth that, and nothing
/// else.
pub fn state_of_unverified(token: &str) -> Option<SecretString> {
    let (_, claims) = jws::peek(token)?;
    claims.get("state")?.as_str().map(SecretString::from)
}

/// The `state` of claims that are not even signed, for the same end.
pub fn state_of_claims(claims: &[u8]) -> Option<SecretString> {
    json::object(claims).ok()?.get("state")?.as_str().map(SecretString::from)
}

/// Checks a response, signature first: its parameters (JARM §2.4).
///
/// # Errors
/// `response_jwt_invalid`, or `unknown_key`: then the keys may be out of date.
pub fn validate(
    token: &str,
    keys: &JwkSet,
    expected: &Expectations<'_>,
) -> Result<Validated<Map<String, Value>>> {
    let unverified = Unverified::parse(token).map_err(read)?;
    let keys = match expected.symmetric_secret {
        Some(secret) if unverified.header().algorithm.is_symmetric() => {
            Keys::Symmetric(secret.expose().as_bytes())
        }
        _ => Keys::Published(keys),
    };
    let verified = unverified.verify(keys, expected.algorithms).map_err(read)?;
    check(&verified, expected).map(Validated::new)
}

fn check(verified: &Verified, expected: &Expectations<'_>) -> Result<Map<String, Value>> {
    let members = verified.claims().map_err(read)?;
    let claims = Claims(&members);
    // RFC 8725 §3.11: what says that it is of another kind is
    let typ = verified.header().typ.as_deref().unwrap_or("JWT");
    if !typ.eq_ignore_ascii_case("JWT") {
        return Err(invalid("the signed answer is of another kind").expected("JWT").got(typ));
    }
    if let Some(name) = FOREIGN.iter().find(|name| members.contains_key(**name)) {
        return Err(invalid("the signed answer is of another kind").expected(format!("no {name}")));
    }
    // JARM §2.4 (3)
    let iss = claims.text("iss").map_err(read)?;
    if iss != Some(expected.issuer) {
        return Err(invalid("the signed answer is of another issuer")
            .expected(expected.issuer)
            .got(iss.unwrap_or("none")));
    }
    // JARM §2.4 (4)
    let aud = claims.texts("aud").map_err(read)?;
    if aud != [expected.client_id] {
        return Err(invalid("the signed answer is for another client")
            .expected(expected.client_id)
            .got(aud.join(", ")));
    }
    // JARM §2.4 (5)
    match claims.moment("exp").map_err(read)? {
        None => Err(invalid("the signed answer does not say when it ends")),
        Some(exp) if exp <= expected.now.plus(-expected.skew_s) => {
            let past = expected.now.since(exp);
            Err(invalid("the signed answer has expired").got(format!("{past} s ago by this machine's clock")))
        }
        Some(_) => Ok(members),
    }
}

/// The reader's errors speak of ID tokens.
fn read(error: Error) -> Error {
    match error.code() {
        Code::UnknownKey => error
            .phase(Phase::Callback)
            .message("the signed answer is signed with a key that the provider does not publish"),
        Code::IdTokenSignature => invalid("the signature of the answer is wrong"),
        Code::IdTokenAlg => {
            let wrong = invalid("the answer is signed with an algorithm that is not allowed");
            match error.found() {
                Some(found) => wrong.got(found.clone()),
                None => wrong,
            }
        }
        _ => invalid("the signed answer cannot be read"),
    }
}

fn invalid(message: &str) -> Error {
    Code::ResponseJwtInvalid.error().phase(Phase::Callback).message(message)
}
