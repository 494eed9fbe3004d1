//! Pushed authorization requests (RFC 9126) through the real binary.

use authctl::error::Code;
use url::form_urlencoded;

use crate::support::{exchange::Reply, program::Program, scripted::Scripted, served::Served};

/// A registered client that has to push.
const MUST_PUSH: &str = r#"
[[clients]]
client_id = "app"
client_secret = "s3cret"
redirect_uris = ["http://127.0.0.1/callback"]
require_pushed_authorization_requests = true
"#;

#[test]
fn the_request_is_pushed_and_the_browser_carries_its_name_only() {
    let (program, served) = (Program::new(), Served::start());
    let place = ["login", "--issuer", &served.issuer, "--client-id", "authctl", "--as", "alice", "--trace"];
    let ran = program.run(&[&place[..], &["--par"]].concat()).ok();
    let mut lines = ran.stderr.lines();
    let asked = |line: &&str| line.contains("GET ") && line.contains("/authorize");
    let shown: Vec<&str> =
        lines.by_ref().skip_while(|line| !asked(line)).skip(1).take(3).map(str::trim).collect();
    assert!(shown[0].starts_with(">   client_id = authctl"), "{shown:?}");
    // C145
    assert!(shown[1].starts_with(">   request_uri = [secret sha256:"), "{shown:?}");
    assert!(!ran.stderr.contains("urn:ietf:params:oauth:request_uri:"), "{}", ran.stderr);
    assert!(!shown[2].contains(" = "), "{shown:?}");
    assert!(ran.stderr.contains("POST ") && ran.stderr.contains("/par"), "{}", ran.stderr);
    program.run(&["token"]).ok();
    // Kept with the session, and told by the profile.
    let shown = Program::new().configured(
        "[profiles.work]\nissuer = \"https://id.example\"\nclient_id = \"a\"\npar = \"always\"\n",
    );
    assert!(shown.run(&["profile", "show", "--profile", "work"]).answer().contains("par "));
    program.run(&["login", "--par=sometimes", "--provider", "dev", "--json"]).refused(Code::Usage);
}

#[test]
fn a_client_that_has_to_push_is_not_heard_otherwise() {
    let (program, served) = (Program::new().with("SECRET", "s3cret"), Served::configured(MUST_PUSH));
    let place =
        ["login", "--issuer", &served.issuer, "--client-id", "app", "--client-secret-from", "env:SECRET"];
    let flags = ["--auth-method", "client_secret_basic", "--as", "alice"];
    assert_ne!(program.run(&[&place[..], &flags].concat()).exit, 0);
    assert!(program.sessions().is_empty());
    program.run(&[&place[..], &flags, &["--par"]].concat()).ok();
}

/// A provider with that answer to a pushed request, and whether its metadata asks for one.
fn pushing(is_required: bool, reply: impl Fn() -> Reply + Send + Sync + 'static) -> Scripted {
    Scripted::new()
        .metadata(move |document, world| {
            document.insert(
                "pushed_authorization_request_endpoint".into(),
                format!("{}/par", world.issuer).into(),
            );
            document.insert("require_pushed_authorization_requests".into(), is_required.into());
        })
        .at("/par", move |_, _| reply())
}

#[test]
fn metadata_that_asks_for_it_are_obeyed_and_a_refusal_is_told() {
    for (status, body, code) in [
        ("400 Bad Request", r#"{"error":"invalid_request"}"#, Code::InvalidRequest),
        ("401 Unauthorized", r#"{"error":"invalid_client"}"#, Code::InvalidClient),
        ("429 Too Many Requests", "", Code::RateLimited),
        ("503 Service Unavailable", "", Code::TemporarilyUnavailable),
    ] {
        let provider = pushing(true, move || Reply::json(status, body)).start();
        let ran = Program::new().run(&provider.login()).refused(code);
        provider.tells_nothing(&ran);
        let form = &provider.asked("/par")[0].form;
        let names: Vec<&str> = form.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "client_id",
                "code_challenge",
                "code_challenge_method",
                "nonce",
                "redirect_uri",
                "response_type",
                "scope",
                "state"
            ]
        );
        assert!(provider.asked("/authorize").is_empty());
    }
    // Nothing is pushed to whoever does not ask for it, and nobody pushes to where there is no such endpoint.
    let provider = Scripted::new().start();
    Program::new().run(&provider.login()).ok();
    Program::new().run(&[&provider.login()[..], &["--par"]].concat()).refused(Code::EndpointMissing);
}

#[test]
fn an_answer_that_breaks_the_standard_ends_the_login() {
    // C4, C30
    for (status, body) in [
        ("201 Created", r#"{"expires_in":60}"#),
        ("201 Created", r#"{"request_uri":"","expires_in":60}"#),
        ("201 Created", r#"{"request_uri":"javascript:alert(1)","expires_in":60}"#),
        ("201 Created", r#"{"request_uri":"http://evil.example/","expires_in":60}"#),
        ("201 Created", r#"{"request_uri":"urn:a b","expires_in":60}"#),
        ("201 Created", r#"{"request_uri":["urn:a"],"expires_in":60}"#),
        ("201 Created", r#"{"request_uri":"urn:a"}"#),
        ("201 Created", r#"{"request_uri":"urn:a","expires_in":0}"#),
        ("201 Created", r#"{"request_uri":"urn:a","expires_in":-1}"#),
        ("201 Created", r#"{"request_uri":"urn:a","expires_in":"60"}"#),
        ("204 No Content", ""),
        ("202 Accepted", r#"{"request_uri":"urn:a","expires_in":60}"#),
    ] {
        let provider = pushing(true, move || Reply::json(status, body)).start();
        let ran = Program::new().run(&provider.login()).refused(Code::ParResponseInvalid);
        provider.tells_nothing(&ran);
        assert!(provider.asked("/authorize").is_empty(), "{body}");
    }
    for (reply, code) in [
        (Reply::json as fn(&str, &str) -> Reply, Code::NotJson),
        (
            |_, _| Reply::new("307 Temporary Redirect", "Location: http://127.0.0.1:9/\r\n", ""),
            Code::RedirectRefused,
        ),
    ] {
        let provider = pushing(true, move || reply("201 Created", "text")).start();
        Program::new().run(&provider.login()).refused(code);
    }
}

#[test]
fn the_name_is_encoded_and_the_provider_that_answers_200_is_understood() {
    let name = "urn:example:a&scope=admin#b%20?c=d";
    let body = format!("{{\"request_uri\":\"{name}\",\"expires_in\":5}}");
    let provider = pushing(false, move || Reply::json("200 OK", &body))
        .at("/authorize", |asked, world| {
            let back = form_urlencoded::byte_serialize(world.issuer.as_bytes()).collect::<String>();
            assert_eq!(asked.query.len(), 2);
            Reply::new(
                "303 See Other",
                &format!("Location: http://127.0.0.1/callback?error=access_denied&iss={back}\r\n"),
                "",
            )
        })
        .start();
    let ran = Program::new().run(&[&provider.login()[..], &["--par"]].concat());
    assert!(ran.stderr.contains("answers a pushed request with 200 instead of 201"), "{}", ran.stderr);
    assert_eq!(provider.asked("/authorize")[0].query["request_uri"], name);
}
