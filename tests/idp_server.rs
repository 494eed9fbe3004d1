//! The embedded provider's sockets: who is answered, what is too much, and the end.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    sync::atomic::Ordering,
    thread,
    time::{Duration, Instant},
};

use authctl::{
    error::Code,
    idp::{
        config::Config,
        server::{BODY_LIMIT, CONNECTIONS, HEAD_LIMIT, Options, Server},
    },
};

use crate::support::{
    dev_provider::{DevProvider, TestJournal},
    user_agent::{Browser, redeem},
    wire,
};

#[test]
fn only_the_exact_host_of_the_issuer_is_answered() {
    // P2
    let provider = DevProvider::start("");
    let port = provider.authority.rsplit(':').next().unwrap();
    let status = |host: &str| wire::send(&provider.authority, "GET", "/jwks", &[("Host", host)], "").status;
    assert_eq!(status(&provider.authority), 200);
    for host in ["127.0.0.1", "localhost", "evil.example", "", "127.0.0.1:1", "[::1]", "127.0.0.1."] {
        assert_eq!(status(host), 421, "{host}");
    }
    for host in [
        "localhost",
        "127.1",
        "evil.example",
        "127.0.0.1.evil.example",
        "LOCALHOST",
        "[::1]",
        "0.0.0.0",
        "x@127.0.0.1",
    ] {
        assert_eq!(status(&format!("{host}:{port}")), 421, "{host}");
    }
    let get = |head: &str| {
        wire::raw(
            &provider.authority,
            format!("GET /jwks HTTP/1.1\r\n{head}Connection: close\r\n\r\n").as_bytes(),
        )
    };
    assert_eq!(get("").map(|answer| answer.status), Some(421), "no Host");
    let host = format!("Host: {}\r\n", provider.authority);
    assert_eq!(get(&format!("{host}{host}")).map(|answer| answer.status), Some(421), "two Hosts");
}

#[test]
fn what_two_readers_could_read_differently_is_refused() {
    // P26, C53
    let provider = DevProvider::start("");
    let host = &provider.authority;
    for request in [
        format!(
            "POST /token HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        format!(
            "POST /token HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"
        ),
        format!("POST /token HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1\r\n\r\n"),
        format!("POST /token HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: gzip\r\n\r\n"),
        format!("GET http://evil.example/jwks HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!("GET http://{host}/jwks HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!("CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!("GET /jwks HTTP/1.1\r\nHost : {host}\r\n\r\n"),
        format!("GET /jwks HTTP/1.1\r\nHost: {host}\r\n X-Folded: 1\r\n\r\n"),
        format!("GET /jwks HTTP/9.9\r\nHost: {host}\r\n\r\n"),
        "GET /jwks\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}junk".to_owned(),
    ] {
        let status = wire::raw(host, request.as_bytes()).map(|answer| answer.status);
        assert!(matches!(status, None | Some(400 | 404 | 405 | 421)), "{status:?}: {request}");
    }
    assert_eq!(provider.get("/jwks").status, 200);
}

#[test]
fn too_large_is_refused_and_the_next_one_is_answered() {
    // P17, P26
    let provider = DevProvider::start("");
    let body = "x".repeat(BODY_LIMIT + 1);
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    assert_eq!(wire::send(&provider.authority, "POST", "/token", &form, &body).status, 413);
    let long = format!("/jwks?{}", "x".repeat(HEAD_LIMIT));
    let request = format!("GET {long} HTTP/1.1\r\nHost: {}\r\n\r\n", provider.authority);
    let status = wire::raw(&provider.authority, request.as_bytes()).map(|answer| answer.status);
    assert!(matches!(status, None | Some(414 | 431)), "{status:?}");
    let many: String = (0..1000).map(|number| format!("X-{number}: 1\r\n")).collect();
    let request = format!("GET /jwks HTTP/1.1\r\nHost: {}\r\n{many}\r\n", provider.authority);
    let status = wire::raw(&provider.authority, request.as_bytes()).map(|answer| answer.status);
    assert!(matches!(status, None | Some(431)), "{status:?}");
    assert_eq!(provider.get("/jwks").status, 200);
}

#[test]
fn half_open_connections_hold_up_nobody() {
    // P26, C52
    let provider = DevProvider::start("");
    let open = |start: &str| {
        let mut stream = wire::connect(&provider.authority);
        stream.write_all(start.as_bytes()).expect("it reads");
        stream
    };
    let host = &provider.authority;
    let form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100";
    let starts = [
        "GET /jwks HTTP/1.1\r\nX: ".to_owned(),
        format!("POST /token HTTP/1.1\r\nHost: {host}\r\n{form}\r\n\r\na="),
    ];
    let mut used = open("");
    // some room for the connection that asked whether the provider is up
    let mut slow: Vec<_> = (0..CONNECTIONS - 8).map(|number| open(&starts[number % 2])).collect();
    keep_alive(&mut used, host);
    slow.extend((0..100).map(|number| open(&starts[number % 2])));
    for _ in 0..5 {
        assert_eq!(provider.get("/jwks").status, 200);
    }
    // those that were of no use for longest made room, not the one that was
    assert!(matches!(slow[0].read(&mut [0; 16]), Ok(0) | Err(_)));
    keep_alive(&mut used, host);
}

/// One request on a connection that stays open.
fn keep_alive(stream: &mut TcpStream, host: &str) {
    let request = format!("GET /_dev/stats HTTP/1.1\r\nHost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it reads");
    let (mut answer, mut chunk) = (Vec::new(), [0; 4096]);
    while !answer.ends_with(b"}") {
        let count = stream.read(&mut chunk).expect("it answers");
        assert_ne!(count, 0, "it was closed");
        answer.extend_from_slice(&chunk[..count]);
    }
    assert!(answer.starts_with(b"HTTP/1.1 200 "));
}

#[test]
fn a_connection_can_be_used_again() {
    let provider = DevProvider::start("");
    let mut stream = wire::connect(&provider.authority);
    for _ in 0..3 {
        keep_alive(&mut stream, &provider.authority);
    }
}

#[test]
fn whoever_has_said_all_and_stops_sending_is_answered() {
    let provider = DevProvider::start("");
    let mut stream = wire::connect(&provider.authority);
    let (host, form) = (&provider.authority, "grant_type=client_credentials&client_id=nobody");
    let head = format!(
        "POST /token HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        form.len()
    );
    stream.write_all(format!("{head}{form}").as_bytes()).expect("it reads");
    stream.shutdown(Shutdown::Write).expect("open");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers, and closes");
    assert!(answer.starts_with("HTTP/1.1 401 ") && answer.contains("invalid_client"), "{answer}");
}

#[test]
fn at_the_end_idle_connections_are_closed_and_the_port_is_free() {
    // P25
    let mut provider = DevProvider::start("");
    Browser::default().code(&provider, "alice");
    let mut idle = wire::connect(&provider.authority);
    provider.get("/jwks");
    provider.stop();
    assert!(matches!(idle.read(&mut [0; 16]), Ok(0) | Err(_)));
    // another test may have begun to start a program, which has the listener too until it is executed
    let patience = Instant::now() + Duration::from_secs(5);
    while TcpStream::connect(&provider.authority).is_ok() {
        assert!(Instant::now() < patience, "somebody still listens at {}", provider.authority);
        thread::sleep(Duration::from_millis(5));
    }
    assert!(std::net::TcpListener::bind(&provider.authority).is_ok());
}

#[test]
fn it_listens_on_loopback_only_and_names_itself_as_it_is_reached() {
    // P1
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let start = |address: &str, options: Options| {
        let world = std::sync::Arc::clone(&DevProvider::start("").world);
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind(address).await.expect("a free port");
            let port = listener.local_addr().expect("bound").port();
            let server =
                Server::start(listener, Config::default(), Box::new(TestJournal::default()), world, options)?;
            let issuer = server.issuer().replace(&port.to_string(), "PORT");
            server.shutdown().await;
            Ok::<_, authctl::error::Error>(issuer)
        })
    };
    assert_eq!(start("127.0.0.1:0", Options::default()).expect("loopback"), "http://127.0.0.1:PORT");
    assert_eq!(start("[::1]:0", Options::default()).expect("loopback"), "http://[::1]:PORT");
    let as_localhost = Options { as_localhost: true, ..Options::default() };
    assert_eq!(start("127.0.0.1:0", as_localhost).expect("loopback"), "http://localhost:PORT");
    let everywhere = start("0.0.0.0:0", Options::default()).expect_err("not loopback");
    assert_eq!(everywhere.code(), Code::ListenFailed);
}

#[test]
fn a_request_that_panics_takes_nobody_with_it() {
    let provider = DevProvider::start("");
    let tokens = redeem(&provider, &Browser::default().code(&provider, "alice")).json();
    let body = wire::form(&[("client_id", "authctl"), ("token", tokens["refresh_token"].as_str().unwrap())]);
    let request = format!(
        "POST /introspect HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        provider.authority,
        body.len()
    );
    provider.world.clock_is_broken.store(true, Ordering::SeqCst);
    for _ in 0..3 {
        // the clock is asked while the state is locked
        assert!(wire::raw(&provider.authority, request.as_bytes()).is_none());
    }
    provider.world.clock_is_broken.store(false, Ordering::SeqCst);
    let answer = wire::raw(&provider.authority, request.as_bytes()).expect("an answer");
    assert_eq!(answer.json()["active"], true);
}

#[test]
fn a_server_that_stays_publishes_every_key_from_the_first_answer_on() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let algorithms = |all_keys: bool| {
        let world = std::sync::Arc::clone(&DevProvider::start("").world);
        let options = Options { stays: all_keys, ..Options::default() };
        let server = runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            Server::start(listener, Config::default(), Box::new(TestJournal::default()), world, options)
                .expect("starts")
        });
        let keys = wire::send(server.issuer().trim_start_matches("http://"), "GET", "/jwks", &[], "").json();
        let algorithms =
            keys["keys"].as_array().expect("a list").iter().map(|key| key["alg"].clone()).collect();
        runtime.block_on(server.shutdown());
        serde_json::Value::Array(algorithms)
    };
    assert_eq!(algorithms(true), serde_json::json!(["RS256", "ES256", "EdDSA", "ECDH-ES"]));
    // inside a command no key is made before it signs; that for encryption costs nothing
    assert_eq!(algorithms(false), serde_json::json!(["ECDH-ES"]));
}
