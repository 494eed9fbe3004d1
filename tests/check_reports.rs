//! What `check` writes and where, what it compares with, and how it ends when somebody ends it: through the real binary, with
//! a provider that names another issuer (case M1).

use std::{fs, net::TcpListener};

use authctl::error::Code;
use serde_json::Value;

use crate::support::{
    program::Program,
    ran::Ran,
    scripted::{Provider, Scripted},
    served::Served,
};

const M1: [&str; 2] = ["--case", "M1"];

/// A provider that fails M1.
fn wrong() -> Provider {
    let naming_another = Scripted::new().metadata(|metadata, _| {
        metadata.insert("issuer".into(), "https://other.example".into());
    });
    naming_another.start()
}

fn check(program: &Program, issuer: &str, arguments: &[&str]) -> Ran {
    program.run(&[&["check", "provider", issuer], &M1[..], arguments].concat())
}

#[test]
fn several_reports_are_written_at_once_each_for_its_owner_alone() {
    let (provider, program) = (wrong(), Program::new());
    let files = ["r.xml", "r.sarif", "r.json", "new/r.html"];
    let ran = check(
        &program,
        provider.issuer(),
        &["--report", "junit=r.xml", "--report", "sarif=r.sarif", "--report", "json=r.json,html=new/r.html"],
    )
    .said_no(Code::CheckFailed);
    assert!(ran.stdout.starts_with("M1        must fail: "), "{}", ran.stdout);
    let written: Vec<String> =
        files.iter().map(|file| fs::read_to_string(program.path(file)).unwrap()).collect();
    let beginnings = ["<?xml version", "{\n", "{\n", "<!doctype html>"];
    assert!(written.iter().zip(beginnings).all(|(text, beginning)| text.starts_with(beginning)));
    for (file, form) in files.iter().zip(["junit", "sarif", "json", "html"]) {
        assert!(ran.stderr.contains(&format!("Report ({form}) written to {file}.\n")), "{}", ran.stderr);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // T4
            assert_eq!(fs::metadata(program.path(file)).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
    let report: Value = serde_json::from_str(&written[2]).unwrap();
    assert_eq!(report["cases"][0]["verdict"], "fail");
    assert_ne!(report["cases"][0]["trace"], serde_json::json!([]));
}

#[test]
fn a_report_can_take_the_place_of_the_table() {
    let (provider, program) = (wrong(), Program::new());
    let ran = check(&program, provider.issuer(), &["--report", "junit"]).said_no(Code::CheckFailed);
    assert!(ran.stdout.starts_with("<?xml ") && ran.stdout.ends_with("</testsuites>\n"), "{}", ran.stdout);
    let ran = check(&program, provider.issuer(), &["--output", "r.html"]).refused(Code::CheckFailed);
    assert!(
        ran.stderr.contains(": 0 passed, 1 failed, 0 skipped, 0 could not be judged\n"),
        "{}",
        ran.stderr
    );
    assert!(fs::read_to_string(program.path("r.html")).unwrap().ends_with("</html>\n"));
    let said =
        check(&program, provider.issuer(), &["--report", "json", "--quiet"]).said_no(Code::CheckFailed);
    let as_flag = check(&program, provider.issuer(), &["--json"]).said_no(Code::CheckFailed);
    assert_eq!(said.stdout, as_flag.stdout);
}

#[test]
fn a_file_that_cannot_be_written_keeps_nothing_from_being_told() {
    let (provider, program) = (wrong(), Program::new());
    program.write("taken", "");
    let ran =
        check(&program, provider.issuer(), &["--report", "html=taken/r.html", "--report", "junit=r.xml"]);
    let ran = ran.said_no(Code::FileFailed);
    assert!(ran.stdout.contains("1 failed"), "{}", ran.stdout);
    assert!(program.path("r.xml").exists());
}

#[test]
fn only_what_is_new_fails_the_check() {
    let (provider, program, right) = (wrong(), Program::new(), Served::start());
    check(&program, provider.issuer(), &["--report", "json=was.json"]).said_no(Code::CheckFailed);
    let again = check(&program, provider.issuer(), &["--baseline", "was.json"]).ok();
    assert!(again.stdout.contains("must fail, known: "), "{}", again.stdout);
    let gone = check(&program, &right.issuer, &["--baseline", "was.json", "--report", "json=was.json"]).ok();
    assert!(gone.stdout.contains("No longer failing: M1\n"), "{}", gone.stdout);
    let new = check(&program, provider.issuer(), &["--baseline", "was.json"]).said_no(Code::CheckFailed);
    assert!(new.stdout.contains("must fail, new: "), "{}", new.stdout);
    assert!(new.stderr.contains("1 required cases failed that did not before: M1"), "{}", new.stderr);
}

#[test]
fn what_is_asked_for_wrongly_is_told_before_anything_is_run() {
    // nobody listens there, which would be told
    let (nobody, program) = ("http://127.0.0.1:1", Program::new());
    program.write("not.json", "<html>");
    program.write("other.json", r#"{"battery":"logout","cases":[]}"#);
    fs::create_dir(program.path("directory")).unwrap();
    for (arguments, told) in [
        (&["--baseline", "missing.json"][..], "the file cannot be read"),
        (&["--baseline", "not.json"], "the baseline cannot be used"),
        (&["--baseline", "other.json"], "it is a report of `check logout`"),
        (&["--report", "html", "--report", "junit"], "only one report can go to stdout"),
        (&["--report", "html", "--json"], "only one report can go to stdout"),
        (&["--report", "html=a", "--output", "a"], "two reports cannot go to one file"),
        (&["--report", "html=directory"], "a report needs a file"),
        (&["--case", "M1x"], "did you mean `M1`?"),
        (&["--case", "nonsense"], "--list shows the cases"),
    ] {
        let ran = check(&program, nobody, arguments).refused(Code::Usage);
        assert!(ran.stderr.contains(told), "{arguments:?}: {}", ran.stderr);
    }
    for (arguments, told) in [
        (&["--report", "pdf"][..], "the forms are table, json, junit, sarif, html"),
        (&["--list", "--report", "html=a"], "cannot be used with"),
    ] {
        let ran = check(&program, nobody, arguments);
        assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.contains(told), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn the_cases_are_listed_without_anything_being_asked() {
    let program = Program::new();
    let listed = program.run(&["check", "provider", "http://127.0.0.1:1", "--list", "--case", "m1"]).answer();
    assert!(listed.starts_with("CASE  LEVEL  WHAT IS TRIED"), "{listed}");
    assert!(listed.contains("\nM1    must   "), "{listed}");
    let all = program.run(&["check", "provider", "http://127.0.0.1:1", "--list", "--json"]).ok().json();
    assert_eq!((&all["battery"], &all["cases"][0]["id"]), (&Value::from("provider"), &Value::from("M1")));
}

#[test]
fn a_seed_is_told_so_that_its_order_can_be_had_again() {
    // T5
    let (provider, program) = (wrong(), Program::new());
    let report =
        |arguments: &[&str]| check(&program, provider.issuer(), arguments).said_no(Code::CheckFailed).stdout;
    assert!(report(&["--seed", "7"]).contains(", in the order of --seed 7\n"));
    assert_eq!(report(&["--seed", "7", "--json"]), report(&["--seed", "7", "--json"]));
}

/// An address at which somebody listens and never answers.
fn silent() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    (listener, issuer)
}

#[cfg(unix)]
#[test]
fn whoever_ends_it_hears_what_is_known_and_gets_no_half_a_report() {
    let (listener, issuer) = silent();
    let program = Program::new();
    program.write("r.json", "the former");
    let running = program.start(&["check", "provider", &issuer, "--case", "M1", "--report", "json=r.json"]);
    let (_asked, _) = listener.accept().unwrap();
    running.signal(rustix::process::Signal::INT);
    let ran = running.end();
    assert_eq!((ran.exit, ran.stdout.as_str()), (130, ""));
    assert_eq!(ran.stderr, "Ended after 0 of 1 cases, none of them failed. No report is written.\n");
    assert_eq!(fs::read_to_string(program.path("r.json")).unwrap(), "the former");
}

#[test]
fn a_case_that_takes_too_long_is_no_result() {
    // T6
    let (listener, issuer) = silent();
    let ran =
        check(&Program::new(), &issuer, &["--case-timeout", "1s", "--json"]).said_no(Code::CheckInconclusive);
    let case = &ran.json()["cases"][0];
    assert_eq!((&case["verdict"], &case["message"]), (&"error".into(), &"it took longer than 1 s".into()));
    drop(listener);
}

#[cfg(unix)]
#[test]
fn a_terminal_has_one_line_of_how_far_it_is_and_what_failed_above_it() {
    use crate::support::pseudo_terminal::AtTerminal;
    let (listener, issuer) = silent();
    let program = Program::new().with("TERM", "xterm").with("LANG", "C.UTF-8");
    let mut terminal = AtTerminal::start(&program, &["check", "provider", &issuer, "--case", "M1"]);
    let (asked, _) = listener.accept().unwrap();
    terminal.sees("\r\x1b[K░░░░░░░░░░░░░░░░░░░░ 0/1  M1");
    drop((asked, listener));
    terminal.sees("\r\x1b[KM1 must error: ");
    let (status, shown) = terminal.end();
    assert_eq!(status.code(), Some(1));
    assert!(shown.contains("could not be judged") && !shown.contains("1/1 M1 error"), "{shown}");
}
