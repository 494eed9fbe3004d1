//! How a sender delivers: `policies.toml`, and what follows from an attempt by it (threats W10, W11).

use std::{collections::BTreeMap, sync::OnceLock};

use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::event::Event;

/// The table's source, which also documents its keys.
pub const SOURCE: &str = include_str!("policies.toml");

/// The policy of a sender that tries once.
const ONCE: &str = "none";
/// The longest `Retry-After` that is heeded, in seconds: a day.
const LONGEST_WAIT_S: u64 = 86_400;

/// One policy.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its name, which is the table's.
    #[serde(skip_deserializing)]
    pub name: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// Where that can be read.
    pub source: String,
    /// The beginnings of the names of the events that are delivered so.
    pub events: Vec<String>,
    /// For how long an answer is waited for, in seconds.
    pub timeout_s: u64,
    /// How long after each attempt the next one comes, in seconds.
    pub waits_s: Vec<u64>,
    /// After what.
    pub again: Again,
    /// Whether each attempt has the name of the first one.
    pub same_name: bool,
    /// Whether `Retry-After` is heeded.
    pub heeds: bool,
}

/// After what a sender tries again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Again {
    /// Whatever is not taken.
    Anything,
    /// What may be over soon: no answer, 5xx, 429.
    Temporary,
}

/// What follows from an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Nothing more: it was taken.
    Delivered,
    /// Another attempt, after so many seconds.
    Again(u64),
    /// Nothing more: another attempt would not help, or there were enough.
    GivesUp,
    /// Nothing more, for this app for ever (410).
    Disabled,
}

impl Policy {
    /// What follows from the `attempt`th, counted from 0.
    pub fn after(&self, attempt: usize, answer: Attempted) -> Then {
        let Attempted { status, is_taken, retry_after_s } = answer;
        let is_temporary =
            status.is_none_or(|it| it.is_server_error() || it == StatusCode::TOO_MANY_REQUESTS);
        match self.waits_s.get(attempt) {
            _ if is_taken => Then::Delivered,
            // Standard Webhooks: "the endpoint is gone"
            _ if status == Some(StatusCode::GONE) && self.again == Again::Anything => Then::Disabled,
            Some(wait_s) if is_temporary || self.again == Again::Anything => {
                let asked = retry_after_s.filter(|_| self.heeds).unwrap_or_default().min(LONGEST_WAIT_S);
                Then::Again(asked.max(*wait_s))
            }
            _ => Then::GivesUp,
        }
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy)]
pub struct Attempted {
    /// The status of its answer, if there was one.
    pub status: Option<StatusCode>,
    /// Whether that means that it was taken.
    pub is_taken: bool,
    /// How long the app asks to be left alone, in seconds.
    pub retry_after_s: Option<u64>,
}

/// Every policy, by name.
pub fn all() -> &'static BTreeMap<String, Policy> {
    static POLICIES: OnceLock<BTreeMap<String, Policy>> = OnceLock::new();
    POLICIES.get_or_init(|| {
        let mut policies: BTreeMap<String, Policy> =
            toml::from_str(SOURCE).expect("policies.toml is part of the program; a test reads it");
        for (name, policy) in &mut policies {
            policy.name.clone_from(name);
        }
        policies
    })
}

/// That of the event's own sender.
pub fn of(event: &Event) -> &'static Policy {
    let is_of = |policy: &&Policy| policy.events.iter().any(|begin| event.name.starts_with(begin.as_str()));
    all().values().find(is_of).unwrap_or_else(|| &all()[ONCE])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhook::catalogue;

    fn walked(name: &str, answers: &[(u16, Option<u64>)]) -> (Vec<u64>, Then) {
        let (policy, mut waits) = (&all()[name], Vec::new());
        for (attempt, (status, retry_after_s)) in answers.iter().enumerate() {
            let status = StatusCode::from_u16(*status).ok();
            let is_taken = status.is_some_and(|status| status.is_success());
            match policy.after(attempt, Attempted { status, is_taken, retry_after_s: *retry_after_s }) {
                Then::Again(wait) => waits.push(wait),
                end => return (waits, end),
            }
        }
        panic!("it has no end");
    }

    #[test]
    fn every_policy_is_of_an_event_or_named_and_says_where_it_comes_from() {
        for (name, policy) in all() {
            assert!(policy.source.starts_with("https://") && !policy.summary.ends_with('.'), "{name}");
            assert!((1..=60).contains(&policy.timeout_s) && policy.waits_s.len() < 10, "{name}");
            for begin in &policy.events {
                let is_begun = catalogue::all().keys().any(|event| event.starts_with(begin.as_str()));
                assert!(is_begun, "{name}: no event begins with {begin}");
                let is_alone = |(other, it): (&String, &Policy)| other == name || !it.events.contains(begin);
                assert!(all().iter().all(is_alone), "{begin} is of two");
            }
        }
        for event in catalogue::all().values() {
            let own = of(event);
            assert!(
                own.events.iter().any(|begin| event.name.starts_with(begin.as_str())),
                "{}: nobody's",
                event.name
            );
        }
    }

    #[test]
    fn every_policy_ends_whatever_is_answered() {
        // W11
        for policy in all().values() {
            for status in [0, 200, 302, 400, 404, 410, 429, 500, 503] {
                let (waits, end) = walked(&policy.name, &[(status, Some(u64::MAX)); 12]);
                assert!(waits.len() <= policy.waits_s.len(), "{} {status}", policy.name);
                assert_eq!(end == Then::Delivered, status == 200, "{} {status}", policy.name);
                assert!(waits.iter().all(|wait| *wait <= LONGEST_WAIT_S), "{} {status}", policy.name);
            }
        }
    }

    #[test]
    fn each_sender_tries_again_after_what_it_says() {
        // W10, W11
        let ok = (200, None);
        for (name, answers, waits, end) in [
            ("none", &[(500, None)][..], &[][..], Then::GivesUp),
            ("github", &[(500, None)], &[], Then::GivesUp),
            ("backoff", &[(503, Some(120)), (0, None), (429, Some(5)), ok], &[120, 10, 60], Then::Delivered),
            ("backoff", &[(400, None)], &[], Then::GivesUp),
            ("backoff", &[(302, None)], &[], Then::GivesUp),
            ("standard-webhooks", &[(302, None), (400, None), (410, None)], &[5, 300], Then::Disabled),
            (
                "standard-webhooks",
                &[(500, None); 10],
                &[5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400],
                Then::GivesUp,
            ),
            ("slack", &[(0, None), (404, None), ok], &[0, 60], Then::Delivered),
            ("okta", &[(0, Some(9)), (0, None)], &[0], Then::GivesUp),
            ("security-events", &[(503, None), (400, None)], &[1], Then::GivesUp),
        ] {
            assert_eq!(walked(name, answers), (waits.to_vec(), end), "{name} {answers:?}");
        }
    }
}
