//! The embedded provider as Authgear: what its guide's app meets.

use serde_json::json;

use crate::support::{
    dev_provider::DevProvider,
    user_agent::{Browser, claims},
};

const BASIC: (&str, &str) = ("Authorization", "Basic YTAxMjM0NTY3ODlhYmNkZTpvbmx5LWZvci10ZXN0cw==");

#[test]
fn an_app_signs_in_without_pkce_and_without_a_consent_page() {
    let provider = DevProvider::start_shape("authgear", "");
    let metadata = provider.get("/.well-known/openid-configuration").json();
    assert_eq!(metadata["token_endpoint"], format!("{}/oauth2/token", provider.issuer));

    let mut browser = Browser::default();
    let page = browser.get(
        &provider,
        "/oauth2/authorize?response_type=code&client_id=a0123456789abcde&scope=openid+offline_access+unheard-of\
         &redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback&state=the-state&nonce=the-nonce",
    );
    assert_eq!(page.status, 200, "{page:?}");
    let answer = browser.sign_in(&provider, &page, "alice");
    let code = answer.location_parameter("code").unwrap_or_else(|| panic!("a code: {answer:?}"));
    assert_eq!(answer.location_parameter("state").as_deref(), Some("the-state"));
    assert_eq!(answer.location_parameter("iss"), None);

    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", "http://localhost:3000/callback"),
    ];
    let tokens = provider.post_with("/oauth2/token", &[BASIC], &fields).json();
    assert_eq!(tokens["scope"], "openid offline_access", "{tokens}");
    assert_eq!(claims(tokens["id_token"].as_str().expect("an ID token"))["nonce"], json!("the-nonce"));

    // an unrotated refresh token works again
    let refresh_token = tokens["refresh_token"].as_str().expect("a refresh token");
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
    for _ in 0..2 {
        let refreshed = provider.post_with("/oauth2/token", &[BASIC], &fields);
        assert_eq!(refreshed.status, 200, "{refreshed:?}");
        assert_eq!(refreshed.json()["refresh_token"], refresh_token);
    }
}

#[test]
fn a_code_that_came_with_a_challenge_needs_its_verifier_and_one_without_takes_none() {
    let provider = DevProvider::start_shape("authgear", "");
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let with = format!("&code_challenge={challenge}&code_challenge_method=S256");
    for (asked, sent, status) in
        [(with.as_str(), Some(verifier), 200), (with.as_str(), None, 400), ("", Some(verifier), 400)]
    {
        let mut browser = Browser::default();
        let address = format!(
            "/oauth2/authorize?response_type=code&client_id=a0123456789abcde&scope=openid\
             &redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback{asked}"
        );
        let page = browser.get(&provider, &address);
        let answer = browser.sign_in(&provider, &page, "alice");
        let code = answer.location_parameter("code").unwrap_or_else(|| panic!("a code: {answer:?}"));
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", "http://localhost:3000/callback"),
        ];
        fields.extend(sent.map(|verifier| ("code_verifier", verifier)));
        let answer = provider.post_with("/oauth2/token", &[BASIC], &fields);
        assert_eq!(answer.status, status, "{asked} {sent:?}: {answer:?}");
    }
}
