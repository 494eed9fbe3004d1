//! Front-channel logout by the embedded provider: the browser that was signed out loads a page of each client.

use crate::support::{
    dev_provider::DevProvider,
    user_agent::{Browser, VERIFIER, authorization, claims},
    wire::{self, Answer},
};

const CLIENTS: &str = r#"
[[clients]]
client_id = "app"
redirect_uris = ["https://app.example/cb"]
post_logout_redirect_uris = ["https://app.example/bye"]
frontchannel_logout_uri = "https://app.example/front?a=1&b=2"
frontchannel_logout_session_required = true
id_token_signed_response_alg = "EdDSA"

[[clients]]
client_id = "shop"
redirect_uris = ["http://127.0.0.1:3000/cb"]
frontchannel_logout_uri = "http://127.0.0.1:3000/front"
id_token_signed_response_alg = "EdDSA"
"#;

fn sign_in(provider: &DevProvider, browser: &mut Browser, client_id: &str, callback: &str) -> String {
    let target = authorization(&[("client_id", client_id), ("redirect_uri", callback), ("scope", "openid")]);
    let code = browser.authorize(provider, &target, "alice").location_parameter("code").expect("a code");
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", client_id),
        ("code", &*code),
        ("redirect_uri", callback),
        ("code_verifier", VERIFIER),
    ];
    provider.post("/token", &fields).json()["id_token"].as_str().expect("an ID token").to_owned()
}

fn end(provider: &DevProvider, browser: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    browser.get(provider, &format!("/end_session?{}", wire::form(fields)))
}

#[test]
fn the_page_frames_each_client_with_issuer_and_session_and_nothing_else_may_be_loaded() {
    // W17, P9, Front-Channel Logout §2
    let provider = DevProvider::start(CLIENTS);
    let mut browser = Browser::default();
    let hint = sign_in(&provider, &mut browser, "app", "https://app.example/cb");
    sign_in(&provider, &mut browser, "shop", "http://127.0.0.1:3000/cb");
    let answer = end(&provider, &mut browser, &[("id_token_hint", &hint)]);
    let of = |text: &str| wire::form(&[("x", text)]).trim_start_matches("x=").to_owned();
    let (iss, sid) = (of(&provider.issuer), of(claims(&hint)["sid"].as_str().unwrap()));
    let list = format!(
        "<iframe src=\"https://app.example/front?a=1&amp;b=2&amp;iss={iss}&amp;sid={sid}\" hidden></iframe>\n\
         <iframe src=\"http://127.0.0.1:3000/front?iss={iss}&amp;sid={sid}\" hidden></iframe>\n"
    );
    assert!(answer.body.contains(&list), "{}", answer.body);
    assert_eq!(
        answer.header("content-security-policy"),
        Some(
            "default-src 'none'; frame-src https://app.example http://127.0.0.1:3000; style-src 'unsafe-inline'; \
             form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        )
    );
    assert_eq!((answer.status, answer.header("refresh"), answer.header("location")), (200, None, None));
    // once, and only in the browser of that session
    let again = end(&provider, &mut browser, &[("id_token_hint", &hint)]);
    assert!(!again.body.contains("<iframe"));
}

#[test]
fn the_browser_goes_on_to_the_client_when_the_pages_had_their_time() {
    // P20
    let provider = DevProvider::start(CLIENTS);
    let mut browser = Browser::default();
    let hint = sign_in(&provider, &mut browser, "app", "https://app.example/cb");
    let fields = [
        ("id_token_hint", &*hint),
        ("post_logout_redirect_uri", "https://app.example/bye"),
        ("state", "a&\"><script>"),
    ];
    let answer = end(&provider, &mut browser, &fields);
    let next = "https://app.example/bye?state=a%26%22%3E%3Cscript%3E";
    assert_eq!((answer.status, answer.header("refresh")), (200, Some(&*format!("2; url={next}"))));
    assert!(answer.body.contains(&format!("<a href=\"{next}\">Go on</a>")), "{}", answer.body);
    assert!(answer.header("set-cookie").is_some_and(|cookie| cookie.contains("Max-Age=0")));
}

#[test]
fn a_page_that_is_not_of_the_client_is_not_registered() {
    // W17
    for uri in [
        "https://other.example/front",
        "http://app.example/front",
        "javascript:alert(1)",
        "https://app.example/#x",
    ] {
        let config = CLIENTS.replace("https://app.example/front?a=1&b=2", uri);
        let error = authctl::idp::config::Config::parse(&config, &|_| None).expect_err(uri);
        assert!(error.found().unwrap().to_string().contains("frontchannel_logout_uri"), "{uri}");
    }
}
