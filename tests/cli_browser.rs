//! `login` with a person in between, through the real binary: the address, the browser, the callback, the pasted address.

use std::net::TcpStream;

use authctl::error::Code;
use url::Url;

use crate::support::{
    caller,
    program::{Program, Running},
    scripted::{Provider, Scripted},
};

/// Begins a login that shows the address; what it shows.
fn begun(program: &Program, provider: &Provider, more: &[&str]) -> (Running, Url) {
    let mut login =
        program.start(&[&provider.login_by_hand()[..], &["--no-browser", "--no-store"], more].concat());
    let url = Url::parse(&login.line("http")).unwrap();
    login.line("If that browser");
    (login, url)
}

/// The redirect URI that an authorization request names.
fn redirect_uri(authorization: &Url) -> Url {
    let (_, uri) = authorization.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap();
    Url::parse(&uri).unwrap()
}

fn target(url: &Url) -> &str {
    &url[url::Position::BeforePath..]
}

/// The browser comes back, and is sent on to a page without the code in its address (threat C49).
fn arrive(back: &Url) {
    let answer = caller::get(back, target(back));
    assert_eq!(caller::status(&answer), "303");
    let (_, rest) = answer.split_once("\r\nLocation: ").expect("it leads on");
    let done = rest.lines().next().unwrap();
    assert!(!done.contains('?'), "{done}");
    assert_eq!(caller::status(&caller::get(back, done)), "200");
}

fn is_signed_in(stderr: &str) -> bool {
    stderr.contains("\nSigned in as alice.\n")
}

#[test]
fn without_a_browser_the_address_is_shown_on_a_line_of_its_own_and_the_callback_ends_the_login() {
    let program = Program::new();
    let provider = Scripted::new()
        .claims(|claims, world| drop(claims.insert("auth_time".into(), (world.now() - 60).into())))
        .start();
    let (login, url) = begun(&program, &provider, &["--param", "hl=de", "--max-age", "1h"]);
    let back = provider.send_back(url.as_str());
    arrive(&back);
    let ran = login.end().ok();
    assert!(
        ran.stderr.starts_with(&format!(
            "Open this address in a browser. It is for this login alone; do not pass it on:\n\
             {url}\n\
             If that browser cannot reach this machine, paste the address that it ends at here:\n"
        )),
        "{}",
        ran.stderr
    );
    assert!(is_signed_in(&ran.stderr));
    let asked = &provider.asked("/authorize")[0].query;
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "client-1"),
        ("scope", "openid profile email"),
        ("code_challenge_method", "S256"),
        ("hl", "de"),
        ("max_age", "3600"),
    ] {
        assert_eq!(asked[name], value, "{name}");
    }
    // C23, C25, C26: 256 bits each, and each its own
    for name in ["state", "nonce", "code_challenge"] {
        assert_eq!(asked[name].len(), 43, "{name}");
    }
    let form = &provider.asked("/token")[0].form;
    assert_eq!(form["redirect_uri"], redirect_uri(&url).as_str());
    assert_eq!(form["code_verifier"].len(), 43);
    // C45: nobody listens there any more
    assert!(TcpStream::connect(caller::address_of(&back)).is_err());
}

#[test]
fn the_address_that_the_browser_ended_at_can_be_pasted() {
    // C60
    let (program, provider) = (Program::new(), Scripted::new().start());
    let (mut login, url) = begun(&program, &provider, &[]);
    login.paste("what?");
    let hint = format!("That is not the address; it begins with {}?", redirect_uri(&url));
    login.line(&hint);
    login.paste(url.as_str());
    login.line(&hint);
    login.paste(&format!("  {}  ", provider.send_back(url.as_str())));
    let ran = login.end().ok();
    assert!(is_signed_in(&ran.stderr), "{}", ran.stderr);
}

#[test]
fn a_pasted_address_of_another_login_ends_this_one() {
    // C25
    let (program, provider) = (Program::new(), Scripted::new().start());
    let (mut login, url) = begun(&program, &provider, &[]);
    let mut back = provider.send_back(url.as_str());
    back.set_query(Some(&back.query().unwrap().replace("state=", "state=x")));
    login.paste(back.as_str());
    let ran = login.end().refused(Code::StateMismatch);
    provider.tells_nothing(&ran_without(&ran.stderr, &url));
    assert_eq!(provider.asked("/token").len(), 0);
}

/// A run's talk without the address that it had to show.
fn ran_without(stderr: &str, shown: &Url) -> crate::support::ran::Ran {
    let stderr = stderr.replace(shown.as_str(), "");
    crate::support::ran::Ran { exit: 0, stdout: String::new(), stderr }
}

#[test]
fn no_callback_that_is_not_ours_ends_the_login() {
    // C46, C50, C55, C56
    let (program, provider) = (Program::new(), Scripted::new().start());
    let (login, url) = begun(&program, &provider, &[]);
    let back = provider.send_back(url.as_str());
    let query = back.query().unwrap();
    let strangers = [
        "/favicon.ico".to_owned(),
        "/".to_owned(),
        format!("/callback/x?{query}"),
        "/callback".to_owned(),
        format!("/callback?{query}&state=again"),
        format!("/callback?{query}&code=again"),
        format!("/callback?{}", query.replace("state=", "state=x")),
        "/callback?error=access_denied".to_owned(),
        "/callback?error=access_denied&state=forged".to_owned(),
        "/callback?code=%ff%00&state=%zz".to_owned(),
    ];
    for stranger in &strangers {
        let status = caller::status(&caller::get(&back, stranger)).to_owned();
        assert!(["400", "404"].contains(&status.as_str()), "{stranger}: {status}");
    }
    caller::say(&back, format!("GET {} HTTP/1.1\r\nHost: evil.example\r\n\r\n", target(&back)).as_bytes());
    caller::request(&back, "HEAD", target(&back), "");
    caller::request(&back, "POST", target(&back), "Content-Length: 0\r\n");
    arrive(&back);
    let ran = login.end().ok();
    assert!(is_signed_in(&ran.stderr), "{}", ran.stderr);
    let line = "\n13 requests to the callback address were not ours and were ignored\n";
    assert!(ran.stderr.contains(line), "{}", ran.stderr);
}

#[test]
fn a_refusal_of_the_person_ends_the_login_as_denied() {
    let program = Program::new();
    let provider = Scripted::new()
        .callback(|parameters, _| {
            parameters.remove("code");
            parameters.insert("error".into(), "access_denied".into());
        })
        .start();
    let (login, url) = begun(&program, &provider, &[]);
    let back = provider.send_back(url.as_str());
    arrive(&back);
    let ran = login.end().refused(Code::AccessDenied);
    let error = format!(
        "error: the sign-in was denied [access_denied]\n\
         \x20 profile work, issuer {}, step callback\n\
         \x20 the authorization endpoint said access_denied\n\
         \x20 more: authctl explain access_denied\n",
        provider.issuer()
    );
    assert!(ran.stderr.ends_with(&error), "{}", ran.stderr);
}

#[test]
fn nobody_waits_for_a_person_for_ever() {
    let (program, provider) = (Program::new(), Scripted::new().start());
    let (login, url) = begun(&program, &provider, &["--login-timeout", "0s"]);
    login.end().refused(Code::LoginTimeout);
    assert!(TcpStream::connect(caller::address_of(&redirect_uri(&url))).is_err());
}

#[test]
fn a_callback_port_that_somebody_has_is_told_before_anybody_is_sent_anywhere() {
    // C57
    let (program, provider) = (Program::new(), Scripted::new().start());
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port().to_string();
    let more = ["--no-browser", "--callback-port", &port];
    let ran = program.run(&[&provider.login_by_hand()[..], &more].concat()).refused(Code::PortTaken);
    assert!(!ran.stderr.contains("Open this address"), "{}", ran.stderr);
}

#[cfg(unix)]
mod with_a_browser {
    use super::*;
    use crate::support::fake_browser::FakeBrowser;

    /// The browser gets the address, and comes back; what the program said, and the address that it showed.
    fn finish(mut login: Running, provider: &Provider, browser: &FakeBrowser) -> (Vec<String>, String, Url) {
        let url = Url::parse(&login.line("http")).unwrap();
        let called = browser.called();
        arrive(&provider.send_back(url.as_str()));
        (called, login.end().ok().stderr, url)
    }

    #[test]
    fn the_browser_that_was_named_gets_the_address_and_nothing_else() {
        // C36, C38, C39
        for with in ["flag", "AUTHCTL_BROWSER", "BROWSER"] {
            let (program, provider) = (Program::new(), Scripted::new().start());
            let browser = FakeBrowser::of(&program);
            let (program, more) = match with {
                "flag" => (program, vec!["--browser", &browser.command]),
                variable => (program.with(variable, &browser.command), vec![]),
            };
            let login = program.start(&[&provider.login_by_hand()[..], &more].concat());
            let (called, stderr, url) = finish(login, &provider, &browser);
            assert!(
                stderr.starts_with(&format!(
                    "Opening the browser to sign in. Should none open, go to:\n{url}\nSigned in as alice.\n"
                )),
                "{with}: {stderr}"
            );
            assert_eq!(called, ["1", url.as_str()], "{with}");
        }
    }

    #[test]
    fn the_address_stands_where_the_command_wants_it() {
        let (program, provider) = (Program::new(), Scripted::new().start());
        let browser = FakeBrowser::of(&program);
        let command = format!("{} --new --app=%s", browser.command);
        let login = program.start(&[&provider.login_by_hand()[..], &["--browser", &command]].concat());
        let (called, _, url) = finish(login, &provider, &browser);
        assert_eq!(called, ["2", "--new", &format!("--app={url}")]);
    }

    #[test]
    fn a_browser_that_is_not_there_is_a_wrong_call() {
        let (program, provider) = (Program::new(), Scripted::new().start());
        let more = ["--browser", "/no/such/browser"];
        program.run(&[&provider.login_by_hand()[..], &more].concat()).refused(Code::Usage);
    }

    #[test]
    fn in_continuous_integration_no_browser_is_opened() {
        // C40
        let (program, provider) = (Program::new(), Scripted::new().start());
        let browser = FakeBrowser::of(&program);
        let program = program.with("BROWSER", &browser.command).with("CI", "true");
        let mut login = program.start(&provider.login_by_hand());
        let url = login.line("http");
        login.line("If that browser cannot reach this machine, paste");
        arrive(&provider.send_back(&url));
        login.end().ok();
        assert!(browser.is_left_alone());
    }
}
