//! What the browser brings, and how: response modes, the hybrid and the implicit flow, through the real binary (Multiple
//! Response Types, Form Post Response Mode, OIDC Core §3.2, §3.3).

use authctl::{
    error::Code,
    protocol::{response_mode::RESPONSE_MODES, response_type::RESPONSE_TYPES},
};
use serde_json::{Value, json};
use url::Url;

use crate::support::{
    caller,
    program::{Program, Running},
    scripted::{Provider, Scripted},
    served::Served,
    wire,
};

/// The flags of a login with that response type.
fn flags(response_type: &str) -> Vec<&str> {
    let row = RESPONSE_TYPES.iter().find(|row| row.name == response_type).unwrap();
    let mut flags = vec!["--flow", row.grant.row().name];
    if response_type != "code" {
        flags.extend(["--response-type", response_type]);
    }
    flags
}

#[test]
fn every_response_type_and_every_response_mode_works_at_the_embedded_provider() {
    let served = Served::start();
    let place = ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "authctl"];
    let scope = ["--as", "alice", "--scope", "openid profile offline_access"];
    let plain = RESPONSE_TYPES.iter().map(|row| (row.name, None));
    let every = RESPONSE_MODES.iter().flat_map(|(mode, _)| {
        [("code", Some(*mode)), ("code id_token token", Some(*mode)), ("id_token", Some(*mode))]
    });
    for (kind, mode) in plain.chain(every) {
        let program = Program::new();
        let mode = mode.map(|mode| vec!["--response-mode", mode]).unwrap_or_default();
        let arguments = [&place[..], &scope, &flags(kind), &mode].concat();
        if mode.last().is_some_and(|mode| mode.starts_with("query")) && kind != "code" {
            program.run(&arguments).refused(Code::Usage);
            continue;
        }
        let ran = program.run(&arguments).ok();
        assert!(ran.stderr.starts_with("Signed in as "), "{kind} {mode:?}: {}", ran.stderr);
        let session = program.session("work");
        let has = |name: &str| kind.split(' ').any(|word| word == name);
        assert_eq!(session.refresh_token.is_some(), has("code"), "{kind} {mode:?}");
        assert_eq!(session.access_token.is_empty(), kind == "id_token", "{kind} {mode:?}");
        assert!(session.id_token.is_some(), "{kind} {mode:?}");
        assert_eq!(session.subject.as_deref(), Some("alice"));
    }
}

#[test]
fn a_hybrid_login_is_renewed_and_an_implicit_one_ends() {
    let (program, served) = (Program::new(), Served::start());
    let place = ["login", "--issuer", &served.issuer, "--client-id", "authctl", "--as", "alice"];
    let hybrid = ["--profile", "hybrid", "--flow", "hybrid", "--scope", "openid offline_access"];
    program.run(&[&place[..], &hybrid].concat()).ok();
    program.run(&["refresh", "--profile", "hybrid"]).ok();

    program.run(&[&place[..], &["--profile", "old", "--flow", "implicit"]].concat()).ok();
    program.run(&["token", "--profile", "old"]).ok();
    program.run(&["refresh", "--profile", "old"]).refused(Code::RefreshTokenMissing);

    let id_token = ["--profile", "id", "--flow", "implicit", "--response-type", "id_token"];
    let ran = program.run(&[&place[..], &id_token].concat()).ok();
    assert!(ran.stderr.contains("\n  expires   there is an ID token only\n"), "{}", ran.stderr);
    program.run(&["token", "--profile", "id"]).refused(Code::TokenMissing);
    program.run(&["token", "--type", "id", "--profile", "id"]).ok();
    // OIDC Core §5.4: what UserInfo would say is in it
    let told = program.run(&["whoami", "--json", "--profile", "id"]).ok().json();
    assert_eq!((&told["sub"], &told["claims"]["email"]), (&json!("alice"), &json!("alice@example.com")));
    program.run(&[&place[..], &id_token, &["--print", "access"]].concat()).refused(Code::TokenMissing);
    for profile in ["id", "old", "hybrid"] {
        program.run(&["logout", "--profile", profile]).ok();
    }
}

#[test]
fn what_cannot_go_together_is_refused_before_anything_is_sent() {
    let place = ["login", "--issuer", "https://id.example", "--client-id", "x"];
    for (flags, told) in [
        (
            &["--flow", "implicit", "--response-mode", "query"][..],
            "puts tokens into the address, so it does not go with `id_token token`",
        ),
        (&["--flow", "hybrid", "--response-mode", "query.jwt"], "does not go with `code id_token`"),
        (&["--response-type", "code id_token"], "belongs to the flow hybrid, and this is authorization-code"),
        (&["--flow", "implicit", "--response-type", "code token"], "belongs to the flow hybrid"),
        (&["--flow", "implicit", "--dpop"], "what the flow implicit brings is bound to no key"),
        (&["--flow", "hybrid", "--scope", "api"], "there is none without the scope openid"),
        (&["--flow", "implicit", "--scope", "api"], "there is none without the scope openid"),
        (
            &["--flow", "device", "--response-mode", "jwt"],
            "about the authorization request, and the flow device",
        ),
        (
            &["--flow", "client-credentials", "--response-type", "code"],
            "--response-type is about the authorization request, and the flow client-credentials has none",
        ),
    ] {
        let ran = Program::new().run(&[&place[..], flags].concat()).refused(Code::Usage);
        assert!(ran.stderr.contains(told), "{flags:?}: {}", ran.stderr);
    }
    for flags in [["--response-mode", "web_message"], ["--response-type", "token"]] {
        assert_eq!(Program::new().run(&[&place[..], &flags].concat()).exit, 2);
    }
    let profile = "[profiles.work]\nissuer = \"https://id.example\"\nclient_id = \"x\"\nflow = \"implicit\"\n\
        response_mode = \"query\"\n";
    Program::new().configured(profile).run(&["login", "--profile", "work"]).refused(Code::Usage);
    let bare = ["login", "--endpoint", "authorization_endpoint=https://a.example/a", "--client-id", "x"];
    let more = ["--endpoint", "token_endpoint=https://a.example/t", "--response-mode", "jwt"];
    let ran = Program::new().run(&[&bare[..], &more].concat()).refused(Code::Usage);
    assert!(ran.stderr.contains("is proven by its issuer, and this one has none"), "{}", ran.stderr);
}

#[test]
fn what_the_metadata_do_not_list_is_told_and_tried_all_the_same() {
    let provider = Scripted::new().start();
    let flags = ["--flow", "hybrid", "--response-mode", "form_post"];
    let ran = Program::new().run(&[&provider.login()[..], &flags].concat()).ok();
    assert!(
        ran.stderr.starts_with(
            "The provider's metadata does not list the response type `code id_token`; it is tried all the same.\n\
             The provider's metadata does not list the response mode `form_post`; it is tried all the same.\n\
             Signed in as alice.\n"
        ),
        "{}",
        ran.stderr
    );
    let provider = Scripted::new()
        .metadata(|document, _| {
            document.insert("response_types_supported".into(), json!(["code", "id_token code"]));
            document.insert("response_modes_supported".into(), json!(["form_post"]));
        })
        .start();
    let ran = Program::new().run(&[&provider.login()[..], &flags].concat()).ok();
    assert!(ran.stderr.starts_with("Signed in as alice.\n"), "{}", ran.stderr);
    let asked = &provider.asked("/authorize")[0].query;
    assert_eq!(
        (asked["response_type"].as_str(), asked["response_mode"].as_str()),
        ("code id_token", "form_post")
    );
    // PKCE stays with every code, and there is none without one
    assert_eq!(asked["code_challenge_method"], "S256");
    Program::new().run(&[&provider.login()[..], &["--flow", "implicit"]].concat()).ok();
    assert!(!provider.asked("/authorize")[1].query.contains_key("code_challenge"));
}

/// Runs a login with this response type at a provider that differs so; it fails with that code, keeps nothing and tells nothing.
#[track_caller]
fn fails(scripted: Scripted, kind: &str, code: Code) -> Provider {
    let (program, provider) = (Program::new(), scripted.start());
    let ran = program.run(&[&provider.login()[..], &flags(kind)].concat()).refused(code);
    provider.tells_nothing(&ran);
    assert_eq!(program.sessions().len(), 0);
    provider
}

#[test]
fn an_id_token_of_the_browser_that_breaks_a_rule_ends_the_login_before_the_code_is_used() {
    // C71, C72, C77, C79, C81, C82
    let set = |name: &'static str, value: Value| {
        Scripted::new().claims(move |claims, _| drop(claims.insert(name.into(), value.clone())))
    };
    let without = |name: &'static str| Scripted::new().claims(move |claims, _| drop(claims.remove(name)));
    for kind in ["code id_token token", "id_token token", "id_token", "code id_token"] {
        let (has_code, has_token) = (kind.contains("code"), kind.ends_with(" token"));
        for (scripted, code, applies) in [
            (set("nonce", json!("another")), Code::IdTokenNonce, true),
            (without("nonce"), Code::IdTokenNonce, true),
            (set("aud", json!("another")), Code::IdTokenAud, true),
            (set("iss", json!("https://evil.example")), Code::IdTokenIss, true),
            (set("exp", json!(1)), Code::IdTokenExpired, true),
            (set("events", json!({})), Code::IdTokenType, true),
            (without("sub"), Code::IdTokenSub, true),
            (set("s_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")), Code::IdTokenSHash, true),
            (set("c_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")), Code::IdTokenCHash, has_code),
            (without("c_hash"), Code::IdTokenCHash, has_code),
            (set("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")), Code::IdTokenAtHash, has_token),
            (without("at_hash"), Code::IdTokenAtHash, has_token),
        ] {
            if applies {
                let provider = fails(scripted, kind, code);
                assert!(
                    provider.asked("/token").is_empty() && provider.asked("/userinfo").is_empty(),
                    "{kind}"
                );
            }
        }
    }
    // nobody but OIDC Core asks for s_hash
    let provider = without("s_hash").start();
    Program::new().run(&[&provider.login()[..], &flags("code id_token")].concat()).ok();
}

#[test]
fn both_id_tokens_of_a_hybrid_login_are_of_one_person() {
    // OIDC Core §3.3.3.6
    let other_at_the_token_endpoint = Scripted::new().claims(|claims, _| {
        if !claims.contains_key("c_hash") {
            claims.insert("sub".into(), "user-2".into());
        }
    });
    let scripted =
        other_at_the_token_endpoint.metadata(|document, _| drop(document.remove("userinfo_endpoint")));
    fails(scripted, "code id_token", Code::IdTokenHybrid);
}

#[test]
fn an_answer_that_lacks_what_was_asked_for_or_is_another_logins_is_refused() {
    // C25, C27, C55, C62, C69
    let without = |name: &'static str| Scripted::new().callback(move |back, _| drop(back.remove(name)));
    let set = |name: &'static str, value: &'static str| {
        Scripted::new().callback(move |back, _| drop(back.insert(name.into(), value.into())))
    };
    for (scripted, kind, code) in [
        (without("id_token"), "code id_token", Code::ResponseInvalid),
        (without("code"), "code id_token", Code::ResponseInvalid),
        (without("access_token"), "id_token token", Code::ResponseInvalid),
        (without("id_token"), "id_token token", Code::ResponseInvalid),
        (set("access_token", "other"), "id_token token", Code::IdTokenAtHash),
        (set("code", "other"), "code id_token", Code::IdTokenCHash),
        (without("token_type"), "id_token token", Code::TokenTypeUnsupported),
        (set("token_type", "mac"), "code token", Code::TokenTypeUnsupported),
        (set("expires_in", "soon"), "id_token token", Code::ResponseInvalid),
        (set("state", "other"), "id_token token", Code::StateMismatch),
        (without("state"), "code id_token", Code::StateMismatch),
        (set("iss", "https://evil.example"), "code id_token", Code::ResponseIssMismatch),
        (without("iss"), "code token", Code::ResponseIssMissing),
        (set("error", "access_denied"), "code id_token", Code::ResponseInvalid),
        (set("id_token", "a.b"), "code id_token", Code::IdTokenMalformed),
    ] {
        let provider = fails(scripted, kind, code);
        assert!(provider.asked("/token").is_empty(), "{kind} {code:?}");
    }
}

#[test]
fn an_id_token_of_the_browser_tells_the_issuer_as_well_as_iss_does() {
    // C27; RFC 9207 §4
    let provider = Scripted::new().callback(|back, _| drop(back.remove("iss"))).start();
    for kind in ["code id_token", "id_token token"] {
        Program::new().run(&[&provider.login()[..], &flags(kind)].concat()).ok();
    }
    // one that nobody has asked for is not looked at
    let unasked = Scripted::new().callback(|back, _| {
        back.remove("iss");
        back.insert("id_token".into(), "a.b.c".into());
    });
    fails(unasked, "code token", Code::ResponseIssMissing);
}

#[test]
fn an_answer_in_another_way_than_was_asked_for_is_not_used() {
    for (kind, mode) in
        [("code id_token", "fragment"), ("id_token token", "form_post"), ("code", "form_post")]
    {
        let (program, provider) = (Program::new(), Scripted::new().answers_by("query").start());
        let ran = program.run(&[&provider.login()[..], &flags(kind), &["--response-mode", mode]].concat());
        let ran = ran.refused(Code::ResponseModeIgnored);
        assert!(ran.stderr.contains(&format!("expected {mode}, got query")), "{}", ran.stderr);
        provider.tells_nothing(&ran);
        assert!(provider.asked("/token").is_empty());
    }
}

#[test]
fn a_refusal_is_heard_in_any_plain_way() {
    for by in ["query", "fragment", "form_post"] {
        for kind in ["code id_token", "id_token", "code"] {
            let scripted = Scripted::new().answers_by(by).callback(|back, _| {
                back.retain(|name, _| name == "state" || name == "iss");
                back.insert("error".into(), "access_denied".into());
            });
            fails(scripted, kind, Code::AccessDenied);
        }
    }
}

/// Begins a login that shows the address; what it shows.
fn begun(program: &Program, provider: &Provider, flags: &[&str]) -> (Running, Url) {
    let arguments = [&provider.login_by_hand()[..], &["--no-browser", "--no-store"], flags].concat();
    let mut login = program.start(&arguments);
    let url = Url::parse(&login.line("http")).unwrap();
    (login, url)
}

/// Posts a form to the callback, with a `fragment` as our own page does; the browser ends at the last page.
fn post(callback: &Url, origin: &str, body: &str) {
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let head = format!("POST /callback HTTP/1.1\r\nHost: {}\r\n{form}{origin}", callback.authority());
    let answer =
        caller::say(callback, format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    assert_eq!(caller::status(&answer), "303");
    assert_eq!(caller::status(&caller::get(callback, "/done")), "200");
}

#[test]
fn a_fragment_is_handed_over_by_a_page_of_ours_or_pasted() {
    // C49, C60
    let (program, provider) = (Program::new(), Scripted::new().start());
    let flags = ["--flow", "hybrid"];
    let (login, url) = begun(&program, &provider, &flags);
    let back = provider.send_back(url.as_str());
    assert_eq!(back.query(), None);
    assert_eq!(caller::status(&caller::get(&back, back.path())), "200");
    let origin = format!("Origin: {}\r\n", back.origin().ascii_serialization());
    post(&back, &origin, &wire::form(&[("fragment", back.fragment().unwrap())]));
    let ran = login.end().ok();
    assert!(ran.stderr.contains("\nSigned in as alice.\n"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("were not ours"), "{}", ran.stderr);

    let (mut login, url) = begun(&program, &provider, &flags);
    login.line("If that browser");
    login.paste(provider.send_back(url.as_str()).as_str());
    login.end().ok();

    // C25
    let (mut login, url) = begun(&program, &provider, &flags);
    login.line("If that browser");
    login.paste(&provider.send_back(url.as_str()).as_str().replace("state=", "state=x"));
    login.end().refused(Code::StateMismatch);
}

#[test]
fn a_form_is_taken_from_the_providers_page() {
    // C46, C51
    let (program, provider) = (Program::new(), Scripted::new().start());
    let (mut login, url) = begun(&program, &provider, &["--response-mode", "form_post"]);
    login.line("That browser has to be on this machine");
    let target = &url[url::Position::BeforePath..];
    let page = wire::send(&provider.address.to_string(), "GET", target, &[], "").body;
    let fields = authctl::flow::page_form::all_hidden(&page);
    let callback = Url::parse(&authctl::flow::page_form::action(&page).unwrap()).unwrap();
    let stranger = "Origin: https://evil.example\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    assert_eq!(caller::status(&caller::request(&callback, "POST", "/callback", stranger)), "400");
    post(&callback, &format!("Origin: {}\r\n", provider.issuer()), &fields);
    let ran = login.end().ok();
    assert!(ran.stderr.contains("\nSigned in as alice.\n"), "{}", ran.stderr);
}

#[test]
fn nobody_waits_for_an_answer_for_ever_however_it_comes() {
    for flags in [["--flow", "hybrid"], ["--flow", "implicit"], ["--response-mode", "jwt"]] {
        let (program, provider) = (Program::new(), Scripted::new().start());
        let (login, url) = begun(&program, &provider, &[&flags[..], &["--login-timeout", "0s"]].concat());
        login.end().refused(Code::LoginTimeout);
        let back = provider.send_back(url.as_str());
        assert!(std::net::TcpStream::connect(caller::address_of(&back)).is_err());
    }
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_login_and_its_listener() {
    // C152
    for flags in [["--flow", "hybrid"], ["--flow", "implicit"], ["--response-mode", "jwt"]] {
        let (program, provider) = (Program::new(), Scripted::new().start());
        let (mut login, url) = begun(&program, &provider, &flags);
        let back = provider.send_back(url.as_str());
        login.line("If that browser");
        login.signal(rustix::process::Signal::INT);
        let ran = login.end();
        assert_eq!((ran.exit, ran.stdout.as_str()), (130, ""), "{}", ran.stderr);
        assert!(std::net::TcpStream::connect(caller::address_of(&back)).is_err());
    }
}
