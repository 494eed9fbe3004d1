//! `--provider dev` through the real binary, with the provider inside each command: many at once, next to a `serve`, and where
//! somebody else has the port.

use std::net::TcpStream;

use authctl::error::Code;
use rustix::process::Signal;

use crate::support::{
    console::free_port,
    hostile::{Act, Peer, answer},
    program::{Program, Running},
    served::Served,
    wire,
};

/// The address of the provider inside commands, which is nobody else's.
fn own_issuer() -> String {
    format!("http://127.0.0.1:{}", free_port())
}

fn login(issuer: &str) -> Vec<&str> {
    let scopes = "openid profile email offline_access";
    vec![
        "login",
        "--profile",
        "work",
        "--provider",
        "dev",
        "--issuer",
        issuer,
        "--as",
        "alice",
        "--scope",
        scopes,
    ]
}

#[test]
fn commands_that_each_have_the_provider_inside_wait_for_each_other() {
    // C96, C99: two state directories share the port, and the four commands of each share a session
    let issuer = own_issuer();
    let programs = [Program::new(), Program::new()];
    for program in &programs {
        program.run(&login(&issuer)).ok();
    }
    let commands = [&login(&issuer)[..], &["token", "--min-ttl", "9999s"], &["whoami"], &["refresh"]];
    for _ in 0..3 {
        let running: Vec<Running> = programs
            .iter()
            .flat_map(|program| commands.iter().map(|command| program.start(command)))
            .collect();
        for running in running {
            let ran = running.end().ok();
            assert!(!ran.stderr.contains("warning: "), "{}", ran.stderr);
        }
    }
    for program in &programs {
        program.run(&["refresh"]).ok();
    }
}

/// A `serve` on the state of this program, for as long as `visit` takes.
fn while_serving(program: &Program, issuer: &str, visit: impl FnOnce()) {
    let port = issuer.rsplit(':').next().unwrap();
    let mut serving = program.start(&["serve", "--port", port]);
    serving.line("Try: ");
    visit();
    serving.signal(Signal::TERM);
    assert_eq!(serving.end().exit, 143);
}

#[test]
fn a_serve_of_the_same_state_is_used_and_what_it_did_is_there_when_it_is_gone() {
    let (program, issuer) = (Program::new(), own_issuer());
    let authority = issuer.trim_start_matches("http://");
    while_serving(&program, &issuer, || {
        program.run(&login(&issuer)).ok();
        let numbers = wire::send(authority, "GET", "/_dev/stats", &[], "").json();
        assert_eq!(numbers["token_requests"], 1);
        let token = program.run(&["token"]).answer();
        let form = wire::form(&[("token", token.as_str()), ("client_id", "authctl")]);
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        assert_eq!(wire::send(authority, "POST", "/revoke", &headers, &form).status, 200);
    });
    assert!(TcpStream::connect(authority).is_err());
    // the access token was withdrawn there: a provider inside the command refuses it, and another renews it
    let person = program.run(&["whoami", "--json"]).ok().json();
    assert_eq!((&person["sub"], &person["source"]), (&"alice".into(), &"userinfo".into()));
    assert_eq!(program.session("work").generation, 2);
}

#[test]
fn another_program_at_the_port_is_told_of_and_gets_nothing() {
    let peer = Peer::playing(vec![Act::Read, answer("200 OK", "", r#"{"stays":true}"#)]);
    let (program, issuer) = (Program::new(), format!("http://{}", peer.address));
    let ran = program.run(&login(&issuer)).refused(Code::PortTaken);
    let sentence = "error: the embedded provider's port is in use: another program has it [port_taken]\n";
    assert!(ran.stderr.starts_with(sentence), "{}", ran.stderr);
    let received = peer.received();
    assert!(
        received.iter().all(|request| request.starts_with("GET /_dev/stats HTTP/1.1\r\n")),
        "{received:?}"
    );
    assert_eq!(program.sessions().len(), 0);
}

#[test]
fn a_serve_of_another_state_is_told_of_and_gets_nothing() {
    let (program, served) = (Program::new(), Served::start());
    let ran = program.run(&login(&served.issuer)).refused(Code::PortTaken);
    assert_eq!(
        served.nameless(&ran.stderr),
        "error: the embedded provider's port is in use: another state directory's provider has it [port_taken]\n\
         \x20 profile work, issuer ISSUER, step provider\n\
         \x20 end that `authctl serve`, or set AUTHCTL_STATE_DIR to its directory\n\
         \x20 more: authctl explain port_taken\n"
    );
    assert_eq!((served.stat("token_requests"), program.sessions().len()), (0, 0));
}
