//! Wrong requests to the embedded provider, each with the exact error it gets.

use crate::support::{
    dev_provider::{APP, DevProvider},
    user_agent::{self, Browser, CALLBACK, VERIFIER, authorization, redeem, refresh},
    wire::{self, Answer},
};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

#[test]
fn a_wrong_client_or_redirect_uri_never_redirects() {
    // P4, P16
    let provider = DevProvider::start(APP);
    let twice = |name: &str, value: &str| format!("{}&{}", authorization(&[]), wire::form(&[(name, value)]));
    for (target, error) in [
        (authorization(&[("client_id", "")]), "invalid_request"),
        (authorization(&[("client_id", "nobody")]), "invalid_client"),
        (authorization(&[("client_id", "AUTHCTL")]), "invalid_client"),
        (authorization(&[("redirect_uri", "")]), "invalid_request"),
        (authorization(&[("redirect_uri", "https://evil.example/")]), "invalid_request"),
        (authorization(&[("redirect_uri", "https://app.example/cb")]), "invalid_request"),
        (authorization(&[("redirect_uri", "http://127.0.0.1:4999/callback/")]), "invalid_request"),
        (authorization(&[("redirect_uri", "http://127.0.0.1:4999/callback?x")]), "invalid_request"),
        (authorization(&[("redirect_uri", "http://127.0.0.1.evil.example/callback")]), "invalid_request"),
        (twice("client_id", "authctl"), "invalid_request"),
        (twice("redirect_uri", CALLBACK), "invalid_request"),
        (twice("redirect_uri", "https://evil.example/"), "invalid_request"),
        ("/authorize".to_owned(), "invalid_request"),
    ] {
        let answer = provider.get(&target);
        assert_eq!((answer.status, answer.header("location")), (400, None), "{target}");
        assert!(answer.body.contains(&format!("<code>{error}</code>")), "{target}: {}", answer.body);
    }
}

#[test]
fn any_other_fault_is_told_to_the_client_with_state_and_issuer() {
    // P6, P10, P16
    let provider = DevProvider::start("");
    let twice = |name: &str, value: &str| format!("{}&{}", authorization(&[]), wire::form(&[(name, value)]));
    for (target, error) in [
        (authorization(&[("response_type", "")]), "invalid_request"),
        (authorization(&[("response_type", "token")]), "unsupported_response_type"),
        (authorization(&[("response_type", "token")]), "unsupported_response_type"),
        (authorization(&[("response_type", "none")]), "unsupported_response_type"),
        (authorization(&[("response_mode", "web_message")]), "invalid_request"),
        (authorization(&[("scope", "")]), "invalid_scope"),
        (authorization(&[("scope", "openid admin")]), "invalid_scope"),
        (authorization(&[("scope", "OPENID")]), "invalid_scope"),
        (authorization(&[("code_challenge", "")]), "invalid_request"),
        (authorization(&[("code_challenge_method", "")]), "invalid_request"),
        (authorization(&[("code_challenge_method", "plain")]), "invalid_request"),
        (authorization(&[("code_challenge_method", "s256")]), "invalid_request"),
        (authorization(&[("code_challenge", "short")]), "invalid_request"),
        (
            authorization(&[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN")]),
            "invalid_request",
        ),
        (authorization(&[("prompt", "none login")]), "invalid_request"),
        (authorization(&[("prompt", "create")]), "invalid_request"),
        (authorization(&[("max_age", "-1")]), "invalid_request"),
        (authorization(&[("max_age", "+5")]), "invalid_request"),
        (authorization(&[("max_age", "soon")]), "invalid_request"),
        (authorization(&[("id_token_hint", "x.y.z")]), "invalid_request"),
        (authorization(&[("claims", "[]")]), "invalid_request"),
        (authorization(&[("request_uri", "urn:x")]), "request_uri_not_supported"),
        (authorization(&[("registration", "{}")]), "registration_not_supported"),
        (authorization(&[("prompt", "none")]), "login_required"),
        (twice("scope", "openid"), "invalid_request"),
        (twice("nonce", "x"), "invalid_request"),
        (twice("code_challenge", "x"), "invalid_request"),
        (twice("unknown", "x") + "&unknown=y", "invalid_request"),
        (format!("{}&login_hint=%ff", authorization(&[])), "invalid_request"),
    ] {
        let answer = provider.get(&target);
        assert_eq!(answer.status, 303, "{target}: {answer:?}");
        assert!(answer.header("location").is_some_and(|to| to.starts_with(CALLBACK)), "{target}");
        assert_eq!(answer.location_parameter("error").as_deref(), Some(error), "{target}");
        assert_eq!(answer.location_parameter("state").as_deref(), Some("the-state"), "{target}");
        assert_eq!(answer.location_parameter("iss"), Some(provider.issuer.clone()), "{target}");
        assert!(
            answer
                .location_parameter("error_description")
                .is_some_and(|text| text.contains('(') || text.contains("response_mode")),
            "{target}"
        );
    }
    let doubtful = provider.get(&twice("state", "other"));
    assert_eq!(doubtful.location_parameter("error").as_deref(), Some("invalid_request"));
    assert_eq!(doubtful.location_parameter("state"), None);
    let large = provider.get(&authorization(&[("nonce", &"n".repeat(7000))]));
    assert_eq!(large.location_parameter("error").as_deref(), Some("invalid_request"));
}

/// A right redemption with some fields replaced, added or (empty) left out.
fn redemption(provider: &DevProvider, code: &str, changes: &[(&str, &str)]) -> Answer {
    provider.post("/token", &user_agent::redemption(code, changes))
}

#[test]
fn a_code_works_only_with_everything_it_is_bound_to() {
    // P5, P6
    let provider = DevProvider::start(APP);
    let code = Browser::default().code(&provider, "alice");
    let long = "a".repeat(129);
    let other = "b".repeat(43);
    let secret = [("client_id", "poster"), ("client_secret", "p&o=s:t e%r+")];
    for (changes, error) in [
        (&[("grant_type", "")][..], (400, "invalid_request")),
        (&[("grant_type", "nonsense")], (400, "unsupported_grant_type")),
        (&[("grant_type", "password")], (400, "unauthorized_client")),
        (&[("grant_type", "client_credentials")], (400, "unauthorized_client")),
        (&[("code", "")], (400, "invalid_request")),
        (&[("code", "AAAA")], (400, "invalid_grant")),
        (&[("code", &code.to_lowercase())], (400, "invalid_grant")),
        (&[("redirect_uri", "")], (400, "invalid_request")),
        (&[("redirect_uri", "http://127.0.0.1:5000/callback")], (400, "invalid_grant")),
        (&[("code_verifier", "")], (400, "invalid_request")),
        (&[("code_verifier", "short")], (400, "invalid_request")),
        (&[("code_verifier", &long)], (400, "invalid_request")),
        (&[("code_verifier", &VERIFIER.replace('d', "ä"))], (400, "invalid_request")),
        (&[("code_verifier", &other)], (400, "invalid_grant")),
        (&[("client_id", "")], (401, "invalid_client")),
        (&[("client_id", "nobody")], (401, "invalid_client")),
        (&[("client_secret", "x")], (401, "invalid_client")),
        (&[("client_assertion", "x")], (401, "invalid_client")),
        (&secret, (400, "invalid_grant")),
    ] {
        let answer = redemption(&provider, &code, changes);
        assert_eq!(answer.error(), (error.0, error.1.to_owned()), "{changes:?}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let challenge = answer.header("www-authenticate").map(|value| value.starts_with("Basic "));
        assert_eq!(challenge, (error.0 == 401).then_some(true), "{changes:?}");
    }
    let code_as_refresh = refresh(&provider, &code);
    assert_eq!(code_as_refresh.error(), (400, "invalid_grant".into()));
    // none of these has used it up
    assert_eq!(redemption(&provider, &code, &[]).status, 200);
}

#[test]
fn a_code_and_tokens_run_out() {
    let provider = DevProvider::start("");
    let code = Browser::default().code(&provider, "alice");
    provider.pass(60);
    assert_eq!(redeem(&provider, &code).error(), (400, "invalid_grant".into()));
    let tokens = redeem(&provider, &Browser::default().code(&provider, "alice")).json();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let user = || wire::send(&provider.authority, "GET", "/userinfo", &[("Authorization", &bearer)], "");
    provider.pass(3599);
    assert_eq!(user().status, 200);
    provider.pass(1);
    assert_eq!(user().error(), (401, "invalid_token".into()));
    provider.pass(14 * 86_400);
    assert_eq!(
        refresh(&provider, tokens["refresh_token"].as_str().unwrap()).error(),
        (400, "invalid_grant".into())
    );
}

#[test]
fn a_client_authenticates_as_it_is_registered_and_in_no_other_way() {
    let provider = DevProvider::start(APP);
    let post = |headers: &[(&str, &str)], fields: &[(&str, &str)]| {
        let mut all = vec![("grant_type", "refresh_token"), ("refresh_token", "x")];
        all.extend_from_slice(fields);
        provider.post_with("/token", headers, &all).error()
    };
    let (basic_app, wrong_app) = ("Basic YXBwOmFwcC1zZWNyZXQ=", "Basic YXBwOndyb25n");
    let (client, request, grant) = (
        (401, "invalid_client".to_owned()),
        (400, "invalid_request".to_owned()),
        (400, "invalid_grant".to_owned()),
    );
    assert_eq!(post(&[("Authorization", basic_app)], &[]), grant);
    assert_eq!(post(&[("Authorization", basic_app)], &[("client_id", "app")]), grant);
    assert_eq!(post(&[("Authorization", wrong_app)], &[]), client);
    assert_eq!(post(&[], &[("client_id", "app"), ("client_secret", "app-secret")]), client);
    assert_eq!(post(&[], &[("client_id", "app")]), client);
    assert_eq!(post(&[("Authorization", basic_app)], &[("client_secret", "app-secret")]), request);
    assert_eq!(post(&[("Authorization", basic_app)], &[("client_id", "authctl")]), request);
    assert_eq!(post(&[("Authorization", "Bearer x")], &[("client_id", "authctl")]), client);
    assert_eq!(post(&[("Authorization", basic_app), ("Authorization", basic_app)], &[]), client);
    // poster: registered for the body, sent in the header
    assert_eq!(post(&[("Authorization", "Basic cG9zdGVyOnAlMjZvJTNEcyUzQXQrZSUyNXIlMkI=")], &[]), client);
}

#[test]
fn the_token_endpoint_takes_forms_without_doubles_and_nothing_else() {
    // P16
    let provider = DevProvider::start("");
    let send = |target: &str, kind: &str, body: &str| {
        wire::send(&provider.authority, "POST", target, &[("Content-Type", kind)], body).error()
    };
    let body = "grant_type=refresh_token&client_id=authctl&refresh_token=x";
    let refused = (400, "invalid_request".to_owned());
    assert_eq!(send("/token", FORM.1, body).1, "invalid_grant");
    assert_eq!(send("/token", "Application/X-WWW-Form-URLencoded; charset=UTF-8", body).1, "invalid_grant");
    assert_eq!(send("/token", "application/json", "{}"), refused);
    assert_eq!(send("/token", "text/plain", body), refused);
    assert_eq!(send("/token?client_id=authctl", FORM.1, body), refused);
    for double in ["grant_type=refresh_token", "client_id=authctl", "refresh_token=y", "x=1&x=2"] {
        assert_eq!(send("/token", FORM.1, &format!("{body}&{double}")), refused, "{double}");
    }
    assert_eq!(send("/token", FORM.1, &format!("{body}&x=%ff")), refused);
    let get = provider.get("/token");
    assert_eq!((get.status, get.header("allow")), (405, Some("POST")));
    assert_eq!(get.body.trim_end(), "this endpoint takes POST, not GET (RFC 9110 section 15.5.6)");
}

#[test]
fn userinfo_takes_a_live_token_in_one_way() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let tokens = redeem(&provider, &browser.code(&provider, "alice")).json();
    let (access, id) = (tokens["access_token"].as_str().unwrap(), tokens["id_token"].as_str().unwrap());
    let get =
        |value: &str| wire::send(&provider.authority, "GET", "/userinfo", &[("Authorization", value)], "");
    assert_eq!(get(&format!("bearer {access}")).status, 200);
    assert_eq!(provider.post("/userinfo", &[("access_token", access)]).status, 200);

    let none = provider.get("/userinfo");
    assert_eq!((none.status, &*none.body), (401, ""));
    let challenges = none.header("www-authenticate").unwrap();
    assert!(
        challenges.ends_with(", Bearer realm=\"authctl\"") && !challenges.contains("error"),
        "{challenges}"
    );
    let (signed, signature) = access.rsplit_once('.').expect("a JWS");
    let reversed: String = signature.chars().rev().collect();
    let forged = format!("{signed}.{reversed}");
    for wrong in [id, &forged, "x", "x.y.z", ""] {
        let answer = get(&format!("Bearer {wrong}"));
        let right = if wrong.is_empty() { "invalid_request" } else { "invalid_token" };
        assert_eq!(answer.error().1, right, "{wrong}");
        let challenge = answer.headers.iter().filter(|(name, _)| name == "www-authenticate").count();
        assert_eq!(challenge, 1, "{answer:?}");
        assert!(answer.header("www-authenticate").is_some_and(|value| value.starts_with("Bearer ")));
    }
    let query = provider.get(&format!("/userinfo?access_token={access}"));
    assert_eq!(query.error(), (400, "invalid_request".into()));
    let both = provider.post_with(
        "/userinfo",
        &[("Authorization", &format!("Bearer {access}"))],
        &[("access_token", access)],
    );
    assert_eq!(both.error(), (400, "invalid_request".into()));
    assert_eq!(get("Basic YTpi").error(), (400, "invalid_request".into()));

    let plain = browser.authorize(&provider, &authorization(&[("scope", "profile")]), "alice");
    let tokens = redeem(&provider, &plain.location_parameter("code").unwrap()).json();
    let answer = get(&format!("Bearer {}", tokens["access_token"].as_str().unwrap()));
    assert_eq!(answer.error(), (403, "insufficient_scope".into()));
}

#[test]
fn what_is_revoked_is_dead_everywhere() {
    let provider = DevProvider::start(APP);
    let mut browser = Browser::default();
    let active = |token: &str| {
        let basic = [("Authorization", "Basic YXBwOmFwcC1zZWNyZXQ=")];
        provider.post_with("/introspect", &basic, &[("token", token)]).json()
    };
    let revoke = |token: &str| provider.post("/revoke", &[("client_id", "authctl"), ("token", token)]);
    let sign_in = |browser: &mut Browser| {
        let tokens = redeem(&provider, &browser.code(&provider, "alice")).json();
        ["access_token", "refresh_token"].map(|name| tokens[name].as_str().unwrap().to_owned())
    };

    let [access, token] = sign_in(&mut browser);
    assert_eq!(active(&access)["username"], "alice");
    assert_eq!(active(&access)["token_type"], "Bearer");
    assert_eq!(active(&token)["client_id"], "authctl");
    assert_eq!(revoke(&access).status, 200);
    assert_eq!(active(&access), serde_json::json!({"active": false}));
    assert_eq!(active(&token)["active"], true);
    assert_eq!(revoke(&token).status, 200);
    assert_eq!(active(&token), serde_json::json!({"active": false}));
    assert_eq!(refresh(&provider, &token).error(), (400, "invalid_grant".into()));

    // a refresh token takes its access tokens along
    let [access, token] = sign_in(&mut browser);
    assert_eq!(revoke(&token).status, 200);
    assert_eq!(active(&access), serde_json::json!({"active": false}));
    assert_eq!(provider.stat("revocations"), 3);

    // unknown ones are as good as revoked; those of others are not ours to revoke, nor to look into
    assert_eq!(revoke("x").status, 200);
    assert_eq!(
        provider.post("/revoke", &[("client_id", "authctl")]).error(),
        (400, "invalid_request".into())
    );
    assert_eq!(provider.post("/revoke", &[("token", "x")]).error(), (401, "invalid_client".into()));
    let [access, token] = sign_in(&mut browser);
    let app = [("Authorization", "Basic YXBwOmFwcC1zZWNyZXQ=")];
    for theirs in [&access, &token] {
        assert_eq!(
            provider.post_with("/revoke", &app, &[("token", theirs)]).error(),
            (400, "invalid_grant".into())
        );
        assert_eq!(active(theirs)["active"], true);
    }
    let target = authorization(&[("client_id", "app"), ("redirect_uri", "https://app.example/cb")]);
    let code = browser.authorize(&provider, &target, "alice").location_parameter("code").unwrap();
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", "https://app.example/cb"),
        ("code_verifier", VERIFIER),
    ];
    let of_app =
        provider.post_with("/token", &app, &fields).json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(active(&of_app)["active"], true);
    let asked = provider.post("/introspect", &[("client_id", "authctl"), ("token", &of_app)]);
    assert_eq!(asked.json(), serde_json::json!({"active": false}));
    assert_eq!(provider.post("/introspect", &[("token", &of_app)]).error(), (401, "invalid_client".into()));
}

#[test]
fn a_refresh_token_in_other_hands_is_refused_and_stays_whole() {
    let provider = DevProvider::start(APP);
    let tokens = redeem(&provider, &Browser::default().code(&provider, "alice")).json();
    let token = tokens["refresh_token"].as_str().unwrap();
    let app = [("Authorization", "Basic YXBwOmFwcC1zZWNyZXQ=")];
    let stolen =
        provider.post_with("/token", &app, &[("grant_type", "refresh_token"), ("refresh_token", token)]);
    assert_eq!(stolen.error(), (400, "invalid_grant".into()));
    assert_eq!(refresh(&provider, token).status, 200);
}

#[test]
fn tokens_of_another_issuer_or_kind_are_not_taken_though_our_key_signed_them() {
    let provider = DevProvider::start("");
    let tokens = redeem(&provider, &Browser::default().code(&provider, "alice")).json();
    let (access, id) = (tokens["access_token"].as_str().unwrap(), tokens["id_token"].as_str().unwrap());
    let hinted = |provider: &DevProvider, hint: &str| {
        provider
            .get(&authorization(&[("id_token_hint", hint), ("prompt", "none")]))
            .location_parameter("error")
    };
    let user = |provider: &DevProvider| {
        let bearer = format!("Bearer {access}");
        wire::send(&provider.authority, "GET", "/userinfo", &[("Authorization", &bearer)], "").status
    };
    assert_eq!(hinted(&provider, id).as_deref(), Some("login_required"));
    assert_eq!(hinted(&provider, access).as_deref(), Some("invalid_request"));
    assert_eq!(user(&provider), 200);
    // the same keys on another port are another issuer
    let before = provider.issuer.clone();
    let provider = provider.restart();
    assert_ne!(provider.issuer, before);
    assert_eq!(hinted(&provider, id).as_deref(), Some("invalid_request"));
    assert_eq!(user(&provider), 401);
}
