//! The embedded provider's password grant (RFC 6749 §4.3): for clients that are registered for it and users with a password.

use serde_json::json;

use crate::support::{
    dev_provider::DevProvider,
    user_agent::{Browser, authorization, claims},
    wire::Answer,
};

const CONFIG: &str = r#"
[[users]]
username = "carol"
sub = "user-carol"
password = "right horse"

[[users]]
username = "dave"

[[clients]]
client_id = "old-app"
client_secret = "old-secret"
grant_types = ["password", "refresh_token"]
id_token_signed_response_alg = "EdDSA"

[[clients]]
client_id = "new-app"
client_secret = "new-secret"
redirect_uris = ["https://app.example/cb"]
"#;

const OLD_APP: [(&str, &str); 1] = [("Authorization", "Basic b2xkLWFwcDpvbGQtc2VjcmV0")];
const NEW_APP: [(&str, &str); 1] = [("Authorization", "Basic bmV3LWFwcDpuZXctc2VjcmV0")];

fn ask(provider: &DevProvider, username: &str, password: &str) -> Answer {
    let fields = [
        ("grant_type", "password"),
        ("username", username),
        ("password", password),
        ("scope", "openid offline_access"),
    ];
    provider.post_with("/token", &OLD_APP, &fields)
}

fn error(status: u16, error: &str) -> (u16, String) {
    (status, error.to_owned())
}

#[test]
fn a_right_password_brings_tokens_of_that_person_and_a_refresh_token_for_offline_access() {
    let provider = DevProvider::start(CONFIG);
    let answer = ask(&provider, "carol", "right horse");
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")), "{answer:?}");
    let tokens = answer.json();
    let id_token = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(
        (&id_token["sub"], &id_token["aud"], &id_token["amr"]),
        (&json!("user-carol"), &json!("old-app"), &json!(["pwd"]))
    );
    assert_eq!(tokens["scope"], "openid offline_access");
    let refresh =
        [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    assert_eq!(provider.post_with("/token", &OLD_APP, &refresh).status, 200);
    let more = [("grant_type", "password"), ("username", "carol"), ("password", "right horse")];
    let without = provider.post_with("/token", &OLD_APP, &[&more[..], &[("scope", "openid")]].concat());
    assert_eq!(without.json().get("refresh_token"), None);
    assert_eq!((provider.stat("password_grants"), provider.stat("codes_issued")), (2, 0));
    // it survives a restart
    let provider = provider.restart();
    assert_eq!(provider.stat("password_grants"), 2);
}

#[test]
fn a_wrong_password_a_wrong_name_and_a_user_without_a_password_are_the_same() {
    let provider = DevProvider::start(CONFIG);
    let (wrong, nobody) = (ask(&provider, "carol", "wrong"), ask(&provider, "nobody", "right horse"));
    assert_eq!(wrong.error(), error(400, "invalid_grant"));
    assert_eq!(wrong.body, nobody.body);
    assert_eq!(wrong.body, ask(&provider, "dave", "any").body);
}

#[test]
fn what_is_missing_and_who_is_not_registered_for_it_is_told() {
    let provider = DevProvider::start(CONFIG);
    let asked = |client: &[(&str, &str)], changes: &[(&str, &str)]| {
        let mut fields = vec![
            ("grant_type", "password"),
            ("username", "carol"),
            ("password", "right horse"),
            ("scope", "openid"),
        ];
        for (name, value) in changes {
            fields.retain(|(known, _)| known != name);
            fields.push((name, value));
        }
        provider.post_with("/token", client, &fields).error()
    };
    assert_eq!(asked(&NEW_APP, &[]), error(400, "unauthorized_client"));
    assert_eq!(asked(&[], &[("client_id", "authctl")]), error(400, "unauthorized_client"));
    assert_eq!(asked(&[], &[("client_id", "old-app")]), error(401, "invalid_client"));
    assert_eq!(asked(&OLD_APP, &[("username", "")]), error(400, "invalid_request"));
    assert_eq!(asked(&OLD_APP, &[("password", "")]), error(400, "invalid_request"));
    assert_eq!(asked(&OLD_APP, &[("scope", "")]), error(400, "invalid_scope"));
    assert_eq!(asked(&OLD_APP, &[("scope", "nonsense")]), error(400, "invalid_scope"));
    let metadata = provider.get("/.well-known/openid-configuration").json();
    assert!(metadata["grant_types_supported"].as_array().unwrap().contains(&json!("password")));
}

#[test]
fn five_wrong_passwords_end_the_tries_of_a_name_here_and_on_the_page_for_ten_minutes() {
    // P12, RFC 6749 §4.3.2
    let provider = DevProvider::start(CONFIG);
    for _ in 0..5 {
        assert!(ask(&provider, "carol", "wrong").body.contains("there is no such user"));
    }
    assert!(ask(&provider, "carol", "right horse").body.contains("wait ten minutes"));
    // by name: whoever guesses hers does not keep others out
    assert!(ask(&provider, "nobody", "wrong").body.contains("there is no such user"));
    let mut browser = Browser::default();
    let page = browser.get(&provider, &authorization(&[]));
    let typed = [("user", "carol"), ("password", "right horse")];
    let answer = browser.submit(&provider, &page, &typed);
    assert_eq!((answer.status, answer.body.contains("Wait ten minutes.")), (400, true), "{answer:?}");
    provider.pass(600);
    assert_eq!(ask(&provider, "carol", "right horse").status, 200);
    // who is right has all tries again
    for _ in 0..2 {
        for _ in 0..4 {
            assert_eq!(ask(&provider, "carol", "wrong").status, 400);
        }
        assert_eq!(ask(&provider, "carol", "right horse").status, 200);
    }
}
