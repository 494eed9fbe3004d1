//! Security event tokens: every event of the catalogue is judged genuine as it is sealed, and wrong after any one change.

use std::sync::Arc;

use authctl::{
    jose::{algorithm::Algorithm, jwk_set::JwkSet, key::SigningKey, security_event::MEDIA_TYPE},
    protocol::time::UnixTime,
    webhook::{
        catalogue, credential::Credential, draft::Draft, event::Event, facts::Facts, judgement::Judgement,
        message::Message, scheme, trust::Trust,
    },
};
use http::{HeaderValue, Method, StatusCode, header};
use serde_json::{Value, json};

/// When the example facts are so.
const NOW: UnixTime = UnixTime(1_800_000_000);

fn key(byte: u8) -> SigningKey {
    SigningKey::generate(Algorithm::EdDSA, &mut |bytes| bytes.fill(byte)).unwrap()
}

/// Who believes the example's issuer and its key.
fn trust() -> Trust {
    let keys = JwkSet::of([key(7).public().clone()]);
    let (issuer, audience) = (Some("https://id.example".to_owned()), Some("app".to_owned()));
    Trust { issuer, audience, keys, ..Trust::at(NOW) }
}

fn events() -> impl Iterator<Item = &'static Event> {
    catalogue::all().values().filter(|event| event.scheme == "security-event")
}

fn draft(event: &'static Event) -> Draft {
    scheme::draft(event, &Facts::example(), NOW).unwrap()
}

fn sealed(draft: &Draft) -> Message {
    scheme::sealed(draft, &Credential::Key(Arc::new(key(7)))).unwrap()
}

fn judged(event: &Event, message: &Message) -> Judgement {
    scheme::of(event).judge(event, message, &trust())
}

/// The only event that the payload has, which is the URI, and what it says.
fn said(payload: &Value) -> (String, Value) {
    let events = payload["events"].as_object().unwrap();
    events.iter().next().map(|(uri, members)| (uri.clone(), members.clone())).unwrap()
}

#[test]
fn every_event_is_known_again_and_genuine_and_taken_with_202() {
    assert_eq!(events().count(), 26);
    for event in events() {
        let message = sealed(&draft(event));
        assert_eq!(message.media_type().as_deref(), Some("application/secevent+jwt"), "{}", event.name);
        assert_eq!(message.header("accept"), Some("application/json"));
        assert_eq!(catalogue::recognized(&message).map(|known| &known.name), Some(&event.name));
        let judgement = judged(event, &message);
        assert!(judgement.is_genuine(), "{}: {:?}", event.name, judgement.fault());
        assert_eq!(judgement.claimed.until, Some(NOW.plus(7 * 86_400)));
        let answer = scheme::of(event).answer(&judgement);
        assert_eq!((answer.status, answer.body.len()), (StatusCode::ACCEPTED, 0));
        assert!(event.is_taken_by(StatusCode::ACCEPTED) && !event.is_taken_by(StatusCode::OK));
    }
}

/// Every change of what an event says after which it is none any more, by its name.
fn changes(payload: &Value) -> Vec<(String, Value)> {
    let mut changed = Vec::new();
    let mut change = |name: String, how: &dyn Fn(&mut Value)| {
        let mut other = payload.clone();
        how(&mut other);
        changed.push((name, other));
    };
    let (uri, members) = said(payload);
    for claim in ["iss", "aud", "iat", "jti", "events", "sub_id"] {
        if payload.get(claim).is_none() {
            continue;
        }
        change(format!("without {claim}"), &|it| drop(it.as_object_mut().unwrap().remove(claim)));
        for wrong in [json!(null), json!(true), json!([]), json!({}), json!(-1), json!("")] {
            change(format!("{claim} {wrong}"), &|it| it[claim] = wrong.clone());
        }
    }
    change("sub".into(), &|it| it["sub"] = json!("alice"));
    change("exp".into(), &|it| it["exp"] = json!(NOW.0 + 60));
    change("txn".into(), &|it| it["txn"] = json!(7));
    change("toe".into(), &|it| it["toe"] = json!("now"));
    change("iss".into(), &|it| it["iss"] = json!("https://id.example/"));
    change("aud".into(), &|it| it["aud"] = json!(["another"]));
    change("future".into(), &|it| it["iat"] = json!(NOW.0 + 61));
    change("old".into(), &|it| it["iat"] = json!(NOW.0 - 7 * 86_400 - 1));
    change("two events".into(), &|it| it["events"]["urn:example:other"] = json!({}));
    change("another event".into(), &|it| it["events"] = json!({"urn:example:other": members}));
    change("events in a text".into(), &|it| it["events"] = json!(it["events"].to_string()));
    for wrong in [json!(null), json!("yes"), json!([members.clone()]), json!(1)] {
        change(format!("event {wrong}"), &|it| it["events"][&uri] = wrong.clone());
    }
    for name in ["initiating_entity", "event_timestamp", "reason_admin", "reason_user"] {
        change(format!("member {name}"), &|it| it["events"][&uri][name] = json!([1]));
    }
    change("event's subject of no format".into(), &|it| {
        if it.get("sub_id").is_some() {
            it["sub_id"] = json!({"format": "nobody", "id": "1"});
        } else {
            it["events"][&uri]["subject"] = json!({"subject_type": "nobody"});
        }
    });
    changed
}

#[test]
fn every_event_is_refused_after_any_one_change_of_what_it_says() {
    // W1, W2
    let mut mutants = 0;
    for event in events() {
        let genuine = draft(event);
        for (name, payload) in changes(&genuine.payload) {
            let judgement = judged(event, &sealed(&Draft { payload, ..genuine.clone() }));
            assert!(!judgement.is_genuine(), "{}: {name}", event.name);
            let answer = scheme::of(event).answer(&judgement);
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
            let told: Value = serde_json::from_slice(&answer.body).unwrap();
            let is_of = |claim: &str| name.strip_prefix("without ").unwrap_or(&name).starts_with(claim);
            let err = match (is_of("iss"), is_of("aud")) {
                (true, _) => "invalid_issuer",
                (_, true) => "invalid_audience",
                _ => "invalid_request",
            };
            assert_eq!(told["err"], err, "{}: {name}: {told}", event.name);
            assert!(!told["description"].as_str().unwrap().is_empty());
            assert_eq!(answer.headers[header::CONTENT_LANGUAGE], "en");
            mutants += 1;
        }
    }
    assert!(mutants > 1000, "{mutants}");
}

#[test]
fn every_member_that_an_event_needs_is_needed() {
    for event in events() {
        let rule = event.signature.get("members").map_or("", String::as_str);
        for part in rule.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let name = part.trim_start_matches('?').split(['=', '{', '#']).next().unwrap();
            let genuine = draft(event);
            let (uri, _) = said(&genuine.payload);
            let mut wrong = genuine.clone();
            wrong.payload["events"][&uri][name] = json!(7);
            assert!(!judged(event, &sealed(&wrong)).is_genuine(), "{}: {name}", event.name);
            if !part.starts_with('?') {
                let mut without = genuine.clone();
                without.payload["events"][&uri].as_object_mut().unwrap().remove(name);
                assert!(!judged(event, &sealed(&without)).is_genuine(), "{}: {name}", event.name);
            }
        }
    }
}

#[test]
fn a_message_that_is_otherwise_sent_or_signed_is_refused() {
    // W1, W2, W4
    for event in events() {
        let genuine = draft(event);
        let refused = |name: &str, err: &str, message: &Message| {
            let judgement = judged(event, message);
            assert!(!judgement.is_genuine(), "{}: {name}", event.name);
            assert_eq!(judgement.fault().unwrap().error, err, "{}: {name}", event.name);
        };
        for typ in [None, Some("JWT"), Some("logout+jwt"), Some("at+jwt"), Some("secevent"), Some("")] {
            let draft = Draft { typ: typ.map(str::to_owned), ..genuine.clone() };
            refused(&format!("{typ:?}"), "invalid_request", &sealed(&draft));
        }
        let other = scheme::sealed(&genuine, &Credential::Key(Arc::new(key(8)))).unwrap();
        refused("another key", "invalid_key", &other);
        let message = sealed(&genuine);
        let with = |change: &dyn Fn(&mut Message)| {
            let mut message = message.clone();
            change(&mut message);
            message
        };
        refused("GET", "invalid_request", &with(&|it| it.method = Method::GET));
        for media_type in ["application/jwt", "application/json", "application/x-www-form-urlencoded"] {
            let changed = with(&|it| {
                drop(it.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type)))
            });
            refused(media_type, "invalid_request", &changed);
        }
        let body = String::from_utf8(message.body.clone()).unwrap();
        let parts: Vec<&str> = body.split('.').collect();
        refused(
            "no signature",
            "invalid_request",
            &with(&|it| it.body = format!("{}.{}", parts[0], parts[1]).into()),
        );
        refused("empty", "invalid_request", &with(&|it| it.body = Vec::new()));
        refused("quoted", "invalid_request", &with(&|it| it.body = format!("\"{body}\"").into()));
        let mut bytes = message.body.clone();
        let at = parts[0].len() + 9;
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let tampered = with(&|it| it.body.clone_from(&bytes));
        assert!(!judged(event, &tampered).is_genuine(), "{}", event.name);
    }
}

#[test]
fn what_older_transmitters_write_is_forgiven_only_where_that_is_asked_for() {
    let event = catalogue::named("risc.account-disabled").unwrap();
    let mut old = draft(event);
    let (uri, _) = said(&old.payload);
    old.payload.as_object_mut().unwrap().remove("sub_id");
    old.payload["events"][&uri]["subject"] = json!({"subject_type": "iss-sub", "iss": "x", "sub": "carol"});
    let message = sealed(&Draft { typ: None, ..old });
    assert!(!judged(event, &message).is_genuine());
    let judgement = scheme::of(event).judge(event, &message, &Trust { is_forgiving: true, ..trust() });
    assert!(judgement.is_genuine(), "{:?}", judgement.fault());
    assert_eq!(judgement.claimed.sub.as_deref(), Some("carol"));
}

#[test]
fn whom_an_event_is_about_is_told() {
    let about = |name: &str| {
        let event = catalogue::named(name).unwrap();
        let claimed = judged(event, &sealed(&draft(event))).claimed;
        (claimed.sub, claimed.sid)
    };
    let (alice, session) = (Some("alice".to_owned()), Some("session-1".to_owned()));
    assert_eq!(about("caep.session-revoked"), (alice.clone(), session));
    assert_eq!(about("risc.account-purged"), (alice.clone(), None));
    assert_eq!(about("google.tokens-revoked"), (alice, None));
    assert_eq!(about("ssf.verification"), (None, None));
    // without a session it is every session of the person
    let event = catalogue::named("caep.session-revoked").unwrap();
    let facts = Facts::at(NOW, &mut |bytes| bytes.fill(1));
    let facts =
        facts.with("iss", Some("https://id.example")).with("aud", Some("app")).with("sub", Some("bob"));
    let message = sealed(&scheme::draft(event, &facts, NOW).unwrap());
    assert_eq!(message.media_type().as_deref(), Some(MEDIA_TYPE));
    let judgement = judged(event, &message);
    assert!(judgement.is_genuine());
    assert_eq!((judgement.claimed.sub.as_deref(), judgement.claimed.sid), (Some("bob"), None));
    let user = json!({"format": "complex", "user": {"format": "iss_sub", "iss": "https://id.example", "sub": "bob"}});
    assert_eq!(judgement.claimed.payload["sub_id"], user);
}
