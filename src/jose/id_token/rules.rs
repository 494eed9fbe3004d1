//! The rules of an ID token, one function each: OIDC Core §2, §3.1.3.7, §3.1.3.8, §3.3.2.11, RFC 8725 §3.

use super::expectations::Expectations;
use crate::{
    error::{Code, Error, Phase, Result},
    jose::{claims::Claims, hash, jws::Header},
    protocol::time::UnixTime,
    secret::SecretString,
    untrusted::Untrusted,
};

/// The longest `sub` (OIDC Core §2).
const MAX_SUB_LEN: usize = 255;
/// How far ahead of our clock a token may have been issued, in seconds (threat C79).
const MAX_IAT_AHEAD_S: i64 = 600;

/// A rule that a token kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// The claim or part of the token.
    pub rule: &'static str,
    /// Where the rule is written.
    pub section: &'static str,
}

/// A rule with its place: `true` if it had something to check.
struct Rule(Check, fn(&Token<'_>) -> Result<bool>);

/// What the rules look at.
pub(super) struct Token<'a> {
    pub header: &'a Header,
    pub claims: Claims<'a>,
    pub expected: &'a Expectations<'a>,
}

const fn rule(rule: &'static str, section: &'static str, check: fn(&Token<'_>) -> Result<bool>) -> Rule {
    Rule(Check { rule, section }, check)
}

/// All rules, in the order in which they are checked. The signature comes before them.
const RULES: &[Rule] = &[
    rule("typ", "RFC 8725 §3.11", typ_is_right),
    rule("iss", "OIDC Core §3.1.3.7 (2)", iss_is_right),
    rule("aud", "OIDC Core §3.1.3.7 (3)", aud_is_right),
    rule("azp", "OIDC Core §3.1.3.7 (4, 5)", azp_is_right),
    rule("exp", "OIDC Core §3.1.3.7 (9)", exp_is_right),
    rule("iat", "OIDC Core §3.1.3.7 (10)", iat_is_right),
    rule("nbf", "RFC 7519 §4.1.5", nbf_is_right),
    rule("sub", "OIDC Core §2", |token| sub(token.claims).map(|_| true)),
    rule("nonce", "OIDC Core §3.1.3.7 (11)", nonce_is_right),
    rule("auth_time", "OIDC Core §3.1.3.7 (13)", auth_time_is_right),
    rule("at_hash", "OIDC Core §3.1.3.8", |token| {
        token.hash_is_right("at_hash", token.expected.access_token, Code::IdTokenAtHash)
    }),
    rule("c_hash", "OIDC Core §3.3.2.11", |token| {
        token.hash_is_right("c_hash", token.expected.code, Code::IdTokenCHash)
    }),
    rule("s_hash", "FAPI 1.0 Advanced §5.1", |token| {
        token.hash_is_right("s_hash", token.expected.state, Code::IdTokenSHash)
    }),
];

/// Checks a token whose signature is right; gives the rules that had something to check.
pub(super) fn check(token: &Token<'_>) -> Result<Vec<Check>> {
    let mut checked = vec![Check { rule: "signature", section: "OIDC Core §3.1.3.7 (6, 7, 8)" }];
    for Rule(check, holds) in RULES {
        if holds(token)? {
            checked.push(*check);
        }
    }
    Ok(checked)
}

/// `iss`, which must be there.
pub(super) fn iss(claims: Claims<'_>) -> Result<&str> {
    claims.text("iss")?.ok_or_else(|| missing(Code::IdTokenIss, "the ID token does not say who issued it"))
}

/// `sub`, which must be there: 1 to 255 ASCII characters.
pub(super) fn sub(claims: Claims<'_>) -> Result<&str> {
    let sub = claims.text("sub")?.ok_or_else(|| Code::IdTokenSub.error().phase(Phase::Validate))?;
    if sub.is_empty() || sub.len() > MAX_SUB_LEN || !sub.is_ascii() {
        return Err(Code::IdTokenSub.error().phase(Phase::Validate).got(sub));
    }
    Ok(sub)
}

/// `exp`, which must be there.
pub(super) fn exp(claims: Claims<'_>) -> Result<UnixTime> {
    claims
        .moment("exp")?
        .ok_or_else(|| missing(Code::IdTokenExpired, "the ID token does not say when it expires"))
}

/// `iat`, which must be there.
pub(super) fn iat(claims: Claims<'_>) -> Result<UnixTime> {
    claims
        .moment("iat")?
        .ok_or_else(|| missing(Code::IdTokenIat, "the ID token does not say when it was issued"))
}

/// RFC 8725 §3.11: nothing but an ID token is one, whatever else was signed with the same key (threat C77).
fn typ_is_right(token: &Token<'_>) -> Result<bool> {
    match &token.header.typ {
        // RFC 7519 §5.1; media types have no case (RFC 7515 §4.1.9)
        Some(typ) if !typ.eq_ignore_ascii_case("JWT") => {
            return Err(wrong(Code::IdTokenType, "JWT", typ.as_str()));
        }
        _ => {}
    }
    // RFC 8417 §2.2: a security event or a logout token
    if token.claims.0.contains_key("events") {
        return Err(wrong(Code::IdTokenType, "no events", "a security event"));
    }
    Ok(true)
}

fn iss_is_right(token: &Token<'_>) -> Result<bool> {
    let iss = iss(token.claims)?;
    if !token.expected.issuer.admits(iss, token.claims.0) {
        return Err(wrong(Code::IdTokenIss, token.expected.issuer.shown(), iss));
    }
    Ok(true)
}

fn aud_is_right(token: &Token<'_>) -> Result<bool> {
    let Expectations { client_id, trusted_audiences, .. } = token.expected;
    let aud = token.claims.texts("aud")?;
    let trusted = |one: &String| one == client_id || trusted_audiences.contains(&one.as_str());
    if !aud.iter().any(|one| one == client_id) || !aud.iter().all(trusted) {
        return Err(wrong(Code::IdTokenAud, *client_id, aud.join(", ")));
    }
    Ok(true)
}

fn azp_is_right(token: &Token<'_>) -> Result<bool> {
    match token.claims.text("azp")? {
        Some(azp) if azp == token.expected.client_id => Ok(true),
        Some(azp) => Err(wrong(Code::IdTokenAzp, token.expected.client_id, azp)),
        // (4): with several audiences it says which of them asked
        None if token.claims.texts("aud")?.len() > 1 => Err(missing(
            Code::IdTokenAzp,
            "the ID token is for several clients and does not say which one asked",
        )),
        None => Ok(false),
    }
}

fn exp_is_right(token: &Token<'_>) -> Result<bool> {
    let exp = exp(token.claims)?;
    if exp <= token.expected.now.plus(-token.expected.skew()) {
        return Err(at(Code::IdTokenExpired, token.expected.now, exp));
    }
    Ok(true)
}

fn iat_is_right(token: &Token<'_>) -> Result<bool> {
    let iat = iat(token.claims)?;
    if iat > token.expected.now.plus(MAX_IAT_AHEAD_S) || exp(token.claims)? < iat {
        return Err(at(Code::IdTokenIat, token.expected.now, iat));
    }
    Ok(true)
}

fn nbf_is_right(token: &Token<'_>) -> Result<bool> {
    match token.claims.moment("nbf")? {
        Some(nbf) if nbf > token.expected.now.plus(token.expected.skew()) => {
            Err(at(Code::IdTokenNbf, token.expected.now, nbf))
        }
        nbf => Ok(nbf.is_some()),
    }
}

fn nonce_is_right(token: &Token<'_>) -> Result<bool> {
    let nonce = token.claims.text("nonce")?;
    match token.expected.nonce {
        Some(expected) if nonce != Some(expected) => Err(Code::IdTokenNonce.error().phase(Phase::Validate)),
        expected => Ok(expected.is_some()),
    }
}

fn auth_time_is_right(token: &Token<'_>) -> Result<bool> {
    let auth_time = token.claims.moment("auth_time")?;
    let Some(max_age) = token.expected.max_age else { return Ok(false) };
    let auth_time = auth_time.ok_or_else(|| {
        missing(Code::IdTokenAuthTime, "the ID token does not say when the person signed in")
    })?;
    let now = token.expected.now;
    let latest = auth_time.plus(i64::try_from(max_age).unwrap_or(i64::MAX)).plus(token.expected.skew());
    if now > latest || auth_time > now.plus(MAX_IAT_AHEAD_S) {
        return Err(at(Code::IdTokenAuthTime, now, auth_time));
    }
    Ok(true)
}

impl Token<'_> {
    /// Whether `name` is the left half of the hash of `value`: whenever both are there, and there it must be in the browser's
    /// hands, but for `s_hash`, which OIDC Core does not know.
    fn hash_is_right(&self, name: &str, value: Option<&SecretString>, code: Code) -> Result<bool> {
        let (Some(claimed), Some(value)) = (self.claims.text(name)?, value) else {
            let is_needed = self.expected.is_front_channel && value.is_some() && code != Code::IdTokenSHash;
            return match is_needed {
                true => Err(code.error().phase(Phase::Validate).expected(format!("{name} in the ID token"))),
                false => Ok(false),
            };
        };
        if hash::left_half(self.header.algorithm, value.expose()) != claimed {
            return Err(code.error().phase(Phase::Validate));
        }
        Ok(true)
    }
}

fn missing(code: Code, message: &str) -> Error {
    code.error().phase(Phase::Validate).message(message)
}

fn wrong(code: Code, expected: impl Into<Untrusted>, got: impl Into<Untrusted>) -> Error {
    code.error().phase(Phase::Validate).expected(expected).got(got)
}

/// A moment that cannot be, beside the present one.
fn at(code: Code, now: UnixTime, moment: UnixTime) -> Error {
    let distance = moment.since(now);
    let side = if distance < 0 { "ago" } else { "ahead" };
    code.error()
        .phase(Phase::Validate)
        .got(format!("{} s {side} by this machine's clock", distance.unsigned_abs()))
}
