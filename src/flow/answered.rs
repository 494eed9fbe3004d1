//! Whether the ID token answers what was asked of the person's sign-in, beside its age (threat C33).
//! <https://openid.net/specs/openid-connect-core-1_0.html#IndividualClaimsRequests>

use serde_json::Value;

use crate::{
    error::{Code, Phase, Result},
    host::Host,
    jose::{id_token::IdToken, validated::Validated},
    protocol::ask::Ask,
    untrusted::Untrusted,
};

/// What was asked.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// For what.
    pub ask: &'a Ask,
    /// Who is to sign in: the `sub` of an `id_token_hint`.
    pub sub: Option<&'a str>,
}

/// Refuses an answer that is not what was demanded, and tells of one that is not what was only wished for.
///
/// # Errors
/// `other_person`, `acr_not_met`.
pub fn check(host: &Host, question: Question<'_>, token: &Validated<IdToken>) -> Result<()> {
    let claims = question.ask.claims.as_ref();
    // OIDC Core §3.1.2.1, §5.5.1: nobody else than who was asked for
    for wanted in [question.sub, claims.and_then(|claims| claims.sub())].into_iter().flatten() {
        if token.sub != wanted {
            let error = Code::OtherPerson.error().phase(Phase::Validate);
            return Err(error.expected(wanted).got(Untrusted::from(token.sub.as_str())));
        }
    }
    let acr = token.claims.get("acr").and_then(Value::as_str);
    if let Some(wanted) = claims.and_then(|claims| claims.essential_acr()) {
        // OIDC Core §5.5.1.1
        if !acr.is_some_and(|acr| wanted.is_empty() || wanted.contains(&acr)) {
            let error = Code::AcrNotMet.error().phase(Phase::Validate).expected(wanted.join(" "));
            return Err(error.got(Untrusted::from(acr.unwrap_or("none"))));
        }
    }
    let wished = &question.ask.acr_values;
    if !wished.is_empty() && !acr.is_some_and(|acr| wished.iter().any(|wished| wished == acr)) {
        let was =
            acr.map_or_else(|| "does not say how".to_owned(), |acr| format!("says {}", Untrusted::from(acr)));
        host.talk.say(&format!("The sign-in was not one of --acr-values: the ID token {was} (acr)."));
    }
    let missing: Vec<&str> = claims
        .into_iter()
        .flat_map(|claims| claims.essential())
        .filter(|name| !token.claims.contains_key(*name))
        .collect();
    if !missing.is_empty() {
        host.talk.say(&format!("Asked for, and not in the ID token: {}.", missing.join(", ")));
    }
    Ok(())
}
