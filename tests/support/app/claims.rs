//! What a token has to say, whatever kind it is of. <https://www.rfc-editor.org/rfc/rfc7519#section-4.1>

use serde_json::{Map, Value};

use super::{
    defect::{Defect as D, Defects},
    encoding::now,
    jwt::{Kind, Refusal, refuse},
    provider::alike,
    site::Settings,
};

/// How far clocks may be apart, in seconds.
pub const SKEW_S: i64 = 60;

/// What claims are judged by.
pub struct Rules<'a> {
    pub claims: &'a Map<String, Value>,
    pub settings: &'a Settings,
    pub defects: &'a Defects,
}

impl Rules<'_> {
    fn has(&self, defect: D) -> bool {
        self.defects.has(defect)
    }

    fn skew(&self) -> i64 {
        if self.has(D::RefusesSkew) { 0 } else { SKEW_S }
    }

    /// A claim.
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.claims.get(name)
    }

    /// OpenID Connect Core §3.1.3.7 (2): exactly the issuer.
    pub fn iss(&self) -> Result<(), Refusal> {
        let own = self.settings.issuer.as_str();
        let refusal = Err(Refusal(Kind::Issuer, "another issuer"));
        let Some(iss) = self.claim("iss") else {
            return if self.has(D::TakesMissingIss) { Ok(()) } else { refusal };
        };
        let iss = iss.as_str();
        let is_fine = iss == Some(own)
            || self.has(D::IgnoresIss)
            || self.has(D::ComparesIssuersLoosely) && alike(iss, own)
            || self.has(D::IssuerWithSlashIsFine)
                && iss.is_some_and(|iss| iss.trim_end_matches('/') == own.trim_end_matches('/'))
            || self.has(D::TakesIssuerByPrefix) && iss.is_some_and(|iss| iss.starts_with(own))
            || self.has(D::IssuerInCapitalsIsFine) && iss.is_some_and(|iss| iss.eq_ignore_ascii_case(own));
        if is_fine { Ok(()) } else { refusal }
    }

    /// OpenID Connect Core §3.1.3.7 (3): this app is among those that it is for.
    pub fn aud(&self) -> Result<(), Refusal> {
        let refusal = Err(Refusal(Kind::Audience, "for another app"));
        let own = self.settings.client_id.as_str();
        let Some(aud) = self.claim("aud") else {
            return if self.has(D::TakesMissingAud) { Ok(()) } else { refusal };
        };
        if aud.is_array() && self.has(D::RefusesAudList) {
            return refusal;
        }
        let is_own = |aud: &Value| {
            aud == own || self.has(D::TakesAudByPart) && aud.as_str().is_some_and(|aud| aud.contains(own))
        };
        let is_for_it = match aud {
            Value::Array(all) => {
                self.has(D::TakesAnyAudList) || all.iter().all(Value::is_string) && all.iter().any(is_own)
            }
            other => is_own(other),
        };
        if is_for_it || self.has(D::IgnoresAud) { Ok(()) } else { refusal }
    }

    /// OpenID Connect Core §3.1.3.7 (9)
    pub fn exp(&self) -> Result<(), Refusal> {
        match self.claim("exp") {
            None if self.has(D::TakesMissingExp) => Ok(()),
            None => refuse("no `exp`"),
            Some(exp) => match exp.as_f64() {
                Some(exp) if (now() - self.skew()) as f64 <= exp || self.has(D::IgnoresExp) => Ok(()),
                Some(_) => refuse("it has ended"),
                None if self.has(D::TakesExpAsText) => Ok(()),
                None => refuse("`exp` is no number"),
            },
        }
    }

    /// When it was issued: a number that is not of the future.
    pub fn iat(&self) -> Result<i64, Refusal> {
        let Some(iat) = self.claim("iat") else {
            return if self.has(D::TakesMissingIat) { Ok(now()) } else { refuse("no `iat`") };
        };
        match iat.as_f64() {
            Some(iat) if iat <= (now() + self.skew()) as f64 || self.has(D::TakesFutureIat) => Ok(iat as i64),
            Some(_) => refuse("issued in the future"),
            None => refuse("`iat` is no number"),
        }
    }

    /// RFC 7519 §4.1.5
    pub fn nbf(&self) -> Result<(), Refusal> {
        match self.claim("nbf") {
            None => Ok(()),
            Some(nbf) if nbf.as_f64().is_some_and(|nbf| nbf <= (now() + SKEW_S) as f64) => Ok(()),
            Some(_) if self.has(D::IgnoresNbf) => Ok(()),
            Some(_) => refuse("before its time"),
        }
    }

    /// A text that may be missing, but not be something else or empty.
    pub fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.claim(name) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
            Some(_) => refuse("a claim is no text"),
        }
    }

    /// RFC 7519 §4: what is not known is no hindrance.
    pub fn unknown(&self) -> Result<(), Refusal> {
        const KNOWN: &[&str] = &[
            "iss",
            "aud",
            "exp",
            "iat",
            "nbf",
            "jti",
            "sub",
            "sid",
            "nonce",
            "azp",
            "at_hash",
            "c_hash",
            "auth_time",
            "acr",
            "amr",
            "events",
            "typ",
            "sub_id",
            "toe",
            "txn",
            "name",
            "preferred_username",
            "email",
            "email_verified",
            "picture",
            "locale",
            "updated_at",
            "given_name",
            "family_name",
            "zoneinfo",
            "profile",
        ];
        let is_known = self.claims.keys().all(|name| KNOWN.contains(&name.as_str()));
        if is_known || !self.has(D::RefusesExtraClaims) { Ok(()) } else { refuse("an unknown claim") }
    }
}
