//! `webhook send --count` and `--policy`: many messages, and one that is tried as often as its sender tries.

use std::{
    collections::BTreeSet,
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use authctl::{error::Code, jose::jws};
use serde_json::{Value, json};

use super::support::{
    exchange::{Asked, Reply},
    program::Program,
    ran::Ran,
    receiver::Receiver,
};

const ABOUT: &[&str] = &["--issuer", "https://id.example", "--client-id", "app", "--user", "alice"];

/// An app that answers its first messages so, and every later one as the last of them.
fn app(answers: &'static [(&'static str, &'static str)]) -> Receiver {
    let number = AtomicUsize::new(0);
    Receiver::start(move |_| {
        let (status, headers) = answers[number.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1)];
        Reply::new(status, headers, "why not")
    })
}

fn logout(to: &str, more: &[&str]) -> Ran {
    let program = Program::new();
    let key = program.path("key.pem").display().to_string();
    program.run(&["key", "new", "--alg", "ES256", "--out", &key]).ok();
    let key = format!("file:{key}");
    let send = ["webhook", "send", "oidc.backchannel-logout", "--to", to, "--key-from", &key];
    program.run(&[&send, ABOUT, more].concat())
}

fn hook(event: &str, to: &Receiver, more: &[&str]) -> Ran {
    let program = Program::new().with("HOOK_SECRET", "whsec_dGhlLXNlY3JldC10aGF0LWJvdGgtc2lkZXMtaGF2ZQ==");
    let address = to.at("/hook");
    let send =
        ["webhook", "send", event, "--to", &address, "--user", "alice", "--secret-from", "env:HOOK_SECRET"];
    program.run(&[&send, more].concat())
}

fn jti(asked: &Asked) -> String {
    jws::peek(&asked.form["logout_token"]).expect("a token").1["jti"].as_str().expect("a name").to_owned()
}

#[test]
fn each_of_many_messages_has_a_name_of_its_own_and_all_are_told_of() {
    // W3
    let app = Receiver::taking();
    let told = logout(&app.at("/bcl"), &["--count", "25", "--concurrency", "4", "--json"]).ok().json();
    let names: BTreeSet<String> = app.so_far().iter().map(jti).collect();
    assert_eq!(names.len(), 25);
    assert_eq!((&told["sent"], &told["as_it_should"], &told["count"]), (&json!(25), &json!(25), &json!(25)));
    assert_eq!(told["answers"], json!([{"status": 200, "messages": 25, "verdict": "taken", "reason": null}]));
    assert!(
        told["p50_us"].as_u64() <= told["p99_us"].as_u64()
            && told["p99_us"].as_u64() <= told["slowest_us"].as_u64()
    );
}

#[test]
fn connections_are_kept_and_one_that_the_app_has_closed_is_not_used_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, opened) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&opened);
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            counted.fetch_add(1, Ordering::SeqCst);
            thread::spawn(move || {
                let mut stream = stream;
                // five messages a connection, of which it says nothing
                for _ in 0..5 {
                    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
                    while !is_whole(&bytes) {
                        match stream.read(&mut buffer) {
                            Ok(count) if count > 0 => bytes.extend_from_slice(&buffer[..count]),
                            _ => return,
                        }
                    }
                    stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
                }
            });
        }
    });
    let told = logout(
        &format!("http://{address}/"),
        &["--count", "20", "--concurrency", "1", "--rate", "200/s", "--json"],
    );
    assert_eq!(told.ok().json()["as_it_should"], 20);
    assert_eq!(opened.load(Ordering::SeqCst), 4);
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    body.len() >= length.parse().unwrap()
}

#[test]
fn what_is_not_taken_is_counted_by_its_kind_with_the_first_reason() {
    // W10
    let app = app(&[("200 OK", ""), ("500 Oh", ""), ("500 Oh", ""), ("302 Found", ""), ("200 OK", "")]);
    let ran = logout(&app.at("/"), &["--count", "8", "--concurrency", "1", "--json"])
        .said_no(Code::WebhookNotTaken);
    let told = ran.json();
    assert_eq!((&told["sent"], &told["as_it_should"]), (&json!(8), &json!(5)));
    assert_eq!(
        told["answers"],
        json!([
            {"status": 200, "messages": 5, "verdict": "taken", "reason": null},
            {"status": 302, "messages": 1, "verdict": "not_taken", "reason": "why not"},
            {"status": 500, "messages": 2, "verdict": "not_taken", "reason": "why not"},
        ])
    );
    let refusing = Receiver::start(|_| Reply::new("400 Bad Request", "", ""));
    logout(&refusing.at("/"), &["--count", "3", "--mutate", "alg-none"]).ok();
    logout(&Receiver::taking().at("/"), &["--count", "3", "--mutate", "alg-none"])
        .said_no(Code::WebhookNotRefused);
}

#[test]
fn an_app_that_says_what_it_was_sent_gives_nothing_away() {
    // W15
    let echo = || Receiver::start(|asked| Reply::new("400 Bad Request", "", &asked.body));
    for more in
        [&["--count", "2"][..], &["--count", "2", "--json"], &[], &["--json"], &["--policy", "backoff"]]
    {
        let app = echo();
        let ran = logout(&app.at("/"), more).said_no(Code::WebhookNotTaken);
        let token = app.next().form["logout_token"].clone();
        let signature = token.rsplit('.').next().unwrap();
        assert!(
            !ran.stdout.contains(signature) && !ran.stderr.contains(signature),
            "{more:?} {}",
            ran.stdout
        );
    }
}

#[test]
fn no_token_that_is_a_body_or_in_one_is_shown_nor_a_header_that_may_be_a_key() {
    // W15, C145
    let program = Program::new();
    let key = program.path("key.pem").display().to_string();
    program.run(&["key", "new", "--alg", "ES256", "--out", &key]).ok();
    let key = format!("file:{key}");
    for event in ["caep.session-revoked", "apple.consent-revoked"] {
        for more in [&["--trace"][..], &["--json", "--trace"], &["--count", "2", "--json"]] {
            let app = Receiver::start(|asked| {
                let said =
                    format!(r#"{{"key":"{}","got":{}}}"#, asked.headers["x-api-key"], json!(asked.body));
                Reply::new("400 Bad Request", "Content-Type: application/json\r\n", &said)
            });
            let address = app.at("/");
            let send = [
                "webhook",
                "send",
                event,
                "--to",
                &address,
                "--key-from",
                &key,
                "-H",
                "X-Api-Key: CANARY-key",
            ];
            let ran = program.run(&[&send, ABOUT, more].concat()).said_no(Code::WebhookNotTaken);
            let body = app.next().body;
            let signature = body.rsplit('.').next().unwrap().trim_end_matches(['"', '}']);
            for told in [&ran.stdout, &ran.stderr] {
                assert!(!told.contains(signature) && !told.contains("CANARY"), "{event} {more:?} {told}");
            }
        }
    }
}

#[test]
fn an_app_that_hangs_up_or_is_gone_is_told_of_and_nothing_is_sent_twice() {
    let rude = Receiver::start(|_| Reply::HangsUp);
    let ran = logout(&rude.at("/"), &["--count", "4", "--json"]).said_no(Code::ConnectionFailed);
    assert_eq!(ran.json()["answers"][0]["messages"], 4);
    assert_eq!(rude.so_far().len(), 4);
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let ran = logout(&format!("http://{gone}/"), &["--count", "4", "--json"]).said_no(Code::ConnectionFailed);
    assert_eq!(ran.json()["answers"][0]["reason"], "refuses connections");
}

#[test]
fn nothing_is_sent_to_where_nothing_is_sent() {
    // W9
    for target in ["http://169.254.169.254/", "http://0.0.0.0/", "http://8.8.8.8/"] {
        logout(target, &["--count", "2"]).refused(Code::WebhookTargetRefused);
    }
    for wrong in
        [&["--count", "0"][..], &["--rate", "5/s"], &["--concurrency", "5"], &["--count", "1", "--rate", "x"]]
    {
        assert_eq!(logout("http://127.0.0.1:9/", wrong).exit, 2, "{wrong:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_with_what_was_sent_so_far() {
    let app = Receiver::taking();
    let program = Program::new();
    let key = program.path("key.pem").display().to_string();
    program.run(&["key", "new", "--alg", "ES256", "--out", &key]).ok();
    let (key, to) = (format!("file:{key}"), app.at("/"));
    let send = ["webhook", "send", "oidc.backchannel-logout", "--to", &to, "--key-from", &key, "--json"];
    let running = program.start(&[&send, ABOUT, &["--count", "100000", "--rate", "20/s"]].concat());
    app.next();
    running.signal(rustix::process::Signal::INT);
    let ran = running.end();
    assert_eq!(ran.exit, 130, "{}", ran.stderr);
    let told = ran.json();
    assert!(told["sent"].as_u64().unwrap() < 1000 && told["count"] == 100_000, "{told}");
}

fn attempts(told: &Value) -> Vec<(u64, Option<u64>, Option<u64>)> {
    let row = |row: &Value| (row["at_s"].as_u64().unwrap(), row["status"].as_u64(), row["next_s"].as_u64());
    told["attempts"].as_array().unwrap().iter().map(row).collect()
}

#[test]
fn an_event_is_tried_as_often_as_its_sender_tries_without_the_waiting() {
    // W11
    let down = app(&[("500 Oh", ""), ("404 Not Found", ""), ("200 OK", "")]);
    let told = hook("slack.tokens-revoked", &down, &["--policy", "sender", "--json"]).ok().json();
    assert_eq!(
        (&told["policy"], &told["end"], &told["taken"]),
        (&json!("slack"), &json!("delivered"), &json!(true))
    );
    assert_eq!(attempts(&told), [(0, Some(500), Some(0)), (0, Some(404), Some(60)), (60, Some(200), None)]);
    let asked = down.so_far();
    let retries: Vec<Option<&str>> =
        asked.iter().map(|asked| asked.headers.get("x-slack-retry-num").map(String::as_str)).collect();
    assert_eq!(retries, [None, Some("1"), Some("2")]);
    let names: BTreeSet<String> = asked
        .iter()
        .map(|asked| serde_json::from_str::<Value>(&asked.body).unwrap()["event_id"].to_string())
        .collect();
    assert_eq!(names.len(), 1);
}

#[test]
fn a_logout_is_sent_once_by_its_sender_and_under_another_name_by_one_that_tries_again() {
    // W3, W10, W11
    let down = app(&[("503 Later", "Retry-After: 7\r\n"), ("503 Later", ""), ("200 OK", "")]);
    let ran = logout(&down.at("/"), &["--policy", "sender", "--json"]).said_no(Code::WebhookNotTaken);
    assert_eq!((attempts(&ran.json()), &ran.json()["end"]), (vec![(0, Some(503), None)], &json!("given_up")));
    let down = app(&[("503 Later", "Retry-After: 7\r\n"), ("503 Later", ""), ("200 OK", "")]);
    let told = logout(&down.at("/"), &["--policy", "backoff", "--json"]).ok().json();
    assert_eq!(attempts(&told), [(0, Some(503), Some(7)), (7, Some(503), Some(10)), (17, Some(200), None)]);
    assert_eq!(down.so_far().iter().map(jti).collect::<BTreeSet<_>>().len(), 3);
    let refusing = app(&[("400 Bad Request", "")]);
    logout(&refusing.at("/"), &["--policy", "backoff"]).said_no(Code::WebhookNotTaken);
    assert_eq!(refusing.so_far().len(), 1);
}

#[test]
fn an_address_that_is_gone_is_sent_nothing_more_and_one_that_never_answers_is_given_up() {
    let gone = app(&[("500 Oh", ""), ("410 Gone", "")]);
    let ran = hook("clerk.session-ended", &gone, &["--sid", "s", "--policy", "sender", "--json"]);
    let told = ran.said_no(Code::WebhookNotTaken).json();
    assert_eq!(attempts(&told), [(0, Some(500), Some(5)), (5, Some(410), None)]);
    assert_eq!(told["end"], "disabled");
    let names = gone.so_far().into_iter().map(|asked| asked.headers["svix-id"].clone());
    assert_eq!(names.collect::<BTreeSet<_>>().len(), 1);
    let rude = Receiver::start(|_| Reply::HangsUp);
    let ran = hook("standard.session-ended", &rude, &["--sid", "s", "--policy", "sender", "--json"]);
    let told = ran.said_no(Code::WebhookNotTaken).json();
    assert_eq!((attempts(&told).len(), &told["end"]), (10, &json!("given_up")));
}

#[test]
fn a_person_sees_each_attempt() {
    let down = app(&[("500 Oh", ""), ("200 OK", "")]);
    let ran = logout(&down.at("/"), &["--policy", "backoff"]).ok();
    let lines: Vec<String> = ran
        .stdout
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| line.starts_with(['1', '2']) || line.ends_with('.'))
        .map(|line| {
            line.split_once(" ms").map_or(line.clone(), |(before, after)| {
                format!("{}{after}", before.rsplit_once(' ').unwrap().0)
            })
        })
        .collect();
    assert_eq!(lines, ["1 +0 s 500 again in 1 s", "2 +1 s 200", "The event was delivered."]);
}
