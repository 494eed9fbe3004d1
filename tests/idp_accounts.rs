//! The embedded provider's users in the hands of whoever runs it: signed out, disabled, enabled and deleted, by the control
//! interface and its page, and every app that registered to hears of it.

use std::{sync::Arc, thread};

use serde_json::{Value, json};

use crate::support::{
    dev_provider::{CONTROL, DevProvider, START, TestJournal, TestWorld},
    exchange::{Asked, Reply},
    receiver::Receiver,
    streams::{ask, manager, poll},
    user_agent::{Browser, CALLBACK, authorization, claims, hidden, redeem, refresh},
    wire,
};

/// Alice signed in at a client that listens there; her tokens.
fn signed_in(provider: &DevProvider, browser: &mut Browser) -> Value {
    redeem(provider, &browser.code(provider, "alice")).json()
}

/// An app that hears of logouts, beside the program's own client.
fn app(address: &str) -> String {
    format!(
        "[[clients]]\nclient_id = \"app\"\nredirect_uris = [\"{CALLBACK}\"]\nid_token_signed_response_alg = \"ES256\"\n\
         backchannel_logout_uri = \"{address}\"\n"
    )
}

/// Alice in a session that the app takes part in.
fn with_app(receiver: &Receiver) -> (DevProvider, Browser, Value) {
    let provider = DevProvider::start(&app(&receiver.at("/bcl")));
    let mut browser = Browser::default();
    let tokens = signed_in(&provider, &mut browser);
    let target = authorization(&[("client_id", "app"), ("scope", "openid")]);
    let code = browser.authorize(&provider, &target, "alice").location_parameter("code").expect("a code");
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", "app"),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", crate::support::user_agent::VERIFIER),
    ];
    assert_eq!(provider.post("/token", &fields).status, 200);
    (provider, browser, tokens)
}

fn userinfo(provider: &DevProvider, tokens: &Value) -> u16 {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().expect("a token"));
    wire::send(&provider.authority, "GET", "/userinfo", &[("authorization", &bearer)], "").status
}

fn refreshed(provider: &DevProvider, tokens: &Value) -> u16 {
    refresh(provider, tokens["refresh_token"].as_str().expect("a token")).status
}

fn standing(provider: &DevProvider, sub: &str) -> String {
    let users = provider.control("GET", "/_dev/users").json();
    let user = users["users"].as_array().expect("a list").iter().find(|user| user["sub"] == sub).cloned();
    user.expect("the user")["standing"].as_str().expect("a word").to_owned()
}

#[test]
fn a_disabled_user_is_signed_out_everywhere_and_nothing_of_theirs_works_until_they_sign_in_anew() {
    // W14
    let receiver = Receiver::taking();
    let (provider, mut browser, tokens) = with_app(&receiver);
    let pending = browser.code(&provider, "alice");
    let told = provider.control("POST", "/_dev/users/alice/disable");
    assert_eq!(told.status, 200);
    assert_eq!(
        told.json(),
        json!({"told": [{"client_id": "app", "taken": true, "why": null}], "frontchannel": []})
    );
    assert_eq!(receiver.so_far().len(), 1);
    assert_eq!(standing(&provider, "alice"), "disabled");
    assert_eq!(userinfo(&provider, &tokens), 401);
    assert_eq!(refreshed(&provider, &tokens), 400);
    assert_eq!(redeem(&provider, &pending).error(), (400, "invalid_grant".into()));
    let silent = browser.get(&provider, &authorization(&[("prompt", "none")]));
    assert_eq!(silent.location_parameter("error"), Some("login_required".into()));
    let page = browser.open(&provider, &authorization(&[]));
    assert!(!page.body.contains("alice@example.com") && page.body.contains("bob@example.com"));
    let refused = browser.submit(&provider, &page, &[("user", "alice")]);
    assert!(refused.body.contains("This account is disabled."), "{refused:?}");
    // it lasts, and nobody is told twice
    let provider = provider.restart();
    assert_eq!(standing(&provider, "alice"), "disabled");
    let again = provider.control("POST", "/_dev/users/alice/disable");
    assert_eq!((again.status, again.json()["told"].clone()), (200, json!([])));
    assert_eq!(receiver.so_far().len(), 0);
    assert_eq!(provider.control("POST", "/_dev/users/alice/enable").status, 200);
    assert_eq!(standing(&provider, "alice"), "active");
    // what was granted before stays worth nothing
    assert_eq!((userinfo(&provider, &tokens), refreshed(&provider, &tokens)), (401, 400));
    let tokens = signed_in(&provider, &mut Browser::default());
    assert_eq!(userinfo(&provider, &tokens), 200);
}

#[test]
fn a_deleted_user_is_gone_for_good() {
    let receiver = Receiver::taking();
    let (provider, _, tokens) = with_app(&receiver);
    assert_eq!(provider.control("DELETE", "/_dev/users/alice").status, 200);
    assert_eq!(receiver.so_far().len(), 1);
    assert_eq!((userinfo(&provider, &tokens), refreshed(&provider, &tokens)), (401, 400));
    let provider = provider.restart();
    assert_eq!(standing(&provider, "alice"), "deleted");
    for (method, target) in [("POST", "/_dev/users/alice/enable"), ("DELETE", "/_dev/users/alice")] {
        assert_eq!(provider.control(method, target).error(), (404, "not_found".into()), "{target}");
    }
    let mut browser = Browser::default();
    let page = browser.open(&provider, &authorization(&[]));
    let refused = browser.submit(&provider, &page, &[("user", "alice")]);
    assert!(refused.body.contains("There is no such user"), "{refused:?}");
}

#[test]
fn a_session_or_all_of_a_users_end_without_anything_else() {
    let receiver = Receiver::taking();
    let (provider, mut browser, tokens) = with_app(&receiver);
    let sessions = provider.control("GET", "/_dev/sessions").json();
    let session = &sessions["sessions"][0];
    assert_eq!((&session["sub"], &session["clients"]), (&json!("alice"), &json!(["app", "authctl"])));
    let sid = session["sid"].as_str().expect("a name");
    assert_eq!(provider.control("DELETE", &format!("/_dev/sessions/{sid}")).status, 200);
    assert_eq!(receiver.so_far().len(), 1);
    assert_eq!(provider.control("DELETE", &format!("/_dev/sessions/{sid}")).status, 404);
    // offline access outlives the session (OIDC Core §11)
    assert_eq!(refreshed(&provider, &tokens), 200);
    signed_in(&provider, &mut browser);
    assert_eq!(provider.control("DELETE", "/_dev/users/alice/sessions").status, 200);
    assert_eq!(provider.control("GET", "/_dev/sessions").json(), json!({"sessions": []}));
    assert_eq!(standing(&provider, "alice"), "active");
}

#[test]
fn what_was_sent_is_told_with_what_came_of_it_and_without_what_was_in_it() {
    // W10, W15
    let receiver = Receiver::start(|_| Reply::new("302 Found", "Location: /elsewhere\r\n", ""));
    let (provider, ..) = with_app(&receiver);
    let told = provider.control("POST", "/_dev/users/alice/sign-out").json();
    assert_eq!(told["told"][0]["taken"], false);
    let notices = provider.control("GET", "/_dev/notices");
    let notice = &notices.json()["notices"][0];
    assert_eq!((&notice["client_id"], &notice["taken"]), (&json!("app"), &json!(false)));
    assert_eq!(
        (&notice["what"], &notice["to"]),
        (&json!("the back-channel logout"), &json!(receiver.at("/bcl")))
    );
    assert!(!notices.body.contains("eyJ"), "{notices:?}");
}

#[test]
fn nobody_without_the_secret_of_this_start_sees_or_does_anything() {
    // P2
    let provider = DevProvider::start("");
    let bearer = format!("Bearer {CONTROL}");
    let rows = [
        ("GET", "/_dev/users"),
        ("GET", "/_dev/sessions"),
        ("GET", "/_dev/notices"),
        ("POST", "/_dev/users/alice/disable"),
        ("DELETE", "/_dev/users/alice"),
        ("DELETE", "/_dev/users/alice/sessions"),
        ("DELETE", "/_dev/sessions/x"),
    ];
    for (method, target) in rows {
        let asked =
            |headers: &[(&str, &str)]| wire::send(&provider.authority, method, target, headers, "").status;
        assert_eq!(asked(&[]), 401, "{target}");
        assert_eq!(asked(&[("authorization", "Bearer ")]), 401, "{target}");
        assert_eq!(asked(&[("authorization", &format!("Basic {CONTROL}"))]), 401, "{target}");
        assert_eq!(asked(&[("authorization", &format!("{bearer}x"))]), 401, "{target}");
        assert_eq!(asked(&[("authorization", &bearer), ("authorization", &bearer)]), 401, "{target}");
        assert_eq!(asked(&[("authorization", &bearer), ("origin", "https://evil.example")]), 403, "{target}");
        assert_eq!(asked(&[("authorization", &bearer), ("sec-fetch-site", "cross-site")]), 403, "{target}");
        assert_eq!(asked(&[("authorization", &bearer), ("host", "evil.example")]), 421, "{target}");
    }
    assert_eq!(standing(&provider, "alice"), "active");
    for target in ["/_dev/users/nobody/disable", "/_dev/users/alice/explode", "/_dev/users/%ff/disable"] {
        assert_eq!(provider.control("POST", target).status, 404, "{target}");
    }
}

#[test]
fn the_page_opens_with_the_secret_and_its_buttons_work_from_itself_alone() {
    // P9, P19
    let receiver = Receiver::taking();
    let (provider, ..) = with_app(&receiver);
    let mut browser = Browser::default();
    let closed = browser.get(&provider, "/_dev/");
    assert!(closed.body.contains("Secret") && !closed.body.contains("alice"), "{closed:?}");
    assert_eq!(browser.post(&provider, "/_dev/", &[("secret", "wrong")]).status, 401);
    assert_eq!(browser.post(&provider, "/_dev/", &[("deed", "disable"), ("sub", "alice")]).status, 401);
    let opened = browser.post(&provider, "/_dev/", &[("secret", CONTROL)]);
    assert_eq!((opened.status, opened.header("location")), (303, Some("/_dev/")));
    let page = browser.get(&provider, "/_dev/?part=users");
    assert!(page.body.contains("Alice Example") && page.body.contains("signed in once"), "{page:?}");
    assert!(!page.body.contains(CONTROL));
    let csrf = hidden(&page, "csrf");
    let deed = [("csrf", &*csrf), ("deed", "disable"), ("sub", "alice")];
    assert_eq!(browser.post(&provider, "/_dev/", &deed[1..]).status, 400);
    let cookie =
        browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
    let headers = [("cookie", &*cookie), ("origin", "https://evil.example")];
    assert_eq!(provider.post_with("/_dev/", &headers, &deed).status, 400);
    assert_eq!(receiver.so_far().len(), 0);
    assert_eq!(browser.post(&provider, "/_dev/", &deed).status, 303);
    assert_eq!(receiver.so_far().len(), 1);
    let page = browser.get(&provider, "/_dev/?part=users");
    assert!(
        page.body.contains("disabled") && page.body.contains("the back-channel logout to app: taken"),
        "{page:?}"
    );
}

/// A provider in which alice has that many sessions with the app, which has a stream too.
fn with_sessions(receiver: &Receiver, count: usize) -> DevProvider {
    let participants = json!({"sub": "alice", "clients": ["app"], "expires_at": START + 3600});
    let mut lines = vec![json!({"authctl_dev_state": 2})];
    lines.extend((0..count).map(|number| {
        json!({"change": "participants_kept", "sid": format!("s{number}"), "participants": participants})
    }));
    let stream = json!({"client_id": "app", "delivery": "poll", "status": "enabled"});
    lines.push(json!({"change": "stream", "id": "stream", "what": {"kept": stream}}));
    let journal = TestJournal::default();
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    *journal.text.lock().expect("no panic") = text.into_bytes();
    let config = format!("{}backchannel_logout_uri = \"{}\"\n", manager("app"), receiver.at("/bcl"));
    DevProvider::start_with(&config, journal, Arc::new(TestWorld::new())).expect("it starts")
}

/// The last words of the events that a poll gives, the oldest one if there are more.
fn polled(provider: &DevProvider) -> Vec<String> {
    let stream = json!({"delivery": {"endpoint_url": format!("{}/ssf/poll/stream", provider.issuer)}});
    let answer = poll(provider, "app", &stream, &json!({"maxEvents": 1}));
    let sets = answer["sets"].as_object().expect("sets").values();
    let event = |set: &Value| {
        let said = claims(set.as_str().expect("a token"));
        let uri = said["events"].as_object().expect("events").keys().next().expect("one").clone();
        uri.rsplit('/').next().expect("a word").to_owned()
    };
    sets.map(event).collect()
}

#[test]
fn an_app_hears_of_every_session_however_many_end_at_once_and_first_of_what_they_come_of() {
    // W13, W14, P17
    let receiver = Receiver::taking();
    let provider = with_sessions(&receiver, 600);
    let told = provider.control("POST", "/_dev/users/alice/disable").json();
    let told = told["told"].as_array().expect("a list");
    let not_taken: Vec<&Value> = told.iter().filter(|one| one["taken"] != true).collect();
    assert_eq!((told.len(), &*not_taken), (600, &[][..]));
    let heard = receiver.so_far();
    let elsewhere: Vec<&Asked> = heard.iter().filter(|asked| asked.path != "/bcl").collect();
    assert!(heard.len() == 600 && elsewhere.is_empty(), "{} messages, and {elsewhere:?}", heard.len());
    // a stream has no room for as many: it says so, and has room for what matters most
    assert_eq!(polled(&provider), ["stream-updated"]);
    let enabled = json!({"stream_id": "stream", "status": "enabled"});
    assert_eq!(ask(&provider, "app", "POST", "/ssf/status", &enabled).status, 200);
    assert_eq!(polled(&provider)[0], "account-disabled");
}

#[test]
fn a_stream_that_has_just_become_full_says_so() {
    // W14
    let receiver = Receiver::taking();
    let provider = with_sessions(&receiver, 256);
    provider.control("POST", "/_dev/users/alice/disable");
    provider.control("POST", "/_dev/users/alice/enable");
    assert_eq!(polled(&provider), ["stream-updated"]);
}

#[test]
fn of_deeds_at_once_the_last_counts_everywhere() {
    let provider = DevProvider::start("");
    let deed = |name: &str| provider.control("POST", &format!("/_dev/users/alice/{name}")).status;
    thread::scope(|scope| {
        for name in ["disable", "enable", "disable", "enable"] {
            let deed = &deed;
            scope.spawn(move || (0..50).for_each(|_| assert_eq!(deed(name), 200)));
        }
    });
    let before = standing(&provider, "alice");
    assert_eq!(standing(&provider.restart(), "alice"), before);
}

#[test]
fn a_user_is_found_by_any_sub_that_a_user_can_have() {
    let sub = "auth=0&x+y z/%2f|\"<";
    let config = format!("[[users]]\nusername = {}\n", json!(sub));
    let provider = DevProvider::start(&config);
    for path in ["auth=0&x+y%20z%2F%252f%7C%22%3C", "auth%3d0%26x%2by%20z%2F%252f|%22%3c"] {
        assert_eq!(provider.control("POST", &format!("/_dev/users/{path}/disable")).status, 200, "{path}");
        assert_eq!(standing(&provider, sub), "disabled");
        assert_eq!(provider.control("POST", &format!("/_dev/users/{path}/enable")).status, 200, "{path}");
    }
    for path in ["auth=0", "auth=0&x+y%20z/%252f", "auth=0&x y"] {
        assert_ne!(provider.control("POST", &format!("/_dev/users/{path}/disable")).status, 200, "{path}");
    }
}
