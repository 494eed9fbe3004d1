//! Events whose token the app exchanges: what `webhook send clef.logout` sends is taken by the provider that runs in another
//! process, once, and from that app alone.

use authctl::error::Code;
use serde_json::{Value, json};

use crate::support::{
    exchange::Reply,
    program::Program,
    receiver::Receiver,
    served::Served,
    wire::{self, Answer},
};

const ONE: (&str, &str) = ("one", "secret of one");
const TWO: (&str, &str) = ("two", "secret of two");

fn config() -> String {
    let app = |(id, secret): (&str, &str)| {
        format!(
            "[[clients]]\nclient_id = \"{id}\"\nclient_secret = \"{secret}\"\n\
             token_endpoint_auth_method = \"client_secret_post\"\nredirect_uris = [\"http://localhost/\"]\n"
        )
    };
    format!("{}{}[[users]]\nusername = \"alice\"\nsub = \"12345\"\n", app(ONE), app(TWO))
}

fn exchange(served: &Served, (id, secret): (&str, &str), token: &str) -> (u16, Value) {
    let form = wire::form(&[("app_id", id), ("app_secret", secret), ("logout_token", token)]);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let answer: Answer = wire::send(served.authority(), "POST", "/api/v1/logout", &headers, &form);
    (answer.status, answer.json())
}

fn send(served: &Served, app: &Receiver, more: &[&str]) {
    let to = app.at("/logout");
    let event = ["webhook", "send", "clef.logout", "--client-id", "one", "--user", "12345", "--to", &to];
    served.program.run(&[&event, more].concat()).ok();
}

fn token(app: &Receiver) -> String {
    let asked = app.next();
    assert_eq!(asked.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(asked.form.len(), 1, "{:?}", asked.body);
    asked.form["logout_token"].clone()
}

#[test]
fn the_token_that_is_sent_is_exchanged_once_and_by_its_app_alone() {
    let served = Served::with(&config(), &["--shape", "clef"]);
    let app = Receiver::taking();
    send(&served, &app, &[]);
    let first = token(&app);
    send(&served, &app, &["--shape", "clef"]);
    let second = token(&app);
    assert_ne!(first, second);
    assert_eq!(exchange(&served, TWO, &first), (403, json!({"error": "Invalid App."})));
    for token in [&first, &second] {
        assert_eq!(exchange(&served, ONE, token), (200, json!({"success": true, "clef_id": "12345"})));
        assert_eq!(exchange(&served, ONE, token), (403, json!({"error": "Invalid Logout Token."})));
    }
}

#[test]
fn a_token_of_another_state_is_exchanged_for_nothing() {
    let (served, other) =
        (Served::with(&config(), &["--shape", "clef"]), Served::with(&config(), &["--shape", "clef"]));
    let app = Receiver::taking();
    send(&other, &app, &[]);
    assert_eq!(exchange(&served, ONE, &token(&app)), (403, json!({"error": "Invalid Logout Token."})));
}

#[test]
fn nothing_is_sent_where_nobody_could_exchange_it_or_nobody_is_meant() {
    let program = Program::new();
    let app = Receiver::start(|_| Reply::new("500 Internal Server Error", "", ""));
    let to = app.at("/logout");
    let event = ["webhook", "send", "clef.logout", "--to", &to];
    for (arguments, code, hint) in [
        (&["--client-id", "one", "--user", "alice"][..], Code::DevStateFailed, "authctl serve --shape clef"),
        (&["--user", "alice"], Code::EventFactMissing, "give --client-id"),
        (&["--client-id", "one"], Code::EventFactMissing, "give --user"),
    ] {
        let ran = program.run(&[&event[..], arguments].concat()).refused(code);
        assert!(ran.stderr.contains(hint), "{}", ran.stderr);
    }
    assert!(app.so_far().is_empty());
}

#[test]
fn what_could_be_sent_once_more_is_not_shown() {
    // W15
    let app = Receiver::taking();
    let to = app.at("/hook");
    let program = Program::new().with("HOOK_SECRET", "a secret of 32 bytes or of more, CANARY");
    for event in ["facebook.deauthorize", "fusionauth.user-delete", "okta.user-session-end"] {
        let send =
            ["webhook", "send", event, "--user", "alice", "--secret-from", "env:HOOK_SECRET", "--to", &to];
        for more in [&[][..], &["--json"], &["--trace"]] {
            let ran = program.run(&[&send[..], more].concat()).ok();
            let asked = app.next();
            let sent = [
                asked.headers.get("authorization"),
                asked.headers.get("x-fusionauth-signature-jwt"),
                asked.form.get("signed_request"),
            ];
            let sent: Vec<&String> = sent.into_iter().flatten().collect();
            assert_eq!(sent.len(), 1, "{event}");
            for secret in sent.into_iter().map(String::as_str).chain(["CANARY"]) {
                assert!(!format!("{}{}", ran.stdout, ran.stderr).contains(secret), "{event} {more:?}");
            }
        }
    }
}
