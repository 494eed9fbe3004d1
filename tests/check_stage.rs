//! How a check signs in to an app before its first case, and what it says where that is not possible.
#![cfg(unix)]

use std::{fs, io::Read as _, net::TcpListener, thread, time::Duration};

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
fn an_app_is_led_to_its_vendors_host_and_so_is_whoever_presses_its_button() {
    // W9
    let trial = Trial::of(Manner::Button);
    let process = [
        "--",
        "sh",
        "-c",
        "echo \"$HTTPS_PROXY $CLEF_APP_ID\" >told; cat \"$SSL_CERT_FILE\" >ca.pem; exec sleep 600",
    ];
    let ran = trial.run(&["--shape", "clef", "--intercept"], &process).ok();
    assert_eq!(ran.json()["summary"]["pass"], 1);
    let text = |name: &str| fs::read_to_string(trial.program.path(name)).unwrap();
    assert!(text("told").starts_with("http://127.0.0.1:"), "{}", text("told"));
    assert!(text("told").trim_end().ends_with(" 4f318ac177a9391c2e0d221203725ffd"), "{}", text("told"));
    assert!(text("ca.pem").starts_with("-----BEGIN CERTIFICATE-----"));
    // without it nobody goes to the vendor's own host
    let ran = trial.run(&["--shape", "clef"], &process);
    ran.said_no(Code::AppSignInFailed);
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
    let nobody = nobody();
    let arguments = ["check", "app", "--login", &nobody, "--probe", &nobody, "--port", "0", "--case", "SI1"];
    let process = ["--", "sh", "-c", "echo starting; echo no database >&2; exit 3"];
    let ran = trial.program.run(&[&arguments[..], &process].concat()).said_no(Code::AppEnded);
    assert!(ran.stderr.contains("no database"), "{}", ran.stderr);
}

#[test]
fn an_app_that_is_not_there_is_not_waited_for_for_ever() {
    let trial = Trial::of(Manner::Plain);
    let nobody = nobody();
    let arguments = [
        "check", "app", "--login", &nobody, "--probe", &nobody, "--port", "0", "--case", "SI1", "--wait",
        "1s",
    ];
    trial.program.run(&[&arguments[..], PROCESS].concat()).said_no(Code::AppUnreachable);
}

#[test]
fn an_app_that_is_started_here_is_told_what_it_needs_and_ends_with_the_check() {
    // C145
    let trial = Trial::of(Manner::Plain);
    let script = "trap 'echo >ended; exit' TERM; printf %s \"$OIDC_ISSUER\" >issuer; \
                  echo \"$CLIENT_ID $CLIENT_SECRET $ISSUER_BASE_URL\" >told; while :; do sleep 0.02; done";
    let ran = trial.run(&[], &["--", "sh", "-c", script]).ok();
    let text = |name: &str| fs::read_to_string(trial.program.path(name)).unwrap().trim().to_owned();
    let told = text("told");
    let [id, secret, issuer] = told.split(' ').collect::<Vec<_>>()[..] else { panic!("{told}") };
    assert_eq!((id, issuer), ("checked-app", &*text("issuer")));
    assert!(secret.len() > 40 && !ran.stdout.contains(secret) && !ran.stderr.contains(secret));
    await_file(&trial, "ended");
}

#[test]
fn an_app_is_ended_with_what_it_started_when_a_signal_ends_the_check() {
    let trial = Trial::of(Manner::Plain);
    // what the app started holds a pipe open for as long as it lives
    let script = "mkfifo pipe && mv pipe life; (exec sleep 600 >life) & wait";
    let nobody = nobody();
    let arguments =
        ["check", "app", "--login", &nobody, "--probe", &nobody, "--port", "0", "--", "sh", "-c", script];
    let running = trial.program.start(&arguments);
    await_file(&trial, "life");
    let mut life = fs::File::open(trial.program.path("life")).unwrap();
    running.signal(rustix::process::Signal::TERM);
    let ran = running.end_as_it_may();
    assert_eq!(ran.exit, 143, "{}", ran.stderr);
    assert_eq!(life.read_to_end(&mut Vec::new()).unwrap(), 0);
}

#[test]
fn an_app_that_ends_during_the_trial_is_told() {
    // the process ends as soon as the app that it stands for has signed somebody in
    let trial = Trial::of(Manner::Dies);
    let script = "printf %s \"$OIDC_ISSUER\" >issuer; while [ ! -e gone ]; do sleep 0.01; done; \
                  echo \"out of luck, $CLIENT_SECRET\"; exit 9";
    let ran = trial.run(&["--app-log", "app.log"], &["--", "sh", "-c", script]).said_no(Code::AppEnded);
    assert!(ran.stderr.contains("out of luck, …"), "{}", ran.stderr);
    let log = fs::read_to_string(trial.program.path("app.log")).unwrap();
    assert!(log.starts_with("out of luck, ") && !log.contains('…'), "{log}");
}

#[test]
fn flags_that_mean_nothing_together_are_refused_before_anything_is_opened() {
    let trial = Trial::of(Manner::Plain);
    for more in [
        &["--user", "alice", "--other-user", "alice"][..],
        &["--user", "eve"],
        &["--alive-if", "maybe"],
        &["--restart", "true"],
        &["--intercept"],
        &["--shape", "logto", "--intercept"],
        &["--shape", "clef", "--intercept", "other.example"],
        &["--intercept-port", "0"],
        &["--login", "ftp://127.0.0.1/"],
        &["--redirect-uri", "http://app.example/callback"],
    ] {
        let more: Vec<&str> = more.to_vec();
        trial.run(&more, PROCESS).said_no(Code::Usage);
    }
    let (login, probe) = (trial.app.at("/login"), trial.app.at("/me"));
    let place = ["check", "app", "--login", &login, "--probe", &probe, "--port", "0"];
    trial.program.run(&place).said_no(Code::Usage);
    let away = ["check", "app", "--login", "http://203.0.113.1/login", "--probe", &probe, "--port", "0"];
    trial.program.run(&[&away[..], PROCESS].concat()).said_no(Code::WebhookTargetRefused);
    let nowhere = trial.program.run(&[&place[..], &["--", "no-such-program-here"]].concat());
    nowhere.said_no(Code::CommandNotFound);
}

#[test]
fn a_logout_is_sent_and_the_session_is_over() {
    let trial = Trial::of(Manner::Plain);
    let (hook, login, probe) = (trial.app.at("/hook"), trial.app.at("/login"), trial.app.at("/me"));
    let place = ["check", "logout", "--hook", &hook, "--login", &login, "--probe", &probe, "--port", "0"];
    let report = trial.program.run(&[&place[..], &["--case", "P1", "--json"], PROCESS].concat()).ok().json();
    assert_eq!(report["cases"][0]["session"], "dead", "{report}");
}

#[test]
fn cases_are_listed_without_an_app() {
    let program = Program::new();
    for battery in ["app", "logout"] {
        let list = program.run(&["check", battery, "--list", "--json"]).ok().json();
        assert!(list["cases"].as_array().is_some_and(|cases| !cases.is_empty()), "{list}");
    }
}

#[test]
fn no_cookie_and_no_secret_stands_in_a_record() {
    // C145, T4
    let trial = Trial::of(Manner::Plain);
    trial.run(&["--record", "record.har"], PROCESS).ok();
    let record = fs::read_to_string(trial.program.path("record.har")).unwrap();
    assert!(record.contains("/callback") && !record.contains("own=s0"), "{record}");
}

/// An address that nobody answers at.
fn nobody() -> String {
    format!("http://{}/me", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap())
}

#[track_caller]
fn await_file(trial: &Trial, name: &str) {
    let is_there = || {
        thread::sleep(Duration::from_millis(5));
        trial.program.path(name).exists()
    };
    assert!((0..2000).any(|_| is_there()), "no file {name}");
}
