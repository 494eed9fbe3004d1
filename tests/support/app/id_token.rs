//! Who has signed in, as the ID token says. <https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation>

use serde_json::Value;

use super::{
    claims::Rules,
    defect::Defect as D,
    encoding::{base64url, now, sha256},
    jwt::{Jwt, Refusal, refuse},
    narrow,
    site::Desk,
};

/// The oldest that an ID token of a sign-in may be, in seconds.
const OLDEST_S: i64 = 600;

/// What an ID token is judged by besides itself.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// `nonce` of the sign-in; nothing at a refresh.
    pub nonce: Option<&'a str>,
    pub access_token: &'a str,
}

/// What the app takes from it.
#[derive(Debug, Clone)]
pub struct Identity {
    pub sub: String,
    pub sid: Option<String>,
    pub iat: i64,
    pub name: Option<String>,
}

/// Judges an ID token.
pub fn judged(desk: &Desk<'_>, text: &str, expected: Expected<'_>) -> Result<Identity, Refusal> {
    let jwt = Jwt::read(text, &desk.defects)?;
    jwt.verify(desk)?;
    narrow::id_token(&jwt, &desk.defects)?;
    let rules = Rules { claims: &jwt.claims, settings: &desk.settings, defects: &desk.defects };
    let has = |defect: D| desk.defects.has(defect);
    // RFC 8725 §3.11; an ID token has no `typ`, or JWT
    let typ = jwt.typ();
    let is_other = typ.as_deref().is_some_and(|typ| typ != "jwt") || rules.claim("events").is_some();
    if is_other && !has(D::TakesAnyTokenForIdToken) {
        return refuse("not an ID token");
    }
    rules.iss()?;
    rules.aud()?;
    azp(&rules)?;
    rules.exp()?;
    let iat = rules.iat()?;
    rules.nbf()?;
    rules.unknown()?;
    if iat < now() - OLDEST_S && !has(D::TakesOldIat) {
        return refuse("issued long ago");
    }
    nonce(&rules, expected)?;
    at_hash(&rules, &jwt, expected.access_token)?;
    let name = ["name", "preferred_username"].iter().find_map(|name| rules.claim(name)?.as_str());
    Ok(Identity { sub: sub(&rules)?, sid: rules.text("sid")?, iat, name: name.map(str::to_owned) })
}

/// OpenID Connect Core §3.1.3.7 (3), (4), (5)
fn azp(rules: &Rules<'_>) -> Result<(), Refusal> {
    let azp = rules.claim("azp");
    let own = rules.settings.client_id.as_str();
    if azp.is_some_and(|azp| azp != own) && !rules.defects.has(D::IgnoresAzp) {
        return refuse("another authorized party");
    }
    let others =
        rules.claim("aud").and_then(Value::as_array).is_some_and(|all| all.iter().any(|aud| aud != own));
    if others && !rules.defects.has(D::IgnoresOtherAudiences) {
        return refuse("for others, who are not trusted");
    }
    Ok(())
}

/// OpenID Connect Core §3.1.3.7 (11)
fn nonce(rules: &Rules<'_>, expected: Expected<'_>) -> Result<(), Refusal> {
    let is_sent = !rules.defects.has(D::SendsNoNonce);
    let (Some(nonce), true) = (expected.nonce, is_sent) else { return Ok(()) };
    match rules.claim("nonce") {
        None if rules.defects.has(D::TakesMissingNonce) => Ok(()),
        Some(known) if known == nonce || rules.defects.has(D::IgnoresNonce) => Ok(()),
        _ => refuse("another `nonce`"),
    }
}

/// OpenID Connect Core §2: at most 255 ASCII characters.
fn sub(rules: &Rules<'_>) -> Result<String, Refusal> {
    let has = |defect: D| rules.defects.has(defect);
    match rules.claim("sub") {
        None if has(D::TakesMissingSub) => Ok("nobody".into()),
        None => refuse("no `sub`"),
        Some(Value::String(sub)) if sub.is_empty() && !has(D::TakesEmptySub) => refuse("an empty `sub`"),
        Some(Value::String(sub)) if sub.len() <= 255 && sub.is_ascii() => Ok(sub.clone()),
        Some(other) if has(D::TakesAnySub) => {
            Ok(other.as_str().map_or_else(|| other.to_string(), str::to_owned))
        }
        Some(_) => refuse("`sub` is not a short text"),
    }
}

/// OpenID Connect Core §3.1.3.8
fn at_hash(rules: &Rules<'_>, jwt: &Jwt, access_token: &str) -> Result<(), Refusal> {
    let Some(at_hash) = rules.claim("at_hash") else { return Ok(()) };
    let alg = jwt.header.get("alg").and_then(Value::as_str).unwrap_or_default();
    let hash = match alg {
        alg if alg.ends_with("384") => digest(&aws_lc_rs::digest::SHA384, access_token),
        alg if alg.ends_with("512") || alg == "EdDSA" => digest(&aws_lc_rs::digest::SHA512, access_token),
        _ => sha256(access_token.as_bytes()),
    };
    if *at_hash == base64url(&hash[..hash.len() / 2]) || rules.defects.has(D::IgnoresAtHash) {
        return Ok(());
    }
    refuse("another access token")
}

fn digest(algorithm: &'static aws_lc_rs::digest::Algorithm, text: &str) -> Vec<u8> {
    aws_lc_rs::digest::digest(algorithm, text.as_bytes()).as_ref().to_vec()
}
