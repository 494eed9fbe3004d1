//! `user list|sign-out|disable|enable|delete`: the users of the running embedded provider.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use http::Method;
use serde_json::{Map, Value};

use super::{context::Context, control::Control};
use crate::{
    error::Result,
    idp::shape::{self, SHAPES},
    output::table,
};

const EXAMPLES: &str = "\
Examples:
  authctl user list
  authctl user disable alice
        ends her sessions, and every app hears of it that registered to";

/// The commands.
#[derive(Subcommand)]
pub enum UserCommand {
    /// List the users
    #[command(after_help = EXAMPLES)]
    List(OfShape),
    /// End every session of a user; the apps that registered to hear of it do
    SignOut(OfUser),
    /// End every session of a user, who cannot sign in until enabled again
    Disable(OfUser),
    /// Let a user sign in again who was disabled
    Enable(OfUser),
    /// Delete a user
    Delete(OfUser),
}

/// Which running provider.
#[derive(Args)]
pub struct OfShape {
    /// The vendor that it stands for (`serve --shape`)
    #[arg(long, value_name = "NAME", env = "AUTHCTL_SHAPE", hide_env = true, value_parser = shape_names())]
    shape: Option<String>,
}

/// Which user.
#[derive(Args)]
pub struct OfUser {
    /// The user's `sub`, as `user list` has it
    sub: String,
    #[command(flatten)]
    of: OfShape,
}

fn shape_names() -> Vec<&'static str> {
    SHAPES.iter().map(|shape| shape.name).collect()
}

/// Runs one.
pub fn run(command: &UserCommand, context: &Context) -> Result<ExitCode> {
    match command {
        UserCommand::List(of) => list(of, context),
        UserCommand::SignOut(user) => act(user, "sign-out", context),
        UserCommand::Disable(user) => act(user, "disable", context),
        UserCommand::Enable(user) => act(user, "enable", context),
        UserCommand::Delete(user) => act(user, "delete", context),
    }
}

fn control(of: &OfShape, context: &Context) -> Result<Control> {
    Control::of_running(context, of.shape.as_deref().and_then(shape::named))
}

fn list(of: &OfShape, context: &Context) -> Result<ExitCode> {
    let control = control(of, context)?;
    context.block_on(control.ask(context, Method::GET, &["_dev", "users"]))?.then(|answer| {
        let users = answer.get("users").cloned().unwrap_or_default();
        let rows = users.as_array().cloned().unwrap_or_default();
        context.answer(&users, || {
            let text = |row: &Value, name: &str| match &row[name] {
                Value::String(text) => text.clone(),
                Value::Null => String::new(),
                other => other.to_string(),
            };
            let cells = rows
                .iter()
                .map(|row| ["sub", "username", "standing", "sessions"].map(|name| text(row, name)).to_vec());
            table::table(&["sub", "username", "standing", "sessions"], cells)
        })
    })
}

fn act(user: &OfUser, deed: &str, context: &Context) -> Result<ExitCode> {
    let control = control(&user.of, context)?;
    let sub = user.sub.as_str();
    let done = async {
        match deed {
            "delete" => control.ask(context, Method::DELETE, &["_dev", "users", sub]).await,
            deed => control.ask(context, Method::POST, &["_dev", "users", sub, deed]).await,
        }
    };
    context.block_on(done)?.then(|told| context.answer(&told, || text(&told)))
}

/// Who was told.
fn text(told: &Map<String, Value>) -> String {
    let list = |name: &str| told.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let rows: Vec<Vec<String>> = list("told")
        .iter()
        .map(|answer| {
            let taken = match answer["why"].as_str() {
                None => "taken".to_owned(),
                Some(why) => format!("not taken: {why}"),
            };
            vec![answer["client_id"].as_str().unwrap_or_default().to_owned(), taken]
        })
        .collect();
    let mut text = match rows.is_empty() {
        true => "Done. No app had to be told by the provider.".to_owned(),
        false => table::table(&["app", "answer"], rows),
    };
    if !list("frontchannel").is_empty() {
        text.push_str("\nApps with a front-channel logout hear of it only in the person's own browser.");
    }
    text
}
