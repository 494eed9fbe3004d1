//! The embedded provider as Authgear: what its guide's app meets, to the letter.

use serde_json::{Value, json};

use crate::support::{
    dev_provider::DevProvider,
    program::Program,
    served::Served,
    user_agent::{Browser, claims, hidden},
    wire::{self, Answer},
};

const APP: &str = "a0123456789abcde";
const BASIC: (&str, &str) = ("Authorization", "Basic YTAxMjM0NTY3ODlhYmNkZTpvbmx5LWZvci10ZXN0cw==");
const CALLBACK: &str = "http://localhost:3000/callback";
const FULL: &str = "openid offline_access https://authgear.com/scopes/full-userinfo";

/// What the guide's app sends, with these parameters replaced, added or (empty) left out.
fn request(changes: &[(&str, &str)]) -> String {
    let mut fields = vec![
        ("response_type", "code"),
        ("client_id", APP),
        ("redirect_uri", CALLBACK),
        ("scope", FULL),
        ("state", "the-state"),
        ("nonce", "the-nonce"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        if !value.is_empty() {
            fields.push((name, value));
        }
    }
    format!("/oauth2/authorize?{}", wire::form(&fields))
}

fn code(browser: &mut Browser, provider: &DevProvider, changes: &[(&str, &str)]) -> String {
    browser.code_at(provider, &request(changes))
}

/// Redeems a code, with these fields replaced, added or (empty) left out.
fn redeem(provider: &DevProvider, code: &str, changes: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
    fields.retain(|(name, _)| changes.iter().all(|(other, _)| name != other));
    fields.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    // who names a client in the body sends no other
    let headers: &[_] = if changes.iter().any(|(name, _)| *name == "client_id") { &[] } else { &[BASIC] };
    provider.post_with("/oauth2/token", headers, &fields)
}

fn user_info(provider: &DevProvider, token: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    wire::send(&provider.authority, "GET", "/oauth2/userinfo", &[("Authorization", &bearer)], "")
}

/// What is told of alice by these scopes alone.
fn alice(more: Value) -> Value {
    let mut told = json!({
        "sub": "alice",
        "https://authgear.com/claims/user/is_anonymous": false,
        "https://authgear.com/claims/user/is_verified": true,
        "https://authgear.com/claims/user/can_reauthenticate": false,
        "https://authgear.com/claims/user/roles": ["admins", "users"],
    });
    if let (Value::Object(told), Value::Object(more)) = (&mut told, more) {
        told.extend(more);
    }
    told
}

#[test]
fn an_app_signs_in_without_pkce_and_without_a_consent_page() {
    let provider = DevProvider::start_shape("authgear", "");
    let metadata = provider.get("/.well-known/openid-configuration").json();
    assert_eq!(metadata["issuer"], format!("http://{}", provider.authority));
    for (name, path) in [
        ("authorization_endpoint", "authorize"),
        ("token_endpoint", "token"),
        ("userinfo_endpoint", "userinfo"),
        ("jwks_uri", "jwks"),
        ("revocation_endpoint", "revoke"),
        ("end_session_endpoint", "end_session"),
    ] {
        assert_eq!(metadata[name], format!("{}/oauth2/{path}", provider.issuer));
    }

    let mut browser = Browser::default();
    let first = browser.get(&provider, &request(&[]));
    let screen = first.header("location").expect("a screen");
    assert!(screen.starts_with(&format!("/login?client_id={APP}&transaction=")), "{screen}");
    let page = browser.get(&provider, screen);
    let answer = browser.sign_in(&provider, &page, "alice");
    let code = answer.location_parameter("code").unwrap_or_else(|| panic!("a code: {answer:?}"));
    assert_eq!(answer.location_parameter("state").as_deref(), Some("the-state"));
    assert_eq!(answer.location_parameter("iss"), None);

    let tokens = redeem(&provider, &code, &[]).json();
    assert_eq!((&tokens["scope"], &tokens["expires_in"]), (&json!(FULL), &json!(1800)), "{tokens}");
    let access_token = tokens["access_token"].as_str().expect("an access token");
    assert!(!access_token.contains('.'), "it says nothing: {access_token}");
    let id_token = claims(tokens["id_token"].as_str().expect("an ID token"));
    for (name, value) in [
        ("nonce", "the-nonce"),
        ("aud", APP),
        ("sub", "alice"),
        ("email", "alice@example.com"),
        ("preferred_username", "alice"),
    ] {
        assert_eq!(id_token[name], value, "{name}");
    }
    assert_eq!(id_token["https://authgear.com/claims/user/is_verified"], true);
    assert!(id_token.get("https://authgear.com/claims/user/identities").is_none(), "{id_token}");
    let everything = alice(json!({
        "https://authgear.com/claims/user/authenticators": [],
        "https://authgear.com/claims/user/identities": [],
        "https://authgear.com/claims/user/recovery_code_enabled": false,
        "preferred_username": "alice", "name": "Alice Example", "updated_at": 1_672_531_200,
        "email": "alice@example.com", "email_verified": true, "custom_attributes": {}, "x_web3": {},
    }));
    assert_eq!(user_info(&provider, access_token).json(), everything);

    // a refresh token that is not rotated works again
    let refresh_token = tokens["refresh_token"].as_str().expect("a refresh token");
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
    for _ in 0..2 {
        let refreshed = provider.post_with("/oauth2/token", &[BASIC], &fields);
        assert_eq!(refreshed.status, 200, "{refreshed:?}");
        assert_eq!(refreshed.json()["refresh_token"], refresh_token);
    }
}

#[test]
fn scopes_decide_what_an_id_token_tells() {
    let provider = DevProvider::start_shape("authgear", "");
    let code = code(&mut Browser::default(), &provider, &[("scope", "openid email")]);
    let tokens = redeem(&provider, &code, &[]).json();
    assert!(tokens.get("refresh_token").is_none());
    let id_token = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(id_token["email"], "alice@example.com");
    assert!(id_token.get("name").is_none() && id_token.get("preferred_username").is_none(), "{id_token}");
}

#[test]
fn a_code_that_came_with_a_challenge_needs_its_verifier_and_one_without_takes_none() {
    let provider = DevProvider::start_shape("authgear", "");
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let with = [("code_challenge", challenge), ("code_challenge_method", "S256")];
    for (asked, sent, status) in
        [(&with[..], Some(verifier), 200), (&with[..], None, 400), (&[], Some(verifier), 400)]
    {
        let code = code(&mut Browser::default(), &provider, asked);
        let sent: Vec<_> = sent.map(|verifier| ("code_verifier", verifier)).into_iter().collect();
        let answer = redeem(&provider, &code, &sent);
        assert_eq!(answer.status, status, "{asked:?} {sent:?}: {answer:?}");
    }
}

#[test]
fn a_request_that_nobody_can_be_sent_back_with_gets_the_originals_own_error() {
    let provider = DevProvider::start_shape("authgear", "");
    for (change, error, why) in [
        (("client_id", "unknown"), "unauthorized_client", "invalid client ID"),
        (("client_id", ""), "unauthorized_client", "invalid client ID"),
        (
            ("redirect_uri", "http://localhost:3000/elsewhere"),
            "invalid_request",
            "redirect URI is not allowed",
        ),
    ] {
        let answer = provider.get(&request(&[change]));
        let told =
            format!("Invalid OAuth authorization request:\nerror: {error}\nerror_description: {why}\n");
        assert_eq!((answer.status, answer.body.as_str()), (400, told.as_str()), "{change:?}");
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    }
}

#[test]
fn a_client_is_told_the_originals_own_errors() {
    let provider = DevProvider::start_shape("authgear", "");
    for (change, error, why) in [
        (("scope", ""), "invalid_request", "scope is required"),
        (("scope", "email"), "invalid_scope", "must request 'openid' scope"),
        (("scope", "openid unheard-of"), "invalid_scope", "specified scope is not allowed: unheard-of"),
        (
            ("scope", "openid https://authgear.com/scopes/full-access"),
            "invalid_scope",
            "full access is not allowed for this client",
        ),
        (("response_type", "token"), "unauthorized_client", "response type is not allowed for this client"),
        (("code_challenge", "plain"), "invalid_request", "only 'S256' PKCE transform is supported"),
        (("prompt", "none"), "login_required", "authentication required"),
    ] {
        let answer = provider.get(&request(&[change]));
        assert_eq!(answer.location_parameter("error").as_deref(), Some(error), "{change:?}: {answer:?}");
        assert_eq!(answer.location_parameter("error_description").as_deref(), Some(why), "{change:?}");
        assert_eq!(answer.location_parameter("state").as_deref(), Some("the-state"));
    }
}

#[test]
fn the_token_endpoint_gives_the_originals_own_errors() {
    let provider = DevProvider::start_shape(
        "authgear",
        "[[clients]]\nclient_id = \"a0123456789abcde\"\nclient_secret = \"only-for-tests\"\n\
         redirect_uris = [\"http://localhost:3000/callback\"]\n\
         [[clients]]\nclient_id = \"other\"\nclient_secret = \"secret\"\nredirect_uris = [\"http://localhost:3000/callback\"]\n",
    );
    let mut browser = Browser::default();
    let code = code(&mut browser, &provider, &[]);
    let body = |answer: &Answer| (answer.status, answer.body.clone());
    let told = |error: &str, why: &str| {
        (400, format!("{{\"error\":\"{error}\",\"error_description\":\"{why}\"}}\n"))
    };
    let wrong_code = told("invalid_grant", "invalid authorization code");
    for (changes, wanted) in [
        (vec![("client_id", "unknown")], told("invalid_client", "invalid client ID")),
        (vec![("client_id", APP)], told("invalid_client", "client secret is required")),
        (
            vec![("client_id", APP), ("client_secret", "wrong")],
            told("invalid_request", "invalid client secret"),
        ),
        // another client's code
        (vec![("client_id", "other"), ("client_secret", "secret")], wrong_code.clone()),
        (vec![("code", "unknown")], wrong_code.clone()),
        (vec![("code", "")], told("invalid_request", "code is required")),
        (vec![("redirect_uri", "http://localhost:3000/")], told("invalid_request", "invalid redirect URI")),
        (vec![("redirect_uri", "")], told("invalid_request", "invalid redirect URI")),
        (vec![("grant_type", "magic")], told("unsupported_grant_type", "grant type is not supported")),
        (
            vec![("grant_type", "password")],
            told("unauthorized_client", "grant type is not allowed for this client"),
        ),
        (vec![("grant_type", "refresh_token")], told("invalid_request", "refresh token is required")),
        (
            vec![("grant_type", "refresh_token"), ("refresh_token", "unknown")],
            told("invalid_grant", "invalid refresh token"),
        ),
    ] {
        assert_eq!(body(&redeem(&provider, &code, &changes)), wanted, "{changes:?}");
    }
    // none of these has used it up; now it is used, and then used again
    let tokens = redeem(&provider, &code, &[]);
    assert_eq!(tokens.status, 200);
    let refresh_token = tokens.json()["refresh_token"].as_str().expect("a refresh token").to_owned();
    let fields = [
        ("client_id", "other"),
        ("client_secret", "secret"),
        ("grant_type", "refresh_token"),
        ("refresh_token", &refresh_token),
    ];
    let wanted = told("invalid_request", "client id doesn't match the refresh token");
    assert_eq!(body(&provider.post("/oauth2/token", &fields)), wanted);
    assert_eq!(body(&redeem(&provider, &code, &[])), wrong_code);
    let late = self::code(&mut browser, &provider, &[]);
    provider.pass(61);
    assert_eq!(body(&redeem(&provider, &late, &[])), wrong_code);
}

#[test]
fn a_token_that_opens_nothing_gets_the_originals_own_error() {
    let provider = DevProvider::start_shape("authgear", "");
    for answer in [user_info(&provider, "unknown"), provider.get("/oauth2/userinfo")] {
        let told = "{\"error\":\"invalid_grant\",\"error_description\":\"invalid session\"}\n";
        assert_eq!((answer.status, answer.body.as_str()), (401, told));
        let challenge = "Bearer error=\"invalid_grant\", error_description=\"invalid session\"";
        assert_eq!(answer.header("www-authenticate"), Some(challenge));
    }
}

#[test]
fn a_client_without_a_secret_needs_pkce() {
    let provider = DevProvider::start_shape(
        "authgear",
        "[[clients]]\nclient_id = \"spa\"\ntoken_endpoint_auth_method = \"none\"\n\
         redirect_uris = [\"http://localhost:3000/callback\"]\n",
    );
    // RFC 9700 §2.1.1; a lone redirect URI need not be named
    let answer = provider.get(&request(&[("client_id", "spa"), ("redirect_uri", "")]));
    let why = "PKCE code challenge is required for public clients";
    assert_eq!(answer.location_parameter("error_description").as_deref(), Some(why), "{answer:?}");
    let fields = [("grant_type", "authorization_code"), ("code", "x"), ("client_id", "spa")];
    let answer = provider.post("/oauth2/token", &fields);
    let told = "{\"error\":\"invalid_request\",\"error_description\":\"PKCE code verifier is required\"}\n";
    assert_eq!((answer.status, answer.body.as_str()), (400, told));
}

#[test]
fn who_signs_up_is_a_user_from_then_on() {
    let provider = DevProvider::start_shape("authgear", "");
    let mut browser = Browser::default();
    let page = browser.open(&provider, &request(&[("x_page", "signup")]));
    assert!(page.body.contains("<h1>Sign up</h1>"), "{}", page.body);
    let signed_up = browser.submit(&provider, &page, &[("user", "carol@example.com")]);
    let answer = browser.open(&provider, signed_up.header("location").expect("leads on"));
    let code = answer.location_parameter("code").unwrap_or_else(|| panic!("a code: {answer:?}"));
    let carol = claims(redeem(&provider, &code, &[]).json()["id_token"].as_str().unwrap());
    let sub = carol["sub"].as_str().unwrap();
    assert!(sub.len() == 36 && sub.as_bytes()[14] == b'4', "a UUID: {sub}");
    assert_eq!(carol["email"], "carol@example.com");
    // the other way round, and as somebody whom the list has now
    let mut browser = Browser::default();
    let page = browser.open(&provider, &request(&[("x_page", "signup")]));
    let page = browser.get(&provider, &format!("/login?transaction={}", hidden(&page, "transaction")));
    assert!(page.body.contains("value=\"carol@example.com\""), "{}", page.body);
    let answer = browser.sign_in(&provider, &page, "carol@example.com");
    assert!(answer.location_parameter("code").is_some(), "{answer:?}");
}

#[test]
fn logout_is_asked_for_without_any_parameter_and_the_person_is_asked() {
    // P20
    let provider = DevProvider::start_shape("authgear", "");
    let mut browser = Browser::default();
    code(&mut browser, &provider, &[]);
    let question = browser.get(&provider, "/oauth2/end_session");
    assert!(question.body.contains("Sign out?"), "{}", question.body);
    // an address that nobody has registered, and a hint that is none, count for nothing
    let odd = "/oauth2/end_session?post_logout_redirect_uri=https%3A%2F%2Fevil.example&id_token_hint=x";
    let question = browser.get(&provider, odd);
    assert!(question.body.contains("Sign out?"), "{}", question.body);
    let done = browser.submit(&provider, &question, &[("decision", "allow")]);
    assert_eq!(done.status, 200);
    assert!(done.body.contains("You are signed out."), "{}", done.body);
    assert_eq!(browser.open(&provider, &request(&[])).status, 200);

    // an ID token of the session is as good as an answer, and a registered address is gone to
    let code = code(&mut browser, &provider, &[]);
    let id_token = redeem(&provider, &code, &[]).json()["id_token"].as_str().unwrap().to_owned();
    let fields = [("id_token_hint", &*id_token), ("post_logout_redirect_uri", "http://localhost:3000/")];
    let out = browser.get(&provider, &format!("/oauth2/end_session?{}", wire::form(&fields)));
    assert_eq!((out.status, out.header("location")), (303, Some("http://localhost:3000/")));
}

#[test]
fn the_client_signs_in_to_it_by_its_preset_over_tls() {
    let served = Served::with("", &["--shape", "authgear", "--tls", "--host", "localhost"]);
    let program = Program::new().with("APP_SECRET", "only-for-tests");
    let login = [
        "login",
        "--provider",
        "authgear",
        "--provider-url",
        &served.issuer,
        "--ca-file",
        &served.ca_file,
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
