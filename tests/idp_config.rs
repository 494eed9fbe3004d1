//! What the configuration says of people, claims, scopes and pages.

use authctl::idp::hints::MOST;
use serde_json::{Value, json};

use crate::support::{
    dev_provider::DevProvider,
    user_agent::{Browser, authorization, claims, redeem},
};

const CONFIG: &str = r##"
[[users]]
username = "carol"
name = "Carol Example"
email = "carol@example.com"
phone = "+49301234567"
groups = ["staff"]

[users.claims]
email_verified = false
given_name = "Carol"
address = { country = "DE" }
department = { code = 7, name = "Lifts" }
plan = "gold"

[[scopes]]
name = "orders:read"
means = "read your orders"
claims = ["plan"]

[[claim_rules]]
tokens = ["id_token", "access_token", "userinfo"]
claims = { tenant = "acme", greeting = "Hello {user.name}", "https://example.com/roles" = "{user.groups}" }

[[claim_rules]]
client = "another"
claims = { never = 1 }

[[claim_rules]]
user = "dave"
claims = { never = 1 }

[[claim_rules]]
scope = "orders:read"
tokens = ["access_token"]
claims = { department = "{user.department.code}" }

[page]
title = "Sign in to <Acme>"
text = "Use the test users."
accent = "#ffdd00"
"##;

/// The claims of the ID token, of the access token and of UserInfo that carol's client gets for these scopes.
fn told(provider: &DevProvider, scope: &str) -> [Value; 3] {
    let mut browser = Browser::default();
    let answer = browser.authorize(provider, &authorization(&[("scope", scope)]), "carol");
    let tokens = redeem(provider, &answer.location_parameter("code").expect("a code")).json();
    let access_token = tokens["access_token"].as_str().expect("an access token");
    let bearer = format!("Bearer {access_token}");
    let user = provider.post_with("/userinfo", &[("Authorization", &bearer)], &[]).json();
    [claims(tokens["id_token"].as_str().expect("an ID token")), claims(access_token), user]
}

#[test]
fn what_is_told_of_a_person_follows_scope_and_rules() {
    let provider = DevProvider::start(CONFIG);
    let [id_token, access_token, user] = told(&provider, "openid email phone");
    let roles = "https://example.com/roles";
    assert_eq!(
        user,
        json!({
            "sub": "carol", "email": "carol@example.com", "email_verified": false, "phone_number": "+49301234567",
            "phone_number_verified": true, "department": {"code": 7, "name": "Lifts"}, "tenant": "acme",
            "greeting": "Hello Carol Example", roles: ["staff"],
        })
    );
    for token in [&id_token, &access_token] {
        assert_eq!((&token["tenant"], &token[roles]), (&json!("acme"), &json!(["staff"])));
        assert_eq!(
            (&token["never"], &token["plan"], &token["email"]),
            (&Value::Null, &Value::Null, &Value::Null)
        );
    }
    assert_eq!((&id_token["iss"], &access_token["department"]), (&json!(provider.issuer), &Value::Null));

    let [_, access_token, user] = told(&provider, "openid profile address orders:read");
    assert_eq!(access_token["department"], 7);
    assert_eq!(
        (&user["plan"], &user["address"], &user["given_name"]),
        (&json!("gold"), &json!({"country": "DE"}), &json!("Carol"))
    );
}

#[test]
fn a_scope_of_the_configuration_is_offered_and_explained() {
    let provider = DevProvider::start(CONFIG);
    let metadata = provider.get("/.well-known/openid-configuration").json();
    let has =
        |member: &str, value: &str| metadata[member].as_array().expect("a list").contains(&json!(value));
    assert!(has("scopes_supported", "orders:read") && has("scopes_supported", "address"));
    assert!(
        has("claims_supported", "plan")
            && has("claims_supported", "tenant")
            && has("claims_supported", "birthdate")
    );
    let mut browser = Browser::default();
    let page = browser.get(&provider, &authorization(&[("scope", "openid orders:read")]));
    let page = browser.sign_in(&provider, &page, "carol");
    assert!(page.body.contains("<li>read your orders</li>"), "{}", page.body);
    let refused = browser.get(&provider, &authorization(&[("scope", "openid orders:write")]));
    assert_eq!(refused.location_parameter("error").as_deref(), Some("invalid_scope"));
}

#[test]
fn the_pages_have_the_title_text_and_colour_that_they_are_told() {
    // P18
    let provider = DevProvider::start(CONFIG);
    let page = provider.get(&authorization(&[])).body;
    assert!(
        page.contains("<h1>Sign in to &lt;Acme&gt;</h1>") && page.contains("<p>Use the test users.</p>"),
        "{page}"
    );
    assert!(page.contains(":root{--accent:#ffdd00;--on:#000}"), "{page}");
}

#[test]
fn whoever_runs_it_hears_what_to_add_for_a_client_that_is_not_known() {
    let provider = DevProvider::start("");
    let answer = provider.get(&authorization(&[
        ("client_id", "my\u{1b}[2J\"app"),
        ("redirect_uri", "http://localhost:3000/cb"),
    ]));
    assert_eq!(answer.status, 400);
    let notes = provider.world.notes.lock().expect("no panic").join("\n");
    let block = notes.split_once("serve --config:\n").expect("the lines").1;
    let config = authctl::idp::config::Config::parse(block, &|_| None).expect("they can be pasted");
    assert_eq!(config.clients[1].redirect_uris, ["http://localhost:3000/cb"]);
    assert!(!notes.contains('\u{1b}'), "{notes:?}");
}

#[test]
fn what_to_add_is_said_once_and_not_without_end() {
    // P17
    let provider = DevProvider::start("");
    let said = || provider.world.notes.lock().expect("no panic").len();
    let ask = |client_id: &str| provider.get(&authorization(&[("client_id", client_id)])).status;
    assert_eq!((ask("one"), ask("one"), said()), (400, 400, 1));
    (0..2 * MOST).for_each(|number| assert_eq!(ask(&format!("number-{number}")), 400));
    assert_eq!(said(), MOST + 1);
    let last = provider.world.notes.lock().expect("no panic").last().cloned();
    assert!(last.expect("one").starts_with("no more is told about clients"));
}

#[test]
fn what_cannot_be_told_is_named_with_its_line() {
    for (text, line, part) in [
        ("[[users]]\nusername = \"x\"\n[users.claims]\nsub = \"y\"", 1, "sub is what the provider says"),
        ("\n[[scopes]]\nname = \"a b\"\nmeans = \"x\"", 2, "scope token"),
        ("[[scopes]]\nname = \"email\"\nmeans = \"x\"", 1, "there is a scope email already"),
        ("[[scopes]]\nname = \"x\"\nmeans = \"x\"\nclaims = [\"iss\"]", 1, "iss is what the provider says"),
        ("[[claim_rules]]\nclaims = { iss = \"x\" }", 1, "iss is what the provider says"),
        ("\n\n[[claim_rules]]\nclaims = { x = \"{y}\" }", 3, "{y} is not known"),
        ("[page]\naccent = \"red\"", 2, "a colour is like #1f5fbf"),
    ] {
        let error = authctl::idp::config::Config::parse(text, &|_| None).expect_err(text);
        assert_eq!(
            error.text(),
            format!("line {line} of the provider's configuration is not right"),
            "{text}"
        );
        assert!(error.found().expect("says why").to_string().contains(part), "{text}: {error:?}");
    }
}
