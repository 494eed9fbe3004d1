//! A whole sign-in at the embedded provider, by its pages, as a person and as a program go through it.

use authctl::jose::{
    algorithm::Algorithm,
    hash,
    jwk_set::JwkSet,
    jws::{Keys, Unverified},
};
use serde_json::json;

use crate::support::{
    dev_provider::{APP, DevProvider, START},
    user_agent::{Browser, CALLBACK, VERIFIER, authorization, claims, redeem, refresh},
};

#[test]
fn a_person_signs_in_and_the_client_gets_tokens_for_exactly_that() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();

    let page = browser.get(&provider, &authorization(&[]));
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("value=\"alice\">Alice Example<span>alice@example.com</span>"),
        "{}",
        page.body
    );
    let page = browser.sign_in(&provider, &page, "alice");
    for line in ["know who you are", "see your name and username", "see your email address", "stay signed in"]
    {
        assert!(page.body.contains(line), "{line}");
    }
    // P8, P10
    let answer = browser.submit(&provider, &page, &[("decision", "allow")]);
    assert_eq!(answer.status, 303);
    assert!(answer.header("location").is_some_and(|to| to.starts_with(CALLBACK)));
    assert_eq!(answer.location_parameter("state").as_deref(), Some("the-state"));
    assert_eq!(answer.location_parameter("iss"), Some(provider.issuer.clone()));

    // P11
    let answer = redeem(&provider, &answer.location_parameter("code").expect("a code"));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    let tokens = answer.json();
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 3600);
    assert_eq!(tokens["scope"], "openid profile email offline_access");
    assert!(tokens["refresh_token"].is_string());
    let access_token = tokens["access_token"].as_str().expect("an access token");

    let mut id_token = claims(tokens["id_token"].as_str().expect("an ID token"));
    let sid = id_token["sid"].take();
    assert!(sid.as_str().is_some_and(|sid| sid.len() == 22));
    assert_eq!(
        id_token,
        json!({
            "iss": provider.issuer, "sub": "alice", "aud": "authctl", "iat": START, "exp": START + 3600,
            "auth_time": START, "acr": "dev:chosen", "nonce": "the-nonce", "sid": null, "dev": true,
            "at_hash": hash::left_half(Algorithm::EdDSA, access_token),
        })
    );
    let mut access = claims(access_token);
    assert!(access["jti"].take().is_string());
    assert_eq!(
        access,
        json!({
            "iss": provider.issuer, "sub": "alice", "aud": provider.issuer, "client_id": "authctl", "iat": START,
            "exp": START + 3600, "scope": "openid profile email offline_access", "jti": null, "dev": true,
            "auth_time": START, "acr": "dev:chosen",
        })
    );

    let bearer = format!("Bearer {access_token}");
    let user = provider.post_with("/userinfo", &[("Authorization", &bearer)], &[]);
    assert_eq!(
        user.json(),
        json!({
            "sub": "alice", "name": "Alice Example", "preferred_username": "alice",
            "email": "alice@example.com", "email_verified": true,
        })
    );
}

#[test]
fn tokens_verify_with_the_published_keys_in_every_algorithm() {
    for (algorithm, name) in
        [(Algorithm::RS256, "RS256"), (Algorithm::ES256, "ES256"), (Algorithm::EdDSA, "EdDSA")]
    {
        let client = format!(
            "[[clients]]\nclient_id = \"authctl\"\nredirect_uris = [\"{CALLBACK}\"]\n\
             id_token_signed_response_alg = \"{name}\"\n"
        );
        let provider = DevProvider::start(&client);
        let code = Browser::default().code(&provider, "bob");
        let tokens = redeem(&provider, &code).json();
        let keys = JwkSet::parse(provider.get("/jwks").body.as_bytes()).expect("a key set");
        for (token, algorithm, typ) in
            [("id_token", algorithm, "JWT"), ("access_token", Algorithm::EdDSA, "at+jwt")]
        {
            let token = Unverified::parse(tokens[token].as_str().expect("a token")).expect("a JWS");
            assert_eq!(token.header().typ.as_deref(), Some(typ));
            let verified = token.verify(Keys::Published(&keys), &[algorithm]).expect("a right signature");
            assert_eq!(verified.claims().expect("claims")["sub"], "bob");
        }
    }
}

#[test]
fn the_metadata_is_the_same_under_both_names_and_tells_the_truth() {
    let provider = DevProvider::start("");
    let metadata = provider.get("/.well-known/openid-configuration").json();
    assert_eq!(metadata, provider.get("/.well-known/oauth-authorization-server").json());
    assert_eq!(metadata["issuer"], provider.issuer);
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
    assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(
        metadata["token_endpoint_auth_methods_supported"],
        json!(["none", "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"])
    );
    assert_eq!(metadata["id_token_signing_alg_values_supported"], json!(["RS256", "ES256", "EdDSA"]));
    for endpoint in ["authorization", "token", "userinfo", "revocation", "introspection", "end_session"]
        .map(|n| format!("{n}_endpoint"))
    {
        let address = metadata[&endpoint].as_str().expect("an address");
        let path = address.strip_prefix(&provider.issuer).expect("of this issuer");
        assert_ne!(provider.get(path).status, 404, "{endpoint}");
    }
}

#[test]
fn every_grant_of_the_list_is_announced_and_answers() {
    let provider = DevProvider::start("");
    let metadata = provider.get("/.well-known/openid-configuration").json();
    for row in authctl::idp::grant_type::GRANTS {
        let announced = metadata["grant_types_supported"].as_array().expect("a list");
        assert!(announced.contains(&row.name.into()), "{}", row.name);
        let answer = provider.post("/token", &[("client_id", "authctl"), ("grant_type", row.name)]);
        let is_own = authctl::idp::client::Client::own().may_use(row.name);
        let error = match row.name {
            // RFC 6749 §4.2: it ends at the authorization endpoint
            "implicit" => "unsupported_grant_type",
            _ if is_own => "invalid_request",
            _ => "unauthorized_client",
        };
        assert_eq!(answer.error(), (400, error.into()), "{}", row.name);
    }
}

#[test]
fn consent_once_given_is_remembered_until_more_is_asked() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    browser.code(&provider, "alice");
    assert_eq!(browser.get(&provider, &authorization(&[])).status, 303);
    let less = browser.get(&provider, &authorization(&[("scope", "openid")]));
    assert_eq!(less.status, 303);
    let more = browser.get(&provider, &authorization(&[("scope", "openid groups")]));
    assert!(more.body.contains("action=\"/consent\""));
    let again = browser.get(&provider, &authorization(&[("prompt", "consent")]));
    assert!(again.body.contains("action=\"/consent\""));
    let answer = browser.submit(&provider, &again, &[("decision", "allow")]);
    assert!(answer.location_parameter("code").is_some());
}

#[test]
fn a_person_who_says_no_is_believed() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let page = browser.get(&provider, &authorization(&[]));
    let page = browser.sign_in(&provider, &page, "alice");
    let answer = browser.submit(&provider, &page, &[("decision", "deny")]);
    assert_eq!(answer.location_parameter("error").as_deref(), Some("access_denied"));
    assert_eq!(answer.location_parameter("iss"), Some(provider.issuer.clone()));
    assert_eq!(answer.location_parameter("state").as_deref(), Some("the-state"));
    assert_eq!(provider.stat("codes_issued"), 0);
}

#[test]
fn form_post_sends_the_answer_by_a_form() {
    let provider = DevProvider::start("");
    let answer =
        Browser::default().authorize(&provider, &authorization(&[("response_mode", "form_post")]), "alice");
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains(&format!("<form method=\"post\" action=\"{CALLBACK}\">")));
    let code = crate::support::user_agent::hidden(&answer, "code");
    assert_eq!(crate::support::user_agent::hidden(&answer, "iss"), provider.issuer);
    assert_eq!(redeem(&provider, &code).status, 200);
}

#[test]
fn a_client_with_a_secret_signs_in_by_basic_and_by_post() {
    let provider = DevProvider::start(APP);
    for client in ["app", "poster"] {
        let target = authorization(&[("client_id", client), ("redirect_uri", "https://app.example/cb")]);
        let code = Browser::default()
            .authorize(&provider, &target, "alice")
            .location_parameter("code")
            .expect("a code");
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", "https://app.example/cb"),
            ("code_verifier", VERIFIER),
        ];
        let answer = if client == "app" {
            // app:app-secret
            provider.post_with("/token", &[("Authorization", "Basic YXBwOmFwcC1zZWNyZXQ=")], &fields)
        } else {
            fields.extend([("client_id", "poster"), ("client_secret", "p&o=s:t e%r+")]);
            provider.post("/token", &fields)
        };
        assert_eq!(answer.status, 200, "{client}: {answer:?}");
    }
}

#[test]
fn a_refresh_gives_the_next_tokens_and_can_ask_for_less() {
    let provider = DevProvider::start("");
    let first = redeem(&provider, &Browser::default().code(&provider, "alice")).json();
    provider.pass(3000);
    let answer = refresh(&provider, first["refresh_token"].as_str().expect("a refresh token"));
    assert_eq!(answer.status, 200, "{answer:?}");
    let second = answer.json();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    // OIDC Core §12.2: who and when stay, the nonce is of the first one
    let (before, after) =
        (claims(first["id_token"].as_str().unwrap()), claims(second["id_token"].as_str().unwrap()));
    for name in ["iss", "sub", "aud", "auth_time", "sid"] {
        assert_eq!(before[name], after[name], "{name}");
    }
    assert_eq!((&after["iat"], after.get("nonce")), (&json!(START + 3000), None));

    let token = second["refresh_token"].as_str().expect("a refresh token");
    let narrow = |scope: &str, token: &str| {
        provider.post(
            "/token",
            &[
                ("grant_type", "refresh_token"),
                ("client_id", "authctl"),
                ("refresh_token", token),
                ("scope", scope),
            ],
        )
    };
    assert_eq!(narrow("openid groups", token).error(), (400, "invalid_scope".into()));
    let less = narrow("profile", token).json();
    assert_eq!((&less["scope"], less.get("id_token")), (&json!("profile"), None));
    let all = refresh(&provider, less["refresh_token"].as_str().unwrap()).json();
    assert_eq!(all["scope"], "openid profile email offline_access");
    assert_eq!(provider.stat("refreshes"), 3);
}

#[test]
fn without_offline_access_there_is_no_refresh_token() {
    let provider = DevProvider::start("");
    let answer = Browser::default().authorize(&provider, &authorization(&[("scope", "openid")]), "alice");
    let tokens = redeem(&provider, &answer.location_parameter("code").unwrap()).json();
    assert_eq!(tokens.get("refresh_token"), None);
}

#[test]
fn prompt_max_age_and_hints_are_honoured() {
    // P15
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let silent = authorization(&[("prompt", "none")]);
    let error = |browser: &mut Browser, target: &str| {
        browser.get(&provider, target).location_parameter("error").unwrap_or_default()
    };
    assert_eq!(error(&mut browser, &silent), "login_required");
    let page = browser.get(&provider, &authorization(&[]));
    browser.sign_in(&provider, &page, "alice");
    assert_eq!(error(&mut browser, &silent), "consent_required");
    let code = browser.code(&provider, "alice");
    let hint = redeem(&provider, &code).json()["id_token"].as_str().unwrap().to_owned();
    assert!(browser.get(&provider, &silent).location_parameter("code").is_some());

    provider.pass(100);
    let aged = |max_age: &str| authorization(&[("prompt", "none"), ("max_age", max_age)]);
    assert_eq!(error(&mut browser, &aged("99")), "login_required");
    assert_eq!(error(&mut browser, &aged("0")), "login_required");
    assert!(browser.get(&provider, &aged("100")).location_parameter("code").is_some());

    for prompt in ["login", "select_account", "login consent"] {
        let page = browser.get(&provider, &authorization(&[("prompt", prompt)]));
        assert!(page.body.contains("action=\"/sign-in\""), "{prompt}");
    }
    let anew =
        browser.authorize(&provider, &authorization(&[("prompt", "login"), ("max_age", "0")]), "alice");
    let tokens = redeem(&provider, &anew.location_parameter("code").expect("a code")).json();
    assert_eq!(claims(tokens["id_token"].as_str().unwrap())["auth_time"], START + 100);

    // never another user than the one hinted at
    let mut other = Browser::default();
    other.code(&provider, "bob");
    let hinted = authorization(&[("prompt", "none"), ("id_token_hint", &hint)]);
    assert_eq!(error(&mut other, &hinted), "login_required");
    let claimed = r#"{"id_token":{"sub":{"value":"alice"}}}"#;
    assert_eq!(
        error(&mut other, &authorization(&[("prompt", "none"), ("claims", claimed)])),
        "login_required"
    );
    let page = other.get(&provider, &authorization(&[("id_token_hint", &hint)]));
    let answer = other.sign_in(&provider, &page, "bob");
    assert_eq!(answer.location_parameter("error").as_deref(), Some("login_required"));
    assert!(browser.get(&provider, &hinted).location_parameter("code").is_some());

    let proposed = Browser::default().get(&provider, &authorization(&[("login_hint", "bob")]));
    assert!(proposed.body.find("value=\"bob\"") < proposed.body.find("value=\"alice\""));
}

#[test]
fn a_user_with_a_password_needs_it() {
    let provider = DevProvider::start("[[users]]\nusername = \"carol\"\npassword = \"right\"\n");
    let mut browser = Browser::default();
    let page = browser.get(&provider, &authorization(&[]));
    for fields in
        [&[("user", "carol")][..], &[("user", "carol"), ("password", "wrong")], &[("user", "nobody")]]
    {
        let answer = browser.submit(&provider, &page, fields);
        assert_eq!(answer.status, 400);
        assert!(answer.body.contains("There is no such user, or the password is wrong."));
    }
    assert_eq!(provider.stat("logins"), 0);
    let answer = browser.submit(&provider, &page, &[("user", "carol"), ("password", "right")]);
    let page = browser.get(&provider, answer.header("location").expect("leads on"));
    let answer = browser.submit(&provider, &page, &[("decision", "allow")]);
    let tokens = redeem(&provider, &answer.location_parameter("code").unwrap()).json();
    assert_eq!(claims(tokens["id_token"].as_str().unwrap())["amr"], json!(["pwd"]));
}
