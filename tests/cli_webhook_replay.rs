//! `webhook replay` through the real binary: a recorded event goes out as it came, or signed anew.

use std::collections::BTreeSet;

use authctl::{error::Code, jose::jws};
use serde_json::{Value, json};

use crate::support::{
    exchange::{Asked, Reply},
    program::Program,
    receiver::Receiver,
};

const SECRET: &str = "a secret of the app";
/// No writer of JSON would write it so.
const BODY: &str = "{ \"action\":\"revoked\" ,\"sender\":{\"login\":\"bob\",\"n\":1.50}}\r\n";

fn program() -> Program {
    Program::new().with("HOOK_SECRET", SECRET)
}

fn github(more: &str) -> String {
    format!(
        "POST /hook?team=1 HTTP/1.1\r\nHost: app.example\r\nContent-Type: application/json\r\n\
         X-GitHub-Event: github_app_authorization\r\nX-GitHub-Delivery: old\r\nX-Own: kept\r\nAccept-Encoding: br\r\n\
         Connection: keep-alive\r\nX-Hub-Signature-256: sha256=00\r\n{more}Content-Length: {}\r\n\r\n{BODY}",
        BODY.len()
    )
}

fn replay(program: &Program, request: &str, to: &str, more: &[&str]) -> crate::support::ran::Ran {
    program.told(&[&["webhook", "replay", "--to", to], more].concat(), request)
}

/// A logout token that is long over.
fn old_logout(program: &Program) -> String {
    let app = Receiver::taking();
    let to = app.at("/logout");
    let send =
        ["webhook", "send", "oidc.backchannel-logout", "--client-id", "app", "--user", "alice", "--to", &to];
    let times = ["--set", "iat=1000000000", "--set", "exp=1000000120", "--set", "initiator=\"admin\""];
    program.run(&[&send[..], &times].concat()).ok();
    let body = app.next().body;
    format!("POST /logout HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n{body}")
}

fn claims(asked: &Asked) -> Value {
    jws::peek(&asked.form["logout_token"]).expect("a token").1
}

#[test]
fn it_goes_out_as_it_came_to_the_byte() {
    let (program, app) = (program(), Receiver::taking());
    let ran =
        replay(&program, &github("Authorization: Bearer [masked]\r\n"), &app.at("/other?a=b"), &["--json"]);
    let asked = app.next();
    assert_eq!((asked.method.as_str(), asked.path.as_str(), asked.body.as_str()), ("POST", "/other", BODY));
    assert_eq!((asked.query["a"].as_str(), asked.query["team"].as_str()), ("b", "1"));
    for (name, value) in
        [("x-own", "kept"), ("x-github-delivery", "old"), ("x-hub-signature-256", "sha256=00")]
    {
        assert_eq!(asked.headers[name], value, "{name}");
    }
    assert!(!asked.headers.contains_key("authorization") && asked.headers["host"] != "app.example");
    assert_eq!(asked.headers["accept-encoding"], "identity");
    assert!(ran.stderr.contains("authorization is left out, since it was masked"), "{}", ran.stderr);
    let told = ran.ok().json();
    assert_eq!((&told[0]["verdict"], &told[0]["right"]), (&json!("taken"), &json!("either")));
    // a query that the target has already is not sent twice
    replay(&program, &github(""), &app.at("/hook?team=1"), &["--header", "X-Own: new"]).ok();
    let asked = app.next();
    assert_eq!((asked.query.len(), asked.headers["x-own"].as_str()), (1, "new"));
}

#[test]
fn what_the_app_has_to_do_is_told_and_judged() {
    // W3, W10
    let program = program();
    for (status, expect, code) in [
        ("200 OK", &[][..], None),
        ("400 Bad Request", &[], None),
        ("302 Found", &[], Some(Code::WebhookNotRefused)),
        ("500 Internal Server Error", &[], Some(Code::WebhookNotRefused)),
        ("200 OK", &["--expect", "refused"], Some(Code::WebhookNotRefused)),
        ("400 Bad Request", &["--expect", "refused"], None),
        ("400 Bad Request", &["--expect", "taken"], Some(Code::WebhookNotTaken)),
    ] {
        let app = Receiver::start(move |_| Reply::new(status, "", ""));
        let ran = replay(&program, &github(""), &app.at("/"), expect);
        match code {
            None => drop(ran.ok()),
            Some(code) => drop(ran.said_no(code)),
        }
        app.next();
    }
}

#[test]
fn signed_anew_it_has_a_fresh_time_and_name_and_is_genuine() {
    // W12
    let (program, app) = (program(), Receiver::taking());
    let request = old_logout(&program);
    program.told(&["webhook", "verify", "--client-id", "app"], &request).said_no(Code::WebhookRejected);
    replay(&program, &request, &app.at("/"), &["--resign", "--count", "3", "--set", "sub=bob"]).ok();
    let mut names = BTreeSet::new();
    for _ in 0..3 {
        let asked = app.next();
        let said = claims(&asked);
        assert_eq!((&said["sub"], &said["initiator"]), (&json!("bob"), &json!("admin")));
        assert_eq!(said["exp"].as_i64().unwrap() - said["iat"].as_i64().unwrap(), 120);
        assert!(names.insert(said["jti"].as_str().unwrap().to_owned()), "each has a name of its own");
        let raw = format!(
            "POST / HTTP/1.1\r\nContent-Type: {}\r\n\r\n{}",
            asked.headers["content-type"], asked.body
        );
        program.told(&["webhook", "verify", "--client-id", "app"], &raw).ok();
    }
    let secret = ["--resign", "--secret-from", "env:HOOK_SECRET"];
    replay(&program, &github(""), &app.at("/"), &secret).ok();
    let asked = app.next();
    assert_eq!(asked.headers["x-own"], "kept");
    assert!(asked.headers["x-github-delivery"] != "old");
    let head = ["x-github-event", "x-hub-signature-256", "content-type"];
    let head: String = head.iter().map(|name| format!("{name}: {}\r\n", asked.headers[*name])).collect();
    let verify = ["webhook", "verify", "--secret-from", "env:HOOK_SECRET"];
    program.told(&verify, &format!("POST / HTTP/1.1\r\n{head}\r\n{}", asked.body)).ok();
    let wrong = Receiver::start(|_| Reply::new("400 Bad Request", "", ""));
    replay(&program, &request, &wrong.at("/"), &["--resign", "--mutate", "alg-none"]).ok();
    assert!(claims(&wrong.next()).is_object());
}

#[test]
fn what_cannot_be_sent_as_it_is_wanted_is_refused_and_nothing_is_sent() {
    // W9
    let (program, app) = (program(), Receiver::taking());
    let to = app.at("/");
    for more in [&["--set", "sub=bob"][..], &["--remove", "sub"], &["--mutate", "alg-none"], &["--resign"]] {
        replay(&program, &github(""), &to, more).refused(Code::Usage);
    }
    let masked = "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nlogout_token=[secret sha256:00112233].x";
    replay(&program, masked, &to, &[]).refused(Code::Usage);
    replay(&program, "POST / HTTP/1.1\r\n\r\n{}", &to, &[]).refused(Code::WebhookUnreadable);
    for target in ["http://169.254.169.254/", "http://203.0.113.9/"] {
        replay(&program, &github(""), target, &[]).refused(Code::WebhookTargetRefused);
    }
    for count in ["0", "10001"] {
        assert_eq!(replay(&program, &github(""), &to, &["--count", count]).exit, 2);
    }
    assert_eq!(app.so_far().len(), 0);
}
