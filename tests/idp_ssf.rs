//! The embedded provider as a transmitter of shared signals: who may manage streams, and what they are.

use serde_json::{Value, json};

use crate::support::{
    dev_provider::DevProvider,
    streams::{ask, ask_for, client, manager, poll, polled, pushed, stream, verify},
};

const SESSION_REVOKED: &str = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
const PURGED: &str = "https://schemas.openid.net/secevent/risc/event-type/account-purged";

#[test]
fn the_metadata_is_what_the_standard_asks_for() {
    let provider = DevProvider::start("");
    let at = |path: &str| format!("{}{path}", provider.issuer);
    assert_eq!(
        provider.get("/.well-known/ssf-configuration").json(),
        json!({
            "spec_version": "1_0",
            "issuer": provider.issuer,
            "jwks_uri": at("/jwks"),
            "delivery_methods_supported": ["urn:ietf:rfc:8935", "urn:ietf:rfc:8936"],
            "configuration_endpoint": at("/ssf/stream"),
            "status_endpoint": at("/ssf/status"),
            "add_subject_endpoint": at("/ssf/subjects/add"),
            "remove_subject_endpoint": at("/ssf/subjects/remove"),
            "verification_endpoint": at("/ssf/verify"),
            "authorization_schemes": [{"spec_urn": "urn:ietf:rfc:6749"}],
            "default_subjects": "ALL",
        })
    );
}

#[test]
fn a_stream_is_made_read_changed_replaced_and_deleted() {
    let provider = DevProvider::start(&manager("app"));
    let delivery = json!({
        "method": "urn:ietf:rfc:8935", "endpoint_url": "http://127.0.0.1:9/events", "authorization_header": "Bearer b0x",
    });
    let wanted = json!({"delivery": delivery, "events_requested": [SESSION_REVOKED, "urn:x:y"], "description": "mine"});
    let answer = ask(&provider, "app", "POST", "/ssf/stream", &wanted);
    assert_eq!(answer.status, 201);
    let made = answer.json();
    let id = made["stream_id"].as_str().unwrap().to_owned();
    let supported = made["events_supported"].clone();
    assert_eq!(supported.as_array().unwrap().len(), 4);
    assert_eq!(
        made,
        json!({
            "stream_id": id, "iss": provider.issuer, "aud": "app", "delivery": delivery, "events_supported": supported,
            "events_requested": [SESSION_REVOKED, "urn:x:y"], "events_delivered": [SESSION_REVOKED], "description": "mine",
        })
    );
    let one = format!("/ssf/stream?stream_id={id}");
    assert_eq!(ask(&provider, "app", "GET", &one, &Value::Null).json(), made);
    assert_eq!(ask(&provider, "app", "GET", "/ssf/stream", &Value::Null).json(), json!([made]));

    // what is sent back as it is changes nothing
    let mut changed = made.clone();
    changed["description"] = json!("still mine");
    let answer =
        ask(&provider, "app", "PATCH", "/ssf/stream", &json!({"stream_id": id, "description": "still mine"}));
    assert_eq!((answer.status, answer.json()), (200, changed.clone()));
    assert_eq!(ask(&provider, "app", "PUT", "/ssf/stream", &changed).json(), changed);
    for name in ["iss", "aud", "events_supported", "events_delivered"] {
        for method in ["PATCH", "PUT"] {
            let wrong = json!({"stream_id": id, name: "another"});
            let error = ask(&provider, "app", method, "/ssf/stream", &wrong).error();
            assert_eq!(error, (400, "invalid_request".into()), "{name}");
        }
    }

    // what is left out of a replacement is gone
    let replaced = ask(&provider, "app", "PUT", "/ssf/stream", &json!({"stream_id": id})).json();
    let address = format!("{}/ssf/poll/{id}", provider.issuer);
    assert_eq!(
        replaced,
        json!({
            "stream_id": id, "iss": provider.issuer, "aud": "app",
            "delivery": {"method": "urn:ietf:rfc:8936", "endpoint_url": address},
            "events_supported": supported, "events_delivered": supported,
        })
    );
    assert_eq!(ask(&provider, "app", "PUT", "/ssf/stream", &replaced).json(), replaced);

    // it is there after a restart
    let provider = provider.restart();
    assert_eq!(ask(&provider, "app", "GET", &one, &Value::Null).status, 200);
    let deleted = ask(&provider, "app", "DELETE", &one, &Value::Null);
    assert_eq!((deleted.status, &*deleted.body), (204, ""));
    assert_eq!(ask(&provider, "app", "DELETE", &one, &Value::Null).status, 404);
    assert_eq!(ask(&provider, "app", "DELETE", "/ssf/stream", &Value::Null).status, 400);
    assert_eq!(ask(&provider, "app", "GET", "/ssf/stream", &Value::Null).json(), json!([]));
}

#[test]
fn a_stream_that_cannot_be_is_refused() {
    // W9, P17
    let provider = DevProvider::start(&manager("app"));
    let push = |url: &str| json!({"delivery": {"method": "urn:ietf:rfc:8935", "endpoint_url": url}});
    for wrong in [
        push("http://169.254.169.254/latest"),
        push("http://10.0.0.1/"),
        push("https://app.example/events"),
        push("http://127.0.0.1.evil.example/"),
        push("file:///etc/passwd"),
        push("http://user:pw@127.0.0.1/"),
        push(""),
        json!({"delivery": {"method": "urn:ietf:rfc:8935"}}),
        json!({"delivery": {"method": "push", "endpoint_url": "http://127.0.0.1/"}}),
        json!({"delivery": {"method": "urn:ietf:rfc:8936", "endpoint_url": "http://127.0.0.1/"}}),
        json!({"delivery": {"method": "urn:ietf:rfc:8935", "endpoint_url": "http://127.0.0.1/", "authorization_header": "a\r\nb: c"}}),
        json!({"delivery": "poll"}),
        json!({"events_requested": []}),
        json!({"events_requested": "all"}),
        json!({"events_requested": [7]}),
        json!({"events_requested": vec!["urn:x"; 33]}),
        json!({"description": 7}),
        json!({"description": "x".repeat(513)}),
        json!([]),
        json!("stream"),
    ] {
        let error = ask(&provider, "app", "POST", "/ssf/stream", &wrong).error();
        assert_eq!(error, (400, "invalid_request".into()), "{wrong}");
    }
    assert_eq!(ask(&provider, "app", "GET", "/ssf/stream", &Value::Null).json(), json!([]));
    (0..8).for_each(|_| drop(polled(&provider, "app")));
    // SSF §8.1.1.1
    assert_eq!(ask(&provider, "app", "POST", "/ssf/stream", &json!({})).status, 409);
}

#[test]
fn a_client_sees_and_changes_its_own_streams_only_and_by_the_scope_for_that() {
    let config =
        [manager("app"), manager("other"), client("reader", "ssf.read"), client("job", "api")].concat();
    let provider = DevProvider::start(&config);
    let (own, push) = (polled(&provider, "app"), "http://127.0.0.1:9/events");
    let id = own["stream_id"].as_str().unwrap();
    let subject = json!({"format": "email", "email": "alice@example.com"});
    let body = json!({"stream_id": id, "subject": subject, "status": "paused", "description": "theirs now"});
    let one = [
        ("GET", format!("/ssf/stream?stream_id={id}")),
        ("PATCH", "/ssf/stream".into()),
        ("PUT", "/ssf/stream".into()),
        ("DELETE", format!("/ssf/stream?stream_id={id}")),
        ("GET", format!("/ssf/status?stream_id={id}")),
        ("POST", "/ssf/status".into()),
        ("POST", "/ssf/subjects/add".into()),
        ("POST", "/ssf/subjects/remove".into()),
        ("POST", "/ssf/verify".into()),
        ("POST", format!("/ssf/poll/{id}")),
    ];
    for (method, target) in &one {
        let what = (*method, target.as_str());
        assert_eq!(ask(&provider, "other", method, target, &body).status, 404, "{what:?}");
        let refused = ask_for(&provider, ("app", "api"), what, &body);
        assert_eq!(refused.error(), (403, "insufficient_scope".into()), "{what:?}");
        assert!(refused.header("www-authenticate").unwrap().contains("insufficient_scope"));
        let reader = ask_for(&provider, ("app", "ssf.read"), what, &body);
        assert_eq!(reader.status, if *method == "GET" { 200 } else { 403 }, "{what:?}");
        let nobody = crate::support::wire::send(&provider.authority, method, target, &[], &body.to_string());
        assert_eq!(nobody.status, 401, "{what:?}");
        let page = [("Sec-Fetch-Site", "cross-site")];
        let page = crate::support::wire::send(&provider.authority, method, target, &page, &body.to_string());
        assert_eq!(page.status, 403, "{what:?}");
    }
    assert_eq!(ask(&provider, "other", "GET", "/ssf/stream", &Value::Null).json(), json!([]));
    assert_eq!(ask(&provider, "app", "GET", "/ssf/stream", &Value::Null).json(), json!([own]));
    // what the receiver knows the sender by is for those who may change it
    let delivery =
        json!({"method": "urn:ietf:rfc:8935", "endpoint_url": push, "authorization_header": "Bearer b0x"});
    let secret = stream(&provider, "app", &delivery);
    let target = format!("/ssf/stream?stream_id={}", secret["stream_id"].as_str().unwrap());
    let seen = ask_for(&provider, ("app", "ssf.read"), ("GET", &target), &Value::Null).json();
    assert_eq!(seen["delivery"], json!({"method": "urn:ietf:rfc:8935", "endpoint_url": push}));
}

#[test]
fn a_stream_holds_while_it_is_paused_and_has_nothing_when_it_is_disabled() {
    // SSF §8.1.2
    let provider = DevProvider::start(&manager("app"));
    let stream = polled(&provider, "app");
    let id = stream["stream_id"].as_str().unwrap();
    let target = format!("/ssf/status?stream_id={id}");
    let status = |status: &str, reason: &Value| {
        let mut body = json!({"stream_id": id, "status": status});
        if !reason.is_null() {
            body["reason"] = reason.clone();
        }
        ask(&provider, "app", "POST", "/ssf/status", &body)
    };
    let waiting = || poll(&provider, "app", &stream, &json!({}))["sets"].as_object().unwrap().len();
    let shown = || ask(&provider, "app", "GET", &target, &Value::Null).json();
    assert_eq!(shown(), json!({"stream_id": id, "status": "enabled"}));
    let paused = json!({"stream_id": id, "status": "paused", "reason": "lunch"});
    assert_eq!(status("paused", &json!("lunch")).json(), paused);
    assert_eq!(shown(), paused);
    verify(&provider, "app", &stream, "held");
    assert_eq!(waiting(), 0);
    assert_eq!(status("enabled", &Value::Null).json(), json!({"stream_id": id, "status": "enabled"}));
    assert_eq!(waiting(), 1);
    assert_eq!(status("disabled", &Value::Null).status, 200);
    let verification = json!({"stream_id": id});
    assert_eq!(ask(&provider, "app", "POST", "/ssf/verify", &verification).status, 400);
    status("enabled", &Value::Null);
    assert_eq!(waiting(), 0);
    for wrong in [json!("on"), json!(""), json!(null), json!(1)] {
        let body = json!({"stream_id": id, "status": wrong});
        assert_eq!(ask(&provider, "app", "POST", "/ssf/status", &body).status, 400, "{wrong}");
    }
    assert_eq!(ask(&provider, "app", "GET", "/ssf/status", &Value::Null).status, 400);
}

#[test]
fn subjects_are_named_in_any_known_format_up_to_a_number() {
    // P17
    let provider = DevProvider::start(&manager("app"));
    let stream = polled(&provider, "app");
    let name = |kind: &str, subject: &Value| {
        let body = json!({"stream_id": stream["stream_id"], "subject": subject, "verified": true});
        ask(&provider, "app", "POST", &format!("/ssf/subjects/{kind}"), &body)
    };
    // SSF §9.1: a person who is not known here is answered like any other
    for email in ["alice@example.com", "nobody@example.com"] {
        let subject = json!({"format": "email", "email": email});
        let (added, removed) = (name("add", &subject), name("remove", &subject));
        assert_eq!((added.status, &*added.body, removed.status, &*removed.body), (200, "", 204, ""));
    }
    for wrong in
        [json!(null), json!("alice"), json!({"format": "email"}), json!({"format": "name", "name": "alice"})]
    {
        assert_eq!(name("add", &wrong).error(), (400, "invalid_request".into()), "{wrong}");
    }
    let long = json!({"format": "opaque", "id": "x".repeat(512)});
    assert_eq!(name("add", &long).status, 400);
    for number in 0..100 {
        assert_eq!(name("add", &json!({"format": "opaque", "id": number.to_string()})).status, 200);
    }
    assert_eq!(name("add", &json!({"format": "opaque", "id": "1"})).status, 200);
    assert_eq!(
        name("add", &json!({"format": "opaque", "id": "one more"})).error(),
        (403, "access_denied".into())
    );
}

#[test]
fn streams_go_with_their_client() {
    let provider = DevProvider::start("");
    let metadata = json!({
        "grant_types": ["client_credentials"], "token_endpoint_auth_method": "client_secret_post", "scope": "ssf.manage",
        "redirect_uris": [], "response_types": [],
    });
    let headers = [("Content-Type", "application/json")];
    let answer =
        crate::support::wire::send(&provider.authority, "POST", "/register", &headers, &metadata.to_string());
    assert_eq!(answer.status, 201, "{answer:?}");
    let known = answer.json();
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", known["client_id"].as_str().unwrap()),
        ("client_secret", known["client_secret"].as_str().unwrap()),
    ];
    let token = provider.post("/token", &fields).json()["access_token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", &*bearer)];
    let made = crate::support::wire::send(&provider.authority, "POST", "/ssf/stream", &headers, "{}");
    assert_eq!(made.status, 201, "{made:?}");
    let uri =
        known["registration_client_uri"].as_str().unwrap().strip_prefix(&provider.issuer).unwrap().to_owned();
    let registration = format!("Bearer {}", known["registration_access_token"].as_str().unwrap());
    let deleted = crate::support::wire::send(
        &provider.authority,
        "DELETE",
        &uri,
        &[("Authorization", &registration)],
        "",
    );
    assert_eq!(deleted.status, 204);
    let id = made.json()["stream_id"].as_str().unwrap().to_owned();
    let left = String::from_utf8(provider.journal.text.lock().unwrap().clone()).unwrap();
    assert!(left.contains(&id));
    let again = provider.restart();
    let store = authctl::idp::store::Store::open(
        Box::new(again.journal.clone()),
        authctl::protocol::time::UnixTime(crate::support::dev_provider::START),
    );
    assert!(store.unwrap().read(|state| state.streams.is_empty()));
}

#[test]
fn every_event_that_can_be_asked_for_is_in_the_catalogue() {
    let provider = DevProvider::start(&manager("app"));
    let stream = pushed(&provider, "app", "http://127.0.0.1:9/");
    let uris = stream["events_supported"].as_array().unwrap();
    assert!(uris.contains(&json!(PURGED)));
    for uri in uris {
        let pointer = format!("/events/{}", uri.as_str().unwrap().replace('/', "~1"));
        let known = authctl::webhook::catalogue::all().values().any(|event| {
            event.matches.as_ref().and_then(|matches| matches.pointer.as_deref()) == Some(&*pointer)
        });
        assert!(known, "{uri}");
    }
}

#[test]
fn the_client_of_the_documentation_can_have_a_stream() {
    let text = include_str!("../docs/webhooks.md");
    let (_, rest) = text.split_once("```toml\n").unwrap();
    let config = rest.split_once("```").unwrap().0;
    let provider = DevProvider::start(
        &config
            .replace("grant_types", "token_endpoint_auth_method = \"client_secret_post\"\ngrant_types")
            .replace("only-for-tests", "s3cret"),
    );
    polled(&provider, "my-app");
}
