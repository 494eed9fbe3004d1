//! `logout`, through the real binary: each step is told, the session is forgotten here whatever the provider does.

use authctl::error::Code;
use serde_json::json;

use crate::support::{door::door, exchange::Reply, program::Program, scripted::Scripted, served::Served};

#[test]
fn each_step_is_told_and_nothing_is_left() {
    // C126, C165
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let access_token = program.run(&["token"]).answer();
    let ran = program.run(&["logout"]).ok();
    assert_eq!(ran.stdout, "");
    assert_eq!(
        served.nameless(&ran.stderr),
        "Signed out of profile work.\n\
         \x20 done     forget: removed from this machine\n\
         \x20 done     revoke refresh token: the provider has taken it back\n\
         \x20 done     revoke access token: the provider has taken it back\n\
         \x20 shown    end session: to sign out in the browser too, open ISSUER/end_session?client_id=authctl\n"
    );
    let ran = program.run(&["token"]).refused(Code::LoginRequired);
    assert_eq!(
        ran.stderr,
        "error: there is no session [login_required]\n\
         \x20 step store\n\
         \x20 run `authctl login`\n\
         \x20 more: authctl explain login_required\n"
    );
    assert_eq!(program.run(&["status", "--json"]).ok().json(), json!([]));
    // the provider has really been told
    let bearer = format!("Bearer {access_token}");
    let answer =
        crate::support::wire::send(served.authority(), "GET", "/userinfo", &[("Authorization", &bearer)], "");
    assert_eq!(answer.status, 401);
    let kept = std::fs::read_to_string(program.path("state/sessions/work.session")).unwrap_or_default();
    assert!(!kept.contains(&access_token));
}

#[test]
fn for_a_program_the_steps_are_one_json_document() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let ran = program.run(&["logout", "--json"]).ok();
    assert_eq!(ran.stderr, "");
    let taken = "the provider has taken it back";
    let shown =
        format!("to sign out in the browser too, open {}/end_session?client_id=authctl", served.issuer);
    assert_eq!(
        ran.json(),
        json!({"profile": "work", "steps": [
            {"step": "forget", "outcome": "done", "detail": "removed from this machine"},
            {"step": "revoke_refresh_token", "outcome": "done", "detail": taken},
            {"step": "revoke_access_token", "outcome": "done", "detail": taken},
            {"step": "end_session", "outcome": "shown", "detail": shown},
        ]})
    );
}

#[test]
fn a_local_logout_tells_the_provider_nothing() {
    let program = Program::new();
    let provider = Scripted::new().start();
    program.run(&provider.login()).ok();
    let ran = program.run(&["logout", "--local"]).ok();
    assert_eq!(
        ran.stderr,
        "Signed out of profile work.\n\
         \x20 done     forget: removed from this machine\n\
         \x20 skipped  revoke refresh token: --local\n\
         \x20 skipped  revoke access token: --local\n\
         \x20 skipped  end session: --local\n"
    );
    assert_eq!(provider.asked("/revoke").len(), 0);
    program.run(&["token"]).refused(Code::LoginRequired);
}

#[test]
fn a_provider_that_is_down_does_not_keep_a_session_here() {
    // C95
    let (program, mut served) = (Program::new(), Served::start());
    served.sign_in(&program);
    served.stop();
    let ran = program.run(&["logout"]).refused(Code::RevocationFailed);
    assert_eq!(
        served.nameless(&ran.stderr),
        "Signed out of profile work.\n\
         \x20 done     forget: removed from this machine\n\
         \x20 failed   revoke refresh token: 127.0.0.1 refuses connections on this port [connection_failed]\n\
         error: the session was removed here, but the provider was not told [revocation_failed]\n\
         \x20 profile work, issuer ISSUER, step revoke\n\
         \x20 got 127.0.0.1 refuses connections on this port [connection_failed]\n\
         \x20 end it in the provider's account page\n\
         \x20 more: authctl explain revocation_failed\n"
    );
    program.run(&["token"]).refused(Code::LoginRequired);
}

#[test]
fn a_revocation_that_fails_is_told_and_the_session_is_forgotten_all_the_same() {
    // C95
    for (reply, detail) in [
        ((|| Reply::new("503 Service Unavailable", "", "")) as fn() -> Reply, "[temporarily_unavailable]"),
        (|| Reply::error("invalid_client"), "[invalid_client]"),
        (|| Reply::new("302 Found", "Location: https://evil.example/\r\n", ""), "[redirect_refused]"),
    ] {
        let provider = Scripted::new().at("/revoke", move |_, _| reply()).start();
        let program = Program::new();
        program.run(&provider.login()).ok();
        let ran = program.run(&["logout", "--quiet"]).refused(Code::RevocationFailed);
        provider.tells_nothing(&ran);
        assert_eq!(provider.asked("/revoke").len(), 2);
        program.run(&["token"]).refused(Code::LoginRequired);

        program.run(&provider.login()).ok();
        let ran = program.run(&["logout", "--json"]).said_no(Code::RevocationFailed);
        assert_eq!(ran.error_json()["session_changed"], true);
        let step = &ran.json()["steps"][1];
        assert_eq!(step["outcome"], "failed");
        assert!(step["detail"].as_str().unwrap().ends_with(detail), "{step}");
    }
}

#[test]
fn a_provider_that_does_not_revoke_access_tokens_is_no_failure() {
    // RFC 7009 §2.2.1
    let provider = Scripted::new()
        .at("/revoke", |asked, _| match asked.form["token_type_hint"].as_str() {
            "access_token" => Reply::error("unsupported_token_type"),
            _ => Reply::Right,
        })
        .start();
    let program = Program::new();
    program.run(&provider.login()).ok();
    let ran = program.run(&["logout"]).ok();
    let line = "\n  skipped  revoke access token: the provider does not revoke tokens of this type\n";
    assert!(ran.stderr.contains(line), "{}", ran.stderr);
    let asked = provider.asked("/revoke");
    assert_eq!(asked[0].form["token_type_hint"], "refresh_token");
    assert!(asked.iter().all(|asked| asked.method == "POST" && asked.query.is_empty())); // C68
}

#[test]
fn one_logout_ends_one_session() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let other = [
        "login",
        "--profile",
        "b",
        "--issuer",
        &served.issuer,
        "--client-id",
        "authctl",
        "--as",
        "bob",
        "-q",
    ];
    program.run(&other).answer();
    program.run(&["logout", "--profile", "b"]).ok();
    program.run(&["token", "--profile", "b"]).refused(Code::LoginRequired);
    assert!(!program.run(&["token"]).answer().is_empty());
}

#[test]
fn a_session_that_the_provider_has_ended_is_only_forgotten() {
    let first = std::sync::atomic::AtomicBool::new(true);
    let provider = Scripted::new()
        .at("/token", move |_, _| match first.swap(false, std::sync::atomic::Ordering::SeqCst) {
            true => Reply::Right,
            false => Reply::error("invalid_grant"),
        })
        .start();
    let program = Program::new();
    program.run(&provider.login()).ok();
    program.run(&["refresh"]).refused(Code::InvalidGrant);
    let ran = program.run(&["logout"]).ok();
    assert_eq!(
        ran.stderr,
        "Signed out of profile work.\n\
         \x20 done     forget: removed from this machine\n\
         \x20 skipped  revoke refresh token: the provider has ended it already\n\
         \x20 skipped  revoke access token: the provider has ended it already\n"
    );
    assert_eq!(provider.asked("/revoke").len(), 0);
    program.run(&["token"]).refused(Code::LoginRequired);
}

#[cfg(unix)]
#[test]
fn with_a_browser_the_session_there_is_ended_too_and_no_token_is_in_the_address() {
    // C164
    use crate::support::fake_browser::FakeBrowser;
    let program = Program::new();
    let browser = FakeBrowser::of(&program);
    let program = program.with("BROWSER", &browser.command);
    let served = Served::start();
    served.sign_in(&program);
    let ran = program.run(&["logout"]).ok();
    let line = "\n  done     end session: opened in the browser, which asks before it signs you out\n";
    assert!(ran.stderr.contains(line), "{}", ran.stderr);
    let address = format!("{}/end_session?client_id=authctl", served.issuer);
    assert_eq!(browser.called(), ["1", &address]);
}

#[test]
fn a_login_while_the_provider_is_still_being_told_begins_a_session_that_stays() {
    // C163, C166
    let (door, stop) = door();
    let provider = Scripted::new()
        .at("/revoke", move |_, _| {
            stop();
            Reply::Right
        })
        .start();
    let program = Program::new();
    program.run(&provider.login()).ok();
    let old = program.session("work");
    let logout = program.start(&["logout"]);
    door.wait_until_reached();
    program.run(&["token"]).refused(Code::LoginRequired);
    program.run(&provider.login()).ok();
    let new = program.session("work");
    door.open();
    logout.end().ok();
    assert_eq!(program.run(&["token"]).answer(), *new.access_token.expose());
    program.run(&["refresh"]).ok();
    let revoked: Vec<String> =
        provider.asked("/revoke").into_iter().map(|mut asked| asked.form.remove("token").unwrap()).collect();
    assert_eq!(revoked, [old.refresh_token.unwrap().expose().as_str(), old.access_token.expose()]);
}

#[cfg(unix)]
#[test]
fn a_logout_that_is_interrupted_has_forgotten_the_session_all_the_same() {
    // C152, C163
    let (door, stop) = door();
    let provider = Scripted::new()
        .at("/revoke", move |_, _| {
            stop();
            Reply::HangsUp
        })
        .start();
    let program = Program::new();
    program.run(&provider.login()).ok();
    let logout = program.start(&["logout"]);
    door.wait_until_reached();
    logout.signal(rustix::process::Signal::INT);
    assert_eq!(logout.end().exit, 130);
    program.run(&["token"]).refused(Code::LoginRequired);
    assert_eq!(program.run(&["status", "--json"]).ok().json(), json!([]));
}

#[test]
fn a_logout_that_waits_for_a_renewal_ends_what_the_renewal_brought() {
    // C165, C166
    let (door, stop) = door();
    let provider = Scripted::new()
        .at("/token", move |asked, _| {
            if asked.form["grant_type"] == "refresh_token" {
                stop();
            }
            Reply::Right
        })
        .start();
    let program = Program::new();
    program.run(&provider.login()).ok();
    let refresh = program.start(&["refresh"]);
    door.wait_until_reached();
    let mut logout = program.start(&["logout"]);
    logout.line("Waiting for another authctl that renews this session");
    door.open();
    refresh.end().ok();
    logout.end().ok();
    let asked = provider.asked("/revoke");
    assert_eq!((provider.asked("/token").len(), asked.len()), (2, 2));
    // the provider numbers what it hands out: a code, two tokens at the login, two at the renewal
    assert!(asked[0].form["token"].starts_with("CANARY-refresh-4-"), "{}", asked[0].form["token"]);
    assert!(asked[1].form["token"].starts_with("CANARY-access-3-"), "{}", asked[1].form["token"]);
    program.run(&["token"]).refused(Code::LoginRequired);
}
