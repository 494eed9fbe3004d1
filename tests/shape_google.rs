//! The embedded provider as Google: ID tokens that tell who it is, refresh tokens for offline access, and the original's own errors.

use serde_json::{Value, json};

use crate::support::{
    dev_provider::DevProvider,
    program::Program,
    served::Served,
    user_agent::{Browser, VERIFIER, challenge, claims},
    wire::{self, Answer},
};

const ID: &str = "123456789012-example.apps.googleusercontent.com";
const SECRET: &str = "GOCSPX-only-for-tests";
const CALLBACK: &str = "http://localhost:5000/auth/google/auth";
const LONG: &str = "https://www.googleapis.com/auth/userinfo";

/// A right request, with some parameters replaced, added or (empty) left out.
fn authorization(changes: &[(&str, &str)]) -> String {
    let mut fields = vec![
        ("response_type", "code"),
        ("client_id", ID),
        ("redirect_uri", CALLBACK),
        ("scope", "openid profile email"),
        ("state", "the-state"),
        ("nonce", "the-nonce"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.extend((!value.is_empty()).then_some((*name, *value)));
    }
    format!("/o/oauth2/v2/auth?{}", wire::form(&fields))
}

fn code(browser: &mut Browser, provider: &DevProvider, changes: &[(&str, &str)]) -> String {
    let answer = browser.authorize(provider, &authorization(changes), "alice");
    assert_eq!(answer.location_parameter("state").as_deref(), Some("the-state"), "{answer:?}");
    answer.location_parameter("code").unwrap_or_else(|| panic!("a code: {answer:?}"))
}

fn ask(provider: &DevProvider, more: &[(&str, &str)]) -> Answer {
    let fields = [&[("client_id", ID), ("client_secret", SECRET)], more].concat();
    provider.post("/token", &fields)
}

fn redeem(provider: &DevProvider, code: &str) -> Answer {
    let grant = ("grant_type", "authorization_code");
    ask(provider, &[grant, ("code", code), ("redirect_uri", CALLBACK)])
}

fn text<'a>(document: &'a Value, name: &str) -> &'a str {
    document[name].as_str().unwrap_or_else(|| panic!("no {name}: {document}"))
}

fn refused(answer: &Answer, status: u16, error: &str, description: &str) {
    let expected = json!({"error": error, "error_description": description});
    assert_eq!((answer.status, answer.json()), (status, expected));
}

#[test]
fn an_app_signs_in_and_the_id_token_tells_who_it_is() {
    let provider = DevProvider::start_shape("google", "");
    let metadata = provider.get("/.well-known/openid-configuration").json();
    assert_eq!(metadata["issuer"], provider.issuer.as_str());
    assert_eq!(metadata["token_endpoint"], format!("{}/token", provider.issuer));

    let answer = Browser::default().authorize(&provider, &authorization(&[]), "alice");
    let code = answer.location_parameter("code").expect("a code");
    assert!(code.starts_with("4/0A"), "{code}");
    let scope = format!("openid {LONG}.profile {LONG}.email");
    assert_eq!(answer.location_parameter("scope").as_ref(), Some(&scope));
    assert_eq!(answer.location_parameter("authuser").as_deref(), Some("0"));
    let tokens = redeem(&provider, &code).json();
    assert_eq!(tokens["scope"], scope, "{tokens}");
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(3599)));
    assert_eq!(tokens["refresh_token"], Value::Null, "nobody asked for offline access");
    let access_token = text(&tokens, "access_token");
    assert!(access_token.starts_with("ya29."), "{access_token}");

    let told = claims(text(&tokens, "id_token"));
    let sub = text(&told, "sub").to_owned();
    assert!(sub.len() == 21 && sub.bytes().all(|byte| byte.is_ascii_digit()), "{sub}");
    for (name, value) in [
        ("iss", json!(provider.issuer)),
        ("aud", json!(ID)),
        ("azp", json!(ID)),
        ("nonce", json!("the-nonce")),
        ("name", json!("Alice Example")),
        ("given_name", json!("Alice")),
        ("family_name", json!("Example")),
        ("picture", json!("https://lh3.googleusercontent.com/a/default-user=s96-c")),
        ("email", json!("alice@example.com")),
        ("email_verified", json!(true)),
    ] {
        assert_eq!(told[name], value, "{name}");
    }
    let keys = provider.get("/oauth2/v3/certs").json();
    assert_eq!((keys["keys"].as_array().map(Vec::len), &keys["keys"][0]["alg"]), (Some(1), &json!("RS256")));

    let bearer = format!("Bearer {access_token}");
    let user =
        wire::send(&provider.authority, "GET", "/v1/userinfo", &[("Authorization", &bearer)], "").json();
    assert_eq!((text(&user, "sub"), text(&user, "name")), (sub.as_str(), "Alice Example"));
    let same = provider.get(&format!("/oauth2/v3/userinfo?access_token={access_token}")).json();
    assert_eq!(same, user);
    let info = provider.get(&format!("/tokeninfo?access_token={access_token}")).json();
    assert_eq!((&info["aud"], &info["expires_in"]), (&json!(ID), &json!("3600")), "{info}");
    assert_eq!((&info["access_type"], &info["email_verified"]), (&json!("online"), &json!("true")));
    let info = provider.get(&format!("/tokeninfo?id_token={}", text(&tokens, "id_token"))).json();
    assert_eq!((&info["sub"], &info["email_verified"]), (&json!(sub), &json!("true")));
}

#[test]
fn where_its_own_hosts_lead_here_its_addresses_are_theirs() {
    let provider = DevProvider::start_intercepting("google");
    let host = [("Host", "accounts.google.com")];
    let path = "/.well-known/openid-configuration";
    let metadata = wire::send(&provider.authority, "GET", path, &host, "").json();
    for (member, address) in [
        ("issuer", "https://accounts.google.com"),
        ("authorization_endpoint", "https://accounts.google.com/o/oauth2/v2/auth"),
        ("device_authorization_endpoint", "https://oauth2.googleapis.com/device/code"),
        ("token_endpoint", "https://oauth2.googleapis.com/token"),
        ("userinfo_endpoint", "https://openidconnect.googleapis.com/v1/userinfo"),
        ("revocation_endpoint", "https://oauth2.googleapis.com/revoke"),
        ("jwks_uri", "https://www.googleapis.com/oauth2/v3/certs"),
    ] {
        assert_eq!(metadata[member], address, "{member}");
    }
}

#[test]
fn only_what_was_asked_for_is_told() {
    let provider = DevProvider::start_shape("google", "[[users]]\nusername = \"bob\"\nsub = \"110169\"\n");
    let mut browser = Browser::default();
    let scope = format!("openid {LONG}.email");
    let answer = browser.authorize(&provider, &authorization(&[("scope", &scope)]), "bob");
    let tokens = redeem(&provider, &answer.location_parameter("code").expect("a code")).json();
    assert_eq!(tokens["scope"], scope);
    let told = claims(text(&tokens, "id_token"));
    assert_eq!((&told["sub"], &told["name"], &told["email"]), (&json!("110169"), &Value::Null, &Value::Null));
}

#[test]
fn a_refresh_token_comes_with_offline_access_and_with_each_consent() {
    let provider = DevProvider::start_shape("google", "");
    let mut browser = Browser::default();
    let offline = ("access_type", "offline");
    let tokens = redeem(&provider, &code(&mut browser, &provider, &[offline])).json();
    let refresh_token = text(&tokens, "refresh_token");
    assert!(refresh_token.starts_with("1//0"), "{refresh_token}");
    assert_eq!(tokens["scope"], format!("openid {LONG}.profile {LONG}.email"), "{tokens}");
    let info = provider.get(&format!("/tokeninfo?access_token={}", text(&tokens, "access_token"))).json();
    assert_eq!(info["access_type"], "offline");

    // the second time nobody is asked, and there is none
    let again = redeem(&provider, &code(&mut browser, &provider, &[offline])).json();
    assert_eq!(again["refresh_token"], Value::Null, "{again}");
    let asked = redeem(&provider, &code(&mut browser, &provider, &[offline, ("prompt", "consent")])).json();
    assert!(text(&asked, "refresh_token").starts_with("1//0"));

    // it goes on and on, and is not said again
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
    for _ in 0..2 {
        let refreshed = ask(&provider, &refresh).json();
        assert_eq!((&refreshed["refresh_token"], &refreshed["scope"]), (&Value::Null, &tokens["scope"]));
        assert_eq!(claims(text(&refreshed, "id_token"))["azp"], ID);
    }
    // less than was granted
    let less = ask(&provider, &[&refresh[..], &[("scope", &format!("openid {LONG}.email"))]].concat()).json();
    assert_eq!(less["scope"], format!("openid {LONG}.email"), "{less}");
}

#[test]
fn the_refresh_token_of_a_client_without_a_secret_goes_on_too() {
    let provider = DevProvider::start_shape("google", "");
    let (client, callback, challenge) =
        (("client_id", "authctl"), ("redirect_uri", "http://127.0.0.1/callback"), challenge());
    let pkce = [("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
    let target = authorization(&[&[client, callback, ("access_type", "offline")], &pkce[..]].concat());
    let answer = Browser::default().authorize(&provider, &target, "alice");
    let code = answer.location_parameter("code").expect("a code");
    let grant = [("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER)];
    let tokens = provider.post("/token", &[&[client, callback], &grant[..]].concat()).json();
    let refresh =
        [client, ("grant_type", "refresh_token"), ("refresh_token", text(&tokens, "refresh_token"))];
    for _ in 0..2 {
        let refreshed = provider.post("/token", &refresh);
        assert_eq!(refreshed.status, 200, "{refreshed:?}");
    }
}

#[test]
fn what_is_given_back_is_over_with_all_that_was_allowed() {
    let provider = DevProvider::start_shape("google", "");
    let mut browser = Browser::default();
    let offline = ("access_type", "offline");
    let tokens = redeem(&provider, &code(&mut browser, &provider, &[offline])).json();
    let access_token = text(&tokens, "access_token");
    // no client proves itself; the token stands in the query or in the body
    let answer = provider.post(&format!("/revoke?token={access_token}"), &[]);
    assert_eq!((answer.status, answer.json()), (200, json!({})));
    refused(
        &provider.post("/revoke", &[("token", access_token)]),
        400,
        "invalid_token",
        "Token expired or revoked",
    );
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", text(&tokens, "refresh_token"))];
    refused(&ask(&provider, &refresh), 400, "invalid_grant", "Token has been expired or revoked.");
    refused(
        &provider.get(&format!("/tokeninfo?access_token={access_token}")),
        400,
        "invalid_token",
        "Invalid Value",
    );
    // so the person is asked anew
    let tokens = redeem(&provider, &code(&mut browser, &provider, &[offline])).json();
    assert!(text(&tokens, "refresh_token").starts_with("1//0"));
}

#[test]
fn what_is_wrong_with_a_token_request_is_said_in_googles_words() {
    let provider = DevProvider::start_shape("google", "");
    let mut browser = Browser::default();
    let first = code(&mut browser, &provider, &[]);
    let grant = ("grant_type", "authorization_code");
    let with = |client: &[(&str, &str)]| {
        provider.post("/token", &[client, &[grant, ("code", &first), ("redirect_uri", CALLBACK)]].concat())
    };
    refused(&with(&[]), 400, "invalid_request", "Could not determine client ID from request.");
    refused(
        &with(&[("client_id", "x"), ("client_secret", SECRET)]),
        401,
        "invalid_client",
        "The OAuth client was not found.",
    );
    refused(
        &with(&[("client_id", ID), ("client_secret", "another")]),
        401,
        "invalid_client",
        "The provided client secret is invalid.",
    );
    refused(&with(&[("client_id", ID)]), 400, "invalid_request", "client_secret is missing.");
    refused(&ask(&provider, &[]), 400, "unsupported_grant_type", "Invalid grant_type: ");
    refused(&ask(&provider, &[("grant_type", "x")]), 400, "unsupported_grant_type", "Invalid grant_type: x");
    refused(&ask(&provider, &[grant]), 400, "invalid_request", "Missing required parameter: code");
    let elsewhere = [grant, ("code", &first), ("redirect_uri", "http://localhost:5000/callback")];
    refused(&ask(&provider, &elsewhere), 400, "redirect_uri_mismatch", "Bad Request");
    refused(&redeem(&provider, "4/0Ax"), 400, "invalid_grant", "Malformed auth code.");
    refused(&redeem(&provider, &first.replace('/', "%2F")), 400, "invalid_grant", "Malformed auth code.");
    // by Basic
    let basic =
        "Basic MTIzNDU2Nzg5MDEyLWV4YW1wbGUuYXBwcy5nb29nbGV1c2VyY29udGVudC5jb206R09DU1BYLW9ubHktZm9yLXRlc3Rz";
    let fields = [grant, ("code", &first), ("redirect_uri", CALLBACK)];
    let tokens = provider.post_with("/oauth2/v4/token", &[("Authorization", basic)], &fields);
    assert_eq!(tokens.status, 200, "{tokens:?}");
    refused(&redeem(&provider, &first), 400, "invalid_grant", "Bad Request");
    // threat P6: used twice, its token is void
    let spent = format!("/v1/userinfo?access_token={}", text(&tokens.json(), "access_token"));
    refused(&provider.get(&spent), 401, "invalid_request", "Invalid Credentials");
    let late = code(&mut browser, &provider, &[]);
    provider.pass(61);
    refused(&redeem(&provider, &late), 400, "invalid_grant", "Bad Request");
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", "1//0x")];
    refused(&ask(&provider, &refresh), 400, "invalid_grant", "Bad Request");
    refused(&provider.get("/v1/userinfo"), 401, "invalid_request", "Invalid Credentials");
    refused(&provider.get("/tokeninfo?id_token=x"), 400, "invalid_token", "Invalid Value");
}

#[test]
fn another_apps_tokens_are_refused() {
    let apps = |name: &str| {
        format!(
            "[[clients]]\nclient_id = \"{name}\"\nclient_secret = \"{name}-secret\"\n\
             redirect_uris = [\"https://{name}.example/cb\"]\n"
        )
    };
    let provider = DevProvider::start_shape("google", &(apps("one") + &apps("two")));
    let asked = authorization(&[
        ("client_id", "one"),
        ("redirect_uri", "https://one.example/cb"),
        ("access_type", "offline"),
    ]);
    let mut browser = Browser::default();
    let ask = |name: &str, secret: &str, fields: &[(&str, &str)]| {
        provider.post("/token", &[&[("client_id", name), ("client_secret", secret)], fields].concat())
    };
    let code = browser.authorize(&provider, &asked, "alice").location_parameter("code").expect("a code");
    let fields =
        [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", "https://one.example/cb")];
    refused(&ask("two", "two-secret", &fields), 400, "invalid_grant", "Bad Request");
    let tokens = ask("one", "one-secret", &fields).json();
    let fields = [("grant_type", "refresh_token"), ("refresh_token", text(&tokens, "refresh_token"))];
    refused(&ask("two", "two-secret", &fields), 401, "unauthorized_client", "Unauthorized");
    assert_eq!(ask("one", "one-secret", &fields).status, 200);
}

#[test]
fn what_is_wrong_with_an_authorization_request_is_a_page_and_no_app_hears_of_it() {
    // P3, P4
    let provider = DevProvider::start_shape("google", "");
    for (changes, status, error, words) in [
        (("client_id", ""), 400, "invalid_request", "Missing required parameter: client_id"),
        (("client_id", "x"), 401, "invalid_client", "The OAuth client was not found."),
        (("redirect_uri", ""), 400, "invalid_request", "Missing required parameter: redirect_uri"),
        (
            ("redirect_uri", "https://evil.example/"),
            400,
            "redirect_uri_mismatch",
            "OAuth client ID: https://evil.example/",
        ),
        (
            ("redirect_uri", "http://localhost:5000/auth/google/auth/more"),
            400,
            "redirect_uri_mismatch",
            "more",
        ),
        (("response_type", ""), 400, "invalid_request", "Required parameter is missing: response_type"),
        (("scope", ""), 400, "invalid_request", "Missing required parameter: scope"),
        (("scope", "openid groups"), 400, "invalid_scope", "{valid=[openid], invalid=[groups]}"),
    ] {
        let answer = provider.get(&authorization(&[changes]));
        assert_eq!((answer.status, answer.header("location")), (status, None), "{changes:?}");
        for words in [words, &format!("Error {status}: {error}"), "Access blocked: Authorization Error"] {
            assert!(answer.body.contains(words), "{changes:?}: {words} in {}", answer.body);
        }
    }
    let mut browser = Browser::default();
    let page = browser.get(&provider, &authorization(&[]));
    let page = browser.sign_in(&provider, &page, "alice");
    let answer = browser.submit(&provider, &page, &[("decision", "deny")]);
    assert_eq!(
        answer.header("location"),
        Some("http://localhost:5000/auth/google/auth?error=access_denied&state=the-state")
    );
}

#[test]
fn a_code_with_a_challenge_of_either_method_needs_its_verifier() {
    let provider = DevProvider::start_shape("google", "");
    let mut browser = Browser::default();
    let hashed = challenge();
    let grant = ("grant_type", "authorization_code");
    for changes in [
        &[("code_challenge", hashed.as_str()), ("code_challenge_method", "S256")][..],
        &[("code_challenge", VERIFIER), ("code_challenge_method", "plain")],
        &[("code_challenge", VERIFIER)],
    ] {
        let code = code(&mut browser, &provider, changes);
        refused(&redeem(&provider, &code), 400, "invalid_grant", "Missing code verifier.");
        let verified = |verifier: &str| {
            ask(&provider, &[grant, ("code", &code), ("redirect_uri", CALLBACK), ("code_verifier", verifier)])
        };
        refused(&verified(&VERIFIER.replace('d', "e")), 400, "invalid_grant", "Invalid code verifier.");
        assert_eq!(verified(VERIFIER).status, 200, "{changes:?}");
    }
}

#[test]
fn a_device_signs_in_at_a_verification_url() {
    let provider = DevProvider::start_shape("google", "");
    let asked = provider.post("/device/code", &[("client_id", ID), ("scope", "openid email")]).json();
    assert_eq!(asked["verification_url"], format!("{}/device", provider.issuer));
    assert_eq!((&asked["expires_in"], &asked["verification_uri"]), (&json!(1800), &Value::Null));
    let poll = || {
        let grant = ("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
        ask(&provider, &[grant, ("device_code", text(&asked, "device_code"))])
    };
    refused(&poll(), 428, "authorization_pending", "Precondition Required");
    refused(&poll(), 403, "slow_down", "Forbidden");
    provider.pass(10);
    let mut browser = Browser::default();
    let page = browser.get(&provider, "/device");
    let page = browser.submit(&provider, &page, &[("user_code", text(&asked, "user_code"))]);
    let page = browser.sign_in(&provider, &page, "alice");
    browser.submit(&provider, &page, &[("decision", "allow")]);
    let tokens = poll().json();
    assert_eq!(tokens["scope"], format!("openid {LONG}.email"), "{tokens}");
    assert!(text(&tokens, "refresh_token").starts_with("1//0"));
    let answer = provider.post("/device/code", &[("client_id", ID), ("scope", "https://mail.google.com/")]);
    refused(&answer, 400, "invalid_scope", "Invalid device flow scope: https://mail.google.com/");
}

#[test]
fn authctl_logs_in_to_it_as_to_the_original_refreshes_and_gives_back() {
    let served = Served::with("", &["--shape", "google"]);
    let program = Program::new().with("GOOGLE_SECRET", SECRET);
    let place = ["login", "--provider", "google", "--provider-url", &served.issuer, "--client-id", ID];
    let more = ["--client-secret-from", "env:GOOGLE_SECRET", "--as", "alice"];
    let ran = program.run(&[&place[..], &more, &["--trace"]].concat()).ok();
    assert!(
        ran.stderr.contains(". quirk own-scope-name\n   the scopes that were granted are openid "),
        "{}",
        ran.stderr
    );
    assert!(!ran.stderr.contains("not granted"), "{}", ran.stderr);
    let first = program.run(&["token"]).ok().stdout;
    assert!(first.starts_with("ya29."), "{first}");
    program.run(&["refresh"]).ok();
    assert_ne!(program.run(&["token"]).ok().stdout, first);
    let who: Value = serde_json::from_str(&program.run(&["whoami", "--json"]).ok().stdout).expect("JSON");
    assert_eq!(who["email"], "alice@example.com", "{who}");
    program.run(&["logout"]).ok();
    let info =
        wire::send(served.authority(), "GET", &format!("/tokeninfo?access_token={}", first.trim()), &[], "");
    refused(&info, 400, "invalid_token", "Invalid Value");
}
