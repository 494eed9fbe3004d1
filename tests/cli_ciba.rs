//! `login --flow ciba`, through the real binary: what is asked, what a person is shown, polls, pings, and every wrong answer.

use std::{
    net::TcpListener,
    sync::atomic::{AtomicUsize, Ordering},
};

use authctl::error::Code;
use serde_json::{Value, json};

use crate::support::{
    exchange::Reply,
    program::Program,
    ran::timeless,
    scripted::{Provider, Scripted, World},
    served::Served,
    wire,
};

/// A client at the embedded provider.
pub const TILL: &str = "[lifetimes]\ndevice_interval = \"1s\"\n[[clients]]\nclient_id = \"till\"\n\
    client_secret = \"CANARY-of-the-till\"\ngrant_types = [\"urn:openid:params:grant-type:ciba\", \"refresh_token\"]\n\
    id_token_signed_response_alg = \"EdDSA\"\n";

fn program() -> Program {
    Program::new().with("S", "CANARY-of-the-till")
}

fn taken(_: &World) -> Value {
    json!({"auth_req_id": "CANARY-auth-req-id", "expires_in": 60, "interval": 1})
}

fn announced(provider: Scripted) -> Scripted {
    provider
        .metadata(|metadata, world| {
            let endpoint = format!("{}/bc", world.issuer);
            metadata.insert("backchannel_authentication_endpoint".into(), endpoint.into());
            metadata.insert("backchannel_token_delivery_modes_supported".into(), json!(["poll", "ping"]));
        })
        .claims(|claims, _| drop(claims.remove("nonce")))
}

/// A provider that answers the first polls so.
fn asking(polls: &'static [&'static str], answer: fn(&World) -> Value) -> Scripted {
    let asked = AtomicUsize::new(0);
    announced(Scripted::new())
        .at("/bc", move |_, world| Reply::json("200 OK", &answer(world).to_string()))
        .at("/token", move |_, _| {
            polls.get(asked.fetch_add(1, Ordering::SeqCst)).map_or(Reply::Right, |error| Reply::error(error))
        })
}

fn login<'a>(provider: &'a Provider, more: &[&'a str]) -> Vec<&'a str> {
    let how = ["--flow", "ciba", "--login-hint", "alice", "--client-secret-from", "env:S"];
    [&provider.login_by_hand()[..], &how, more].concat()
}

#[test]
fn the_provider_is_asked_and_the_person_is_told_where_to_look() {
    let provider = asking(&["authorization_pending"], taken)
        .claims(|claims, _| drop(claims.insert("acr".into(), "mfa".into())))
        .start();
    let program = program();
    let more = ["--binding-message", "W4SCT", "--requested-expiry", "2m", "--acr-values", "mfa"];
    let ran = program.run(&login(&provider, &more)).ok();
    assert_eq!(
        timeless(&ran.stderr).replace(provider.issuer(), "ISSUER"),
        "ISSUER asks alice now, where it knows to find them.\n\
         Agree there only if it shows: W4SCT\n\
         Signed in as alice.\n\
         \x20 provider  ISSUER\n\
         \x20 subject   user-1\n\
         \x20 granted   openid profile email\n\
         \x20 expires   in AN-HOUR (until MOMENT), then renewed by itself\n\
         \x20 kept in   file, as profile work\n"
    );
    let asked = &provider.asked("/bc")[0];
    let form: Vec<(&str, &str)> = asked.form.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(
        form,
        [
            ("acr_values", "mfa"),
            ("binding_message", "W4SCT"),
            ("login_hint", "alice"),
            ("requested_expiry", "120"),
            ("scope", "openid profile email"),
        ]
    );
    assert!(asked.headers["authorization"].starts_with("Basic "));
    let polls = provider.asked("/token");
    assert_eq!((polls.len(), &*polls[1].form["grant_type"]), (2, "urn:openid:params:grant-type:ciba"));
    assert_eq!(polls[1].form["auth_req_id"], "CANARY-auth-req-id");
    assert_eq!(provider.asked("/authorize").len(), 0);
    provider.tells_nothing(&ran);
    program.run(&["refresh"]).ok();
}

#[test]
fn the_embedded_provider_asks_and_its_page_answers() {
    let served = Served::configured(TILL);
    let program = program().configured(&format!(
        "[profiles.work]\nissuer = \"{}\"\nclient_id = \"till\"\nclient_secret = \"env:S\"\nflow = \"ciba\"\n\
         scopes = [\"openid\", \"offline_access\"]\n",
        served.issuer
    ));
    let place = ["login", "--profile", "work", "--login-hint", "bob", "--as"];
    let ran = program.run(&[&place[..], &["bob"]].concat()).ok();
    assert!(ran.stderr.starts_with("Signed in as bob.\n"), "{}", ran.stderr);
    assert_eq!((served.stat("backchannel_grants"), served.stat("codes_issued")), (1, 0));
    program.run(&["refresh"]).ok();
    let ran = program.run(&[&place[..], &["alice"]].concat()).refused(Code::AccessDenied);
    assert!(ran.stderr.contains("the request does not wait for this user"), "{}", ran.stderr);
}

#[test]
fn a_person_who_says_no_a_request_that_expires_and_every_refusal_end_it_and_nothing_is_kept() {
    // C128
    let polls: [(&'static [&'static str], Code); 6] = [
        (&["access_denied"], Code::AccessDenied),
        (&["expired_token"], Code::ExpiredToken),
        (&["slow_down", "invalid_grant"], Code::InvalidGrant),
        (&["unauthorized_client"], Code::UnauthorizedClient),
        (&["invalid_client"], Code::InvalidClient),
        (&["transaction_failed"], Code::ProviderError),
    ];
    for (polls, code) in polls {
        let (program, provider) = (program(), asking(polls, taken).start());
        let ran = program.run(&login(&provider, &["--json"])).refused(code);
        assert_eq!(ran.error_json()["phase"], "backchannel");
        provider.tells_nothing(&ran);
        assert_eq!(program.sessions().len(), 0);
    }
    for (error, code) in [
        ("unknown_user_id", Code::UnknownUserId),
        ("missing_user_code", Code::MissingUserCode),
        ("invalid_user_code", Code::InvalidUserCode),
        ("invalid_binding_message", Code::InvalidBindingMessage),
        ("expired_login_hint_token", Code::ExpiredLoginHintToken),
        ("access_denied", Code::AccessDenied),
        ("invalid_scope", Code::InvalidScope),
    ] {
        let provider = announced(Scripted::new()).at("/bc", move |_, _| Reply::error(error)).start();
        let ran = program().run(&login(&provider, &[])).refused(code);
        assert!(!ran.stderr.contains("asks alice now"), "{}", ran.stderr);
    }
    let late = |_: &World| json!({"auth_req_id": "a", "expires_in": 0});
    let provider =
        announced(Scripted::new()).at("/bc", move |_, world| Reply::json("200 OK", &late(world).to_string()));
    program().run(&login(&provider.start(), &[])).refused(Code::ExpiredToken);
    let provider =
        announced(Scripted::new()).at("/bc", |_, world| Reply::json("200 OK", &taken(world).to_string()));
    program().run(&login(&provider.start(), &["--login-timeout", "1s"])).refused(Code::LoginTimeout);
}

#[test]
fn an_answer_that_is_none_ends_it_before_anybody_waits() {
    // C4, C9, C14, C15
    let other = Scripted::new().start();
    let elsewhere = format!("Location: {}/bc\r\n", other.issuer());
    let is_refused = |reply: Box<dyn Fn() -> Reply + Send + Sync>, code| {
        let provider = announced(Scripted::new()).at("/bc", move |_, _| reply()).start();
        let program = program();
        let ran = program.run(&login(&provider, &[])).refused(code);
        provider.tells_nothing(&ran);
        assert_eq!((program.sessions().len(), provider.asked("/token").len()), (0, 0));
    };
    let json = |body: &'static str| -> Box<dyn Fn() -> Reply + Send + Sync> {
        Box::new(move || Reply::json("200 OK", body))
    };
    is_refused(json("{}"), Code::BackchannelResponseInvalid);
    is_refused(json(r#"{"auth_req_id":"CANARY"}"#), Code::BackchannelResponseInvalid);
    is_refused(json(r#"{"auth_req_id":"CANARY a","expires_in":9}"#), Code::BackchannelResponseInvalid);
    is_refused(
        json(r#"{"auth_req_id":"CANARY","auth_req_id":"CANARY","expires_in":9}"#),
        Code::DuplicateJsonKey,
    );
    is_refused(
        Box::new(|| Reply::new("200 OK", "Content-Type: text/html\r\n", "<html>CANARY")),
        Code::NotJson,
    );
    is_refused(Box::new(|| Reply::SaysForever("HTTP/1.1 200 OK\r\n\r\n", "CANARY")), Code::ResponseTooLarge);
    is_refused(Box::new(|| Reply::HangsUp), Code::ConnectionFailed);
    is_refused(Box::new(|| Reply::new("503 Oh", "", "")), Code::TemporarilyUnavailable);
    is_refused(Box::new(move || Reply::new("307 Temporary", &elsewhere, "")), Code::RedirectRefused);
    assert_eq!(other.asked("/bc").len(), 0);
    Program::new().run(&other.login()).ok();
}

#[test]
fn what_came_is_checked_and_an_id_token_of_another_request_is_refused() {
    let claim = "urn:openid:params:jwt:claim:auth_req_id";
    let with = move |value: &'static str| {
        asking(&[], taken).claims(move |claims, _| drop(claims.insert(claim.into(), value.into())))
    };
    let right = with("CANARY-auth-req-id").start();
    program().run(&login(&right, &[])).ok();
    for (provider, code) in [
        (with("another"), Code::IdTokenNonce),
        (
            asking(&[], taken).claims(|claims, _| drop(claims.insert("aud".into(), "x".into()))),
            Code::IdTokenAud,
        ),
        (asking(&[], taken).tokens(|tokens, _| drop(tokens.remove("id_token"))), Code::IdTokenMissing),
        (
            asking(&[], taken).at("/userinfo", |_, _| Reply::json("200 OK", r#"{"sub":"other"}"#)),
            Code::UserInfoSub,
        ),
    ] {
        let (program, provider) = (program(), provider.start());
        let ran = program.run(&login(&provider, &[])).refused(code);
        provider.tells_nothing(&ran);
        assert_eq!(program.sessions().len(), 0);
    }
}

/// A port that nobody has.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_ping_with_the_right_token_ends_the_wait_and_every_other_caller_is_sent_away() {
    // C43, C45, C46, C50; CIBA Core §10.2
    let port = free_port();
    // it would ask again after half a minute only
    let provider = announced(Scripted::new())
        .at("/bc", |asked, world| {
            world.secret("x");
            assert!(asked.form["client_notification_token"].len() >= 43, "256 bits");
            Reply::json(
                "200 OK",
                &json!({"auth_req_id": "the-id", "expires_in": 600, "interval": 1}).to_string(),
            )
        })
        .at("/token", |_, _| Reply::Right)
        .start();
    let program = program();
    let text = port.to_string();
    let more = ["--delivery-mode", "ping", "--callback-port", &text, "--callback-path", "/ping"];
    let mut login = program.start(&login(&provider, &more));
    login.line(&format!("{} asks alice now", provider.issuer()));
    let token = provider.asked("/bc")[0].form["client_notification_token"].clone();
    let (authority, right) = (format!("127.0.0.1:{port}"), format!("Bearer {token}"));
    let send = |method: &str, path: &str, headers: &[(&str, &str)], body: &str| {
        wire::send(&authority, method, path, headers, body).status
    };
    let body = r#"{"auth_req_id":"the-id"}"#;
    let bearer = [("Authorization", &*right)];
    assert_eq!(send("POST", "/ping", &[], body), 401);
    assert_eq!(send("POST", "/ping", &[("Authorization", "Bearer wrong")], body), 401);
    assert_eq!(send("POST", "/ping", &[("Authorization", &token)], body), 401);
    assert_eq!(send("POST", "/ping", &bearer, r#"{"auth_req_id":"another"}"#), 400);
    assert_eq!(send("POST", "/ping", &bearer, "nonsense"), 400);
    assert_eq!(send("GET", "/ping", &bearer, ""), 405);
    for path in ["/other", "/ping/", "/ping?a=b"] {
        assert_eq!(send("POST", path, &bearer, body), 404, "{path}");
    }
    assert_eq!(send("POST", "/ping", &[("Authorization", &right), ("Host", "evil.example")], body), 421);
    assert_eq!(provider.asked("/token").len(), 0);
    assert_eq!(send("POST", "/ping", &bearer, body), 204);
    let ran = login.end().ok();
    provider.tells_nothing(&ran);
    assert!(!ran.stderr.contains(&token));
    assert_eq!(provider.asked("/token").len(), 1);
    // the next login has another
    assert!(TcpListener::bind(("127.0.0.1", port)).is_ok(), "the listener is gone");
}

#[test]
fn whoever_only_holds_connections_open_does_not_keep_the_ping_out() {
    // C52: a provider calls once; without its ping there would be no poll for half a minute
    let port = free_port();
    let provider = announced(Scripted::new())
        .at("/bc", |_, _| {
            let answer = json!({"auth_req_id": "the-id", "expires_in": 600, "interval": 1});
            Reply::json("200 OK", &answer.to_string())
        })
        .start();
    let text = port.to_string();
    let more = ["--delivery-mode", "ping", "--callback-port", &text, "--callback-path", "/ping"];
    let program = program();
    let mut login = program.start(&login(&provider, &more));
    login.line(&format!("{} asks alice now", provider.issuer()));
    let authority = format!("127.0.0.1:{port}");
    let idle: Vec<_> = (0..100).map(|_| wire::connect(&*authority)).collect();
    let right = format!("Bearer {}", provider.asked("/bc")[0].form["client_notification_token"]);
    let body = r#"{"auth_req_id":"the-id"}"#;
    let answer = wire::send(&authority, "POST", "/ping", &[("Authorization", &right)], body);
    assert_eq!(answer.status, 204);
    login.end().ok();
    assert_eq!(provider.asked("/token").len(), 1);
    drop(idle);
}

#[test]
fn the_embedded_provider_pings_and_nobody_waits_for_the_interval() {
    let port = free_port();
    let served = Served::configured(&format!(
        "[[clients]]\nclient_id = \"till\"\nclient_secret = \"CANARY-of-the-till\"\nid_token_signed_response_alg = \"EdDSA\"\n\
         grant_types = [\"urn:openid:params:grant-type:ciba\"]\nbackchannel_token_delivery_mode = \"ping\"\n\
         backchannel_client_notification_endpoint = \"http://127.0.0.1:{port}/callback\"\n"
    ));
    let text = port.to_string();
    let place = ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "till"];
    let how = ["--client-secret-from", "env:S", "--flow", "ciba", "--login-hint", "alice", "--as", "alice"];
    let ping = ["--delivery-mode", "ping", "--callback-port", &text];
    program().run(&[&place[..], &how, &ping].concat()).ok();
    // the one that came after the ping; without it there would be none for half a minute
    assert_eq!((served.stat("token_requests"), served.stat("pings_taken")), (1, 1));
}

#[test]
fn the_person_of_an_id_token_is_asked_and_nobody_else_is_taken_for_them() {
    // P15
    let provider = asking(&[], taken).start();
    let program = program();
    program.run(&login(&provider, &[])).ok();
    let again =
        [&provider.login_by_hand()[..], &["--flow", "ciba", "--client-secret-from", "env:S"]].concat();
    program.run(&[&again[..], &["--id-token-hint"]].concat()).ok();
    let asked = &provider.asked("/bc")[1];
    assert!(asked.form.contains_key("id_token_hint") && !asked.form.contains_key("login_hint"));
    let other =
        asking(&[], taken).claims(|claims, _| drop(claims.insert("sub".into(), "other".into()))).start();
    let token = other.world.key.sign(Some("JWT"), &other.world.claims()).unwrap();
    let again = [&other.login_by_hand()[..], &["--flow", "ciba", "--client-secret-from", "env:S"]].concat();
    let program = program.with("HINT", token);
    program.run(&[&again[..], &["--id-token-hint=env:HINT"]].concat()).refused(Code::OtherPerson);
}

#[test]
fn what_cannot_work_is_refused_before_anything_is_sent() {
    let program = program();
    let place =
        ["login", "--issuer", "http://127.0.0.1:1", "--client-id", "x", "--client-secret-from", "env:S"];
    let run = |more: &[&str]| program.run(&[&place[..], more, &["--json"]].concat());
    let ciba = ["--flow", "ciba", "--login-hint", "alice"];
    for more in [
        &["--max-age", "1h"][..],
        &["--callback-port", "8910"],
        &["--pkce", "unadvertised-ok"],
        &["--par=always"],
        &["--login-hint-token-from", "env:S"],
        &["--scope", "email"],
        &["--binding-message", "a\u{202e}b"],
        &["--binding-message", ""],
        &["--delivery-mode", "push"],
        &["--delivery-mode", "pull"],
        &["--delivery-mode", "ping"],
        &["--delivery-mode", "ping", "--callback-port", "8910", "--par=always"],
        &["--delivery-mode", "ping", "--callback-port", "8910", "--jar"],
        &["--user-code-from", "4711"],
        &["--username", "carol"],
    ] {
        run(&[&ciba[..], more].concat()).refused(Code::Usage);
    }
    run(&ciba[..2]).refused(Code::Usage);
    run(&[&ciba[..], &["--non-interactive"]].concat()).refused(Code::InteractionRequired);
    for more in
        [&["--login-hint-token-from", "env:S"][..], &["--binding-message", "x"], &["--delivery-mode", "poll"]]
    {
        let ran = run(&[&["--flow", "device"], more].concat()).refused(Code::Usage);
        let message = format!("{} is for the flow ciba, and this is device", more[0]);
        assert_eq!(ran.error_json()["message"], message);
    }
    run(&[&ciba[..], &["--param", "auth_req_id=x"]].concat()).refused(Code::ReservedParameter);
    let provider = announced(Scripted::new()).start();
    let public = [&provider.login_by_hand()[..], &ciba].concat();
    let ran = program.run(&public).refused(Code::ConfigInvalid);
    assert!(ran.stderr.contains("the flow ciba is for clients that prove who they are"), "{}", ran.stderr);
}

#[test]
fn a_provider_that_does_not_offer_it_is_told_of_and_can_be_forced() {
    let provider = Scripted::new().start();
    let ran = program().run(&login(&provider, &[])).refused(Code::EndpointMissing);
    assert!(ran.stderr.contains("--endpoint backchannel_authentication_endpoint=URL"), "{}", ran.stderr);
    let provider = Scripted::new()
        .at("/other", |_, world| Reply::json("200 OK", &taken(world).to_string()))
        .metadata(|metadata, _| {
            metadata.insert("grant_types_supported".into(), json!(["authorization_code"]));
            metadata.insert("backchannel_token_delivery_modes_supported".into(), json!(["push"]));
        })
        .start();
    let endpoint = format!("backchannel_authentication_endpoint={}/other", provider.issuer());
    let ran = program().run(&login(&provider, &["--endpoint", &endpoint, "--user-code-from", "env:S"])).ok();
    let said: Vec<&str> = ran.stderr.lines().take(3).collect();
    assert_eq!(
        said,
        [
            "The provider's metadata does not list this grant; it is tried all the same.",
            "The provider's metadata does not list the delivery mode poll; it is tried all the same.",
            "The provider's metadata does not say that it takes a user code; it is sent all the same.",
        ]
    );
    assert_eq!(provider.asked("/other")[0].form["user_code"], "CANARY-of-the-till");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_wait_at_once_and_keeps_nothing() {
    // C132, S-29
    use rustix::process::Signal;
    for (signal, exit) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let provider = announced(Scripted::new()).at("/bc", |_, _| {
            Reply::json(
                "200 OK",
                &json!({"auth_req_id": "a", "expires_in": 900, "interval": 120}).to_string(),
            )
        });
        let (program, provider) = (program(), provider.start());
        let mut login = program.start(&login(&provider, &[]));
        login.line(provider.issuer());
        login.signal(signal);
        let ran = login.end();
        assert_eq!((ran.exit, ran.stdout.as_str()), (exit, ""), "{}", ran.stderr);
        assert_eq!(program.sessions().len(), 0);
    }
}
