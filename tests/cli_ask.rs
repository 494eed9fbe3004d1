//! What `login` asks for beside the scope, through the real binary: `--acr-values`, `--claims`, `--prompt`, `--login-hint`,
//! `--ui-locales`, `--id-token-hint` (OIDC Core §3.1.2.1, §5.5).

use authctl::error::Code;
use serde_json::{Value, json};

use crate::support::{
    program::Program,
    scripted::{Provider, Scripted},
    served::Served,
    user_agent::claims,
};

const DEMAND: &str = r#"{"id_token":{"acr":{"essential":true,"values":["gold","silver"]}}}"#;

/// A provider that offers what is asked for.
fn offering() -> Scripted {
    Scripted::new().metadata(|document, _| {
        document.insert("claims_parameter_supported".into(), true.into());
        document.insert("acr_values_supported".into(), json!(["gold", "silver", "bronze"]));
    })
}

/// As [`offering`], whose ID tokens have this acr.
fn with_acr(acr: &'static str) -> Provider {
    offering().claims(move |claims, _| drop(claims.insert("acr".into(), acr.into()))).start()
}

#[test]
fn what_is_asked_for_stands_in_the_request_and_an_answer_that_meets_it_is_taken() {
    let provider = with_acr("silver");
    let program = Program::new();
    let file = program.write("claims.json", DEMAND).display().to_string();
    let flags = [
        "--acr-values",
        "gold",
        "--acr-values",
        "silver",
        "--claims",
        &format!("@{file}"),
        "--prompt",
        "login",
        "--login-hint",
        "alice@example.com",
        "--ui-locales",
        "de en",
    ];
    let ran = program.run(&[&provider.login()[..], &flags].concat()).ok();
    assert!(ran.stderr.starts_with("Signed in as alice.\n"), "{}", ran.stderr);
    let query = &provider.asked("/authorize")[0].query;
    for (name, value) in [
        ("acr_values", "gold silver"),
        ("claims", DEMAND),
        ("prompt", "login"),
        ("login_hint", "alice@example.com"),
        ("ui_locales", "de en"),
    ] {
        assert_eq!(query[name], value, "{name}");
    }
}

#[test]
fn an_answer_that_does_not_meet_what_was_demanded_is_refused_and_nothing_is_kept() {
    // C33
    for (provider, got) in [(with_acr("bronze"), "bronze"), (offering().start(), "none")] {
        let program = Program::new();
        let ran =
            program.run(&[&provider.login()[..], &["--claims", DEMAND]].concat()).refused(Code::AcrNotMet);
        assert!(ran.stderr.contains(&format!("expected gold silver, got {got}")), "{}", ran.stderr);
        provider.tells_nothing(&ran);
        assert!(program.sessions().is_empty());
    }
    let provider = offering().claims(|claims, _| drop(claims.insert("acr".into(), json!(["gold"])))).start();
    Program::new().run(&[&provider.login()[..], &["--claims", DEMAND]].concat()).refused(Code::AcrNotMet);
    // what was only wished for is told
    let provider = with_acr("bronze");
    let ran = Program::new().run(&[&provider.login()[..], &["--acr-values", "gold"]].concat()).ok();
    let told = "The sign-in was not one of --acr-values: the ID token says bronze (acr).\n";
    assert!(ran.stderr.starts_with(told), "{}", ran.stderr);
    let wanted = r#"{"id_token":{"auth_time":{"essential":true},"email":null}}"#;
    let provider = offering().start();
    let ran = Program::new().run(&[&provider.login()[..], &["--claims", wanted]].concat()).ok();
    assert!(ran.stderr.starts_with("Asked for, and not in the ID token: auth_time.\n"), "{}", ran.stderr);
}

#[test]
fn nobody_else_is_taken_than_who_was_asked_for() {
    // C33
    let provider = offering().start();
    let bob = r#"{"id_token":{"sub":{"value":"bob"}}}"#;
    let program = Program::new();
    let ran = program.run(&[&provider.login()[..], &["--claims", bob]].concat()).refused(Code::OtherPerson);
    assert!(ran.stderr.contains("expected bob, got user-1"), "{}", ran.stderr);
    assert!(program.sessions().is_empty());

    program.run(&provider.login()).ok();
    let before = program.sessions();
    let kept = program.session("work").id_token.unwrap();
    let again = [&provider.login()[..], &["--id-token-hint"]].concat();
    let ran = program.run(&again).ok();
    assert_eq!(&provider.asked("/authorize").last().unwrap().query["id_token_hint"], kept.expose());
    assert!(!ran.stderr.contains(kept.expose().as_str()));
    assert_ne!(program.sessions(), before);
    drop(provider);

    let provider =
        Scripted::new().claims(|claims, _| drop(claims.insert("sub".into(), "mallory".into()))).start();
    let other = Scripted::new().start();
    let program = Program::new();
    program.run(&other.login()).ok();
    let foreign = program.session("work").id_token.unwrap().expose().clone();
    let program = program.with("HINT", foreign);
    // of another provider: neither from the session nor from elsewhere is it sent there
    for place in ["--id-token-hint", "--id-token-hint=env:HINT"] {
        program.run(&[&provider.login()[..], &[place]].concat()).refused(Code::Usage);
    }
    assert!(provider.asked("/authorize").is_empty());
    let key = &provider.world.key;
    let mut told = provider.world.claims();
    told.insert("sub".into(), "user-1".into());
    let program = Program::new().with("HINT", key.sign(Some("JWT"), &told).unwrap());
    let ran = program.run(&[&provider.login()[..], &["--id-token-hint=env:HINT"]].concat());
    let ran = ran.refused(Code::OtherPerson);
    assert!(ran.stderr.contains("expected user-1, got mallory"), "{}", ran.stderr);
}

#[test]
fn what_the_metadata_does_not_offer_is_said_before_it_is_tried() {
    let provider = Scripted::new()
        .metadata(|document, _| drop(document.insert("acr_values_supported".into(), json!(["bronze"]))))
        .start();
    for (flags, expected) in
        [(["--claims", DEMAND], "claims_parameter_supported: true"), (["--acr-values", "gold"], "bronze")]
    {
        let ran = Program::new().run(&[&provider.login()[..], &flags].concat()).refused(Code::NotOffered);
        assert!(ran.stderr.contains(&format!("expected {expected}")), "{}", ran.stderr);
        assert!(ran.stderr.contains("--unadvertised ok"), "{}", ran.stderr);
    }
    assert!(provider.asked("/authorize").is_empty());
    let forced = ["--acr-values", "gold", "--unadvertised", "ok"];
    Program::new().run(&[&provider.login()[..], &forced].concat()).ok();
    assert_eq!(provider.asked("/authorize")[0].query["acr_values"], "gold");
}

#[test]
fn what_cannot_work_together_is_refused_before_anything_is_sent() {
    let program = Program::new().with("HINT", "no ID token").with("SECRET", "s3cret");
    let place = ["login", "--issuer", "http://127.0.0.1:1", "--client-id", "a"];
    for flags in [
        &["--acr-values", "gold", "--scope", "read"][..],
        &["--claims", DEMAND, "--scope", "read"],
        &["--id-token-hint", "--scope", "read"],
        &["--acr-values", "gold", "--flow", "device"],
        &["--claims", DEMAND, "--flow", "device"],
        &["--id-token-hint", "--flow", "device"],
        &["--claims", DEMAND, "--flow", "client-credentials", "--client-secret-from", "env:SECRET"],
        &["--id-token-hint", "--flow", "client-credentials", "--client-secret-from", "env:SECRET"],
        &["--claims", "{}"],
        &["--claims", r#"{"id_tokens":{}}"#],
        &["--prompt", "login", "--param", "prompt=none"],
        &["--unadvertised", "maybe"],
    ] {
        program.run(&[&place[..], flags].concat()).refused(Code::Usage);
    }
    // C34: what is checked in the answer has one name
    for name in ["acr_values", "claims", "authorization_details"] {
        let param = format!("{name}=x");
        program.run(&[&place[..], &["--param", &param]].concat()).refused(Code::ReservedParameter);
    }
    let provider = Scripted::new().start();
    program.run(&[&provider.login()[..], &["--id-token-hint=env:HINT"]].concat()).refused(Code::Usage);
    program.run(&[&provider.login()[..], &["--id-token-hint"]].concat()).refused(Code::TokenMissing);
    assert!(provider.asked("/authorize").is_empty());
}

#[test]
fn a_refusal_of_the_provider_is_told_by_its_name() {
    for (error, code) in [
        ("unmet_authentication_requirements", Code::UnmetAuthentication),
        ("login_required", Code::LoginRequired),
        ("invalid_target", Code::InvalidTarget),
        ("invalid_authorization_details", Code::InvalidAuthorizationDetails),
    ] {
        let provider = Scripted::new()
            .callback(move |answer, _| {
                answer.remove("code");
                answer.insert("error".into(), error.into());
            })
            .start();
        let program = Program::new();
        program.run(&[&provider.login()[..], &["--acr-values", "gold"]].concat()).refused(code);
        assert!(program.sessions().is_empty());
    }
}

#[test]
fn at_the_embedded_provider_a_second_factor_is_asked_for_and_told() {
    let (program, served) = (Program::new(), Served::start());
    let place = ["login", "--issuer", &served.issuer, "--client-id", "authctl", "--as", "alice"];
    let demand = r#"{"id_token":{"acr":{"essential":true,"value":"dev:mfa"},"email":null}}"#;
    program.run(&[&place[..], &["--scope", "openid", "--claims", demand]].concat()).ok();
    let token = claims(&program.run(&["token", "--type", "id"]).answer());
    assert_eq!((&token["acr"], &token["email"]), (&json!("dev:mfa"), &Value::from("alice@example.com")));
    // the same person, by the session that is kept
    program.run(&[&place[..], &["--id-token-hint"]].concat()).ok();
    let other =
        ["login", "--issuer", &served.issuer, "--client-id", "authctl", "--as", "bob", "--id-token-hint"];
    program.run(&other).refused(Code::LoginRequired);
    let gold = r#"{"id_token":{"acr":{"essential":true,"value":"gold"}}}"#;
    program.run(&[&place[..], &["--claims", gold]].concat()).refused(Code::NotOffered);
    let forced = ["--claims", gold, "--unadvertised", "ok"];
    program.run(&[&place[..], &forced].concat()).refused(Code::UnmetAuthentication);
}
