//! Answers of the browser that the provider signs, through the real binary (JARM).

use authctl::{error::Code, jose::jws};
use serde_json::{Value, json};

use crate::support::{
    program::Program,
    scripted::{Provider, Scripted},
};

const SIGNED: [&str; 2] = ["--response-mode", "jwt"];

#[track_caller]
fn fails(scripted: Scripted, flags: &[&str], code: Code) -> Provider {
    let (program, provider) = (Program::new(), scripted.start());
    let ran = program.run(&[&provider.login()[..], flags].concat()).refused(code);
    provider.tells_nothing(&ran);
    assert_eq!(program.sessions().len(), 0);
    assert!(provider.asked("/token").is_empty());
    provider
}

#[test]
fn a_signed_answer_is_believed_for_its_signature_issuer_audience_and_time() {
    // C27, C77, C78, C83
    let provider = Scripted::new().start();
    let ran = Program::new().run(&[&provider.login()[..], &SIGNED, &["--trace"]].concat()).ok();
    let checked = "checked authorization response\n";
    let (_, rest) = ran.stderr.split_once(checked).expect("the check is told");
    assert!(rest.contains("   ok signature (JARM §2.4)\n   ok typ (JARM §2.4)\n   ok iss"), "{rest}");
    provider.is_kept_secret_in(&ran.stderr);

    let set = |name: &'static str, value: Value| {
        Scripted::new().response(move |claims, _| drop(claims.insert(name.into(), value.clone())))
    };
    let without = |name: &'static str| Scripted::new().response(move |claims, _| drop(claims.remove(name)));
    for (scripted, code) in [
        (set("iss", json!("https://evil.example")), Code::ResponseJwtInvalid),
        (without("iss"), Code::ResponseJwtInvalid),
        (set("aud", json!("another")), Code::ResponseJwtInvalid),
        (set("aud", json!(["client-1", "another"])), Code::ResponseJwtInvalid),
        (without("aud"), Code::ResponseJwtInvalid),
        (set("exp", json!(1)), Code::ResponseJwtInvalid),
        (set("exp", json!("soon")), Code::ResponseJwtInvalid),
        (without("exp"), Code::ResponseJwtInvalid),
        (set("sub", json!("alice")), Code::ResponseJwtInvalid),
        (set("nonce", json!("n")), Code::ResponseJwtInvalid),
        (set("state", json!("another")), Code::StateMismatch),
        (set("state", json!(["a"])), Code::StateMismatch),
        (without("state"), Code::StateMismatch),
        (without("code"), Code::ResponseInvalid),
        (set("error", json!("access_denied")), Code::ResponseInvalid),
        (
            Scripted::new().metadata(|document, _| {
                drop(document.insert("authorization_signing_alg_values_supported".into(), json!(["ES256"])));
            }),
            Code::ResponseJwtInvalid,
        ),
    ] {
        fails(scripted, &SIGNED, code);
    }
}

#[test]
fn a_refusal_inside_is_heard_and_nothing_outside_is() {
    let denied = |back: &mut serde_json::Map<String, Value>| {
        back.retain(|name, _| name == "state" || name == "iss");
        back.insert("error".into(), "access_denied".into());
    };
    fails(Scripted::new().callback(move |back, _| denied(back)), &SIGNED, Code::AccessDenied);
    // an answer without a signature, and a refusal without one
    fails(Scripted::new().answers_by("query"), &SIGNED, Code::ResponseModeIgnored);
    let plain = Scripted::new().answers_by("query").callback(move |back, _| denied(back));
    fails(plain, &SIGNED, Code::ResponseModeIgnored);
    // in another way than was asked for
    let elsewhere = Scripted::new().answers_by("fragment.jwt");
    fails(elsewhere, &["--response-mode", "form_post.jwt"], Code::ResponseModeIgnored);
}

#[test]
fn a_changed_or_foreign_token_is_no_answer() {
    // C74, C76
    use crate::support::{exchange::Reply, front_channel};
    use authctl::{
        jose::{algorithm::Algorithm, key::SigningKey},
        protocol::response_mode::Delivery,
    };
    type Forge = fn(&SigningKey, &serde_json::Map<String, Value>) -> String;
    let cases: [(Forge, Code); 5] = [
        (
            |key, claims| {
                let token = key.sign(Some("JWT"), claims).unwrap();
                let (head, _) = token.rsplit_once('.').unwrap();
                format!("{head}.{}", "A".repeat(86))
            },
            Code::ResponseJwtInvalid,
        ),
        (
            |_, claims| {
                let mut fill = |bytes: &mut [u8]| bytes.fill(9);
                let other = SigningKey::generate(Algorithm::EdDSA, &mut fill).unwrap();
                other.sign(Some("JWT"), claims).unwrap()
            },
            Code::UnknownKey,
        ),
        (
            |key, claims| {
                let token = key.sign(Some("JWT"), claims).unwrap();
                let none = authctl::jose::base64url::encode(r#"{"alg":"none"}"#);
                format!("{none}.{}.", token.split('.').nth(1).unwrap())
            },
            Code::ResponseJwtInvalid,
        ),
        (|key, claims| key.sign(Some("at+jwt"), claims).unwrap(), Code::ResponseJwtInvalid),
        (|key, claims| key.sign(Some("logout+jwt"), claims).unwrap(), Code::ResponseJwtInvalid),
    ];
    for (forge, code) in cases {
        let scripted = Scripted::new().at("/authorize", move |asked, world| {
            let claims = json!({
                "iss": world.issuer, "aud": "client-1", "exp": world.now() + 60,
                "state": asked.query["state"], "code": "CANARY-code",
            });
            let token = forge(&world.key, claims.as_object().unwrap());
            assert!(token.ends_with('.') || jws::peek(&token).is_some());
            let answer = serde_json::Map::from_iter([("response".to_owned(), token.into())]);
            let reply: Reply = front_channel::send(&asked.query["redirect_uri"], Delivery::Query, &answer);
            reply
        });
        fails(scripted, &SIGNED, code);
    }
}

#[test]
fn what_stands_beside_a_signed_answer_is_not_looked_at() {
    use crate::support::exchange::Reply;
    let scripted = Scripted::new().at("/authorize", |asked, world| {
        let claims = json!({
            "iss": world.issuer, "aud": "client-1", "exp": world.now() + 60,
            "state": asked.query["state"], "error": "access_denied",
        });
        let token = world.key.sign(Some("JWT"), claims.as_object().unwrap()).unwrap();
        let back = format!("{}?response={token}", asked.query["redirect_uri"]);
        let beside = format!("code=CANARY-code&state={}&iss={}", asked.query["state"], world.issuer);
        Reply::new("303 See Other", &format!("Location: {back}&{beside}\r\n"), "")
    });
    fails(scripted, &SIGNED, Code::AccessDenied);
    let twice = Scripted::new().at("/authorize", |asked, _| {
        let back = format!("{}?response=a.b.c&response=a.b.c", asked.query["redirect_uri"]);
        Reply::new("303 See Other", &format!("Location: {back}\r\n"), "")
    });
    fails(twice, &SIGNED, Code::ResponseModeIgnored);
}

#[test]
fn the_listener_tells_its_own_signed_answer_by_the_state_inside() {
    // C46
    use crate::support::caller;
    let (program, provider) = (Program::new(), Scripted::new().start());
    let arguments = [&provider.login_by_hand()[..], &["--no-browser", "--no-store"], &SIGNED].concat();
    let mut login = program.start(&arguments);
    let url = login.line("http");
    let back = provider.send_back(&url);
    let query = back.query().unwrap();
    let foreign =
        provider.world.key.sign(Some("JWT"), json!({"state": "other"}).as_object().unwrap()).unwrap();
    for stranger in [
        format!("/callback?response={foreign}"),
        "/callback?response=a.b.c".to_owned(),
        "/callback?response=".to_owned(),
        format!("/callback?{query}&{query}"),
        "/callback?code=x&state=y".to_owned(),
    ] {
        assert_eq!(caller::status(&caller::get(&back, &stranger)), "400", "{stranger}");
    }
    assert_eq!(caller::status(&caller::get(&back, &format!("/callback?{query}"))), "303");
    assert_eq!(caller::status(&caller::get(&back, "/done")), "200");
    let ran = login.end().ok();
    assert!(ran.stderr.contains("\n5 requests to the callback address were not ours"), "{}", ran.stderr);
}

#[test]
fn a_signed_answer_that_nobody_asked_for_is_told_and_not_waited_for() {
    use crate::support::caller;
    fails(Scripted::new().answers_by("jwt"), &[], Code::ResponseModeIgnored);
    let (program, provider) = (Program::new(), Scripted::new().answers_by("jwt").start());
    let mut login = program.start(&[&provider.login_by_hand()[..], &["--no-browser", "--no-store"]].concat());
    let back = provider.send_back(&login.line("http"));
    let query = back.query().unwrap();
    assert_eq!(caller::status(&caller::get(&back, &format!("/callback?{query}"))), "303");
    let ran = login.end().refused(Code::ResponseModeIgnored);
    assert!(
        ran.stderr.contains("expected an answer without a signature, got a signed one"),
        "{}",
        ran.stderr
    );
}
