//! `introspect` through the real binary: against the embedded provider, and against one that answers wrongly.

use authctl::error::Code;
use serde_json::{Map, Value, json};

use crate::{
    jose_support::{key, members},
    support::{
        exchange::Reply,
        program::Program,
        scripted::{Provider, Scripted, World},
        served::Served,
    },
};

#[test]
fn the_provider_tells_of_the_sessions_tokens_plainly_and_signed() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    for flags in
        [&[][..], &["--signed"], &["--token-type", "refresh"], &["--token-type", "refresh", "--signed"]]
    {
        let told = program.run(&[&["introspect", "--json"], flags].concat()).answer();
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!((&told["profile"], &told["active"]), (&"work".into(), &true.into()), "{flags:?}");
        assert_eq!(told["signed"], flags.contains(&"--signed"));
        let answer = &told["answer"];
        assert_eq!(
            (&answer["active"], &answer["sub"], &answer["client_id"]),
            (&true.into(), &"alice".into(), &"authctl".into())
        );
    }
    let said = program.run(&["introspect"]).answer();
    assert!(said.contains("active ") && said.contains("whether the provider takes it now"), "{said}");
    assert_eq!(served.stat("refreshes"), 0);
}

#[test]
fn a_token_that_is_not_active_is_told_by_the_exit_code() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    for (input, flags) in [("CANARY-of-nobody\n", &[][..]), ("Bearer CANARY-of-nobody", &["--signed"])] {
        let call = [&["introspect", "-", "--json"], flags].concat();
        let ran = program.told(&call, input).said_no(Code::TokenInactive);
        let told: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!((&told["active"], &told["answer"]), (&false.into(), &json!({"active": false})));
        assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
    }
    let token = program.run(&["token"]).answer();
    program.told(&["introspect", "-"], &token).ok();
    program.run(&["introspect", "eyJhbGciOiJub25lIn0.CANARY."]).refused(Code::Usage);
    program.run(&["introspect", "-"]).refused(Code::Usage);
    Program::new().run(&["introspect"]).refused(Code::LoginRequired);
}

/// A provider that answers in this way, and a program that is signed in there.
fn answering(answer: impl Fn(&World) -> Reply + Send + Sync + 'static) -> (Program, Provider) {
    let provider = Scripted::new()
        .metadata(|document, world| {
            document.insert("introspection_endpoint".into(), format!("{}/introspect", world.issuer).into());
        })
        .at("/introspect", move |_, world| answer(world))
        .start();
    let program = Program::new();
    program.run(&provider.login()).ok();
    (program, provider)
}

#[test]
fn an_answer_that_repeats_the_token_is_shown_without_it() {
    // C64, C145
    let (program, _provider) = answering(|_| {
        Reply::json(
            "200 OK",
            r#"{"active":true,"token":"CANARY-a-token","of":["for CANARY-a-token"],"scope":"a"}"#,
        )
    });
    let told = program.told(&["introspect", "-", "--json"], "CANARY-a-token").answer();
    let told: Value = serde_json::from_str(&told).unwrap();
    let hidden = json!({"active": true, "token": "[secret]", "of": ["for [secret]"], "scope": "a"});
    assert_eq!(told["answer"], hidden);
}

/// Moves the moment of an answer.
fn later(claims: &mut Map<String, Value>, seconds: i64) {
    claims["iat"] = (claims["iat"].as_i64().unwrap() + seconds).into();
}

const SIGNED: &str = "Content-Type: application/token-introspection+jwt\r\n";

#[test]
fn an_answer_that_breaks_the_standard_is_no_answer() {
    // RFC 7662 §2.2
    for body in ["{}", r#"{"active":"true"}"#, r#"{"active":1}"#, r#"{"active":null}"#] {
        let (program, provider) = answering(move |_| Reply::json("200 OK", body));
        let ran = program.run(&["introspect"]).refused(Code::IntrospectionInvalid);
        provider.tells_nothing(&ran);
    }
    for (status, body, code) in [
        ("200 OK", "[]", Code::NotJson),
        ("200 OK", r#"{"active":true,"active":false}"#, Code::DuplicateJsonKey),
        ("401 Unauthorized", r#"{"error":"invalid_client"}"#, Code::InvalidClient),
        ("403 Forbidden", "", Code::ProviderError),
        ("503 Service Unavailable", "", Code::TemporarilyUnavailable),
    ] {
        let (program, _provider) = answering(move |_| Reply::json(status, body));
        program.run(&["introspect"]).refused(code);
    }
    let provider = Scripted::new().start();
    let program = Program::new();
    program.run(&provider.login()).ok();
    program.run(&["introspect"]).refused(Code::EndpointMissing);
}

#[test]
fn a_signed_answer_is_believed_of_the_provider_for_this_client_only() {
    // RFC 9701 §5, C77
    type Change = fn(&mut Map<String, Value>);
    let right = |world: &World| {
        members(json!({
            "iss": world.issuer, "aud": "client-1", "iat": world.now(), "token_introspection": {"active": true},
        }))
    };
    let typ = Some("token-introspection+jwt");
    let cases: [(Option<&'static str>, Change, bool); 17] = [
        (typ, |_| {}, true),
        (Some("application/TOKEN-introspection+jwt"), |_| {}, true),
        (typ, |claims| drop(claims.insert("aud".into(), json!(["client-1", "other"]))), true),
        (Some("JWT"), |_| {}, false),
        (None, |_| {}, false),
        (typ, |claims| drop(claims.insert("iss".into(), json!("https://evil.example"))), false),
        (typ, |claims| drop(claims.remove("iss")), false),
        (typ, |claims| drop(claims.insert("aud".into(), json!("other"))), false),
        (typ, |claims| drop(claims.remove("aud")), false),
        (typ, |claims| drop(claims.remove("token_introspection")), false),
        (typ, |claims| drop(claims.insert("token_introspection".into(), json!({}))), false),
        (typ, |claims| drop(claims.insert("active".into(), json!(true))), true),
        (typ, |claims| later(claims, -200), true),
        (typ, |claims| later(claims, -3600), false),
        (typ, |claims| later(claims, 3600), false),
        (typ, |claims| drop(claims.remove("iat")), false),
        (typ, |claims| drop(claims.insert("iat".into(), json!("now"))), false),
    ];
    for (typ, change, is_believed) in cases {
        let (program, _provider) = answering(move |world| {
            let mut claims = right(world);
            change(&mut claims);
            Reply::new("200 OK", SIGNED, &world.key.sign(typ, &claims).unwrap())
        });
        let ran = program.run(&["introspect", "--signed"]);
        match is_believed {
            true => drop(ran.ok()),
            false => drop(ran.refused(Code::IntrospectionInvalid)),
        }
    }
    // Of another key, not signed, and plain though signed was asked for.
    let (program, _provider) = answering(move |world| {
        let other = key(authctl::jose::algorithm::Algorithm::EdDSA, 9);
        Reply::new("200 OK", SIGNED, &other.sign(Some("token-introspection+jwt"), &right(world)).unwrap())
    });
    program.run(&["introspect", "--signed"]).refused(Code::IntrospectionInvalid);
    let (program, _provider) = answering(|_| Reply::json("200 OK", r#"{"active":true}"#));
    program.run(&["introspect", "--signed"]).refused(Code::IntrospectionInvalid);
    let (program, _provider) = answering(|_| Reply::new("200 OK", SIGNED, "eyJhbGciOiJub25lIn0.e30."));
    program.run(&["introspect", "--signed"]).refused(Code::IntrospectionInvalid);
}
