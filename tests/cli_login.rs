//! `login`, through the real binary: what it says, what it prints, what it keeps, and for whom.

use authctl::{error::Code, jose::jws};
use serde_json::json;

use crate::support::{
    exchange::Reply, hostile::Peer, program::Program, ran::timeless, scripted::Scripted, served::Served,
};

#[test]
fn a_login_says_who_signed_in_where_what_was_granted_how_long_it_lasts_and_where_it_is_kept() {
    let (program, served) = (Program::new(), Served::start());
    let ran = served.sign_in(&program);
    assert_eq!(ran.stdout, "");
    assert_eq!(
        timeless(&served.nameless(&ran.stderr)),
        "Signed in as alice.\n\
         \x20 provider  ISSUER\n\
         \x20 subject   alice\n\
         \x20 granted   openid profile email offline_access\n\
         \x20 expires   in AN-HOUR (until MOMENT), then renewed by itself\n\
         \x20 kept in   file, as profile work\n"
    );
    assert_eq!(program.sessions().keys().collect::<Vec<_>>(), ["work.session"]);
}

#[test]
fn for_a_program_the_login_is_one_json_document_on_stdout() {
    let (program, served) = (Program::new(), Served::start());
    let issuer = &served.issuer;
    let arguments = ["login", "--issuer", issuer, "--client-id", "authctl", "--as", "bob", "--json"];
    let ran = program.run(&arguments).ok();
    assert_eq!(ran.stderr, "");
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&timeless(&ran.stdout)).unwrap(),
        json!({
            "profile": format!("127.0.0.1-{}", served.port), "provider": "oidc", "issuer": issuer,
            "sub": "bob", "username": "bob",
            "scope_requested": ["openid", "profile", "email"],
            "scope_granted": ["openid", "profile", "email"],
            "scope_denied": [],
            "token_type": "Bearer", "dpop_jkt": null,
            "authorization_details": null, "authorization_details_differences": [],
            "expires_at": "MOMENT",
            "refreshable": false,
            "id_token_checked": true,
            "store": "file",
        })
    );
}

#[test]
fn what_is_to_be_printed_is_all_that_stdout_gets() {
    let served = Served::start();
    for (what, print) in [("access", "at+jwt"), ("id", "JWT"), ("refresh", "")] {
        let program = Program::new();
        let place = ["login", "--issuer", &served.issuer, "--client-id", "authctl", "--as", "alice"];
        let more = ["--scope", "openid", "--scope", "offline_access", "--print", what, "--quiet"];
        let token = program.run(&[&place[..], &more].concat()).answer();
        assert!(!token.contains('\n'), "{what}");
        let typ = jws::peek(&token).map_or(json!(""), |(header, _)| header["typ"].clone());
        assert_eq!(typ, print, "{what}");
        let kept = program.session(&format!("127.0.0.1-{}", served.port));
        let expected = match what {
            "access" => Some(&kept.access_token),
            "id" => kept.id_token.as_ref(),
            _ => kept.refresh_token.as_ref(),
        };
        assert_eq!(expected.unwrap().expose(), &token, "{what}");
    }
}

#[test]
fn all_tokens_are_printed_as_the_token_answer_names_them() {
    let program = Program::new();
    let provider = Scripted::new().start();
    let more = ["--print", "json", "--quiet", "--no-store"];
    let ran = program.run(&[&provider.login()[..], &more].concat()).ok();
    let mut tokens = ran.json();
    for name in ["access_token", "refresh_token"] {
        let token = tokens[name].take();
        assert!(token.as_str().unwrap().starts_with("CANARY-"), "{name}");
    }
    assert!(jws::peek(tokens["id_token"].take().as_str().unwrap()).is_some());
    assert_eq!(
        tokens,
        json!({
            "access_token": null, "refresh_token": null, "id_token": null,
            "token_type": "Bearer", "expires_in": 3600, "scope": "openid profile email",
        })
    );
    assert_eq!((ran.stderr.as_str(), program.sessions().len()), ("", 0));
}

#[test]
fn a_token_that_is_to_be_printed_and_did_not_come_is_told() {
    let (program, provider) =
        (Program::new(), Scripted::new().tokens(|tokens, _| drop(tokens.remove("refresh_token"))).start());
    let ran = program.run(&[&provider.login()[..], &["--print", "refresh", "--no-store"]].concat());
    provider.tells_nothing(&ran.refused(Code::TokenMissing));
}

#[test]
fn a_login_that_is_not_to_be_kept_leaves_nothing_and_says_so() {
    let (program, provider) = (Program::new(), Scripted::new().start());
    let ran = program.run(&[&provider.login()[..], &["--no-store"]].concat()).ok();
    assert!(ran.stderr.ends_with("\n  kept in   nowhere\n"), "{}", ran.stderr);
    assert!(!program.path("state/sessions").exists());
    provider.tells_nothing(&ran);
}

#[test]
fn what_was_asked_for_and_not_granted_is_told() {
    // C32, C67
    let program = Program::new();
    let provider =
        Scripted::new().tokens(|tokens, _| drop(tokens.insert("scope".into(), "openid".into()))).start();
    let ran = program.run(&provider.login()).ok();
    let line = "  granted   openid; asked for, not granted: profile email\n";
    assert!(ran.stderr.contains(line), "{}", ran.stderr);
    let ran = program.run(&[&provider.login()[..], &["--json"]].concat()).ok();
    assert_eq!(ran.json()["scope_denied"], json!(["profile", "email"]));
    assert_eq!(ran.json()["scope_granted"], json!(["openid"]));
}

#[test]
fn without_a_scope_that_is_required_the_answer_is_no_and_nothing_is_kept() {
    // C32
    let (program, served) = (Program::new(), Served::start());
    let place = ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "authctl"];
    let more = ["--as", "alice", "--scope", "openid email", "--require-scope", "email"];
    let missing = [&place[..], &more, &["--require-scope", "groups"]].concat();
    let ran = program.run(&missing).refused(Code::ScopeNotGranted);
    assert_eq!(
        ran.stderr,
        "error: a required scope was not granted [scope_not_granted]\n\
         \x20 profile work, step exchange\n\
         \x20 expected groups, got openid email\n\
         \x20 more: authctl explain scope_not_granted\n"
    );
    assert_eq!(program.sessions().len(), 0);

    program.run(&[&place[..], &more].concat()).ok();
    let before = program.sessions();
    program.run(&missing).refused(Code::ScopeNotGranted);
    assert_eq!(program.sessions(), before);
}

#[test]
fn a_quiet_login_says_nothing() {
    let (program, served) = (Program::new(), Served::start());
    let arguments =
        ["login", "--issuer", &served.issuer, "--client-id", "authctl", "--as", "alice", "--quiet"];
    assert_eq!(program.run(&arguments).answer(), "");
    assert_eq!(program.sessions().len(), 1);
}

#[test]
fn where_nobody_can_be_asked_a_login_that_needs_a_person_is_refused_at_once() {
    // C40
    let program = Program::new();
    let arguments = ["login", "--issuer", "https://id.example", "--client-id", "x", "--non-interactive"];
    let ran = program.run(&arguments).refused(Code::InteractionRequired);
    assert_eq!(
        ran.stderr,
        "error: a person is needed and --non-interactive was given [interaction_required]\n\
         \x20 profile id.example, step browser\n\
         \x20 run `authctl login` in a terminal\n\
         \x20 more: authctl explain interaction_required\n"
    );
}

#[test]
fn only_the_embedded_provider_signs_anybody_in_by_name() {
    let program = Program::new();
    let arguments = ["login", "--issuer", "https://id.example", "--client-id", "x", "--as", "alice"];
    let ran = program.run(&arguments).refused(Code::Usage);
    assert!(ran.stderr.starts_with("error: --as signs in at the embedded provider only [usage]\n"));

    let provider = Scripted::new()
        .at("/authorize", |_, _| Reply::new("200 OK", "Content-Type: text/html\r\n", "<p>hello"))
        .start();
    let ran = program.run(&provider.login()).refused(Code::ProviderError);
    assert!(ran.stderr.contains("this is another one's page"), "{}", ran.stderr);
}

#[test]
fn a_sign_in_by_name_goes_nowhere_but_to_the_issuer() {
    // C6: not even to this machine's other ports
    let elsewhere = Peer::left_alone();
    for place in [elsewhere.url("/authorize"), elsewhere.url("/authorize?audience=x")] {
        let provider = Scripted::new()
            .metadata(move |document, _| {
                drop(document.insert("authorization_endpoint".into(), place.as_str().into()));
            })
            .start();
        let program = Program::new();
        let ran = program.run(&provider.login()).refused(Code::ProviderError);
        assert!(
            ran.stderr.starts_with("error: the provider's pages lead to another place [provider_error]\n"),
            "{}",
            ran.stderr
        );
        assert_eq!(program.sessions().len(), 0);
    }
}

#[test]
fn how_long_ago_the_person_signed_in_is_asked_only_where_it_can_be_checked() {
    // C33
    let place = ["login", "--issuer", "https://id.example", "--client-id", "x", "--non-interactive"];
    let ran = Program::new().run(&[&place[..], &["--scope", "api", "--max-age", "1m"]].concat());
    assert_eq!(
        ran.refused(Code::Usage).stderr,
        "error: --max-age is checked in the ID token, and there is none without the scope openid [usage]\n\
         \x20 profile id.example, step config\n\
         \x20 add --scope openid, or drop --max-age\n\
         \x20 more: authctl explain usage\n"
    );
    Program::new().run(&[&place[..], &["--param", "max_age=1"]].concat()).refused(Code::ReservedParameter);
    let file =
        "[profiles.work]\nissuer = \"https://id.example\"\nclient_id = \"x\"\nparams = { max_age = \"1\" }\n";
    let program = Program::new().configured(file);
    program.run(&["login", "--profile", "work", "--non-interactive"]).refused(Code::ReservedParameter);
}

#[test]
fn a_user_that_the_embedded_provider_does_not_have_is_denied() {
    let (program, served) = (Program::new(), Served::start());
    let arguments = ["login", "--issuer", &served.issuer, "--client-id", "authctl", "--as", "mallory"];
    let ran = program.run(&arguments).refused(Code::AccessDenied);
    assert!(ran.stderr.contains("\n  got mallory\n"), "{}", ran.stderr);
    assert_eq!(program.sessions().len(), 0);
}

#[test]
fn sessions_stand_side_by_side_and_one_of_several_has_to_be_named() {
    let (program, served) = (Program::new(), Served::start());
    let sign_in = |profile, user| {
        let place = ["login", "--issuer", &served.issuer, "--client-id", "authctl", "--quiet"];
        program.run(&[&place[..], &["--profile", profile, "--as", user]].concat()).answer();
    };
    sign_in("work", "alice");
    sign_in("home", "bob");
    for command in ["token", "whoami", "refresh", "logout"] {
        let ran = program.run(&[command]).refused(Code::ProfileAmbiguous);
        assert_eq!(
            ran.stderr,
            "error: several sessions are kept and none was named [profile_ambiguous]\n\
             \x20 step store\n\
             \x20 got home, work\n\
             \x20 name one with --profile, or set default_profile\n\
             \x20 more: authctl explain profile_ambiguous\n"
        );
    }
    let who = |profile| program.run(&["whoami", "--json", "--profile", profile]).ok().json()["sub"].clone();
    assert_eq!((who("work"), who("home")), (json!("alice"), json!("bob")));

    // who signs in again under a name replaces what was there, and nothing else
    let home = program.sessions()["home.session"].clone();
    sign_in("work", "bob");
    assert_eq!(who("work"), "bob");
    assert_eq!(program.sessions()["home.session"], home);
    assert_eq!(program.sessions().len(), 2);

    let named = program.with("AUTHCTL_PROFILE", "work");
    assert!(jws::peek(&named.run(&["token"]).answer()).is_some());
}

#[test]
fn the_built_in_provider_needs_nothing_but_its_name() {
    let program = Program::new();
    // at any port but its own, which is everybody's on this machine
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let ran = program.run(&["login", "--provider", "dev", "--issuer", &issuer, "--as", "alice"]).ok();
    assert_eq!(
        timeless(&ran.stderr).replace(&issuer, "ISSUER"),
        "Signed in as alice.\n\
         \x20 provider  ISSUER\n\
         \x20 subject   alice\n\
         \x20 granted   openid profile email offline_access\n\
         \x20 expires   in AN-HOUR (until MOMENT), then renewed by itself\n\
         \x20 kept in   file, as profile dev\n"
    );
    assert!(jws::peek(&program.run(&["token"]).answer()).is_some());
    assert_eq!(program.run(&["whoami", "--json"]).ok().json()["sub"], "alice");
    program.run(&["refresh"]).ok();
    program.run(&["logout"]).ok();
    program.run(&["token"]).refused(Code::LoginRequired);
}

#[test]
fn without_a_client_id_it_says_where_to_register_what_to_enter_and_what_to_run_next() {
    let program = Program::new();
    let ran = program.run(&["login", "--provider", "github"]).refused(Code::ClientIdMissing);
    assert_eq!(
        ran.stderr,
        "error: GitHub needs a client id of yours [client_id_missing]\n\
         \x20 profile github, step config\n\
         \x20 At https://github.com/settings/applications/new : Create an OAuth app, enter the callback address below, then make a client secret.\n\
         \x20 Callback address: http://127.0.0.1/callback\n\
         \x20 Then run: authctl login --provider github --client-id CLIENT_ID --client-secret-from env:GITHUB_CLIENT_SECRET\n\
         \x20 more: authctl explain client_id_missing\n"
    );
}

#[test]
fn where_to_sign_in_and_as_what_client_must_be_said_and_must_make_sense() {
    let program = Program::new();
    for (arguments, code) in [
        (&["login"][..], Code::ProviderMissing),
        (&["login", "--provider", "githup"], Code::ProviderUnknown),
        (&["login", "--issuer", "http://id.example", "--client-id", "x"], Code::CleartextRefused),
        (&["login", "--issuer", "https://id.example?x", "--client-id", "x"], Code::IssuerInvalid),
        (&["login", "--issuer", "https://id.example"], Code::ClientIdMissing),
        (&["login", "--profile", "Work!", "--provider", "dev"], Code::ProfileNameInvalid),
        (&["login", "--profile", "work"], Code::ProfileNotFound),
        (&["login", "--provider", "dev", "--param", "state=1"], Code::ReservedParameter),
        (&["login", "--provider", "dev", "--as", "a", "--browser", "x"], Code::Usage),
        (&["login", "--provider", "dev", "--store", "shoebox"], Code::Usage),
        (
            &[
                "login",
                "--issuer",
                "https://id.example",
                "--client-id",
                "x",
                "--client-secret-from",
                "env:NONE",
            ],
            Code::SecretUnavailable,
        ),
    ] {
        let ran = program.run(&[arguments, &["--json"]].concat()).refused(code);
        assert_eq!(ran.error_json()["exit"], code.error().exit(), "{arguments:?}");
    }
    assert_eq!(program.sessions().len(), 0);
}
