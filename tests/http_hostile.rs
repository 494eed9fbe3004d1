//! What the HTTP client makes of a provider that does everything wrong (threats C4–C14, C20): a code of the registry,
//! in bounded time and space.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use authctl::{
    error::{Code, Error, Phase},
    host::{
        Http as _, Witness,
        http::{Client, Limits, Settings},
        proxy::HttpsProxy,
        resolver::{AddressPolicy, Lookup},
    },
    protocol::{
        exchange::{Endpoint, Request, Response},
        step::Step,
    },
};

use crate::support::hostile::{Act, Peer, answer, say};

/// Limits that a test can wait for.
const SHORT: Limits = Limits {
    connect: Duration::from_millis(200),
    head: Duration::from_millis(500),
    idle: Duration::from_millis(500),
    whole: Duration::from_millis(900),
};

async fn ask_with(settings: Settings, endpoint: Endpoint, url: &str) -> Result<Response, Error> {
    Client::new(settings).send(Request::get(endpoint, url.parse().unwrap())).await
}

/// Asks a peer that plays these steps.
async fn ask(acts: Vec<Act>) -> Result<Response, Error> {
    let peer = Peer::playing(acts);
    ask_with(Settings::default(), Endpoint::Discovery, peer.url("/").as_str()).await
}

fn lookup_of(table: &'static [(&'static str, &'static str)]) -> Lookup {
    Arc::new(move |host| {
        let found = table.iter().find(|(name, _)| *name == host).map(|(_, address)| address.parse().unwrap());
        Box::pin(async move { Ok(found.into_iter().collect()) })
    })
}

#[tokio::test]
async fn a_request_is_plain_and_says_who_asks() {
    // C10
    let peer = Peer::playing(vec![Act::Read, answer("200 OK", "Content-Type: application/json\r\n", "{}")]);
    let request = Request::form(Endpoint::Token, peer.url("/token"), [("grant_type", "x y")]);
    let response = Client::new(Settings::default()).send(request).await.unwrap();
    assert_eq!((response.status.as_u16(), response.body.as_slice()), (200, &b"{}"[..]));
    let host = peer.address;
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        peer.received(),
        [format!(
            "POST /token HTTP/1.1\r\naccept: application/json\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             accept-encoding: identity\r\nuser-agent: authctl/{version}\r\nhost: {host}\r\ncontent-length: 14\r\n\r\n\
             grant_type=x+y"
        )]
    );
}

#[tokio::test]
async fn every_fault_of_an_answer_has_its_code() {
    // C9, C10, C12
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let many = (0..101).map(|i| format!("h{i}: v\r\n")).collect::<String>();
    let wide = format!("wide: {}\r\n", "v".repeat(70 * 1024));
    let table: Vec<(&str, Vec<Act>, Code)> = vec![
        ("reset", vec![Act::Reset], Code::ConnectionFailed),
        ("closed before an answer", vec![Act::Read], Code::ConnectionFailed),
        ("closed in the status line", vec![Act::Read, say("HTTP/1.1 20")], Code::ConnectionFailed),
        (
            "closed in the headers",
            vec![Act::Read, say("HTTP/1.1 200 OK\r\nA: b\r\n")],
            Code::ConnectionFailed,
        ),
        (
            "truncated",
            vec![Act::Read, say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}")],
            Code::HttpInvalid,
        ),
        ("chunk size", vec![Act::Read, say(format!("{chunked}zz\r\n{{}}\r\n"))], Code::HttpInvalid),
        ("chunk cut", vec![Act::Read, say(format!("{chunked}ff\r\n{{}}"))], Code::HttpInvalid),
        ("garbage", vec![Act::Read, say("\x00\x01\x02garbage\r\n\r\n")], Code::HttpInvalid),
        ("HTTP/0.9", vec![Act::Read, say("{\"issuer\":\"x\"}")], Code::HttpInvalid),
        ("HTTP/2", vec![Act::Read, say("HTTP/2 200 OK\r\n\r\n")], Code::HttpInvalid),
        ("status", vec![Act::Read, say("HTTP/1.1 2x0 OK\r\n\r\n")], Code::HttpInvalid),
        (
            "two lengths",
            vec![Act::Read, say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}")],
            Code::HttpInvalid,
        ),
        (
            "length announced",
            vec![Act::Read, say("HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\n")],
            Code::ResponseTooLarge,
        ),
        (
            "endless until close",
            vec![Act::Read, say("HTTP/1.1 200 OK\r\n\r\n"), Act::SayForever(vec![b' '; 4096])],
            Code::ResponseTooLarge,
        ),
        (
            "endless chunks",
            vec![Act::Read, say(chunked), Act::SayForever(b"4\r\n    \r\n".repeat(500))],
            Code::ResponseTooLarge,
        ),
        ("many headers", vec![Act::Read, answer("200 OK", &many, "{}")], Code::ResponseTooLarge),
        ("wide headers", vec![Act::Read, answer("200 OK", &wide, "{}")], Code::ResponseTooLarge),
        (
            "endless headers",
            vec![Act::Read, say("HTTP/1.1 200 OK\r\n"), Act::SayForever(b"a: b\r\n".repeat(100))],
            Code::ResponseTooLarge,
        ),
        (
            "gzip",
            vec![Act::Read, answer("200 OK", "Content-Encoding: gzip\r\n", "x")],
            Code::ContentEncodingRefused,
        ),
        (
            "gzip twice",
            vec![Act::Read, answer("200 OK", "Content-Encoding: gzip, gzip\r\n", "x")],
            Code::ContentEncodingRefused,
        ),
        (
            "br",
            vec![Act::Read, answer("200 OK", "Content-Encoding: br\r\n", "x")],
            Code::ContentEncodingRefused,
        ),
    ];
    for (name, acts, code) in table {
        let error = ask(acts).await.expect_err(name);
        assert_eq!((error.code(), error.at()), (code, Phase::Discovery), "{name}: {error}");
        assert!(error.text().contains("127.0.0.1") || code == Code::HttpInvalid, "{name}: {error}");
        assert!(error.may_have_been_sent(), "{name}");
    }
}

#[tokio::test]
async fn a_body_of_just_the_limit_is_read() {
    // C9
    for (size, is_read) in [(256 * 1024, true), (256 * 1024 + 1, false)] {
        let outcome = ask(vec![Act::Read, answer("200 OK", "", &" ".repeat(size))]).await;
        assert_eq!(outcome.is_ok_and(|response| response.body.len() == size), is_read, "{size}");
    }
}

#[tokio::test]
async fn a_connection_that_the_provider_has_closed_is_not_used_again() {
    // C13: each form is sent exactly once
    let peer = Peer::playing(vec![Act::Read, answer("200 OK", "", "{}")]);
    let client = Client::new(Settings::default());
    for code in ["a", "b", "c"] {
        let request = Request::form(Endpoint::Token, peer.url("/token"), [("code", code)]);
        client.send(request).await.unwrap();
        peer.wait_until_closed();
        // the runtime looks at its sockets every 61st turn
        for _ in 0..2000 {
            tokio::task::yield_now().await;
        }
    }
    let received = peer.received();
    let codes: Vec<&str> = received.iter().filter_map(|request| request.rsplit('\n').next()).collect();
    assert_eq!(codes, ["code=a", "code=b", "code=c"]);
}

#[tokio::test]
async fn errors_of_http_are_answers() {
    for status in ["400 Bad Request", "401 Unauthorized", "429 Too Many Requests", "500 Oops", "503 Later"] {
        let response = ask(vec![Act::Read, answer(status, "Retry-After: 7\r\n", "{}")]).await.unwrap();
        assert_eq!(response.status.as_str(), &status[..3]);
        assert_eq!(response.retry_after_s(), Some(7));
    }
}

#[tokio::test]
async fn a_redirect_is_refused_and_nothing_reaches_the_second_host() {
    // C4
    for status in ["301 A", "302 A", "303 A", "307 A", "308 A", "300 A"] {
        for endpoint in [Endpoint::Token, Endpoint::Discovery, Endpoint::Jwks, Endpoint::Revocation] {
            let second = Peer::left_alone();
            let location = format!("Location: {}\r\n", second.url("/CANARY?CANARY=1"));
            let first = Peer::playing(vec![Act::Read, answer(status, &location, "")]);
            let request = Request::form(endpoint, first.url("/"), [("code", "CANARY")]);
            let error = Client::new(Settings::default()).send(request).await.unwrap_err();
            assert_eq!(error.code(), Code::RedirectRefused, "{status}");
            assert_eq!(error.found().unwrap().raw(), "127.0.0.1");
            assert!(!format!("{error:?}").contains("CANARY"));
        }
    }
}

#[tokio::test]
async fn where_authctl_plays_the_browser_a_redirect_is_an_answer() {
    let peer = Peer::playing(vec![Act::Read, answer("303 See Other", "Location: /next\r\n", "")]);
    let response =
        ask_with(Settings::default(), Endpoint::Authorization, peer.url("/").as_str()).await.unwrap();
    assert_eq!(response.status.as_u16(), 303);
}

#[tokio::test]
async fn a_provider_that_stalls_anywhere_is_left_in_time() {
    // C11
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n";
    let drip = |text: &str| text.bytes().map(|byte| say([byte])).collect::<Vec<_>>();
    let stalls: Vec<(&str, Vec<Act>)> = vec![
        ("reads nothing", vec![Act::Stall]),
        ("says nothing", vec![Act::Read, Act::Stall]),
        ("in the status line", [vec![Act::Read], drip("HTTP/1.1 20"), vec![Act::Stall]].concat()),
        ("in the headers", vec![Act::Read, say(head), Act::Stall]),
        ("before the body", vec![Act::Read, say(format!("{head}\r\n")), Act::Stall]),
        ("in the body", vec![Act::Read, say(format!("{head}\r\n{{}}")), Act::Stall]),
        (
            "before the last chunk",
            vec![
                Act::Read,
                say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
                Act::Stall,
            ],
        ),
    ];
    for (name, acts) in stalls {
        let peer = Peer::playing(acts);
        let settings = Settings { limits: SHORT, ..Settings::default() };
        let error = ask_with(settings, Endpoint::Jwks, peer.url("/").as_str()).await.expect_err(name);
        assert_eq!((error.code(), error.at()), (Code::Timeout, Phase::Validate), "{name}: {error}");
        assert!(error.may_have_been_sent(), "{name}");
    }
}

#[tokio::test]
async fn a_handshake_that_stalls_or_breaks_is_told_from_an_answer_that_was_lost() {
    // C11, C12, C13: no byte of the request can have left
    for (acts, code) in [
        (vec![Act::Stall], Code::Timeout),
        (vec![Act::Reset], Code::ConnectionFailed),
        (vec![], Code::TlsFailed),
        (vec![Act::Say(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()), Act::Stall], Code::TlsFailed),
    ] {
        let peer = Peer::playing(acts);
        let settings = Settings { limits: SHORT, ..Settings::default() };
        let error =
            ask_with(settings, Endpoint::Token, &format!("https://{}/", peer.address)).await.unwrap_err();
        // a close with our hello unread is a reset or an end, as the moment has it
        let is_race = code == Code::TlsFailed && error.code() == Code::ConnectionFailed;
        assert!(error.code() == code || is_race, "{error:?}");
        assert!(!error.may_have_been_sent(), "{error}");
    }
}

#[tokio::test]
async fn a_refused_connection_and_an_unknown_name_send_nothing() {
    // C12, C13
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = ask_with(Settings::default(), Endpoint::Token, &format!("http://{free}/")).await.unwrap_err();
    assert_eq!((error.code(), error.may_have_been_sent()), (Code::ConnectionFailed, false));
    let settings = Settings { lookup: lookup_of(&[]), ..Settings::default() };
    let error = ask_with(settings, Endpoint::Token, "https://id.example/?CANARY").await.unwrap_err();
    assert_eq!((error.code(), error.may_have_been_sent()), (Code::DnsFailed, false));
    assert_eq!(error.text(), "the host name id.example is not known");
}

#[tokio::test]
async fn cleartext_goes_to_this_machine_only() {
    // C6
    for url in
        ["http://id.example/", "http://10.0.0.1/", "http://127.0.0.1.example/", "http://[2606:4700::1]/"]
    {
        let error = ask_with(Settings::default(), Endpoint::Token, url).await.unwrap_err();
        assert_eq!((error.code(), error.may_have_been_sent()), (Code::CleartextRefused, false), "{url}");
    }
    let peer = Peer::playing(vec![Act::Read, answer("200 OK", "", "{}")]);
    let url = format!("http://localhost:{}/", peer.address.port());
    assert!(ask_with(Settings::default(), Endpoint::Token, &url).await.is_ok());
}

#[tokio::test]
async fn a_public_issuer_cannot_send_us_inside() {
    // C5
    let peer = Peer::left_alone();
    let port = peer.address.port();
    let lookup = lookup_of(&[("id.example", "203.0.113.1"), ("evil.example", "127.0.0.1")]);
    for url in [
        format!("https://evil.example:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}/"),
        format!("http://localhost:{port}/"),
        format!("https://2130706433:{port}/"),
        format!("https://[::ffff:127.0.0.1]:{port}/"),
        "https://169.254.169.254/latest/meta-data".into(),
        "https://[fd00:ec2::254]/".into(),
        "https://10.0.0.1/".into(),
    ] {
        let settings = Settings {
            addresses: AddressPolicy::NoNearerThan("id.example".into()),
            lookup: lookup.clone(),
            ..Settings::default()
        };
        let error = ask_with(settings, Endpoint::Token, &url).await.unwrap_err();
        assert_eq!(
            (error.code(), error.may_have_been_sent()),
            (Code::EndpointAddressRefused, false),
            "{url}"
        );
    }
}

#[tokio::test]
async fn a_proxy_gets_the_outside_and_never_loopback() {
    // C20
    let proxy = Peer::playing(vec![Act::Read, say("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")]);
    let settings = |address| Settings {
        proxy: HttpsProxy::of(&format!("http://user:CANARY@{address}")).unwrap(),
        lookup: lookup_of(&[]),
        ..Settings::default()
    };
    let error = ask_with(settings(proxy.address), Endpoint::Token, "https://id.example/").await.unwrap_err();
    assert_eq!((error.code(), error.may_have_been_sent()), (Code::ConnectionFailed, false));
    assert_eq!(error.text(), "the proxy wants a user and a password (HTTP 407)");
    assert!(!format!("{error:?}").contains("CANARY"));
    assert!(proxy.received()[0].starts_with("CONNECT id.example:443 HTTP/1.1\r\n"), "{:?}", proxy.received());

    let unused = Peer::left_alone();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for url in [format!("https://127.0.0.1:{free}/"), format!("https://localhost:{free}/")] {
        let error = ask_with(settings(unused.address), Endpoint::Token, &url).await.unwrap_err();
        assert_eq!(error.code(), Code::ConnectionFailed, "{url}");
    }
}

#[tokio::test]
async fn what_may_only_go_near_goes_through_no_proxy_that_knows_other_names() {
    // W9: nor is the proxy's own host a place to send to
    let proxy = Peer::left_alone();
    let own = format!("http://{}", proxy.address).replace("127.0.0.1", "proxy.example");
    for proxy in [format!("http://{}", proxy.address), own] {
        for url in ["https://app.example/", "https://proxy.example/", "http://proxy.example/"] {
            let settings = Settings {
                proxy: HttpsProxy::of(&proxy).unwrap(),
                addresses: AddressPolicy::Near,
                lookup: lookup_of(&[("app.example", "203.0.113.1"), ("proxy.example", "203.0.113.2")]),
                limits: SHORT,
                ..Settings::default()
            };
            let error = ask_with(settings, Endpoint::Webhook, url).await.unwrap_err();
            assert_eq!(error.code(), Code::EndpointAddressRefused, "{url} by {proxy}");
        }
    }
}

#[tokio::test]
async fn an_app_that_is_checked_may_redirect_and_needs_no_tls_in_its_network_only() {
    // T3
    let peer = Peer::playing(vec![Act::Read, answer("302 Found", "Location: /next\r\n", "")]);
    let near = |addresses| Settings {
        addresses,
        lookup: lookup_of(&[("app.lan", "127.0.0.1"), ("app.example", "203.0.113.1")]),
        limits: SHORT,
        ..Settings::default()
    };
    let named = format!("http://app.lan:{}/", peer.address.port());
    let answered = ask_with(near(AddressPolicy::Near), Endpoint::App, &named).await.unwrap();
    assert_eq!(answered.status.as_u16(), 302);
    let mine = || AddressPolicy::NearOr(vec!["app.example".into()]);
    for (addresses, url, refused) in [
        (AddressPolicy::Near, "http://app.example/", Code::EndpointAddressRefused),
        (AddressPolicy::Near, "https://203.0.113.1/", Code::EndpointAddressRefused),
        (mine(), "http://203.0.113.1/", Code::EndpointAddressRefused),
        (mine(), "http://169.254.169.254/", Code::EndpointAddressRefused),
        // what is far away is asked over TLS
        (mine(), "http://app.example/", Code::CleartextRefused),
        (AddressPolicy::Mine, "http://app.example/", Code::CleartextRefused),
    ] {
        let error = ask_with(near(addresses), Endpoint::App, url).await.unwrap_err();
        assert_eq!((error.code(), error.may_have_been_sent()), (refused, false), "{url}");
        assert_eq!(error.at(), Phase::Check);
    }
    let error = ask_with(near(AddressPolicy::Near), Endpoint::App, "http://app.example/").await.unwrap_err();
    assert_eq!(error.text(), "app.example leads out of this machine and its network");
}

#[tokio::test]
async fn a_page_larger_than_a_page_is_refused() {
    // C9
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", 4 * 1024 * 1024 + 1);
    let peer = Peer::playing(vec![Act::Read, say(head)]);
    let error = ask_with(Settings::default(), Endpoint::App, peer.url("/").as_str()).await.unwrap_err();
    assert_eq!(error.code(), Code::ResponseTooLarge);
}

/// What a witness heard of.
#[derive(Default)]
struct Told(Mutex<Vec<(Endpoint, Result<u16, Code>)>>);

impl Witness for Told {
    fn saw(&self, step: Step) {
        let Step::Exchange(exchange) = step else { panic!("HTTP knows of exchanges alone") };
        let outcome = exchange.outcome.map(|response| response.status.as_u16()).map_err(|error| error.code());
        self.0.lock().unwrap().push((exchange.request.endpoint, outcome));
    }
}

#[tokio::test]
async fn the_witness_is_told_of_answers_and_of_failures() {
    let told = Arc::new(Told::default());
    let settings = Settings { witness: Some(told.clone()), ..Settings::default() };
    let client = Client::new(settings);
    let good = Peer::playing(vec![Act::Read, answer("200 OK", "", "{}")]);
    let bad = Peer::playing(vec![Act::Read]);
    client.send(Request::get(Endpoint::Discovery, good.url("/"))).await.unwrap();
    client.send(Request::get(Endpoint::Jwks, bad.url("/"))).await.unwrap_err();
    assert_eq!(
        *told.0.lock().unwrap(),
        [(Endpoint::Discovery, Ok(200)), (Endpoint::Jwks, Err(Code::ConnectionFailed))]
    );
}
