//! `serve --fault`: what the embedded provider does wrong on purpose.

use std::process::ExitCode;

use clap::{Args, builder::BoolishValueParser};
use serde::Serialize;

use super::context::Context;
use crate::{
    error::{Code, Phase, Result},
    idp::fault::{
        self,
        active::Faults,
        row::{Level, Place, Right},
    },
    output::table,
};

/// Flags of `serve`.
#[derive(Args)]
pub struct FaultArguments {
    /// What the provider does wrong, so that an app shows whether it notices; more than one with commas
    #[arg(
        long = "fault",
        value_name = "NAME",
        value_delimiter = ',',
        env = "AUTHCTL_FAULT",
        hide_env = true
    )]
    names: Vec<String>,
    /// List what it can do wrong, and end
    #[arg(long = "list-faults", env = "AUTHCTL_LIST_FAULTS", hide_env = true, value_parser = BoolishValueParser::new())]
    pub is_list: bool,
}

impl FaultArguments {
    /// The faults that are named.
    ///
    /// # Errors
    /// [`Code::Usage`].
    pub fn read(&self, has_shape: bool) -> Result<Faults> {
        let faults = self.names.iter().map(|name| fault::named(name)).collect::<Result<Vec<_>>>()?;
        if has_shape && !faults.is_empty() {
            return Err(Code::Usage
                .error()
                .phase(Phase::Provider)
                .message("--fault and --shape exclude each other")
                .hint("faults are those of the provider as itself"));
        }
        Ok(Faults::of(&faults))
    }
}

/// A row of the list.
#[derive(Serialize)]
struct Row {
    id: &'static str,
    name: &'static str,
    /// What is odd.
    summary: &'static str,
    section: &'static str,
    /// Where an app meets it.
    place: Place,
    /// What a right app does.
    right: Right,
    level: Level,
    /// What to do about an app that does otherwise.
    repair: &'static str,
}

/// Lists them.
pub fn list(context: &Context) -> Result<ExitCode> {
    let row = |fault: &fault::row::Fault| Row {
        id: fault.id,
        name: fault.name,
        summary: fault.what,
        section: fault.section,
        place: fault.place(),
        right: fault.right,
        level: fault.level,
        repair: fault.repair,
    };
    let rows: Vec<Row> = fault::all().map(row).collect();
    context.answer(&rows, || {
        let cells = rows
            .iter()
            .map(|row| vec![row.name.to_owned(), row.right.words().to_owned(), row.summary.to_owned()]);
        table::table(&["fault", "a right app", "what is odd"], cells)
    })
}
