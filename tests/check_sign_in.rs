//! The browser that checks play: it signs in to an app through the embedded provider's pages, as a person would.

use authctl::error::Code;
use http::StatusCode;

use crate::support::{
    dev_provider::DevProvider,
    in_memory_web::{Browsing, Said, Web, url, wait},
    user_agent::challenge,
};

const APP: &str = "http://localhost:3000";
const CONFIG: &str = r#"
[[clients]]
client_id = "app"
client_secret = "app-secret"
redirect_uris = ["http://localhost:3000/callback"]

[[users]]
username = "alice"
sub = "a-1"

[[users]]
username = "carol"
sub = "c-1"
password = "open sesame"
"#;

/// The address that an app sends the browser to.
fn authorization(provider: &DevProvider, more: &str) -> String {
    format!(
        "{}/authorize?response_type=code&client_id=app&redirect_uri=http://localhost:3000/callback&scope=openid&state=st\
         &nonce=no&code_challenge={}&code_challenge_method=S256{more}",
        provider.issuer,
        challenge()
    )
}

/// An app with one page to sign in, one that knows who is signed in, and a callback that believes everything.
fn app(provider: &DevProvider, login: impl Fn(&str) -> Said + Send + Sync + 'static, more: &str) -> Browsing {
    let start = authorization(provider, more);
    Web::default()
        .site(APP, move |request| match request.url.path() {
            "/login" => login(&start),
            "/start" => Said::to(&start),
            "/callback" => Said::to("/").with("set-cookie", "session=s1; HttpOnly; SameSite=Lax; Path=/"),
            "/" | "/me" => match request.headers.get("cookie") {
                Some(cookie) if cookie.to_str().unwrap().contains("session=s1") => Said::page("hello"),
                _ => Said(401, Vec::new(), "who?".into()),
            },
            _ => Said(404, Vec::new(), String::new()),
        })
        .or_real()
        .browser(&provider.issuer)
}

#[test]
fn a_person_signs_in_and_a_copy_of_the_cookies_is_as_good() {
    let provider = DevProvider::start(CONFIG);
    let mut browsing = app(&provider, |start| Said::to(start), "");
    let agent = &mut browsing.agent;
    let page = wait(agent.sign_in(url("http://localhost:3000/login"), "alice", None)).unwrap();
    assert_eq!(
        (page.status, page.url.as_str(), page.body.as_str()),
        (StatusCode::OK, "http://localhost:3000/", "hello")
    );
    let mut copy = agent.clone();
    let me = url("http://localhost:3000/me");
    assert_eq!(wait(copy.open(me.clone())).unwrap().status, StatusCode::OK);
    agent.jar_mut().remove("session");
    assert_eq!(wait(agent.open(me.clone())).unwrap().status, StatusCode::UNAUTHORIZED);
    assert_eq!(wait(copy.open(me)).unwrap().status, StatusCode::OK);
    let told = browsing.told();
    assert_eq!(told[0], "Browser to App: GET /login");
    assert!(
        told.contains(&"App to Browser: 302 to /, sets cookie session".to_owned())
            && told.iter().any(|line| line.starts_with("Browser to App: GET /callback?code=…&state=…"))
            && told.iter().any(|line| line.starts_with("Browser to Provider: POST /sign-in")),
        "{told:#?}"
    );
    assert!(!told.join(" ").contains("s1"), "{told:#?}");
}

#[test]
fn whoever_has_a_password_gives_it_and_a_wrong_one_ends_the_way() {
    let provider = DevProvider::start(CONFIG);
    let login = url("http://localhost:3000/login");
    let mut right = app(&provider, |start| Said::to(start), "");
    let page = wait(right.agent.sign_in(login.clone(), "carol", Some("open sesame"))).unwrap();
    assert_eq!(page.body, "hello");
    for (user, password) in [("carol", Some("wrong")), ("carol", None), ("nobody", None)] {
        let mut wrong = app(&provider, |start| Said::to(start), "");
        let error = wait(wrong.agent.sign_in(login.clone(), user, password)).unwrap_err();
        assert_eq!(error.code(), Code::AppPageUnusable, "{user} {password:?}");
        assert_eq!(error.text(), "the provider does not sign this user in");
    }
}

#[test]
fn login_pages_with_a_link_a_form_or_a_refresh_lead_to_the_provider() {
    let pages: [fn(&str) -> Said; 7] = [
        |start| {
            Said::page(format!("<a href='/help'>Help</a><a href=\"{}\">Go</a>", start.replace('&', "&amp;")))
        },
        |_| Said::page("<a href=/logout>Log out</a><a href=start>Sign in with <b>SSO</b></a>"),
        |_| {
            Said::page(
                "<form action=/search><input name=q><button>Login</button></form><form action=start><button>Login</button></form>",
            )
        },
        |_| Said::page("<meta http-equiv=refresh content=\"0; url='/start'\">"),
        |_| Said::page("<form action=/start></form><script>document.forms[0].submit()</script>"),
        |_| Said::page("<script>window.location.replace(\"/start\");</script>"),
        |_| Said(200, vec![("refresh", "0;/start".into())], String::new()),
    ];
    let provider = DevProvider::start(CONFIG);
    for (index, login) in pages.into_iter().enumerate() {
        let mut browsing = app(&provider, login, "");
        let page = wait(browsing.agent.sign_in(url("http://localhost:3000/login"), "alice", None));
        assert_eq!(page.expect("signs in").body, "hello", "{index}");
    }
}

#[test]
fn the_answer_is_held_before_the_app_gets_it() {
    let provider = DevProvider::start(CONFIG);
    for more in ["", "&response_mode=form_post", "&prompt=consent"] {
        let mut browsing = app(&provider, |start| Said::to(start), more);
        let login = url("http://localhost:3000/login");
        let callback = wait(browsing.agent.before_callback(login, "alice", None)).unwrap();
        assert!(callback.url.as_str().starts_with("http://localhost:3000/callback"), "{more}");
        assert_eq!(callback.form.is_some(), more.contains("form_post"));
        assert_eq!(callback.parameter("state").as_deref(), Some("st"));
        assert!(callback.parameter("code").is_some());
        assert_eq!(browsing.asked(), ["GET http://localhost:3000/login"]);
        let page = wait(browsing.agent.follow(&callback.with("state", Some("another")))).unwrap();
        assert_eq!(page.body, "hello");
        let asked = browsing.web.asked.lock().unwrap();
        let brought = format!("{}{}", asked[1].url, String::from_utf8_lossy(&asked[1].body));
        assert!(brought.contains("state=another") && !brought.contains("state=st"), "{brought}");
    }
}

/// What the app answers to a login, and why that is no use.
type Useless = (fn(&str) -> Said, &'static str);

#[test]
fn an_app_that_leads_nowhere_is_told_so() {
    let provider = DevProvider::start(CONFIG);
    let pages: [Useless; 4] = [
        (|_| Said::page("<title>Hi</title>"), "nothing on the app's page leads to the provider"),
        (|_| Said::to("/login"), "the pages lead in a circle"),
        (|_| Said::to("http://203.0.113.7/"), "the sign-in leads to a place that is not gone to"),
        (
            |start| Said::to(start.replace("client_id=app", "client_id=x")),
            "the provider's page is no sign-in page",
        ),
    ];
    for (login, why) in pages {
        let mut browsing = app(&provider, login, "");
        let error =
            wait(browsing.agent.sign_in(url("http://localhost:3000/login"), "alice", None)).unwrap_err();
        assert_eq!((error.code(), error.text()), (Code::AppPageUnusable, why));
    }
}

#[test]
fn the_request_is_held_before_the_provider_gets_it_and_another_browser_can_bring_the_answer() {
    let provider = DevProvider::start(CONFIG);
    let mut browsing = app(&provider, |start| Said::to(start), "");
    let login = url("http://localhost:3000/login");
    let request = wait(browsing.agent.before_authorization(login.clone())).unwrap();
    let asked: Vec<String> = request.url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert!(asked.contains(&"state".to_owned()) && asked.contains(&"nonce".to_owned()), "{asked:?}");
    assert!(browsing.told().iter().all(|line| !line.contains("Provider")));
    let mut another = browsing.agent.clone();
    let callback = wait(browsing.agent.authorize(request, "alice", None)).unwrap();
    assert_eq!(format!("{callback:?}").split('?').next(), Some("http://localhost:3000/callback"));
    assert_eq!(wait(another.follow(&callback)).unwrap().body, "hello");
    let me = url("http://localhost:3000/me");
    assert_eq!(wait(browsing.agent.open(me)).unwrap().status, StatusCode::UNAUTHORIZED);
    // an app that goes on without the provider has nothing to hold
    let mut alone = app(&provider, |_| Said::page("<p>hello"), "");
    let error = wait(alone.agent.before_authorization(login)).unwrap_err();
    assert_eq!(error.text(), "nothing on the app's page leads to the provider");
}
