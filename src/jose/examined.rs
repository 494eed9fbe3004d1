//! A token examined: every check that can be made of it, and how each one ended. A failed check stops none of the others, so
//! that a person sees all that is wrong at once; what decides about a login is [`id_token`](super::id_token).

use serde_json::{Map, Value};

use super::{
    algorithm::Algorithm,
    claims::Claims,
    jwe,
    jws::{self, Keys, Unverified},
};
use crate::{
    error::{Code, Error},
    protocol::time::{Seconds, UnixTime},
};

/// What a token is held against. What is not said is not checked.
pub struct Wanted<'a> {
    /// Who may have signed it.
    pub keys: Keys<'a>,
    /// Who must have issued it.
    pub issuer: Option<&'a str>,
    /// Whom it must be for.
    pub audience: Option<&'a str>,
    /// Its `typ`.
    pub typ: Option<&'a str>,
    /// Its `nonce`.
    pub nonce: Option<&'a str>,
    /// The present.
    pub now: UnixTime,
    /// How far clocks may differ, in seconds.
    pub skew_s: i64,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is as it should be.
    Passed,
    /// It is not.
    Failed,
    /// There was nothing to check, or nothing to hold it against.
    NotChecked,
}

impl Outcome {
    /// Its name, for people and programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotChecked => "not checked",
        }
    }
}

/// A check and how it ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// Why; may be the token's own words.
    pub why: String,
    /// Where the rule is written.
    pub section: &'static str,
}

/// How one check ended, and why.
type Ended = (Outcome, String);

/// What the checks look at.
struct Examined<'a> {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    wanted: &'a Wanted<'a>,
}

/// A check: its name, where its rule is written, and how it is made.
type Check = (&'static str, &'static str, fn(&Examined<'_>) -> Ended);

/// The checks of what a signed token says, in order.
const CHECKS: &[Check] = &[
    ("typ", "RFC 8725 §3.11", typ),
    ("iss", "RFC 7519 §4.1.1", |it| it.text("iss", it.wanted.issuer, "--issuer")),
    ("aud", "RFC 7519 §4.1.3", aud),
    ("exp", "RFC 7519 §4.1.4", exp),
    ("nbf", "RFC 7519 §4.1.5", nbf),
    ("iat", "RFC 7519 §4.1.6", iat),
    ("nonce", "OIDC Core §3.1.3.7 (11)", |it| it.text("nonce", it.wanted.nonce, "--nonce")),
];

/// Makes every check. The first ones are about the signature; if the token cannot be read at all, they are the only ones.
pub fn examine(token: &str, wanted: &Wanted<'_>) -> Vec<Finding> {
    let mut findings = signature(token, wanted.keys);
    let Some((Value::Object(header), Value::Object(claims))) = jws::peek(token) else { return findings };
    let examined = Examined { header, claims, wanted };
    findings.extend(CHECKS.iter().map(|(check, section, ends)| {
        let (outcome, why) = ends(&examined);
        Finding { check, outcome, why, section }
    }));
    findings
}

/// That an encrypted token was opened.
pub fn decryption(header: &jwe::Header) -> Finding {
    let why = format!("{} with {}", header.algorithm, header.encryption);
    Finding { check: "decryption", outcome: Outcome::Passed, why, section: "RFC 7516 §5.2" }
}

/// The checks that come before what a token says: its form, its algorithm, its signature.
fn signature(token: &str, keys: Keys<'_>) -> Vec<Finding> {
    let algorithms: Vec<Algorithm> = match keys {
        Keys::Published(_) => Algorithm::ASYMMETRIC.to_vec(),
        // RFC 8725 §2.1: a secret is a key for HS algorithms, and for nothing else
        Keys::Symmetric(_) => Algorithm::ALL.iter().copied().filter(|one| one.is_symmetric()).collect(),
    };
    let ended = Unverified::parse(token).and_then(|unverified| {
        let verified = unverified.verify(keys, &algorithms)?;
        // RFC 7519 §7.2 (10): what is signed is a JSON object
        verified.claims().map(|_| verified.header().clone())
    });
    let passed = |why: &str| (Outcome::Passed, why.to_owned());
    let unasked = || (Outcome::NotChecked, "because of what failed before".to_owned());
    let (form, algorithm, signature) = match ended {
        Ok(header) => {
            let kid = header.kid.map_or_else(|| "it names no key".to_owned(), |kid| format!("key {kid}"));
            (passed("three parts"), passed(header.algorithm.name()), passed(&kid))
        }
        Err(error) => match error.code() {
            Code::IdTokenAlg => (passed("three parts"), failed(&error), unasked()),
            Code::UnknownKey | Code::IdTokenSignature | Code::JwksInvalid => {
                (passed("three parts"), passed("allowed"), failed(&error))
            }
            _ => (failed(&error), unasked(), unasked()),
        },
    };
    let finding = |check, (outcome, why): Ended, section| Finding { check, outcome, why, section };
    vec![
        finding("form", form, "RFC 7515 §7.1"),
        finding("alg", algorithm, "RFC 8725 §3.1"),
        finding("signature", signature, "RFC 7515 §5.2"),
    ]
}

/// The reader's errors speak of ID tokens, which this need not be.
fn failed(error: &Error) -> Ended {
    let why = match error.code() {
        Code::IdTokenAlg => "not allowed with these keys",
        Code::UnknownKey => "none of the keys is its own",
        Code::IdTokenSignature => "it is not that of the key",
        Code::JwksInvalid => "its key breaks a rule",
        Code::IdTokenCrit => "it has a critical extension that nobody here knows",
        Code::DecryptionKeyMissing => "it is encrypted",
        Code::DuplicateJsonKey => "it has a member twice",
        // The reader says it of any token.
        _ => error.text(),
    };
    let got = error.found().map(|found| format!(": {}", found.raw()));
    (Outcome::Failed, format!("{why}{}", got.unwrap_or_default()))
}

impl Examined<'_> {
    fn claims(&self) -> Claims<'_> {
        Claims(&self.claims)
    }

    /// A string that must be this one, if that is said.
    fn text(&self, name: &str, wanted: Option<&str>, flag: &str) -> Ended {
        match (self.claims().text(name), wanted) {
            (Err(_), _) => (Outcome::Failed, "it is not a string".to_owned()),
            (Ok(None), None) => absent(),
            (Ok(Some(text)), None) => {
                (Outcome::NotChecked, format!("{text}; nothing to compare with: {flag}"))
            }
            (Ok(Some(text)), Some(wanted)) if text == wanted => (Outcome::Passed, text.to_owned()),
            (Ok(got), Some(wanted)) => {
                (Outcome::Failed, format!("{}, not {wanted}", got.unwrap_or("it is missing")))
            }
        }
    }

    /// A moment: its distance from the present in seconds, if it is there.
    fn distance(&self, name: &str) -> Result<Option<i64>, Ended> {
        let moment = self.claims().moment(name);
        let moment =
            moment.map_err(|_| (Outcome::Failed, "it is not a number of seconds since 1970".to_owned()))?;
        Ok(moment.map(|moment| moment.since(self.wanted.now)))
    }
}

fn absent() -> Ended {
    (Outcome::NotChecked, "it is not there".to_owned())
}

fn typ(it: &Examined<'_>) -> Ended {
    // RFC 7515 §4.1.9: no letter case, and `application/` may be left out
    let bare = |typ: &str| {
        let typ = typ.to_ascii_lowercase();
        typ.strip_prefix("application/").map(str::to_owned).unwrap_or(typ)
    };
    match (it.header.get("typ").and_then(Value::as_str), it.wanted.typ) {
        (None, None) => absent(),
        (Some(typ), None) => (Outcome::NotChecked, format!("{typ}; nothing to compare with: --typ")),
        (Some(typ), Some(wanted)) if bare(typ) == bare(wanted) => (Outcome::Passed, typ.to_owned()),
        (got, Some(wanted)) => (Outcome::Failed, format!("{}, not {wanted}", got.unwrap_or("it is missing"))),
    }
}

fn aud(it: &Examined<'_>) -> Ended {
    let Ok(aud) = it.claims().texts("aud") else {
        return (Outcome::Failed, "it is neither a string nor a list of strings".to_owned());
    };
    match it.wanted.audience {
        None if aud.is_empty() => absent(),
        None => (Outcome::NotChecked, format!("{}; nothing to compare with: --audience", aud.join(", "))),
        Some(wanted) if aud.iter().any(|one| one == wanted) => (Outcome::Passed, aud.join(", ")),
        Some(wanted) if aud.is_empty() => (Outcome::Failed, format!("it is missing, not {wanted}")),
        Some(wanted) => (Outcome::Failed, format!("{}, not {wanted}", aud.join(", "))),
    }
}

fn exp(it: &Examined<'_>) -> Ended {
    match it.distance("exp") {
        Err(ended) => ended,
        Ok(None) => absent(),
        Ok(Some(ahead)) if ahead > -it.wanted.skew_s => (Outcome::Passed, on(ahead)),
        Ok(Some(past)) => (Outcome::Failed, on(past)),
    }
}

fn nbf(it: &Examined<'_>) -> Ended {
    match it.distance("nbf") {
        Err(ended) => ended,
        Ok(None) => absent(),
        Ok(Some(ahead)) if ahead > it.wanted.skew_s => (Outcome::Failed, on(ahead)),
        Ok(Some(past)) => (Outcome::Passed, on(past)),
    }
}

/// A token of the future was not issued yet.
fn iat(it: &Examined<'_>) -> Ended {
    match it.distance("iat") {
        Err(ended) => ended,
        Ok(None) => absent(),
        Ok(Some(ahead)) if ahead > it.wanted.skew_s => (Outcome::Failed, on(ahead)),
        Ok(Some(past)) => (Outcome::Passed, on(past)),
    }
}

/// `in 5 min`, `3 s ago`.
fn on(distance: i64) -> String {
    let length = Seconds(distance.unsigned_abs());
    if distance < 0 { format!("{length} ago") } else { format!("in {length}") }
}
