//! Logout at the embedded provider, asked for by a client.

use crate::support::{
    dev_provider::{APP, DevProvider},
    user_agent::{Browser, VERIFIER, authorization, claims, redeem, refresh},
    wire::{self, Answer},
};

fn id_token(tokens: &Answer) -> String {
    tokens.json()["id_token"].as_str().unwrap().to_owned()
}

fn end(fields: &[(&str, &str)]) -> String {
    format!("/end_session?{}", wire::form(fields))
}

fn is_signed_in(provider: &DevProvider, browser: &Browser) -> bool {
    let silent = browser.clone().get(provider, &authorization(&[("prompt", "none")]));
    silent.location_parameter("error").as_deref() != Some("login_required")
}

/// An ID token of the client with a registered address for the time after.
fn of_app(provider: &DevProvider, browser: &mut Browser) -> String {
    let target = authorization(&[("client_id", "app"), ("redirect_uri", "https://app.example/cb")]);
    let code = browser.authorize(provider, &target, "alice").location_parameter("code").unwrap();
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", "https://app.example/cb"),
        ("code_verifier", VERIFIER),
    ];
    id_token(&provider.post_with("/token", &[("Authorization", "Basic YXBwOmFwcC1zZWNyZXQ=")], &fields))
}

#[test]
fn an_id_token_vouches_for_the_wish_also_when_it_is_expired() {
    // P20
    let provider = DevProvider::start(APP);
    let mut browser = Browser::default();
    let hint = of_app(&provider, &mut browser);
    provider.pass(7200);
    assert!(is_signed_in(&provider, &browser));
    let answer = browser.get(
        &provider,
        &end(&[
            ("id_token_hint", &hint),
            ("post_logout_redirect_uri", "https://app.example/bye"),
            ("state", "s"),
        ]),
    );
    assert_eq!((answer.status, answer.header("location")), (303, Some("https://app.example/bye?state=s")));
    assert!(!is_signed_in(&provider, &browser));
    assert_eq!((provider.stat("logouts"), provider.stat("active_sessions")), (1, 0));
}

#[test]
fn a_program_without_cookies_ends_the_session_of_its_id_token() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let tokens = redeem(&provider, &browser.code(&provider, "alice"));
    let online = browser.get(&provider, &authorization(&[("scope", "openid")]));
    let online = redeem(&provider, &online.location_parameter("code").unwrap()).json();
    let answer = provider.get(&end(&[("id_token_hint", &id_token(&tokens)), ("client_id", "authctl")]));
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("You are signed out."));
    assert!(!is_signed_in(&provider, &browser));
    // what was granted for the time of the session ended with it, offline access did not
    let bearer = format!("Bearer {}", online["access_token"].as_str().unwrap());
    let user = wire::send(&provider.authority, "GET", "/userinfo", &[("Authorization", &bearer)], "");
    assert_eq!(user.error(), (401, "invalid_token".into()));
    assert_eq!(refresh(&provider, tokens.json()["refresh_token"].as_str().unwrap()).status, 200);
}

#[test]
fn without_an_id_token_the_person_is_asked() {
    // P20, P19
    let provider = DevProvider::start(APP);
    let mut browser = Browser::default();
    browser.code(&provider, "alice");
    let target =
        end(&[("client_id", "app"), ("post_logout_redirect_uri", "https://app.example/bye"), ("state", "s")]);
    let page = browser.get(&provider, &target);
    assert!(page.body.contains("action=\"/end_session/confirm\""));
    assert!(is_signed_in(&provider, &browser));
    let kept = browser.submit(&provider, &page, &[("decision", "deny")]);
    assert!(kept.body.contains("Nothing was changed."));
    assert_eq!(Browser::default().submit(&provider, &page, &[("decision", "allow")]).status, 400);
    assert!(is_signed_in(&provider, &browser));
    let answer = browser.submit(&provider, &page, &[("decision", "allow")]);
    assert_eq!(answer.header("location"), Some("https://app.example/bye?state=s"));
    assert!(!is_signed_in(&provider, &browser));
}

#[test]
fn an_id_token_of_another_session_is_a_question_too() {
    // P20
    let provider = DevProvider::start("");
    let (mut one, mut other) = (Browser::default(), Browser::default());
    let hint = id_token(&redeem(&provider, &one.code(&provider, "alice")));
    other.code(&provider, "bob");
    let page = other.get(&provider, &end(&[("id_token_hint", &hint)]));
    assert!(page.body.contains("action=\"/end_session/confirm\""));
    assert!(is_signed_in(&provider, &one) && is_signed_in(&provider, &other));
}

#[test]
fn nobody_is_sent_where_the_client_did_not_register() {
    // P20
    let provider = DevProvider::start(APP);
    let mut browser = Browser::default();
    let hint = of_app(&provider, &mut browser);
    for fields in [
        &[("post_logout_redirect_uri", "https://app.example/bye")][..],
        &[("client_id", "authctl"), ("post_logout_redirect_uri", "https://app.example/bye")],
        &[("client_id", "app"), ("post_logout_redirect_uri", "https://app.example/bye/")],
        &[("client_id", "app"), ("post_logout_redirect_uri", "https://app.example/bye?x=1")],
        &[("client_id", "app"), ("post_logout_redirect_uri", "https://app.example/cb")],
        &[("client_id", "app"), ("post_logout_redirect_uri", "https://evil.example/")],
        &[("id_token_hint", &hint), ("post_logout_redirect_uri", "https://app.example:443/bye")],
        &[("id_token_hint", &hint), ("client_id", "authctl")],
        &[("id_token_hint", "x.y.z")],
    ] {
        let answer = browser.get(&provider, &end(fields));
        assert_eq!((answer.status, answer.header("location")), (400, None), "{fields:?}");
    }
    assert_eq!(
        browser.get(&provider, &format!("{}&state=x&state=y", end(&[("client_id", "app")]))).status,
        400
    );
    assert!(is_signed_in(&provider, &browser));
}

#[test]
fn signing_in_again_goes_on_with_the_same_session() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let first = id_token(&redeem(&provider, &browser.code(&provider, "alice")));
    provider.pass(10);
    let anew = browser.authorize(&provider, &authorization(&[("prompt", "login")]), "alice");
    let second = id_token(&redeem(&provider, &anew.location_parameter("code").unwrap()));
    assert_eq!(claims(&first)["sid"], claims(&second)["sid"]);
    assert_ne!(claims(&first)["auth_time"], claims(&second)["auth_time"]);
    assert_eq!((provider.stat("logins"), provider.stat("active_sessions")), (2, 1));
    assert_eq!(browser.get(&provider, &end(&[("id_token_hint", &first)])).status, 200);
    assert!(!is_signed_in(&provider, &browser));
}

#[test]
fn a_code_dies_with_its_session() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let hint = id_token(&redeem(&provider, &browser.code(&provider, "alice")));
    let code = browser.code(&provider, "alice");
    assert_eq!(browser.get(&provider, &end(&[("id_token_hint", &hint)])).status, 200);
    assert_eq!(redeem(&provider, &code).error(), (400, "invalid_grant".into()));
}
