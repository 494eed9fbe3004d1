//! Ctrl-C, TERM and HUP at any point, through the real binary: the exit code of the signal, no listener, no lock, and a
//! session that is as it was or complete (threat C152).

use std::{
    net::TcpStream,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, channel},
    },
    thread,
    time::Duration,
};

use rustix::process::Signal;
use serde_json::json;

use crate::support::{
    door::door,
    exchange::{Asked, Reply},
    program::{Program, Running},
    scripted::Scripted,
    served::Served,
};

const SIGNALS: [(Signal, i32); 3] = [(Signal::HUP, 129), (Signal::INT, 130), (Signal::TERM, 143)];

/// Sends the signal; the program ends with its exit code and says nothing on stdout.
fn ends_with(running: Running, (signal, exit): (Signal, i32)) -> String {
    running.signal(signal);
    let ran = running.end();
    assert_eq!((ran.exit, ran.stdout.as_str()), (exit, ""), "{}", ran.stderr);
    assert!(!ran.stderr.contains("error: "), "{}", ran.stderr);
    ran.stderr
}

/// A provider whose token endpoint answers the first request rightly and tells of each further one before it does what
/// `then` says.
fn told_of_refreshes(
    first: usize,
    then: impl Fn() -> Reply + Send + Sync + 'static,
) -> (Scripted, Receiver<()>) {
    let (sender, told) = channel();
    let (sender, count) = (Mutex::new(sender), AtomicUsize::new(0));
    let scripted = Scripted::new().at("/token", move |_, _| {
        if count.fetch_add(1, Ordering::SeqCst) < first {
            return Reply::Right;
        }
        sender.lock().unwrap().send(()).unwrap();
        then()
    });
    (scripted, told)
}

fn wait_for(told: &Receiver<()>) {
    told.recv_timeout(Duration::from_secs(20)).expect("the token endpoint is asked");
}

#[test]
fn a_signal_while_the_person_is_in_the_browser_ends_the_login_and_its_listener() {
    for signal in SIGNALS {
        let (program, provider) = (Program::new(), Scripted::new().start());
        let mut login = program.start(&[&provider.login_by_hand()[..], &["--no-browser"]].concat());
        let url = login.line("http");
        let back = provider.send_back(&url);
        login.line("If that browser");
        ends_with(login, signal);
        assert!(TcpStream::connect(back.socket_addrs(|| None).unwrap()[0]).is_err());
        assert_eq!(program.sessions().len(), 0);
    }
}

#[test]
fn a_signal_while_the_code_is_exchanged_ends_the_login_and_keeps_nothing() {
    for signal in SIGNALS {
        let (scripted, told) = told_of_refreshes(0, || Reply::Silence);
        let (program, provider) = (Program::new(), scripted.start());
        let login = program.start(&provider.login());
        wait_for(&told);
        ends_with(login, signal);
        assert_eq!(program.sessions().len(), 0);
    }
}

/// Tells of each request, and answers it not at all.
fn silent(
    scripted: Scripted,
    path: &'static str,
    is_meant: impl Fn(&Asked) -> bool + Send + Sync + 'static,
) -> (Scripted, Receiver<()>) {
    let (sender, told) = channel();
    let sender = Mutex::new(sender);
    let scripted = scripted.at(path, move |asked, _| match is_meant(asked) {
        true => {
            sender.lock().unwrap().send(()).unwrap();
            Reply::Silence
        }
        false => Reply::Right,
    });
    (scripted, told)
}

#[test]
fn a_signal_in_the_exchange_of_any_option_ends_the_login_and_keeps_nothing() {
    let announced = || {
        Scripted::new().metadata(|document, world| {
            for (member, path) in [
                ("pushed_authorization_request_endpoint", "par"),
                ("backchannel_authentication_endpoint", "bc"),
                ("device_authorization_endpoint", "device"),
            ] {
                document.insert(member.into(), format!("{}/{path}", world.issuer).into());
            }
            document.insert("dpop_signing_alg_values_supported".into(), json!(["ES256"]));
        })
    };
    let ciba = ["--flow", "ciba", "--login-hint", "alice", "--client-secret-from", "env:S"];
    let polled = |scripted: Scripted, path| {
        scripted.at(path, |_, _| {
            let answer = json!({
                "auth_req_id": "a", "device_code": "a", "user_code": "WDJB-MJHT", "expires_in": 60, "interval": 1,
                "verification_uri": "http://127.0.0.1/device",
            });
            Reply::json("200 OK", &answer.to_string())
        })
    };
    let dpop = |asked: &Asked| asked.headers.contains_key("dpop");
    let (always, jwt) = (|_: &Asked| true, ["--response-mode", "jwt"]);
    for (flags, (scripted, told)) in [
        (&["--par"][..], silent(announced(), "/par", always)),
        (&["--dpop"], silent(announced(), "/token", dpop)),
        (&ciba, silent(announced(), "/bc", always)),
        (&ciba, silent(polled(announced(), "/bc"), "/token", always)),
        (&["--flow", "device"], silent(announced(), "/device", always)),
        (&["--flow", "device"], silent(polled(announced(), "/device"), "/token", always)),
        (&["--flow", "hybrid"], silent(announced(), "/jwks", always)),
        (&jwt, silent(announced(), "/jwks", always)),
        (&[], silent(announced(), "/userinfo", always)),
    ] {
        let (program, provider) = (Program::new().with("S", "CANARY-secret"), scripted.start());
        let login = match flags.contains(&"--flow") && !flags.contains(&"hybrid") {
            true => program.start(&[&provider.login_by_hand()[..], flags].concat()),
            false => program.start(&[&provider.login()[..], flags].concat()),
        };
        wait_for(&told);
        let said = ends_with(login, (Signal::INT, 130));
        provider.is_kept_secret_in(&said);
        assert_eq!(program.sessions().len(), 0, "{flags:?}");
    }
}

#[test]
fn a_second_signal_ends_a_renewal_at_once_and_leaves_the_session_as_it_was_and_its_lock_free() {
    let (scripted, told) = told_of_refreshes(1, || Reply::Silence);
    let (program, provider) = (Program::new(), scripted.start());
    program.run(&provider.login()).ok();
    program.expire("work");
    let before = program.sessions();
    // the lock is free after each: the next one asks the provider again, at once
    for signal in SIGNALS {
        // the answer is waited for longer than this test waits for the end
        let mut token = program.start(&["token", "--timeout", "5m"]);
        wait_for(&told);
        token.signal(signal.0);
        token.line("Finishing what has begun");
        ends_with(token, signal);
        assert_eq!(program.sessions(), before);
    }
}

#[test]
fn a_renewal_that_has_begun_is_kept_although_a_signal_came() {
    let (door, stop) = door();
    let count = AtomicUsize::new(0);
    let scripted = Scripted::new().at("/token", move |_, _| {
        if count.fetch_add(1, Ordering::SeqCst) == 1 {
            stop();
        }
        Reply::Right
    });
    let (program, provider) = (Program::new(), scripted.start());
    program.run(&provider.login()).ok();
    program.expire("work");
    let mut token = program.start(&["token"]);
    door.wait_until_reached();
    token.signal(Signal::INT);
    token.line("Finishing what has begun");
    // an answer that takes its time: this can only be too short to show anything, never fail for it
    thread::sleep(Duration::from_secs(2));
    door.open();
    let ran = token.end();
    assert_eq!((ran.exit, ran.stdout.as_str()), (130, ""), "{}", ran.stderr);
    assert_eq!(program.session("work").generation, 3);
    let kept = program.session("work").access_token.expose().clone();
    assert_eq!(program.run(&["token"]).answer(), kept);
    assert_eq!(provider.asked("/token").len(), 2);
}

#[test]
fn a_revocation_that_has_begun_is_kept_although_a_signal_came() {
    let (door, stop) = door();
    let scripted = Scripted::new().at("/revoke", move |_, _| {
        stop();
        Reply::json("200 OK", "")
    });
    let (program, provider) = (Program::new(), scripted.start());
    program.run(&provider.login()).ok();
    let first = program.run(&["token"]).answer();
    let mut revoke = program.start(&["revoke"]);
    door.wait_until_reached();
    revoke.signal(Signal::INT);
    revoke.line("Finishing what has begun");
    door.open();
    let ran = revoke.end();
    assert_eq!((ran.exit, ran.stdout.as_str()), (130, ""), "{}", ran.stderr);
    assert_ne!(program.run(&["token"]).answer(), first);
}

#[test]
fn a_client_that_is_being_registered_is_kept_although_a_signal_came() {
    let (door, stop) = door();
    let scripted = Scripted::new()
        .metadata(|document, world| {
            document.insert("registration_endpoint".into(), format!("{}/register", world.issuer).into());
        })
        .at("/register", move |asked, _| {
            stop();
            Reply::json("201 Created", &asked.body.replacen('{', "{\"client_id\":\"client-1\",", 1))
        });
    let (program, provider) = (Program::new().configured(""), scripted.start());
    let mut register =
        program.start(&["client", "register", "--profile", "work", "--issuer", provider.issuer()]);
    door.wait_until_reached();
    register.signal(Signal::INT);
    register.line("Finishing what has begun");
    door.open();
    let ran = register.end();
    assert_eq!((ran.exit, ran.stdout.as_str()), (130, ""), "{}", ran.stderr);
    program.run(&["login", "--profile", "work", "--as", "alice"]).ok();
}

#[test]
fn a_signal_while_a_program_is_asked_for_the_secret_does_not_wait_for_it() {
    let program = Program::new();
    // it leaves stderr, which the test reads to its end
    let script = program.script("secret", "echo $$ >pid; echo asked >&2; exec sleep 60 2>/dev/null");
    let source = format!("cmd:{}", script.display());
    let provider = Scripted::new().start();
    let mut login =
        program.start(&[&provider.login()[..], &["--client-secret-from", source.as_str()]].concat());
    login.line("asked");
    ends_with(login, SIGNALS[1]);
    let pid: i32 = std::fs::read_to_string(program.path("pid")).unwrap().trim().parse().unwrap();
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    // it may have ended with the terminal's signal, or live on for its minute
    let _ = rustix::process::kill_process(pid, Signal::TERM);
    assert_eq!(program.sessions().len(), 0);
    program.run(&provider.login()).ok();
}

#[test]
fn the_embedded_provider_ends_with_the_signal_and_frees_its_port() {
    // P25
    for (signal, exit) in SIGNALS {
        let mut served = Served::start();
        let address = served.authority().to_owned();
        assert_eq!(served.stop_with(signal), exit);
        assert!(TcpStream::connect(address).is_err());
    }
}
