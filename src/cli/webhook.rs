//! `webhook list|show|mutations|listen|send|verify|replay`: the events that providers send to apps.

use std::process::ExitCode;

use clap::Subcommand;
use serde::Serialize;
use serde_json::Value;

use super::{
    asked::Asked, context::Context, webhook_mutations, webhook_replay, webhook_send, webhook_verify,
};
use crate::{
    error::Result,
    output::{json, table},
    protocol::time::UnixTime,
    webhook::{
        catalogue,
        credential::Credential,
        event::Event,
        expected_answer,
        facts::Facts,
        message::{JSON, Message},
        scheme,
    },
};

/// The commands.
#[derive(Subcommand)]
pub enum WebhookCommand {
    /// List the events
    List,
    /// Show one: what it says, how it is signed, where the standard says so
    Show {
        /// Its name in the list
        event: String,
    },
    /// List the ways in which an event can be wrong on purpose, for `webhook send --mutate`
    Mutations {
        /// The event that they have to fit
        event: Option<String>,
    },
    /// Receive them: verify each, hand it on, answer as the standard says, and show it
    Listen(Asked<super::webhook_listen::ListenArguments>),
    /// Send one to an app, really signed, and judge what the app answers
    Send(Asked<webhook_send::SendArguments>),
    /// Tell whether a recorded one is genuine, and why not
    Verify(Asked<webhook_verify::VerifyArguments>),
    /// Send a recorded one again, as it was or signed anew
    Replay(Asked<webhook_replay::ReplayArguments>),
}

/// Runs one.
pub fn run(command: WebhookCommand, context: &Context) -> Result<ExitCode> {
    match command {
        WebhookCommand::List => list(context),
        WebhookCommand::Show { event } => show(catalogue::named(&event)?, context),
        WebhookCommand::Mutations { event } => {
            webhook_mutations::list(event.as_deref().map(catalogue::named).transpose()?, context)
        }
        WebhookCommand::Listen(arguments) => super::webhook_listen::run(&arguments, context),
        WebhookCommand::Send(arguments) => webhook_send::run(&arguments, context),
        WebhookCommand::Verify(arguments) => webhook_verify::run(&arguments, context),
        WebhookCommand::Replay(arguments) => webhook_replay::run(&arguments, context),
    }
}

/// A row of the list.
#[derive(Serialize)]
struct Row {
    name: &'static str,
    summary: &'static str,
    standard: &'static str,
    scheme: &'static str,
    needs: &'static str,
}

fn list(context: &Context) -> Result<ExitCode> {
    let row = |event: &'static Event| Row {
        name: &event.name,
        summary: &event.summary,
        standard: &event.standard,
        scheme: &event.scheme,
        needs: scheme::of(event).needs().name(),
    };
    let rows: Vec<Row> = catalogue::all().values().map(row).collect();
    context.answer(&rows, || {
        let cells =
            rows.iter().map(|row| vec![row.name.to_owned(), row.needs.to_owned(), row.summary.to_owned()]);
        table::table(&["event", "signed with", "what has happened"], cells)
    })
}

/// An event, as it is shown.
#[derive(Serialize)]
struct Shown {
    name: &'static str,
    summary: &'static str,
    standard: &'static str,
    source: &'static str,
    scheme: &'static str,
    /// How it is signed, in a sentence.
    signed: &'static str,
    needs: &'static str,
    taken: &'static [String],
    /// What its answer has to have beside the status, if anything; `null` stands for whatever the app says there.
    answer: Option<Value>,
    /// Headers beside those of the scheme.
    headers: Value,
    /// What it says, with example facts.
    payload: Value,
}

fn show(event: &'static Event, context: &Context) -> Result<ExitCode> {
    let facts = Facts::example();
    let draft = scheme::draft(event, &facts, UnixTime(0))?;
    // what is asked in a header is asked without a signature
    let asked = scheme::sealed(&draft, &Credential::Nothing).unwrap_or_else(|_| Message::post(JSON, ""));
    let shown = Shown {
        name: &event.name,
        summary: &event.summary,
        standard: &event.standard,
        source: &event.source,
        scheme: &event.scheme,
        signed: scheme::of(event).means(),
        needs: scheme::of(event).needs().name(),
        taken: &event.taken,
        answer: expected_answer::of(event, &asked, &draft.payload),
        headers: draft.headers.into_iter().map(|(name, value)| (name, Value::String(value))).collect(),
        payload: draft.payload,
    };
    context.answer(&shown, || shown.text())
}

impl Shown {
    fn text(&self) -> String {
        let mut rows = vec![
            ("event", self.name.to_owned()),
            ("what", self.summary.to_owned()),
            ("standard", self.standard.to_owned()),
            ("", self.source.to_owned()),
            ("signed", self.signed.to_owned()),
            ("taken by", self.taken.join(", ")),
        ];
        rows.extend(self.answer.as_ref().map(|answer| ("with", answer.to_string())));
        let headers = self.headers.as_object().into_iter().flatten();
        rows.extend(
            headers
                .map(|(name, value)| ("header", format!("{name}: {}", value.as_str().unwrap_or_default()))),
        );
        format!("{}\n\n{}", table::pairs(&rows), json::document(&self.payload))
    }
}
