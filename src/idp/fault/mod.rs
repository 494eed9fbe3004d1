//! What the provider can do wrong on purpose, by name: what a right app has to refuse, and a few odd things that it has to take.
//! A NEW FAULT is one row in the file of its family. Nothing is wrong unless it is asked for.

pub mod active;
pub mod apply;
mod authorization_answer;
mod id_token;
mod key_set;
pub mod logout_exchange;
pub mod means;
mod members;
mod metadata;
mod refreshed;
pub mod row;
mod signature;
mod token_answer;
mod userinfo;
mod whole;

use self::row::Fault;
use crate::error::{Code, Phase, Result};

/// Every family, with the letters that its numbers begin with.
pub const FAMILIES: &[(&str, &[Fault])] = &[
    ("AR", authorization_answer::ROWS),
    ("TA", token_answer::ROWS),
    ("IT", id_token::ROWS),
    ("SG", signature::ROWS),
    ("JK", key_set::ROWS),
    ("UI", userinfo::ROWS),
    ("MD", metadata::ROWS),
    ("RT", refreshed::ROWS),
];

/// Every fault, family by family.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    FAMILIES.iter().flat_map(|(_, family)| family.iter())
}

/// The fault of that name; the error's hint has the nearest one.
///
/// # Errors
/// [`Code::Usage`].
pub fn named(name: &str) -> Result<&'static Fault> {
    all().find(|fault| fault.name == name).ok_or_else(|| {
        let alike = all().map(|known| (strsim::jaro_winkler(name, known.name), known.name));
        let nearest = alike.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness > 0.75);
        let hint = nearest.map_or_else(
            || "`authctl serve --list-faults` lists them".to_owned(),
            |(_, nearest)| format!("did you mean `{nearest}`?"),
        );
        let error = Code::Usage.error().phase(Phase::Provider).got(name);
        error.message("there is no fault of that name").hint(hint)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_fault_has_a_number_and_a_name_of_its_own_and_sentences_like_the_others() {
        let mut seen = BTreeSet::new();
        for (letters, family) in FAMILIES {
            for (index, fault) in family.iter().enumerate() {
                assert_eq!(fault.id, format!("{letters}{}", index + 1), "{}", fault.name);
                assert!(seen.insert(fault.id) && seen.insert(fault.name), "{}", fault.name);
                let is_of_name = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
                assert!(fault.name.bytes().all(is_of_name), "{}", fault.name);
                assert!(fault.section.contains('§'), "{}", fault.name);
                assert!(!fault.changes.is_empty(), "{}", fault.name);
                for sentence in [fault.what, fault.repair] {
                    let first = sentence.chars().next().expect("a sentence");
                    assert!(!sentence.ends_with('.') && sentence.len() <= 160, "{sentence}");
                    assert!(!first.is_uppercase() || sentence.starts_with("UserInfo"), "{sentence}");
                }
            }
        }
    }

    #[test]
    fn an_unknown_fault_is_told_with_the_nearest() {
        let error = named("id-token-alg-non").err().expect("there is none of that name");
        assert_eq!(error.advice(), "did you mean `id-token-alg-none`?");
        assert!(named("zzz").err().expect("none").advice().contains("--list-faults"));
    }
}
