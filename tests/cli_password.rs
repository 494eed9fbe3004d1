//! `login --flow password`, through the real binary: a legacy flow, with the password from a source and never from argv.

use authctl::error::Code;
use serde_json::json;

use crate::support::{
    exchange::Reply,
    program::Program,
    scripted::{Provider, Scripted},
    served::Served,
};

const CONFIG: &str = "[[users]]\nusername = \"carol\"\npassword = \"CANARY-of-carol\"\n\
     [[clients]]\nclient_id = \"old-app\"\nclient_secret = \"CANARY-of-the-app\"\n\
     grant_types = [\"password\", \"refresh_token\"]\nid_token_signed_response_alg = \"EdDSA\"\n";

fn program() -> Program {
    Program::new().with("CAROLS", "CANARY-of-carol").with("SECRET", "CANARY-of-the-app")
}

fn login<'a>(provider: &'a Provider, more: &[&'a str]) -> Vec<&'a str> {
    let how = ["--flow", "password", "--username", "carol", "--password-from", "env:CAROLS"];
    [&provider.login_by_hand()[..], &how, more].concat()
}

#[test]
fn a_password_from_its_source_signs_in_without_a_person_at_the_terminal() {
    let served = Served::configured(CONFIG);
    let program = program().configured(&format!(
        "[profiles.old]\nissuer = \"{}\"\nclient_id = \"old-app\"\nclient_secret = \"env:SECRET\"\nflow = \"password\"\n\
         username = \"carol\"\npassword = \"env:CAROLS\"\nscopes = [\"openid\", \"offline_access\"]\n",
        served.issuer
    ));
    let ran = program.run(&["login", "--profile", "old", "--non-interactive"]).ok();
    assert!(ran.stderr.starts_with("Signed in as carol.\n"), "{}", ran.stderr);
    assert_eq!((served.stat("password_grants"), served.stat("codes_issued")), (1, 0));
    // from here on it is a session like any other, and the password is not sent again
    program.run(&["refresh"]).ok();
    assert_eq!(program.run(&["whoami", "--json"]).ok().json()["sub"], "carol");
    let ran = program.run(&["logout"]).ok();
    assert!(ran.stderr.contains("skipped  end session: nobody signed in in a browser"), "{}", ran.stderr);
    assert_eq!(served.stat("password_grants"), 1);
}

#[test]
fn a_wrong_password_is_told_once_and_nothing_is_kept() {
    let served = Served::configured(CONFIG);
    let program = program().with("CAROLS", "CANARY-that-is-wrong");
    let place = ["login", "--profile", "old", "--issuer", &served.issuer, "--client-id", "old-app"];
    let how = ["--client-secret-from", "env:SECRET", "--flow", "password", "--username", "carol"];
    let ran = program.run(&[&place[..], &how, &["--password-from", "env:CAROLS"]].concat());
    let ran = ran.refused(Code::InvalidGrant);
    assert_eq!(
        ran.stderr.replace(&served.issuer, "ISSUER"),
        "error: the provider does not take this username with this password [invalid_grant]\n\
         \x20 profile old, issuer ISSUER, step exchange\n\
         \x20 the token endpoint said 400 invalid_grant: there is no such user with a password, or it is wrong (RFC 6749 section 5.2)\n\
         \x20 check both; after some wrong ones many providers take none for a while\n\
         \x20 more: authctl explain invalid_grant\n"
    );
    assert_eq!((served.stat("token_requests"), program.sessions().len()), (1, 0));
}

#[test]
fn what_is_sent_is_the_form_of_the_standard_and_what_came_is_checked() {
    // C64, C145
    let provider = Scripted::new().claims(|claims, _| drop(claims.remove("nonce"))).start();
    program().run(&login(&provider, &["--param", "audience=api"])).ok();
    let asked = provider.asked("/token");
    let form: Vec<(&str, &str)> = asked[0].form.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(
        form,
        [
            ("audience", "api"),
            ("client_id", "client-1"),
            ("grant_type", "password"),
            ("password", "CANARY-of-carol"),
            ("scope", "openid profile email"),
            ("username", "carol"),
        ]
    );
    assert_eq!((asked[0].query.len(), provider.asked("/authorize").len()), (0, 0));
    for (provider, code) in [
        (Scripted::new().tokens(|tokens, _| drop(tokens.remove("id_token"))), Code::IdTokenMissing),
        (Scripted::new().claims(|claims, _| drop(claims.insert("aud".into(), "x".into()))), Code::IdTokenAud),
        (
            Scripted::new().at("/userinfo", |_, _| Reply::json("200 OK", r#"{"sub":"other"}"#)),
            Code::UserInfoSub,
        ),
        (Scripted::new().at("/token", |_, _| Reply::error("access_denied")), Code::AccessDenied),
        (Scripted::new().at("/token", |_, _| Reply::error("expired_token")), Code::ExpiredToken),
        (
            Scripted::new().at("/token", |_, _| Reply::error("unsupported_grant_type")),
            Code::UnsupportedGrantType,
        ),
        (Scripted::new().at("/token", |_, _| Reply::HangsUp), Code::ConnectionFailed),
        (Scripted::new().at("/token", |_, _| Reply::json("200 OK", "{}")), Code::TokenResponseInvalid),
        (
            Scripted::new().at("/token", |asked, _| {
                let said = format!(
                    r#"{{"error":"invalid_grant","error_description":"no {}"}}"#,
                    asked.form["password"]
                );
                Reply::json("400 Bad Request", &said)
            }),
            Code::InvalidGrant,
        ),
    ] {
        let (program, provider) = (program(), provider.start());
        let ran = program.run(&login(&provider, &[])).refused(code);
        provider.tells_nothing(&ran);
        assert_eq!((provider.asked("/token").len(), program.sessions().len()), (1, 0), "{code:?}");
    }
}

#[test]
fn a_provider_that_does_not_list_the_grant_is_told_of_and_tried() {
    let provider = Scripted::new()
        .metadata(|metadata, _| {
            metadata.insert("grant_types_supported".into(), json!(["authorization_code"]));
        })
        .start();
    let ran = program().run(&login(&provider, &[])).ok();
    let first = "The provider's metadata does not list this grant; it is tried all the same.\n";
    assert!(ran.stderr.starts_with(first), "{}", ran.stderr);
}

#[test]
fn what_cannot_work_is_refused_before_anything_is_sent() {
    // C153
    let program = program();
    let place = ["login", "--issuer", "http://127.0.0.1:1", "--client-id", "x"];
    let run = |more: &[&str]| program.run(&[&place[..], more, &["--json"]].concat());
    let right = ["--flow", "password", "--username", "carol", "--password-from", "env:CAROLS"];
    for more in [
        &["--as", "alice"][..],
        &["--max-age", "1h"],
        &["--callback-port", "8910"],
        &["--pkce", "unadvertised-ok"],
        &["--par=always"],
    ] {
        run(&[&right[..], more].concat()).refused(Code::Usage);
    }
    for flow in ["device", "authorization-code", "client-credentials"] {
        let ran = run(&["--flow", flow, "--username", "carol"]).refused(Code::Usage);
        let message = format!("--username is for the flow password, and this is {flow}");
        assert_eq!(ran.error_json()["message"], message);
    }
    run(&["--password-from", "env:CAROLS"]).refused(Code::Usage);
    run(&["--flow", "password", "--password-from", "env:CAROLS"]).refused(Code::ConfigInvalid);
    // it is no terminal
    run(&right[..4]).refused(Code::InteractionRequired);
    let ran = run(&["--flow", "password", "--username", "carol", "--password-from", "CANARY-of-carol"]);
    assert!(!ran.refused(Code::Usage).stderr.contains("CANARY"));
    run(&["--param", "password=x"]).refused(Code::ReservedParameter);
}

#[test]
fn it_is_said_to_be_legacy_and_no_hint_suggests_it() {
    let help = Program::new().run(&["login", "--help"]).ok().stdout;
    assert_eq!(help.matches("--flow password").count(), help.matches("the legacy --flow password").count());
    assert!(!help.split("Examples:").nth(1).unwrap().contains("password"), "{help}");
    for code in Code::ALL {
        let row = code.row();
        assert!(!row.hint.contains("password") && !row.explain.contains("--flow password"), "{}", row.name);
    }
    // it never becomes authctl's own idea
    let provider = Scripted::new()
        .metadata(|metadata, _| {
            metadata.insert("grant_types_supported".into(), json!(["password", "authorization_code"]));
        })
        .start();
    program().with("SSH_TTY", "/dev/pts/1").run(&provider.login()).ok();
    assert_eq!(provider.asked("/token")[0].form["grant_type"], "authorization_code");
}

#[cfg(unix)]
#[test]
fn a_signal_while_the_provider_thinks_ends_it_at_once_and_keeps_nothing() {
    // C152, S-29
    use rustix::process::Signal;
    for (signal, exit) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let (told, asked) = std::sync::mpsc::channel();
        let told = std::sync::Mutex::new(told);
        let provider = Scripted::new().at("/token", move |_, _| {
            told.lock().unwrap().send(()).unwrap();
            Reply::Silence
        });
        let (program, provider) = (program(), provider.start());
        let login = program.start(&login(&provider, &[]));
        asked.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
        login.signal(signal);
        let ran = login.end();
        assert_eq!((ran.exit, ran.stdout.as_str()), (exit, ""), "{}", ran.stderr);
        assert_eq!(program.sessions().len(), 0);
    }
}
