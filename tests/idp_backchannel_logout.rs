//! Back-channel logout sent by the embedded provider: who hears of the end of a session, what, and what counts as heard.

use std::{io::Write as _, net::TcpStream, sync::Arc, time::Duration};

use authctl::{
    idp::{
        config::Config,
        server::{Options, Server},
        session_end,
        store::Store,
    },
    jose::jws,
    protocol::time::UnixTime,
};
use serde_json::{Value, json};

use crate::support::{
    dev_provider::{DevProvider, START, TestJournal, TestWorld},
    exchange::Reply,
    receiver::Receiver,
    user_agent::{Browser, CALLBACK, VERIFIER, authorization, claims, redeem},
    wire,
};

/// The configuration of a client that listens there.
fn client(id: &str, address: &str, more: &str) -> String {
    format!(
        "[[clients]]\nclient_id = \"{id}\"\nredirect_uris = [\"{CALLBACK}\"]\nid_token_signed_response_alg = \"ES256\"\n\
         backchannel_logout_uri = \"{address}\"\n{more}\n"
    )
}

/// Signs alice in at this client: its ID token.
fn sign_in(provider: &DevProvider, browser: &mut Browser, client_id: &str) -> String {
    let target = authorization(&[("client_id", client_id), ("scope", "openid")]);
    let code = browser.authorize(provider, &target, "alice").location_parameter("code").expect("a code");
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", client_id),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    provider.post("/token", &fields).json()["id_token"].as_str().expect("an ID token").to_owned()
}

fn end(provider: &DevProvider, browser: &mut Browser, id_token: &str) -> wire::Answer {
    browser.get(provider, &format!("/end_session?{}", wire::form(&[("id_token_hint", id_token)])))
}

#[test]
fn every_client_of_the_session_gets_a_logout_token_of_its_own_and_nobody_else_does() {
    // W11, W12, Back-Channel Logout §2.4
    let (one, other, third) = (Receiver::taking(), Receiver::taking(), Receiver::taking());
    let provider = DevProvider::start(
        &[
            client("one", &one.at("/bcl?x=1"), "backchannel_logout_session_required = true"),
            client("other", &other.at("/logout"), ""),
            client("third", &third.at("/logout"), ""),
        ]
        .concat(),
    );
    let (mut browser, mut elsewhere) = (Browser::default(), Browser::default());
    let hint = sign_in(&provider, &mut browser, "one");
    sign_in(&provider, &mut browser, "other");
    redeem(&provider, &browser.code(&provider, "alice"));
    // a code that nobody redeemed is no session there, and another browser's session goes on
    browser.authorize(&provider, &authorization(&[("client_id", "third"), ("scope", "openid")]), "alice");
    sign_in(&provider, &mut elsewhere, "third");
    assert_eq!(end(&provider, &mut browser, &hint).status, 200);

    // whoever is told that the page is there has been told of everything
    let (first, second) = (one.so_far(), other.so_far());
    assert_eq!((first.len(), second.len(), third.so_far().len()), (1, 1, 0));
    let sent = &first[0];
    assert_eq!((&*sent.method, &*sent.path, &*sent.query["x"]), ("POST", "/bcl", "1"));
    assert_eq!(sent.headers["content-type"], "application/x-www-form-urlencoded");
    assert!(!sent.headers.contains_key("authorization") && !sent.headers.contains_key("cookie"));
    assert_eq!(sent.form.keys().collect::<Vec<_>>(), ["logout_token"]);
    let token = &sent.form["logout_token"];
    let (header, body) = jws::peek(token).expect("a JWT");
    let key = provider.get("/jwks").json()["keys"]
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["alg"] == "ES256")
        .cloned();
    assert_eq!(header, json!({"alg": "ES256", "typ": "logout+jwt", "kid": key.unwrap()["kid"]}));
    assert_eq!(
        body,
        json!({
            "iss": provider.issuer, "sub": "alice", "aud": "one", "sid": claims(&hint)["sid"], "jti": body["jti"],
            "iat": START, "exp": START + 120,
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        })
    );
    let theirs = claims(&second[0].form["logout_token"]);
    assert_eq!((&theirs["aud"], &theirs["sid"]), (&json!("other"), &claims(&hint)["sid"]));
    assert_ne!(theirs["jti"], body["jti"]);
    assert_eq!(
        (provider.stat("backchannel_logouts_taken"), provider.stat("backchannel_logouts_failed")),
        (2, 0)
    );
    // W15: no token in the log
    let notes = provider.world.notes.lock().unwrap().clone();
    assert_eq!(notes.len(), 2);
    assert!(notes.contains(&"the back-channel logout to one was taken".to_owned()), "{notes:?}");
    // once is enough
    end(&provider, &mut browser, &hint);
    assert_eq!(one.so_far().len() + other.so_far().len() + third.so_far().len(), 0);
}

#[test]
fn a_session_that_another_person_takes_over_ends_and_its_clients_hear_of_it() {
    let receiver = Receiver::taking();
    let provider = DevProvider::start(&client("app", &receiver.at("/bcl"), ""));
    let mut browser = Browser::default();
    let hint = sign_in(&provider, &mut browser, "app");
    let bob = authorization(&[("prompt", "login"), ("scope", "openid")]);
    let page = browser.get(&provider, &bob);
    browser.sign_in(&provider, &page, "bob");
    let token = claims(&receiver.next().form["logout_token"]);
    assert_eq!((&token["sub"], &token["sid"]), (&json!("alice"), &claims(&hint)["sid"]));
    // the same person again is the same session
    let page = browser.get(&provider, &bob);
    browser.sign_in(&provider, &page, "bob");
    assert_eq!(receiver.so_far().len(), 0);
}

#[test]
fn who_takes_part_is_known_after_a_restart_and_after_the_tokens_have_expired() {
    let receiver = Receiver::taking();
    let provider = DevProvider::start(&client("app", &receiver.at("/bcl"), ""));
    let mut browser = Browser::default();
    let hint = sign_in(&provider, &mut browser, "app");
    provider.pass(3 * 3600);
    // twice: the first start shortens the journal
    let provider = provider.restart().restart();
    let answer = provider.get(&format!("/end_session?{}", wire::form(&[("id_token_hint", &hint)])));
    // another port is another issuer, to which that hint is a stranger's
    assert_eq!(answer.status, 400);
    let cookies: Vec<(String, String)> = browser.cookies.clone().into_iter().collect();
    let port = provider.authority.rsplit(':').next().unwrap();
    browser.cookies = cookies
        .into_iter()
        .map(|(name, value)| (format!("{}_{port}", name.rsplit_once('_').unwrap().0), value))
        .collect();
    let page = browser.get(&provider, "/end_session");
    assert_eq!(browser.submit(&provider, &page, &[("decision", "allow")]).status, 200);
    assert_eq!(claims(&receiver.next().form["logout_token"])["sid"], claims(&hint)["sid"]);
}

#[test]
fn only_200_and_204_count_as_heard_each_is_sent_once_and_no_redirect_is_followed() {
    // W9, W10, W11, S-34
    let elsewhere = Receiver::taking();
    let moved = format!("Location: {}\r\n", elsewhere.at("/bcl"));
    for (status, headers, is_taken) in [
        ("200 OK", "", true),
        ("204 No Content", "", true),
        ("201 Created", "", false),
        ("202 Accepted", "", false),
        ("301 Moved", &*moved, false),
        ("302 Found", &moved, false),
        ("303 See Other", &moved, false),
        ("307 Temporary", &moved, false),
        ("308 Permanent", &moved, false),
        ("400 Bad Request", "", false),
        ("404 Not Found", "", false),
        ("429 Too Many", "Retry-After: 1\r\n", false),
        ("500 Oh", "", false),
        ("503 Oh", "", false),
    ] {
        let (line, fields) = (status.to_owned(), headers.to_owned());
        let receiver = Receiver::start(move |_| Reply::new(&line, &fields, ""));
        let provider = DevProvider::start(&client("app", &receiver.at("/bcl"), ""));
        let mut browser = Browser::default();
        let hint = sign_in(&provider, &mut browser, "app");
        assert_eq!(end(&provider, &mut browser, &hint).status, 200);
        let numbers =
            ["backchannel_logouts_taken", "backchannel_logouts_failed"].map(|name| provider.stat(name));
        assert_eq!(numbers, if is_taken { [1, 0] } else { [0, 1] }, "{status}");
        assert_eq!(receiver.so_far().len(), 1, "{status}");
    }
    assert_eq!(elsewhere.so_far().len(), 0);
}

#[test]
fn a_client_that_is_gone_that_talks_for_ever_or_hangs_up_is_a_failure_and_the_logout_is_done() {
    // W10, W13
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}/", listener.local_addr().unwrap())
    };
    let endless = Receiver::start(|_| Reply::SaysForever("HTTP/1.1 200 OK\r\n\r\n", "more and more"));
    let rude = Receiver::start(|_| Reply::HangsUp);
    let good = Receiver::taking();
    let provider = DevProvider::start(
        &[
            client("a-gone", &gone, ""),
            client("b-endless", &endless.at("/"), ""),
            client("c-rude", &rude.at("/"), ""),
            client("d-good", &good.at("/"), ""),
        ]
        .concat(),
    );
    let mut browser = Browser::default();
    let hint = sign_in(&provider, &mut browser, "a-gone");
    for id in ["b-endless", "c-rude", "d-good"] {
        sign_in(&provider, &mut browser, id);
    }
    assert_eq!(end(&provider, &mut browser, &hint).status, 200);
    let numbers = ["backchannel_logouts_taken", "backchannel_logouts_failed", "logouts"]
        .map(|name| provider.stat(name));
    assert_eq!(numbers, [1, 3, 1]);
    let silent = browser.get(&provider, &authorization(&[("prompt", "none")]));
    assert_eq!(silent.location_parameter("error").as_deref(), Some("login_required"));
}

#[test]
fn a_client_is_only_told_on_this_machine_and_the_metadata_say_that_it_is() {
    // W9, S-34
    let refused = |address: &str| {
        let config = client("app", address, "");
        authctl::idp::config::Config::parse(&config, &|_| None)
            .expect_err(address)
            .found()
            .unwrap()
            .to_string()
    };
    for address in ["https://app.example/bcl", "http://169.254.169.254/", "http://10.0.0.1/"] {
        let why = refused(address);
        assert!(why.contains(address), "{why}");
    }
    let provider = DevProvider::start("");
    let metadata = provider.get("/.well-known/openid-configuration").json();
    for name in ["backchannel_logout", "frontchannel_logout"] {
        for end in ["supported", "session_supported"] {
            assert_eq!(metadata[format!("{name}_{end}")], Value::Bool(true));
        }
    }
}

#[test]
fn the_session_of_a_password_and_of_a_device_ends_by_its_id_token_too() {
    let receiver = Receiver::taking();
    let config = format!(
        "[[users]]\nusername = \"carol\"\npassword = \"right horse\"\n[[clients]]\nclient_id = \"old\"\n\
         grant_types = [\"password\"]\nid_token_signed_response_alg = \"EdDSA\"\nbackchannel_logout_uri = \"{}\"\n",
        receiver.at("/bcl")
    );
    let provider = DevProvider::start(&config);
    let fields = [
        ("grant_type", "password"),
        ("client_id", "old"),
        ("username", "carol"),
        ("password", "right horse"),
        ("scope", "openid"),
    ];
    let tokens = provider.post("/token", &fields).json();
    let hint = tokens["id_token"].as_str().unwrap();
    assert_eq!(provider.get(&format!("/end_session?{}", wire::form(&[("id_token_hint", hint)]))).status, 200);
    assert_eq!(claims(&receiver.next().form["logout_token"])["sid"], claims(hint)["sid"]);
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let user = wire::send(&provider.authority, "GET", "/userinfo", &[("Authorization", &bearer)], "");
    assert_eq!(user.status, 401);
}

#[test]
fn whoever_was_to_hear_of_an_end_hears_of_it_after_a_crash_and_once_it_has_never_again() {
    // W11, W14
    let silent = Receiver::start(|_| Reply::Silence);
    let (told, later) = (Receiver::taking(), Receiver::taking());
    let config = |one: &str| [client("one", one, ""), client("two", &told.at("/bcl"), "")].concat();
    let provider = DevProvider::start(&config(&silent.at("/bcl")));
    let mut browser = Browser::default();
    let hint = sign_in(&provider, &mut browser, "one");
    sign_in(&provider, &mut browser, "two");
    let _asked = begin_to_end(&provider, &hint);
    let first = claims(&silent.next().form["logout_token"]);
    told.next();
    until(&provider.journal, "logout_told");
    // what a crash leaves
    let left = copy(&provider.journal);
    let world = Arc::clone(&provider.world);
    let config = config(&later.at("/bcl"));
    let again = DevProvider::start_with(&config, left.clone(), world).unwrap();
    let second = claims(&later.next().form["logout_token"]);
    assert_eq!((&second["sid"], &second["sub"]), (&first["sid"], &json!("alice")));
    assert_ne!(second["jti"], first["jti"]);
    until_owed(&left, 0);
    assert_eq!(told.so_far().len(), 0);
    // the second start has nothing left to tell
    drop(again.restart());
    assert_eq!(later.so_far().len() + told.so_far().len(), 0);
}

#[test]
fn a_session_that_ends_as_soon_as_the_provider_runs_is_told_of_once() {
    // W11
    let receiver = Receiver::taking();
    let participants = json!({"sub": "alice", "clients": ["app"], "expires_at": START + 3600});
    let owed = json!({"sub": "bob", "tokens": ["app"], "forget_at": START + 3600});
    let left = [
        json!({"authctl_dev_state": 2}),
        json!({"change": "participants_kept", "sid": "ends", "participants": participants}),
        json!({"change": "logout_owed", "sid": "last", "owed": owed}),
    ];
    let journal = TestJournal::default();
    journal.text.lock().unwrap().extend(left.iter().flat_map(|line| format!("{line}\n").into_bytes()));
    let config = Config::parse(&client("app", &receiver.at("/bcl"), ""), &|_| None).unwrap();
    // nothing else has begun to run before it
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (journal, world) = (Box::new(journal), Arc::new(TestWorld::new()));
        let server = Server::start(listener, config, journal, world, Options::default()).unwrap();
        let told = session_end::end_all_of(&server.provider(), "alice").await.unwrap();
        assert_eq!(told.answers, [("app".to_owned(), Ok(()))]);
        while server.provider().store.read(|state| state.owed.iter().count()) > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    let heard = receiver.so_far().into_iter().map(|asked| claims(&asked.form["logout_token"])["sub"].clone());
    let mut heard: Vec<Value> = heard.collect();
    heard.sort_by_key(Value::to_string);
    assert_eq!(heard, ["alice", "bob"]);
}

#[test]
fn an_end_is_told_of_for_a_day_at_most() {
    // P17
    let silent = Receiver::start(|_| Reply::Silence);
    let provider = DevProvider::start(&client("app", &silent.at("/bcl"), ""));
    let mut browser = Browser::default();
    let hint = sign_in(&provider, &mut browser, "app");
    let _asked = begin_to_end(&provider, &hint);
    silent.next();
    let left = copy(&provider.journal);
    assert_eq!(owed(&left, 0), 1);
    assert_eq!(owed(&left, 86_400), 0);
}

/// Ends the session of this ID token, and does not wait for the answer.
fn begin_to_end(provider: &DevProvider, hint: &str) -> TcpStream {
    let target = format!("/end_session?{}", wire::form(&[("id_token_hint", hint)]));
    let mut stream = TcpStream::connect(&provider.authority).unwrap();
    let request = wire::request(&provider.authority, "GET", &target, &[], "");
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

/// The journal as it is now, for another provider.
fn copy(journal: &TestJournal) -> TestJournal {
    let copy = TestJournal::default();
    copy.text.lock().unwrap().extend_from_slice(&journal.text.lock().unwrap());
    copy
}

/// Of how many sessions the clients have yet to hear, by this journal, so many seconds after the start.
fn owed(journal: &TestJournal, later: i64) -> usize {
    let store = Store::open(Box::new(copy(journal)), UnixTime(START + later)).unwrap();
    store.read(|state| state.owed.len())
}

/// Waits until the journal says so.
fn until(journal: &TestJournal, text: &str) {
    wait_for(|| String::from_utf8_lossy(&journal.text.lock().unwrap()).contains(text));
}

fn until_owed(journal: &TestJournal, count: usize) {
    wait_for(|| owed(journal, 0) == count);
}

fn wait_for(is_so: impl Fn() -> bool) {
    let begun = std::time::Instant::now();
    while !is_so() {
        assert!(begun.elapsed().as_secs() < 20, "it never came");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}
