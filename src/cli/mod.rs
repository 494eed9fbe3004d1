//! The command line: one file a command, with its flags and which layers it calls; no protocol logic.
//!
//! stdout is data, stderr is talk. [`main`] is the only place that turns an error into an exit code.

mod adopted;
mod again;
mod arguments;
mod ask;
mod asked;
mod bound;
mod check;
mod check_app;
mod check_battery;
mod check_client;
mod check_command;
mod check_logout;
mod check_person;
mod check_progress;
mod check_provider;
mod check_reports;
mod check_stage;
mod check_way;
mod ciba;
mod client;
mod client_certificate;
mod client_jwks;
mod client_protection;
mod connector;
mod context;
mod control;
mod countdown;
mod credentials;
mod dev;
mod device;
mod discover;
mod dpop;
mod exec;
mod explain;
mod flow_settings;
mod generate;
mod given_token;
mod global;
mod hint;
mod introduction;
mod introspect;
mod jar;
mod jwt;
mod key;
mod key_certificate;
mod lasting;
mod login;
mod login_report;
mod logout;
mod network;
mod password;
mod plan;
mod profile;
mod provider;
mod provider_token;
mod published_keys;
mod recording;
mod refresh;
mod registering;
mod renewal;
mod request;
mod revoke;
mod serve;
mod serve_ca;
mod serve_config;
mod serve_environment;
mod serve_fault;
mod serve_intercept;
mod serve_lax;
mod serve_lifetime;
mod serve_names;
mod serve_refusals;
mod serve_site;
mod serve_tls;
mod sessions;
mod settings;
mod status;
mod step_up;
mod token;
mod typed;
mod unattended;
mod unbegun;
mod user;
mod wanted;
mod watch;
mod way;
mod webhook;
mod webhook_attempts;
mod webhook_believed;
mod webhook_delivery;
mod webhook_desk;
mod webhook_edits;
mod webhook_facts;
mod webhook_handlers;
mod webhook_listen;
mod webhook_memory;
mod webhook_mutations;
mod webhook_poll;
mod webhook_recipe;
mod webhook_recorder;
mod webhook_replay;
mod webhook_request;
mod webhook_send;
mod webhook_shown;
mod webhook_signer;
mod webhook_source;
mod webhook_tls;
mod webhook_token;
mod webhook_verify;
mod webhook_volley;
mod whoami;
mod wish;

use std::{
    ffi::OsString,
    panic::{self, AssertUnwindSafe},
    process::ExitCode,
};

use clap::builder::{BoolishValueParser, TypedValueParser as _};

use self::{
    arguments::{Arguments, Command},
    context::Context,
};
use crate::{
    error::{Code, Phase, Result},
    host::{
        environment::{self, Environment},
        interrupt, memory,
        terminal::{self, Stream},
    },
    output,
};

/// Runs the program on the arguments and environment of the process.
pub fn main() -> ExitCode {
    memory::keep_private();
    let (arguments, environment) = (environment::arguments(), environment::of_process());
    let json_errors = context::wants_json_errors(&environment) || asks_for_json(&arguments, &environment);
    interrupt::report_panics(move || report_bug(json_errors));
    contained(move || match Arguments::read(&arguments, &environment::empty_twins()) {
        Ok(arguments) => run(arguments, environment),
        Err(error) => not_understood(&error, &arguments, json_errors),
    })
}

/// A defect has been reported by the time it gets here, and has the exit code of its class.
fn contained(command: impl FnOnce() -> ExitCode) -> ExitCode {
    let bug = || ExitCode::from(Code::InternalError.row().class.row().exit);
    panic::catch_unwind(AssertUnwindSafe(command)).unwrap_or_else(|_| bug())
}

/// Whether `--json` was meant, on a command line that may not be understood.
fn asks_for_json(arguments: &[OsString], environment: &Environment) -> bool {
    let is_truth = |text: String| {
        BoolishValueParser::new().parse(&clap::Command::new("authctl"), None, text.into()).unwrap_or(false)
    };
    arguments.iter().take_while(|argument| *argument != "--").any(|argument| argument == "--json")
        || environment("AUTHCTL_JSON").is_some_and(is_truth)
}

fn run(arguments: Arguments, environment: Environment) -> ExitCode {
    let Arguments { mut global, command } = arguments;
    if command.keeps_its_own_record() {
        global.record = None;
    }
    let context = Context::new(global, environment);
    let runs_command = command.runs_command();
    // One that cannot be written is told before anything is done that it should hold.
    let outcome = context.write_record().and_then(|()| dispatch(command, &context));
    // A record that cannot be written must not hide how the command ended.
    let recorded = context.write_record();
    match outcome.and_then(|code| recorded.map(|()| code)) {
        Ok(code) => code,
        Err(error) => {
            let exit = context.fail(&error);
            // Its exit codes must not be taken for those of the command that it was to run.
            if runs_command { exec::exit_of(&error) } else { exit }
        }
    }
}

fn dispatch(command: Command, context: &Context) -> Result<ExitCode> {
    match command {
        Command::Login(arguments) => login::run(&arguments, context),
        Command::Token(arguments) => token::run(&arguments, context),
        Command::Exec(arguments) => exec::run(&arguments, context),
        Command::Request(arguments) => request::run(&arguments, context),
        Command::Status(arguments) => status::run(&arguments, context),
        Command::Whoami(arguments) => whoami::run(&arguments, context),
        Command::Refresh => refresh::run(context),
        Command::Introspect(arguments) => introspect::run(&arguments, context),
        Command::Logout(arguments) => logout::run(&arguments, context),
        Command::Revoke(arguments) => revoke::run(&arguments, context),
        Command::Profile(command) => profile::run(command, context),
        Command::Client(command) => client::run(command, context),
        Command::Provider(command) => provider::run(command, context),
        Command::Serve(arguments) => serve::run(&arguments, context),
        Command::Check(command) => check::run(command, context),
        Command::User(command) => user::run(&command, context),
        Command::Webhook(command) => webhook::run(command, context),
        Command::Discover(arguments) => discover::run(&arguments, context),
        Command::Jwt(command) => jwt::run(command, context),
        Command::Key(command) => key::run(command, context),
        Command::Explain(arguments) => explain::run(arguments, context),
        Command::ExitCodes => explain::exit_codes(context),
        Command::Completions(arguments) => {
            generate::completions(&arguments, Arguments::command_line(), context)
        }
        Command::Man(arguments) => generate::man(arguments, Arguments::command_line(), context),
    }
}

/// Help and version go to stdout with exit 0; a wrong call is `usage`, exit 2.
fn not_understood(error: &clap::Error, arguments: &[OsString], json_errors: bool) -> ExitCode {
    if !error.use_stderr() {
        let text = shown(error, Stream::Output);
        return match terminal::write_stdout(text.as_bytes()) {
            Ok(_) => ExitCode::SUCCESS,
            Err(error) => context::fail(&error, json_errors, &recording::new_run(), |text| text),
        };
    }
    let is_exec = Arguments::subcommand(arguments).as_deref() == Some("exec");
    if json_errors {
        // The sentence only: what was typed stands in the rest, and may be a secret in the wrong place.
        let usage = Code::Usage.error().phase(Phase::Config).message(format!("{}", error.kind()));
        let exit = context::fail(&usage, true, &recording::new_run(), |text| text);
        return if is_exec { exec::exit_of_usage() } else { exit };
    }
    terminal::say(shown(error, Stream::Talk).trim_end());
    if is_exec { exec::exit_of_usage() } else { ExitCode::from(Code::Usage.row().class.row().exit) }
}

/// With colour where the stream is a terminal that wants it.
fn shown(error: &clap::Error, stream: Stream) -> String {
    let environment = environment::of_process();
    let text = error.render();
    match terminal::ColorChoice::Auto.colors(stream.is_terminal(), &environment) {
        true => text.ansi().to_string(),
        false => text.to_string(),
    }
}

/// What is said instead of a panic's own text, which could hold anything.
fn report_bug(json: bool) -> String {
    let bug = Code::InternalError.error();
    if json { output::error::machine(&bug, &recording::new_run()) } else { output::error::human(&bug) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_defect_is_told_without_its_own_words_and_has_an_exit_code_of_ours() {
        // G1
        let ended = contained(|| panic!("CANARY"));
        assert_eq!(format!("{ended:?}"), format!("{:?}", ExitCode::from(1)));
        assert_eq!(
            report_bug(false),
            "error: authctl has a defect [internal_error]\n\
             \x20 step config\n\
             \x20 report it with the command that you ran\n\
             \x20 more: authctl explain internal_error"
        );
        let document: serde_json::Value = serde_json::from_str(&report_bug(true)).unwrap();
        assert_eq!((&document["code"], &document["exit"]), (&"internal_error".into(), &1.into()));
    }
}
