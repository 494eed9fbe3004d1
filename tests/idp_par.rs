//! Requests pushed to the embedded provider (RFC 9126).

use crate::support::{
    dev_provider::{APP, DevProvider},
    user_agent::{Browser, authorization},
    wire,
};

/// The fields of an authorization request, with these changed.
fn fields(changed: &[(&str, &str)]) -> Vec<(String, String)> {
    let url = url::Url::parse(&format!("http://x{}", authorization(changed))).unwrap();
    url.query_pairs().into_owned().collect()
}

fn push(provider: &DevProvider, changed: &[(&str, &str)]) -> wire::Answer {
    let fields = fields(changed);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    provider.post("/par", &fields)
}

fn pushed(provider: &DevProvider) -> String {
    let answer = push(provider, &[]);
    assert_eq!((answer.status, answer.json()["expires_in"].clone()), (201, 60.into()));
    answer.json()["request_uri"].as_str().unwrap().to_owned()
}

fn at(client_id: &str, request_uri: &str) -> String {
    format!("/authorize?{}", wire::form(&[("client_id", client_id), ("request_uri", request_uri)]))
}

#[test]
fn a_pushed_request_is_good_once_for_a_minute_and_for_its_client() {
    // P13
    let provider = DevProvider::start(APP);
    let refused = |target: &str| {
        let answer = provider.get(target);
        assert_eq!((answer.status, answer.header("location")), (400, None), "{target}");
        assert!(answer.body.contains("<code>invalid_request_uri</code>"), "{}", answer.body);
    };
    let name = pushed(&provider);
    let page = provider.get(&at("authctl", &name));
    assert_eq!(page.status, 200);
    refused(&at("authctl", &name));

    let name = pushed(&provider);
    refused(&at("app", &name));
    refused(&at("authctl", &name));
    let name = pushed(&provider);
    refused(&format!("/authorize?{}", wire::form(&[("request_uri", &name)])));
    let name = pushed(&provider);
    provider.pass(60);
    refused(&at("authctl", &name));
    refused(&at("authctl", "urn:ietf:params:oauth:request_uri:unknown"));
}

#[test]
fn what_stands_beside_the_name_counts_for_nothing() {
    let provider = DevProvider::start("");
    let name = pushed(&provider);
    let mut browser = Browser::default();
    let target = format!(
        "{}&{}",
        at("authctl", &name),
        wire::form(&[
            ("scope", "openid email"),
            ("state", "other"),
            ("redirect_uri", "https://evil.example/")
        ])
    );
    let answer = browser.authorize(&provider, &target, "alice");
    let location = answer.header("location").unwrap();
    assert!(
        location.starts_with("http://127.0.0.1:4999/callback?") && !location.contains("state=other"),
        "{location}"
    );
}

#[test]
fn a_request_is_judged_when_it_is_pushed() {
    let provider = DevProvider::start(APP);
    for (changed, error) in [
        (&[("redirect_uri", "https://evil.example/")][..], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("scope", "openid admin")], "invalid_scope"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("request_uri", "urn:ietf:params:oauth:request_uri:x")], "invalid_request"),
        (&[("request", "eyJ")], "invalid_request_object"),
    ] {
        assert_eq!(push(&provider, changed).error(), (400, error.into()), "{changed:?}");
    }
    assert_eq!(push(&provider, &[("client_id", "nobody")]).error(), (401, "invalid_client".into()));
    // A client with a secret shows it.
    assert_eq!(push(&provider, &[("client_id", "app")]).error(), (401, "invalid_client".into()));
    assert_eq!(provider.get("/par").status, 405);
}

#[test]
fn what_no_browser_could_carry_is_not_kept() {
    // P17, RFC 9126 §2.3
    let provider = DevProvider::start("");
    assert_eq!(push(&provider, &[("state", &"s".repeat(5000))]).status, 201);
    assert_eq!(push(&provider, &[("state", &"s".repeat(7000))]).error(), (413, "invalid_request".into()));
    assert_eq!(push(&provider, &[("junk", &"s".repeat(60_000))]).error(), (413, "invalid_request".into()));
}

#[test]
fn whoever_pushes_without_end_pushes_the_oldest_out() {
    // P17
    let provider = DevProvider::start("");
    let first = pushed(&provider);
    let second = pushed(&provider);
    (0..2047).for_each(|_| drop(pushed(&provider)));
    assert_eq!(provider.get(&at("authctl", &first)).status, 400);
    assert_eq!(provider.get(&at("authctl", &second)).status, 200);
}
