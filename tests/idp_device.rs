//! The embedded provider's device grant (RFC 8628): codes, polls, and the pages where a person decides.

use serde_json::{Value, json};

use crate::support::{
    dev_provider::DevProvider,
    user_agent::{Browser, claims, hidden, refresh},
    wire::Answer,
};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A client with a secret, one of whom nothing is said of devices, and one of nothing else.
const CLIENTS: &str = r#"
[[clients]]
client_id = "tv"
name = "Big Screen"
client_secret = "tv-secret"
grant_types = ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"]
id_token_signed_response_alg = "EdDSA"

[[clients]]
client_id = "app"
redirect_uris = ["https://app.example/cb"]
"#;

/// Asks for the codes as the program's own client.
fn ask(provider: &DevProvider) -> Value {
    let answer = provider
        .post("/device_authorization", &[("client_id", "authctl"), ("scope", "openid email offline_access")]);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn text<'a>(document: &'a Value, name: &str) -> &'a str {
    document[name].as_str().unwrap_or_else(|| panic!("no {name}"))
}

/// Asks whether the person has agreed.
fn poll(provider: &DevProvider, device: &Value) -> Answer {
    let code = text(device, "device_code");
    provider.post("/token", &[("grant_type", GRANT), ("client_id", "authctl"), ("device_code", code)])
}

/// The question about a device, as `user` is asked it.
fn question(provider: &DevProvider, browser: &mut Browser, device: &Value, user: &str) -> Answer {
    let page = browser.get(provider, "/device");
    let answer = browser.submit(provider, &page, &[("user_code", text(device, "user_code"))]);
    match answer.body.contains("action=\"/device/sign-in\"") {
        true => browser.sign_in(provider, &answer, user),
        false => answer,
    }
}

fn decide(provider: &DevProvider, device: &Value, decision: &str) -> Answer {
    let mut browser = Browser::default();
    let question = question(provider, &mut browser, device, "alice");
    browser.submit(provider, &question, &[("decision", decision)])
}

fn error(status: u16, error: &str) -> (u16, String) {
    (status, error.to_owned())
}

#[test]
fn a_person_enters_the_code_agrees_and_the_device_has_its_tokens_once() {
    let provider = DevProvider::start("");
    let device = ask(&provider);
    let code = text(&device, "user_code");
    assert_eq!(
        device,
        json!({
            "device_code": device["device_code"], "user_code": code,
            "verification_uri": format!("{}/device", provider.issuer),
            "verification_uri_complete": format!("{}/device?user_code={code}", provider.issuer),
            "expires_in": 600, "interval": 5,
        })
    );
    assert_eq!(poll(&provider, &device).error(), error(400, "authorization_pending"));
    let mut browser = Browser::default();
    let question = question(&provider, &mut browser, &device, "alice");
    // RFC 8628 §5.4: who asks, for what, and the code to compare
    for part in ["Alice Example", "<strong>authctl</strong>", "see your email address", code] {
        assert!(question.body.contains(part), "{part}: {}", question.body);
    }
    let done = browser.submit(&provider, &question, &[("decision", "allow")]);
    assert!(done.body.contains("<h1>The device is connected</h1>"), "{done:?}");

    provider.pass(5);
    let tokens = poll(&provider, &device).json();
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(3600)));
    assert_eq!(tokens["scope"], "openid email offline_access");
    let id_token = claims(text(&tokens, "id_token"));
    assert_eq!((&id_token["sub"], &id_token["aud"]), (&json!("alice"), &json!("authctl")));
    assert!(id_token.get("nonce").is_none() && id_token["auth_time"].is_number(), "{id_token}");
    assert_eq!(refresh(&provider, text(&tokens, "refresh_token")).status, 200);

    provider.pass(5);
    assert_eq!(poll(&provider, &device).error(), error(400, "invalid_grant"));
    let numbers = ["devices_asked", "devices_approved", "devices_denied", "devices_redeemed"];
    assert_eq!(numbers.map(|name| provider.stat(name)), [1, 1, 0, 1]);
}

#[test]
fn the_metadata_tells_of_the_endpoint_and_the_grant() {
    let provider = DevProvider::start("");
    let metadata = provider.get("/.well-known/openid-configuration").json();
    assert_eq!(
        metadata["device_authorization_endpoint"],
        format!("{}/device_authorization", provider.issuer)
    );
    assert!(metadata["grant_types_supported"].as_array().unwrap().contains(&json!(GRANT)));
}

#[test]
fn who_asks_too_soon_is_told_to_slow_down_and_has_a_longer_interval_for_good() {
    // P12, RFC 8628 §3.5
    let provider = DevProvider::start("");
    let device = ask(&provider);
    for (pause, said) in [
        (0, "authorization_pending"),
        (5, "authorization_pending"),
        (4, "slow_down"),
        (9, "slow_down"),
        (15, "authorization_pending"),
        (14, "slow_down"),
    ] {
        provider.pass(pause);
        assert_eq!(poll(&provider, &device).error(), error(400, said), "after {pause} s");
    }
    decide(&provider, &device, "allow");
    provider.pass(19);
    assert_eq!(poll(&provider, &device).error(), error(400, "slow_down"), "also when there are tokens");
    provider.pass(25);
    assert_eq!(poll(&provider, &device).status, 200);
    // another device has its own
    assert_eq!(poll(&provider, &ask(&provider)).error(), error(400, "authorization_pending"));
}

#[test]
fn a_device_that_is_refused_and_one_that_has_expired_are_told_so() {
    let provider = DevProvider::start("");
    let (refused, late) = (ask(&provider), ask(&provider));
    let page = decide(&provider, &refused, "deny");
    assert!(page.body.contains("<h1>The device was refused</h1>"), "{page:?}");
    assert_eq!(poll(&provider, &refused).error(), error(400, "access_denied"));
    provider.pass(600);
    assert_eq!(poll(&provider, &late).error(), error(400, "expired_token"));
    assert_eq!(poll(&provider, &refused).error(), error(400, "expired_token"));
    let mut browser = Browser::default();
    let page = browser.get(&provider, "/device");
    let answer = browser.submit(&provider, &page, &[("user_code", text(&late, "user_code"))]);
    assert_eq!((answer.status, answer.body.contains("There is no such code")), (400, true), "{answer:?}");
}

#[test]
fn a_decision_is_made_once_and_in_time() {
    let provider = DevProvider::start("");
    let device = ask(&provider);
    let (mut one, mut other) = (Browser::default(), Browser::default());
    let (first, second) =
        (question(&provider, &mut one, &device, "alice"), question(&provider, &mut other, &device, "bob"));
    let gone = "<h1>This code no longer works</h1>";
    one.submit(&provider, &first, &[("decision", "deny")]);
    assert!(other.submit(&provider, &second, &[("decision", "allow")]).body.contains(gone));
    assert!(one.submit(&provider, &first, &[("decision", "allow")]).body.contains(gone));
    assert_eq!(poll(&provider, &device).error(), error(400, "access_denied"));

    let device = ask(&provider);
    let late = question(&provider, &mut one, &device, "alice");
    provider.pass(600);
    assert!(one.submit(&provider, &late, &[("decision", "allow")]).body.contains(gone));
    assert_eq!((provider.stat("devices_approved"), provider.stat("devices_denied")), (0, 1));
}

#[test]
fn only_the_client_that_asked_gets_the_tokens_and_only_with_its_own_proof() {
    let provider = DevProvider::start(CLIENTS);
    let basic = [("Authorization", "Basic dHY6dHYtc2VjcmV0")];
    let fields = [("scope", "openid")];
    let device = provider.post_with("/device_authorization", &basic, &fields).json();
    let code = text(&device, "device_code");
    decide(&provider, &device, "allow");
    let grant = [("grant_type", GRANT), ("device_code", code)];
    let as_tv = |secret: &str| {
        provider.post("/token", &[&grant[..], &[("client_id", "tv"), ("client_secret", secret)]].concat())
    };
    assert_eq!(poll(&provider, &device).error(), error(400, "invalid_grant"));
    assert_eq!(as_tv("wrong").error(), error(401, "invalid_client"));
    let tokens = provider.post_with("/token", &basic, &grant).json();
    assert_eq!(claims(text(&tokens, "id_token"))["aud"], "tv");
    assert_eq!(tokens.get("refresh_token"), None);

    let asked = |fields: &[(&str, &str)]| provider.post("/device_authorization", fields).error();
    assert_eq!(asked(&[("client_id", "app"), ("scope", "openid")]), error(400, "unauthorized_client"));
    assert_eq!(asked(&[("client_id", "nobody"), ("scope", "openid")]), error(401, "invalid_client"));
    assert_eq!(asked(&[("client_id", "tv"), ("scope", "openid")]), error(401, "invalid_client"));
    assert_eq!(asked(&[("client_id", "authctl")]), error(400, "invalid_scope"));
    assert_eq!(asked(&[("client_id", "authctl"), ("scope", "nonsense")]), error(400, "invalid_scope"));
    let as_app = [&grant[..], &[("client_id", "app")]].concat();
    assert_eq!(provider.post("/token", &as_app).error(), error(400, "unauthorized_client"));
}

#[test]
fn a_device_code_that_is_none_is_known_for_what_it_is() {
    let provider = DevProvider::start("");
    let mut device = ask(&provider);
    decide(&provider, &device, "allow");
    let code = text(&device, "device_code").to_owned();
    let others = [
        format!("{code}A"),
        code[1..].to_owned(),
        text(&device, "user_code").to_owned(),
        // a code of the other grant is none of this one
        Browser::default().code(&provider, "alice"),
    ];
    for other in others {
        device["device_code"] = other.into();
        assert_eq!(poll(&provider, &device).error(), error(400, "invalid_grant"));
    }
    let without = [("grant_type", GRANT), ("client_id", "authctl")];
    assert_eq!(provider.post("/token", &without).error(), error(400, "invalid_request"));
}

#[test]
fn five_wrong_codes_end_the_tries_of_a_browser_and_fifty_those_of_everybody() {
    // P12, RFC 8628 §5.1
    let provider = DevProvider::start("");
    let device = ask(&provider);
    let right = text(&device, "user_code");
    let enter = |browser: &mut Browser, code: &str| {
        let page = browser.get(&provider, "/device");
        browser.submit(&provider, &page, &[("user_code", code)]).status
    };
    let (mut guesser, mut other) = (Browser::default(), Browser::default());
    for _ in 0..5 {
        assert_eq!(enter(&mut guesser, "BBBB-BBBB"), 400);
    }
    for code in ["BBBB-BBBB", right] {
        assert_eq!(enter(&mut guesser, code), 429);
    }
    assert_eq!(enter(&mut other, right), 200);
    // who throws the cookies away
    for number in 5..50 {
        assert_eq!(enter(&mut Browser::default(), "BBBB-BBBB"), 400, "{number}");
    }
    assert_eq!(enter(&mut Browser::default(), right), 429);
    assert_eq!(enter(&mut other, right), 429);
    provider.pass(600);
    let device = ask(&provider);
    assert_eq!(enter(&mut guesser, text(&device, "user_code")), 200);
}

#[test]
fn a_visit_with_the_code_in_the_address_fills_the_field_in_and_tells_nothing() {
    // P12, P18
    let provider = DevProvider::start("");
    let device = ask(&provider);
    let visit = |code: &str| {
        let page = Browser::default().get(&provider, &format!("/device?user_code={code}"));
        assert_eq!(page.status, 200);
        let (transaction, csrf) = (hidden(&page, "transaction"), hidden(&page, "csrf"));
        page.body.replace(&transaction, "").replace(&csrf, "").replace(code, "CODE")
    };
    assert_eq!(visit(text(&device, "user_code")), visit("BBBB-BBBB"));
    let page = provider.get("/device?user_code=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
    assert!(page.body.contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\""), "{page:?}");
    assert_eq!(provider.get("/device?user_code=A&user_code=B").status, 400);
    assert_eq!(provider.stat("devices_approved"), 0);
}

#[test]
fn the_forms_are_taken_from_our_own_page_in_the_same_browser_only() {
    // P19
    let provider = DevProvider::start("");
    let device = ask(&provider);
    let (mut victim, mut attacker) = (Browser::default(), Browser::default());
    let question = question(&provider, &mut attacker, &device, "bob");
    let page = victim.get(&provider, "/device");
    let cookies: Vec<String> = victim.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let own = ("Cookie", cookies.join("; "));
    let right = [
        ("transaction", hidden(&page, "transaction")),
        ("csrf", hidden(&page, "csrf")),
        ("user_code", text(&device, "user_code").to_owned()),
    ];
    let right: Vec<(&str, &str)> = right.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let post = |headers: &[(&str, &str)], fields: &[(&str, &str)]| {
        provider.post_with("/device", headers, fields).status
    };
    let own = (own.0, own.1.as_str());
    assert_eq!(post(&[], &right), 400, "without the cookie");
    assert_eq!(post(&[own], &right[..1]), 400, "without csrf");
    assert_eq!(post(&[own], &[right[0], ("csrf", &hidden(&question, "csrf")), right[2]]), 400);
    for (name, value) in [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")] {
        assert_eq!(post(&[own, (name, value)], &right), 400, "{name}");
    }
    assert_eq!(post(&[own], &right), 200);

    // a question that somebody else was asked is nobody's but theirs (RFC 8628 §5.4)
    let stolen = format!("/device/continue?transaction={}", hidden(&question, "transaction"));
    let shown = victim.get(&provider, &stolen);
    assert!(shown.body.contains("action=\"/device\""), "{shown:?}");
    assert_eq!(victim.submit(&provider, &question, &[("decision", "allow")]).status, 400);
    assert_eq!(victim.get(&provider, "/device/continue?transaction=x").status, 400);
    assert_eq!(provider.stat("devices_approved"), 0);
    assert_eq!(attacker.submit(&provider, &question, &[("decision", "maybe")]).status, 400);
}

#[test]
fn whoever_was_asked_decides_and_nobody_who_signed_in_since() {
    // P12: approved by another user
    let provider = DevProvider::start("");
    let device = ask(&provider);
    let mut browser = Browser::default();
    let asked = question(&provider, &mut browser, &device, "alice");
    browser.authorize(&provider, &crate::support::user_agent::authorization(&[("prompt", "login")]), "bob");
    let again = browser.submit(&provider, &asked, &[("decision", "allow")]);
    assert!(again.body.contains("Signed in as Bob Example"), "{again:?}");
    assert_eq!(provider.stat("devices_approved"), 0);
    browser.submit(&provider, &again, &[("decision", "allow")]);
    assert_eq!(claims(text(&poll(&provider, &device).json(), "id_token"))["sub"], "bob");
}

#[test]
fn a_wrong_name_on_the_sign_in_page_is_asked_for_again() {
    let provider = DevProvider::start("");
    let device = ask(&provider);
    let mut browser = Browser::default();
    let page = browser.get(&provider, "/device");
    let page = browser.submit(&provider, &page, &[("user_code", text(&device, "user_code"))]);
    assert!(page.body.contains("to continue to <strong>authctl</strong>"), "{page:?}");
    let again = browser.submit(&provider, &page, &[("user", "mallory")]);
    assert_eq!((again.status, again.body.contains("There is no such user")), (400, true), "{again:?}");
    let question = browser.sign_in(&provider, &again, "bob");
    assert!(question.body.contains("Signed in as Bob Example"), "{question:?}");
}

#[test]
fn what_devices_and_people_have_said_survives_a_restart() {
    let provider = DevProvider::start("");
    let (approved, refused, waiting, redeemed) =
        (ask(&provider), ask(&provider), ask(&provider), ask(&provider));
    decide(&provider, &approved, "allow");
    decide(&provider, &refused, "deny");
    decide(&provider, &redeemed, "allow");
    assert_eq!(poll(&provider, &redeemed).status, 200);
    let provider = provider.restart();
    assert_eq!(poll(&provider, &approved).status, 200);
    assert_eq!(poll(&provider, &refused).error(), error(400, "access_denied"));
    assert_eq!(poll(&provider, &waiting).error(), error(400, "authorization_pending"));
    assert_eq!(poll(&provider, &redeemed).error(), error(400, "invalid_grant"));
    let provider = provider.restart();
    decide(&provider, &waiting, "allow");
    assert_eq!(poll(&provider, &waiting).status, 200);
    assert_eq!((provider.stat("devices_asked"), provider.stat("devices_redeemed")), (4, 3));
}

#[test]
fn what_nobody_has_fetched_is_void_once_the_person_has_signed_out() {
    let provider = DevProvider::start("");
    let device = ask(&provider);
    let mut browser = Browser::default();
    let question = question(&provider, &mut browser, &device, "alice");
    browser.submit(&provider, &question, &[("decision", "allow")]);
    let page = browser.get(&provider, "/end_session");
    browser.submit(&provider, &page, &[("decision", "allow")]);
    assert_eq!(poll(&provider, &device).error(), error(400, "access_denied"));
}

#[test]
fn the_configuration_says_how_long_codes_last_and_how_often_devices_ask() {
    let provider = DevProvider::start("[lifetimes]\ndevice_code = \"1m\"\ndevice_interval = \"2s\"\n");
    let device = ask(&provider);
    assert_eq!((&device["expires_in"], &device["interval"]), (&json!(60), &json!(2)));
    poll(&provider, &device);
    provider.pass(2);
    assert_eq!(poll(&provider, &device).error(), error(400, "authorization_pending"));
    provider.pass(58);
    assert_eq!(poll(&provider, &device).error(), error(400, "expired_token"));
}

#[test]
fn what_a_device_asks_for_takes_no_more_room_than_what_a_browser_can() {
    // P17
    let provider = DevProvider::start("");
    let ask = |amount: usize| {
        let (sum, to) = (vec!["1".repeat(200); amount], "Shop");
        let details =
            json!([{"type": "payment_initiation", "instructedAmount": sum, "creditorName": to}]).to_string();
        let answer = provider.post(
            "/device_authorization",
            &[("client_id", "authctl"), ("scope", "openid"), ("authorization_details", &details)],
        );
        (answer.status, answer.json()["error"].clone())
    };
    assert_eq!(ask(10), (200, Value::Null));
    assert_eq!(ask(31), (400, json!("invalid_request")));
}
