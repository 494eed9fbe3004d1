//! `revoke` through the real binary.

use std::thread;

use authctl::error::Code;
use serde_json::json;

use crate::support::{exchange::Reply, program::Program, scripted::Scripted, served::Served};

#[test]
fn a_revoked_access_token_is_not_handed_out_again() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let first = program.run(&["token"]).answer();
    let ran = program.run(&["revoke"]).ok();
    assert_eq!(
        (ran.stdout.as_str(), ran.stderr.as_str()),
        ("", "The provider has taken the access token back; `authctl token` asks for a new one.\n")
    );
    program.told(&["introspect", "-"], &first).said_no(Code::TokenInactive);
    let second = program.run(&["token"]).answer();
    assert_ne!(second, first);
    program.told(&["introspect", "-"], &second).ok();
    assert_eq!((served.stat("refreshes"), served.stat("refresh_reuse_refused")), (1, 0));
    let told = program.run(&["revoke", "--json"]).json();
    assert_eq!(told, json!({"profile": "work", "token": "access"}));
}

#[test]
fn a_revoked_refresh_token_ends_the_session_and_leaves_its_record() {
    // C109
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let session = program.session("work");
    program.run(&["revoke", "--token-type", "refresh"]).ok();
    for token in [&session.access_token, &session.refresh_token.unwrap()] {
        let other = Program::new();
        served.sign_in(&other);
        other.told(&["introspect", "-"], token.expose()).said_no(Code::TokenInactive);
    }
    program.run(&["token"]).refused(Code::InvalidGrant);
    assert_eq!(program.run(&["status", "--json"]).json()[0]["state"], "dead");
    program.run(&["revoke"]).refused(Code::InvalidGrant);
    program.run(&["revoke", "--token-type", "refresh"]).refused(Code::InvalidGrant);
    let kept = program.session("work");
    assert!(kept.access_token.is_empty() && kept.refresh_token.is_none());
    served.sign_in(&program);
    program.run(&["token"]).ok();
}

#[test]
fn what_is_set_for_token_does_not_choose_what_is_revoked() {
    let (program, served) = (Program::new().with("AUTHCTL_TYPE", "refresh"), Served::start());
    served.sign_in(&program);
    program.run(&["revoke"]).ok();
    assert_eq!(program.run(&["status", "--json"]).json()[0]["state"], "refreshable");
}

#[test]
fn another_token_is_revoked_without_touching_the_session() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let other = Program::new();
    served.sign_in(&other);
    let token = other.run(&["token"]).answer();
    let before = program.sessions();
    program.told(&["revoke", "-"], &format!("{token}\n")).ok();
    program.told(&["introspect", "-"], &token).said_no(Code::TokenInactive);
    // RFC 7009 §2.2: a token that nobody knows is as good as revoked
    program.told(&["revoke", "-"], "unknown").ok();
    assert_eq!(program.sessions(), before);
    program.run(&["introspect"]).ok();
    program.run(&["revoke", "eyJhbGciOiJub25lIn0.CANARY."]).refused(Code::Usage);
    program.run(&["revoke", "-", "--token-type", "access", "--json"]).refused(Code::Usage);
    Program::new().run(&["revoke"]).refused(Code::LoginRequired);
}

#[test]
fn what_the_provider_does_not_take_back_stays_as_it_was() {
    // C108
    for (status, body, code) in [
        ("503 Service Unavailable", "", Code::TemporarilyUnavailable),
        ("400 Bad Request", r#"{"error":"unsupported_token_type"}"#, Code::UnsupportedTokenType),
        ("401 Unauthorized", r#"{"error":"invalid_client"}"#, Code::InvalidClient),
    ] {
        let provider = Scripted::new().at("/revoke", move |_, _| Reply::json(status, body)).start();
        let program = Program::new();
        program.run(&provider.login()).ok();
        let before = program.sessions();
        for kind in ["access", "refresh"] {
            let ran = program.run(&["revoke", "--token-type", kind]).refused(code);
            provider.tells_nothing(&ran);
        }
        assert_eq!(program.sessions(), before, "{status}");
        let asked = provider.asked("/revoke");
        assert_eq!(asked[0].form["token_type_hint"], "access_token");
        assert_eq!(asked[1].form["token_type_hint"], "refresh_token");
    }
}

#[test]
fn a_token_is_not_handed_out_when_nobody_knows_whether_it_is_revoked() {
    for kind in ["access", "refresh"] {
        let provider = Scripted::new().at("/revoke", |_, _| Reply::HangsUp).start();
        let program = Program::new();
        program.run(&provider.login()).ok();
        let first = program.run(&["token"]).answer();
        let ran = program.run(&["revoke", "--token-type", kind, "--json"]);
        let error = ran.error_json();
        assert_eq!((&error["phase"], &error["session_changed"]), (&json!("revoke"), &json!(true)), "{error}");
        // the tokens are there still, to say it again, and the next one is asked for
        let kept = program.session("work");
        assert!(kept.access_token.expose() == &first && kept.refresh_token.is_some());
        assert_ne!(program.run(&["token"]).answer(), first);
    }
}

#[test]
fn a_token_that_is_revoked_while_others_renew_costs_nobody_the_session() {
    // C96, C166
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..3).for_each(|_| drop(program.run(&["revoke"]).ok())));
            scope.spawn(|| (0..3).for_each(|_| drop(program.run(&["token"]).answer())));
        }
    });
    let token = program.run(&["token"]).answer();
    program.told(&["introspect", "-"], &token).ok();
    assert_eq!(served.stat("refresh_reuse_refused"), 0);
}
