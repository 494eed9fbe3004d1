//! How a check signs in to an app before its first case, and what it says where that is not possible.
#![cfg(unix)]

use std::{fs, net::TcpListener};

use authctl::error::Code;
use serde_json::Value;

use crate::support::{
    program::Program,
    ran::Ran,
    small_app::{Manner, SmallApp},
};

/// What stands for the app's process: it tells the app where the provider is.
const PROCESS: &[&str] = &["--", "sh", "-c", "printf %s \"$OIDC_ISSUER\" >issuer; exec sleep 600"];

struct Trial {
    program: Program,
    app: SmallApp,
}

impl Trial {
    fn of(manner: Manner) -> Self {
        let program = Program::new();
        let app = SmallApp::start(manner, &program.path("issuer"));
        Self { program, app }
    }

    fn run(&self, more: &[&str], process: &[&str]) -> Ran {
        let (login, probe) = (self.app.at("/login"), self.app.at("/me"));
        // that of a run before is of another provider
        let _ = fs::remove_file(self.program.path("issuer"));
        let place =
            ["check", "app", "--login", &login, "--probe", &probe, "--port", "0", "--case", "SI1", "--json"];
        self.program.run(&[&place, more, process].concat())
    }

    /// The one case passes.
    #[track_caller]
    fn passes(&self, more: &[&str]) {
        let report: Value = self.run(more, PROCESS).ok().json();
        assert_eq!(report["summary"]["pass"], 1, "{report}");
    }

    #[track_caller]
    fn refuses(&self, more: &[&str], code: Code) -> Ran {
        self.run(more, PROCESS).said_no(code)
    }
}

#[test]
fn an_app_is_signed_in_to_whatever_its_login_and_its_probe_are_like() {
    for manner in [
        Manner::Plain,
        Manner::FormForAll,
        Manner::Json,
        Manner::Link,
        Manner::Form,
        Manner::Redirects,
        Manner::Slow,
    ] {
        Trial::of(manner).passes(&[]);
    }
}

#[test]
fn what_the_probe_means_is_what_the_person_says() {
    let json = Trial::of(Manner::Json);
    json.passes(&["--alive-if", "json=/user/name"]);
    json.passes(&["--alive-if", "text=somebody"]);
    json.refuses(&["--alive-if", "status=200"], Code::AppProbeUnclear);
    json.refuses(&["--alive-if", "text=nowhere"], Code::AppSignInFailed);
}

#[test]
fn a_probe_that_is_the_same_for_everybody_is_told() {
    Trial::of(Manner::Blind).refuses(&[], Code::AppProbeUnclear);
}

#[test]
fn an_app_that_signs_nobody_in_is_not_checked() {
    for (manner, code) in [
        (Manner::Breaks, Code::AppSignInFailed),
        (Manner::Alone, Code::AppSignInFailed),
        (Manner::Forgets, Code::AppProbeUnclear),
        (Manner::ProbeBreaks, Code::AppProbeUnclear),
    ] {
        Trial::of(manner).refuses(&["--redirect-uri", "http://127.0.0.1/callback"], code);
    }
}

#[test]
fn an_app_that_ends_is_told_with_its_last_words() {
    let trial = Trial::of(Manner::Plain);
    let nobody = format!("http://{}/me", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    let arguments = ["check", "app", "--login", &nobody, "--probe", &nobody, "--port", "0", "--case", "SI1"];
    let process = ["--", "sh", "-c", "echo starting; echo no database >&2; exit 3"];
    let ran = trial.program.run(&[&arguments[..], &process].concat()).said_no(Code::AppEnded);
    assert!(ran.stderr.contains("no database"), "{}", ran.stderr);
}

#[test]
fn an_app_that_is_not_there_is_not_waited_for_for_ever() {
    let trial = Trial::of(Manner::Plain);
    let nobody = format!("http://{}/me", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    let arguments = [
        "check", "app", "--login", &nobody, "--probe", &nobody, "--port", "0", "--case", "SI1", "--wait",
        "1s",
    ];
    trial.program.run(&[&arguments[..], PROCESS].concat()).said_no(Code::AppUnreachable);
}
