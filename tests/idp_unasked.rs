//! People who sign in without a page: one request answered at once, a `login_hint` for a browser, whoever comes.

use serde_json::{Value, json};

use crate::support::{
    dev_provider::{CONTROL, DevProvider, START},
    user_agent::{Browser, CALLBACK, authorization, claims, redeem},
    wire::{self, Answer},
};

/// Asks the control interface, with a document.
fn control(provider: &DevProvider, method: &str, target: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {CONTROL}");
    let headers = [("authorization", &*bearer), ("content-type", "application/json")];
    wire::send(&provider.authority, method, target, &headers, &body.to_string())
}

/// What a browser would be told by that location.
fn parameter(answer: &Answer, name: &str) -> Option<String> {
    let location =
        url::Url::parse(answer.json()["location"].as_str().expect("a location")).expect("an address");
    location.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

#[test]
fn a_request_is_answered_at_once_and_its_session_lives() {
    let provider = DevProvider::start("");
    let url = format!("{}{}", provider.issuer, authorization(&[]));
    let answer = control(&provider, "POST", "/_dev/authorize", &json!({"user": "alice", "url": url}));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.json()["location"].as_str().is_some_and(|to| to.starts_with(CALLBACK)));
    assert_eq!(parameter(&answer, "state").as_deref(), Some("the-state"));
    let tokens = redeem(&provider, &parameter(&answer, "code").expect("a code")).json();
    let id_token = claims(tokens["id_token"].as_str().expect("an ID token"));
    assert_eq!((id_token["sub"].as_str(), &id_token["sid"]), (Some("alice"), &answer.json()["sid"]));
    // the same session, in a browser
    let cookie = &answer.json()["cookie"];
    let mut browser = Browser::default();
    let text = |name: &str| cookie[name].as_str().expect("text").to_owned();
    browser.cookies.insert(text("name"), text("value"));
    let silent = browser.get(&provider, &authorization(&[("prompt", "none")]));
    assert!(silent.location_parameter("code").is_some(), "{silent:?}");
    // and for another request
    let again = json!({"user": "alice", "sid": answer.json()["sid"], "url": url});
    let again = control(&provider, "POST", "/_dev/authorize", &again);
    assert_eq!((&again.json()["sid"], &again.json()["cookie"]), (&answer.json()["sid"], &Value::Null));
}

#[test]
fn a_request_is_answered_as_its_client_wants_it_and_as_the_person_decides() {
    let provider = DevProvider::start("");
    let ask = |changes: &[(&str, &str)], more: Value| {
        let mut body =
            json!({"user": "alice", "url": format!("{}{}", provider.issuer, authorization(changes))});
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        control(&provider, "POST", "/_dev/authorize", &body)
    };
    let error = |answer: &Answer| parameter(answer, "error");
    assert_eq!(error(&ask(&[], json!({"decision": "deny"}))).as_deref(), Some("access_denied"));
    assert_eq!(error(&ask(&[("code_challenge", "")], json!({}))).as_deref(), Some("invalid_request"));
    let old = ask(&[("max_age", "60")], json!({"auth_time": START - 61}));
    assert_eq!(error(&old).as_deref(), Some("login_required"));
    let hybrid = ask(&[("response_type", "code id_token"), ("prompt", "login consent")], json!({}));
    assert!(hybrid.json()["location"].as_str().is_some_and(|to| to.contains("#code=")), "{hybrid:?}");
    let posted = ask(&[("response_mode", "form_post"), ("prompt", "none")], json!({}));
    assert_eq!(posted.json()["location"], CALLBACK);
    assert!(posted.json()["form"]["code"].is_string(), "{posted:?}");
    let far = ask(&[("redirect_uri", "https://evil.example/")], json!({}));
    assert_eq!(far.error(), (400, "invalid_request".to_owned()));
    assert_eq!(ask(&[], json!({"user": "zoe"})).error(), (404, "not_found".to_owned()));
    assert_eq!(ask(&[], json!({"sid": "none"})).error(), (404, "not_found".to_owned()));
    assert_eq!(ask(&[], json!({"parameters": {}})).error(), (400, "invalid_request".to_owned()));
    let parameters =
        json!({"client_id": "authctl", "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid"});
    let answer = json!({"user": "bob", "parameters": parameters});
    let answer = control(&provider, "POST", "/_dev/authorize", &answer);
    assert_eq!(parameter(&answer, "error").as_deref(), Some("invalid_request"));
    assert!(wire::send(&provider.authority, "POST", "/_dev/authorize", &[], "{}").status == 401);
}

#[test]
fn a_login_hint_signs_in_a_browser_as_often_as_was_said() {
    let provider = DevProvider::start("");
    let made = control(&provider, "POST", "/_dev/sign-ins", &json!({"user": "bob"}));
    assert_eq!((made.status, &made.json()["expires_at"]), (201, &json!(START + 600)), "{made:?}");
    let made = made.json();
    let hint = made["login_hint"].as_str().expect("text");
    let target = authorization(&[("login_hint", hint)]);
    let mut browser = Browser::default();
    let answer = browser.get(&provider, &target);
    let tokens =
        redeem(&provider, &answer.location_parameter("code").unwrap_or_else(|| panic!("{answer:?}")));
    assert_eq!(claims(tokens.json()["id_token"].as_str().expect("an ID token"))["sub"], "bob");
    assert_eq!(answer.header("authctl-lax"), None);
    let silent = browser.get(&provider, &authorization(&[("prompt", "none")]));
    assert!(silent.location_parameter("code").is_some(), "{silent:?}");
    let again = Browser::default().get(&provider, &target);
    assert_eq!(again.location_parameter("error").as_deref(), Some("login_required"));
    let asking = control(&provider, "POST", "/_dev/sign-ins", &json!({"user": "alice", "consent": false}));
    let target = authorization(&[("login_hint", asking.json()["login_hint"].as_str().expect("text"))]);
    let page = Browser::default().get(&provider, &target);
    assert!(page.body.contains("action=\"/consent\""), "{page:?}");
}

#[test]
fn whoever_comes_is_somebody_until_that_is_taken_back() {
    let provider = DevProvider::start("lax = [\"no-consent\"]");
    let code = |changes: &[(&str, &str)]| {
        let answer = Browser::default().get(&provider, &authorization(changes));
        let tokens = redeem(&provider, &answer.location_parameter("code")?);
        assert_eq!(answer.header("authctl-lax"), Some("no-consent, no-sign-in"));
        claims(tokens.json()["id_token"].as_str()?)["sub"].as_str().map(str::to_owned)
    };
    assert_eq!(code(&[]), None);
    let set = control(&provider, "PUT", "/_dev/sign-in", &json!({"user": "bob"}));
    assert_eq!((set.status, set.json()), (200, json!({"user": "bob"})));
    assert_eq!(
        provider.control("GET", "/_dev/laxities").json(),
        json!({"laxities": ["no-consent", "no-sign-in"]})
    );
    for changes in [&[][..], &[("prompt", "none")], &[("prompt", "login")], &[("max_age", "0")]] {
        assert_eq!(code(changes).as_deref(), Some("bob"), "{changes:?}");
    }
    assert_eq!(code(&[("login_hint", "alice")]).as_deref(), Some("alice"));
    assert_eq!(control(&provider, "PUT", "/_dev/sign-in", &json!({"user": "zoe"})).status, 404);
    control(&provider, "PUT", "/_dev/sign-in", &json!({"user": null}));
    assert_eq!(code(&[]), None);
    let none = json!({"laxities": []});
    assert_eq!(control(&provider, "PUT", "/_dev/laxities", &none).json(), none);
    let unknown = control(&provider, "PUT", "/_dev/laxities", &json!({"laxities": ["no-pcke"]}));
    assert_eq!(unknown.error(), (400, "invalid_request".to_owned()));
    assert!(unknown.body.contains("did you mean `no-pkce`?"), "{unknown:?}");
}
