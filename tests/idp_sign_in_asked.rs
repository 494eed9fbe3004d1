//! What a request asks of the sign-in at the embedded provider: `acr_values`, `claims`, and whom it may be (OIDC Core §3.1.2.1,
//! §5.5).

use serde_json::{Value, json};

use crate::support::{
    dev_provider::DevProvider,
    user_agent::{Browser, authorization, claims, redeem},
    wire::Answer,
};

const PASSWORD: &str = "[[users]]\nusername = \"alice\"\nname = \"Alice\"\nemail = \"alice@example.com\"\n\
                        [[users]]\nusername = \"carol\"\npassword = \"s3cret\"\n";

/// The ID token after a sign-in that asks for this.
fn id_token(provider: &DevProvider, browser: &mut Browser, changes: &[(&str, &str)]) -> Value {
    let answer = browser.authorize(provider, &authorization(changes), "alice");
    claims(tokens(provider, &answer)["id_token"].as_str().expect("an ID token"))
}

fn tokens(provider: &DevProvider, answer: &Answer) -> Value {
    let code = answer.location_parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
    redeem(provider, &code).json()
}

fn error(answer: &Answer) -> Option<String> {
    answer.location_parameter("error")
}

#[test]
fn the_second_factor_is_asked_for_once_and_told_by_the_tokens() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let first = id_token(&provider, &mut browser, &[]);
    assert_eq!((&first["acr"], first.get("amr")), (&json!("dev:chosen"), None));
    provider.pass(100);
    let asking = authorization(&[("acr_values", "dev:mfa")]);
    let page = browser.get(&provider, &asking);
    assert!(page.body.contains("with a second factor, which is only pretended here"), "{}", page.body);
    let answer = browser.sign_in(&provider, &page, "alice");
    let tokens = tokens(&provider, &answer);
    let second = claims(tokens["id_token"].as_str().expect("an ID token"));
    assert_eq!((&second["acr"], &second["amr"]), (&json!("dev:mfa"), &json!(["mfa"])));
    // RFC 9470 §6, RFC 9068 §2.2.1
    let access = claims(tokens["access_token"].as_str().expect("an access token"));
    assert_eq!((&access["acr"], &access["auth_time"]), (&second["acr"], &second["auth_time"]));
    assert_eq!(second["auth_time"].as_i64(), first["auth_time"].as_i64().map(|before| before + 100));
    assert!(browser.get(&provider, &asking).location_parameter("code").is_some());
}

#[test]
fn what_cannot_be_met_is_an_error_where_it_is_demanded_and_told_where_it_is_wished_for() {
    let provider = DevProvider::start(PASSWORD);
    let demand = |acr: &str| format!(r#"{{"id_token":{{"acr":{{"essential":true,"values":["{acr}"]}}}}}}"#);
    let mut browser = Browser::default();
    let unmet = Some("unmet_authentication_requirements".to_owned());
    // nobody gets there, whoever signs in
    let answer =
        browser.authorize(&provider, &authorization(&[("claims", &demand("urn:bank:gold"))]), "alice");
    assert_eq!(error(&answer), unmet);
    // alice has no password
    let answer =
        browser.authorize(&provider, &authorization(&[("claims", &demand("dev:password"))]), "alice");
    assert_eq!(error(&answer), unmet);
    for wished in ["urn:bank:gold", "dev:password"] {
        let token = id_token(&provider, &mut browser, &[("acr_values", wished)]);
        assert_eq!(token["acr"], "dev:chosen", "{wished}");
    }
    let page = Browser::default();
    let mut browser = page;
    let page = browser.get(&provider, &authorization(&[("claims", &demand("dev:password"))]));
    let signed_in = browser.submit(&provider, &page, &[("user", "carol"), ("password", "s3cret")]);
    let question = browser.get(&provider, signed_in.header("location").expect("leads on"));
    let answer = browser.submit(&provider, &question, &[("decision", "allow")]);
    let token = claims(tokens(&provider, &answer)["id_token"].as_str().expect("an ID token"));
    assert_eq!((&token["acr"], &token["amr"]), (&json!("dev:password"), &json!(["pwd"])));
}

#[test]
fn with_prompt_none_nobody_is_asked_for_more_than_there_is() {
    // P15
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    id_token(&provider, &mut browser, &[]);
    let silent = |more: &[(&str, &str)]| authorization(&[&[("prompt", "none")][..], more].concat());
    let answer = browser.get(&provider, &silent(&[("acr_values", "dev:mfa")]));
    assert!(answer.location_parameter("code").is_some(), "{answer:?}");
    let demand = r#"{"id_token":{"acr":{"essential":true,"value":"dev:mfa"}}}"#;
    let answer = browser.get(&provider, &silent(&[("claims", demand)]));
    assert_eq!(error(&answer).as_deref(), Some("login_required"));
}

#[test]
fn claims_that_are_asked_for_by_name_are_where_they_were_asked_for_once_the_person_agrees() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let wanted = r#"{"id_token":{"email":null,"auth_time":{"essential":true},"sub":null,"aud":{"value":"x"}},
                     "userinfo":{"groups":{"essential":true},"given_name":null},"purpose":"x"}"#;
    let asking = authorization(&[("scope", "openid"), ("claims", wanted)]);
    let page = browser.get(&provider, &asking);
    let question = browser.sign_in(&provider, &page, "alice");
    for line in ["<li>see your email</li>", "<li>see your groups</li>"] {
        assert!(question.body.contains(line), "{line}: {}", question.body);
    }
    let answer = browser.submit(&provider, &question, &[("decision", "allow")]);
    let tokens = tokens(&provider, &answer);
    let token = claims(tokens["id_token"].as_str().expect("an ID token"));
    assert_eq!((&token["email"], &token["aud"]), (&json!("alice@example.com"), &json!("authctl")));
    assert!(token.get("groups").is_none() && token.get("email_verified").is_none(), "{token}");
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().expect("an access token"));
    let told = provider.post_with("/userinfo", &[("Authorization", &bearer)], &[]).json();
    assert_eq!(told, json!({"sub": "alice", "groups": ["admins", "users"]}));
    assert!(browser.get(&provider, &asking).location_parameter("code").is_some());
}

#[test]
fn what_is_no_claims_request_is_refused_and_nobody_else_is_ever_answered_with() {
    // P15
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    for wrong in
        ["x", "[]", r#"{"id_token":1}"#, r#"{"id_token":{"acr":{"values":"a"}}}"#, r#"{"a":1,"a":1}"#]
    {
        let answer = browser.get(&provider, &authorization(&[("claims", wrong)]));
        assert_eq!(error(&answer).as_deref(), Some("invalid_request"), "{wrong}");
    }
    let bob = r#"{"id_token":{"sub":{"value":"bob"}}}"#;
    let answer = browser.authorize(&provider, &authorization(&[("claims", bob)]), "alice");
    assert_eq!(error(&answer).as_deref(), Some("login_required"));
    let mut other = Browser::default();
    let answer = other.authorize(&provider, &authorization(&[("claims", bob)]), "bob");
    let hint = tokens(&provider, &answer)["id_token"].as_str().expect("an ID token").to_owned();
    let answer = browser.authorize(&provider, &authorization(&[("id_token_hint", &hint)]), "alice");
    assert_eq!(error(&answer).as_deref(), Some("login_required"));
    let answer = other.get(&provider, &authorization(&[("id_token_hint", &hint), ("prompt", "none")]));
    assert!(answer.location_parameter("code").is_some(), "{answer:?}");
}

#[test]
fn another_token_of_the_provider_is_no_id_token_hint() {
    // C77, RFC 8725 §3.12
    let provider = DevProvider::start(
        "[[clients]]\nclient_id = \"authctl\"\nredirect_uris = [\"http://127.0.0.1/callback\"]\n\
         userinfo_signed_response_alg = \"EdDSA\"\n",
    );
    let mut browser = Browser::default();
    let signed = browser.authorize(&provider, &authorization(&[("response_mode", "jwt")]), "alice");
    let response = signed.location_parameter("response").expect("a signed answer");
    let code = claims(&response)["code"].as_str().expect("a code").to_owned();
    let tokens = redeem(&provider, &code).json();
    let token = |name: &str| tokens[name].as_str().unwrap_or_else(|| panic!("no {name}")).to_owned();
    let bearer = format!("Bearer {}", token("access_token"));
    let userinfo = provider.post_with("/userinfo", &[("Authorization", &bearer)], &[]).body;
    for other in [response, userinfo, token("access_token")] {
        let hinted = authorization(&[("id_token_hint", &other), ("prompt", "none")]);
        assert_eq!(error(&browser.get(&provider, &hinted)).as_deref(), Some("invalid_request"), "{other}");
        assert_eq!(browser.get(&provider, &format!("/end_session?id_token_hint={other}")).status, 400);
    }
    let right = authorization(&[("id_token_hint", &token("id_token")), ("prompt", "none")]);
    assert!(browser.get(&provider, &right).location_parameter("code").is_some());
}
