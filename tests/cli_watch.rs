//! `token --output-file FILE --watch`, through the real binary. Nobody sleeps: each step is waited for by what is said.

use std::{
    fs,
    sync::atomic::{AtomicUsize, Ordering},
};

use authctl::error::Code;
use rustix::process::Signal;

use crate::support::{exchange::Reply, program::Program, ran::timeless, scripted::Scripted, served::Served};

const WATCH: [&str; 6] = ["token", "--min-ttl", "1s", "--output-file", "token.txt", "--watch"];

/// A provider whose tokens live for two seconds, and what happens at each renewal.
fn short_lived(renewal: impl Fn(usize) -> Reply + Send + Sync + 'static) -> Scripted {
    let count = AtomicUsize::new(0);
    Scripted::new().tokens(|tokens, _| drop(tokens.insert("expires_in".into(), 2.into()))).at(
        "/token",
        move |_, _| match count.fetch_add(1, Ordering::SeqCst) {
            0 => Reply::Right,
            renewed => renewal(renewed),
        },
    )
}

fn kept(program: &Program) -> String {
    program.session("work").access_token.expose().clone()
}

#[test]
fn the_file_is_kept_fresh_until_a_signal() {
    for (signal, exit) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let (program, provider) = (Program::new(), short_lived(|_| Reply::Right).start());
        program.run(&provider.login()).ok();
        let first = kept(&program);
        let mut watch = program.start(&WATCH);
        for _ in 0..3 {
            let line = watch.line("Wrote the access token of profile work to token.txt: valid ");
            provider.is_kept_secret_in(&line);
        }
        // What is said can be read late, so which of the tokens is there now is not known.
        let token = fs::read_to_string(program.path("token.txt")).unwrap();
        assert!(token.starts_with("CANARY-access-") && token != first, "{token}");
        assert!(provider.asked("/token").len() >= 3);
        watch.signal(signal);
        let ran = watch.end();
        assert_eq!((ran.exit, ran.stdout.as_str()), (exit, ""), "{}", ran.stderr);
    }
}

#[test]
fn what_is_temporary_is_tried_again_and_told() {
    let unavailable = |renewed| match renewed {
        1 => Reply::new("503 Service Unavailable", "", ""),
        _ => Reply::Right,
    };
    let (program, provider) = (Program::new(), short_lived(unavailable).start());
    program.run(&provider.login()).ok();
    program.expire("work");
    let mut watch = program.start(&WATCH);
    watch.line("warning: ");
    watch.line("Wrote ");
    assert!(fs::read_to_string(program.path("token.txt")).unwrap().starts_with("CANARY-access-"));
    watch.signal(Signal::TERM);
    assert_eq!(watch.end().exit, 143);
}

#[test]
fn a_session_that_has_ended_ends_the_watch_and_leaves_the_file() {
    // The first renewal comes right before the file, however long the machine took since the login.
    let renewal = |renewed| match renewed {
        1 => Reply::Right,
        _ => Reply::error("invalid_grant"),
    };
    let (program, provider) = (Program::new(), short_lived(renewal).start());
    program.run(&provider.login()).ok();
    let first = kept(&program);
    program.expire("work");
    let ran = program.run(&WATCH).refused(Code::InvalidGrant);
    assert!(
        ran.stderr.starts_with("Wrote the access token of profile work to token.txt: "),
        "{}",
        ran.stderr
    );
    let token = fs::read_to_string(program.path("token.txt")).unwrap();
    assert!(token.starts_with("CANARY-access-") && token != first, "{token}");
    program.run(&WATCH).refused(Code::InvalidGrant);
    Program::new().run(&WATCH).refused(Code::LoginRequired);
}

#[test]
fn a_file_that_cannot_be_written_is_told_at_once() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    program.run(&["token", "--output-file", "/proc/version/x", "--watch"]).refused(Code::FileFailed);
}

#[test]
fn every_form_can_be_kept_in_a_file() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let mut watch = program.start(&["token", "--format", "env", "--output-file", "token.env", "--watch"]);
    let line = timeless(&watch.line("Wrote "));
    assert_eq!(line, "Wrote the access token of profile work to token.env: valid in AN-HOUR.");
    let text = fs::read_to_string(program.path("token.env")).unwrap();
    assert!(text.starts_with(&format!("AUTHCTL_ACCESS_TOKEN={}\n", kept(&program))), "{text}");
    watch.signal(Signal::TERM);
    assert_eq!(watch.end().exit, 143);
}
