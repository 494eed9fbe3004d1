//! `--authorization-details` through the real binary (RFC 9396): sent, compared with what was granted, shown and kept.

use std::sync::atomic::{AtomicBool, Ordering};

use authctl::error::Code;
use serde_json::{Value, json};

use crate::support::{
    program::Program,
    scripted::{Provider, Scripted},
    served::Served,
    user_agent::claims,
};

const PAYMENT: &str = r#"[{"type":"payment_initiation","creditorName":"Shop","instructedAmount":{"currency":"EUR","amount":"9.99"}}]"#;

fn payment() -> Value {
    serde_json::from_str(PAYMENT).unwrap()
}

/// A provider that grants this.
fn granting(granted: Value) -> Provider {
    Scripted::new()
        .tokens(move |tokens, _| {
            if !granted.is_null() {
                tokens.insert("authorization_details".into(), granted.clone());
            }
        })
        .start()
}

#[test]
fn what_was_granted_is_compared_with_what_was_asked_for() {
    // C32
    let mut enriched = payment();
    enriched[0]["creditorAccount"] = json!("DE75512108001245126199");
    let mut other = payment();
    other[0]["creditorName"] = json!("Thief");
    let two = json!([payment()[0], {"type": "account_information"}]);
    for (granted, differences, line) in [
        (payment(), json!([]), "  in detail  payment_initiation\n"),
        (enriched, json!([]), "  in detail  payment_initiation\n"),
        (
            other,
            json!(["payment_initiation with another creditorName"]),
            "  in detail  payment_initiation; payment_initiation with another creditorName\n",
        ),
        (
            two,
            json!(["account_information granted unasked"]),
            "  in detail  payment_initiation, account_information; account_information granted unasked\n",
        ),
        (
            Value::Null,
            json!(["payment_initiation not granted"]),
            "  in detail  payment_initiation not granted\n",
        ),
    ] {
        let provider = granting(granted.clone());
        let program = Program::new();
        let login = [&provider.login()[..], &["--authorization-details", PAYMENT]].concat();
        let ran = program.run(&login).ok();
        assert!(ran.stderr.contains(line), "{}", ran.stderr);
        let report = program.run(&[&login[..], &["--json"]].concat()).ok().json();
        assert_eq!(report["authorization_details"], granted);
        assert_eq!(report["authorization_details_differences"], differences);
        let sent: Value =
            serde_json::from_str(&provider.asked("/authorize")[0].query["authorization_details"]).unwrap();
        assert_eq!(sent, payment());
        assert_eq!(program.session("work").authorization_details, (!granted.is_null()).then_some(granted));
    }
}

#[test]
fn an_answer_that_is_no_such_list_ends_the_login_and_not_a_session() {
    for wrong in [json!("x"), json!({}), json!([1]), json!([{}]), json!([{"type": 7}]), json!(true)] {
        let provider = granting(wrong.clone());
        let program = Program::new();
        let ran = program.run(&[&provider.login()[..], &["--authorization-details", PAYMENT]].concat());
        let ran = ran.refused(Code::TokenResponseInvalid);
        provider.tells_nothing(&ran);
        assert!(program.sessions().is_empty(), "{wrong}");
    }
    let answered = AtomicBool::new(false);
    let provider = Scripted::new()
        .tokens(move |tokens, _| {
            let details = if answered.swap(true, Ordering::SeqCst) { json!("x") } else { payment() };
            tokens.insert("authorization_details".into(), details);
        })
        .start();
    let program = Program::new();
    program.run(&[&provider.login()[..], &["--authorization-details", PAYMENT]].concat()).ok();
    program.run(&["refresh"]).ok();
    assert_eq!(program.session("work").authorization_details, Some(payment()));
}

#[test]
fn a_type_that_the_provider_does_not_list_is_said_before_it_is_tried() {
    let provider = Scripted::new()
        .metadata(|document, _| {
            drop(document.insert("authorization_details_types_supported".into(), json!(["report"])))
        })
        .start();
    let login = [&provider.login()[..], &["--authorization-details", PAYMENT]].concat();
    let ran = Program::new().run(&login).refused(Code::NotOffered);
    assert!(ran.stderr.contains("expected report, got payment_initiation"), "{}", ran.stderr);
    assert!(provider.asked("/authorize").is_empty());
    Program::new().run(&[&login[..], &["--unadvertised", "ok"]].concat()).ok();
    for wrong in ["x", "[]", "{}", "[{}]"] {
        let login = [&provider.login()[..], &["--authorization-details", wrong]].concat();
        Program::new().run(&login).refused(Code::Usage);
    }
}

#[test]
fn a_payment_is_made_at_the_embedded_provider_in_the_browser_or_on_a_device() {
    let served = Served::configured("[lifetimes]\ndevice_interval = \"1s\"\n");
    let place = ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "authctl"];
    let more = ["--as", "alice", "--scope", "openid offline_access", "--authorization-details", PAYMENT];
    for way in [&[][..], &["--par"], &["--flow", "device"]] {
        let program = Program::new();
        let report = program.run(&[&place[..], &more, way, &["--json"]].concat()).ok().json();
        assert_eq!(report["authorization_details"], payment());
        assert_eq!(claims(&program.run(&["token"]).answer())["authorization_details"], payment());
        program.run(&["refresh"]).ok();
        let told = program.run(&["status", "--json"]).ok().json();
        assert_eq!(told[0]["authorization_details_types"], json!(["payment_initiation"]));
    }
    let bad = r#"[{"type":"payment_initiation"}]"#;
    let program = Program::new();
    let ran = program.run(&[&place[..], &["--as", "alice", "--authorization-details", bad]].concat());
    ran.refused(Code::InvalidAuthorizationDetails);
    assert!(program.sessions().is_empty());
}

#[test]
fn a_client_asks_for_itself_in_detail_and_again_at_each_renewal() {
    let report = r#"[{"type":"report","month":"2026-11"}]"#;
    let served = Served::configured(
        "[[authorization_details_types]]\ntype = \"report\"\nmeans = \"write reports\"\nallows = [\"month\"]\n\
         [[clients]]\nclient_id = \"job\"\nclient_secret = \"s3cret\"\ngrant_types = [\"client_credentials\"]\n\
         authorization_details_types = [\"report\"]\n",
    );
    let program = Program::new()
        .with("AUTHCTL_ISSUER", &served.issuer)
        .with("AUTHCTL_CLIENT_ID", "job")
        .with("AUTHCTL_FLOW", "client-credentials")
        .with("AUTHCTL_CLIENT_SECRET_FROM", "env:SECRET")
        .with("SECRET", "s3cret")
        .with("AUTHCTL_AUTHORIZATION_DETAILS", report);
    for command in ["token", "refresh", "token"] {
        let ran = program.run(&[command]).ok();
        if command == "token" {
            let told = claims(ran.stdout.trim())["authorization_details"].to_string();
            assert_eq!(told, r#"[{"month":"2026-11","type":"report"}]"#);
        }
    }
}
