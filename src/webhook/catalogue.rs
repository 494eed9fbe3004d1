//! The catalogue of events: `events.toml`, read when it is first needed.

use std::{collections::BTreeMap, sync::OnceLock};

use toml::Table;

use super::{alike, event::Event, message::Message, scheme};
use crate::{
    error::{Code, Phase, Result},
    protocol::json,
};

/// The catalogue's source, which also documents where each fact comes from.
pub const SOURCE: &str = include_str!("events.toml");

const READ: &str = "events.toml is part of the program; a test reads it";

/// Every event, by name.
pub fn all() -> &'static BTreeMap<String, Event> {
    static EVENTS: OnceLock<BTreeMap<String, Event>> = OnceLock::new();
    EVENTS.get_or_init(|| {
        let tables: BTreeMap<String, Table> = toml::from_str(SOURCE).expect(READ);
        let event = |name: &String| {
            let mut event: Event = alike::completed(name, &tables).try_into().expect(READ);
            event.name.clone_from(name);
            (name.clone(), event)
        };
        tables.keys().map(event).collect()
    })
}

/// The event of that name; the error's hint has the nearest one.
///
/// # Errors
/// [`Code::EventUnknown`].
pub fn named(name: &str) -> Result<&'static Event> {
    all().get(name).ok_or_else(|| {
        let names = all().keys().map(String::as_str);
        let error = Code::EventUnknown.error().phase(Phase::Webhook).got(name);
        let alike = names.map(|known| (strsim::jaro_winkler(name, known), known));
        match alike.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness > 0.75) {
            Some((_, nearest)) => error.hint(format!("did you mean `{nearest}`?")),
            None => error,
        }
    })
}

/// Which event a message is of, by its looks alone: whether that is true is for its scheme to judge.
pub fn recognized(message: &Message) -> Option<&'static Event> {
    recognized_among(message, |_| true)
}

/// As [`recognized`], of those events only.
pub fn recognized_among(message: &Message, is_one: impl Fn(&Event) -> bool) -> Option<&'static Event> {
    let payload =
        |event: &Event| scheme::of(event).payload(message).or_else(|| json::value(&message.body).ok());
    let is_of = |event: &&Event| {
        scheme::of(event).recognizes(event, message)
            && event.is_of(message, &payload(event).unwrap_or_default())
    };
    // the one that says most of what it looks like comes first; of two alike, the one whose answer says nothing about the other
    let mut found: Vec<&Event> = all().values().filter(|event| is_one(event)).filter(is_of).collect();
    found.sort_by_key(|event| (event.matches.is_none(), event.answer.is_some()));
    found.first().copied()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{
        protocol::time::UnixTime,
        webhook::{
            credential::{Credential, Needs},
            facts::Facts,
            scheme::SCHEMES,
        },
    };

    #[test]
    fn every_event_can_be_made_and_says_where_it_comes_from() {
        for (name, event) in all() {
            assert!(name.contains('.') && !event.summary.ends_with('.'), "{name}");
            assert!(event.source.starts_with("https://") && !event.standard.is_empty(), "{name}");
            assert!(scheme::named(&event.scheme).is_some(), "{name}: no scheme {}", event.scheme);
            assert!(!event.taken.is_empty(), "{name}");
            for taken in &event.taken {
                assert!(taken == "2xx" || taken.parse::<u16>().is_ok(), "{name}: {taken}");
            }
            let filled = Facts::example().fill(&event.template());
            let filled = filled.unwrap_or_else(|error| panic!("{name}: {}", error.text()));
            assert!(!filled.to_string().contains("\"$") && filled != Value::Null, "{name}: {filled}");
        }
    }

    #[test]
    fn an_event_of_a_vendor_has_the_name_that_the_vendor_gives_it() {
        let kebab = |name: &str| {
            let mut kebab = String::new();
            for (at, letter) in name.char_indices() {
                let is_joint = at > 0 && letter.is_ascii_uppercase() && !kebab.ends_with('-');
                kebab.extend(is_joint.then_some('-'));
                kebab.push(if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { '-' });
            }
            kebab
        };
        for (name, event) in all() {
            let (vendor, rest) = name.split_once('.').unwrap();
            let is = event.matches.as_ref().and_then(|matches| matches.is.as_deref());
            if ["logto", "authgear", "clerk", "slack", "stripe"].contains(&vendor) {
                assert_eq!(kebab(is.unwrap()), rest, "{name}");
                assert!(event.standard.ends_with(is.unwrap()), "{name}: {}", event.standard);
            }
        }
    }

    #[test]
    fn every_message_is_recognized_as_the_event_that_it_is_of() {
        for event in all().values() {
            let draft = scheme::draft(event, &Facts::example(), UnixTime(1_800_000_000)).unwrap();
            if let Needs::Secret = scheme::of(event).needs() {
                let message = scheme::sealed(
                    &draft,
                    &Credential::Secret("whsec_c2VjcmV0IG9mIDMyIGJ5dGVzLCBvciBvZiBtb3Jl".into()),
                )
                .unwrap();
                let found = recognized(&message).unwrap();
                // what is told apart by its address alone looks the same
                let is_alike = event.matches.is_none() && found.scheme == event.scheme;
                assert!(found.name == event.name || is_alike, "{}: {}", event.name, found.name);
            }
        }
    }

    #[test]
    fn of_two_that_look_alike_the_one_that_wants_no_answer_of_its_own_is_recognized() {
        let draft = scheme::draft(named("facebook.deauthorize").unwrap(), &Facts::example(), UnixTime(1));
        let message =
            scheme::sealed(&draft.unwrap(), &Credential::Secret("of-thirty-two-letters-or-more-12".into()));
        assert_eq!(recognized(&message.unwrap()).unwrap().name, "facebook.deauthorize");
    }

    #[test]
    fn every_scheme_is_of_an_event() {
        for scheme in SCHEMES {
            assert!(all().values().any(|event| event.scheme == scheme.name()), "{}", scheme.name());
        }
    }

    #[test]
    fn an_unknown_event_is_told_with_the_nearest() {
        let error = named("oidc.backchanel-logout").unwrap_err();
        assert_eq!(error.code(), Code::EventUnknown);
        assert!(error.advice().contains("oidc.backchannel-logout"));
    }
}
