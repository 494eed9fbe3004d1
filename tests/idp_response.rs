//! The answers of the embedded provider's authorization endpoint: response types, response modes, signed answers (Multiple
//! Response Types, Form Post Response Mode, OIDC Core §3.2, §3.3, JARM).

use std::collections::BTreeMap;

use authctl::{
    flow::page_form,
    jose::{algorithm::Algorithm, hash, jwk_set::JwkSet, jws},
    protocol::{
        response_mode::{Delivery, RESPONSE_MODES, ResponseMode},
        response_type::{RESPONSE_TYPES, ResponseType},
        wanted_response::WantedResponse,
    },
};
use url::{Url, form_urlencoded};

use crate::support::{
    dev_provider::{APP, DevProvider, START},
    user_agent::{Browser, authorization, claims, redeem},
    wire::Answer,
};

/// What an answer brings to the client, and how.
fn brought(answer: &Answer) -> (Delivery, BTreeMap<String, String>) {
    let (by, text) = match answer.header("location").map(|location| Url::parse(location).unwrap()) {
        None => (Delivery::FormPost, page_form::all_hidden(&answer.body)),
        Some(url) => match (url.query(), url.fragment()) {
            (None, Some(fragment)) => (Delivery::Fragment, fragment.to_owned()),
            (Some(query), None) => (Delivery::Query, query.to_owned()),
            both => panic!("it is in one place: {both:?}"),
        },
    };
    (by, form_urlencoded::parse(text.as_bytes()).into_owned().collect())
}

/// Signs alice in with these changes of the request.
fn answered(provider: &DevProvider, changes: &[(&str, &str)]) -> (Delivery, BTreeMap<String, String>) {
    brought(&Browser::default().authorize(provider, &authorization(changes), "alice"))
}

/// What is told of a request that is refused before anybody signs in.
fn refused(provider: &DevProvider, changes: &[(&str, &str)]) -> (Delivery, String, String) {
    let (by, answer) = brought(&provider.get(&authorization(changes)));
    assert_eq!((answer["state"].as_str(), &answer["iss"]), ("the-state", &provider.issuer), "P10");
    (by, answer["error"].clone(), answer["error_description"].clone())
}

fn verified(provider: &DevProvider, token: &str) -> serde_json::Value {
    let keys = JwkSet::parse(provider.get("/jwks").body.as_bytes()).unwrap();
    let verified = jws::Unverified::parse(token).unwrap();
    let verified = verified.verify(jws::Keys::Published(&keys), Algorithm::ASYMMETRIC).unwrap();
    assert_eq!(verified.header().typ.as_deref(), Some("JWT"));
    verified.claims().unwrap().into()
}

#[test]
fn every_response_type_brings_what_it_names_bound_together_and_never_a_token_in_a_query() {
    // C82
    let provider = DevProvider::start("");
    for row in RESPONSE_TYPES {
        let modes = RESPONSE_MODES.iter().filter(|(name, _)| !name.ends_with("jwt"));
        for mode in modes.map(|(name, _)| *name).chain([""]) {
            let changes = [("response_type", row.name), ("response_mode", mode)];
            let named =
                if mode.is_empty() { ResponseMode::UNSAID } else { ResponseMode::named(mode).unwrap() };
            let Ok(wanted) = WantedResponse::new(row.response_type, named) else {
                let (by, error, _) = refused(&provider, &changes);
                assert_eq!((by, error.as_str()), (Delivery::Fragment, "invalid_request"), "{}", row.name);
                continue;
            };
            let (by, answer) = answered(&provider, &changes);
            assert_eq!(by, wanted.delivery(), "{} {mode}", row.name);
            let kind = row.response_type;
            for (name, is_there) in [
                ("code", kind.has_code()),
                ("id_token", kind.has_id_token()),
                ("access_token", kind.has_token()),
                ("token_type", kind.has_token()),
                ("expires_in", kind.has_token()),
                ("refresh_token", false),
                ("error", false),
            ] {
                assert_eq!(answer.contains_key(name), is_there, "{name} of {}", row.name);
            }
            assert_eq!((answer["state"].as_str(), &answer["iss"]), ("the-state", &provider.issuer));
            is_bound(&provider, kind, &answer);
        }
    }
}

/// The ID token of the answer binds what is beside it, and only that; code and access token work.
fn is_bound(provider: &DevProvider, kind: ResponseType, answer: &BTreeMap<String, String>) {
    if let Some(token) = answer.get("id_token") {
        let claims = verified(provider, token);
        assert_eq!((claims["nonce"].as_str(), claims["sub"].as_str()), (Some("the-nonce"), Some("alice")));
        for (claim, name) in [("at_hash", "access_token"), ("c_hash", "code"), ("s_hash", "state")] {
            let half = answer.get(name).map(|value| hash::left_half(Algorithm::EdDSA, value));
            assert_eq!(claims[claim].as_str(), half.as_deref(), "{claim} of {kind:?}");
        }
        // OIDC Core §5.4
        assert_eq!(claims.get("email").is_some(), kind == ResponseType::IdToken, "{kind:?}");
    }
    if let Some(token) = answer.get("access_token") {
        let authorization = format!("Bearer {token}");
        let target = provider.authority.as_str();
        let told =
            crate::support::wire::send(target, "GET", "/userinfo", &[("Authorization", &authorization)], "");
        assert_eq!((told.status, told.json()["sub"].as_str()), (200, Some("alice")));
    }
    if let Some(code) = answer.get("code") {
        let tokens = redeem(provider, code);
        assert_eq!(tokens.status, 200, "{}", tokens.body);
        assert!(tokens.json()["refresh_token"].is_string());
        assert_eq!(claims(tokens.json()["id_token"].as_str().unwrap())["sub"], "alice");
    }
}

#[test]
fn a_used_code_that_comes_again_ends_the_token_of_the_browser_too() {
    // P5
    let provider = DevProvider::start("");
    let (_, answer) = answered(&provider, &[("response_type", "code token")]);
    let authorization = format!("Bearer {}", answer["access_token"]);
    let status = || {
        let headers = [("Authorization", authorization.as_str())];
        crate::support::wire::send(&provider.authority, "GET", "/userinfo", &headers, "").status
    };
    assert_eq!((redeem(&provider, &answer["code"]).status, status()), (200, 200));
    assert_eq!((redeem(&provider, &answer["code"]).status, status()), (400, 401));
}

#[test]
fn what_a_response_type_needs_is_asked_for_and_what_is_no_response_type_is_told() {
    // P6, P10, P16
    let provider = DevProvider::start("");
    let told = |changes: &[(&str, &str)]| {
        let (by, error, _) = refused(&provider, changes);
        (by, error)
    };
    let (query, fragment) = (Delivery::Query, Delivery::Fragment);
    for (changes, by, error) in [
        (&[("response_type", "id_token"), ("nonce", "")][..], fragment, "invalid_request"),
        (&[("response_type", "code id_token"), ("nonce", "")], fragment, "invalid_request"),
        (&[("response_type", "id_token token"), ("scope", "profile")], fragment, "invalid_request"),
        (&[("response_type", "code id_token"), ("code_challenge", "")], fragment, "invalid_request"),
        (&[("response_type", "code token"), ("code_challenge_method", "plain")], fragment, "invalid_request"),
        (&[("response_type", "token")], query, "unsupported_response_type"),
        (&[("response_type", "none")], query, "unsupported_response_type"),
        (&[("response_type", "")], query, "invalid_request"),
        (&[("response_mode", "web_message")], query, "invalid_request"),
        (&[("response_type", "id_token"), ("response_mode", "jwt.query")], fragment, "invalid_request"),
        (
            &[("response_type", "id_token"), ("response_mode", "form_post"), ("nonce", "")],
            Delivery::FormPost,
            "invalid_request",
        ),
        (&[("response_type", "id_token"), ("prompt", "none")], fragment, "login_required"),
    ] {
        assert_eq!(told(changes), (by, error.into()), "{changes:?}");
    }
    // P4: nobody is sent to where nobody registered, whatever the mode
    for mode in ["fragment", "form_post", "jwt"] {
        let changes = [("response_mode", mode), ("redirect_uri", "https://evil.example/cb")];
        let answer = provider.get(&authorization(&changes));
        assert_eq!((answer.status, answer.header("location")), (400, None), "{mode}");
        assert!(!answer.body.contains("<form"), "{mode}");
    }
}

/// One client that may ask for a code and an ID token, one that may ask for an ID token alone.
const CLIENTS: &str = r#"
[[clients]]
client_id = "hybrid"
redirect_uris = ["https://app.example/cb"]
response_types = ["id_token code"]
id_token_signed_response_alg = "ES256"
authorization_signed_response_alg = "ES256"

[[clients]]
client_id = "old"
redirect_uris = ["https://app.example/cb"]
response_types = ["id_token"]
id_token_signed_response_alg = "ES256"
"#;

#[test]
fn a_client_gets_the_response_types_that_it_registered() {
    let provider = DevProvider::start(CLIENTS);
    let request = |client, kind| {
        authorization(&[
            ("client_id", client),
            ("redirect_uri", "https://app.example/cb"),
            ("response_type", kind),
        ])
    };
    for (client, allowed) in [("hybrid", "code id_token"), ("old", "id_token")] {
        for row in RESPONSE_TYPES {
            let answer = provider.get(&request(client, row.name));
            if row.name == allowed {
                assert_eq!(answer.status, 200, "{client} {}", row.name);
            } else {
                let (_, answer) = brought(&answer);
                assert_eq!(answer["error"], "unauthorized_client", "{client} {}", row.name);
            }
        }
    }
    // by default a code, and nothing else
    let provider = DevProvider::start(APP);
    let (_, answer) = brought(&provider.get(&request("app", "code id_token")));
    assert_eq!(answer["error"], "unauthorized_client");
}

#[test]
fn a_token_that_has_to_be_bound_to_a_key_does_not_come_through_the_browser() {
    let provider = DevProvider::start(
        "[[clients]]\nclient_id = \"bound\"\nredirect_uris = [\"https://app.example/cb\"]\n\
         response_types = [\"code token\", \"code id_token\"]\ndpop_bound_access_tokens = true\n",
    );
    let place = [("client_id", "bound"), ("redirect_uri", "https://app.example/cb")];
    let ask = |kind| provider.get(&authorization(&[&place[..], &[("response_type", kind)]].concat()));
    assert_eq!(brought(&ask("code token")).1["error"], "unauthorized_client");
    assert_eq!(ask("code id_token").status, 200);
}

#[test]
fn a_registration_whose_grants_and_response_types_do_not_agree_is_refused() {
    use authctl::idp::config::Config;
    let parse = |lines: &str| {
        let client = "[[clients]]\nclient_id = \"x\"\nredirect_uris = [\"https://a.example/cb\"]\n";
        Config::parse(&format!("{client}{lines}"), &|_| None)
            .err()
            .map(|error| error.found().map_or_else(String::new, |found| found.raw().to_owned()))
    };
    for right in [
        "response_types = [\"code\", \"id_token token\"]",
        "response_types = [\"id_token\"]\ngrant_types = [\"implicit\"]",
        "response_types = [\"code id_token\"]\ngrant_types = [\"implicit\", \"authorization_code\"]",
        "authorization_signed_response_alg = \"ES256\"",
    ] {
        assert_eq!(parse(right), None, "{right}");
    }
    for (wrong, told) in [
        ("response_types = [\"token\"]", "response_types are of code, id_token token"),
        (
            "response_types = [\"id_token\"]\ngrant_types = [\"authorization_code\"]",
            "goes with grant_types (RFC 7591 section 2.1): see authorization_code",
        ),
        (
            "response_types = [\"code id_token\"]\ngrant_types = [\"implicit\"]",
            "goes with grant_types (RFC 7591 section 2.1): see authorization_code",
        ),
        ("authorization_signed_response_alg = \"none\"", "is RS256, ES256 or EdDSA"),
    ] {
        let told_of = parse(wrong).unwrap_or_default();
        assert!(told_of.contains(told), "{wrong}: {told_of}");
    }
}

#[test]
fn implicit_is_no_token_request() {
    let provider = DevProvider::start("");
    let answer = provider.post("/token", &[("grant_type", "implicit"), ("client_id", "authctl")]);
    assert_eq!(answer.error(), (400, "unsupported_grant_type".into()));
}

#[test]
fn a_signed_answer_is_for_its_client_for_a_minute_and_alone() {
    let provider = DevProvider::start("");
    for (mode, by) in [
        ("jwt", Delivery::Query),
        ("query.jwt", Delivery::Query),
        ("fragment.jwt", Delivery::Fragment),
        ("form_post.jwt", Delivery::FormPost),
    ] {
        let (came_by, answer) = answered(&provider, &[("response_mode", mode)]);
        assert_eq!(
            (came_by, answer.keys().map(String::as_str).collect::<Vec<_>>()),
            (by, vec!["response"]),
            "{mode}"
        );
        let claims = verified(&provider, &answer["response"]);
        assert_eq!(
            (claims["iss"].as_str(), claims["aud"].as_str(), claims["exp"].as_i64()),
            (Some(provider.issuer.as_str()), Some("authctl"), Some(START + 60))
        );
        assert_eq!(claims["state"], "the-state");
        assert_eq!(redeem(&provider, claims["code"].as_str().unwrap()).status, 200);
    }
    let (by, answer) =
        answered(&provider, &[("response_mode", "jwt"), ("response_type", "code id_token token")]);
    let claims = verified(&provider, &answer["response"]);
    assert_eq!((by, claims["expires_in"].is_u64()), (Delivery::Fragment, true));
    let inner: BTreeMap<String, String> = ["code", "access_token", "id_token", "state"]
        .map(|name| (name.to_owned(), claims[name].as_str().unwrap().to_owned()))
        .into();
    is_bound(&provider, ResponseType::CodeIdTokenToken, &inner);
}

#[test]
fn a_refusal_is_signed_too() {
    let provider = DevProvider::start(CLIENTS);
    let changes = [("response_mode", "jwt"), ("prompt", "none")];
    let (by, answer) = brought(&provider.get(&authorization(&changes)));
    assert_eq!(
        (by, answer.keys().map(String::as_str).collect::<Vec<_>>()),
        (Delivery::Query, vec!["response"])
    );
    let claims = verified(&provider, &answer["response"]);
    assert_eq!(claims["error"], "login_required");
    assert!(claims["aud"] == "authctl" && claims["state"] == "the-state" && claims["exp"].is_i64());

    // by the algorithm of the client's registration
    let place = [("client_id", "hybrid"), ("redirect_uri", "https://app.example/cb")];
    let asked = [("response_type", "code id_token"), ("response_mode", "form_post.jwt"), ("scope", "x")];
    let (_, answer) = brought(&provider.get(&authorization(&[&place[..], &asked].concat())));
    assert_eq!(verified(&provider, &answer["response"])["error"], "invalid_scope");
    assert_eq!(jws::peek(&answer["response"]).unwrap().0["alg"], "ES256");
}

#[test]
fn a_person_who_says_no_is_heard_in_every_mode() {
    let provider = DevProvider::start("");
    for (mode, by) in [("fragment", Delivery::Fragment), ("form_post", Delivery::FormPost)] {
        let mut browser = Browser::default();
        let page =
            browser.get(&provider, &authorization(&[("response_mode", mode), ("scope", "openid email")]));
        let consent = browser.sign_in(&provider, &page, "alice");
        let (came_by, answer) = brought(&browser.submit(&provider, &consent, &[("decision", "deny")]));
        assert_eq!((came_by, answer["error"].as_str()), (by, "access_denied"), "{mode}");
    }
}

#[test]
fn tokens_of_the_browser_outlive_a_restart_and_end_with_their_session() {
    let provider = DevProvider::start("");
    let (_, answer) = answered(&provider, &[("response_type", "id_token token")]);
    let token = answer["access_token"].clone();
    assert_eq!(claims(&token)["scope"], "openid profile email");
    let issued = |provider: &DevProvider| provider.stat("codes_issued");
    assert_eq!(issued(&provider), 0);
    // the issuer has its port in it, so the token of the old one is not the new one's; its grant is kept
    let text = String::from_utf8(provider.journal.text.lock().unwrap().clone()).unwrap();
    assert_eq!(text.matches("\"tokens_issued\"").count(), 1);
    let provider = provider.restart();
    assert_eq!(issued(&provider), 0);
}
