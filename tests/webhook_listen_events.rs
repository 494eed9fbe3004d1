//! `webhook listen` takes every event of the catalogue, however it comes.

use std::sync::Arc;

use authctl::webhook::{
    catalogue,
    credential::{Credential, Needs},
    event::Event,
    facts::Facts,
    message::Message,
    scheme,
};
use http::StatusCode;
use serde_json::json;

use super::support::{
    listening::{ISSUER, Listening, now, signer},
    program::Program,
    served::Served,
    streams::{manager, poll, polled, verify},
    wire::{self, Answer},
};

/// One that every scheme with a shared secret can use.
const SECRET: &str = "whsec_c2VjcmV0IG9mIDMyIGJ5dGVzLCBvciBvZiBtb3Jl";

/// The event as its provider would send it now, with a name of its own.
fn sealed(event: &'static Event, number: u8) -> Message {
    let facts = Facts::at(now(), &mut |buffer| buffer.fill(number))
        .with("iss", Some(ISSUER))
        .with("aud", Some("app"))
        // some have no name but what they say
        .with("sub", Some(format!("alice{number}")))
        .with("sid", Some("s1"))
        .with("email", Some("alice@example.com"))
        .with("token", Some(format!("token{number}")))
        .with("stream", Some("stream-1"));
    let credential = match scheme::of(event).needs() {
        Needs::Key => Credential::Key(Arc::new(signer())),
        Needs::Secret => Credential::Secret(SECRET.into()),
        Needs::Nothing => Credential::Nothing,
    };
    scheme::sealed(&scheme::draft(event, &facts, now()).unwrap(), &credential).unwrap()
}

/// Sends a message as it is.
fn send(listening: &Listening, message: &Message) -> Answer {
    let query = wire::form(&message.query.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect::<Vec<_>>());
    let target = if query.is_empty() { "/webhook".to_owned() } else { format!("/webhook?{query}") };
    let headers: Vec<(&str, &str)> =
        message.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
    let body = std::str::from_utf8(&message.body).unwrap();
    wire::send(&listening.authority(), message.method.as_str(), &target, &headers, body)
}

#[test]
fn every_event_of_the_catalogue_is_taken_and_no_changed_one_is() {
    // W1, W3, W16, W17
    let program = Program::new().with("HOOK_SECRET", SECRET);
    let names = catalogue::all().keys().flat_map(|name| ["--event", name.as_str()]);
    let more: Vec<&str> = ["--secret-from", "env:HOOK_SECRET"].into_iter().chain(names).collect();
    let listening = Listening::believing(&program, &more);
    let mut refused = 0;
    for (number, event) in (1..).zip(catalogue::all().values()) {
        let message = sealed(event, number);
        let needs = scheme::of(event).needs();
        for (name, value) in &message.headers {
            // each proof is in the body or in a header: one byte more, and it is none
            let mut changed = message.clone();
            let text = format!("{}x", value.to_str().unwrap());
            changed.headers.insert(name, text.parse().unwrap());
            let is_proof = name.as_str().contains("signature") || name == "authorization";
            if is_proof && needs != Needs::Nothing {
                let answer = send(&listening, &changed);
                assert!((400..500).contains(&answer.status), "{} {name}: {answer:?}", event.name);
                refused += usize::from(listening.verdict().0 == "refused");
            }
        }
        if needs == Needs::Key {
            let mut changed = message.clone();
            let at = changed.body.iter().rposition(u8::is_ascii_alphanumeric).unwrap() - 8;
            changed.body[at] = if changed.body[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(send(&listening, &changed).status, 400, "{}", event.name);
            refused += usize::from(listening.verdict().0 == "refused");
        }
        let answer = send(&listening, &message);
        let line = listening.next();
        assert_eq!(line["verdict"], "taken", "{}: {line}", event.name);
        assert!(
            event.is_taken_by(StatusCode::from_u16(answer.status).unwrap()),
            "{}: {answer:?}",
            event.name
        );
        if line["id"].is_string() {
            let again = send(&listening, &message);
            let verdict = listening.verdict();
            assert_eq!(verdict.0, "replayed", "{}", event.name);
            // what has its own name is idempotent, but for a logout token (Back-Channel Logout §2.6)
            let is_logout = event.scheme == "logout-token";
            assert_eq!(again.status, if is_logout { 400 } else { answer.status }, "{}", event.name);
        }
    }
    assert!(refused > 50, "{refused}");
}

#[test]
fn without_the_secret_or_the_name_nothing_of_it_is_taken() {
    // W16, W17
    let program = Program::new();
    let listening = Listening::start(&program, &["--issuer", ISSUER, "--client-id", "app"]);
    for (number, event) in (1..).zip(catalogue::all().values()) {
        let answer = send(&listening, &sealed(event, number));
        let line = listening.next();
        let is_right = match scheme::of(event).needs() {
            // nobody is there who could tell the keys
            Needs::Key => answer.status == 503 && line["verdict"] == "unavailable",
            _ => (400..500).contains(&answer.status) && line["verdict"] == "refused",
        };
        assert!(is_right, "{}: {line}", event.name);
    }
}

#[test]
fn over_tls_it_shows_a_certificate_that_is_good_for_this_machine() {
    let program = Program::new();
    let listening = Listening::start(&program, &["--tls"]);
    let ca_file = listening.ready["ca_file"].as_str().unwrap();
    let url = listening.url().replace("127.0.0.1", "localhost");
    assert!(url.starts_with("https://localhost:"), "{url}");
    let event = ["webhook", "send", "oidc.backchannel-logout", "--client-id", "authctl", "--user", "alice"];
    program.run(&[&event[..], &["--to", &url, "--ca-file", ca_file]].concat()).ok();
    assert_eq!(listening.verdict().0, "taken");
    // who speaks no TLS is told nothing
    let answer = wire::say(listening.authority(), b"GET /webhook HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
}

#[test]
fn events_that_wait_in_a_stream_are_fetched_taken_and_acknowledged() {
    let served = Served::configured(&manager("app"));
    let stream = polled(&served, "app");
    let fields = [("grant_type", "client_credentials"), ("client_id", "app"), ("client_secret", "s3cret")];
    let body = wire::form(&[&fields[..], &[("scope", "ssf.manage")]].concat());
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let answer = wire::send(served.authority(), "POST", "/token", &form, &body).json();
    let program = Program::new().with("TOKEN", answer["access_token"].as_str().unwrap());
    let address = stream["delivery"]["endpoint_url"].as_str().unwrap();
    verify(&served, "app", &stream, "one");
    let place = ["--issuer", &served.issuer, "--client-id", "app", "--poll", address];
    let listening = Listening::polling(
        &program,
        &[&place[..], &["--poll-token-from", "env:TOKEN", "--count", "2"]].concat(),
    );
    assert_eq!(listening.verdict(), ("taken".into(), 202, String::new()));
    verify(&served, "app", &stream, "two");
    assert_eq!(listening.next()["event"], "ssf.verification");
    assert_eq!(listening.end().0, 0);
    assert_eq!(poll(&served, "app", &stream, &json!({}))["sets"], json!({}));
}
