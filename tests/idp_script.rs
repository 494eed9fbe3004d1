//! Answers of the embedded provider that are ordered beforehand.

use serde_json::{Value, json};

use crate::support::{
    dev_provider::{APP, CONTROL, DevProvider},
    user_agent::{Browser, authorization, claims, redeem, refresh},
    wire::{self, Answer},
};

fn order(provider: &DevProvider, order: Value) -> Answer {
    let headers = [("authorization", &*format!("Bearer {CONTROL}")), ("content-type", "application/json")];
    wire::send(&provider.authority, "POST", "/_dev/scripts", &headers, &order.to_string())
}

/// Orders one that is taken.
fn ordered(provider: &DevProvider, wish: Value) {
    let answer = order(provider, wish);
    assert_eq!(answer.status, 201, "{answer:?}");
}

/// The bare answer to a request for a token; nothing if the connection just ended.
fn token(provider: &DevProvider, client_id: &str) -> Option<Answer> {
    let body = wire::form(&[("client_id", client_id), ("grant_type", "client_credentials")]);
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let request = wire::request(&provider.authority, "POST", "/token", &headers, &body);
    wire::raw(&provider.authority, request.as_bytes())
}

#[test]
fn a_script_answers_its_client_as_often_as_was_said_and_nobody_else() {
    let provider = DevProvider::start(APP);
    let busy = json!({"endpoint": "token", "client_id": "app", "times": 2, "status": 503, "headers": {"retry-after": "1"}});
    ordered(&provider, busy.clone());
    ordered(&provider, json!({"endpoint": "token", "client_id": "app", "status": 200, "body": {"a": 1}}));
    let status = |client_id: &str| token(&provider, client_id).expect("an answer").status;
    assert_eq!(status("poster"), 401);
    let first = token(&provider, "app").expect("an answer");
    assert_eq!(
        (first.status, first.header("retry-after"), first.header("authctl-script")),
        (503, Some("1"), Some("1"))
    );
    assert_eq!((first.body.as_str(), first.header("x-content-type-options")), ("", Some("nosniff")));
    assert_eq!(status("app"), 503);
    let third = token(&provider, "app").expect("an answer");
    assert_eq!(
        (third.status, third.json(), third.header("authctl-script")),
        (200, json!({"a": 1}), Some("2"))
    );
    let own = token(&provider, "app").expect("an answer");
    assert_eq!((own.status, own.header("authctl-script")), (401, None));
    let listed = provider.control("GET", "/_dev/scripts").json();
    let body =
        json!({"endpoint": "token", "client_id": "app", "times": 1, "status": 200, "body": "[hidden]"});
    assert_eq!(
        listed,
        json!({"scripts": [{"id": 1, "order": busy, "left": 0, "met": 2}, {"id": 2, "order": body, "left": 0, "met": 1}]})
    );
    let told = provider.control("GET", "/_dev/requests?client_id=app").json();
    let scripts: Vec<&Value> =
        told["requests"].as_array().expect("a list").iter().map(|it| &it["script"]).collect();
    assert_eq!(scripts, [&json!(1), &json!(1), &json!(2), &Value::Null]);
    // P2: not even a script is played to who asks another host
    ordered(&provider, json!({"endpoint": "jwks", "drop": true}));
    let other = wire::send(&provider.authority, "GET", "/jwks", &[("Host", "evil.example")], "");
    assert_eq!(other.status, 421);
    assert_eq!(provider.control("DELETE", "/_dev/scripts/3").status, 204);
    assert_eq!(provider.control("DELETE", "/_dev/scripts/3").status, 404);
    assert_eq!(provider.get("/jwks").status, 200);
}

#[test]
fn a_connection_ends_before_or_after_what_was_asked_is_done_and_a_document_in_its_middle() {
    let provider = DevProvider::start(APP);
    let code = Browser::default().code(&provider, "alice");
    ordered(&provider, json!({"endpoint": "token", "drop": true}));
    assert!(token(&provider, "app").is_none());
    ordered(&provider, json!({"endpoint": "token", "malformed_json": true}));
    let cut = redeem(&provider, &code);
    assert!(cut.status == 200 && serde_json::from_str::<Value>(&cut.body).is_err(), "{cut:?}");
    assert_eq!(cut.header("content-type"), Some("application/json"));
    let tokens = redeem(&provider, &Browser::default().code(&provider, "alice")).json();
    let refresh_token = tokens["refresh_token"].as_str().expect("a token");
    ordered(&provider, json!({"endpoint": "token", "grant_type": "refresh_token", "lose": true}));
    let fields =
        [("grant_type", "refresh_token"), ("client_id", "authctl"), ("refresh_token", refresh_token)];
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let lost = wire::request(&provider.authority, "POST", "/token", &headers, &wire::form(&fields));
    assert!(wire::raw(&provider.authority, lost.as_bytes()).is_none());
    // it was done: what was used then is known as used
    assert_eq!(refresh(&provider, refresh_token).error(), (400, "invalid_grant".into()));
    let told = provider.control("GET", "/_dev/requests?status=none").json();
    assert_eq!(told["requests"].as_array().map(Vec::len), Some(2));
}

#[test]
fn an_error_is_told_as_its_endpoint_tells_errors() {
    let provider = DevProvider::start(APP);
    ordered(
        &provider,
        json!({"endpoint": "token", "error": "temporarily_unavailable", "error_description": "in a moment"}),
    );
    let answer = token(&provider, "app").expect("an answer");
    assert_eq!(answer.error(), (503, "temporarily_unavailable".into()));
    assert_eq!(answer.json()["error_description"], "in a moment");
    ordered(&provider, json!({"endpoint": "userinfo", "error": "invalid_token"}));
    let answer = provider.get("/userinfo");
    assert!(answer.header("www-authenticate").expect("a challenge").starts_with("Bearer"), "{answer:?}");
    ordered(&provider, json!({"endpoint": "authorize", "error": "access_denied", "times": 2}));
    let answer = provider.get(&authorization(&[]));
    assert_eq!(answer.location_parameter("error"), Some("access_denied".into()));
    assert_eq!(answer.location_parameter("state"), Some("the-state".into()));
    assert_eq!(answer.header("authctl-script"), Some("3"));
    // P4: nobody is sent to an address that was not registered
    let astray = provider.get(&authorization(&[("redirect_uri", "https://evil.example/")]));
    assert_eq!((astray.status, astray.header("location")), (400, None));
}

#[test]
fn a_fault_by_script_is_in_one_answer_and_waits_for_one_that_it_can_be_done_to() {
    let provider = DevProvider::start(APP);
    ordered(&provider, json!({"endpoint": "token", "fault": "id-token-alg-none"}));
    let refused = token(&provider, "app").expect("an answer");
    assert_eq!((refused.status, refused.header("authctl-script")), (401, None));
    let id_token = |answer: &Answer| answer.json()["id_token"].as_str().expect("an ID token").to_owned();
    let signed_in = || redeem(&provider, &Browser::default().code(&provider, "alice"));
    let faulty = signed_in();
    assert_eq!(faulty.header("authctl-fault"), Some("id-token-alg-none"));
    assert_eq!((faulty.header("authctl-script"), id_token(&faulty).ends_with('.')), (Some("1"), true));
    let right = signed_in();
    assert_eq!((right.header("authctl-fault"), id_token(&right).ends_with('.')), (None, false));
    assert_eq!(claims(&id_token(&right))["sub"], "alice");
    // the answer to an authorization request comes from the page on which a person agrees
    ordered(
        &provider,
        json!({"endpoint": "authorize", "client_id": "authctl", "fault": "answer-state-missing"}),
    );
    let astray = Browser::default().authorize(&provider, &authorization(&[]), "alice");
    assert_eq!((astray.location_parameter("state"), astray.header("authctl-script")), (None, Some("2")));
    let right = Browser::default().authorize(&provider, &authorization(&[]), "alice");
    assert_eq!(right.location_parameter("state"), Some("the-state".into()));
    assert!(provider.faults().names().is_empty());
}

#[test]
fn an_order_that_is_wrong_is_refused_and_nobody_orders_without_the_secret() {
    // P21
    let provider = DevProvider::start(APP);
    for wrong in [
        json!({"endpoint": "token"}),
        json!({"endpoint": "token", "drop": true, "tiems": 2}),
        json!({"endpoint": "token", "drop": "yes"}),
        json!({"endpoint": "token", "status": 200, "headers": {"content-length": "5"}}),
        json!({"endpoint": "token", "status": 200, "headers": {"x": 1}}),
        json!({"endpoint": "/_dev/users", "drop": true}),
    ] {
        assert_eq!(order(&provider, wrong.clone()).error(), (400, "invalid_request".into()), "{wrong}");
    }
    let body = json!({"endpoint": "token", "drop": true}).to_string();
    let headers = [("content-type", "application/json")];
    assert_eq!(wire::send(&provider.authority, "POST", "/_dev/scripts", &headers, &body).status, 401);
    assert_eq!(provider.control("GET", "/_dev/scripts").json(), json!({"scripts": []}));
}
