//! Apps that run in a browser: the scripts of whose pages may ask the embedded provider, and what they may read.

use authctl::idp::{
    endpoint::{Audience, ENDPOINTS},
    fault, redirect_uri,
};
use serde_json::json;

use crate::support::{
    control,
    dev_provider::DevProvider,
    user_agent::{Browser, VERIFIER, authorization},
    wire::{self, Answer},
};

const PAGE: &str = "https://app.example";

/// A public client with a page there, and one that has a secret.
const CLIENTS: &str = r#"
[[clients]]
client_id = "page"
redirect_uris = ["https://APP.example:443/cb", "com.example.app:/cb"]
id_token_signed_response_alg = "ES256"

[[clients]]
client_id = "server"
client_secret = "s3cret"
redirect_uris = ["https://server.example/cb"]
"#;

fn ask(provider: &DevProvider, method: &str, path: &str, origin: &str, more: &[(&str, &str)]) -> Answer {
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let mut headers = vec![("Origin", origin), ("Sec-Fetch-Site", "cross-site"), form];
    headers.extend_from_slice(more);
    wire::send(&provider.authority, method, path, &headers, "")
}

fn preflight(provider: &DevProvider, path: &str, origin: &str) -> Answer {
    ask(provider, "OPTIONS", path, origin, &[("Access-Control-Request-Method", "POST")])
}

fn may_read(answer: &Answer, origin: &str) -> bool {
    assert_eq!(answer.header("access-control-allow-credentials"), None, "{answer:?}");
    answer.header("access-control-allow-origin") == Some(origin)
}

#[test]
fn the_page_of_a_public_client_redeems_its_code_and_reads_who_signed_in() {
    // RFC 9700 §2.6
    let provider = DevProvider::start(CLIENTS);
    let target = authorization(&[
        ("client_id", "page"),
        ("redirect_uri", "https://APP.example:443/cb"),
        ("scope", "openid"),
    ]);
    let code = Browser::default().authorize(&provider, &target, "alice").location_parameter("code").unwrap();
    let form = wire::form(&[
        ("grant_type", "authorization_code"),
        ("client_id", "page"),
        ("code", &code),
        ("redirect_uri", "https://APP.example:443/cb"),
        ("code_verifier", VERIFIER),
    ]);
    let headers = [
        ("Origin", PAGE),
        ("Sec-Fetch-Site", "cross-site"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let tokens = wire::send(&provider.authority, "POST", "/token", &headers, &form);
    assert!(tokens.status == 200 && may_read(&tokens, PAGE), "{tokens:?}");
    assert_eq!(tokens.header("access-control-expose-headers"), Some("dpop-nonce, www-authenticate"));
    let bearer = format!("Bearer {}", tokens.json()["access_token"].as_str().unwrap());
    let user = ask(&provider, "GET", "/userinfo", PAGE, &[("Authorization", &bearer)]);
    assert_eq!(provider.post("/token", &[]).header("vary"), Some("origin"));
    assert!(user.status == 200 && may_read(&user, PAGE) && user.json()["sub"] == "alice", "{user:?}");
    // what was wrong can be read too
    let again = wire::send(&provider.authority, "POST", "/token", &headers, &form);
    assert!(again.status == 400 && may_read(&again, PAGE), "{again:?}");
}

#[test]
fn each_endpoint_for_scripts_says_so_to_the_pages_of_public_clients_and_no_other_does() {
    // P2
    let provider = DevProvider::start(CLIENTS);
    let others =
        ["https://server.example", "https://evil.example", "http://app.example", "null", "com.example.app:"];
    for row in ENDPOINTS.iter().filter(|row| !row.has_any) {
        let answer = preflight(&provider, row.path, PAGE);
        if row.audience != Audience::Apps {
            assert_eq!(answer.status, 405, "{}", row.path);
            assert!(!may_read(&answer, PAGE), "{}", row.path);
            continue;
        }
        assert!(answer.status == 204 && may_read(&answer, PAGE), "{} {answer:?}", row.path);
        assert!(answer.header("access-control-allow-methods").unwrap().contains(row.methods[0].as_str()));
        assert!(answer.header("access-control-allow-headers").unwrap().contains("authorization"));
        assert_eq!(answer.header("vary"), Some("origin"));
        for origin in others {
            for answer in [
                preflight(&provider, row.path, origin),
                ask(&provider, row.methods[0].as_str(), row.path, origin, &[]),
            ] {
                let allowed = answer.header("access-control-allow-origin");
                assert_eq!((answer.status, allowed), (403, None), "{origin} {}", row.path);
            }
        }
    }
    let apps = ENDPOINTS.iter().filter(|row| row.audience == Audience::Apps).map(|row| row.path);
    assert_eq!(apps.collect::<Vec<_>>(), ["/par", "/token", "/userinfo", "/revoke", "/_dev/api"]);
}

#[test]
fn whoever_runs_it_hears_which_page_near_was_refused_and_what_to_add() {
    let provider = DevProvider::start("");
    for origin in ["https://app.test", "https://evil.io", "https://a\"b.test", "null"] {
        assert_eq!(preflight(&provider, "/token", origin).status, 403, "{origin}");
    }
    let notes = provider.world.notes.lock().unwrap().clone();
    assert_eq!(notes.len(), 1, "{notes:?}");
    provider.configure(notes[0].split_once("serve --config:\n").unwrap().1);
    assert!(may_read(&preflight(&provider, "/token", "https://app.test"), "https://app.test"));
}

#[test]
fn where_a_browser_does_not_say_which_site_asks_the_origin_says_it() {
    // P2
    let provider = DevProvider::start(CLIENTS);
    let ask = |path: &str, origin: &str| {
        wire::send(&provider.authority, "POST", path, &[("Origin", origin)], "").status
    };
    for path in ["/token", "/par", "/register", "/introspect", "/made-up/token"] {
        for origin in ["https://evil.io", "null"] {
            assert_eq!(ask(path, origin), 403, "{path} {origin}");
        }
        assert_ne!(ask(path, &provider.issuer), 403, "{path}");
    }
    assert_ne!(ask("/token", PAGE), 403);
    assert_eq!(ask("/introspect", PAGE), 403);
    let twice = [("Origin", PAGE), ("Origin", "https://evil.io")];
    assert_eq!(wire::send(&provider.authority, "POST", "/token", &twice, "").status, 403);
}

#[test]
fn a_browsers_own_question_takes_no_answer_that_was_ordered_for_the_app() {
    let provider = DevProvider::start(CLIENTS);
    let order =
        json!({"endpoint": "userinfo", "status": 503, "headers": {"access-control-allow-origin": "*"}});
    control::done(&provider, "POST", "/_dev/scripts", &order);
    assert_eq!(preflight(&provider, "/userinfo", PAGE).status, 204);
    let ordered = ask(&provider, "GET", "/userinfo", PAGE, &[]);
    assert_eq!((ordered.status, ordered.header("access-control-allow-origin")), (503, Some("*")));
    let fault = fault::named("token-fails-once").unwrap();
    provider.faults().set(&[fault]);
    assert_eq!(preflight(&provider, "/token", PAGE).status, 204);
    assert_eq!(ask(&provider, "POST", "/token", PAGE, &[]).status, 500);
}

#[test]
fn a_page_does_not_learn_by_a_clients_metadata_what_listens_on_this_machine() {
    // W9
    let provider = DevProvider::start("[registration]\npolicy = \"open\"\n");
    let form =
        wire::form(&[("client_id", "http://127.0.0.1:1/client.json"), ("grant_type", "refresh_token")]);
    let ask = |more: &[(&str, &str)]| {
        let mut headers = vec![("Content-Type", "application/x-www-form-urlencoded")];
        headers.extend_from_slice(more);
        wire::send(&provider.authority, "POST", "/token", &headers, &form).json()["error_description"]
            .to_string()
    };
    let to_a_program = ask(&[]);
    let to_a_page = ask(&[("Origin", "http://localhost:5173"), ("Sec-Fetch-Site", "cross-site")]);
    assert!(to_a_program.contains("connection"), "{to_a_program}");
    assert_eq!(to_a_page, "\"the client's metadata cannot be had; the provider's log says why\"");
    assert!(provider.world.notes.lock().unwrap().iter().any(|note| to_a_program.contains(note)));
}

#[test]
fn a_page_of_this_machine_may_be_at_any_port_where_a_loopback_redirect_uri_may() {
    // RFC 8252 §7.3; the program's own client is public and on loopback
    let provider = DevProvider::start("");
    for origin in ["http://localhost:5173", "http://127.0.0.1:80", "http://[::1]:3000"] {
        assert!(may_read(&preflight(&provider, "/token", origin), origin), "{origin}");
    }
    for origin in ["https://localhost:5173", "http://localhost.evil.example:5173", "http://localhost:5173/"] {
        assert_eq!(preflight(&provider, "/token", origin).status, 403, "{origin}");
    }
    assert_eq!(preflight(&provider, "/_dev/users", "http://localhost:5173").status, 405);
}

#[test]
fn an_origin_is_compared_as_text_and_its_port_differs_only_as_that_of_a_redirect_uri() {
    // P3
    let at = |registered: &str, origin: &str| redirect_uri::is_at(registered, origin);
    assert!(
        at("https://APP.example:443/cb", "https://app.example")
            && at("https://app.example?x", "https://app.example")
    );
    assert!(at("http://127.0.0.1:3000/cb", "http://127.0.0.1:7") && at("http://[::1]/cb", "http://[::1]:7"));
    assert!(
        at("http://127.1:3000/cb", "http://127.0.0.1:3000")
            && !at("http://127.1:3000/cb", "http://127.0.0.1:7")
    );
    for other in [
        "http://app.example",
        "https://app.example:8443",
        "https://app.example.evil.io",
        "https://app.example/",
        "null",
        "",
    ] {
        assert!(!at("https://app.example/cb", other), "{other}");
    }
    for other in [
        "http://127.0.0.1:07",
        "http://127.0.0.1:",
        "http://127.0.0.1:7/",
        "http://127.0.0.1@evil.io",
        "https://127.0.0.1",
    ] {
        assert!(!at("http://127.0.0.1/cb", other), "{other}");
    }
    assert!(!at("com.example.app:/cb", "com.example.app:") && !at("com.example.app:/cb", "null"));
}

#[test]
fn an_issuer_that_nobody_has_asked_yet_may_be_asked_first_by_the_page_of_a_client() {
    // P2, P17
    let provider = DevProvider::start(CLIENTS);
    let metadata = "/tenant-a/.well-known/openid-configuration";
    assert_eq!(ask(&provider, "GET", metadata, "https://evil.io", &[]).status, 403);
    let answer = ask(&provider, "GET", metadata, PAGE, &[]);
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some("*")));
    assert!(may_read(&preflight(&provider, "/tenant-a/token", PAGE), PAGE));
}

#[test]
fn with_open_clients_any_near_page_is_one_of_a_client_and_the_answer_says_so() {
    let provider = DevProvider::start("lax = [\"open-clients\"]\n");
    let near = preflight(&provider, "/token", "http://app.test:3000");
    assert!(may_read(&near, "http://app.test:3000"));
    assert_eq!(near.header("authctl-lax"), Some("open-clients"));
    assert_eq!(preflight(&provider, "/token", "https://evil.io").status, 403);
    // a page that is of a client anyway depends on nothing
    assert_eq!(preflight(&provider, "/token", "http://localhost:1").header("authctl-lax"), None);
    // what one answer depended on is no other's
    let metadata = "/tenant-a/.well-known/openid-configuration";
    assert_eq!(ask(&provider, "GET", metadata, "http://app.test:3000", &[]).status, 200);
    control::done(&provider, "PUT", "/_dev/laxities", &json!({"laxities": []}));
    assert_eq!(preflight(&provider, "/token", "http://app.test:3000").status, 403);
    assert_eq!(provider.get("/jwks").header("authctl-lax"), None);
}
