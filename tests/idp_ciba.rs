//! The embedded provider asks people who are elsewhere (CIBA Core 1.0): requests, polls, pings, and the page where a person
//! decides.

use serde_json::{Value, json};

use crate::support::{
    dev_provider::DevProvider,
    exchange::Reply,
    receiver::Receiver,
    user_agent::{Browser, claims, hidden},
    wire::Answer,
};

const GRANT: &str = "urn:openid:params:grant-type:ciba";

/// A client that polls, another, and one that is for something else; a user with a code.
const CONFIG: &str = r#"
[[users]]
username = "alice"
email = "alice@example.com"
name = "Alice Example"

[[users]]
username = "carol"
user_code = "4711"

[[clients]]
client_id = "till"
name = "The Till"
client_secret = "till-secret"
grant_types = ["urn:openid:params:grant-type:ciba", "refresh_token"]
id_token_signed_response_alg = "EdDSA"
backchannel_user_code_parameter = true

[[clients]]
client_id = "other"
client_secret = "other-secret"
grant_types = ["urn:openid:params:grant-type:ciba"]

[[clients]]
client_id = "app"
client_secret = "app-secret"
redirect_uris = ["https://app.example/cb"]
"#;

const TILL: [(&str, &str); 1] = [("Authorization", "Basic dGlsbDp0aWxsLXNlY3JldA==")];
const OTHER: [(&str, &str); 1] = [("Authorization", "Basic b3RoZXI6b3RoZXItc2VjcmV0")];
const APP: [(&str, &str); 1] = [("Authorization", "Basic YXBwOmFwcC1zZWNyZXQ=")];

fn ask_as(provider: &DevProvider, client: &[(&str, &str)], fields: &[(&str, &str)]) -> Answer {
    let mut all = fields.to_vec();
    if !fields.iter().any(|(name, _)| *name == "scope") {
        all.push(("scope", "openid email offline_access"));
    }
    provider.post_with("/backchannel_authentication", client, &all)
}

/// A right request of the till, and what is different.
fn ask(provider: &DevProvider, more: &[(&str, &str)]) -> Value {
    let answer = ask_as(provider, &TILL, &[&[("login_hint", "alice")], more].concat());
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")), "{answer:?}");
    answer.json()
}

fn poll_as(provider: &DevProvider, client: &[(&str, &str)], request: &Value) -> Answer {
    let auth_req_id = request["auth_req_id"].as_str().unwrap();
    provider.post_with("/token", client, &[("grant_type", GRANT), ("auth_req_id", auth_req_id)])
}

fn poll(provider: &DevProvider, request: &Value) -> Answer {
    poll_as(provider, &TILL, request)
}

/// The page of what waits, as `user` sees it.
fn page(provider: &DevProvider, browser: &mut Browser, user: &str) -> Answer {
    let page = browser.get(provider, "/ciba");
    match page.body.contains("action=\"/ciba/sign-in\"") {
        true => browser.sign_in(provider, &page, user),
        false => page,
    }
}

/// Decides about the first request on the page.
fn decide(provider: &DevProvider, browser: &mut Browser, page: &Answer, decision: &str) -> Answer {
    browser.submit(provider, page, &[("request", &hidden(page, "request")), ("decision", decision)])
}

fn error(status: u16, error: &str) -> (u16, String) {
    (status, error.to_owned())
}

#[test]
fn the_person_is_asked_agrees_and_the_client_has_its_tokens_once() {
    let provider = DevProvider::start(CONFIG);
    let request = ask(&provider, &[("binding_message", "W4SCT <b>")]);
    assert_eq!(request, json!({"auth_req_id": request["auth_req_id"], "expires_in": 120, "interval": 5}));
    assert_eq!(poll(&provider, &request).error(), error(400, "authorization_pending"));
    let mut browser = Browser::default();
    let shown = page(&provider, &mut browser, "alice");
    for part in ["Alice Example", "<strong>The Till</strong>", "see your email address", "W4SCT &lt;b&gt;"] {
        assert!(shown.body.contains(part), "{part}: {}", shown.body);
    }
    assert!(!shown.body.contains(request["auth_req_id"].as_str().unwrap()), "the client's alone");
    let done = decide(&provider, &mut browser, &shown, "allow");
    assert!(done.body.contains("<h1>Allowed</h1>"), "{done:?}");
    assert!(decide(&provider, &mut browser, &shown, "deny").body.contains("<h1>Nothing to decide</h1>"));

    provider.pass(5);
    let tokens = poll(&provider, &request).json();
    assert_eq!(tokens["scope"], "openid email offline_access");
    let id_token = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!((&id_token["sub"], &id_token["aud"]), (&json!("alice"), &json!("till")));
    let refresh =
        [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    assert_eq!(provider.post_with("/token", &TILL, &refresh).status, 200);
    provider.pass(5);
    assert_eq!(poll(&provider, &request).error(), error(400, "invalid_grant"));
    assert_eq!(provider.stat("backchannel_grants"), 1);
    assert!(page(&provider, &mut browser, "alice").body.contains("<h1>Nothing waits</h1>"));
}

#[test]
fn who_is_refused_who_is_late_and_who_asks_too_soon_is_told_so() {
    // P12
    let provider = DevProvider::start(CONFIG);
    let (refused, late) = (ask(&provider, &[]), ask(&provider, &[("requested_expiry", "600")]));
    assert_eq!(late["expires_in"], 600);
    let mut browser = Browser::default();
    let shown = page(&provider, &mut browser, "alice");
    decide(&provider, &mut browser, &shown, "deny");
    assert_eq!(poll(&provider, &refused).error(), error(400, "access_denied"));
    assert_eq!(poll(&provider, &late).error(), error(400, "authorization_pending"));
    assert_eq!(poll(&provider, &late).error(), error(400, "slow_down"));
    provider.pass(9);
    assert_eq!(poll(&provider, &late).error(), error(400, "slow_down"));
    provider.pass(600);
    assert_eq!(poll(&provider, &late).error(), error(400, "expired_token"));
    assert!(page(&provider, &mut browser, "alice").body.contains("<h1>Nothing waits</h1>"));
}

#[test]
fn only_the_client_that_asked_gets_the_tokens_and_only_for_its_own_request() {
    // P12, P17
    let provider = DevProvider::start(CONFIG);
    let request = ask(&provider, &[]);
    let mut browser = Browser::default();
    let shown = page(&provider, &mut browser, "alice");
    decide(&provider, &mut browser, &shown, "allow");
    assert_eq!(poll_as(&provider, &OTHER, &request).error(), error(400, "invalid_grant"));
    assert_eq!(poll_as(&provider, &APP, &request).error(), error(400, "unauthorized_client"));
    let id = request["auth_req_id"].as_str().unwrap();
    for other in [format!("{id}A"), id[1..].to_owned(), "AAAA".to_owned()] {
        assert_eq!(poll(&provider, &json!({ "auth_req_id": other })).error(), error(400, "invalid_grant"));
    }
    let without = provider.post_with("/token", &TILL, &[("grant_type", GRANT)]);
    assert_eq!(without.error(), error(400, "invalid_request"));
    // the person has signed out before the client came
    browser.get(&provider, "/end_session");
    let question = browser.get(&provider, "/end_session");
    browser.submit(&provider, &question, &[("decision", "allow")]);
    assert_eq!(poll(&provider, &request).error(), error(400, "access_denied"));
}

#[test]
fn nobody_decides_for_another_person_nor_from_another_page() {
    // P19, P12
    let provider = DevProvider::start(CONFIG);
    let request = ask(&provider, &[]);
    let (mut alices, mut carols) = (Browser::default(), Browser::default());
    let hers = page(&provider, &mut alices, "alice");
    let form = carols.get(&provider, "/ciba");
    assert!(form.body.contains("action=\"/ciba/sign-in\""));
    let signed_in = carols.submit(&provider, &form, &[("user", "carol")]);
    assert_eq!(signed_in.header("location"), Some("/ciba"));
    let nothing = carols.get(&provider, "/ciba");
    assert!(nothing.body.contains("<h1>Nothing waits</h1>"), "{nothing:?}");
    let reference = hidden(&hers, "request");
    // another browser's form, no form at all, and no decision
    let stolen = [("transaction", &*hidden(&hers, "transaction")), ("csrf", &hidden(&hers, "csrf"))];
    let fields = [&stolen[..], &[("request", &reference), ("decision", "allow")]].concat();
    assert_eq!(carols.post(&provider, "/ciba", &fields).status, 400);
    assert_eq!(provider.post("/ciba", &[("request", &reference), ("decision", "allow")]).status, 400);
    assert_eq!(decide(&provider, &mut alices, &hers, "maybe").status, 400);
    // whoever has signed in in her place since is asked anew
    let again = alices.get(&provider, "/ciba");
    alices.cookies.insert("x".into(), "y".into());
    let cookie = carols.cookies.iter().find(|(name, _)| name.contains("session")).unwrap();
    alices.cookies.insert(cookie.0.clone(), cookie.1.clone());
    assert_eq!(decide(&provider, &mut alices, &again, "allow").header("location"), Some("/ciba"));
    assert_eq!(poll(&provider, &request).error(), error(400, "authorization_pending"));
}

#[test]
fn a_request_is_judged_before_anybody_is_asked() {
    let provider = DevProvider::start(CONFIG);
    let alice = ("login_hint", "alice");
    let long = "x".repeat(65);
    for (client, fields, expected) in [
        (&APP[..], &[alice][..], error(400, "unauthorized_client")),
        (&[], &[alice, ("client_id", "till")], error(401, "invalid_client")),
        (&[], &[alice, ("client_id", "authctl")], error(400, "unauthorized_client")),
        (&TILL, &[], error(400, "invalid_request")),
        (&TILL, &[alice, ("id_token_hint", "x")], error(400, "invalid_request")),
        (&TILL, &[("id_token_hint", "x.y.z")], error(400, "invalid_request")),
        (&TILL, &[("login_hint_token", "x.y.z")], error(400, "invalid_request")),
        (&TILL, &[("login_hint", "nobody")], error(400, "unknown_user_id")),
        (&TILL, &[alice, ("scope", "email")], error(400, "invalid_scope")),
        (&TILL, &[alice, ("scope", "openid nonsense")], error(400, "invalid_scope")),
        (&TILL, &[alice, ("requested_expiry", "0")], error(400, "invalid_request")),
        (&TILL, &[alice, ("requested_expiry", "-5")], error(400, "invalid_request")),
        (&TILL, &[alice, ("requested_expiry", "soon")], error(400, "invalid_request")),
        (&TILL, &[alice, ("binding_message", &long)], error(400, "invalid_binding_message")),
        (&TILL, &[alice, ("binding_message", "a\nb")], error(400, "invalid_binding_message")),
        (&TILL, &[alice, ("binding_message", "a\u{202e}b")], error(400, "invalid_binding_message")),
        (&TILL, &[alice, ("request", "x.y.z")], error(400, "invalid_request")),
        (&TILL, &[("login_hint", "carol")], error(400, "missing_user_code")),
        (&TILL, &[("login_hint", "carol"), ("user_code", "0815")], error(400, "invalid_user_code")),
    ] {
        assert_eq!(ask_as(&provider, client, fields).error(), expected, "{fields:?}");
    }
    for hint in ["alice", "alice@example.com"] {
        assert_eq!(ask_as(&provider, &TILL, &[("login_hint", hint)]).status, 200);
    }
    let right = [("login_hint", "carol"), ("user_code", "4711")];
    assert_eq!(ask_as(&provider, &TILL, &right).status, 200);
    // P12: a user code is not guessed for long
    for _ in 0..5 {
        ask_as(&provider, &TILL, &[("login_hint", "carol"), ("user_code", "0815")]);
    }
    assert_eq!(ask_as(&provider, &TILL, &right).error(), error(400, "invalid_user_code"));
    // a client that is not registered for it is not asked for it
    assert_eq!(ask_as(&provider, &OTHER, &[("login_hint", "carol")]).status, 200);
    let metadata = provider.get("/.well-known/openid-configuration").json();
    assert_eq!(metadata["backchannel_token_delivery_modes_supported"], json!(["poll", "ping"]));
    assert_eq!(
        metadata["backchannel_authentication_endpoint"],
        format!("{}/backchannel_authentication", provider.issuer)
    );
}

#[test]
fn nobody_is_worn_down_and_nothing_grows_without_end() {
    // P17
    let provider = DevProvider::start(CONFIG);
    for _ in 0..10 {
        ask(&provider, &[]);
    }
    assert_eq!(ask_as(&provider, &TILL, &[("login_hint", "alice")]).error(), error(400, "access_denied"));
    provider.pass(120);
    ask(&provider, &[]);
}

#[test]
fn an_id_token_of_the_client_is_a_hint_and_another_clients_is_none() {
    // P15
    let provider = DevProvider::start(CONFIG);
    let request = ask(&provider, &[]);
    let mut browser = Browser::default();
    let shown = page(&provider, &mut browser, "alice");
    decide(&provider, &mut browser, &shown, "allow");
    let tokens = poll(&provider, &request).json();
    let hint = [("id_token_hint", tokens["id_token"].as_str().unwrap())];
    assert_eq!(ask_as(&provider, &TILL, &hint).status, 200);
    assert_eq!(ask_as(&provider, &OTHER, &hint).error(), error(400, "invalid_request"));
}

fn with_ping(receiver: &Receiver) -> String {
    format!(
        "[lifetimes]\nbackchannel_request = \"10m\"\n[[clients]]\nclient_id = \"till\"\nclient_secret = \"till-secret\"\n\
         grant_types = [\"{GRANT}\"]\nid_token_signed_response_alg = \"EdDSA\"\nbackchannel_token_delivery_mode = \"ping\"\n\
         backchannel_client_notification_endpoint = \"{}\"\n",
        receiver.at("/cb")
    )
}

#[test]
fn a_client_that_is_pinged_hears_of_every_decision_with_its_own_token_and_may_come_at_once() {
    // CIBA Core §10.2
    let receiver = Receiver::start(|_| Reply::new("204 No Content", "", ""));
    let provider = DevProvider::start(&with_ping(&receiver));
    let token = ("client_notification_token", "CANARY-0123456789-0123456789");
    for (decision, answer) in [("allow", None), ("deny", Some("access_denied"))] {
        let request = ask(&provider, &[token]);
        assert_eq!(poll(&provider, &request).error(), error(400, "authorization_pending"));
        let mut browser = Browser::default();
        let shown = page(&provider, &mut browser, "alice");
        decide(&provider, &mut browser, &shown, decision);
        let ping = receiver.next();
        assert_eq!((&*ping.method, &*ping.path), ("POST", "/cb"));
        assert_eq!(ping.headers["authorization"], format!("Bearer {}", token.1));
        assert_eq!(ping.headers["content-type"], "application/json");
        let body: Value = serde_json::from_str(&ping.body).unwrap();
        assert_eq!(body, json!({ "auth_req_id": request["auth_req_id"] }));
        // no second has passed since it asked
        let polled = poll(&provider, &request);
        match answer {
            None => assert_eq!(polled.status, 200, "{polled:?}"),
            Some(name) => assert_eq!(polled.error(), error(400, name)),
        }
    }
    for wrong in [
        &[][..],
        &[("client_notification_token", "short")],
        &[("client_notification_token", "with space with space with")],
    ] {
        let fields = [&[("login_hint", "alice")], wrong].concat();
        assert_eq!(ask_as(&provider, &TILL, &fields).error(), error(400, "invalid_request"), "{wrong:?}");
    }
}

#[test]
fn what_cannot_be_registered_is_told() {
    // W9, S-34
    let receiver = Receiver::taking();
    let right = with_ping(&receiver);
    for (from, to, part) in [
        ("\"ping\"", "\"push\"", "push would post the tokens"),
        ("\"ping\"", "\"poll\"", "only for the mode ping"),
        (&*receiver.at("/cb"), "https://app.example/cb", "not on this machine"),
        (&*receiver.at("/cb"), "http://169.254.169.254/", "169.254.169.254"),
        ("client_secret = \"till-secret\"\n", "", "proves who it is"),
    ] {
        let refused = authctl::idp::config::Config::parse(&right.replace(from, to), &|_| None).expect_err(to);
        assert!(refused.found().unwrap().to_string().contains(part), "{to}: {refused:?}");
    }
}
