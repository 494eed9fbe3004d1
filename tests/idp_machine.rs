//! The embedded provider's grants without a person.

use serde_json::json;

use crate::support::{
    dev_provider::{DevProvider, START},
    wire::Answer,
};

const JOBS: &str = r#"
[[clients]]
client_id = "job"
client_secret = "s3cret"
token_endpoint_auth_method = "client_secret_post"
grant_types = ["client_credentials"]
scope = "api.read api.write"

[[clients]]
client_id = "plain"
client_secret = "s3cret"
token_endpoint_auth_method = "client_secret_post"
grant_types = ["client_credentials"]
"#;

fn ask(provider: &DevProvider, client_id: &str, more: &[(&str, &str)]) -> Answer {
    let fields =
        [("grant_type", "client_credentials"), ("client_id", client_id), ("client_secret", "s3cret")];
    provider.post("/token", &[&fields[..], more].concat())
}

fn introspect(provider: &DevProvider, token: &str) -> serde_json::Value {
    let fields = [("client_id", "job"), ("client_secret", "s3cret"), ("token", token)];
    provider.post("/introspect", &fields).json()
}

#[test]
fn a_client_gets_what_it_is_registered_for_and_no_more() {
    let provider = DevProvider::start(JOBS);
    let mut all = ask(&provider, "job", &[]).json();
    assert!(all["access_token"].take().is_string());
    // RFC 6749 §4.4.3: no refresh token
    assert_eq!(
        all,
        json!({"access_token": null, "token_type": "Bearer", "expires_in": 3600, "scope": "api.read api.write"})
    );
    assert_eq!(ask(&provider, "job", &[("scope", "api.write")]).json()["scope"], "api.write");
    assert_eq!(ask(&provider, "plain", &[]).json().get("scope"), None);
    for scope in ["openid", "api.admin", "api.read api.admin", "offline_access"] {
        let error = ask(&provider, "job", &[("scope", scope)]).error();
        assert_eq!(error, (400, "invalid_scope".into()), "{scope}");
    }
    assert_eq!(ask(&provider, "job", &[("client_secret", "x")]).error(), (400, "invalid_request".into()));
    assert_eq!(ask(&provider, "authctl", &[]).error(), (401, "invalid_client".into()));
    assert_eq!(provider.stat("machine_grants"), 3);
}

#[test]
fn its_token_is_the_clients_own_until_it_expires_or_is_given_back() {
    let provider = DevProvider::start(JOBS);
    let token = ask(&provider, "job", &[]).json()["access_token"].as_str().unwrap().to_owned();
    let told = introspect(&provider, &token);
    assert_eq!(
        (&told["active"], &told["sub"], &told["client_id"], told.get("username")),
        (&json!(true), &json!("job"), &json!("job"), None)
    );
    // There is no person to tell of.
    let bearer = format!("Bearer {token}");
    let userinfo = provider.post_with("/userinfo", &[("Authorization", &bearer)], &[]);
    assert_eq!(userinfo.error(), (403, "insufficient_scope".into()));
    provider.pass(3600);
    assert_eq!(introspect(&provider, &token)["active"], false);
    let token = ask(&provider, "job", &[]).json()["access_token"].as_str().unwrap().to_owned();
    let back = [("client_id", "job"), ("client_secret", "s3cret"), ("token", &token)];
    assert_eq!(provider.post("/revoke", &back).status, 200);
    assert_eq!(introspect(&provider, &token)["active"], false);
}

#[test]
fn access_tokens_are_signed_with_the_algorithm_that_was_set() {
    for (setting, algorithm) in [
        ("", "EdDSA"),
        ("access_token_signing_alg = \"ES256\"", "ES256"),
        ("access_token_signing_alg = \"RS256\"", "RS256"),
    ] {
        let provider = DevProvider::start(&format!("{setting}\n{JOBS}"));
        let token = ask(&provider, "job", &[]).json()["access_token"].as_str().unwrap().to_owned();
        let (header, _) = token.split_once('.').unwrap();
        let header: serde_json::Value =
            serde_json::from_slice(&authctl::jose::base64url::decode(header).unwrap()).unwrap();
        let keys = provider.get("/jwks").json();
        let keys = keys["keys"].as_array().unwrap();
        let key = keys.iter().find(|key| key["alg"] == algorithm).expect("it is published");
        assert_eq!(header, json!({"alg": algorithm, "kid": key["kid"], "typ": "at+jwt"}));
        assert_eq!(introspect(&provider, &token)["active"], true, "{algorithm}");
    }
}

#[test]
fn a_token_that_nobody_signed_in_for_needs_no_room_and_what_is_given_back_stays_so() {
    // P17
    let provider = DevProvider::start(JOBS);
    let ask = || ask(&provider, "job", &[]).json()["access_token"].as_str().unwrap().to_owned();
    let (given_back, kept) = (ask(), ask());
    let room = || provider.journal.text.lock().unwrap().len();
    let before = room();
    provider.journal.full.store(true, std::sync::atomic::Ordering::SeqCst);
    let other = ask();
    assert_eq!(room(), before);
    // what cannot be written down is not said to be done
    let back = [("client_id", "job"), ("client_secret", "s3cret"), ("token", &given_back)];
    assert_eq!(provider.post("/revoke", &back).status, 500);
    provider.journal.full.store(false, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(provider.post("/revoke", &back).status, 200);
    let active: Vec<_> =
        [&given_back, &kept, &other].map(|token| introspect(&provider, token)["active"].clone()).into();
    assert_eq!(active, [false, true, true]);
}

#[test]
fn where_no_more_can_be_revoked_the_client_hears_that_its_token_still_works() {
    // P17
    let mut provider = DevProvider::start(JOBS);
    provider.stop();
    let revoked = |number: usize| json!({"change": "revocation_kept", "jti": format!("none.{number}"), "forget_at": START + 60});
    let lines: String =
        (0..authctl::idp::state::CAP).map(|number| format!("{}\n", revoked(number))).collect();
    provider.journal.text.lock().unwrap().extend_from_slice(lines.as_bytes());
    let provider = provider.restart();
    let token = ask(&provider, "job", &[]).json()["access_token"].as_str().unwrap().to_owned();
    let back = [("client_id", "job"), ("client_secret", "s3cret"), ("token", &token)];
    assert_eq!(provider.post("/revoke", &back).error(), (503, "temporarily_unavailable".into()));
    assert_eq!(introspect(&provider, &token)["active"], true);
    // those have expired, and make room
    provider.pass(60);
    assert_eq!(provider.post("/revoke", &back).status, 200);
    assert_eq!(introspect(&provider, &token)["active"], false);
}
