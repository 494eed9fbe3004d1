//! `serve` in a test run: the file that tells its port, the end of whoever started it, and a start that fails.

#![cfg(unix)]

use std::fs;

use authctl::error::Code;

use crate::support::{program::Program, ran::Ran, served::Served, wire};

/// Runs a script that starts providers with `serve`, whose state is `$AUTHCTL_STATE_DIR`, and comes back when all of them have
/// ended: each holds the script's stdout open.
fn all_of(program: &Program, script: &str) -> Ran {
    let binary = program.command(&[]).get_program().to_str().unwrap().to_owned();
    let script = format!("serve() {{ exec '{binary}' serve --port 0 \"$@\"; }}\n{script}");
    program.start(&["serve", "--port", "0", "--quiet", "--", "sh", "-c", &script]).end_as_it_may()
}

#[test]
fn the_file_tells_the_port_while_it_answers_and_is_gone_at_the_end() {
    // P25
    let program = Program::new();
    let file = program.write("port", "1\n");
    let place = file.display().to_string();
    let mut served = Served::of(program, "", &["--port-file", &place]);
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("{}\n", served.port));
    assert_eq!(wire::send(served.authority(), "GET", "/jwks", &[], "").status, 200);
    assert_eq!(served.stop_with(rustix::process::Signal::TERM), 143);
    assert!(!file.exists());
}

#[test]
fn a_file_for_the_port_that_is_something_else_stays_and_nothing_is_served() {
    let program = Program::new();
    let file = program.write("notes", "do not lose me\n").display().to_string();
    let ran = program.run(&["serve", "--port", "0", "--port-file", &file]).refused(Code::Usage);
    assert!(ran.stderr.contains("has something else in it, which stays"), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(file).unwrap(), "do not lose me\n");
    program.run(&["serve", "--port", "0", "--port-file", "no-such-directory/port"]).refused(Code::FileFailed);
}

#[test]
fn it_ends_with_the_process_that_started_it_and_so_does_its_command() {
    let program = Program::new();
    let ran = all_of(
        &program,
        "export AUTHCTL_EXIT_WITH_PARENT=1 AUTHCTL_QUIET=1\n\
         AUTHCTL_STATE_DIR=one serve --port-file one.port &\n\
         AUTHCTL_STATE_DIR=two serve --port-file two.port -- \
         sh -c 'trap \"echo asked to end; exit\" TERM; echo up >up; while :; do sleep 0.02; done' &\n\
         until [ -s one.port ] && [ -s two.port ] && [ -s up ]; do sleep 0.02; done; echo all are there",
    );
    assert_eq!((ran.exit, ran.stdout.as_str()), (0, "all are there\nasked to end\n"), "{}", ran.stderr);
    assert!(!program.path("one.port").exists() && !program.path("two.port").exists());
}

#[test]
fn a_port_a_file_and_a_state_that_cannot_be_had_are_told_in_one_line() {
    let served = Served::start();
    let program = Program::new();
    let port = served.port.to_string();
    let ran = program.run(&["serve", "--port", &port]).refused(Code::PortTaken);
    assert!(ran.stderr.contains(&format!("127.0.0.1:{port}")), "{}", ran.stderr);

    let ran =
        program.run(&["serve", "--port", "0", "--config", "no-such.toml"]).refused(Code::ConfigUnreadable);
    assert!(ran.stderr.contains("no-such.toml"), "{}", ran.stderr);
    let config = program.write("provider.toml", "[[users]]\nusername = 1\n").display().to_string();
    let ran = program.run(&["serve", "--port", "0", "--config", &config]).refused(Code::ConfigInvalid);
    assert!(ran.stderr.contains("line 2 of the provider's configuration"), "{}", ran.stderr);

    fs::create_dir_all(program.path("state/dev")).unwrap();
    program.private("state/dev/state.jsonl", "{\"no\": \"such change\"}\n{}\n");
    let ran = program.run(&["serve", "--port", "0"]).refused(Code::DevStateFailed);
    assert!(ran.stderr.contains("HOME/state/dev/state.jsonl"), "{}", ran.stderr);
}
