//! Clients that register themselves with the embedded provider (RFC 7591), and what they do with that later (RFC 7592).

use serde_json::{Value, json};

use crate::support::{
    dev_provider::DevProvider,
    user_agent::{Browser, authorization},
    wire::{self, Answer},
};

fn register(provider: &DevProvider, metadata: &Value) -> Answer {
    let headers = [("Content-Type", "application/json")];
    wire::send(&provider.authority, "POST", "/register", &headers, &metadata.to_string())
}

fn registered(provider: &DevProvider, metadata: &Value) -> Value {
    let answer = register(provider, metadata);
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    answer.json()
}

/// A request about a registration, by the address and the token that came with it.
fn manage(client: &Value, method: &str, body: &str) -> Answer {
    let token = client["registration_access_token"].as_str().unwrap();
    manage_with(client, method, token, body)
}

fn manage_with(client: &Value, method: &str, token: &str, body: &str) -> Answer {
    let url = url::Url::parse(client["registration_client_uri"].as_str().unwrap()).unwrap();
    let credential = format!("Bearer {token}");
    let length = body.len().to_string();
    let headers = [
        ("Authorization", credential.as_str()),
        ("Content-Type", "application/json"),
        ("Content-Length", &length),
    ];
    wire::send(
        &url[url::Position::BeforeHost..url::Position::AfterPort],
        method,
        &url[url::Position::BeforePath..],
        &headers,
        body,
    )
}

fn native() -> Value {
    json!({
        "client_name": "App", "redirect_uris": ["http://127.0.0.1/callback"], "token_endpoint_auth_method": "none",
        "id_token_signed_response_alg": "EdDSA",
    })
}

#[test]
fn a_registered_client_signs_people_in_like_any_other() {
    let provider = DevProvider::start("");
    let metadata = provider.get("/.well-known/openid-configuration").json();
    assert_eq!(metadata["registration_endpoint"], format!("{}/register", provider.issuer));
    let client = registered(&provider, &native());
    let id = client["client_id"].as_str().unwrap();
    let place = format!("{}/register/client?client_id={id}", provider.issuer);
    let token = client["registration_access_token"].clone();
    assert_eq!(
        client,
        json!({
            "client_id": id, "client_id_issued_at": 1_800_000_000, "client_name": "App",
            "grant_types": ["authorization_code", "refresh_token"], "id_token_signed_response_alg": "EdDSA",
            "redirect_uris": ["http://127.0.0.1/callback"], "registration_access_token": token,
            "registration_client_uri": place, "response_types": ["code"], "token_endpoint_auth_method": "none",
        })
    );
    let mut browser = Browser::default();
    let answer = browser.authorize(&provider, &authorization(&[("client_id", id)]), "alice");
    assert!(answer.location_parameter("code").is_some(), "{answer:?}");
    // nothing of it is lost when the provider starts again
    let text = String::from_utf8(provider.journal.text.lock().unwrap().clone()).unwrap();
    assert!(text.contains(id) && !text.contains(token.as_str().unwrap()), "the token is kept as a hash only");
    let again = provider.restart();
    let page = again.get(&authorization(&[("client_id", id)]));
    assert_eq!(page.status, 200, "{page:?}");
}

#[test]
fn whoever_is_asked_sees_that_a_client_has_chosen_its_name_itself() {
    // RFC 7591 §5
    let provider = DevProvider::start("");
    let mut metadata = native();
    metadata["client_name"] = json!("authctl");
    let client = registered(&provider, &metadata);
    let id = client["client_id"].as_str().unwrap();
    let asked = |id: &str| {
        let mut browser = Browser::default();
        let page = browser.get(&provider, &authorization(&[("client_id", id)]));
        browser.sign_in(&provider, &page, "alice").body
    };
    let note = format!("It has chosen that name itself, and is known here as {id}.");
    assert!(asked(id).contains(&note), "{}", asked(id));
    assert!(!asked("authctl").contains("It has chosen"));
}

#[test]
fn a_secret_is_given_to_who_authenticates_by_one() {
    let provider = DevProvider::start("");
    let machine = json!({"grant_types": ["client_credentials"], "scope": "api openid"});
    let client = registered(&provider, &machine);
    assert_eq!(client["token_endpoint_auth_method"], "client_secret_basic");
    assert_eq!((&client["client_secret_expires_at"], &client["scope"]), (&json!(0), &json!("api")));
    assert_eq!(client["response_types"], json!([]));
    let (id, secret) = (client["client_id"].as_str().unwrap(), client["client_secret"].as_str().unwrap());
    let basic = authctl::jose::base64url::encode_standard(format!("{id}:{secret}"));
    let header = [("Authorization", format!("Basic {basic}"))];
    let headers: Vec<(&str, &str)> = header.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = provider.post_with("/token", &headers, &[("grant_type", "client_credentials")]);
    assert_eq!((answer.status, answer.json()["scope"].clone()), (200, json!("api")), "{answer:?}");
    assert_eq!(manage(&client, "DELETE", "").status, 204);
    let answer = provider.post_with("/token", &headers, &[("grant_type", "client_credentials")]);
    assert_eq!(answer.error(), (401, "invalid_client".into()));
}

#[test]
fn what_may_not_stand_in_the_configuration_may_not_be_registered_either() {
    let provider = DevProvider::start("");
    let with = |name: &str, value: Value| {
        let mut metadata = native();
        metadata[name] = value;
        metadata
    };
    for (metadata, error) in [
        (with("redirect_uris", json!(["http://app.example/cb"])), "invalid_redirect_uri"),
        (with("redirect_uris", json!(["javascript:alert(1)"])), "invalid_redirect_uri"),
        (with("redirect_uris", json!(["https://app.example/cb#x"])), "invalid_redirect_uri"),
        (with("redirect_uris", json!([])), "invalid_redirect_uri"),
        (with("post_logout_redirect_uris", json!(["http://app.example/"])), "invalid_redirect_uri"),
        (json!({}), "invalid_redirect_uri"),
        (with("redirect_uris", json!("http://127.0.0.1/callback")), "invalid_client_metadata"),
        (with("token_endpoint_auth_method", json!("tls")), "invalid_client_metadata"),
        (with("token_endpoint_auth_method", json!(1)), "invalid_client_metadata"),
        (with("token_endpoint_auth_method", json!("private_key_jwt")), "invalid_client_metadata"),
        (with("grant_types", json!(["implicit"])), "invalid_client_metadata"),
        (with("grant_types", json!(["client_credentials"])), "invalid_client_metadata"),
        (with("response_types", json!(["token"])), "invalid_client_metadata"),
        (with("id_token_signed_response_alg", json!("none")), "invalid_client_metadata"),
        (with("jwks_uri", json!("http://127.0.0.1/jwks")), "invalid_client_metadata"),
        (with("jwks", json!({"keys": []})), "invalid_client_metadata"),
        (with("client_name", json!("n".repeat(8 * 1024))), "invalid_client_metadata"),
    ] {
        assert_eq!(register(&provider, &metadata).error(), (400, error.into()), "{metadata}");
    }
    // RFC 7591 §2: what it does not know it ignores, and does not say that it had taken it
    let client = registered(&provider, &with("software_statement", json!("eyJ.CANARY.x")));
    assert!(client.get("software_statement").is_none());
}

#[test]
fn a_body_that_is_no_json_object_registers_nobody() {
    let provider = DevProvider::start("");
    let send = |media: &str, body: &str| {
        wire::send(&provider.authority, "POST", "/register", &[("Content-Type", media)], body).error()
    };
    for body in ["", "[]", "{", "{\"client_name\":\"a\",\"client_name\":\"b\"}", "redirect_uris=x"] {
        assert_eq!(send("application/json", body), (400, "invalid_client_metadata".into()), "{body}");
    }
    let form = "application/x-www-form-urlencoded";
    assert_eq!(send(form, &native().to_string()), (400, "invalid_request".into()));
    // P2: a page of another site may not register, whatever it says that it sends
    let site = [("Content-Type", "application/json"), ("Sec-Fetch-Site", "cross-site")];
    let refused = wire::send(&provider.authority, "POST", "/register", &site, &native().to_string());
    assert_eq!(refused.status, 403);
}

#[test]
fn a_registration_is_read_changed_and_deleted_by_whoever_has_its_token() {
    let provider = DevProvider::start("");
    let client = registered(&provider, &native());
    let read = manage(&client, "GET", "");
    assert_eq!((read.status, read.json()), (200, client.clone()));
    let mut changed = native();
    changed["client_id"] = client["client_id"].clone();
    changed["token_endpoint_auth_method"] = "client_secret_post".into();
    changed["redirect_uris"] = json!(["https://app.example/cb"]);
    let updated = manage(&client, "PUT", &changed.to_string());
    assert_eq!(updated.status, 200, "{updated:?}");
    let updated = updated.json();
    assert_eq!(updated["redirect_uris"], json!(["https://app.example/cb"]));
    let secret = updated["client_secret"].as_str().unwrap();
    // the secret is one thing for the life of the registration
    changed["client_secret"] = secret.into();
    assert_eq!(manage(&client, "PUT", &changed.to_string()).json()["client_secret"], secret);
    let page = provider.get(&authorization(&[("client_id", client["client_id"].as_str().unwrap())]));
    assert_eq!(page.status, 400, "the old redirect URI is gone");
    assert_eq!(manage(&client, "DELETE", "").status, 204);
    for method in ["GET", "PUT", "DELETE"] {
        assert_eq!(
            manage(&client, method, &changed.to_string()).error(),
            (401, "invalid_token".into()),
            "{method}"
        );
    }
}

#[test]
fn an_update_changes_nothing_that_is_not_the_clients() {
    let provider = DevProvider::start("");
    let client = registered(&provider, &native());
    let own = |name: &str, value: Value| {
        let mut metadata = native();
        metadata["client_id"] = client["client_id"].clone();
        metadata[name] = value;
        metadata
    };
    for (metadata, error) in [
        (native(), "invalid_request"),
        (own("client_id", json!("authctl")), "invalid_request"),
        (own("client_secret", json!("chosen")), "invalid_request"),
        (own("registration_access_token", json!("chosen")), "invalid_request"),
        (own("client_secret_expires_at", json!(0)), "invalid_request"),
        (own("redirect_uris", json!(["http://app.example/"])), "invalid_redirect_uri"),
    ] {
        assert_eq!(manage(&client, "PUT", &metadata.to_string()).error(), (400, error.into()), "{metadata}");
    }
    assert_eq!(manage(&client, "GET", "").json(), client);
}

#[test]
fn nobody_gets_at_the_registration_of_another() {
    let provider = DevProvider::start("");
    let (one, other) = (registered(&provider, &native()), registered(&provider, &native()));
    let token = other["registration_access_token"].as_str().unwrap();
    for token in [token, "", "CANARY"] {
        for method in ["GET", "PUT", "DELETE"] {
            let refused = manage_with(&one, method, token, "{}");
            assert_eq!(refused.error(), (401, "invalid_token".into()), "{method}");
            assert!(refused.header("www-authenticate").unwrap().starts_with("Bearer "));
        }
    }
    // nor at a client of the configuration
    let own = json!({
        "registration_client_uri": format!("{}/register/client?client_id=authctl", provider.issuer),
        "registration_access_token": token,
    });
    assert_eq!(manage(&own, "GET", "").status, 401);
    assert_eq!(manage(&one, "GET", "").status, 200);
}

#[test]
fn what_was_granted_to_a_client_ends_with_its_registration() {
    let provider = DevProvider::start("");
    let client = registered(&provider, &native());
    let id = client["client_id"].as_str().unwrap();
    let mut browser = Browser::default();
    let answer = browser.authorize(&provider, &authorization(&[("client_id", id)]), "alice");
    assert!(answer.location_parameter("code").is_some());
    assert_eq!(manage(&client, "DELETE", "").status, 204);
    let text = String::from_utf8(provider.journal.text.lock().unwrap().clone()).unwrap();
    assert!(text.contains("client_removed"), "{text}");
    let page = provider.get(&authorization(&[("client_id", id)]));
    assert_eq!((page.status, page.header("location")), (400, None));
}

#[test]
fn who_may_register_is_said_in_the_configuration() {
    let provider = DevProvider::start("[registration]\npolicy = \"off\"\n");
    assert!(provider.get("/.well-known/openid-configuration").json().get("registration_endpoint").is_none());
    assert_eq!(register(&provider, &native()).error(), (403, "access_denied".into()));
    let config = "[registration]\npolicy = \"token\"\ninitial_access_token = \"first\"\n";
    let provider = DevProvider::start(config);
    assert_eq!(register(&provider, &native()).error(), (401, "invalid_token".into()));
    for (token, status) in [("Bearer second", 401), ("Basic first", 401), ("Bearer first", 201)] {
        let headers = [("Content-Type", "application/json"), ("Authorization", token)];
        let body = native().to_string();
        let answer = wire::send(&provider.authority, "POST", "/register", &headers, &body);
        assert_eq!(answer.status, status, "{token}");
    }
}

#[test]
fn whoever_registers_without_end_pushes_the_oldest_out() {
    // P17
    let provider = DevProvider::start("");
    let (first, second) = (registered(&provider, &native()), registered(&provider, &native()));
    (0..999).for_each(|_| drop(registered(&provider, &native())));
    assert_eq!(manage(&first, "GET", "").status, 401);
    assert_eq!(manage(&second, "GET", "").status, 200);
}
