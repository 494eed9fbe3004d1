//! What whoever reaches `webhook listen`, such as through a tunnel, cannot do to it.

use std::{
    io::{Read as _, Write as _},
    thread,
};

use super::support::{
    listening::{FORM, Listening, token},
    program::Program,
    wire,
};

#[test]
fn whoever_comes_too_often_is_told_to_wait_and_nothing_is_made_of_it() {
    // W18
    let program = Program::new();
    let listening = Listening::believing(&program, &["--rate-limit", "5"]);
    let answers: Vec<u16> =
        (0..60).map(|_| wire::send(&listening.authority(), "GET", "/", &[], "").status).collect();
    let turned_away = answers.iter().filter(|status| **status == 429).count();
    assert!(turned_away > 20, "{answers:?}");
    assert!(answers.iter().all(|status| [404, 429].contains(status)), "{answers:?}");
    let answer = loop {
        let answer = listening.log_out(&token("one"));
        if answer.status != 429 {
            break answer;
        }
        assert_eq!(answer.header("retry-after"), Some("1"));
    };
    assert_eq!(answer.status, 200);
    assert_eq!(listening.verdict().0, "taken");
}

#[test]
fn connections_that_say_nothing_or_little_make_room_for_a_good_one() {
    // W4, W18, C52
    let program = Program::new();
    let listening = Listening::believing(&program, &[]);
    let authority = listening.authority();
    let mut idle: Vec<_> = (0..150).map(|_| wire::connect(&authority)).collect();
    for stream in &mut idle {
        // it may have been closed already
        let _ = stream.write_all(b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1");
    }
    assert_eq!(listening.log_out(&token("one")).status, 200);
    let mut closed = 0;
    for mut stream in idle {
        let mut answer = Vec::new();
        let ended = stream.read_to_end(&mut answer).is_ok();
        let text = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer.is_empty() || text.starts_with("HTTP/1.1 408 "), "{text}");
        closed += usize::from(ended);
    }
    assert!(closed > 0);
}

#[test]
fn many_at_once_are_each_taken_exactly_once() {
    // W3: eight send the same ten
    let program = Program::new();
    let listening = Listening::believing(&program, &[]);
    let tokens: Vec<String> = (0..10).map(|number| token(&number.to_string())).collect();
    let authority = listening.authority();
    let log_out = |token: &String| {
        let body = wire::form(&[("logout_token", token)]);
        wire::send(&authority, "POST", "/webhook", &[FORM], &body).status
    };
    let statuses: Vec<u16> = thread::scope(|scope| {
        let send = || scope.spawn(|| tokens.iter().map(log_out).collect::<Vec<_>>());
        let senders: Vec<_> = (0..8).map(|_| send()).collect();
        senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect()
    });
    let taken = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!(taken, 10, "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 400, 503].contains(status)), "{statuses:?}");
}

#[test]
fn odd_requests_are_refused_and_it_goes_on() {
    // W4, W19, C53
    let program = Program::new();
    let listening = Listening::believing(&program, &[]);
    let authority = listening.authority();
    let body = wire::form(&[("logout_token", &token("one"))]);
    for request in [
        "\r\n\r\n".to_owned(),
        "GET\r\n\r\n".into(),
        "POST /webhook HTTP/0.9\r\n\r\n".into(),
        format!("POST http://{authority}/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"),
        format!("CONNECT {authority} HTTP/1.1\r\nHost: x\r\n\r\n"),
        format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(20_000)),
        format!("POST /webhook HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(20_000)),
        format!(
            "POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
        "POST /webhook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n".into(),
        "\x16\x03\x01".into(),
    ] {
        let answer = wire::raw(&authority, request.as_bytes());
        let status = answer.as_ref().map(|answer| answer.status);
        assert!(status.is_none_or(|status| (400..500).contains(&status)), "{request:.60} {status:?}");
        assert_eq!(answer.and_then(|answer| answer.header("server").map(str::to_owned)), None);
    }
    assert_eq!(listening.log_out(&token("one")).status, 200);
}

#[test]
fn with_a_public_address_other_hosts_are_turned_away() {
    let program = Program::new();
    let listening = Listening::believing(&program, &["--public-url", "https://tunnel.example/hooks"]);
    let post = |host: &str, name: &str| {
        let body = wire::form(&[("logout_token", &token(name))]);
        wire::send(&listening.authority(), "POST", "/webhook", &[FORM, ("Host", host)], &body).status
    };
    assert_eq!(post("tunnel.example", "a"), 200);
    assert_eq!(post("Tunnel.Example", "b"), 200);
    assert_eq!(post(&listening.authority(), "c"), 200);
    assert_eq!(post("evil.example", "d"), 421);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_with_its_own_exit_code() {
    use rustix::process::Signal;
    let program = Program::new();
    for (signal, exit) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let listening = Listening::believing(&program, &[]);
        assert_eq!(listening.log_out(&token(&exit.to_string())).status, 200);
        listening.signal(signal);
        assert_eq!(listening.end().0, exit);
    }
}
