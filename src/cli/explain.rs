//! `explain` and `help exit-codes`: the registry, read aloud.

use std::{borrow::Cow, process::ExitCode};

use clap::{Args, Command};
use serde::Serialize;

use super::context::Context;
use crate::{
    error::{CLASSES, Code, CodeRow, Result, SIGNAL_EXITS},
    output::table,
};

/// Flags of `explain`.
#[derive(Args)]
pub struct ExplainArguments {
    /// The code, as it stands in brackets in an error; without it, all are listed
    code: Option<String>,
}

/// Explains one code, or lists all.
pub fn run(arguments: ExplainArguments, context: &Context) -> Result<ExitCode> {
    let Some(name) = arguments.code else {
        let rows: Vec<Explanation> = Code::ALL.iter().map(|code| Explanation::of(code.row())).collect();
        return context.answer(&rows, || {
            table::table(
                &["code", "exit", "meaning"],
                rows.iter().map(|row| vec![row.code.into(), row.exit.to_string(), row.message.into()]),
            )
        });
    };
    let Some(code) = Code::named(&name) else {
        let nearest = Code::ALL
            .iter()
            .map(|code| code.row().name)
            .max_by(|a, b| strsim::jaro_winkler(a, &name).total_cmp(&strsim::jaro_winkler(b, &name)));
        return Err(Code::Usage
            .error()
            .message("there is no error code of that name")
            .got(name)
            .hint(format!("the nearest is {}; `authctl explain` lists all", nearest.unwrap_or_default())));
    };
    let row = Explanation::of(code.row());
    context.answer(&row, || {
        [
            format!("{}: {}", row.code, row.message),
            String::new(),
            row.explanation.to_owned(),
            format!("What helps: {}", if row.hint.is_empty() { "nothing from here" } else { row.hint }),
            format!("Exit code {} ({}): {}", row.exit, row.class, row.reaction),
        ]
        .join("\n")
    })
}

/// Prints the table of exit codes.
pub fn exit_codes(context: &Context) -> Result<ExitCode> {
    context.answer(&ExitRow::all(), exit_code_table)
}

/// Makes the table the whole help of its command; called when that help is asked for, not at every start.
pub fn with_exit_code_table(command: Command) -> Command {
    command.override_help(exit_code_table() + "\n")
}

fn exit_code_table() -> String {
    table::table(
        &["exit", "class", "meaning", "a script should"],
        ExitRow::all().into_iter().map(|row| {
            vec![row.exit.to_string(), row.class.into(), row.meaning.into_owned(), row.reaction.into()]
        }),
    )
}

/// A way in which a command can end.
#[derive(Serialize)]
struct ExitRow {
    exit: u8,
    class: &'static str,
    meaning: Cow<'static, str>,
    reaction: &'static str,
}

impl ExitRow {
    fn all() -> Vec<Self> {
        let ok =
            Self { exit: 0, class: "ok", meaning: "done, or the answer is yes".into(), reaction: "go on" };
        let classes = CLASSES.iter().map(|row| Self {
            exit: row.exit,
            class: row.name,
            meaning: row.meaning.into(),
            reaction: row.reaction,
        });
        let signals = SIGNAL_EXITS.iter().map(|(exit, name)| Self {
            exit: *exit,
            class: "signal",
            meaning: format!("ended by {name}").into(),
            reaction: "",
        });
        std::iter::once(ok).chain(classes).chain(signals).collect()
    }
}

#[derive(Serialize)]
struct Explanation {
    code: &'static str,
    class: &'static str,
    exit: u8,
    message: &'static str,
    hint: &'static str,
    explanation: &'static str,
    reaction: &'static str,
    retry: &'static str,
}

impl Explanation {
    fn of(row: &'static CodeRow) -> Self {
        let class = row.class.row();
        Self {
            code: row.name,
            class: class.name,
            exit: class.exit,
            message: row.message,
            hint: row.hint,
            explanation: row.explain,
            reaction: class.reaction,
            retry: class.retry,
        }
    }
}
