//! What every event that is a signed JWT has in common: how it is written, and the checks of its header, signature, issuer,
//! audience and times. <https://www.rfc-editor.org/rfc/rfc8725>

use serde_json::{Map, Value, json};

use super::{
    credential::Credential,
    draft::Draft,
    judgement::Judgement,
    trust::{SKEW_S, Trust},
};
use crate::{
    error::{Code, Error, Result},
    jose::{
        algorithm::Algorithm,
        claims::Claims,
        jws::{Keys, Unverified, Verified},
    },
    protocol::time::UnixTime,
};

/// How long a token without `exp` is believed, in seconds, where that is forgiven (threat W1).
const FORGIVEN_LIFE_S: i64 = 120;

/// The draft as a compact JWS.
///
/// # Errors
/// [`Code::Usage`] without a key.
pub fn sealed(draft: &Draft, credential: &Credential) -> Result<String> {
    credential.key()?.sign(draft.typ.as_deref(), &draft.payload)
}

/// What a token has to be.
pub struct SignedToken {
    /// Its `typ`, in lower case, where its rules have one.
    pub typ: Option<&'static str>,
    /// Where its rules stand.
    pub section: &'static str,
    /// Whether it says when it ends; one that must not is judged by its own scheme.
    pub needs_exp: bool,
}

impl SignedToken {
    /// Judges it as far as all have it in common. The claims, if they could be read by a key that is believed.
    pub fn judge(&self, token: &str, trust: &Trust, judgement: &mut Judgement) -> Option<Map<String, Value>> {
        let unverified = parsed(token, judgement)?;
        if let Some(wanted) = self.typ {
            let typ = unverified.header().typ.clone();
            judgement.check("typ", self.section, kind(wanted, typ.as_deref(), trust.is_forgiving));
        }
        let claims = verified(unverified, trust, judgement)?;
        self.judge_claims(&claims, trust, judgement);
        Some(claims)
    }

    fn judge_claims(&self, claims: &Map<String, Value>, trust: &Trust, judgement: &mut Judgement) {
        let read = Claims(claims);
        let iss = read.text("iss").ok().flatten();
        let found = match (iss, &trust.issuer) {
            (None, _) => Err("it does not say who issued it".to_owned()),
            (Some(iss), Some(known)) if iss == known => Ok(iss.to_owned()),
            (Some(iss), Some(known)) => Err(format!("it is of {iss}, not of {known}")),
            (Some(_), None) => Err("no issuer is believed: give --issuer".to_owned()),
        };
        judgement.check_as("invalid_issuer", "iss", self.section, found);
        match &trust.audience {
            Some(own) => {
                judgement.check_as("invalid_audience", "aud", self.section, audience(claims, own));
            }
            None => judgement.unknown("aud", self.section, "it is not said for whom: give --client-id"),
        }
        let iat = read.moment("iat").ok().flatten();
        let found = match iat {
            None => Err("it does not say when it was issued".to_owned()),
            Some(iat) if iat > trust.now.plus(SKEW_S) => {
                Err(format!("it was issued {} s in the future", iat.since(trust.now)))
            }
            Some(iat) => Ok(format!("{} s ago", trust.now.since(iat))),
        };
        judgement.check("iat", self.section, found);
        let ends = self.needs_exp.then(|| self.end(read, iat, trust));
        if let Some(ends) = &ends {
            let found = ends.as_ref().map(|ends| format!("in {} s", ends.since(trust.now)));
            judgement.check("exp", self.section, found.map_err(Clone::clone));
        }
        let id = read.text("jti").ok().flatten().filter(|id| !id.is_empty());
        let found = id.map(|_| "it has one".to_owned());
        judgement.check("jti", self.section, found.ok_or_else(|| "it has no name of its own".to_owned()));
        judgement.claimed.iss = iss.map(str::to_owned);
        judgement.claimed.id = id.map(str::to_owned);
        judgement.claimed.at = iat;
        judgement.claimed.until = ends.and_then(Result::ok);
    }

    /// When it ends.
    fn end(&self, read: Claims<'_>, iat: Option<UnixTime>, trust: &Trust) -> Result<UnixTime, String> {
        let ends = match (read.moment("exp"), iat) {
            (Err(_), _) => return Err("`exp` is no time".to_owned()),
            (Ok(Some(exp)), _) => exp,
            (Ok(None), Some(iat)) if trust.is_forgiving => iat.plus(FORGIVEN_LIFE_S),
            (Ok(None), _) => return Err("it does not say when it ends".to_owned()),
        };
        match trust.now > ends.plus(SKEW_S) {
            true => Err(format!("it ended {} s ago", trust.now.since(ends))),
            false => Ok(ends),
        }
    }
}

/// RFC 8725 §3.11 (threat W2).
fn kind(wanted: &str, typ: Option<&str>, is_forgiving: bool) -> Result<String, String> {
    let bare = typ.map(|typ| typ.to_ascii_lowercase());
    let bare = bare.as_deref().map(|typ| typ.strip_prefix("application/").unwrap_or(typ));
    match bare {
        Some(typ) if typ == wanted => Ok(typ.to_owned()),
        None | Some("jwt") if is_forgiving => Ok("not said, which is forgiven".to_owned()),
        None => Err(format!("it has no `typ`, where {wanted} is expected")),
        Some(other) => Err(format!("it is of the kind {other}, not {wanted}")),
    }
}

/// The claims of a token that a key of the issuer has signed, where nothing but its signature is as it is in all others.
pub fn claims(token: &str, trust: &Trust, judgement: &mut Judgement) -> Option<Map<String, Value>> {
    verified(parsed(token, judgement)?, trust, judgement)
}

fn parsed(token: &str, judgement: &mut Judgement) -> Option<Unverified> {
    let unverified = Unverified::parse(token);
    let readable = unverified.as_ref().map(|_| "a signed token".to_owned()).map_err(fault);
    judgement.check("token", "RFC 7515 §7.1", readable);
    unverified.ok()
}

fn verified(token: Unverified, trust: &Trust, judgement: &mut Judgement) -> Option<Map<String, Value>> {
    let algorithms: Vec<Algorithm> = trust.algorithms.clone();
    let verified = token.verify(Keys::Published(&trust.keys), &algorithms);
    judgement.misses_key |= verified.as_ref().is_err_and(|error| error.code() == Code::UnknownKey);
    let found =
        verified.as_ref().map(|token| format!("{}, by a key of the issuer", token.header().algorithm));
    judgement.check_as("invalid_key", "signature", "RFC 7515 §5.2", found.map_err(fault));
    let claims = verified.as_ref().map(Verified::claims).ok()?;
    if let Err(error) = &claims {
        judgement.check("claims", "RFC 7519 §7.2", Err(fault(error)));
    }
    claims.ok()
}

fn audience(claims: &Map<String, Value>, own: &str) -> Result<String, String> {
    let named: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) if several.iter().all(Value::is_string) => {
            several.iter().filter_map(Value::as_str).collect()
        }
        Some(_) => return Err("`aud` is neither a text nor a list of texts".to_owned()),
        None => return Err("it does not say whom it is for".to_owned()),
    };
    match named.contains(&own) {
        true => Ok(own.to_owned()),
        false => Err(format!("it is for {}, not for {own}", json!(named))),
    }
}

/// Why a token could not be read or verified, in a sentence that fits every kind of token.
pub fn fault(error: &Error) -> String {
    match error.code() {
        Code::IdTokenSignature => "the signature is not of the key that the token names".to_owned(),
        Code::UnknownKey => "it is signed with a key that the issuer does not publish".to_owned(),
        Code::IdTokenAlg => "its algorithm is not one that the issuer signs with".to_owned(),
        Code::IdTokenCrit => "it has a critical extension that nobody here knows".to_owned(),
        Code::DecryptionKeyMissing => "it is encrypted".to_owned(),
        Code::DuplicateJsonKey => "a name stands twice in it".to_owned(),
        _ => error.text().replace("ID token", "token"),
    }
}
