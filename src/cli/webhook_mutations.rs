//! `webhook mutations`: the ways in which an event can be wrong on purpose.

use std::process::ExitCode;

use serde::Serialize;

use super::context::Context;
use crate::{
    error::Result,
    output::table,
    protocol::time::UnixTime,
    webhook::{
        event::Event,
        facts::Facts,
        mutation::{
            self,
            row::{Mutation, Right},
            sample::{Means, Sample},
        },
        scheme,
    },
};

/// A row of the list.
#[derive(Serialize)]
struct Row {
    name: &'static str,
    /// What is odd about it.
    summary: &'static str,
    section: &'static str,
    /// What a right app does.
    right: Right,
}

/// Lists all, or those that fit one event.
pub fn list(event: Option<&'static Event>, context: &Context) -> Result<ExitCode> {
    let sample = match event {
        None => None,
        Some(event) => {
            let draft = scheme::draft(event, &Facts::example(), UnixTime(1_800_000_000))?;
            Some(Sample::of(&draft, &Means::example(scheme::of(event).needs())?)?)
        }
    };
    let fits = |mutation: &&Mutation| sample.as_ref().is_none_or(|sample| (mutation.fits)(sample));
    let row = |mutation: &Mutation| Row {
        name: mutation.name,
        summary: mutation.what,
        section: mutation.section,
        right: mutation.right,
    };
    let rows: Vec<Row> = mutation::all().filter(fits).map(row).collect();
    context.answer(&rows, || {
        let cells = rows
            .iter()
            .map(|row| vec![row.name.to_owned(), row.right.words().to_owned(), row.summary.to_owned()]);
        table::table(&["mutation", "a right app", "what is odd"], cells)
    })
}
