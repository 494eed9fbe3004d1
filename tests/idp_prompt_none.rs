//! `prompt=none` (OIDC Core §3.1.2.1, §3.1.2.6): wherever a page would be shown the client is told why, and nothing is shown.

use crate::support::{
    dev_provider::DevProvider,
    user_agent::{Browser, authorization, redeem},
};

/// An ID token that was issued to this person.
fn id_token(provider: &DevProvider, user: &str) -> String {
    let code = Browser::default().code(provider, user);
    redeem(provider, &code).json()["id_token"].as_str().expect("an ID token").to_owned()
}

/// What the client hears of a request with these changes: the error, or that there is a code.
fn told(provider: &DevProvider, browser: &Browser, changes: &[(&str, &str)]) -> String {
    let changes = [&[("prompt", "none")], changes].concat();
    let answer = browser.clone().get(provider, &authorization(&changes));
    assert_eq!((answer.status, answer.body.as_str()), (303, ""), "{changes:?}: {answer:?}");
    assert_eq!(answer.location_parameter("state").as_deref(), Some("the-state"), "{changes:?}");
    match answer.location_parameter("code") {
        Some(_) => "code".to_owned(),
        None => answer.location_parameter("error").expect("a code or an error"),
    }
}

#[test]
fn wherever_a_page_would_be_shown_the_client_is_told_why() {
    let provider = DevProvider::start("");
    assert_eq!(told(&provider, &Browser::default(), &[]), "login_required");
    let mut new = Browser::default();
    let page = new.get(&provider, &authorization(&[]));
    new.sign_in(&provider, &page, "alice");
    assert_eq!(told(&provider, &new, &[]), "consent_required");
    let mut alice = Browser::default();
    alice.code(&provider, "alice");
    let (own, other) = (id_token(&provider, "alice"), id_token(&provider, "bob"));
    let payment = r#"[{"type":"payment_initiation","creditorName":"Shop","instructedAmount":{"currency":"EUR","amount":"1"}}]"#;
    provider.pass(61);
    for (changes, expected) in [
        (&[][..], "code"),
        (&[("scope", "openid")], "code"),
        (&[("scope", "openid groups")], "consent_required"),
        (&[("authorization_details", payment)], "consent_required"),
        (&[("id_token_hint", &*own)], "code"),
        (&[("id_token_hint", &other)], "login_required"),
        (&[("claims", r#"{"id_token":{"sub":{"value":"bob"}}}"#)], "login_required"),
        (&[("max_age", "62")], "code"),
        (&[("max_age", "60")], "login_required"),
        (&[("max_age", "0")], "login_required"),
        (&[("login_hint", "alice")], "code"),
        (&[("login_hint", "alice@example.com")], "code"),
        // a hint at nobody is none
        (&[("login_hint", "zoe@example.com")], "code"),
        (&[("login_hint", "bob")], "account_selection_required"),
        (&[("login_hint", "bob@example.com")], "account_selection_required"),
        (&[("id_token_hint", &own), ("login_hint", "bob")], "code"),
        // what is only wished for is told by the ID token
        (&[("acr_values", "dev:mfa")], "code"),
        (&[("claims", r#"{"id_token":{"acr":{"essential":true,"value":"dev:mfa"}}}"#)], "login_required"),
        (
            &[("claims", r#"{"id_token":{"acr":{"essential":true,"value":"gold"}}}"#)],
            "unmet_authentication_requirements",
        ),
        (&[("prompt", "none login")], "invalid_request"),
    ] {
        assert_eq!(told(&provider, &alice, changes), expected, "{changes:?}");
    }
    provider.pass(12 * 3600);
    assert_eq!(told(&provider, &alice, &[]), "login_required");
}

#[test]
fn what_may_be_shown_is_shown() {
    let provider = DevProvider::start("");
    let mut alice = Browser::default();
    alice.code(&provider, "alice");
    for (changes, form) in [
        (("prompt", "login"), "/sign-in"),
        (("prompt", "select_account"), "/sign-in"),
        (("prompt", "consent"), "/consent"),
        (("max_age", "0"), "/sign-in"),
        (("login_hint", "bob"), "/sign-in"),
    ] {
        let page = alice.clone().get(&provider, &authorization(&[changes]));
        assert!(page.body.contains(&format!("action=\"{form}\"")), "{changes:?}: {page:?}");
    }
    // whoever then signs in may be somebody else than was hinted at
    let page = alice.get(&provider, &authorization(&[("login_hint", "bob")]));
    let answer = alice.sign_in(&provider, &page, "alice");
    assert!(answer.location_parameter("code").is_some(), "{answer:?}");
}
