//! `login --flow device`, through the real binary: what a person is shown, what is kept, and when it is chosen by itself.

use std::sync::atomic::{AtomicUsize, Ordering};

use authctl::error::Code;
use serde_json::{Value, json};

use crate::support::{
    exchange::Reply,
    program::Program,
    ran::timeless,
    scripted::{Provider, Scripted, World},
    served::Served,
};

/// A provider that has the device flow, and answers the first polls so.
fn with_devices(
    polls: &'static [&'static str],
    codes: impl Fn(&World) -> Value + Send + Sync + 'static,
) -> Scripted {
    let asked = AtomicUsize::new(0);
    without_polls(codes).at("/token", move |_, _| {
        polls.get(asked.fetch_add(1, Ordering::SeqCst)).map_or(Reply::Right, |error| Reply::error(error))
    })
}

/// As [`with_devices`], of whom nobody asks for tokens.
fn without_polls(codes: impl Fn(&World) -> Value + Send + Sync + 'static) -> Scripted {
    announced(Scripted::new())
        .at("/device_authorization", move |_, world| Reply::json("200 OK", &codes(world).to_string()))
}

fn announced(provider: Scripted) -> Scripted {
    provider.metadata(|metadata, world| {
        let endpoint = format!("{}/device_authorization", world.issuer);
        metadata.insert("device_authorization_endpoint".into(), endpoint.into());
    })
}

fn codes(world: &World) -> Value {
    json!({
        "device_code": "CANARY-device-code", "user_code": "WDJB-MJHT", "interval": 1, "expires_in": 60,
        "verification_uri": format!("{}/device", world.issuer),
        "verification_uri_complete": format!("{}/device?user_code=WDJB-MJHT", world.issuer),
    })
}

fn login<'a>(provider: &'a Provider, more: &[&'a str]) -> Vec<&'a str> {
    [&provider.login_by_hand()[..], &["--flow", "device"], more].concat()
}

#[test]
fn the_address_and_the_code_stand_on_lines_of_their_own_and_the_session_is_kept() {
    let (program, provider) = (Program::new(), with_devices(&["authorization_pending"], codes).start());
    let ran = program.run(&login(&provider, &["--param", "audience=api"])).ok();
    let issuer = provider.issuer();
    // no QR code, no countdown, nothing that moves a cursor: it is no terminal
    assert_eq!(
        timeless(&ran.stderr).replace(issuer, "ISSUER"),
        "Open this address in a browser on this machine, and enter the code:\n\
         ISSUER/device\n\
         Code: WDJB-MJHT\n\
         Or with the code in it, to be compared there: ISSUER/device?user_code=WDJB-MJHT\n\
         Both are for this login alone; do not pass them on.\n\
         Signed in as alice.\n\
         \x20 provider  ISSUER\n\
         \x20 subject   user-1\n\
         \x20 granted   openid profile email\n\
         \x20 expires   in AN-HOUR (until MOMENT), then renewed by itself\n\
         \x20 kept in   file, as profile work\n"
    );
    let asked = &provider.asked("/device_authorization")[0];
    assert_eq!(
        (&*asked.form["scope"], &*asked.form["client_id"], &*asked.form["audience"]),
        ("openid profile email", "client-1", "api")
    );
    let polls = provider.asked("/token");
    assert_eq!(polls.len(), 2);
    assert_eq!(polls[1].form["grant_type"], "urn:ietf:params:oauth:grant-type:device_code");
    provider.tells_nothing(&ran);
    // whatever is asked of the authorization endpoint, nobody was sent there
    assert_eq!(provider.asked("/authorize").len(), 0);
    program.run(&["refresh"]).ok();
    assert_eq!(program.run(&["whoami", "--json"]).ok().json()["sub"], "user-1");
    program.run(&["logout", "--no-browser"]).ok();
}

#[test]
fn a_person_who_says_no_and_a_code_that_expires_end_it_and_nothing_is_kept() {
    // C128
    for (error, code, exit) in
        [("access_denied", Code::AccessDenied, 5), ("expired_token", Code::ExpiredToken, 10)]
    {
        let polls: &'static [&'static str] = if exit == 5 { &["access_denied"] } else { &["expired_token"] };
        let (program, provider) = (Program::new(), with_devices(polls, codes).start());
        let ran = program.run(&login(&provider, &["--json"])).refused(code);
        let document = ran.error_json();
        assert_eq!(
            (&document["exit"], &document["phase"], &document["provider"]["error"]),
            (&json!(exit), &json!("device"), &json!(error))
        );
        provider.tells_nothing(&ran);
        assert_eq!(program.sessions().len(), 0);
    }
    let program = Program::new();
    let provider = without_polls(|world| {
        let mut codes = codes(world);
        codes["expires_in"] = 0.into();
        codes
    });
    program.run(&login(&provider.start(), &[])).refused(Code::ExpiredToken);
    let provider = without_polls(codes).start();
    program.run(&login(&provider, &["--login-timeout", "1s"])).refused(Code::LoginTimeout);
}

#[test]
fn what_came_is_checked_as_after_every_other_sign_in() {
    for (provider, code) in [
        (
            with_devices(&[], codes).claims(|claims, _| drop(claims.insert("aud".into(), "x".into()))),
            Code::IdTokenAud,
        ),
        (with_devices(&[], codes).tokens(|tokens, _| drop(tokens.remove("id_token"))), Code::IdTokenMissing),
        (
            with_devices(&[], codes).at("/userinfo", |_, _| Reply::json("200 OK", r#"{"sub":"another"}"#)),
            Code::UserInfoSub,
        ),
    ] {
        let (program, provider) = (Program::new(), provider.start());
        let ran = program.run(&login(&provider, &[])).refused(code);
        provider.tells_nothing(&ran);
        assert_eq!(program.sessions().len(), 0);
    }
}

#[test]
fn text_of_the_other_side_does_nothing_to_a_terminal_and_a_page_elsewhere_is_pointed_out() {
    // C131, C143
    let (program, provider) = (
        Program::new(),
        with_devices(&[], |world| {
            let mut codes = codes(world);
            codes["user_code"] = "A\u{1b}[2J\u{202e}\nB".into();
            codes["verification_uri"] = "https://evil.example/device".into();
            codes["verification_uri_complete"] = "https://more-evil.example/".into();
            codes
        })
        .start(),
    );
    let ran = program.run(&login(&provider, &["--copy-code"])).ok();
    assert!(
        ran.stderr.contains(
            "on any machine, and enter the code:\n\
             https://evil.example/device\n\
             Code: \"A\\u{1b}[2J\\u{202e}\\u{a}B\"\n\
             Both are for this login alone; do not pass them on.\n\
             That page is at evil.example, and the provider at 127.0.0.1: sign in there only if you know it.\n\
             The code is not copied: stderr is no terminal.\n"
        ),
        "{}",
        ran.stderr
    );
    for (name, value, code) in [
        ("verification_uri", "javascript:alert(1)", Code::BrowserUrlRefused),
        ("verification_uri", "http://id.example/", Code::BrowserUrlRefused),
        ("verification_uri_complete", "file:///etc/passwd", Code::BrowserUrlRefused),
        ("device_code", "", Code::DeviceResponseInvalid),
    ] {
        let provider = without_polls(move |world| {
            let mut codes = codes(world);
            codes[name] = value.into();
            codes
        });
        Program::new().run(&login(&provider.start(), &[])).refused(code);
    }
}

#[test]
fn an_answer_that_is_none_ends_it_before_anybody_is_asked_to_do_anything() {
    // C4, C9, C11, C14, C17
    let other = Scripted::new().start();
    let elsewhere = format!("Location: {}/device_authorization\r\n", other.issuer());
    let is_refused = |reply: fn() -> Reply, more: &[&str], code| {
        let provider = announced(Scripted::new()).at("/device_authorization", move |_, _| reply()).start();
        let (program, ran) = (Program::new(), Program::new().run(&login(&provider, more)).refused(code));
        assert!(!ran.stderr.contains("Open this address"), "{}", ran.stderr);
        provider.tells_nothing(&ran);
        assert_eq!(program.sessions().len(), 0);
    };
    let html = || Reply::new("200 OK", "Content-Type: text/html\r\n", "<html>\x1b[2J CANARY");
    let deep = || Reply::json("200 OK", &"[".repeat(1000));
    let twice = || Reply::json("200 OK", r#"{"device_code":"CANARY","device_code":"CANARY"}"#);
    let endless = || Reply::SaysForever("HTTP/1.1 200 OK\r\n\r\n", "CANARY");
    is_refused(html, &[], Code::NotJson);
    is_refused(deep, &[], Code::JsonRefused);
    is_refused(twice, &[], Code::DuplicateJsonKey);
    is_refused(endless, &[], Code::ResponseTooLarge);
    is_refused(|| Reply::HangsUp, &[], Code::ConnectionFailed);
    is_refused(|| Reply::Silence, &["--timeout", "1s"], Code::Timeout);
    is_refused(|| Reply::new("503 Oh", "", ""), &[], Code::TemporarilyUnavailable);
    is_refused(|| Reply::error("invalid_scope"), &[], Code::InvalidScope);
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        let elsewhere = elsewhere.clone();
        let provider = announced(Scripted::new())
            .at("/device_authorization", move |_, _| Reply::new(status, &elsewhere, ""))
            .start();
        Program::new().run(&login(&provider, &[])).refused(Code::RedirectRefused);
    }
    assert_eq!(other.asked("/device_authorization").len(), 0);
    Program::new().run(&other.login()).ok();
}

#[test]
fn the_code_is_shown_although_the_rest_is_quiet() {
    let (program, provider) = (Program::new(), with_devices(&[], codes).start());
    let ran = program.run(&login(&provider, &["--quiet", "--no-store", "--print", "access"])).ok();
    let said: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!((said.len(), said[2]), (4, "Code: WDJB-MJHT"), "{}", ran.stderr);
    assert!(ran.stdout.starts_with("CANARY-access-"));
}

#[test]
fn what_cannot_work_is_refused_before_anything_is_sent() {
    let program = Program::new();
    let place = ["login", "--issuer", "http://127.0.0.1:1", "--client-id", "x"];
    let run = |more: &[&str]| program.run(&[&place[..], more, &["--json"]].concat());
    for more in [
        &["--flow", "device", "--max-age", "1h"][..],
        &["--flow", "device", "--callback-port", "8910"],
        &["--flow", "device", "--pkce", "unadvertised-ok"],
        &["--flow", "device", "--par=always"],
    ] {
        run(more).refused(Code::Usage);
    }
    run(&["--flow", "device", "--non-interactive"]).refused(Code::InteractionRequired);
}

#[test]
fn a_clipboard_is_only_for_a_code_that_is_shown() {
    let (program, served) = (Program::new().with("AUTHCTL_COPY_CODE", "1"), Served::start());
    served.sign_in(&program);
}

#[test]
fn a_provider_without_the_endpoint_is_told_of_and_can_be_forced() {
    let (program, provider) = (Program::new(), Scripted::new().start());
    let ran = program.run(&login(&provider, &[])).refused(Code::EndpointMissing);
    assert_eq!(
        ran.stderr.replace(provider.issuer(), "ISSUER"),
        "error: the provider has no device_authorization_endpoint [endpoint_missing]\n\
         \x20 profile work, issuer ISSUER, step device\n\
         \x20 choose another --flow; or if the provider has the endpoint all the same, give --endpoint \
         device_authorization_endpoint=URL\n\
         \x20 more: authctl explain endpoint_missing\n"
    );
    let provider = Scripted::new()
        .at("/other", |_, world| Reply::json("200 OK", &codes(world).to_string()))
        .metadata(|metadata, _| {
            metadata.insert("grant_types_supported".into(), json!(["authorization_code"]));
        })
        .start();
    let endpoint = format!("device_authorization_endpoint={}/other", provider.issuer());
    let ran = program.run(&login(&provider, &["--endpoint", &endpoint])).ok();
    let first = "The provider's metadata does not list this grant; it is tried all the same.\n";
    assert!(ran.stderr.starts_with(first), "{}", ran.stderr);
    program.run(&["refresh"]).ok();

    let provider = announced(Scripted::new()).start();
    let ran = program.run(&login(&provider, &["--endpoint", &endpoint])).refused(Code::ConfigInvalid);
    assert!(ran.stderr.contains(
        "endpoints.device_authorization_endpoint is named, and the issuer's metadata names it too"
    ));
}

#[test]
fn where_the_browser_is_elsewhere_it_is_chosen_by_itself_and_said() {
    // C40
    let provider = with_devices(&[], codes).start();
    let program = || Program::new().with("DISPLAY", ":0");
    for (program, why) in [
        (program().with("SSH_CONNECTION", "a b c d"), "this is a remote shell"),
        (program().with("SSH_TTY", "/dev/pts/1"), "this is a remote shell"),
        #[cfg(all(unix, not(target_os = "macos")))]
        (Program::new(), "there is no screen here"),
    ] {
        let ran = program.run(&provider.login_by_hand()).ok();
        let first =
            format!("Signing in with --flow device, since {why}; authorization-code is the other way.\n");
        assert!(ran.stderr.starts_with(&first), "{}", ran.stderr);
        program.run(&["refresh"]).ok();
    }
    assert_eq!(provider.asked("/authorize").len(), 0);
}

#[test]
fn whoever_has_chosen_a_way_keeps_it() {
    let provider = announced(Scripted::new()).start();
    let remote = || Program::new().with("SSH_CONNECTION", "a b c d");
    for (program, more) in [
        (remote(), &["--no-browser"][..]),
        (remote(), &["--flow", "authorization-code"]),
        (remote().with("AUTHCTL_FLOW", "authorization-code"), &[]),
        (remote(), &["--max-age", "1h"]),
        (remote(), &["--param", "prompt=login"]),
        (remote(), &["--acr-values", "mfa"]),
        (remote(), &["--callback-path", "/back"]),
        (remote().with("CI", "1"), &[]),
    ] {
        let mut login =
            program.start(&[&provider.login_by_hand()[..], more, &["--login-timeout", "0s"]].concat());
        assert!(login.line("http").contains("/authorize?"));
        login.end().refused(Code::LoginTimeout);
    }
    remote().run(&provider.login()).ok();
}

#[test]
fn a_client_that_may_not_do_that_signs_in_in_the_browser_after_all() {
    let provider = announced(Scripted::new())
        .at("/device_authorization", |_, _| Reply::error("unauthorized_client"))
        .start();
    let program = Program::new().with("SSH_CONNECTION", "a b c d");
    let mut login = program.start(&provider.login_by_hand());
    assert_eq!(
        login.line("The provider does not let"),
        "The provider does not let this client do that: this client may not do that [unauthorized_client]."
    );
    let back = provider.send_back(&login.line("http"));
    login.line("If that browser");
    login.paste(back.as_str());
    login.end().ok();
    // who has asked for it by name is told
    Program::new().run(&self::login(&provider, &[])).refused(Code::UnauthorizedClient);
}

#[test]
fn a_profile_can_name_it_and_the_embedded_provider_does_it_without_a_person() {
    let served = Served::configured("[lifetimes]\ndevice_interval = \"1s\"\n");
    let program = Program::new().configured(&format!(
        "[profiles.work]\nissuer = \"{}\"\nclient_id = \"authctl\"\nflow = \"device\"\nscopes = [\"openid\", \"offline_access\"]\n",
        served.issuer
    ));
    let ran = program.run(&["login", "--profile", "work", "--as", "bob"]).ok();
    assert!(ran.stderr.starts_with("Signed in as bob.\n"), "{}", ran.stderr);
    assert_eq!((served.stat("devices_redeemed"), served.stat("codes_issued")), (1, 0));
    program.run(&["refresh"]).ok();
    program.run(&["login", "--profile", "work", "--as", "mallory"]).refused(Code::AccessDenied);
    assert_eq!(served.stat("devices_redeemed"), 1);
}

#[cfg(unix)]
#[test]
fn the_browser_is_opened_only_if_one_is_named_and_with_the_code_in_the_address() {
    // C131
    let provider = with_devices(&["authorization_pending"], codes).start();
    let program = Program::new();
    let browser =
        program.script("browser", &format!("printf %s \"$1\" >{}", program.path("opened").display()));
    let browser = browser.display().to_string();
    program.run(&login(&provider, &["--browser", &browser])).ok();
    assert_eq!(
        std::fs::read_to_string(program.path("opened")).unwrap(),
        format!("{}/device?user_code=WDJB-MJHT", provider.issuer())
    );
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_wait_at_once_and_keeps_nothing() {
    // C132, S-29
    use rustix::process::Signal;
    for (signal, exit) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let provider = without_polls(|world| {
            let mut codes = codes(world);
            codes["interval"] = 120.into();
            codes["expires_in"] = 900.into();
            codes
        });
        let (program, provider) = (Program::new(), provider.start());
        let mut login = program.start(&login(&provider, &[]));
        login.line("Both are");
        login.signal(signal);
        let ran = login.end();
        assert_eq!((ran.exit, ran.stdout.as_str()), (exit, ""), "{}", ran.stderr);
        assert_eq!(program.sessions().len(), 0);
    }
}
