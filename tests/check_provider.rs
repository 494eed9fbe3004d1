//! `check provider`: each case on a right provider and on one that is wrong in exactly this way.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use authctl::{check::provider, error::Code};
use serde_json::Value;

use crate::support::{
    op::{AFTER_LOGOUT, Op, REDIRECT_URI, careless_front::CarelessFront, controls::controls, defect::Defect},
    program::Program,
    ran::Ran,
    served::Served,
};

/// Runs these cases there with two clients and a person.
fn check(op: &Op, client: &str, more: &[&str]) -> Ran {
    let mut program = Program::new();
    for known in &op.world.clients {
        if let Some(secret) = &known.secret {
            program = program.with(&known.id.replace('-', "_").to_uppercase(), secret.as_str());
        }
    }
    let mut arguments = vec!["check", "provider", &op.world.issuer, "--json", "--redirect-uri", REDIRECT_URI];
    arguments.extend(["--other-client-id", "client-2", "--other-client-secret-from", "env:CLIENT_2"]);
    arguments.extend(["--as", "alice", "--post-logout-redirect-uri", AFTER_LOGOUT, "--client-id", client]);
    if client == "client-1" {
        arguments.extend(["--client-secret-from", "env:CLIENT_1"]);
    }
    program.run(&[&arguments, more].concat())
}

/// All that is not a pass at a provider on this machine.
const WITHOUT_TLS: &str = r#""T1" "skip" "the issuer is on this machine, without TLS""#;

fn told(report: &Value) -> Vec<String> {
    let cases = report["cases"].as_array().unwrap().iter();
    let other = cases.filter(|case| case["verdict"] != "pass");
    other.map(|case| format!("{} {} {}", case["id"], case["verdict"], case["message"])).collect()
}

#[test]
fn every_case_has_a_control_and_there_is_none_without_a_case() {
    // T1
    let cases: BTreeSet<&str> = provider::rows().map(|row| row.case.id).collect();
    let mut controlled: BTreeSet<&str> = controls().iter().map(|(id, _)| *id).collect();
    assert_eq!(controls().len(), controlled.len(), "a control is there twice");
    // it takes TLS, and has a test of its own
    controlled.insert("T1");
    assert_eq!(cases, controlled);
    assert_eq!(provider::rows().count(), cases.len(), "an id is there twice");
}

#[test]
fn each_case_is_red_on_a_provider_that_is_wrong_in_it() {
    let all = controls().len();
    let (next, survivors) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((id, defects)) =
                    controls().into_iter().nth(next.fetch_add(1, Ordering::SeqCst))
                {
                    let op = Op::with(defects);
                    // the rule is about clients that cannot authenticate
                    let client = if id == "F2" { "public-1" } else { "client-1" };
                    let report = check(&op, client, &["--case", id]).json();
                    let case = &report["cases"][0];
                    if case["id"] != id || case["verdict"] != "fail" {
                        survivors
                            .lock()
                            .unwrap()
                            .push(format!("{id}: {} {}", case["verdict"], case["message"]));
                    }
                }
            });
        }
    });
    let survivors = survivors.into_inner().unwrap();
    assert!(survivors.is_empty(), "{} of {all} survive:\n{}", survivors.len(), survivors.join("\n"));
}

#[test]
fn a_right_provider_passes_every_case() {
    let op = Op::with(Vec::new());
    let report = check(&op, "client-1", &[]).ok().json();
    assert_eq!(told(&report), [WITHOUT_TLS]);
}

#[test]
fn a_public_client_is_checked_too() {
    let op = Op::with(Vec::new());
    let report = check(&op, "public-1", &[]).ok().json();
    for case in report["cases"].as_array().unwrap() {
        let is_right = match case["verdict"].as_str().unwrap() {
            "pass" => true,
            "skip" => {
                let public = "the client is public: it takes --client-secret-from";
                case["message"] == public || case["id"] == "T1"
            }
            _ => false,
        };
        assert!(is_right, "{case}");
    }
}

const EMBEDDED: &str = r#"
[[clients]]
client_id = "client-1"
client_secret_env = "CLIENT_1"
redirect_uris = ["https://app.example/callback"]
post_logout_redirect_uris = ["https://app.example/out"]
token_endpoint_auth_method = "client_secret_basic"

[[clients]]
client_id = "client-2"
client_secret_env = "CLIENT_2"
redirect_uris = ["https://app.example/callback"]
token_endpoint_auth_method = "client_secret_basic"
"#;

#[test]
fn the_embedded_provider_passes_every_case() {
    let secret = |name: &str| format!("{name}-that-is-long-enough-for-anybody-{}", std::process::id());
    let program = Program::new().with("CLIENT_1", secret("first")).with("CLIENT_2", secret("second"));
    let served = Served::of(program, EMBEDDED, &[]);
    let mut arguments = vec!["check", "provider", &served.issuer, "--json", "--redirect-uri", REDIRECT_URI];
    arguments.extend(["--client-id", "client-1", "--client-secret-from", "env:CLIENT_1"]);
    arguments.extend(["--other-client-id", "client-2", "--other-client-secret-from", "env:CLIENT_2"]);
    arguments.extend(["--as", "alice", "--post-logout-redirect-uri", AFTER_LOGOUT]);
    // set by set, since all of them may take longer than one run may
    let sets: BTreeSet<&str> = provider::rows().map(|row| row.case.set()).collect();
    let run = |set| told(&served.program.run(&[&arguments[..], &["--case", set]].concat()).ok().json());
    let others: Vec<String> = sets.into_iter().flat_map(run).collect();
    assert_eq!(others, [WITHOUT_TLS]);
}

#[test]
fn the_embedded_provider_over_tls_passes_and_one_that_answers_without_does_not() {
    let served = Served::over_tls("");
    let check = |issuer: &str| {
        let arguments = ["check", "provider", issuer, "--ca-file", &served.ca_file, "--case", "T1", "--json"];
        served.program.run(&arguments).json()["cases"][0].clone()
    };
    assert_eq!(check(&served.issuer)["verdict"], "pass");

    let plain = Op::with(Vec::new());
    let front = CarelessFront::of(served.authority().parse().unwrap(), plain.address);
    let case = check(&format!("https://{}", front.address));
    assert_eq!((&case["verdict"], &case["message"]), (&"fail".into(), &"it answers 200".into()));
}

#[test]
fn a_provider_that_signs_people_in_first_is_not_blamed_for_what_it_has_not_looked_at() {
    // T8
    let first = "it asks people to sign in before it looks at the request, which is not seen from here";
    let op = Op::with(vec![Defect::Is(&["signs in first"])]);
    let report = check(&op, "client-1", &["--case", "R", "--case", "A"]).json();
    for case in report["cases"].as_array().unwrap() {
        let is_right = case["verdict"] == "pass" || case["verdict"] == "skip" && case["message"] == first;
        assert!(is_right, "{case}");
    }
    assert!(report["summary"]["skip"].as_u64() > Some(20), "{report}");
}

#[test]
fn without_a_client_and_a_person_the_rest_is_skipped_with_a_reason() {
    let op = Op::with(Vec::new());
    let report = Program::new().run(&["check", "provider", &op.world.issuer, "--json"]).ok().json();
    let cases = report["cases"].as_array().unwrap();
    let reasons: BTreeSet<&str> = cases
        .iter()
        .filter(|case| case["verdict"] == "skip")
        .map(|case| case["message"].as_str().unwrap())
        .collect();
    assert_eq!(
        Vec::from_iter(reasons),
        [
            "it takes a client: --client-id and --redirect-uri",
            "it takes a second client: --other-client-id",
            "the issuer is on this machine, without TLS",
        ]
    );
    assert_eq!((&report["summary"]["fail"], &report["summary"]["error"]), (&0.into(), &0.into()), "{report}");
}

#[test]
fn a_provider_that_is_not_there_is_no_result() {
    let mut served = Served::start();
    served.stop();
    let ran = Program::new().run(&["check", "provider", &served.issuer, "--case", "M1", "--json"]);
    ran.said_no(Code::CheckInconclusive);
}

#[test]
fn what_cannot_work_together_is_refused_before_anything_is_sent() {
    let program = Program::new();
    let place = ["check", "provider", "http://127.0.0.1:9", "--json", "--client-id", "app"];
    for more in [
        &[][..],
        &["--redirect-uri", "https://app.example/callback", "--browser", "true"],
        &["--redirect-uri", "http://127.0.0.1/callback", "--browser", "true"],
        &["--redirect-uri", "no address", "--browser", "true"],
        &["--redirect-uri", REDIRECT_URI, "--browser", "true", "--as", "alice"],
        &["--redirect-uri", REDIRECT_URI, "--other-client-secret-from", "env:X"],
        &["--redirect-uri", REDIRECT_URI, "--client-secret-from", "a-secret"],
    ] {
        program.run(&[&place[..], more].concat()).refused(Code::Usage);
    }
}

#[test]
fn no_secret_and_no_token_is_in_a_report() {
    // T4: a report is handed around
    let op = Op::with(Vec::new());
    let ran = check(&op, "client-1", &["--case", "C", "--case", "F", "--case", "V"]);
    let secrets = op.world.secrets();
    assert!(secrets.len() > 40, "only {} were made", secrets.len());
    for secret in secrets {
        assert!(!ran.stdout.contains(&secret) && !ran.stderr.contains(&secret), "{secret}");
    }
}
