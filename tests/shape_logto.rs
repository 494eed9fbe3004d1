//! The embedded provider as Logto: what its SDK meets, to the letter.

use serde_json::{Value, json};

use crate::support::{
    dev_provider::{DevProvider, START},
    served::Served,
    user_agent::{Browser, VERIFIER, challenge, claims},
    wire::{self, Answer},
};

const APP: &str = "authctl0logto0example";
const CALLBACK: &str = "http://localhost:3000/callback";

/// What the SDK sends, with these parameters replaced, added or (empty) left out.
fn request(changes: &[(&str, &str)]) -> String {
    let challenge = challenge();
    let mut fields = vec![
        ("client_id", APP),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "email openid offline_access profile"),
        ("prompt", "consent"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("state", "the-state"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        if !value.is_empty() {
            fields.push((name, value));
        }
    }
    format!("/oidc/auth?{}", wire::form(&fields))
}

fn code(browser: &mut Browser, provider: &DevProvider, changes: &[(&str, &str)]) -> String {
    browser.code_at(provider, &request(changes))
}

/// What the SDK sends to the token endpoint, with these fields replaced, added or (empty) left out.
fn token(provider: &DevProvider, fields: &[(&str, &str)]) -> Answer {
    let own = [("client_id", APP), ("client_secret", "only-for-tests")];
    let own = own.into_iter().filter(|(name, _)| fields.iter().all(|(other, _)| name != other));
    let all: Vec<(&str, &str)> =
        own.chain(fields.iter().copied()).filter(|(_, value)| !value.is_empty()).collect();
    provider.post("/oidc/token", &all)
}

fn redeem(provider: &DevProvider, code: &str, changes: &[(&str, &str)]) -> Answer {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    fields.retain(|(name, _)| changes.iter().all(|(other, _)| name != other));
    fields.extend_from_slice(changes);
    token(provider, &fields)
}

fn me(provider: &DevProvider, token: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    wire::send(&provider.authority, "GET", "/oidc/me", &[("Authorization", &bearer)], "")
}

/// An error as Logto writes it.
fn error(code: &str, message: &str, description: &str) -> Value {
    let mut body = json!({
        "code": format!("oidc.{code}"), "message": message, "error": code, "error_description": description,
    });
    if code == "invalid_grant" {
        body["error_uri"] = "https://openid.sh/debug/invalid_grant".into();
    }
    body
}

#[test]
fn an_app_signs_in_and_its_page_knows_the_user() {
    let provider = DevProvider::start_shape("logto", "");
    assert_eq!(provider.issuer, format!("http://{}/oidc", provider.authority));
    let metadata = provider.get("/oidc/.well-known/openid-configuration").json();
    for (name, path) in [
        ("issuer", ""),
        ("authorization_endpoint", "/auth"),
        ("token_endpoint", "/token"),
        ("userinfo_endpoint", "/me"),
        ("jwks_uri", "/jwks"),
        ("end_session_endpoint", "/session/end"),
        ("revocation_endpoint", "/token/revocation"),
        ("introspection_endpoint", "/token/introspection"),
    ] {
        assert_eq!(metadata[name], format!("{}{path}", provider.issuer), "{name}");
    }

    let mut browser = Browser::default();
    let first = browser.get(&provider, &request(&[]));
    assert_eq!(first.status, 303);
    let screen = first.header("location").expect("a screen");
    assert!(screen.starts_with(&format!("/sign-in?app_id={APP}&transaction=")), "{screen}");
    let page = browser.get(&provider, screen);
    let answer = browser.sign_in(&provider, &page, "alice");
    assert_eq!(answer.location_parameter("state").as_deref(), Some("the-state"));
    // RFC 9207
    assert_eq!(answer.location_parameter("iss"), Some(provider.issuer.clone()));
    let code = answer.location_parameter("code").expect("a code");

    let tokens = redeem(&provider, &code, &[]).json();
    let access_token = tokens["access_token"].as_str().expect("an access token");
    assert!(!access_token.contains('.'), "it says nothing: {access_token}");
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(3600)));
    assert_eq!(tokens["scope"], "email openid offline_access profile");
    let id_token = claims(tokens["id_token"].as_str().expect("an ID token"));
    for (name, value) in [
        ("iss", json!(provider.issuer)),
        ("aud", json!(APP)),
        ("sub", json!("alice")),
        ("username", json!("alice")),
        ("name", json!("Alice Example")),
        ("picture", Value::Null),
        ("email", json!("alice@example.com")),
        ("email_verified", json!(true)),
        ("created_at", json!(1_672_531_200_000_i64)),
        ("updated_at", json!(1_672_531_200_000_i64)),
    ] {
        assert_eq!(id_token.get(name), Some(&value), "{name}");
    }
    assert_eq!(
        me(&provider, access_token).json(),
        json!({
            "sub": "alice", "username": "alice", "preferred_username": "alice", "name": "Alice Example", "picture": null,
            "created_at": 1_672_531_200_000_i64, "updated_at": 1_672_531_200_000_i64,
            "email": "alice@example.com", "email_verified": true,
        })
    );

    // the refresh token of a client with a secret stays
    let refresh_token = tokens["refresh_token"].as_str().expect("a refresh token");
    for _ in 0..2 {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        let refreshed = token(&provider, &fields);
        assert_eq!((refreshed.status, &refreshed.json()["refresh_token"]), (200, &json!(refresh_token)));
    }
}

#[test]
fn every_scope_about_a_person_has_its_claims_and_some_are_for_user_info_alone() {
    let provider = DevProvider::start_shape("logto", "");
    let scope = "openid phone custom_data identities roles urn:logto:scope:organizations \
                 urn:logto:scope:organization_roles";
    let code = code(&mut Browser::default(), &provider, &[("scope", scope)]);
    let tokens = redeem(&provider, &code, &[]).json();
    assert_eq!(
        me(&provider, tokens["access_token"].as_str().unwrap()).json(),
        json!({
            "sub": "alice", "phone_number": null, "phone_number_verified": false, "custom_data": {}, "identities": {},
            "sso_identities": [], "roles": ["admins", "users"], "organizations": [], "organization_data": [],
            "organization_roles": [],
        })
    );
    let id_token = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(id_token["phone_number_verified"], false);
    assert!(id_token.get("roles").is_none() && id_token.get("custom_data").is_none(), "{id_token}");
    assert!(tokens.get("refresh_token").is_none());
}

#[test]
fn offline_access_is_for_who_asks_for_consent() {
    let provider = DevProvider::start_shape("logto", "");
    let code = code(&mut Browser::default(), &provider, &[("prompt", "login")]);
    let tokens = redeem(&provider, &code, &[]).json();
    assert!(tokens.get("refresh_token").is_none(), "{tokens}");
    assert_eq!(tokens["scope"], "email openid profile");
}

#[test]
fn a_token_for_an_api_resource_is_read_by_it_and_has_its_scopes() {
    let provider = DevProvider::start_shape("logto", "[[resources]]\nresource = \"https://api.example\"\n");
    let asked = [("scope", "openid offline_access read:books"), ("resource", "https://api.example")];
    let code = code(&mut Browser::default(), &provider, &asked);
    let tokens = redeem(&provider, &code, &[]).json();
    // what was granted for the resource is not in what opens UserInfo
    assert_eq!(tokens["scope"], "openid offline_access");
    let refresh_token = tokens["refresh_token"].as_str().expect("a refresh token");
    let asks = |resource| {
        let fields =
            [("grant_type", "refresh_token"), ("refresh_token", refresh_token), ("resource", resource)];
        token(&provider, &fields)
    };
    let tokens = asks("https://api.example").json();
    assert_eq!(tokens["scope"], "read:books");
    let access_token = tokens["access_token"].as_str().unwrap();
    let told = claims(access_token);
    for (name, value) in [
        ("iss", provider.issuer.as_str()),
        ("aud", "https://api.example"),
        ("client_id", APP),
        ("sub", "alice"),
        ("scope", "read:books"),
    ] {
        assert_eq!(told[name], value, "{name}");
    }
    let refused = error("invalid_token", "Invalid token provided.", "invalid token provided");
    assert_eq!(me(&provider, access_token).json(), refused);

    let refused = asks("https://other.example");
    let told =
        error("invalid_target", "Invalid resource indicator.", "resource indicator is missing, or unknown");
    assert_eq!((refused.status, refused.json()), (400, told));
}

#[test]
fn several_resources_stand_in_one_parameter() {
    let config =
        "[[resources]]\nresource = \"https://a.example\"\n[[resources]]\nresource = \"https://b.example\"\n";
    let provider = DevProvider::start_shape("logto", config);
    let asked = [("resource", "https://a.example,https://b.example")];
    let code = code(&mut Browser::default(), &provider, &asked);
    assert_eq!(redeem(&provider, &code, &[]).status, 200);
    let unknown =
        Browser::default().open(&provider, &request(&[("resource", "https://a.example,https://c.example")]));
    assert_eq!(unknown.location_parameter("error").as_deref(), Some("invalid_target"));
    assert_eq!(
        unknown.location_parameter("error_description").as_deref(),
        Some("resource indicator is missing, or unknown")
    );
}

#[test]
fn a_request_that_nobody_can_be_sent_back_with_gets_the_originals_own_error() {
    let provider = DevProvider::start_shape("logto", "");
    let invalid = "Request is invalid.";
    let mismatch = "`redirect_uri` did not match any of the client's registered `redirect_uris`.";
    for (change, told) in [
        (
            ("client_id", "unknown"),
            error("invalid_client", "An OIDC error occurred: oidc.invalid_client.", "client is invalid"),
        ),
        (("client_id", ""), error("invalid_request", invalid, "missing required parameter 'client_id'")),
        (
            ("redirect_uri", "http://localhost:3000/elsewhere"),
            error(
                "invalid_redirect_uri",
                mismatch,
                "redirect_uri did not match any of the client's registered redirect_uris",
            ),
        ),
        (
            ("redirect_uri", ""),
            error("invalid_request", invalid, "missing required parameter 'redirect_uri'"),
        ),
    ] {
        let answer = provider.get(&request(&[change]));
        let mut told = told;
        told["state"] = "the-state".into();
        told["iss"] = provider.issuer.clone().into();
        assert_eq!((answer.status, answer.json()), (400, told), "{change:?}");
    }
}

#[test]
fn the_token_endpoint_gives_the_originals_own_errors() {
    let provider = DevProvider::start_shape(
        "logto",
        "[[clients]]\nclient_id = \"authctl0logto0example\"\nclient_secret = \"only-for-tests\"\n\
         redirect_uris = [\"http://localhost:3000/callback\"]\n\
         [[clients]]\nclient_id = \"other\"\nclient_secret = \"secret\"\nredirect_uris = [\"http://localhost:3000/callback\"]\n",
    );
    let mut browser = Browser::default();
    let unauthenticated = error(
        "invalid_client",
        "An OIDC error occurred: oidc.invalid_client.",
        "client authentication failed",
    );
    let grant = error("invalid_grant", "Grant request is invalid.", "grant request is invalid");
    let invalid = |why: &str| error("invalid_request", "Request is invalid.", why);

    let code = code(&mut browser, &provider, &[]);
    for (changes, status, told) in [
        (vec![("client_secret", "wrong")], 401, &unauthenticated),
        (vec![("client_id", "unknown")], 401, &unauthenticated),
        (vec![("client_secret", "")], 401, &unauthenticated),
        // another client's code
        (vec![("client_id", "other"), ("client_secret", "secret")], 400, &grant),
        (vec![("redirect_uri", "http://localhost:3000/")], 400, &grant),
        (vec![("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX")], 400, &grant),
        (vec![("code", "unknown")], 400, &grant),
    ] {
        let answer = redeem(&provider, &code, &changes);
        assert_eq!((answer.status, &answer.json()), (status, told), "{changes:?}");
    }
    for (changes, why) in [
        (vec![("client_id", ""), ("client_secret", "")], "no client authentication mechanism provided"),
        (vec![("code", "")], "missing required parameter 'code'"),
        (vec![("grant_type", "")], "missing required parameter 'grant_type'"),
        (vec![("grant_type", "password")], "requested grant type is not allowed for this client"),
    ] {
        let answer = redeem(&provider, &code, &changes);
        assert_eq!((answer.status, answer.json()), (400, invalid(why)), "{changes:?}");
    }
    let answer = redeem(&provider, &code, &[("grant_type", "magic")]);
    let told = error(
        "unsupported_grant_type",
        "Unsupported `grant_type` requested.",
        "unsupported grant_type requested",
    );
    assert_eq!((answer.status, answer.json()), (400, told));

    // Basic is as good, and a wrong secret there is challenged
    let basic = "Basic YXV0aGN0bDBsb2d0bzBleGFtcGxlOndyb25n";
    let fields = [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", CALLBACK)];
    let answer = provider.post_with("/oidc/token", &[("Authorization", basic)], &fields);
    assert_eq!((answer.status, answer.json()), (401, unauthenticated));
    let challenge = format!(
        "Basic realm=\"{}\", error=\"invalid_client\", error_description=\"client authentication failed\"",
        provider.issuer
    );
    assert_eq!(answer.header("www-authenticate"), Some(challenge.as_str()));

    // none of these has used it up; now it is used, and then used again
    assert_eq!(redeem(&provider, &code, &[]).status, 200);
    let again = redeem(&provider, &code, &[]);
    assert_eq!((again.status, again.json()), (400, grant.clone()));
    let late = self::code(&mut browser, &provider, &[]);
    provider.pass(61);
    let late = redeem(&provider, &late, &[]);
    assert_eq!((late.status, late.json()), (400, grant.clone()));
    let refused = token(&provider, &[("grant_type", "refresh_token"), ("refresh_token", "unknown")]);
    assert_eq!((refused.status, refused.json()), (400, grant));
}

#[test]
fn a_token_that_opens_nothing_gets_the_originals_own_error() {
    let provider = DevProvider::start_shape("logto", "");
    let answer = me(&provider, "unknown");
    let told = error("invalid_token", "Invalid token provided.", "invalid token provided");
    assert_eq!((answer.status, answer.json()), (401, told));
    let challenge = format!(
        "Bearer realm=\"{}\", error=\"invalid_token\", error_description=\"invalid token provided\"",
        provider.issuer
    );
    assert_eq!(answer.header("www-authenticate"), Some(challenge.as_str()));
    let answer = provider.get("/oidc/me");
    let told = error("invalid_request", "Request is invalid.", "no access token provided");
    assert_eq!((answer.status, answer.json()), (400, told));
}

#[test]
fn a_client_without_a_secret_needs_pkce_and_its_refresh_tokens_work_once() {
    // RFC 9700 §2.1.1, §4.14.2
    let provider = DevProvider::start_shape(
        "logto",
        "[[clients]]\nclient_id = \"spa\"\ntoken_endpoint_auth_method = \"none\"\n\
         redirect_uris = [\"http://localhost:3000/callback\"]\n",
    );
    let mut browser = Browser::default();
    let without = [("client_id", "spa"), ("code_challenge", ""), ("code_challenge_method", "")];
    let refused = browser.get(&provider, &request(&without));
    assert_eq!(refused.location_parameter("error").as_deref(), Some("invalid_request"));
    assert_eq!(
        refused.location_parameter("error_description").as_deref(),
        Some("Authorization Server policy requires PKCE to be used for this request")
    );
    let code = code(&mut browser, &provider, &[("client_id", "spa")]);
    let spa = [("client_id", "spa"), ("client_secret", "")];
    let tokens = redeem(&provider, &code, &spa).json();
    let spent = tokens["refresh_token"].as_str().expect("a refresh token");
    let fields = [&spa[..], &[("grant_type", "refresh_token"), ("refresh_token", spent)]].concat();
    assert_ne!(token(&provider, &fields).json()["refresh_token"], spent);
    assert_eq!(token(&provider, &fields).status, 400);
}

#[test]
fn the_first_screen_is_the_one_that_was_asked_for() {
    let provider = DevProvider::start_shape("logto", "");
    for (changes, path) in [
        (&[][..], "/sign-in"),
        (&[("interaction_mode", "signUp")], "/register"),
        (&[("interaction_mode", "signIn")], "/sign-in"),
        (&[("first_screen", "register")], "/register"),
        (&[("first_screen", "identifier:register"), ("identifier", "email")], "/register"),
        (&[("first_screen", "sign_in"), ("interaction_mode", "signUp")], "/sign-in"),
    ] {
        let answer = Browser::default().get(&provider, &request(changes));
        let (at, query) = answer.header("location").and_then(|it| it.split_once('?')).expect("a screen");
        assert_eq!(at, path, "{changes:?}");
        assert_eq!(query.contains("identifier=email"), changes.len() == 2 && path == "/register");
    }
    let mut browser = Browser::default();
    let page = browser.open(&provider, &request(&[("login_hint", "<bob>")]));
    assert!(page.body.contains("value=\"&lt;bob&gt;\""), "{}", page.body);
    // nobody is there, and no page may be shown
    let none = browser.get(&provider, &request(&[("prompt", "none")]));
    assert_eq!(none.location_parameter("error").as_deref(), Some("login_required"));
    assert_eq!(
        none.location_parameter("error_description").as_deref(),
        Some("End-User authentication is required")
    );
}

#[test]
fn who_signs_up_is_a_user_from_then_on() {
    let provider = DevProvider::start_shape("logto", "");
    let mut browser = Browser::default();
    let page = browser.open(&provider, &request(&[("interaction_mode", "signUp")]));
    assert!(page.body.contains("<h1>Create your account</h1>"), "{}", page.body);
    for (name, problem) in [
        ("alice", "Username already exists."),
        // nobody gets the address of another, which counts as verified
        ("Alice@example.com", "Username already exists."),
        ("no name", "A username has letters, digits and . _ + - only; or enter an email address."),
    ] {
        let again = browser.submit(&provider, &page, &[("user", name)]);
        assert_eq!(again.status, 400);
        assert!(again.body.contains(problem), "{}", again.body);
    }
    let fields = [("user", "carol@example.com"), ("password", "a long password of carol")];
    let signed_up = browser.submit(&provider, &page, &fields);
    let answer = browser.open(&provider, signed_up.header("location").expect("leads on"));
    let code = answer.location_parameter("code").unwrap_or_else(|| panic!("a code: {answer:?}"));
    let carol = claims(redeem(&provider, &code, &[]).json()["id_token"].as_str().unwrap());
    let sub = carol["sub"].as_str().unwrap();
    assert!(sub.len() == 12 && sub.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    assert_eq!(carol["email"], "carol@example.com");
    assert_eq!(carol["created_at"], START * 1000);

    // the password is kept nowhere, and the user is there after a restart
    let journal = String::from_utf8(provider.journal.text.lock().unwrap().clone()).unwrap();
    assert!(journal.contains("carol@example.com") && !journal.contains("a long password"), "{journal}");
    let provider = provider.restart();
    let page = Browser::default().open(&provider, &request(&[]));
    let mut browser = Browser::default();
    let page = browser.get(
        &provider,
        &format!("/sign-in?transaction={}", crate::support::user_agent::hidden(&page, "transaction")),
    );
    let wrong = browser.submit(&provider, &page, &[("user", "carol@example.com"), ("password", "wrong")]);
    assert_eq!(wrong.status, 400);
    let right = browser.submit(&provider, &page, &fields);
    let answer = browser.open(&provider, right.header("location").expect("leads on"));
    assert!(answer.location_parameter("code").is_some(), "{answer:?}");
}

#[test]
fn signing_out_asks_nothing_and_goes_where_the_client_has_registered() {
    let provider = DevProvider::start_shape("logto", "");
    let mut browser = Browser::default();
    code(&mut browser, &provider, &[]);
    let out = |changes: &[(&str, &str)]| format!("/oidc/session/end?{}", wire::form(changes));
    let unregistered = browser.get(
        &provider,
        &out(&[("client_id", APP), ("post_logout_redirect_uri", "http://localhost:3000/elsewhere")]),
    );
    let told = error("invalid_request", "Request is invalid.", "post_logout_redirect_uri not registered");
    assert_eq!((unregistered.status, unregistered.json()), (400, told));
    let unknown = browser.get(&provider, &out(&[("client_id", "unknown")]));
    let told = error("invalid_client", "An OIDC error occurred: oidc.invalid_client.", "client is invalid");
    assert_eq!((unknown.status, unknown.json()), (400, told));
    // neither has ended the session
    assert_eq!(browser.get(&provider, &request(&[])).location_parameter("error"), None);
    assert!(browser.get(&provider, &request(&[])).location_parameter("code").is_some());

    let home = [("client_id", APP), ("post_logout_redirect_uri", "http://localhost:3000/")];
    let answer = browser.get(&provider, &out(&home));
    assert_eq!((answer.status, answer.header("location")), (303, Some("http://localhost:3000/")));
    assert_eq!(browser.open(&provider, &request(&[])).status, 200);
    // without a client an address counts for nothing
    let answer = browser.get(&provider, &out(&home[1..]));
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("You have successfully signed out."), "{}", answer.body);
}

#[test]
fn the_client_signs_in_to_it_by_its_preset() {
    let served = Served::with("", &["--shape", "logto"]);
    let url = served.issuer.strip_suffix("/oidc").expect("Logto's path");
    let program = crate::support::program::Program::new().with("APP_SECRET", "only-for-tests");
    let login = [
        "login",
        "--provider",
        "logto",
        "--provider-url",
        url,
        "--client-id",
        APP,
        "--client-secret-from",
        "env:APP_SECRET",
        "--as",
        "alice",
    ];
    program.run(&login).ok();
    assert_eq!(program.run(&["whoami", "--json"]).ok().json()["name"], "Alice Example");
    program.run(&["refresh"]).ok();
    program.run(&["logout"]).ok();
}
