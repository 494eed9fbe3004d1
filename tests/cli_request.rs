//! `request`, through the real binary: what is sent, what is written, and how it ends.

use std::{
    fs,
    sync::atomic::{AtomicUsize, Ordering},
};

use authctl::error::Code;
use serde_json::json;

use crate::support::{
    exchange::Reply,
    hostile::Peer,
    program::Program,
    scripted::{Provider, Scripted},
};

const TEXT: &str = "Content-Type: text/plain\r\n";

/// A provider that is the API too, with somebody signed in.
fn api(reply: impl Fn() -> Reply + Send + Sync + 'static) -> (Program, Provider, String) {
    let (program, provider) = (Program::new(), Scripted::new().at("/api", move |_, _| reply()).start());
    program.run(&provider.login()).ok();
    let url = format!("{}/api", provider.issuer());
    (program, provider, url)
}

#[test]
fn the_answer_comes_out_as_it_came() {
    let body = "{\"b\": 1,\n  \"a\":\"\\u00fc \u{fc}\"}";
    let (program, provider, url) = api(move || Reply::json("404 Not Found", body));
    let ran = program.run(&["request", "GET", &url]).ok();
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), (body, ""));
    let asked = &provider.asked("/api")[0];
    let token = program.session("work").access_token.expose().clone();
    assert_eq!(asked.headers["authorization"], format!("Bearer {token}"));
    assert_eq!(
        (asked.method.as_str(), asked.headers["accept"].as_str(), asked.query.len()),
        ("GET", "*/*", 0)
    );

    assert_eq!(program.run(&["request", "get", &url, "-o", "answer.json"]).answer(), "");
    assert_eq!(fs::read_to_string(program.path("answer.json")).unwrap(), body);
    program.run(&["request", "GET", &url, "-i", "-o", "whole"]).ok();
    let whole = fs::read_to_string(program.path("whole")).unwrap();
    let length = body.len();
    assert_eq!(
        whole,
        format!(
            "HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
             connection: close\r\n\r\n{body}"
        )
    );
}

#[test]
fn bodies_and_headers_are_sent_as_they_were_given() {
    let (program, provider, url) = api(|| Reply::new("204 No Content", "", ""));
    program.write("item.json", "{ \"from\": \"file\" }");
    let post =
        |flags: &[&str]| program.told(&[&["request", "POST", &url], flags].concat(), "[1, 2]").answer();
    post(&["--json-body", "{\"a\": 1}", "-H", "X-Trace: 1", "-H", "X-Trace: 2"]);
    post(&["--json-body", "@item.json", "-H", "Content-Type: application/merge-patch+json"]);
    post(&["--json-body", "@-"]);
    post(&["--form", "name=a b", "--form", "sum=1+1=2"]);
    post(&["--data", "plain", "-H", "Content-Type: text/plain", "-H", "Accept: text/csv"]);
    let asked = provider.asked("/api");
    let sent: Vec<(&str, &str, &str)> = asked
        .iter()
        .map(|asked| {
            let (media_type, accept) = (&asked.headers["content-type"], &asked.headers["accept"]);
            (media_type.as_str(), accept.as_str(), asked.body.as_str())
        })
        .collect();
    assert_eq!(
        sent,
        [
            ("application/json", "application/json", "{\"a\": 1}"),
            ("application/merge-patch+json", "application/json", "{ \"from\": \"file\" }"),
            ("application/json", "application/json", "[1, 2]"),
            ("application/x-www-form-urlencoded", "*/*", "name=a+b&sum=1%2B1%3D2"),
            ("text/plain", "text/csv", "plain"),
        ]
    );
    // The last of two, as this test reads headers; both are sent.
    assert_eq!(asked[0].headers["x-trace"], "2");
}

#[test]
fn a_call_that_cannot_be_right_is_not_sent() {
    let (program, provider, url) = api(|| Reply::new("200 OK", "", ""));
    let other = Peer::left_alone();
    let user = format!("http://me@{}/", other.address);
    for flags in [
        &["GET", "api.example"][..],
        &["GET", &user],
        &["TRACE", &url],
        &["GET", &url, "-H", "Authorization: Bearer CANARY"],
        &["GET", &url, "-H", "Host: evil.example"],
        &["GET", &url, "-H", "A: b\r\nC: d"],
        &["GET", &url, "-H", "no colon"],
        &["POST", &url, "--form", "a"],
        &["GET", &url, "--type", "refresh"],
    ] {
        let ran = program.run(&[&["request", "--json"], flags].concat()).refused(Code::Usage);
        assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
    }
    for flags in [&["--json-body", "{"][..], &["--json-body", "@nothing"], &["--data", "@nothing"]] {
        program.run(&[&["request", "POST", &url], flags].concat()).refused(Code::Usage);
    }
    let both = ["request", "POST", &url, "--json", "--json-body", "{}", "--form", "a=b"];
    program.run(&both).refused(Code::Usage);
    program.run(&["request", "GET", "http://api.example/"]).refused(Code::CleartextRefused);
    assert_eq!(provider.asked("/api").len(), 0);
    program.run(&["request", "GET", &url]).ok();
}

#[test]
fn a_401_is_answered_once_with_a_new_token() {
    let count = AtomicUsize::new(0);
    let (program, provider, url) = api(move || match count.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::new("401 Unauthorized", "WWW-Authenticate: Bearer error=\"invalid_token\"\r\n", "no"),
        _ => Reply::new("200 OK", TEXT, "yes"),
    });
    let ran = program.run(&["request", "POST", &url, "--data", "x"]).answer();
    assert_eq!(ran, "yes");
    let (first, second) = (provider.asked("/api")[0].clone(), provider.asked("/api")[1].clone());
    assert_ne!(first.headers["authorization"], second.headers["authorization"]);
    assert_eq!((first.body.as_str(), second.body.as_str()), ("x", "x"));
    assert_eq!((provider.asked("/api").len(), program.session("work").generation), (2, 2));
}

#[test]
fn a_401_that_stays_is_the_answer() {
    let (program, provider, url) = api(|| Reply::new("401 Unauthorized", TEXT, "no"));
    assert_eq!(program.run(&["request", "GET", &url]).answer(), "no");
    assert_eq!((provider.asked("/api").len(), program.session("work").generation), (2, 2));
    let ran = program.run(&["request", "GET", &url, "--fail"]).refused(Code::InvalidToken);
    assert_eq!(
        ran.stderr,
        "error: 127.0.0.1 answered 401 Unauthorized [invalid_token]\n\
         \x20 profile work, step request\n\
         \x20 the api endpoint said 401\n\
         \x20 run `authctl login`\n\
         \x20 more: authctl explain invalid_token\n"
    );
}

#[test]
fn with_fail_the_exit_code_tells_the_status_and_nothing_is_written() {
    for (status, code) in [
        ("400 Bad Request", Code::ApiRefused),
        ("403 Forbidden", Code::ApiRefused),
        ("404 Not Found", Code::ApiRefused),
        ("429 Too Many Requests\r\nRetry-After: 7", Code::RateLimited),
        ("500 Internal Server Error", Code::ServerError),
        ("503 Service Unavailable", Code::TemporarilyUnavailable),
        ("302 Found\r\nLocation: https://evil.example/?token=CANARY", Code::RedirectRefused),
    ] {
        let (program, provider, url) = api(move || Reply::new(status, TEXT, "CANARY"));
        let ran = program.run(&["request", "GET", &url, "--fail", "--json", "-o", "answer"]).refused(code);
        provider.tells_nothing(&ran);
        assert!(!program.path("answer").exists());
        let error = ran.error_json();
        assert_eq!(error["provider"]["http_status"].to_string(), status[..3]);
        assert_eq!(error["retry_after_s"], if status.starts_with("429") { json!(7) } else { json!(null) });
        assert_eq!(program.run(&["request", "GET", &url]).ok().stdout, "CANARY");
    }
}

#[test]
fn a_redirect_is_told_and_not_followed() {
    // C4
    let other = Peer::left_alone();
    let place = format!("http://{}", other.address);
    let location = format!("Location: {place}/CANARY?code=CANARY\r\n");
    let (program, provider, url) = api(move || Reply::new("307 Temporary Redirect", &location, "moved"));
    let ran = program.run(&["request", "POST", &url, "--data", "x"]).ok();
    assert_eq!(ran.stdout, "moved");
    assert_eq!(ran.stderr, format!("The answer leads to {place}, which was not asked.\n"));
    assert_eq!(provider.asked("/api").len(), 1);
}

#[test]
fn an_answer_may_be_larger_than_a_providers_and_is_bounded_all_the_same() {
    // C9
    let (program, _provider, url) = api(|| Reply::new("200 OK", TEXT, &"x".repeat(3 << 20)));
    assert_eq!(program.run(&["request", "GET", &url]).ok().stdout.len(), 3 << 20);
    let (program, _provider, url) =
        api(|| Reply::Says(b"HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n".to_vec()));
    program.run(&["request", "GET", &url]).refused(Code::ResponseTooLarge);
}

#[test]
fn what_is_traced_shows_no_secret_of_the_request() {
    // C145
    let (program, provider, url) = api(|| Reply::json("200 OK", "{\"access_token\":\"CANARY-answer\"}"));
    let body = "{\"password\":\"CANARY-body\",\"name\":\"shown\"}";
    let recorded = ["--trace", "--record", "record.har"];
    let call = ["request", "POST", &url, "--json-body", body, "-H", "X-Key: CANARY-key"];
    let ran = program.run(&[&call[..], &recorded].concat()).ok();
    provider.is_kept_secret_in(&ran.stderr);
    provider.is_kept_secret_in(&fs::read_to_string(program.path("record.har")).unwrap());
    assert!(ran.stderr.contains("\"name\":\"shown\""), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    let (program, _provider, url) = api(|| Reply::new("200 OK", TEXT, "x"));
    assert_eq!(program.run(&["request", "GET", &url, "-o", "/dev/null"]).answer(), "");
    program.run(&["request", "GET", &url, "-o", "/"]).refused(Code::FileFailed);
    #[cfg(target_os = "linux")]
    program.run(&["request", "GET", &url, "-o", "/dev/full"]).refused(Code::FileFailed);
}
