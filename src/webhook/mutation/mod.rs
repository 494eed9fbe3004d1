//! Events that are wrong on purpose, by name: what a receiver has to refuse, and a few odd ones that it has to take. A NEW
//! MUTATION is one row in the file of its family.

mod claims;
mod keyed;
mod query;
mod request;
pub mod row;
pub mod sample;
mod security_event;
mod token;

use std::collections::BTreeSet;

use http::HeaderName;
use serde_json::{Map, Value};

use self::{
    row::{Change, Mutation, Right},
    sample::{Means, Sample},
};
use super::{draft::Draft, message::Message, scheme};
use crate::{
    error::{Code, Error, Phase, Result},
    jose::forged::Forged,
};

/// Every family.
const FAMILIES: &[&[Mutation]] =
    &[request::ROWS, token::ROWS, claims::ROWS, security_event::ROWS, keyed::ROWS, query::ROWS];

/// Every mutation, family by family.
pub fn all() -> impl Iterator<Item = &'static Mutation> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// The mutation of that name; the error's hint has the nearest one.
///
/// # Errors
/// [`Code::Usage`].
pub fn named(name: &str) -> Result<&'static Mutation> {
    all().find(|mutation| mutation.name == name).ok_or_else(|| {
        let alike = all().map(|known| (strsim::jaro_winkler(name, known.name), known.name));
        let nearest = alike.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness > 0.75);
        let hint = nearest.map_or_else(
            || "`authctl webhook mutations` lists them".to_owned(),
            |(_, nearest)| format!("did you mean `{nearest}`?"),
        );
        let error = Code::Usage.error().phase(Phase::Webhook).got(name);
        error.message("there is no mutation of that name").hint(hint)
    })
}

/// What a right app does with an event that is wrong in these ways.
pub fn right(mutations: &[&Mutation]) -> Right {
    let is = |right: Right| mutations.iter().any(|mutation| mutation.right == right);
    match () {
        () if is(Right::Refuses) => Right::Refuses,
        () if is(Right::Either) => Right::Either,
        () => Right::Takes,
    }
}

/// The event as a message that is wrong in these ways.
///
/// # Errors
/// [`Code::Usage`] if one of them does not fit it.
pub fn sealed(draft: &Draft, mutations: &[&Mutation], means: &Means) -> Result<Message> {
    if mutations.is_empty() {
        return scheme::sealed(draft, means.credential());
    }
    let sample = Sample::of(draft, means)?;
    if let Some(unfit) = mutations.iter().find(|mutation| !(mutation.fits)(&sample)) {
        return Err(Code::Usage
            .error()
            .phase(Phase::Webhook)
            .message(format!("{} cannot be wrong in this way: {}", draft.event.name, unfit.name))
            .hint(format!("`authctl webhook mutations {}` lists those that fit", draft.event.name)));
    }
    let mut draft = draft.clone();
    for mutation in mutations {
        if let Change::Draft(change) = mutation.change {
            let at = draft.at;
            change(&mut draft);
            // signed an hour ago and in an hour is signed now
            if at != draft.at && at != sample.draft.at {
                return Err(undone(mutation));
            }
        }
    }
    let mut message = scheme::sealed(&draft, means.credential())?;
    forge(&mut message, mutations, &sample, means)?;
    let mut signatures = BTreeSet::new();
    for mutation in mutations {
        if let Change::Message(change) = mutation.change {
            let before = message.headers.clone();
            change(&mut message, &sample, means)?;
            let changed = sample.signature_headers.iter().map(HeaderName::as_str);
            let mut changed = changed.filter(|name| before.get(*name) != message.headers.get(*name));
            if !changed.all(|name| signatures.insert(name)) {
                return Err(undone(mutation));
            }
        }
    }
    Ok(message)
}

/// Writes the token within anew, if a mutation changes that.
fn forge(message: &mut Message, mutations: &[&Mutation], sample: &Sample, means: &Means) -> Result<()> {
    let is_of_token = |mutation: &&Mutation| {
        matches!(mutation.change, Change::Token(_) | Change::Claims(_) | Change::Signed(_))
    };
    let changes: Vec<&Mutation> = mutations.iter().copied().filter(is_of_token).collect();
    let (false, Some(old)) = (changes.is_empty(), sample::token_of(message)) else { return Ok(()) };
    let Some(mut token) = Forged::read(&old) else { return Ok(()) };
    // what it says first, and then who signs it: whoever signs it anew would heal a signature that is wrong
    let mut changed = BTreeSet::new();
    for mutation in &changes {
        if let Change::Claims(change) = mutation.change {
            let before = token.claims();
            token.edit(|claims| change(claims, sample));
            token.signed = means.own();
            let names = differing(&before, &token.claims());
            // what it takes away may be missing already
            let mut blank: Map<String, Value> =
                before.into_iter().map(|(name, _)| (name, Value::Null)).collect();
            let other = blank.clone();
            change(&mut blank, sample);
            let is_same = names.is_empty() && blank != other;
            if is_same || !names.into_iter().all(|name| changed.insert(name)) {
                return Err(undone(mutation));
            }
        }
    }
    for mutation in &changes {
        if let Change::Signed(change) = mutation.change {
            change(&mut token);
            token.signed = means.own();
        }
    }
    for mutation in &changes {
        if let Change::Token(change) = mutation.change {
            change(&mut token, sample, means)?;
        }
    }
    sample::replace_token(message, &old, &token.write()?);
    Ok(())
}

/// The names of the claims that are not the same.
fn differing(one: &Map<String, Value>, other: &Map<String, Value>) -> Vec<String> {
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    names.into_iter().filter(|name| one.get(*name) != other.get(*name)).cloned().collect()
}

/// An app that takes what is not wrong after all would be blamed for it.
fn undone(mutation: &Mutation) -> Error {
    Code::Usage
        .error()
        .phase(Phase::Webhook)
        .message(format!("{} changes nothing here, or what another mutation has changed", mutation.name))
        .hint("give them one at a time")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mutation_has_a_name_of_its_own_a_case_and_a_section() {
        let mut names = BTreeSet::new();
        for mutation in all() {
            let name = mutation.name;
            assert!(names.insert(name), "{name} twice");
            assert!(
                name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            );
            assert!(
                !mutation.case.is_empty() && mutation.section.contains('§')
                    || mutation.section.contains("webhook"),
                "{name}"
            );
            assert!(!mutation.what.ends_with('.'), "{name}");
        }
        assert!(names.len() >= 60, "{}", names.len());
    }

    #[test]
    fn an_unknown_mutation_is_told_with_the_nearest() {
        assert!(named("alg-non").err().unwrap().advice().contains("alg-none"));
    }
}
