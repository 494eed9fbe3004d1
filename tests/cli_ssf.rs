//! Shared signals from the provider that `serve` runs, and `webhook send` of them, through the real binary.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use authctl::error::Code;
use serde_json::json;

use crate::support::{
    exchange::Reply,
    program::Program,
    receiver::Receiver,
    served::Served,
    streams::{manager, poll, polled, pushed, said, verify},
    user_agent::claims,
    wire,
};

const SESSION_REVOKED: &str = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";

/// Signs alice in at the client `app`; the ID token.
fn sign_in(served: &Served) -> String {
    let program = Program::new().with("APP_SECRET", "s3cret");
    let client = ["--client-id", "app", "--client-secret-from", "env:APP_SECRET"];
    let login =
        ["login", "--profile", "app", "--issuer", &served.issuer, "--scope", "openid", "--as", "alice"];
    program.run(&[&login[..], &client, &["--auth-method", "client_secret_post"]].concat()).ok();
    program.session("app").id_token.expect("an ID token").expose().to_string()
}

#[test]
fn the_end_of_a_session_is_pushed_and_polled() {
    let receiver = Receiver::start(|_| Reply::new("202 Accepted", "", ""));
    let served = Served::configured(&manager("app"));
    pushed(&served, "app", &receiver.at("/events"));
    let stream = polled(&served, "app");
    let hint = sign_in(&served);
    let target = format!("/end_session?{}", wire::form(&[("id_token_hint", &hint)]));
    assert_eq!(wire::send(served.authority(), "GET", &target, &[], "").status, 200);
    let was_pushed = said(&served, "app", &receiver.next().body);
    let sets = poll(&served, "app", &stream, &json!({}))["sets"].clone();
    let (_, token) = sets.as_object().unwrap().iter().next().unwrap();
    let was_polled = said(&served, "app", token.as_str().unwrap());
    assert_eq!(was_pushed["sub_id"]["session"]["id"], claims(&hint)["sid"]);
    // one occasion, two tokens
    assert_eq!((&was_polled["txn"], &was_polled["sub_id"]), (&was_pushed["txn"], &was_pushed["sub_id"]));
    assert_ne!(was_polled["jti"], was_pushed["jti"]);
    assert!(was_polled["events"][SESSION_REVOKED].is_object());
}

#[test]
fn an_event_outlives_a_provider_that_was_killed() {
    // W14
    let answers = Arc::new(AtomicBool::new(false));
    let says = Arc::clone(&answers);
    let receiver = Receiver::start(move |_| match says.load(Ordering::SeqCst) {
        true => Reply::new("202 Accepted", "", ""),
        false => Reply::Silence,
    });
    let mut served = Served::configured(&manager("app"));
    let stream = pushed(&served, "app", &receiver.at("/events"));
    verify(&served, "app", &stream, "once");
    let first = claims(&receiver.next().body);
    served.stop();
    answers.store(true, Ordering::SeqCst);
    let file = served.program.path("serve.toml").display().to_string();
    let again = served.program.start(&["serve", "--port", "0", "--config", &file]);
    let second = claims(&receiver.next().body);
    assert_eq!((&second["jti"], &second["iat"]), (&first["jti"], &first["iat"]));
    drop(again);
}

#[test]
fn events_are_sent_as_a_receiver_wants_them() {
    let receiver = Receiver::start(|asked| match asked.path.as_str() {
        "/events" => Reply::new("202 Accepted", "", ""),
        _ => Reply::new("200 OK", "", ""),
    });
    let served = Served::start();
    let program = Program::new();
    let about = ["--issuer", &served.issuer, "--client-id", "app", "--user", "alice", "--stream", "s1"];
    for event in
        ["caep.session-revoked", "risc.identifier-changed", "ssf.verification", "google.tokens-revoked"]
    {
        let to = ["webhook", "send", event, "--to", &receiver.at("/events")];
        program.run(&[&to[..], &about].concat()).ok();
        let asked = receiver.next();
        assert_eq!(asked.headers["content-type"], "application/secevent+jwt");
        let to = ["webhook", "send", event, "--to", &receiver.at("/other")];
        program.run(&[&to[..], &about].concat()).said_no(Code::WebhookNotTaken);
        receiver.next();
    }
    let to = ["webhook", "send", "ssf.verification", "--to", &receiver.at("/events")];
    let ran = program.run(&[&to[..], &about[..6]].concat()).refused(Code::EventFactMissing);
    assert!(ran.stderr.contains("give --stream"), "{}", ran.stderr);
}
