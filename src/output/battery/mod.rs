//! The report of a battery: a table for people, documents for programs, a page for both.
//!
//! A NEW FORMAT is one file and one row in [`FORMATS`]. All of them are made of the same [`Report`]; what a subject said is
//! escaped as each of them needs it.

pub mod list;
pub mod table;

use crate::{
    check::report::{Outcome, Report},
    output::json,
};

/// A form that a report can have.
#[derive(Debug)]
pub struct Format {
    /// Its name, for `--report`.
    pub name: &'static str,
    /// How the names of its files end.
    pub ending: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// Writes it, without the end of the last line.
    pub write: fn(&Report) -> String,
}

/// Every format.
pub const FORMATS: &[Format] = &[
    Format { name: "table", ending: "txt", purpose: "for people", write: table::text },
    Format {
        name: "json",
        ending: "json",
        purpose: "for programs, and as a baseline",
        write: |report| json::document(report),
    },
];

/// The format of that name.
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// What is to be explained, the worst first.
fn explained(report: &Report) -> Vec<&Outcome> {
    let mut outcomes: Vec<&Outcome> = report.outcomes.iter().filter(|it| it.is_to_be_explained()).collect();
    outcomes.sort_by_key(|it| (!it.fails_the_check(), it.judged.verdict, it.case.level));
    outcomes
}
