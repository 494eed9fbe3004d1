//! Resource indicators at the embedded provider (RFC 8707): tokens for the APIs that were asked for, and for no others.

use serde_json::{Value, json};

use crate::support::{
    dev_provider::DevProvider,
    user_agent::{Browser, CALLBACK, VERIFIER, authorization, claims},
    wire::{self, Answer},
};

const ORDERS: &str = "https://orders.example/v1";
const STOCK: &str = "urn:example:stock";

/// Two APIs, one of them with a name, and a client that has one of its own.
const APIS: &str = r#"
[[resources]]
resource = "https://orders.example/v1"
name = "Orders & <Returns>"

[[resources]]
resource = "urn:example:stock"

[[clients]]
client_id = "job"
client_secret = "s3cret"
token_endpoint_auth_method = "client_secret_post"
grant_types = ["client_credentials"]
audience = ["https://api.example", "https://b.example"]
"#;

/// The fields with these resources after them.
fn with(fields: &[(&str, &str)], resources: &[&str]) -> Vec<(String, String)> {
    let resources = resources.iter().map(|resource| ("resource", *resource));
    fields.iter().copied().chain(resources).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn post(provider: &DevProvider, fields: &[(&str, &str)], resources: &[&str]) -> Answer {
    let fields = with(fields, resources);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    provider.post("/token", &fields)
}

fn asking(resources: &[&str]) -> String {
    let resources: Vec<(&str, &str)> = resources.iter().map(|resource| ("resource", *resource)).collect();
    format!("{}&{}", authorization(&[("scope", "openid offline_access")]), wire::form(&resources))
}

fn code(provider: &DevProvider, resources: &[&str]) -> String {
    let answer = Browser::default().authorize(provider, &asking(resources), "alice");
    answer.location_parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
}

fn redeem(provider: &DevProvider, code: &str, resources: &[&str]) -> Answer {
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", "authctl"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    post(provider, &fields, resources)
}

fn refresh(provider: &DevProvider, token: &Value, resources: &[&str]) -> Answer {
    let token = token.as_str().expect("a refresh token");
    let fields = [("grant_type", "refresh_token"), ("client_id", "authctl"), ("refresh_token", token)];
    post(provider, &fields, resources)
}

fn audience(tokens: &Value) -> Value {
    claims(tokens["access_token"].as_str().expect("an access token"))["aud"].clone()
}

#[test]
fn a_token_is_for_the_apis_that_were_asked_for_or_for_fewer_of_them() {
    let provider = DevProvider::start(APIS);
    let both = code(&provider, &[ORDERS, STOCK, ORDERS]);
    let tokens = redeem(&provider, &both, &[]).json();
    assert_eq!(audience(&tokens), json!([ORDERS, STOCK]));
    // RFC 8707 §2.2: less is for this answer only
    let tokens = refresh(&provider, &tokens["refresh_token"], &[STOCK]).json();
    assert_eq!(audience(&tokens), STOCK);
    let more = refresh(&provider, &tokens["refresh_token"], &["https://elsewhere.example"]);
    assert_eq!(more.error(), (400, "invalid_target".into()));
    // what was refused has not spent the token
    let tokens = refresh(&provider, &tokens["refresh_token"], &[]).json();
    assert_eq!(audience(&tokens), json!([ORDERS, STOCK]));

    let one = code(&provider, &[ORDERS]);
    assert_eq!(redeem(&provider, &one, &[STOCK]).error(), (400, "invalid_target".into()));
    assert_eq!(audience(&redeem(&provider, &one, &[ORDERS]).json()), ORDERS);
    let none = code(&provider, &[]);
    assert_eq!(redeem(&provider, &none, &[ORDERS]).error(), (400, "invalid_target".into()));
    assert_eq!(audience(&redeem(&provider, &none, &[]).json()), provider.issuer.as_str());
    // the ID token is for the client, whatever the access token is for
    let id_token = claims(tokens["id_token"].as_str().expect("an ID token"));
    assert_eq!(id_token["aud"], "authctl");
}

#[test]
fn an_api_that_nobody_knows_or_that_is_none_is_refused_to_the_client() {
    let provider = DevProvider::start(APIS);
    let many: Vec<String> = (0..11).map(|number| format!("https://{number}.example")).collect();
    for resources in [
        &["https://elsewhere.example"][..],
        &[ORDERS, "https://elsewhere.example"],
        // to the letter
        &["https://orders.example/v1/"],
        &["https://orders.example/v1#top"],
        &["/v1"],
        &["https://b.example"],
        &many.iter().map(String::as_str).collect::<Vec<_>>(),
    ] {
        let answer = Browser::default().get(&provider, &asking(resources));
        assert_eq!(answer.location_parameter("error").as_deref(), Some("invalid_target"), "{resources:?}");
    }
}

#[test]
fn the_person_is_asked_for_each_api_and_again_for_another() {
    let provider = DevProvider::start(APIS);
    let mut browser = Browser::default();
    let page = browser.get(&provider, &asking(&[ORDERS]));
    let question = browser.sign_in(&provider, &page, "alice");
    // P18
    let line = "<li>use Orders &amp; &lt;Returns&gt; (https://orders.example/v1)</li>";
    assert!(question.body.contains(line), "{}", question.body);
    let answer = browser.submit(&provider, &question, &[("decision", "allow")]);
    assert!(answer.location_parameter("code").is_some());
    assert!(browser.get(&provider, &asking(&[ORDERS])).location_parameter("code").is_some());
    let question = browser.get(&provider, &asking(&[ORDERS, STOCK]));
    assert!(question.body.contains("<li>use urn:example:stock</li>"), "{}", question.body);
}

#[test]
fn a_client_itself_has_tokens_for_whom_it_is_registered() {
    let provider = DevProvider::start(APIS);
    let fields = [("grant_type", "client_credentials"), ("client_id", "job"), ("client_secret", "s3cret")];
    let ask = |more: &[(&str, &str)]| provider.post("/token", &[&fields[..], more].concat());
    let both = [("resource", "https://api.example"), ("audience", "https://b.example")];
    assert_eq!(audience(&ask(&both).json()), json!(["https://b.example", "https://api.example"]));
    assert_eq!(ask(&[("resource", ORDERS)]).error(), (400, "invalid_target".into()));
    assert_eq!(ask(&[("audience", "https://c.example")]).error(), (400, "invalid_target".into()));
    assert_eq!(audience(&ask(&[("audience", &provider.issuer)]).json()), provider.issuer.as_str());
}

#[test]
fn each_api_opens_to_its_own_tokens() {
    // RFC 9068 §4
    let provider = DevProvider::start(APIS);
    let own = format!("{}/_dev/api", provider.issuer);
    for (resources, api, userinfo) in
        [(&[][..], 200, 200), (&[&*own], 200, 401), (&[ORDERS], 401, 401), (&[ORDERS, &own], 200, 401)]
    {
        let tokens = redeem(&provider, &code(&provider, resources), &[]).json();
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().expect("an access token"));
        let ask = |path| wire::send(&provider.authority, "GET", path, &[("Authorization", &bearer)], "");
        assert_eq!((ask("/_dev/api").status, ask("/userinfo").status), (api, userinfo), "{resources:?}");
    }
    let answer = provider.get("/_dev/api");
    // RFC 9728 §5.1
    let place = format!("{}/.well-known/oauth-protected-resource/_dev/api", provider.issuer);
    let challenge = format!(", Bearer realm=\"authctl\", resource_metadata=\"{place}\"");
    assert_eq!(
        (answer.status, answer.header("www-authenticate").unwrap().ends_with(&challenge)),
        (401, true)
    );
}
