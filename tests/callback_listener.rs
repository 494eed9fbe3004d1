//! The callback listener against everything that is not the one good answer (threats C43–C61; RFC 8252, RFC 9112).

use std::{
    collections::BTreeSet,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    time::Duration,
};

use authctl::{
    error::Code,
    host::{
        Awaited, Callback, CallbackAddress, CallbackHost, IsOurs, Loopback as _, loopback::LoopbackListener,
    },
};
use url::Url;

use crate::support::caller::{body, connect, get, request, say, status};

/// A listener at `/cb` that waits for `state=good`, and the thread that waits.
struct Login {
    uri: Url,
    waiting: std::thread::JoinHandle<(String, Box<dyn Callback>)>,
}

impl Login {
    fn start(host: CallbackHost) -> Self {
        let mut callback = listen(host, 0).unwrap();
        let uri = callback.redirect_uri();
        let waiting = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let arrived = runtime.block_on(callback.receive(is_good())).unwrap();
            (arrived.parameters.expose().clone(), callback)
        });
        Self { uri, waiting }
    }

    /// Sends the good answer and returns what was received, and how many requests were ignored before.
    fn finish(self) -> (String, usize) {
        assert_eq!(status(&get(&self.uri, "/cb?code=CANARY&state=good")), "303");
        let (query, callback) = self.waiting.join().unwrap();
        let ignored = callback.ignored();
        assert_eq!(status(&get(&self.uri, "/done")), "200");
        (query, ignored)
    }
}

fn is_good() -> IsOurs {
    Arc::new(|query| query.split('&').filter(|pair| *pair == "state=good").count() == 1)
}

fn listen(host: CallbackHost, port: u16) -> authctl::error::Result<Box<dyn Callback>> {
    LoopbackListener.listen(&CallbackAddress { host, port, path: "/cb".into() }, &Awaited::default())
}

#[test]
fn the_good_answer_is_received_and_the_browser_ends_at_a_page_without_the_code() {
    // C47, C48, C49
    let login = Login::start(CallbackHost::Ipv4);
    let uri = login.uri.clone();
    assert_eq!(uri.as_str(), format!("http://127.0.0.1:{}/cb", uri.port().unwrap()));
    let answer = get(&uri, "/cb?code=CANARY&state=good");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert_eq!((status(head), body), ("303", ""));
    for header in [
        "Location: /done",
        "Content-Type: text/html; charset=utf-8",
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; \
         base-uri 'none'; form-action 'none'",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
        "Cache-Control: no-store",
        "Cross-Origin-Resource-Policy: same-origin",
        "Cross-Origin-Opener-Policy: same-origin",
        "Connection: close",
        "Content-Length: 0",
    ] {
        assert_eq!(head.lines().filter(|line| *line == header).count(), 1, "{header} in {head}");
    }
    let (query, callback) = login.waiting.join().unwrap();
    assert_eq!((query.as_str(), callback.ignored()), ("code=CANARY&state=good", 0));
    let page = get(&uri, "/done");
    assert_eq!(status(&page), "200");
    assert!(page.contains("Go back to the terminal") && !page.contains("CANARY"));
}

#[test]
fn an_answer_that_comes_before_the_login_waits_is_not_lost() {
    let mut callback = listen(CallbackHost::Ipv4, 0).unwrap();
    let uri = callback.redirect_uri();
    let mut early = connect(&uri);
    let authority = uri.authority();
    write!(early, "GET /cb?state=good HTTP/1.1\r\nHost: {authority}\r\n\r\n").unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(runtime.block_on(callback.receive(is_good())).unwrap().parameters.expose(), "state=good");
    let mut answer = String::new();
    early.read_to_string(&mut answer).unwrap();
    assert_eq!(status(&answer), "303");
    assert_eq!(status(&get(&uri, "/done")), "200");
}

#[test]
fn requests_that_are_not_ours_are_answered_by_a_fixed_page_counted_and_forgotten() {
    // C46, C54, C55, S-11 in small
    let login = Login::start(CallbackHost::Ipv4);
    let bad = [
        ("/cb", "400"),
        ("/cb?state=evil&code=CANARY", "400"),
        ("/cb?state=good&state=good", "400"),
        ("/cb?%ff%00&=&&", "400"),
        ("/", "404"),
        ("/done", "404"),
        ("/done?state=good", "404"),
        ("/cb/?state=good", "404"),
        ("/CB?state=good", "404"),
        ("//cb?state=good", "404"),
        ("/%63b?state=good", "404"),
        ("/x/../cb?state=good", "404"),
        ("/favicon.ico", "404"),
    ];
    for (target, code) in bad {
        assert_eq!(status(&get(&login.uri, target)), code, "{target}");
    }
    for number in 0..200 {
        assert_eq!(status(&get(&login.uri, &format!("/cb?state={number}&code=CANARY"))), "400");
    }
    assert_eq!(login.finish(), ("code=CANARY&state=good".into(), 200 + bad.len()));
}

#[test]
fn only_the_host_of_the_redirect_uri_is_answered() {
    // C50
    let login = Login::start(CallbackHost::Ipv4);
    let port = login.uri.port().unwrap();
    let other = port ^ 1;
    let hosts = [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        format!("localhost:{port}"),
        format!("LOCALHOST:{port}"),
        format!("[::1]:{port}"),
        format!("[::ffff:127.0.0.1]:{port}"),
        format!("127.0.0.2:{port}"),
        format!("127.1:{port}"),
        format!("127.0.0.01:{port}"),
        format!("0177.0.0.1:{port}"),
        format!("0x7f.0.0.1:{port}"),
        format!("2130706433:{port}"),
        format!("0.0.0.0:{port}"),
        "127.0.0.1".to_owned(),
        "127.0.0.1:".to_owned(),
        "127.0.0.1:80".to_owned(),
        format!("127.0.0.1:{other}"),
        format!("127.0.0.1:0{port}"),
        format!("127.0.0.1:+{port}"),
        format!("127.0.0.1.:{port}"),
        format!("127.0.0.1:{port}, evil.example"),
        format!("evil.example, 127.0.0.1:{port}"),
        format!("user@127.0.0.1:{port}"),
        format!("http://127.0.0.1:{port}"),
        format!("127.0.0.1:{port}/cb"),
        format!("127.0.0.1 :{port}"),
        format!("\"127.0.0.1:{port}\""),
        "null".to_owned(),
        String::new(),
    ];
    for host in &hosts {
        let answer =
            say(&login.uri, format!("GET /cb?state=good HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes());
        assert_eq!(status(&answer), "421", "{host}");
    }
    let right = format!("127.0.0.1:{port}");
    for lines in [
        String::new(),
        format!("Host: {right}\r\nHost: {right}\r\n"),
        format!("Host: {right}\r\nhost: evil.example\r\n"),
        format!("Host : {right}\r\n"),
        format!("Host:\r\n {right}\r\n"),
        format!("X-Forwarded-Host: {right}\r\n"),
    ] {
        let answer = say(&login.uri, format!("GET /cb?state=good HTTP/1.1\r\n{lines}\r\n").as_bytes());
        assert_eq!(status(&answer), "400", "{lines}");
    }
    assert_eq!(login.finish().1, hosts.len() + 6);
}

#[test]
fn what_two_readers_could_read_in_two_ways_is_no_request() {
    // C53
    let login = Login::start(CallbackHost::Ipv4);
    let host = format!("Host: {}\r\n", login.uri.authority());
    let cases: Vec<(Vec<u8>, &str)> = [
        "GET http://127.0.0.1/cb?state=good HTTP/1.1\r\n{H}\r\n",
        "GET cb?state=good HTTP/1.1\r\n{H}\r\n",
        "GET * HTTP/1.1\r\n{H}\r\n",
        "CONNECT 127.0.0.1:80 HTTP/1.1\r\n{H}\r\n",
        "GET /cb?state=good#x HTTP/1.1\r\n{H}\r\n",
        "GET  /cb?state=good HTTP/1.1\r\n{H}\r\n",
        "GET\t/cb?state=good HTTP/1.1\r\n{H}\r\n",
        "GET /cb?state=good\r\n\r\n",
        "GET /cb?state=good HTTP/0.9\r\n{H}\r\n",
        "GET /cb?state=good HTTP/2.0\r\n{H}\r\n",
        "GET /cb?state=good HTTP/1.10\r\n{H}\r\n",
        "GET /cb?state=good http/1.1\r\n{H}\r\n",
        "\r\nGET /cb?state=good HTTP/1.1\r\n{H}\r\n",
        "GET /cb?state=good HTTP/1.1\n{H}\r\n",
        "GET /cb?state=good HTTP/1.1\r\nA: b\nHost: x\r\n{H}\r\n",
        "GET /cb?state=good HTTP/1.1\n{H}\n",
        "GET /cb?state=good HTTP/1.1\r\n{H}Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /cb?state=good HTTP/1.1\r\n{H}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /cb?state=good HTTP/1.1\r\n{H}Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
        "GET /cb?state=good HTTP/1.1\r\n{H}Content-Length: -1\r\n\r\n",
        "GET /cb?state=good HTTP/1.1\r\n{H}Content-Length: 0, 0\r\n\r\n",
        "GET /cb?state=good HTTP/1.1\r\n{H}A : b\r\n\r\n",
        "GET /cb?state=good HTTP/1.1\r\n{H}A: b\r\n c\r\n\r\n",
        "GET /cb?state=good HTTP/1.1\r\n{H}A: b\0c\r\n\r\n",
        "GET /cb?state=go\0od HTTP/1.1\r\n{H}\r\n",
        "GET /cb?state=good&x=\u{e9} HTTP/1.1\r\n{H}\r\n",
        "\u{16}\u{3}\u{1}\u{2}\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]
    .iter()
    .map(|text| (text.replace("{H}", &host).into_bytes(), "400"))
    .chain([
        (format!("GET /cb?{} HTTP/1.1\r\n{host}\r\n", "a".repeat(20_000)).into_bytes(), "431"),
        (format!("GET / HTTP/1.1\r\n{host}{}\r\n", "A: b\r\n".repeat(65)).into_bytes(), "431"),
        (format!("GET / HTTP/1.1\r\n{host}A: {}\r\n\r\n", "a".repeat(1 << 20)).into_bytes(), "431"),
        ([b"GET /".as_slice(), &vec![b'a'; 10 << 20]].concat(), "431"),
    ])
    .collect();
    for (bytes, code) in &cases {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(90)]);
        assert_eq!(status(&say(&login.uri, bytes)), *code, "{shown:?}");
    }
    assert_eq!(login.finish().1, cases.len());
}

#[test]
fn one_connection_carries_one_request() {
    // C53
    let login = Login::start(CallbackHost::Ipv4);
    let one = |target: &str| format!("GET {target} HTTP/1.1\r\nHost: {}\r\n\r\n", login.uri.authority());
    let answer = say(&login.uri, (one("/a") + &one("/cb?state=good")).as_bytes());
    assert_eq!(answer.matches("HTTP/1.1").count(), 1);
    assert_eq!(status(&answer), "404");
    assert!(!login.waiting.is_finished());
    assert_eq!(login.finish().1, 1);
}

#[test]
fn only_a_get_that_a_person_made_is_the_answer() {
    // C51, C56
    let login = Login::start(CallbackHost::Ipv4);
    let good = "/cb?state=good";
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "get"] {
        let answer =
            request(&login.uri, method, good, "Origin: https://evil.example\r\nContent-Length: 0\r\n");
        assert_eq!(status(&answer), "405", "{method}");
        assert!(answer.contains("\r\nAllow: GET\r\n") && !answer.contains("Access-Control"), "{method}");
    }
    let posted = say(
        &login.uri,
        format!(
            "POST {good} HTTP/1.1\r\nHost: {}\r\nContent-Length: 10\r\n\r\nstate=good",
            login.uri.authority()
        )
        .as_bytes(),
    );
    assert_eq!(status(&posted), "405");
    let head = request(&login.uri, "HEAD", good, "");
    assert_eq!((status(&head), body(&head)), ("405", ""));
    for header in
        ["Sec-Purpose: prefetch", "Sec-Purpose: prefetch;prerender", "Purpose: prefetch", "X-Moz: prefetch"]
    {
        assert_eq!(status(&request(&login.uri, "GET", good, &format!("{header}\r\n"))), "503", "{header}");
    }
    assert!(!login.waiting.is_finished());
    assert_eq!(login.finish().1, 14);
}

#[test]
fn the_first_good_answer_counts_and_the_same_again_is_shown_the_same_page() {
    // C56
    let login = Login::start(CallbackHost::Ipv4);
    assert_eq!(status(&get(&login.uri, "/cb?code=first&state=good")), "303");
    assert_eq!(status(&get(&login.uri, "/cb?code=second&state=good")), "303");
    let (query, callback) = login.waiting.join().unwrap();
    assert_eq!((query.as_str(), callback.ignored()), ("code=first&state=good", 0));
    assert_eq!(status(&get(&login.uri, "/done")), "200");
}

#[test]
fn no_request_ever_shows_in_an_answer() {
    // C47, C48, S-13
    let login = Login::start(CallbackHost::Ipv4);
    let mut bodies = BTreeSet::new();
    let shapes = [
        "<script>alert(1)</script>",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "\"><img/src=x/onerror=alert(1)>",
        "'-alert(1)-'",
        "javascript:alert(1)",
        "{{7*7}}",
        "${7*7}",
        "%0d%0aSet-Cookie:%20a=b",
        "../../etc/passwd",
        "%00",
    ];
    for number in 0..500 {
        let payload = format!("{}CANARY{number}", shapes[number % shapes.len()]);
        let answer = match number % 5 {
            0 => get(&login.uri, &format!("/{payload}")),
            1 => get(&login.uri, &format!("/cb?error={payload}&error_description={payload}")),
            2 => get(&login.uri, &format!("/cb?state={payload}&iss={payload}")),
            3 => request(&login.uri, "GET", "/cb", &format!("Referer: {payload}\r\nCookie: {payload}\r\n")),
            _ => say(&login.uri, format!("{payload} / HTTP/1.1\r\nHost: {payload}\r\n\r\n").as_bytes()),
        };
        assert!(!answer.contains("CANARY") && answer.contains("Content-Security-Policy"), "{answer}");
        bodies.insert(body(&answer).to_owned());
    }
    login.finish();
    assert_eq!(bodies.len(), 1);
}

#[test]
fn slow_and_silent_connections_do_not_keep_the_good_answer_out() {
    // C52, S-12 in small
    let login = Login::start(CallbackHost::Ipv4);
    let mut slow: Vec<TcpStream> = Vec::new();
    for number in 0..200 {
        let mut stream = connect(&login.uri);
        if number % 2 == 0 {
            let _ = stream.write_all(b"GET /cb?state=good HTTP/1.1\r\nHost: ");
        }
        slow.push(stream);
    }
    assert_eq!(login.finish().0, "code=CANARY&state=good");
    // the listener is gone, and so are they
    for mut stream in slow {
        assert!(!matches!(stream.read(&mut [0]), Ok(count) if count > 0));
    }
}

#[test]
fn connections_that_come_and_break_off_do_no_harm() {
    // C61
    let login = Login::start(CallbackHost::Ipv4);
    for _ in 0..300 {
        let mut stream = connect(&login.uri);
        let _ = stream.write_all(b"GET / HTTP/1.1\r\n");
    }
    assert_eq!(login.finish(), ("code=CANARY&state=good".into(), 0));
}

#[test]
fn many_at_once_are_all_answered() {
    let login = Login::start(CallbackHost::Ipv4);
    let uri = &login.uri;
    std::thread::scope(|scope| {
        let callers: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| (0..10).all(|_| status(&get(uri, "/cb?state=evil")) == "400")))
            .collect();
        assert!(callers.into_iter().all(|caller| caller.join().unwrap()));
    });
    assert_eq!(login.finish().1, 200);
}

#[test]
fn a_dropped_listener_is_closed() {
    // C45
    let callback = listen(CallbackHost::Ipv4, 0).unwrap();
    let address = crate::support::caller::address_of(&callback.redirect_uri());
    drop(callback);
    assert!(closes(address));
}

#[test]
fn a_listener_closes_by_itself_after_its_page_was_shown() {
    // C45
    let login = Login::start(CallbackHost::Ipv4);
    let address = crate::support::caller::address_of(&login.uri);
    assert_eq!(status(&get(&login.uri, "/cb?state=good")), "303");
    let (_, callback) = login.waiting.join().unwrap();
    assert_eq!(status(&get(&login.uri, "/done")), "200");
    assert!(closes(address), "still open, and the login has not dropped it");
    drop(callback);
}

/// Whether nobody listens there any more, now or soon: a program that another test starts at this very moment can hold a
/// copy of the socket until it runs.
fn closes(address: SocketAddr) -> bool {
    (0..500).any(|_| {
        let is_closed = TcpStream::connect(address).is_err();
        if !is_closed {
            std::thread::sleep(Duration::from_millis(2));
        }
        is_closed
    })
}

#[test]
fn a_port_in_use_is_said_by_its_number_and_never_shared() {
    // C57, C58
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    for host in [CallbackHost::Ipv4, CallbackHost::Localhost] {
        let error = listen(host, port).err().unwrap();
        assert_eq!((error.code(), error.exit()), (Code::PortTaken, 11));
        assert_eq!(error.text(), format!("port {port} is in use"));
    }
    let ours = listen(CallbackHost::Ipv4, 0).unwrap();
    assert!(TcpListener::bind(crate::support::caller::address_of(&ours.redirect_uri())).is_err());
}

#[tokio::test]
async fn a_listener_can_be_opened_refused_and_dropped_within_a_task() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    assert!(listen(CallbackHost::Ipv4, taken.local_addr().unwrap().port()).is_err());
    let mut callback = listen(CallbackHost::Ipv4, 0).unwrap();
    let uri = callback.redirect_uri();
    let browser = std::thread::spawn(move || {
        (status(&get(&uri, "/cb?state=good")).to_owned(), status(&get(&uri, "/done")).to_owned())
    });
    assert_eq!(callback.receive(is_good()).await.unwrap().parameters.expose(), "state=good");
    drop(callback);
    assert_eq!(browser.join().unwrap(), ("303".into(), "200".into()));
}

#[test]
fn localhost_is_both_addresses_or_none() {
    // C44
    let Ok(other) = TcpListener::bind("[::1]:0") else { return };
    let error = listen(CallbackHost::Localhost, other.local_addr().unwrap().port()).err().unwrap();
    assert_eq!(error.code(), Code::PortTaken);
    let login = Login::start(CallbackHost::Localhost);
    let port = login.uri.port().unwrap();
    assert_eq!(login.uri.as_str(), format!("http://localhost:{port}/cb"));
    for host in ["127.0.0.1", "[::1]"] {
        let mut stream = TcpStream::connect(format!("{host}:{port}")).unwrap();
        write!(stream, "GET /x HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(status(&answer), "404", "{host}");
    }
    assert_eq!(login.finish().1, 2);
}

#[test]
fn ipv6_alone_has_its_address_in_the_redirect_uri() {
    // C43
    if TcpListener::bind("[::1]:0").is_err() {
        return;
    }
    let login = Login::start(CallbackHost::Ipv6);
    assert!(login.uri.as_str().starts_with("http://[::1]:"));
    assert_eq!(login.finish().0, "code=CANARY&state=good");
}

#[test]
fn a_path_that_is_none_is_refused() {
    for path in ["cb", "", "/cb?x", "/cb#x", "/a b", "//evil/../cb", "/\u{e9}"] {
        let address = CallbackAddress { host: CallbackHost::Ipv4, port: 0, path: path.into() };
        let awaited = Awaited::default();
        assert_eq!(LoopbackListener.listen(&address, &awaited).err().unwrap().code(), Code::Usage, "{path}");
    }
}
