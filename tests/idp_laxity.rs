//! Every laxity of the embedded provider: refused without it with the right error, taken with it, and then the answer says so.

use std::{path::Path, sync::atomic::Ordering};

use authctl::{
    error::Code,
    idp::{
        config::Config,
        laxity::{LAXITIES, Laxity},
    },
    jose::{
        algorithm::Algorithm, base64url, client_assertion::TYPE, dpop::Proof, key::SigningKey,
        symmetric_key::SymmetricKey,
    },
    protocol::time::UnixTime,
};
use serde_json::{Value, json};

use crate::support::{
    dev_provider::{APP, DevProvider},
    user_agent::{self, Browser, VERIFIER, authorization, redeem, refresh},
    wire::{self, Answer},
};

/// Clients and users that some laxities are about.
const MORE: &str = r#"
[lifetimes]
device_interval = "60s"

[[clients]]
client_id = "narrow"
redirect_uris = ["http://127.0.0.1:4999/callback"]
token_endpoint_auth_method = "none"
response_types = ["code"]
grant_types = ["authorization_code"]
id_token_signed_response_alg = "EdDSA"

[[clients]]
client_id = "bound"
redirect_uris = ["http://127.0.0.1:4999/callback"]
token_endpoint_auth_method = "none"
dpop_bound_access_tokens = true
id_token_signed_response_alg = "EdDSA"

[[clients]]
client_id = "pusher"
redirect_uris = ["http://127.0.0.1:4999/callback"]
token_endpoint_auth_method = "none"
require_pushed_authorization_requests = true
id_token_signed_response_alg = "EdDSA"

[[clients]]
client_id = "odd"
client_secret = "a+b%41"
redirect_uris = ["https://app.example/cb"]

[[clients]]
client_id = "signer"
client_secret = "CANARY-of-the-client-32-bytes-long"
token_endpoint_auth_method = "client_secret_jwt"
redirect_uris = ["https://app.example/cb"]

[[users]]
username = "alice"

[[users]]
username = "carol"
password = "right"
"#;

/// What a strict provider says, and how the request is made.
type Case = (Laxity, &'static str, fn(&DevProvider) -> Answer);

const FRONT: &[Case] = &[
    (Laxity::NoPkce, "invalid_request", |it| {
        asked(it, &[("code_challenge", ""), ("code_challenge_method", "")])
    }),
    (Laxity::PlainPkce, "invalid_request", |it| {
        asked(it, &[("code_challenge", VERIFIER), ("code_challenge_method", "plain")])
    }),
    (Laxity::OpenClients, "invalid_client", |it| asked(it, &[("client_id", "nobody")])),
    (Laxity::AnyRedirectUri, "invalid_request", |it| {
        asked(it, &[("redirect_uri", "http://app:8080/elsewhere")])
    }),
    (Laxity::MissingRedirectUri, "invalid_request", |it| {
        asked(it, &[("client_id", "narrow"), ("redirect_uri", "")])
    }),
    (Laxity::AnyScope, "invalid_scope", |it| asked(it, &[("scope", "openid admin")])),
    (Laxity::AnyResponseType, "unauthorized_client", |it| {
        asked(it, &[("client_id", "narrow"), ("response_type", "code id_token")])
    }),
    (Laxity::MissingNonce, "invalid_request", |it| {
        asked(it, &[("response_type", "code id_token"), ("nonce", "")])
    }),
    (Laxity::UnknownPrompt, "invalid_request", |it| asked(it, &[("prompt", "create")])),
    (Laxity::AnyIdTokenHint, "invalid_request", |it| asked(it, &[("id_token_hint", "x.y.z")])),
    (Laxity::AnyResource, "invalid_target", |it| asked(it, &[("resource", "https://api.example/x")])),
    (Laxity::UnpushedRequest, "invalid_request", |it| asked(it, &[("client_id", "pusher")])),
    (Laxity::UnsignedRequestObject, "invalid_request_object", |it| {
        let part = |value: Value| base64url::encode(value.to_string());
        let object = format!("{}.{}.", part(json!({"alg": "none"})), part(json!({"max_age": 60})));
        asked(it, &[("request", &object)])
    }),
    (Laxity::AnyPostLogoutRedirectUri, "invalid_request", |it| {
        let fields = [("client_id", "app"), ("post_logout_redirect_uri", "http://localhost:1/bye")];
        it.get(&format!("/end_session?{}", wire::form(&fields)))
    }),
    (Laxity::LogoutWithoutQuestion, "/end_session/confirm", |it| {
        let mut browser = Browser::default();
        browser.code(it, "alice");
        browser.get(it, "/end_session")
    }),
    (Laxity::OpenUsers, "/sign-in", |it| signed_in(it, &[("user", "dave")])),
    (Laxity::AnyPassword, "/sign-in", |it| signed_in(it, &[("user", "carol"), ("password", "wrong")])),
    (Laxity::NoConsent, "/consent", |it| {
        let mut browser = Browser::default();
        let target = authorization(&[("prompt", "consent")]);
        let page = browser.get(it, &target);
        browser.sign_in(it, &page, "alice")
    }),
    (Laxity::NoSignIn, "/sign-in", |it| asked(it, &[])),
];

const CLIENTS: &[Case] = &[
    (Laxity::AnyClientSecret, "invalid_client", |it| introspected(it, Some("app:wrong"), &[])),
    (Laxity::OtherClientAuthentication, "invalid_client", |it| {
        introspected(it, None, &[("client_id", "app"), ("client_secret", "app-secret")])
    }),
    (Laxity::TwoClientAuthentications, "invalid_request", |it| {
        introspected(it, Some("app:app-secret"), &[("client_id", "app"), ("client_secret", "app-secret")])
    }),
    (Laxity::NoClientAuthentication, "invalid_client", |it| introspected(it, None, &[("client_id", "app")])),
    (Laxity::UnencodedBasic, "invalid_client", |it| introspected(it, Some("odd:a+b%41"), &[])),
    (Laxity::ReusableClientAssertion, "invalid_client", |it| {
        let now = it.world.now.load(Ordering::SeqCst);
        let claims = json!({
            "iss": "signer", "sub": "signer", "aud": it.issuer, "exp": now + 60, "jti": it.issuer, "iat": now,
        });
        let key = SymmetricKey::new(Algorithm::HS256, b"CANARY-of-the-client-32-bytes-long").unwrap();
        let assertion = key.sign(None, claims.as_object().unwrap()).unwrap();
        let fields = [("client_assertion_type", TYPE), ("client_assertion", &*assertion)];
        introspected(it, None, &fields);
        introspected(it, None, &fields)
    }),
    (Laxity::AnyGrantType, "unauthorized_client", |it| {
        let basic = format!("Basic {}", base64url::encode_standard("app:app-secret"));
        it.post_with("/token", &[("Authorization", &basic)], &[("grant_type", "client_credentials")])
    }),
];

const CODES: &[Case] = &[
    (Laxity::MissingPkceVerifier, "invalid_request", |it| redeemed(it, &[("code_verifier", "")])),
    (Laxity::WrongPkceVerifier, "invalid_grant", |it| redeemed(it, &[("code_verifier", &"x".repeat(43))])),
    (Laxity::RedirectUriNotRepeated, "invalid_request", |it| redeemed(it, &[("redirect_uri", "")])),
    (Laxity::OtherRedirectUri, "invalid_grant", |it| {
        redeemed(it, &[("redirect_uri", "http://localhost:1/")])
    }),
    (Laxity::CodeOfAnotherClient, "invalid_grant", |it| redeemed(it, &[("client_id", "narrow")])),
    (Laxity::ReusableCode, "invalid_grant", |it| {
        let code = Browser::default().code(it, "alice");
        redeem(it, &code);
        redeem(it, &code)
    }),
    (Laxity::LateCode, "invalid_grant", |it| {
        let code = Browser::default().code(it, "alice");
        it.pass(61);
        redeem(it, &code)
    }),
    (Laxity::RefreshTokenOfAnotherClient, "invalid_grant", |it| {
        let basic = format!("Basic {}", base64url::encode_standard("app:app-secret"));
        let token = refresh_token(it);
        let fields = [("grant_type", "refresh_token"), ("refresh_token", &*token)];
        it.post_with("/token", &[("Authorization", &basic)], &fields)
    }),
    (Laxity::ReusableRefreshToken, "invalid_grant", |it| {
        let token = refresh_token(it);
        refresh(it, &token);
        refresh(it, &token)
    }),
    (Laxity::UnrotatedRefreshToken, "invalid_grant", |it| {
        let token = refresh_token(it);
        refresh(it, &token);
        refresh(it, &token)
    }),
    (Laxity::WiderRefreshScope, "invalid_scope", |it| {
        let token = refresh_token(it);
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", "authctl"),
            ("refresh_token", &token),
            ("scope", "openid groups"),
        ];
        it.post("/token", &fields)
    }),
    (Laxity::FastPolling, "slow_down", |it| {
        let device = it.post("/device_authorization", &[("client_id", "authctl"), ("scope", "email")]).json();
        let text = |name: &str| device[name].as_str().unwrap().to_owned();
        let poll = || {
            let grant = "urn:ietf:params:oauth:grant-type:device_code";
            let fields =
                [("grant_type", grant), ("client_id", "authctl"), ("device_code", &*text("device_code"))];
            it.post("/token", &fields)
        };
        poll();
        let mut browser = Browser::default();
        let page = browser.get(it, "/device");
        let page = browser.submit(it, &page, &[("user_code", &text("user_code"))]);
        let page = browser.sign_in(it, &page, "alice");
        browser.submit(it, &page, &[("decision", "allow")]);
        poll()
    }),
];

const TOKENS: &[Case] = &[
    (Laxity::MissingDpopProof, "invalid_request", |it| {
        let code = code_of(it, "bound", "openid");
        redemption(it, &code, &[("client_id", "bound")], None)
    }),
    (Laxity::ReusableDpopProof, "invalid_dpop_proof", |it| {
        let proof = proof(it, "twice");
        let codes = [Browser::default().code(it, "alice"), Browser::default().code(it, "alice")];
        redemption(it, &codes[0], &[], Some(&proof));
        redemption(it, &codes[1], &[], Some(&proof))
    }),
    (Laxity::LateDpopProof, "invalid_dpop_proof", |it| {
        let proof = proof(it, "late");
        it.pass(61);
        let code = Browser::default().code(it, "alice");
        redemption(it, &code, &[], Some(&proof))
    }),
    (Laxity::DpopTokenAsBearer, "invalid_token", |it| {
        let code = Browser::default().code(it, "alice");
        let tokens = redemption(it, &code, &[], Some(&proof(it, &code))).json();
        userinfo(it, "", &format!("Bearer {}", tokens["access_token"].as_str().unwrap()))
    }),
    (Laxity::AccessTokenInQuery, "invalid_request", |it| {
        let code = Browser::default().code(it, "alice");
        let tokens = redeem(it, &code).json();
        it.get(&format!("/userinfo?access_token={}", tokens["access_token"].as_str().unwrap()))
    }),
    (Laxity::UserinfoWithoutOpenid, "insufficient_scope", |it| {
        let code = code_of(it, "authctl", "profile");
        let tokens = redeem(it, &code).json();
        userinfo(it, "", &format!("Bearer {}", tokens["access_token"].as_str().unwrap()))
    }),
];

/// An authorization request of a browser that nobody knows, with these changes.
fn asked(provider: &DevProvider, changes: &[(&str, &str)]) -> Answer {
    Browser::default().get(provider, &authorization(changes))
}

/// The sign-in form, sent like this.
fn signed_in(provider: &DevProvider, fields: &[(&str, &str)]) -> Answer {
    let mut browser = Browser::default();
    let page = browser.get(provider, &authorization(&[]));
    browser.submit(provider, &page, fields)
}

fn introspected(provider: &DevProvider, basic: Option<&str>, fields: &[(&str, &str)]) -> Answer {
    let basic = basic.map(|pair| format!("Basic {}", base64url::encode_standard(pair)));
    let headers: Vec<_> = basic.iter().map(|basic| ("Authorization", basic.as_str())).collect();
    provider.post_with("/introspect", &headers, &[&[("token", "x")], fields].concat())
}

fn code_of(provider: &DevProvider, client_id: &str, scope: &str) -> String {
    let target = authorization(&[("client_id", client_id), ("scope", scope)]);
    let answer = Browser::default().authorize(provider, &target, "alice");
    answer.location_parameter("code").unwrap_or_else(|| panic!("a code: {answer:?}"))
}

/// A code's redemption with these changes, and a proof of a key.
fn redemption(provider: &DevProvider, code: &str, changes: &[(&str, &str)], proof: Option<&str>) -> Answer {
    let headers: Vec<_> = proof.iter().map(|proof| ("DPoP", *proof)).collect();
    provider.post_with("/token", &headers, &user_agent::redemption(code, changes))
}

fn redeemed(provider: &DevProvider, changes: &[(&str, &str)]) -> Answer {
    let code = Browser::default().code(provider, "alice");
    redemption(provider, &code, changes, None)
}

fn refresh_token(provider: &DevProvider) -> String {
    let code = Browser::default().code(provider, "alice");
    redeem(provider, &code).json()["refresh_token"].as_str().expect("a refresh token").to_owned()
}

fn proof(provider: &DevProvider, jti: &str) -> String {
    let key = SigningKey::generate(Algorithm::EdDSA, &mut |bytes| bytes.fill(7)).unwrap();
    let htu = format!("{}/token", provider.issuer).parse().unwrap();
    let iat = UnixTime(provider.world.now.load(Ordering::SeqCst));
    // known again only within one try
    let jti = &format!("{jti} {}", iat.0);
    Proof { htm: "POST", htu: &htu, iat, jti, nonce: None, access_token: None }.sign(&key).unwrap()
}

fn userinfo(provider: &DevProvider, query: &str, authorization: &str) -> Answer {
    wire::send(
        &provider.authority,
        "GET",
        &format!("/userinfo{query}"),
        &[("Authorization", authorization)],
        "",
    )
}

/// The error of an answer, or the form that it shows; nothing if it is what was asked for.
fn refusal(answer: &Answer) -> Option<String> {
    let form = ["/sign-in", "/consent", "/end_session/confirm"]
        .into_iter()
        .find(|form| answer.body.contains(&format!("action=\"{form}\"")));
    let error = match serde_json::from_str::<Value>(&answer.body) {
        Ok(document) => document["error"].as_str().map(str::to_owned),
        Err(_) => {
            answer.body.split_once("<code>").map(|(_, rest)| rest.split('<').next().unwrap().to_owned())
        }
    };
    // some answers come in a fragment
    let told = answer.header("location").and_then(|to| to.split_once("error=")).map(|(_, rest)| rest);
    let told = told.map(|rest| rest.split('&').next().unwrap().to_owned());
    told.or(error).or(form.map(str::to_owned))
}

#[test]
fn each_is_refused_without_it_and_taken_with_it_and_then_the_answer_says_so() {
    let config = |laxity: &str| format!("lax = [{laxity}]\n{MORE}{APP}");
    let provider = DevProvider::start(&config(""));
    let cases: Vec<&Case> = [FRONT, CLIENTS, CODES, TOKENS].into_iter().flatten().collect();
    for row in LAXITIES {
        let (_, error, attempt) = cases
            .iter()
            .find(|(laxity, ..)| *laxity == row.laxity)
            .unwrap_or_else(|| panic!("{} has a case", row.name));
        provider.configure(&config(""));
        // a minute later nothing of the one before is too soon
        provider.pass(60);
        let strict = attempt(&provider);
        assert_eq!(
            (refusal(&strict).as_deref(), strict.header("authctl-lax")),
            (Some(*error), None),
            "{}",
            row.name
        );
        provider.configure(&config(&format!("\"{}\"", row.name)));
        provider.pass(60);
        let lax = attempt(&provider);
        assert_eq!(lax.header("authctl-lax"), Some(row.name), "{}: {lax:?}", row.name);
        assert!(
            refusal(&lax).is_none_or(|shown| shown != *error && shown.starts_with('/')),
            "{}: {lax:?}",
            row.name
        );
        let note = format!(": {}", row.name);
        assert!(provider.world.notes.lock().unwrap().last().is_some_and(|last| last.ends_with(&note)));
    }
    assert_eq!(cases.len(), LAXITIES.len());
}

#[test]
fn a_right_request_depends_on_none() {
    let names: Vec<String> = LAXITIES.iter().map(|row| format!("\"{}\"", row.name)).collect();
    // those change what is right, too
    let same = ["\"unrotated-refresh-token\"", "\"no-consent\"", "\"no-sign-in\""];
    let names: Vec<&str> = names.iter().map(String::as_str).filter(|name| !same.contains(name)).collect();
    let provider = DevProvider::start(&format!("lax = [{}]\n{MORE}{APP}", names.join(", ")));
    let code = Browser::default().code(&provider, "alice");
    let tokens = redeem(&provider, &code);
    let refreshed = refresh(&provider, tokens.json()["refresh_token"].as_str().expect("a refresh token"));
    let bearer = format!("Bearer {}", refreshed.json()["access_token"].as_str().expect("a token"));
    let person = userinfo(&provider, "", &bearer);
    for answer in [tokens, refreshed, person, introspected(&provider, Some("app:app-secret"), &[])] {
        assert_eq!((answer.status, answer.header("authctl-lax")), (200, None), "{answer:?}");
    }
    assert_eq!(*provider.world.notes.lock().unwrap(), Vec::<String>::new());
}

#[test]
fn the_metadata_say_what_is_taken() {
    let methods = |config: &str| {
        let metadata = DevProvider::start(config).get("/.well-known/openid-configuration").json();
        metadata["code_challenge_methods_supported"].clone()
    };
    assert_eq!(methods(""), json!(["S256"]));
    assert_eq!(methods("lax = [\"plain-pkce\"]"), json!(["S256", "plain"]));
}

#[test]
fn an_answer_goes_to_nobody_far_away() {
    // P3
    let provider = DevProvider::start("lax = [\"any-redirect-uri\", \"open-clients\"]");
    for client_id in ["authctl", "nobody"] {
        for uri in
            ["https://evil.io/cb", "http://127.0.0.1.evil.io/cb", "http://user@localhost/", "javascript:1"]
        {
            let answer = asked(&provider, &[("client_id", client_id), ("redirect_uri", uri)]);
            assert_eq!((answer.status, answer.header("location")), (400, None), "{client_id} {uri}");
        }
    }
}

#[test]
fn a_client_that_nobody_registered_has_tokens_with_any_secret() {
    let provider = DevProvider::start("lax = [\"open-clients\", \"any-scope\"]");
    let target = authorization(&[("client_id", "shop"), ("redirect_uri", "http://shop:3000/cb")]);
    let answer = Browser::default().authorize(&provider, &target, "alice");
    let code = answer.location_parameter("code").unwrap_or_else(|| panic!("a code: {answer:?}"));
    let fields = [("client_id", "shop"), ("client_secret", "any"), ("redirect_uri", "http://shop:3000/cb")];
    let answer = redemption(&provider, &code, &fields, None);
    assert_eq!((answer.status, answer.header("authctl-lax")), (200, Some("open-clients")), "{answer:?}");
    let bearer = format!("Bearer {}", answer.json()["access_token"].as_str().expect("a token"));
    assert_eq!(userinfo(&provider, "", &bearer).json()["sub"], "alice");
}

#[test]
fn an_unknown_laxity_and_an_unknown_user_are_mistakes_of_the_configuration() {
    for (text, why) in [
        ("\nlax = [\"no-pcke\"]", "there is no laxity of that name: did you mean `no-pkce`?"),
        ("\nsign_in_as = \"zoe\"", "there is no user of that name"),
    ] {
        let error = Config::parse(text, &|_| None).expect_err("it is a mistake");
        assert_eq!(error.code(), Code::ConfigInvalid);
        assert_eq!(error.text(), "line 2 of the provider's configuration is not right");
        assert_eq!(error.found().expect("says why").to_string(), why);
    }
    assert!(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/laxities.md")).exists());
}
