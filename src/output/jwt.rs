//! Tokens as they are shown by `jwt`: what they say, in words, and which checks they passed.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{moment, table};
use crate::{
    jose::{
        examined::{Finding, Outcome},
        inspected::{Inspected, Protection},
        registered::{self, Registered},
    },
    protocol::time::UnixTime,
};

/// What a token says, for programs.
#[derive(Serialize)]
pub struct Said<'a> {
    kind: Option<&'static str>,
    protection: &'static str,
    verified: bool,
    header: &'a Map<String, Value>,
    claims: Option<&'a Map<String, Value>>,
    decrypted: Option<Box<Said<'a>>>,
}

impl<'a> Said<'a> {
    /// As JSON, with what was in it if it was encrypted and has been opened.
    pub fn of(token: &'a Inspected, inside: Option<&'a Inspected>) -> Self {
        Self {
            kind: token.kind().map(|kind| kind.name),
            protection: token.protection.name(),
            verified: false,
            header: &token.header,
            claims: token.claims.as_ref(),
            decrypted: inside.map(|inside| Box::new(Said::of(inside, None))),
        }
    }
}

/// What a token says, for people, and what was in it if it was encrypted and has been opened.
pub fn said(token: &Inspected, inside: Option<&Inspected>, now: UnixTime) -> String {
    let kind = match (token.kind(), token.protection) {
        (_, Protection::Encrypted) => "An encrypted token (RFC 7516)".to_owned(),
        (Some(kind), _) => format!("{} ({})", capital(kind.title), kind.section),
        (None, _) => "A token of a kind that it does not tell (RFC 7519)".to_owned(),
    };
    let protection = match token.protection {
        Protection::Signed => "Nothing of it is proven yet: `authctl jwt verify` checks it.",
        Protection::None => "It is not signed: anybody can have written it.",
        Protection::Encrypted if inside.is_some() => "It is opened below, with your key.",
        Protection::Encrypted => "Only whoever has its key can read its claims: --key-from opens it.",
    };
    let mut parts = vec![format!("{kind}. {protection}")];
    if !token.header.is_empty() {
        parts.push(members("header", registered::HEADER, &token.header, now));
    }
    parts.extend(token.claims.as_ref().map(|claims| members("claim", registered::CLAIMS, claims, now)));
    parts.extend(inside.map(|inside| said(inside, None, now)));
    parts.join("\n\n")
}

/// A table of members with what they mean.
pub fn members(
    title: &str,
    known: &'static [Registered],
    members: &Map<String, Value>,
    now: UnixTime,
) -> String {
    let rows = members.iter().map(|(name, value)| {
        let registered = registered::named(known, name);
        let moment = registered.filter(|member| member.is_moment).and_then(|_| value.as_i64()).map(UnixTime);
        let value = match (value, moment) {
            (_, Some(at)) => format!("{}, {}", moment::local(at), moment::from_now(at, now)),
            (Value::String(text), None) => text.clone(),
            (other, None) => other.to_string(),
        };
        vec![name.clone(), value, registered.map_or("", |member| member.meaning).to_owned()]
    });
    table::table(&[title, "value", "meaning"], rows)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How a token was found, for programs.
#[derive(Serialize)]
pub struct Found<'a> {
    passed: bool,
    kind: Option<&'static str>,
    checks: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    check: &'static str,
    outcome: &'static str,
    why: &'a str,
    section: &'static str,
}

impl<'a> Found<'a> {
    /// As JSON.
    pub fn of(token: &Inspected, findings: &'a [Finding]) -> Self {
        let row = |finding: &'a Finding| Row {
            check: finding.check,
            outcome: finding.outcome.name(),
            why: &finding.why,
            section: finding.section,
        };
        Self {
            passed: findings.iter().all(|finding| finding.outcome != Outcome::Failed),
            kind: token.kind().map(|kind| kind.name),
            checks: findings.iter().map(row).collect(),
        }
    }

    /// Whether no check failed.
    pub fn passed(&self) -> bool {
        self.passed
    }

    /// For people.
    pub fn shown(&self) -> String {
        let rows = self.checks.iter().map(|row| {
            vec![row.check.to_owned(), row.outcome.to_owned(), row.why.to_owned(), row.section.to_owned()]
        });
        table::table(&["check", "outcome", "why", "rule"], rows)
    }
}
