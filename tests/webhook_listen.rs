//! `webhook listen` of the real binary: what it takes, what it refuses, and that nothing takes effect twice.

use authctl::error::Code;
use serde_json::{Value, json};

use super::support::{
    listening::{FORM, ISSUER, Listening, claims, now, signer, token},
    program::Program,
    served::Served,
    wire,
};

fn taken() -> (String, u64, String) {
    ("taken".into(), 200, String::new())
}

fn refused(why: &str) -> (String, u64, String) {
    ("refused".into(), 400, why.into())
}

#[test]
fn what_the_embedded_provider_signs_is_taken_while_it_does_not_even_run() {
    let program = Program::new();
    let listening = Listening::start(&program, &[]);
    assert_eq!(listening.ready["issuer"], "http://127.0.0.1:9470");
    assert_eq!(listening.ready["client_id"], "authctl");
    for user in ["alice", "bob"] {
        let url = listening.url();
        let event = ["webhook", "send", "oidc.backchannel-logout", "--to", url];
        program.run(&[&event[..], &["--client-id", "authctl", "--user", user]].concat()).ok();
        let line = listening.next();
        assert_eq!(
            (&line["event"], &line["verdict"], &line["sub"]),
            (&json!("oidc.backchannel-logout"), &json!("taken"), &json!(user))
        );
    }
}

#[test]
fn a_right_logout_token_is_taken_once_and_answered_as_the_standard_says() {
    // W1, W3, W5
    let program = Program::new();
    let listening = Listening::believing(&program, &[]);
    let token = token("one");
    let answer = listening.log_out(&token);
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")));
    assert_eq!(answer.header("server"), None);
    let mut line = listening.next();
    line["time"] = "MOMENT".into();
    assert_eq!(
        line,
        json!({
            "time": "MOMENT", "event": "oidc.backchannel-logout", "verdict": "taken", "status": 200,
            "iss": ISSUER, "sub": "alice", "sid": "s1", "id": "one", "why": null, "section": null, "recording": null,
        })
    );
    let again = listening.log_out(&token);
    assert_eq!(again.error(), (400, "invalid_request".into()));
    assert_eq!(listening.verdict(), ("replayed".into(), 400, "it was taken before".into()));
}

#[test]
fn a_wrong_logout_token_is_refused_with_400_and_the_reason() {
    // W1, W2
    let program = Program::new();
    let listening = Listening::believing(&program, &[]);
    let with = |name: &str, value: Value| {
        let mut changed = claims("x");
        match value {
            Value::Null => drop(changed.as_object_mut().unwrap().remove(name)),
            value => changed[name] = value,
        }
        signer().sign(Some("logout+jwt"), &changed).unwrap()
    };
    let other = super::jose_support::key(authctl::jose::algorithm::Algorithm::EdDSA, 8);
    let good = token("x");
    let (head, rest) = good.split_once('.').unwrap();
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoibG9nb3V0K2p3dCJ9.{}.", rest.split_once('.').unwrap().0);
    let session = json!({"http://schemas.openid.net/event/backchannel-logout": []});
    for (token, why) in [
        (
            with("iss", "https://evil.example".into()),
            "iss: it is of https://evil.example, not of https://id.example",
        ),
        (with("aud", "other".into()), "aud: it is for [\"other\"], not for app"),
        (with("iat", (now().0 + 3600).into()), "iat: it was issued 3600 s in the future"),
        (with("exp", (now().0 - 120).into()), "exp: it ended 120 s ago"),
        (with("exp", Value::Null), "exp: it does not say when it ends"),
        (with("jti", Value::Null), "jti: it has no name of its own"),
        (with("events", Value::Null), "events: it has no `events`"),
        (with("events", session), "events: the value of the event is no object"),
        (with("nonce", "n".into()), "nonce: it has a `nonce`, so it may be an ID token"),
        (signer().sign(Some("JWT"), &claims("x")).unwrap(), "typ: it is of the kind jwt, not logout+jwt"),
        (signer().sign(None, &claims("x")).unwrap(), "typ: it has no `typ`, where logout+jwt is expected"),
        (
            other.sign(Some("logout+jwt"), &claims("x")).unwrap(),
            "signature: it is signed with a key that the issuer does not publish",
        ),
        (none, "token: "),
        (format!("{head}.{rest}x"), "token: "),
    ] {
        let answer = listening.log_out(&token);
        assert_eq!((answer.error().0, answer.header("cache-control")), (400, Some("no-store")), "{why}");
        let (verdict, status, said) = listening.verdict();
        assert_eq!((verdict.as_str(), status), ("refused", 400), "{why}");
        assert!(said.starts_with(why), "{said}, not {why}");
    }
    // the name of a token that was refused is not used up
    assert_eq!(listening.log_out(&good).status, 200);
    assert_eq!(listening.verdict(), taken());
}

#[test]
fn what_is_no_event_is_told_by_its_status() {
    // W4, W19
    let program = Program::new();
    let listening = Listening::believing(&program, &[]);
    let authority = listening.authority();
    let good = token("x");
    let twice = listening.post(&[("logout_token", &good), ("logout_token", &good)]);
    assert_eq!(twice.status, 400);
    assert_eq!(listening.verdict(), refused("logout_token: there is not exactly one logout_token"));
    let body = wire::form(&[("logout_token", &good)]);
    let json = ("Content-Type", "application/json");
    let chunked = ("Transfer-Encoding", "chunked");
    let long = "x".repeat(65 * 1024);
    for (method, headers, body, status) in [
        ("GET", vec![], "", 405),
        ("PUT", vec![FORM, ("Content-Length", "0")], "", 405),
        ("POST", vec![json], body.as_str(), 400),
        ("POST", vec![], &body, 415),
        ("POST", vec![("Content-Type", "multipart/form-data")], &body, 415),
        ("POST", vec![FORM], "logout_token=", 400),
        ("POST", vec![FORM], "", 400),
        ("POST", vec![FORM], &long, 413),
        ("POST", vec![FORM, chunked], &body, 400),
    ] {
        let answer = wire::send(&authority, method, "/webhook", &headers, body);
        assert_eq!((answer.status, answer.header("server")), (status, None), "{method} {headers:?}");
        assert_eq!(listening.verdict().1, u64::from(status));
    }
    for target in ["/", "/webhook/", "/webhook/x", "/Webhook", "/webhook%2f", "/../webhook", "/.well-known/x"]
    {
        let answer = wire::send(&authority, "POST", target, &[FORM], &body);
        assert_eq!(
            (answer.status, answer.body.as_str(), answer.header("server")),
            (404, "", None),
            "{target}"
        );
    }
    // and nothing of it was shown: the next line is of this
    assert_eq!(listening.log_out(&good).status, 200);
    assert_eq!(listening.verdict(), taken());
}

#[test]
fn a_replay_is_refused_after_a_kill() {
    // W3, W7
    let program = Program::new();
    let tokens: Vec<String> = (0..5).map(|number| token(&format!("token {number}"))).collect();
    let listening = Listening::believing(&program, &[]);
    for token in &tokens {
        assert_eq!(listening.log_out(token).status, 200);
    }
    listening.kill();
    let listening = Listening::believing(&program, &[]);
    for token in &tokens {
        assert_eq!(listening.log_out(token).status, 400);
        assert_eq!(listening.verdict().0, "replayed");
    }
    assert_eq!(listening.log_out(&token("another")).status, 200);
}

#[test]
fn a_provider_that_is_down_makes_it_wait_and_it_goes_on_when_the_provider_does() {
    let mut served = Served::start();
    let program = Program::new();
    let issuer = served.issuer.clone();
    let place = ["--issuer", &issuer, "--client-id", "app"];
    let listening = Listening::start(&program, &place);
    let send = |served: &Served| {
        let event =
            ["webhook", "send", "oidc.backchannel-logout", "--user", "alice", "--to", listening.url()];
        served.program.run(&[&event[..], &place].concat())
    };
    served.stop();
    send(&served).said_no(Code::WebhookNotTaken);
    let (verdict, status, why) = listening.verdict();
    assert_eq!((verdict.as_str(), status), ("unavailable", 503));
    assert!(why.starts_with("the issuer's keys: "), "{why}");
    let served = served.again();
    // within the same second nobody asks again
    while send(&served).exit != 0 {
        assert_eq!(listening.verdict().0, "unavailable");
    }
    assert_eq!(listening.verdict(), taken());
}

#[test]
fn after_so_many_it_ends_and_tells_whether_all_were_taken() {
    let program = Program::new();
    let listening = Listening::believing(&program, &["--count", "2", "--fail"]);
    assert_eq!(listening.log_out(&token("a")).status, 200);
    assert_eq!(listening.log_out(&token("b")).status, 200);
    assert_eq!(listening.end().0, 0);
    let listening = Listening::believing(&program, &["--count", "1", "--fail"]);
    assert_eq!(listening.log_out("x.y.z").status, 400);
    let (exit, said) = listening.end();
    assert_eq!(exit, 12);
    assert!(said.contains(&format!("[{}]", Code::WebhookRefused.row().name)), "{said}");
}
