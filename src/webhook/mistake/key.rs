//! Mistakes about the key that a token is signed with.

use serde_json::{Value, json};

use super::row::{Mistake, Told, row, told};
use crate::{
    jose::{
        algorithm::Algorithm,
        base64url,
        jwk::Jwk,
        jwk_set::JwkSet,
        jws::{Keys, Unverified},
    },
    webhook::{
        case::{Case, Token},
        credential::Needs,
        scheme,
    },
};

/// Every one.
pub(super) const MISTAKES: &[Mistake] = &[
    row("signed-with-a-secret", "RFC 8725 §2.1", signed_with_a_secret),
    row("key-brought-along", "RFC 8725 §3.10", key_brought_along),
    row("no-keys", "RFC 7517 §5", no_keys),
    row("kid-of-another-key", "RFC 7515 §4.1.4", kid_of_another_key),
    row("unknown-kid", "RFC 7515 §4.1.4", unknown_kid),
    row("algorithm-of-another-key", "RFC 8725 §3.1", algorithm_of_another_key),
    row("der-signature", "RFC 7518 §3.4", der_signature),
    row("changed-after-signing", "RFC 7515 §5.2", changed_after_signing),
];

/// The token, if its signature is what fails, and its algorithm.
fn badly_signed<'a>(case: &'a Case<'_>) -> Option<(&'a Token, Algorithm)> {
    let is_of_issuer = scheme::of(case.event).needs() == Needs::Key;
    let token = case.token.as_ref().filter(|_| is_of_issuer && case.fails("signature"))?;
    let algorithm = token.header("alg").and_then(Algorithm::named)?;
    (!token.text.ends_with('.')).then_some((token, algorithm))
}

/// As [`badly_signed`], with a key of a key pair.
fn badly_signed_with_a_key<'a>(case: &'a Case<'_>) -> Option<(&'a Token, Algorithm)> {
    badly_signed(case).filter(|(_, algorithm)| !algorithm.is_symmetric())
}

fn signed_with_a_secret(case: &Case<'_>) -> Told {
    let (token, algorithm) = badly_signed(case).filter(|(_, algorithm)| algorithm.is_symmetric())?;
    let is_by = |secret: &[u8]| {
        let token = Unverified::parse(&token.text);
        token.is_ok_and(|token| token.verify(Keys::Symmetric(secret), &[algorithm]).is_ok())
    };
    let known = case.trust.secrets.iter().any(|secret| is_by(secret.expose().as_bytes()));
    let whose = if known { "with the secret that was given" } else { "with a secret" };
    told(
        format!("it is signed {whose} ({algorithm}), where the issuer signs with a key of its key set"),
        "have the issuer sign with its key, such as RS256; who can verify by a secret can also sign with it",
    )
}

fn key_brought_along(case: &Case<'_>) -> Told {
    let (token, _) = badly_signed_with_a_key(case)?;
    let name = ["jwk", "jku", "x5u", "x5c"].into_iter().find(|name| token.header.contains_key(*name))?;
    let own = token.header.get("jwk").and_then(|key| set_of(key.clone()));
    let is_own = own.is_some_and(|set| set.keys().iter().any(|key| is_by(token, key)));
    let why = match is_own {
        true => "it is signed with the key that it brings along, which anybody can do".to_owned(),
        false => format!("its header names a key by `{name}`, which is never believed"),
    };
    told(why, "sign it with a key of the issuer's key set, and name that by `kid`")
}

fn no_keys(case: &Case<'_>) -> Told {
    badly_signed_with_a_key(case).filter(|_| case.trust.keys.keys().is_empty())?;
    told(
        "there are no keys to verify it with",
        "give --issuer or --jwks; the embedded provider makes its keys when it first runs",
    )
}

fn kid_of_another_key(case: &Case<'_>) -> Told {
    let (token, _) = badly_signed_with_a_key(case)?;
    let named = token.header("kid");
    let key = case.trust.keys.keys().iter().find(|key| key.kid() != named && is_by(token, key))?;
    told(
        format!("it names the key {}, but is signed with {}", spoken(named), spoken(key.kid())),
        format!("name the key that signs: `kid` {}", spoken(key.kid())),
    )
}

fn unknown_kid(case: &Case<'_>) -> Told {
    let (token, algorithm) = badly_signed_with_a_key(case)?;
    let keys = case.trust.keys.keys();
    let (named, is_any) = (token.header("kid"), keys.iter().any(|key| is_by(token, key)));
    let is_there = |key: &Jwk| match named {
        Some(named) => key.kid() == Some(named),
        None => key.serves(algorithm),
    };
    (!is_any && !keys.is_empty() && !keys.iter().any(is_there)).then_some(())?;
    let there: Vec<String> = keys.iter().map(|key| spoken(key.kid())).collect();
    let why = match named {
        Some(named) => format!("it is signed with the key {named}, and the key set has {}", there.join(", ")),
        None => format!("it names no key, and none of the key set is for {algorithm}"),
    };
    let issuer = token.claims.get("iss").and_then(Value::as_str);
    match issuer.filter(|issuer| case.trust.issuer.as_deref() != Some(*issuer)) {
        Some(issuer) => told(
            why,
            format!("it says that it is of {issuer}: if that is whom you believe, give --issuer {issuer}"),
        ),
        None => told(why, "fetch the key set again, since keys change; or publish the key before it signs"),
    }
}

fn algorithm_of_another_key(case: &Case<'_>) -> Told {
    let (token, algorithm) = badly_signed_with_a_key(case)?;
    let named = token.header("kid")?;
    let key = case.trust.keys.keys().iter().find(|key| key.kid() == Some(named))?;
    (!key.serves(algorithm)).then_some(())?;
    let own = key.algorithm().map_or_else(|| "another algorithm".to_owned(), |own| own.to_string());
    told(
        format!("it is signed with {algorithm}, and the key {named} is for {own}"),
        "sign with the algorithm of the key",
    )
}

fn der_signature(case: &Case<'_>) -> Told {
    let (token, algorithm) = badly_signed_with_a_key(case)?;
    let signature = base64url::decode(token.text.rsplit('.').next()?)?;
    let is_der = signature.first() == Some(&0x30)
        && signature.get(1).is_some_and(|length| usize::from(*length) + 2 == signature.len());
    (is_der && algorithm.name().starts_with("ES")).then_some(())?;
    told(
        "the signature is in DER, as most libraries give it, and not the two numbers alone",
        "turn it into R and S of equal length, one after the other",
    )
}

fn changed_after_signing(case: &Case<'_>) -> Told {
    let (token, algorithm) = badly_signed_with_a_key(case)?;
    Unverified::parse(&token.text).ok()?;
    let of_set = case.trust.keys.candidates(algorithm, token.header("kid"));
    (!of_set.is_empty() && der_signature(case).is_none() && kid_of_another_key(case).is_none())
        .then_some(())?;
    let key = spoken(token.header("kid"));
    told(
        format!(
            "the key {key} is in the key set, and the signature is not its own: a byte was changed after signing, or another key signed"
        ),
        "sign what is sent, to the byte; if the issuer has made its keys anew, fetch the key set again",
    )
}

/// Whether the token is signed with this key, however it calls that.
fn is_by(token: &Token, key: &Jwk) -> bool {
    let mut value = key.to_value();
    match token.header("kid") {
        Some(kid) => value["kid"] = kid.into(),
        None => drop(value.as_object_mut().and_then(|members| members.remove("kid"))),
    }
    let (Some(set), Ok(token)) = (set_of(value), Unverified::parse(&token.text)) else { return false };
    let algorithm = token.header().algorithm;
    !algorithm.is_symmetric() && token.verify(Keys::Published(&set), &[algorithm]).is_ok()
}

/// A set of one key.
fn set_of(key: Value) -> Option<JwkSet> {
    JwkSet::parse(json!({"keys": [key]}).to_string().as_bytes()).ok()
}

fn spoken(kid: Option<&str>) -> String {
    kid.map_or_else(|| "without a name".to_owned(), str::to_owned)
}
