//! The cases of a battery, without anything being run.

use serde::Serialize;

use crate::{check::case::Case, output::table::table};

/// The cases of one battery.
#[derive(Debug, Serialize)]
pub struct List {
    /// The battery's name.
    pub battery: &'static str,
    /// Its cases.
    pub cases: Vec<&'static Case>,
}

impl List {
    /// As a person reads it.
    pub fn text(&self) -> String {
        let row =
            |case: &&Case| [case.id, case.level.name(), case.what, case.section].map(str::to_owned).to_vec();
        table(&["case", "level", "what is tried", "section"], self.cases.iter().map(row))
    }
}
