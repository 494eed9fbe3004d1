//! What `webhook listen` does about an event, and what it answers when that fails.

use std::fs;

use authctl::error::Code;
use serde_json::{Value, json};

use super::support::{
    exchange::Reply,
    listening::{FORM, Listening, claims, signer, token},
    program::Program,
    receiver::Receiver,
    wire,
};

/// A script that writes what it is told to `told` and its variables to `variables`, and ends as `outcome` says.
fn hook(program: &Program, outcome: &str) -> String {
    let at = |name: &str| program.path(name).display().to_string();
    let script =
        format!("cat >>{}\nenv | grep ^AUTHCTL_EVENT | sort >{}\n{outcome}", at("told"), at("variables"));
    program.script("hook", &script).display().to_string()
}

#[cfg(unix)]
#[test]
fn a_program_is_told_of_the_event_and_no_shell_reads_it() {
    // W8
    let program = Program::new();
    let listening = Listening::believing(&program, &["--exec", &hook(&program, "")]);
    let trap = format!("$(touch {0}) `touch {0}`", program.path("trap").display());
    let mut hostile = claims("one");
    hostile["sub"] = trap.as_str().into();
    let token = signer().sign(Some("logout+jwt"), &hostile).unwrap();
    assert_eq!(listening.log_out(&token).status, 200);
    let mut told: Value = serde_json::from_str(&fs::read_to_string(program.path("told")).unwrap()).unwrap();
    told["time"] = "MOMENT".into();
    assert_eq!(
        told,
        json!({
            "event": "oidc.backchannel-logout", "time": "MOMENT", "iss": "https://id.example", "sub": trap, "sid": "s1",
            "id": "one", "payload": hostile,
        })
    );
    assert_eq!(
        fs::read_to_string(program.path("variables")).unwrap(),
        "AUTHCTL_EVENT=oidc.backchannel-logout\nAUTHCTL_EVENT_ID=one\nAUTHCTL_EVENT_ISS=https://id.example\n\
         AUTHCTL_EVENT_SID=s1\nAUTHCTL_EVENT_SUB=\n"
    );
    assert!(!program.path("trap").exists());
    // W15: the token itself is nowhere, neither kept nor told
    program.holds_nowhere(&token);
}

#[cfg(unix)]
#[test]
fn an_event_whose_program_fails_is_not_taken_and_may_come_again() {
    // W6, W8
    let program = Program::new();
    let done = program.path("done").display().to_string();
    let listening = Listening::believing(&program, &["--exec", &hook(&program, &format!("test -e {done}"))]);
    let token = token("one");
    for _ in 0..2 {
        assert_eq!(listening.log_out(&token).error(), (400, "invalid_request".into()));
        let why = "the program that --exec names: it ended with exit status: 1".to_owned();
        assert_eq!(listening.verdict(), ("failed".into(), 400, why));
    }
    fs::write(&done, "").unwrap();
    assert_eq!(listening.log_out(&token).status, 200);
    assert_eq!(listening.log_out(&token).status, 400);
    assert_eq!(fs::read_to_string(program.path("told")).unwrap().lines().count(), 3);
}

#[cfg(unix)]
#[test]
fn what_was_killed_before_it_answered_may_come_again() {
    // W6
    let program = Program::new();
    let stuck = hook(&program, "exec sleep 600");
    let listening = Listening::believing(&program, &["--exec", &stuck]);
    let token = token("one");
    let body = wire::form(&[("logout_token", &token)]);
    let request = wire::request(&listening.authority(), "POST", "/webhook", &[FORM], &body);
    let mut stream = wire::connect(listening.authority());
    std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
    while !program.path("variables").exists() {
        std::thread::yield_now();
    }
    // while it is in hand it is not begun again
    assert_eq!(listening.log_out(&token).status, 503);
    listening.kill();
    let listening = Listening::believing(&program, &["--exec", &hook(&program, "")]);
    assert_eq!(listening.log_out(&token).status, 200);
}

#[test]
fn a_genuine_event_is_handed_on_to_the_byte_and_the_answer_comes_back() {
    let app = Receiver::start(|_| Reply::new("204 No Content", "X-App: yes\r\n", ""));
    let program = Program::new();
    let listening = Listening::believing(&program, &["--forward-to", &app.at("/hook?own=1")]);
    let token = token("one");
    // other fields, odd spelling and odd headers are the app's affair
    let body = format!("x=%7e&logout_token={token}&y=+");
    let headers = [FORM, ("X-Odd", "a  b"), ("Host", "tunnel.example")];
    let answer = wire::send(&listening.authority(), "POST", "/webhook?q=%7e", &headers, &body);
    assert_eq!((answer.status, answer.header("x-app")), (204, Some("yes")));
    let asked = app.next();
    assert_eq!((asked.method.as_str(), asked.path.as_str(), &asked.body), ("POST", "/hook", &body));
    assert_eq!(asked.query["own"], "1");
    assert_eq!(asked.query["q"], "~");
    assert_eq!(asked.headers["x-odd"], "a  b");
    assert_eq!(asked.headers["host"], app.address.to_string());
    // neither a replay nor what is not genuine comes to the app
    assert_eq!(listening.log_out(&token).status, 400);
    assert_eq!(listening.log_out("x.y.z").status, 400);
    assert!(app.so_far().is_empty());
}

#[test]
fn an_app_that_does_not_take_it_is_passed_back_and_asked_again() {
    // W6
    let statuses = std::sync::Mutex::new(vec!["200 OK", "302 Found", "500 Internal Server Error"]);
    let app = Receiver::start(move |_| Reply::new(statuses.lock().unwrap().pop().unwrap(), "", "own"));
    let program = Program::new();
    let listening = Listening::believing(&program, &["--forward-to", &app.at("/")]);
    let token = token("one");
    for status in [500, 302, 200] {
        let answer = listening.log_out(&token);
        assert_eq!((answer.status, answer.body.as_str()), (status, "own"));
    }
    drop(app);
    // nobody is there any more
    let another = super::support::listening::token("two");
    assert_eq!(listening.log_out(&another).status, 400);
}

#[test]
fn nothing_is_handed_on_to_places_that_nothing_is_sent_to_and_to_itself() {
    // W9
    let program = Program::new();
    let listen = |more: &[&str]| program.run(&[&["webhook", "listen", "--port", "0"], more].concat());
    for target in ["http://169.254.169.254/", "http://8.8.8.8/", "https://[2606:4700::1]/"] {
        listen(&["--forward-to", target]).refused(Code::WebhookTargetRefused);
    }
    for wrong in [
        &["--forward-to", "file:///etc/passwd"][..],
        &["--forward-to", "http://u:p@localhost/"],
        &["--exec", "'unended"],
        &["--target-is-mine", "x"],
        &["--event", "no.such-event"],
        &["--path", "webhook"],
        &["--path", "/a?b"],
        &["--count", "0"],
        &["--fail"],
        &["--secret-from", "CANARY"],
        &["--tls-cert", "x"],
    ] {
        let ran = listen(wrong);
        assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""), "{wrong:?}\n{}", ran.stderr);
        assert!(!ran.stderr.contains("CANARY"));
    }
    listen(&["--exec", "no-such-program-here"]).refused(Code::CommandNotFound);
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let own = format!("http://localhost:{port}/webhook");
    program.run(&["webhook", "listen", "--port", &port, "--forward-to", &own]).refused(Code::Usage);
}

#[test]
fn what_nobody_signs_is_taken_only_by_name() {
    // W17
    let program = Program::new();
    let get = |listening: &Listening| {
        let target = "/webhook?iss=https%3A%2F%2Fid.example&sid=s1";
        wire::send(&listening.authority(), "GET", target, &[], "").status
    };
    assert_eq!(get(&Listening::believing(&program, &[])), 405);
    let listening = Listening::believing(&program, &["--event", "oidc.frontchannel-logout"]);
    assert_eq!(get(&listening), 200);
    assert_eq!(listening.next()["sid"], "s1");
    // and then nothing else is
    assert_eq!(listening.log_out(&token("one")).status, 400);
}

#[cfg(unix)]
#[test]
fn each_request_is_recorded_to_the_byte_for_its_owner_alone() {
    // W15
    use std::os::unix::fs::PermissionsExt as _;
    let program = Program::new();
    let place = program.path("recordings").display().to_string();
    let listening = Listening::believing(&program, &["--record", &place]);
    let token = token("one");
    let body = format!("logout_token={token}&x=%7e");
    let headers = [FORM, ("Authorization", "Bearer CANARY"), ("Cookie", "CANARY=1"), ("X-Own", "a  b")];
    assert_eq!(wire::send(&listening.authority(), "POST", "/webhook?q=1", &headers, &body).status, 200);
    assert_eq!(listening.log_out("x.y.z").status, 400);
    let names = [(); 2].map(|()| listening.next()["recording"].as_str().unwrap().to_owned());
    assert!(names[0].ends_with("-0001-oidc.backchannel-logout.http"), "{names:?}");
    let file = program.path("recordings").join(&names[0]);
    let recorded = fs::read_to_string(&file).unwrap();
    assert!(recorded.starts_with("POST /webhook?q=1 HTTP/1.1\r\n"), "{recorded}");
    assert!(
        recorded.contains("x-own: a  b\r\n") && recorded.ends_with(&format!("\r\n\r\n{body}")),
        "{recorded}"
    );
    program.holds_nowhere("CANARY");
    for (name, mode) in [(file, 0o600), (program.path("recordings"), 0o700)] {
        assert_eq!(fs::metadata(name).unwrap().permissions().mode() & 0o777, mode);
    }
    // what was recorded can be verified
    let keys = program.path("keys.json").display().to_string();
    let place = ["--issuer", "https://id.example", "--client-id", "app", "--jwks", &keys];
    let file = program.path("recordings").join(&names[0]).display().to_string();
    program.run(&[&["webhook", "verify", &file][..], &place].concat()).ok();
}

#[test]
fn what_cannot_be_recorded_is_not_taken() {
    // W6
    let program = Program::new();
    let place = program.path("recordings");
    let listening = Listening::believing(&program, &["--record", &place.display().to_string()]);
    fs::remove_dir(&place).unwrap();
    let token = token("one");
    assert_eq!(listening.log_out(&token).status, 503);
    fs::create_dir(&place).unwrap();
    assert_eq!(listening.log_out(&token).status, 200);
    // a place that cannot be one is told at the start
    let file = program.write("file", "").display().to_string();
    program.run(&["webhook", "listen", "--port", "0", "--record", &file]).refused(Code::FileFailed);
}
