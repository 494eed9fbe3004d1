//! Ctrl-C, TERM and HUP at any point, through the real binary: the exit code of the signal, no listener, no lock, and a
//! session that is as it was or complete (threat C152).

use std::{
    net::TcpStream,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    time::Duration,
};

use rustix::process::Signal;

use crate::support::{
    exchange::Reply,
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

#[test]
fn a_second_signal_while_a_token_is_renewed_leaves_the_session_as_it_was_and_its_lock_free() {
    let (scripted, told) = told_of_refreshes(1, || Reply::Silence);
    let (program, provider) = (Program::new(), scripted.start());
    program.run(&provider.login()).ok();
    program.expire("work");
    let before = program.sessions();
    // the lock is free after the first: the second asks the provider again, at once
    for signal in [SIGNALS[1], SIGNALS[2]] {
        let mut token = program.start(&["token"]);
        wait_for(&told);
        token.signal(signal.0);
        token.line(
            "Finishing the renewal that has begun, so that the session is not lost. Again ends at once.",
        );
        ends_with(token, signal);
        assert_eq!(program.sessions(), before);
    }
}

#[test]
fn a_renewal_that_has_begun_is_kept_although_a_signal_came() {
    let (go, may_go): (Sender<()>, Receiver<()>) = channel();
    let may_go = Mutex::new(may_go);
    let (scripted, told) = told_of_refreshes(1, move || {
        let _ = may_go.lock().unwrap().recv();
        Reply::Right
    });
    let (program, provider) = (Program::new(), scripted.start());
    program.run(&provider.login()).ok();
    program.expire("work");
    let token = program.start(&["token"]);
    wait_for(&told);
    token.signal(Signal::INT);
    go.send(()).unwrap();
    let ran = token.end();
    assert_eq!((ran.exit, ran.stdout.as_str()), (130, ""), "{}", ran.stderr);
    assert_eq!(program.session("work").generation, 3);
    let kept = program.session("work").access_token.expose().clone();
    assert_eq!(program.run(&["token"]).answer(), kept);
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
