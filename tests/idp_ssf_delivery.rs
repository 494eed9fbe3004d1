//! Events on their way from the embedded provider: pushed (RFC 8935) and polled (RFC 8936), whatever comes between.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use serde_json::{Value, json};

use crate::support::{
    dev_provider::{DevProvider, START, TestJournal},
    exchange::{Asked, Reply},
    receiver::Receiver,
    streams::{ask, judged, manager, poll, polled, pushed, said, sign_in, sign_out, stream, verify},
    user_agent::{Browser, claims},
};

const VERIFICATION: &str = "https://schemas.openid.net/secevent/ssf/event-type/verification";

fn taking() -> Receiver {
    Receiver::start(|_| Reply::new("202 Accepted", "", ""))
}

/// The `jti` of a token that was pushed.
fn jti(asked: &Asked) -> Value {
    claims(&asked.body)["jti"].clone()
}

/// Waits until the journal says so.
fn until(journal: &TestJournal, text: &str) {
    let begun = std::time::Instant::now();
    while !String::from_utf8_lossy(&journal.text.lock().unwrap()).contains(text) {
        assert!(begun.elapsed().as_secs() < 20, "it never came");
        thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// The journal as it is now, for another provider.
fn copy(journal: &TestJournal) -> TestJournal {
    let copy = TestJournal::default();
    copy.text.lock().unwrap().extend_from_slice(&journal.text.lock().unwrap());
    copy
}

#[test]
fn the_end_of_a_session_is_pushed_to_every_client_of_it_and_to_nobody_else() {
    let (receiver, other) = (taking(), taking());
    let provider = DevProvider::start(&[manager("app"), manager("other")].concat());
    let delivery = json!({
        "method": "urn:ietf:rfc:8935", "endpoint_url": receiver.at("/events?x=1"), "authorization_header": "Token c4nary",
    });
    let made = stream(&provider, "app", &delivery);
    pushed(&provider, "other", &other.at("/events"));
    let mut browser = Browser::default();
    let hint = sign_in(&provider, &mut browser, "app");
    sign_out(&provider, &mut browser, &hint);
    let asked = receiver.next();
    assert_eq!((&*asked.method, &*asked.path, &*asked.query["x"]), ("POST", "/events", "1"));
    assert_eq!(asked.headers["content-type"], "application/secevent+jwt");
    assert_eq!(asked.headers["accept"], "application/json");
    assert_eq!(asked.headers["authorization"], "Token c4nary");
    let body = said(&provider, "app", &asked.body);
    let event = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
    assert_eq!(
        body,
        json!({
            "iss": provider.issuer, "aud": "app", "iat": START, "jti": body["jti"], "txn": body["txn"],
            "sub_id": {
                "format": "complex",
                "user": {"format": "iss_sub", "iss": provider.issuer, "sub": "alice"},
                "session": {"format": "opaque", "id": claims(&hint)["sid"]},
            },
            "events": {event: {
                "event_timestamp": START, "reason_admin": {"en": "The session has ended at the provider"},
            }},
        })
    );
    // the same journey once more, so that what nobody should hear of would have come by now
    verify(&provider, "app", &made, "done");
    assert_eq!(claims(&receiver.next().body)["events"][VERIFICATION], json!({"state": "done"}));
    assert_eq!(other.so_far().len(), 0);
    until(&provider.journal, "settled");
    // W15: neither the token nor the header in the log
    let notes = provider.world.notes.lock().unwrap().join("\n");
    assert!(notes.contains("the event session-revoked to app was taken"), "{notes}");
    assert!(!notes.contains("c4nary") && !notes.contains(&asked.body[..20]));
}

#[test]
fn a_stream_is_verified_through_itself() {
    let receiver = taking();
    let provider = DevProvider::start(&manager("app"));
    let push = pushed(&provider, "app", &receiver.at("/events"));
    let fetch = polled(&provider, "app");
    verify(&provider, "app", &push, "VGhpcw==");
    let told = said(&provider, "app", &receiver.next().body);
    assert_eq!(told["events"], json!({VERIFICATION: {"state": "VGhpcw=="}}));
    assert_eq!(told["sub_id"], json!({"format": "opaque", "id": push["stream_id"]}));
    let answer = ask(&provider, "app", "POST", "/ssf/verify", &json!({"stream_id": fetch["stream_id"]}));
    assert_eq!((answer.status, &*answer.body), (204, ""));
    let sets = poll(&provider, "app", &fetch, &json!({}))["sets"].clone();
    let (name, token) = sets.as_object().unwrap().iter().next().unwrap();
    let told = said(&provider, "app", token.as_str().unwrap());
    assert_eq!((&told["jti"], &told["events"]), (&json!(name), &json!({VERIFICATION: {}})));
    assert!(!judged(&provider, "other", token.as_str().unwrap()).is_genuine());
    // nobody fills a stream with them (P17)
    for _ in 0..7 {
        verify(&provider, "app", &fetch, "again");
    }
    let answer = ask(&provider, "app", "POST", "/ssf/verify", &json!({"stream_id": fetch["stream_id"]}));
    assert_eq!(answer.status, 429);
}

#[test]
fn what_is_polled_stays_until_it_is_acknowledged_or_refused() {
    let provider = DevProvider::start(&manager("app"));
    let stream = polled(&provider, "app");
    let empty = json!({"sets": {}, "moreAvailable": false});
    assert_eq!(poll(&provider, "app", &stream, &json!({})), empty);
    ["1", "2", "3"].iter().for_each(|state| verify(&provider, "app", &stream, state));
    let fetch = |request: Value| {
        let answer = poll(&provider, "app", &stream, &request);
        let names: Vec<String> = answer["sets"].as_object().unwrap().keys().cloned().collect();
        (names, answer["moreAvailable"] == true)
    };
    let (first, more) = fetch(json!({"maxEvents": 1}));
    assert_eq!((first.len(), more), (1, true));
    // nobody has said anything of it
    assert_eq!(fetch(json!({"maxEvents": 1})), (first.clone(), true));
    assert_eq!(fetch(json!({"maxEvents": 0})), (Vec::new(), true));
    let (all, more) = fetch(json!({}));
    assert_eq!((all.len(), more), (3, false));
    let (rest, _) = fetch(json!({"ack": first, "maxEvents": 1}));
    assert_ne!(rest, first);
    let error = json!({"err": "invalid_key", "description": "not\u{1b}mine"});
    let errors = json!({&rest[0]: error, "unknown": error});
    let (last, more) = fetch(json!({"setErrs": errors}));
    assert_eq!((last.len(), more), (1, false));
    assert!(!first.contains(&last[0]) && !rest.contains(&last[0]));
    // what is not of this stream is nothing, and what is settled is so after a restart
    assert_eq!(fetch(json!({"ack": ["unknown", first[0]]})), (last.clone(), false));
    let notes = provider.world.notes.lock().unwrap().join("\n");
    assert!(notes.contains(&format!("app has refused the event {}: invalid_key: not", rest[0])), "{notes}");
    assert!(!notes.contains('\u{1b}') && !notes.contains("unknown"), "{notes}");
    for wrong in [json!({"ack": "1"}), json!({"maxEvents": -1}), json!([])] {
        let target =
            stream["delivery"]["endpoint_url"].as_str().unwrap().strip_prefix(&provider.issuer).unwrap();
        assert_eq!(ask(&provider, "app", "POST", target, &wrong).error(), (400, "invalid_request".into()));
    }
    let provider = provider.restart();
    let mut stream = stream.clone();
    let id = stream["stream_id"].as_str().unwrap().to_owned();
    stream["delivery"]["endpoint_url"] = json!(format!("{}/ssf/poll/{id}", provider.issuer));
    let again = poll(&provider, "app", &stream, &json!({}));
    assert_eq!(again["sets"].as_object().unwrap().keys().cloned().collect::<Vec<_>>(), last);
}

#[test]
fn a_poll_waits_until_there_is_something() {
    let provider = DevProvider::start(&manager("app"));
    let stream = polled(&provider, "app");
    let target = stream["delivery"]["endpoint_url"].as_str().unwrap().strip_prefix(&provider.issuer).unwrap();
    let answer = thread::scope(|scope| {
        let waiting = scope.spawn(|| ask(&provider, "app", "POST", target, &json!({})));
        verify(&provider, "app", &stream, "now");
        waiting.join().unwrap()
    });
    assert_eq!((answer.status, answer.json()["sets"].as_object().unwrap().len()), (200, 1));
}

#[test]
fn an_event_that_a_crash_has_kept_from_its_receiver_is_pushed_at_the_next_start_under_the_same_name() {
    // W14
    let (answers, heard) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let (says, count) = (Arc::clone(&answers), Arc::clone(&heard));
    let receiver = Receiver::start(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        match says.load(Ordering::SeqCst) {
            true => Reply::new("202 Accepted", "", ""),
            false => Reply::Silence,
        }
    });
    let provider = DevProvider::start(&manager("app"));
    let stream = pushed(&provider, "app", &receiver.at("/events"));
    verify(&provider, "app", &stream, "first");
    let first = receiver.next();
    // what a crash leaves
    let left = copy(&provider.journal);
    let world = Arc::clone(&provider.world);
    drop(provider);
    answers.store(true, Ordering::SeqCst);
    let again = DevProvider::start_with(&manager("app"), left.clone(), world).unwrap();
    let second = receiver.next();
    assert_eq!((jti(&second), &claims(&second.body)["iat"]), (jti(&first), &claims(&first.body)["iat"]));
    until(&left, "settled");
    // the next start has nothing left to push
    drop(again.restart());
    assert_eq!(heard.load(Ordering::SeqCst), 2);
}

#[test]
fn what_was_not_answered_is_pushed_again_and_what_was_refused_is_not() {
    // W10, W11
    let tries = AtomicUsize::new(0);
    let flapping = Receiver::start(move |_| match tries.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::new("503 Service Unavailable", "", ""),
        // followed nowhere (W9)
        2 => Reply::new("302 Found", "Location: /elsewhere\r\n", ""),
        _ => Reply::new("202 Accepted", "", ""),
    });
    let provider = DevProvider::start(&manager("app"));
    let stream = pushed(&provider, "app", &flapping.at("/events"));
    verify(&provider, "app", &stream, "again");
    let (first, second) = (flapping.next(), flapping.next());
    assert_eq!(jti(&first), jti(&second));
    verify(&provider, "app", &stream, "elsewhere");
    let (first, second) = (flapping.next(), flapping.next());
    assert_eq!((&*first.path, &*second.path, jti(&first)), ("/events", "/events", jti(&second)));
    for status in ["200 OK", "204 No Content", "400 Bad Request", "401 Unauthorized", "404 Not Found"] {
        let tries = AtomicUsize::new(0);
        let refusing = Receiver::start(move |_| match tries.fetch_add(1, Ordering::SeqCst) {
            0 => Reply::new(status, "", ""),
            _ => Reply::new("202 Accepted", "", ""),
        });
        let stream = pushed(&provider, "app", &refusing.at("/events"));
        verify(&provider, "app", &stream, "refused");
        let refused = refusing.next();
        verify(&provider, "app", &stream, "next");
        let next = refusing.next();
        assert_eq!((&*next.path, jti(&next) == jti(&refused)), ("/events", false), "{status}");
        assert_eq!(claims(&next.body)["events"][VERIFICATION]["state"], "next");
        let id = stream["stream_id"].as_str().unwrap();
        ask(&provider, "app", "DELETE", &format!("/ssf/stream?stream_id={id}"), &Value::Null);
    }
    let notes = provider.world.notes.lock().unwrap().join("\n");
    assert!(
        notes.contains("the event verification to app was not answered: HTTP 503; again in 1 s"),
        "{notes}"
    );
    assert!(
        notes.contains("the event verification to app was not taken: HTTP 200, where 202 is expected"),
        "{notes}"
    );
}

#[test]
fn a_receiver_that_hangs_holds_up_no_other() {
    // W13
    let (silent, receiver) = (Receiver::start(|_| Reply::Silence), taking());
    let provider = DevProvider::start(&[manager("slow"), manager("app")].concat());
    let slow = pushed(&provider, "slow", &silent.at("/events"));
    let quick = pushed(&provider, "app", &receiver.at("/events"));
    verify(&provider, "slow", &slow, "1");
    silent.next();
    verify(&provider, "app", &quick, "2");
    assert_eq!(claims(&receiver.next().body)["aud"], "app");
}
