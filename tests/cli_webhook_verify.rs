//! `webhook verify` through the real binary: whether a recorded event is genuine, and why not.

use std::fs;

use authctl::error::Code;
use serde_json::{Value, json};

use crate::support::{exchange::Asked, program::Program, ran::Ran, receiver::Receiver, served::Served, wire};

/// Of `{"action":"revoked"}`, with [`SECRET`].
const SIGNATURE: &str = "sha256=788da317839865fad0534704f252e05e6b87e46b249dccf31c29f56c1a4690d4";
const SECRET: &str = "a secret of the app";
const BODY: &str = "{\"action\":\"revoked\"}";

fn with_secret() -> Program {
    Program::new().with("HOOK_SECRET", SECRET)
}

/// A request of GitHub's as it stands on the wire, with this body and this signature.
fn github(body: &str, signature: &str) -> String {
    let length = body.len();
    format!(
        "POST /hook HTTP/1.1\r\nHost: localhost:3000\r\nContent-Type: application/json\r\n\
         X-GitHub-Event: github_app_authorization\r\nX-Hub-Signature-256: {signature}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
}

const VERIFY: [&str; 4] = ["webhook", "verify", "--secret-from", "env:HOOK_SECRET"];

/// The checks that ended so.
fn checks(ran: &Ran, outcome: &str) -> Vec<String> {
    let document = ran.json();
    let rows = document["checks"].as_array().unwrap().iter();
    let named = rows.filter(|row| row["outcome"] == outcome);
    named.map(|row| row["check"].as_str().unwrap().to_owned()).collect()
}

/// What the app was sent, as it stood on the wire.
fn raw(asked: &Asked) -> String {
    let head: String = asked.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{} {} HTTP/1.1\r\n{head}\r\n{}", asked.method, asked.path, asked.body)
}

#[test]
fn a_request_is_read_however_it_was_kept() {
    let program = with_secret();
    let har = json!({"log": {"entries": [
        {"request": {"method": "GET", "url": "https://app.example/"}},
        {"startedDateTime": "2027-01-15T08:00:00Z", "request": {"method": "POST", "url": "https://app.example/hook",
            "headers": [{"name": "x-github-event", "value": "github_app_authorization"},
                {"name": "x-hub-signature-256", "value": SIGNATURE}],
            "postData": {"mimeType": "application/json", "text": BODY}}},
    ]}});
    let raw = github(BODY, SIGNATURE);
    let chunked = raw.replace("Content-Length: 20", "Transfer-Encoding: chunked");
    let chunked = chunked.replace(BODY, &format!("5\r\n{}\r\nf\r\n{}\r\n0\r\n\r\n", &BODY[..5], &BODY[5..]));
    for text in [raw.clone(), raw.replace("\r\n", "\n"), format!("{raw}\n"), chunked, har.to_string()] {
        let file = program.write("request", &text).display().to_string();
        let from_file = program.run(&[&VERIFY[..], &["--json", &file]].concat()).ok();
        assert_eq!(checks(&from_file, "passed"), ["request", "header", "signature", "body"], "{text}");
        assert_eq!(from_file.json()["genuine"], true);
        for place in [&[][..], &["-"]] {
            let from_stdin = program.told(&[&VERIFY[..], &["--json"], place].concat(), &text).ok();
            assert_eq!(from_stdin.json()["checks"], from_file.json()["checks"]);
        }
    }
    let signature = format!("X-Hub-Signature-256: {SIGNATURE}");
    let headers = ["--header", "X-GitHub-Event: github_app_authorization", "--header", &signature];
    program.told(&[&VERIFY[..], &headers].concat(), BODY).ok();
    let shown = program.told(&VERIFY, &raw).answer();
    assert!(shown.starts_with("event  github.app-authorization-revoked\n\nCHECK "), "{shown}");
    let row = "\nsignature  passed   by the shared secret, over these bytes  RFC 2104 §2\n";
    assert!(shown.contains(row), "{shown}");
}

#[test]
fn what_is_wrong_is_told_with_what_would_mend_it_and_exit_12() {
    // W16
    let program = with_secret();
    let ran =
        program.told(&[&VERIFY[..], &["--json"]].concat(), &github("{\"action\":\"Revoked\"}", SIGNATURE));
    let ran = ran.said_no(Code::WebhookRejected);
    assert_eq!(
        (&ran.json()["genuine"], checks(&ran, "failed")),
        (&json!(false), vec!["signature".to_owned()])
    );
    let cut = github(&BODY[..19], SIGNATURE).replace("Content-Length: 19", "Content-Length: 20");
    let ran = program.told(&VERIFY, &cut).said_no(Code::WebhookRejected);
    let wanted = "why      the body has 19 of the 20 bytes that the request says it has\n\
        mend it  record it again, to its end";
    assert!(ran.stdout.contains(wanted), "{}", ran.stdout);
    assert!(!ran.stdout.contains(SECRET) && !ran.stderr.contains(SECRET));
}

#[test]
fn what_cannot_be_judged_is_not_called_wrong() {
    let program = with_secret();
    program.told(&["webhook", "verify"], &github(BODY, SIGNATURE)).refused(Code::Usage);
    let masked = program.told(&VERIFY, &github(BODY, "[masked]")).said_no(Code::Usage);
    assert!(masked.stdout.contains("x-hub-signature-256 was masked in the recording"), "{}", masked.stdout);
    assert!(masked.stderr.contains("it cannot be told whether the event is genuine"), "{}", masked.stderr);
    for text in ["", "hello", "{\"log\":{\"entries\":[]}}", "POST / HTTP/1.1\r\n\r\n{}"] {
        program.told(&["webhook", "verify"], text).refused(Code::WebhookUnreadable);
    }
    program
        .told(&["webhook", "verify", "--event", "nothing"], &github(BODY, SIGNATURE))
        .refused(Code::EventUnknown);
    let at = program
        .told(&[&VERIFY[..], &["--at-recorded"]].concat(), &github(BODY, SIGNATURE))
        .refused(Code::Usage);
    assert!(at.stderr.contains("the recording does not tell when it was made"), "{}", at.stderr);
    assert_eq!(program.run(&[&VERIFY[..], &["--at", "yesterday"]].concat()).exit, 2);
    program.run(&["webhook", "verify", "eyJhbGciOiJub25lIn0.CANARY."]).refused(Code::Usage);
}

/// A logout token that was sent to an app, as it stood on the wire.
fn sent(program: &Program, more: &[&str]) -> String {
    let app = Receiver::taking();
    let to = app.at("/logout");
    program
        .run(
            &[&["webhook", "send", "oidc.backchannel-logout", "--user", "alice", "--to", &to], more].concat(),
        )
        .ok();
    raw(&app.next())
}

#[test]
fn a_logout_token_is_judged_by_the_keys_of_the_embedded_provider_an_issuer_or_a_file() {
    // W1
    let own = Program::new();
    let request = sent(&own, &["--client-id", "authctl"]);
    let verified = own.told(&["webhook", "verify", "--json"], &request).ok();
    assert_eq!(verified.json()["claimed"]["sub"], "alice");
    let fault = |ran: Ran| {
        let document: Value = ran.said_no(Code::WebhookRejected).json();
        document["mistakes"][0]["mistake"].as_str().unwrap().to_owned()
    };
    let verify = |more: &[&str]| own.told(&[&["webhook", "verify", "--json"], more].concat(), &request);
    assert_eq!(fault(verify(&["--client-id", "another"])), "other-audience");
    let (now, later) =
        (verified.json()["claimed"]["at"].as_str().unwrap().to_owned(), "2099-01-01T00:00:00Z");
    verify(&["--at", &now]).ok();
    assert_eq!(fault(verify(&["--at", later])), "expired");
    let recorded =
        request.replace("\r\n\r\n", &format!("\r\nAuthctl-Recorded-At: {}\r\n\r\n", 1_000_000_000));
    assert_eq!(fault(own.told(&["webhook", "verify", "--json", "--at-recorded"], &recorded)), "clock-ahead");

    let served = Served::start();
    let request = sent(&served.program, &["--issuer", &served.issuer, "--client-id", "app"]);
    let judged = |more: &[&str]| {
        own.told(&[&["webhook", "verify", "--json", "--client-id", "app"], more].concat(), &request)
    };
    judged(&["--issuer", &served.issuer]).ok();
    assert_eq!(fault(judged(&[])), "unknown-kid");
    let jwks = format!("{}/jwks", served.issuer);
    judged(&["--issuer", &served.issuer, "--jwks", &jwks]).ok();
    assert_eq!(fault(judged(&["--jwks", &jwks])), "other-issuer");
    let keys = own.path("jwks.json");
    fs::write(&keys, wire::send(served.authority(), "GET", "/jwks", &[], "").body).unwrap();
    judged(&["--issuer", &served.issuer, "--jwks", keys.to_str().unwrap()]).ok();
    for place in ["http://keys.example/jwks", "https://", &format!("{}/nothing", served.issuer)] {
        let ran = judged(&["--issuer", &served.issuer, "--jwks", place]);
        assert!(ran.exit != 0 && ran.exit != 12 && ran.stdout.is_empty(), "{place}: {}", ran.stderr);
    }
    let unknown = own.told(&["webhook", "verify", "--issuer", &served.issuer], &request).said_no(Code::Usage);
    assert!(unknown.stdout.contains("it is not said for whom: give --client-id"), "{}", unknown.stdout);
}
