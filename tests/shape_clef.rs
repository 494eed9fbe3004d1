//! The embedded provider as Clef: what its SDKs and samples meet.

use authctl::error::Code;
use serde_json::{Value, json};

use crate::support::{
    dev_provider::DevProvider,
    exchange::Reply,
    program::Program,
    receiver::Receiver,
    served::Served,
    user_agent::{Browser, hidden},
    wire::{self, Answer},
};

/// The app and the secret that the samples publish.
const APP: (&str, &str) = ("4f318ac177a9391c2e0d221203725ffd", "2125d80f4583c52c46f8084bcc030c9b");
const CALLBACK: &str = "http://localhost:5000/login";

/// The configuration of one more app, which listens for logouts there.
fn app(id: &str, hook: &str) -> String {
    format!(
        "[[clients]]\nclient_id = \"{id}\"\nname = \"App {id}\"\nclient_secret = \"secret of {id}\"\n\
         token_endpoint_auth_method = \"client_secret_post\"\nredirect_uris = [\"http://localhost/\"]\n\
         logout_hook = \"{hook}\"\n"
    )
}

fn qr(parameters: &[(&str, &str)]) -> String {
    format!("/iframes/qr?{}", wire::form(parameters))
}

/// Waves as that person in this browser: what the app is sent.
fn wave(provider: &DevProvider, browser: &mut Browser, app_id: &str, user: &str) -> Answer {
    let page =
        browser.get(provider, &qr(&[("app_id", app_id), ("redirect_url", CALLBACK), ("state", "the-state")]));
    match page.status {
        200 => browser.sign_in(provider, &page, user),
        _ => page,
    }
}

fn code(provider: &DevProvider, browser: &mut Browser, app_id: &str, user: &str) -> String {
    let answer = wave(provider, browser, app_id, user);
    answer.location_parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
}

fn authorize(provider: &DevProvider, (id, secret): (&str, &str), more: &[(&str, &str)]) -> Answer {
    let fields = [&[("app_id", id), ("app_secret", secret)], more].concat();
    provider.post("/api/v1/authorize", &fields)
}

fn token(provider: &DevProvider, browser: &mut Browser, app: (&str, &str), user: &str) -> String {
    let code = code(provider, browser, app.0, user);
    let answer = authorize(provider, app, &[("code", &code)]).json();
    answer["access_token"].as_str().unwrap_or_else(|| panic!("no token: {answer}")).to_owned()
}

fn info(provider: &DevProvider, token: &str) -> Answer {
    provider.get(&format!("/api/v1/info?{}", wire::form(&[("access_token", token)])))
}

fn exchange(provider: &DevProvider, (id, secret): (&str, &str), token: &str) -> Answer {
    let fields = [("app_id", id), ("app_secret", secret), ("logout_token", token)];
    provider.post("/api/v1/logout", &fields)
}

/// Logs out on the page that stands for the phone.
fn log_out(provider: &DevProvider, browser: &mut Browser) -> Answer {
    let page = browser.get(provider, "/user/logout");
    browser.submit(provider, &page, &[])
}

fn refused(status: u16, sentence: &str) -> (u16, Value) {
    (status, json!({ "error": sentence }))
}

fn outcome(answer: &Answer) -> (u16, Value) {
    (answer.status, answer.json())
}

#[test]
fn an_app_signs_a_person_in_and_learns_who_it_is() {
    let config = "[[users]]\nusername = \"carol\"\nname = \"Carol Ann Example\"\nemail = \"carol@example.com\"\n\
                  phone = \"+15555550100\"\n[[users]]\nusername = \"dave\"\n";
    let provider = DevProvider::start_shape("clef", config);
    let mut browser = Browser::default();
    let page =
        browser.get(&provider, &qr(&[("app_id", APP.0), ("redirect_url", CALLBACK), ("state", "the-state")]));
    assert!(page.status == 200 && page.body.contains("<h1>Wave to log in</h1>"), "{page:?}");
    let answer = browser.sign_in(&provider, &page, "carol");
    let location = answer.header("location").expect("leads back").to_owned();
    let code = answer.location_parameter("code").expect("a code");
    // the two parameters that it always had, in that order
    assert_eq!(location, format!("{CALLBACK}?code={code}&state=the-state"));

    let answer = authorize(&provider, APP, &[("code", &code)]);
    let token = answer.json()["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(outcome(&answer), (200, json!({"success": true, "access_token": token})));
    let told = info(&provider, &token);
    let id = told.json()["info"]["id"].clone();
    assert!(id.as_str().is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_digit())), "{id}");
    let carol = json!({
        "id": id, "first_name": "Carol", "last_name": "Ann Example", "email": "carol@example.com",
        "phone_number": "+15555550100",
    });
    assert_eq!(outcome(&told), (200, json!({"success": true, "info": carol})));

    // who has waved in this browser need not do it again; another person is told of with what is known
    assert_eq!(wave(&provider, &mut browser, APP.0, "carol").status, 303);
    let token = self::token(&provider, &mut Browser::default(), APP, "dave");
    let dave = info(&provider, &token).json();
    assert_eq!(dave["info"], json!({"id": dave["info"]["id"], "first_name": "dave"}));
}

#[test]
fn a_redirect_url_keeps_its_query_and_nothing_else_needs_a_state() {
    let provider = DevProvider::start_shape("clef", "");
    let url = "http://localhost:8888/wp-login.php?connect_clef_account=1";
    let mut browser = Browser::default();
    for path in ["/iframes/qr", "/iframes/login"] {
        let target = format!("{path}?{}", wire::form(&[("app_id", APP.0), ("redirect_url", url)]));
        let page = browser.get(&provider, &target);
        let answer = if page.status == 200 { browser.sign_in(&provider, &page, "alice") } else { page };
        let code = answer.location_parameter("code").expect("a code");
        assert_eq!(answer.header("location"), Some(&*format!("{url}&code={code}")));
        assert_eq!(authorize(&provider, APP, &[("code", &code)]).status, 200);
    }
}

#[test]
fn the_published_code_and_token_work_at_any_time() {
    let provider = DevProvider::start_shape("clef", "");
    for _ in 0..2 {
        let answer = authorize(&provider, APP, &[("code", "code_1234567890")]);
        assert_eq!(outcome(&answer), (200, json!({"success": true, "access_token": "token_1234567890"})));
    }
    let alex = json!({"id": "12345", "first_name": "Alex", "email": "alex@getclef.com"});
    assert_eq!(outcome(&info(&provider, "token_1234567890")), (200, json!({"success": true, "info": alex})));
    let services = provider.post("/api/v1/app/info", &[("app_id", APP.0), ("app_secret", APP.1)]);
    assert_eq!(outcome(&services), (200, json!({"success": true, "services": []})));

    // they are that app's: where there are others, there is nobody of this name
    let provider = DevProvider::start_shape("clef", &app("one", "http://localhost:1/logout"));
    let answer = authorize(&provider, ("one", "secret of one"), &[("code", "code_1234567890")]);
    assert_eq!(outcome(&answer), refused(403, "Invalid OAuth Code."));
    assert_eq!(outcome(&info(&provider, "token_1234567890")), refused(403, "Invalid token."));
}

#[test]
fn every_refusal_is_the_originals() {
    // P5, P17, W9
    let hook = "http://localhost:1/logout";
    let config = [app("one", hook), app("two", hook)].concat();
    let provider = DevProvider::start_shape("clef", &config);
    let (one, two) = (("one", "secret of one"), ("two", "secret of two"));
    let mut browser = Browser::default();
    let fresh = |browser: &mut Browser| code(&provider, browser, "one", "alice");

    let code = fresh(&mut browser);
    for (app, sentence) in [
        (("", ""), "Invalid App ID."),
        (("three", "secret of one"), "Invalid App ID."),
        (("authctl", ""), "Invalid App ID."),
        (("one", ""), "Invalid App Secret."),
        (("one", "secret of two"), "Invalid App Secret."),
    ] {
        assert_eq!(
            outcome(&authorize(&provider, app, &[("code", &code)])),
            refused(403, sentence),
            "{app:?}"
        );
        assert_eq!(outcome(&exchange(&provider, app, "x")), refused(403, sentence), "{app:?}");
        let fields = [("app_id", app.0), ("app_secret", app.1)];
        assert_eq!(outcome(&provider.post("/api/v1/app/info", &fields)), refused(403, sentence), "{app:?}");
    }
    // another app's, at the other; it is not used up by that
    assert_eq!(outcome(&authorize(&provider, two, &[("code", &code)])), refused(403, "Invalid OAuth Code."));
    let long = format!("http://localhost/{}", "x".repeat(1024));
    for hook in ["http://evil.example/logout", "http://127.0.0.1/logout", "logout", &long] {
        let answer = authorize(&provider, one, &[("code", &code), ("logout_hook", hook)]);
        assert_eq!(outcome(&answer), refused(400, "Invalid logout hook URL."), "{hook}");
    }
    let answer = authorize(&provider, one, &[("code", &code)]);
    assert_eq!(answer.status, 200, "{answer:?}");
    let token = answer.json()["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(info(&provider, &token).status, 200);
    // used, which voids what came of it
    assert_eq!(outcome(&authorize(&provider, one, &[("code", &code)])), refused(403, "Invalid OAuth Code."));
    assert_eq!(outcome(&info(&provider, &token)), refused(403, "Invalid token."));
    for unknown in ["", "x", "code_1234567890"] {
        let answer = authorize(&provider, one, &[("code", unknown)]);
        assert_eq!(outcome(&answer), refused(403, "Invalid OAuth Code."), "{unknown}");
    }
    let code = fresh(&mut browser);
    provider.pass(61);
    assert_eq!(outcome(&authorize(&provider, one, &[("code", &code)])), refused(403, "Invalid OAuth Code."));
    for unknown in ["", "x", &code] {
        assert_eq!(outcome(&info(&provider, unknown)), refused(403, "Invalid token."), "{unknown}");
        assert_eq!(
            outcome(&exchange(&provider, one, unknown)),
            refused(403, "Invalid Logout Token."),
            "{unknown}"
        );
    }
    // an SDK leaves out what it was not given
    let fields = [("app_id", one.0), ("app_secret", one.1)];
    assert_eq!(outcome(&provider.post("/api/v1/logout", &fields)), refused(403, "Invalid Logout Token."));
    assert_eq!(provider.get("/api/v1/authorize").status, 405);
}

#[test]
fn the_page_of_the_button_names_an_unknown_app_and_leads_nowhere_else() {
    // P3, P4
    let provider = DevProvider::start_shape("clef", "");
    for app_id in ["", "unknown", "authctl"] {
        let answer = provider.get(&qr(&[("app_id", app_id), ("redirect_url", CALLBACK)]));
        assert_eq!(answer.status, 403);
        assert!(answer.body.contains("<h1>Invalid App ID.</h1>"), "{answer:?}");
    }
    for url in
        ["", "http://evil.example/login", "https://localhost.evil.example/login", "javascript:alert(1)"]
    {
        let answer = provider.get(&qr(&[("app_id", APP.0), ("redirect_url", url)]));
        assert_eq!((answer.status, answer.header("location")), (400, None), "{url}");
        assert!(answer.body.contains("redirect_url is not at a site of this app"), "{answer:?}");
    }
}

#[test]
fn the_number_of_a_person_is_text_or_an_integer_as_configured() {
    let receiver = Receiver::taking();
    for (kind, published) in [("string", json!("12345")), ("integer", json!(12345))] {
        let config = format!("user_id_type = \"{kind}\"\n{}", app(APP.0, &receiver.at("/logout")));
        let provider = DevProvider::start_shape("clef", &config);
        assert_eq!(info(&provider, "token_1234567890").json()["info"]["id"], published);
        let (mut browser, app) = (Browser::default(), (APP.0, "secret of 4f318ac177a9391c2e0d221203725ffd"));
        let token = token(&provider, &mut browser, app, "alice");
        let id = info(&provider, &token).json()["info"]["id"].clone();
        assert_eq!(id.is_string(), published.is_string());
        assert_eq!(log_out(&provider, &mut browser).status, 200);
        let answer = exchange(&provider, app, &receiver.next().form["logout_token"]);
        assert_eq!(outcome(&answer), (200, json!({"success": true, "clef_id": id})));
    }
}

#[test]
fn an_app_finds_out_who_was_disabled_or_deleted_as_it_does_who_has_logged_out() {
    // W14
    let receiver = Receiver::taking();
    let provider = DevProvider::start_shape("clef", &app("one", &receiver.at("/logout")));
    for (user, method, deed) in [("alice", "POST", "/disable"), ("bob", "DELETE", "")] {
        let one = ("one", "secret of one");
        let token = token(&provider, &mut Browser::default(), one, user);
        let id = info(&provider, &token).json()["info"]["id"].clone();
        assert_eq!(provider.control(method, &format!("/_dev/users/{user}{deed}")).status, 200);
        let told = exchange(&provider, one, &receiver.next().form["logout_token"]);
        assert_eq!(outcome(&told), (200, json!({"success": true, "clef_id": id})), "{user}");
        assert_ne!(info(&provider, &token).status, 200, "{user}");
    }
}

#[test]
fn logging_out_tells_every_app_once_and_its_token_is_exchanged_once() {
    let (one, two, three) =
        (Receiver::taking(), Receiver::start(|_| Reply::new("500 Oh no", "", "")), Receiver::taking());
    let config = [
        app("one", &one.at("/logout?x=1")),
        app("two", &two.at("/hook")),
        app("three", &three.at("/logout")),
    ]
    .concat();
    let provider = DevProvider::start_shape("clef", &config);
    let (mut browser, mut other) = (Browser::default(), Browser::default());
    let kept = token(&provider, &mut browser, ("one", "secret of one"), "alice");
    token(&provider, &mut browser, ("two", "secret of two"), "alice");
    // the same app in another browser, a code that nobody fetched, and somebody else
    let elsewhere = token(&provider, &mut other, ("one", "secret of one"), "alice");
    code(&provider, &mut browser, "three", "alice");
    let bobs = token(&provider, &mut Browser::default(), ("three", "secret of three"), "bob");

    let page = browser.get(&provider, "/user/logout");
    assert!(page.body.contains("Signed in as Alice Example"), "{page:?}");
    assert!(page.body.contains("<ul>\n<li>App one</li>\n<li>App two</li>\n</ul>"), "{page:?}");
    let done = browser.submit(&provider, &page, &[]);
    assert!(
        done.body.contains("<li>App one was told</li>\n<li>App two was not told: HTTP 500</li>"),
        "{done:?}"
    );

    // whoever is told that it is done has been told of everything
    let (first, second) = (one.so_far(), two.so_far());
    assert_eq!((first.len(), second.len(), three.so_far().len()), (1, 1, 0));
    let sent = &first[0];
    assert_eq!((&*sent.method, &*sent.path, &*sent.query["x"]), ("POST", "/logout", "1"));
    assert_eq!(sent.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(sent.form.keys().collect::<Vec<_>>(), ["logout_token"]);
    assert!(!sent.headers.contains_key("authorization") && !sent.headers.contains_key("cookie"));
    let notes = provider.world.notes.lock().expect("no panic").join("\n");
    assert!(notes.contains("the logout hook's call to one was taken"), "{notes}");
    assert!(notes.contains("the logout hook's call to two was not taken: HTTP 500"), "{notes}");

    // what was granted is over, in every browser; other people's is not
    for token in [&kept, &elsewhere] {
        assert_eq!(outcome(&info(&provider, token)), refused(403, "Invalid token."));
    }
    assert_eq!(info(&provider, &bobs).status, 200);
    for browser in [&mut browser, &mut other] {
        let page = browser.get(&provider, "/user/logout");
        assert!(page.body.contains("action=\"/user/login\""), "{page:?}");
    }

    let (token, app) = (&sent.form["logout_token"], ("one", "secret of one"));
    // it is the app's that it was sent to, and that does not use it up
    assert_eq!(outcome(&exchange(&provider, ("two", "secret of two"), token)), refused(403, "Invalid App."));
    let answer = exchange(&provider, app, token).json();
    assert!(answer["success"] == json!(true) && answer["clef_id"].is_string(), "{answer}");
    assert_eq!(outcome(&exchange(&provider, app, token)), refused(403, "Invalid Logout Token."));
    let late = &second[0].form["logout_token"];
    provider.pass(300);
    assert_eq!(
        outcome(&exchange(&provider, ("two", "secret of two"), late)),
        refused(403, "Invalid Logout Token.")
    );
}

#[test]
fn a_hook_that_the_app_names_at_a_login_is_called_for_that_login() {
    let (registered, named) = (Receiver::taking(), Receiver::taking());
    let at = |receiver: &Receiver| format!("http://localhost:{}/named", receiver.address.port());
    let provider = DevProvider::start_shape("clef", &app("one", &registered.at("/logout")));
    let mut browser = Browser::default();
    let code = code(&provider, &mut browser, "one", "alice");
    let hook = at(&named);
    let fields = [("code", code.as_str()), ("logout_hook", &hook)];
    assert_eq!(authorize(&provider, ("one", "secret of one"), &fields).status, 200);
    assert_eq!(log_out(&provider, &mut browser).status, 200);
    assert_eq!((named.so_far().len(), registered.so_far().len()), (1, 0));
}

#[test]
fn the_phone_can_be_another_browser_and_its_form_is_nobody_elses() {
    // P19
    let hook = Receiver::taking();
    let provider = DevProvider::start_shape("clef", &app("one", &hook.at("/logout")));
    let (mut browser, mut phone) = (Browser::default(), Browser::default());
    token(&provider, &mut browser, ("one", "secret of one"), "alice");

    let page = phone.get(&provider, "/user/logout");
    let wrong = phone.submit(&provider, &page, &[("user", "nobody")]);
    assert!(wrong.status == 400 && wrong.body.contains("There is no such user"), "{wrong:?}");
    let signed_in = phone.submit(&provider, &page, &[("user", "alice")]);
    assert_eq!((signed_in.status, signed_in.header("location")), (303, Some("/user/logout")));
    let page = phone.get(&provider, "/user/logout");
    assert!(page.body.contains("<li>App one</li>"), "{page:?}");

    // from another browser, from another site, without what binds it
    let fields = [("transaction", hidden(&page, "transaction")), ("csrf", hidden(&page, "csrf"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(browser.post(&provider, "/user/logout", &fields).status, 400);
    let cookies: Vec<String> = phone.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let foreign = [
        ("Cookie", cookies.join("; ")),
        ("Origin", "http://evil.example".into()),
        ("Sec-Fetch-Site", "cross-site".into()),
    ];
    let foreign = foreign.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(provider.post_with("/user/logout", &foreign, &fields).status, 400);
    assert_eq!(hook.so_far().len(), 0);

    let done = phone.submit(&provider, &page, &[]);
    assert!(done.body.contains("<li>App one was told</li>"), "{done:?}");
    assert_eq!(hook.so_far().len(), 1);
    let again = phone.submit(&provider, &page, &[]);
    assert_eq!((again.status, again.header("location")), (303, Some("/user/logout")));
    assert_eq!(hook.so_far().len(), 0);
}

#[test]
fn the_buttons_script_can_be_loaded_by_any_page() {
    let provider = DevProvider::start_shape("clef", "");
    for path in ["/v3/clef.js", "/v2/clef.js"] {
        let answer = provider.get(path);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("text/javascript; charset=utf-8"));
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"));
        for part in ["data-app-id", "data-redirect-url", "data-state", "/iframes/qr?", "ClefButton"] {
            assert!(answer.body.contains(part), "{part}");
        }
    }
}

#[test]
fn a_site_on_this_machine_gets_an_app_of_its_own_in_a_frame() {
    // P9, P18
    let hook = Receiver::taking();
    let (site, hook_url) = (format!("http://{}", hook.address), hook.at("/wp-login.php"));
    let provider = DevProvider::start_shape("clef", "");
    let wish = |domain: &str, hook: &str| {
        let fields =
            [("source", "wordpress"), ("domain", domain), ("logout_hook", hook), ("name", "<b>My site")];
        format!("/iframes/application/create/v2?{}", wire::form(&fields))
    };
    let page = provider.get(&wish(&format!("{site}/wp"), &hook_url));
    assert_eq!(page.status, 200, "{page:?}");
    assert_eq!(page.header("x-frame-options"), None);
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains(&format!("frame-ancestors {site};")), "{policy}");
    assert!(page.body.contains("the new app &lt;b&gt;My site"), "{page:?}");

    let transaction = hidden(&page, "transaction");
    let fields = [("transaction", transaction.as_str()), ("user", "alice")];
    let target = "/iframes/application/create/v2";
    for foreign in [("Origin", "http://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Origin", "null")] {
        assert_eq!(provider.post_with(target, &[foreign], &fields).status, 400, "{foreign:?}");
    }
    let own = [("Origin", "null"), ("Sec-Fetch-Site", "same-origin")];
    let wrong =
        provider.post_with(target, &own, &[("transaction", transaction.as_str()), ("user", "nobody")]);
    assert!(wrong.status == 400 && wrong.body.contains("There is no such user"), "{wrong:?}");
    let made = provider.post_with(target, &own, &fields);
    assert!(made.status == 200 && made.body.contains(&format!("data-to=\"{site}\"")), "{made:?}");
    let message =
        made.body.split("data-message=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a message");
    let message: Value = serde_json::from_str(&message.replace("&quot;", "\"")).expect("JSON");
    assert_eq!(message["type"], "keys");
    let (id, secret) =
        (message["appID"].as_str().expect("an id"), message["appSecret"].as_str().expect("a secret"));
    assert!(
        [id, secret].iter().all(|key| key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()))
    );

    // an app as any other, with its hook
    let mut browser = Browser::default();
    let callback = format!("{site}/wp-login.php?clef=true");
    let page = browser.get(&provider, &qr(&[("app_id", id), ("redirect_url", &callback)]));
    let code = browser.sign_in(&provider, &page, "alice").location_parameter("code").expect("a code");
    let token = authorize(&provider, (id, secret), &[("code", &code)]).json()["access_token"].clone();
    let person = info(&provider, token.as_str().expect("a token")).json();
    assert_eq!(person["info"]["id"], message["clefID"]);
    assert_eq!(log_out(&provider, &mut browser).status, 200);
    assert_eq!(hook.next().path, "/wp-login.php");

    for (domain, hook) in [
        ("", ""),
        ("https://evil.example/", ""),
        ("evil.example", ""),
        ("javascript:alert(1)", ""),
        (&*site, "http://evil.example/"),
        (&*site, "http://localhost:1/logout"),
    ] {
        let answer = provider.get(&wish(domain, hook));
        assert_eq!((answer.status, answer.header("x-frame-options")), (400, Some("DENY")), "{domain} {hook}");
    }
    for policy in ["off", "token\"\ninitial_access_token = \"x"] {
        let provider = DevProvider::start_shape("clef", &format!("[registration]\npolicy = \"{policy}\"\n"));
        assert_eq!(provider.get(&wish(&site, "")).status, 400, "{policy}");
    }
}

#[test]
fn libraries_for_oauth_in_general_are_understood() {
    let provider = DevProvider::start_shape("clef", "");
    let code = code(&provider, &mut Browser::default(), APP.0, "alice");
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("client_id", APP.0),
        ("client_secret", APP.1),
        ("redirect_uri", "http://localhost:5000/other"),
    ];
    assert_eq!(provider.post("/api/v1/authorize", &fields).status, 200);
}

#[test]
fn the_configuration_in_the_guide_is_taken() {
    let guide = include_str!("../docs/run-clef-offline.md");
    let config =
        guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a configuration");
    let provider = DevProvider::start_shape("clef", config);
    let (mut browser, app) = (Browser::default(), ("my-app-id", "my-app-secret"));
    let page =
        browser.get(&provider, &qr(&[("app_id", app.0), ("redirect_url", "http://localhost:8000/callback")]));
    let code = browser.sign_in(&provider, &page, "carol").location_parameter("code").expect("a code");
    assert_eq!(authorize(&provider, app, &[("code", &code)]).status, 200);
}

#[test]
fn authctl_logs_in_to_it_as_to_the_original() {
    let served = Served::with("", &["--shape", "clef"]);
    let program = Program::new().with("CLEF_SECRET", APP.1).with("WRONG_SECRET", "wrong");
    let place = ["login", "--provider", "clef", "--provider-url", &served.issuer, "--client-id", APP.0];
    let with =
        |secret: &'static str| [&place[..], &["--client-secret-from", secret, "--as", "alice"]].concat();
    program.run(&with("env:WRONG_SECRET")).refused(Code::InvalidClient);
    program.run(&with("env:CLEF_SECRET")).ok();
    let who = program.run(&["whoami", "--json"]).ok().json();
    assert_eq!((&who["name"], &who["email"]), (&json!("Alice"), &json!("alice@example.com")), "{who}");
    assert!(who["id"].as_str().is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_digit())), "{who}");
}
