//! `webhook send`: what arrives, what is told of it, and how it ends.

use authctl::{error::Code, jose::jws};
use serde_json::{Value, json};

use super::support::{
    exchange::{Asked, Reply},
    program::Program,
    ran::Ran,
    receiver::Receiver,
};

const NO_STORE: &str = "Cache-Control: no-store\r\n";
const ABOUT: &[&str] =
    &["--issuer", "https://id.example", "--client-id", "app", "--user", "alice", "--sid", "session-1"];

/// An app that answers everything so.
fn app(status: &'static str, headers: &'static str, body: &'static str) -> Receiver {
    Receiver::start(move |_| Reply::new(status, headers, body))
}

/// A program with a key of its own, so that nobody waits for one to be made.
fn program() -> (Program, String) {
    let program = Program::new();
    let key = program.path("key.pem").display().to_string();
    program.run(&["key", "new", "--alg", "ES256", "--out", &key]).ok();
    (program, format!("file:{key}"))
}

fn logout(to: &Receiver, more: &[&str]) -> Ran {
    let (program, key) = program();
    let address = to.at("/bcl");
    let send = ["webhook", "send", "oidc.backchannel-logout", "--to", &address, "--key-from", &key];
    program.run(&[&send, ABOUT, more].concat())
}

fn claims(asked: &Asked) -> Value {
    jws::peek(&asked.form["logout_token"]).expect("a token").1
}

#[test]
fn an_event_arrives_as_its_standard_has_it_and_the_answer_is_judged_by_it() {
    // W10, W12
    let app = app("200 OK", NO_STORE, "");
    let told = logout(&app, &["--json"]).ok().json();
    let asked = app.next();
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/bcl"));
    assert_eq!(asked.headers["content-type"], "application/x-www-form-urlencoded");
    let claims = claims(&asked);
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 120);
    assert_eq!(
        (&claims["sub"], &claims["sid"], &claims["aud"]),
        (&json!("alice"), &json!("session-1"), &json!("app"))
    );
    assert_eq!(told["request"]["token"]["claims"], claims);
    assert_eq!(
        (&told["status"], &told["taken"], &told["verdict"], &told["right"], &told["mutations"]),
        (&json!(200), &json!(true), &json!("taken"), &json!("takes"), &json!([]))
    );
    let passed: Vec<(&str, bool)> = told["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (finding["name"].as_str().unwrap(), finding["passed"].as_bool().unwrap()))
        .collect();
    assert_eq!(passed, [("status", true), ("cache-control", true)]);
}

#[test]
fn a_person_sees_the_request_without_its_token_the_answer_and_the_verdict() {
    // W15
    let app = app("400 Bad Request", NO_STORE, r#"{"error":"invalid_request"}"#);
    let ran = logout(&app, &["--trace"]).said_no(Code::WebhookNotTaken);
    let asked = app.next();
    let token = &asked.form["logout_token"];
    for text in [&ran.stdout, &ran.stderr] {
        assert!(
            !text.contains(token.as_str()) && !text.contains(token.rsplit('.').next().unwrap()),
            "{text}"
        );
    }
    for part in [
        &format!("> POST {}", app.at("/bcl")),
        ">   logout_token = [secret sha256:",
        "\"typ\":\"logout+jwt\"",
        "< 400 Bad Request",
        "{\"error\":\"invalid_request\"}",
        "400; it is taken by 200 or 204",
        "Back-Channel Logout §2.8",
        "The event was not taken (",
    ] {
        assert!(ran.stdout.contains(part), "{part} is not in\n{}", ran.stdout);
    }
}

#[test]
fn only_what_the_standard_says_counts_as_taken_and_no_redirect_is_followed() {
    // W9, W10
    let elsewhere = Receiver::taking();
    let moved: &'static str = format!("Location: {}\r\n", elsewhere.at("/bcl")).leak();
    for (status, headers, exit) in [
        ("200 OK", "", 0),
        ("204 No Content", "", 0),
        ("202 Accepted", "", 12),
        ("302 Found", moved, 12),
        ("307 Temporary", moved, 12),
        ("404 Not Found", "", 12),
        ("500 Oh", "", 12),
    ] {
        let app = app(status, headers, "");
        assert_eq!(logout(&app, &[]).exit, exit, "{status}");
        assert_eq!(app.so_far().len(), 1, "{status}");
    }
    assert_eq!(elsewhere.so_far().len(), 0);
}

#[test]
fn an_event_that_is_wrong_on_purpose_is_to_be_refused() {
    // W1
    for (status, mutation, verdict, exit) in [
        ("400 Bad Request", "alg-none", "refused", 0),
        ("200 OK", "alg-none", "wrongly_taken", 12),
        ("302 Found", "alg-none", "failed", 12),
        ("500 Oh", "alg-none", "failed", 12),
        ("200 OK", "aud-list", "taken", 0),
        ("400 Bad Request", "aud-list", "not_taken", 12),
        ("200 OK", "unknown-sid", "taken", 0),
        ("400 Bad Request", "unknown-sid", "refused", 0),
    ] {
        let app = app(status, "", "");
        let ran = logout(&app, &["--mutate", mutation, "--json"]);
        assert_eq!((ran.exit, &ran.json()["verdict"]), (exit, &json!(verdict)), "{status} {mutation}");
        assert_eq!(ran.json()["mutations"], json!([mutation]));
    }
    let taking = Receiver::taking();
    logout(&taking, &["--mutate", "wrong-key"]).said_no(Code::WebhookNotRefused);
}

#[test]
fn claims_and_headers_are_what_the_person_says() {
    let app = app("200 OK", NO_STORE, "");
    let edits = ["--set", "sub=bob", "--set", "/events/x={\"y\":1}", "--remove", "sid", "-H", "X-Trace: 7"];
    logout(&app, &[&edits[..], &["--header", "Authorization: Bearer CANARY-1"]].concat()).ok();
    let asked = app.next();
    let claims = claims(&asked);
    assert_eq!((&claims["sub"], claims.get("sid")), (&json!("bob"), None));
    assert_eq!(claims["events"]["x"], json!({"y": 1}));
    assert_eq!(asked.headers["x-trace"], "7");
    assert_eq!(asked.headers["authorization"], "Bearer CANARY-1");
}

#[test]
fn a_header_that_may_be_a_secret_is_not_shown() {
    // W15
    let app = app("200 OK", NO_STORE, "you said CANARY-HEADER-1");
    let more = ["-H", "Authorization: Bearer CANARY-HEADER-1", "-H", "X-Key: CANARY-HEADER-2"];
    for form in [&[][..], &["--json"], &["--trace"]] {
        let ran = logout(&app, &[&more, form].concat()).ok();
        assert!(!ran.stdout.contains("CANARY") && !ran.stderr.contains("CANARY"), "{}", ran.stdout);
    }
}

#[test]
fn an_event_about_nobody_is_refused_before_it_is_sent_unless_that_is_wanted() {
    let app = app("400 Bad Request", NO_STORE, "");
    let (program, key) = program();
    let address = app.at("/");
    let send = ["webhook", "send", "oidc.backchannel-logout", "--to", &address, "--key-from", &key];
    let nobody = [&send[..], &["--issuer", "https://id.example", "--client-id", "app"]].concat();
    let ran = program.run(&nobody).refused(Code::EventFactMissing);
    assert!(ran.stderr.contains("--user") && ran.stderr.contains("§2.6 (4)"), "{}", ran.stderr);
    assert_eq!(app.so_far().len(), 0);
    program.run(&[&nobody[..], &["--mutate", "missing-subject"]].concat()).ok();
    program.run(&[&nobody[..], &["--set", "nobody=true"]].concat()).said_no(Code::WebhookNotTaken);
    assert_eq!(app.so_far().len(), 2);
}

#[test]
fn what_cannot_be_is_refused_before_it_is_sent() {
    let app = Receiver::taking();
    for more in [
        &["--mutate", "stale"][..],
        &["--mutate", "nonsense"],
        &["--mutate", "hs256-with-client-secret"],
        &["--set", "sub"],
        &["--remove", "nobody"],
        &["-H", "no header"],
        &["-H", "Host: other.example"],
    ] {
        let ran = logout(&app, more);
        assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""), "{more:?} {}", ran.stderr);
    }
    assert_eq!(app.so_far().len(), 0);
}

#[test]
fn a_shared_secret_signs_and_is_told_nowhere() {
    // W15, W16
    let app = app("202 Accepted", "", "");
    let program = Program::new().with("HOOK_SECRET", "CANARY-SECRET");
    let address = app.at("/hook");
    let send = ["webhook", "send", "github.app-authorization-revoked", "--user", "octocat", "--to", &address];
    let ran =
        program.run(&[&send[..], &["--secret-from", "env:HOOK_SECRET", "--trace", "--json"]].concat()).ok();
    let asked = app.next();
    assert!(asked.headers["x-hub-signature-256"].starts_with("sha256="));
    assert_eq!(asked.headers["x-github-event"], "github_app_authorization");
    assert!(!ran.stdout.contains("CANARY") && !ran.stderr.contains("CANARY"));
    for mutation in ["wrong-secret", "reserialised", "sha1-only"] {
        let ran =
            program.run(&[&send[..], &["--secret-from", "env:HOOK_SECRET", "--mutate", mutation]].concat());
        ran.said_no(Code::WebhookNotRefused);
    }
}

#[test]
fn nobody_who_answers_is_no_verdict() {
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}/", listener.local_addr().unwrap())
    };
    let (program, key) = program();
    let send = ["webhook", "send", "oidc.backchannel-logout", "--to", &gone, "--key-from", &key];
    program.run(&[&send[..], ABOUT].concat()).refused(Code::ConnectionFailed);
}

#[test]
fn the_mutations_of_an_event_are_those_that_fit_it() {
    let program = Program::new();
    let names = |event: &[&str]| -> Vec<String> {
        let rows = program.run(&[&["webhook", "mutations", "--json"], event].concat()).ok().json();
        rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    let (all, logout, github) =
        (names(&[]), names(&["oidc.backchannel-logout"]), names(&["github.app-authorization-revoked"]));
    assert!(all.len() >= 60 && logout.len() >= 45 && github.len() >= 10, "{} {}", logout.len(), github.len());
    assert!(logout.contains(&"alg-none".to_owned()) && !github.contains(&"alg-none".to_owned()));
    assert!(github.contains(&"sha1-only".to_owned()) && !logout.contains(&"sha1-only".to_owned()));
    program.run(&["webhook", "mutations", "nothing"]).refused(Code::EventUnknown);
}
