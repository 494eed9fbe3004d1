//! Between one test and the next: reset, snapshots, and the rotation of keys.

use std::{sync::atomic::Ordering, thread};

use serde_json::{Value, json};

use crate::support::{
    control::{NOTHING, ask, client, done, get, refused},
    dev_provider::{DevProvider, START},
    user_agent::{Browser, CALLBACK, authorization, claims, redeem, refresh},
    wire,
};

fn signed_in(provider: &DevProvider) -> Value {
    redeem(provider, &Browser::default().code(provider, "alice")).json()
}

fn userinfo(provider: &DevProvider, tokens: &Value) -> u16 {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().expect("a token"));
    wire::send(&provider.authority, "GET", "/userinfo", &[("authorization", &bearer)], "").status
}

fn refreshed(provider: &DevProvider, tokens: &Value) -> u16 {
    refresh(provider, tokens["refresh_token"].as_str().expect("a token")).status
}

fn kid(token: &Value) -> String {
    let head = token.as_str().expect("a token").split('.').next().expect("a head");
    let head = authctl::jose::base64url::decode(head).expect("base64url");
    let head: Value = serde_json::from_slice(&head).expect("JSON");
    head["kid"].as_str().expect("a kid").to_owned()
}

fn published(provider: &DevProvider) -> Vec<String> {
    let keys = provider.get("/jwks").json()["keys"].clone();
    let signing = keys.as_array().expect("a list").iter().filter(|key| key["use"] != "enc");
    signing.map(|key| key["kid"].as_str().expect("a kid").to_owned()).collect()
}

#[test]
fn a_reset_leaves_what_the_configuration_says_and_the_keys_and_nothing_that_was_given_out_works() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let tokens = redeem(&provider, &browser.code(&provider, "alice")).json();
    let pending = browser.code(&provider, "alice");
    let keys = provider.get("/jwks").json();
    done(&provider, "POST", "/_dev/users", &json!({"username": "carol"}));
    done(&provider, "PATCH", "/_dev/users/bob", &json!({"name": "Changed"}));
    done(&provider, "DELETE", "/_dev/users/alice", NOTHING);
    done(&provider, "PUT", "/_dev/clients/app", &client(CALLBACK));
    done(&provider, "DELETE", "/_dev/clients/authctl", NOTHING);
    done(&provider, "PUT", "/_dev/clock", &json!({"advance": "1h", "frozen": true}));
    done(&provider, "PATCH", "/_dev/settings", &json!({"refresh_rotation": false}));
    done(&provider, "PUT", "/_dev/faults", &json!({"names": ["id-token-alg-none"]}));
    done(&provider, "POST", "/_dev/reset", NOTHING);
    let is_as_at_the_start = |provider: &DevProvider| {
        let users = get(provider, "/_dev/users");
        let names: Vec<_> = users["users"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|user| (&user["name"], &user["standing"]))
            .collect();
        let active = &json!("active");
        assert_eq!(names, [(&json!("Alice Example"), active), (&json!("Bob Example"), active)]);
        let clients = get(provider, "/_dev/clients");
        assert_eq!(
            (clients["clients"].as_array().expect("a list").len(), &clients["clients"][0]["client_id"]),
            (1, &json!("authctl"))
        );
        for noun in ["sessions", "consents", "grants", "devices"] {
            assert_eq!(get(provider, &format!("/_dev/{noun}")), json!({noun: []}));
        }
        assert_eq!(get(provider, "/_dev/faults")["names"], json!([]));
        assert_eq!(get(provider, "/_dev/settings"), json!({"refresh_rotation": true}));
        assert_eq!(get(provider, "/_dev/clock"), json!({"now": START, "frozen": false}));
        assert_eq!((provider.stat("logins"), provider.stat("token_requests")), (0, 0));
    };
    is_as_at_the_start(&provider);
    assert_eq!(provider.get("/jwks").json(), keys);
    assert_eq!((userinfo(&provider, &tokens), refreshed(&provider, &tokens)), (401, 400));
    assert_eq!(redeem(&provider, &pending).error(), (400, "invalid_grant".into()));
    let silent = browser.get(&provider, &authorization(&[("prompt", "none")]));
    assert_eq!(silent.location_parameter("error"), Some("login_required".into()));
    assert_eq!(userinfo(&provider, &signed_in(&provider)), 200);
    done(&provider, "POST", "/_dev/reset", NOTHING);
    // and so it is after a restart, with the same keys
    let provider = provider.restart();
    is_as_at_the_start(&provider);
    assert_eq!(provider.get("/jwks").json(), keys);
}

#[test]
fn what_was_asked_for_before_a_reset_and_comes_after_it_is_worth_nothing() {
    let provider = DevProvider::start("");
    let tokens: Vec<Value> = thread::scope(|scope| {
        let signing_in: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut mine = Vec::new();
                    for _ in 0..8 {
                        let page = Browser::default().authorize(&provider, &authorization(&[]), "alice");
                        if let Some(code) = page.location_parameter("code") {
                            mine.push(redeem(&provider, &code));
                        }
                    }
                    mine
                })
            })
            .collect();
        for _ in 0..10 {
            done(&provider, "POST", "/_dev/reset", NOTHING);
        }
        let answers = signing_in.into_iter().flat_map(|task| task.join().expect("no panic"));
        answers.filter(|answer| answer.status == 200).map(|answer| answer.json()).collect()
    });
    done(&provider, "POST", "/_dev/reset", NOTHING);
    for tokens in &tokens {
        assert_eq!((userinfo(&provider, tokens), refreshed(&provider, tokens)), (401, 400));
    }
    assert_eq!(get(&provider, "/_dev/grants"), json!({"grants": []}));
}

#[test]
fn a_reset_that_cannot_be_written_changes_nothing() {
    let provider = DevProvider::start("");
    let tokens = signed_in(&provider);
    provider.journal.full.store(true, Ordering::SeqCst);
    assert_eq!(refused(&provider, "POST", "/_dev/reset", NOTHING).0, 500);
    assert_eq!(userinfo(&provider, &tokens), 200);
    provider.journal.full.store(false, Ordering::SeqCst);
    assert_eq!(refreshed(&provider, &tokens), 200);
    done(&provider, "POST", "/_dev/reset", NOTHING);
    assert_eq!(userinfo(&provider, &tokens), 401);
}

#[test]
fn a_moment_that_was_kept_comes_back_with_its_sessions_tokens_and_clock() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let tokens = redeem(&provider, &browser.code(&provider, "alice")).json();
    done(&provider, "POST", "/_dev/users", &json!({"username": "carol"}));
    done(&provider, "PUT", "/_dev/clock", &json!({"frozen": true}));
    let kept = done(&provider, "PUT", "/_dev/snapshots/seeded", NOTHING);
    assert_eq!(kept, json!({"name": "seeded", "at": START}));
    let later = signed_in(&provider);
    assert_eq!(refreshed(&provider, &tokens), 200);
    done(&provider, "DELETE", "/_dev/users/carol", NOTHING);
    done(&provider, "PUT", "/_dev/clock", &json!({"advance": "5m"}));
    done(&provider, "POST", "/_dev/reset", NOTHING);
    done(&provider, "POST", "/_dev/snapshots/seeded/restore", NOTHING);
    assert_eq!(get(&provider, "/_dev/clock"), json!({"now": START, "frozen": true}));
    assert_eq!(get(&provider, "/_dev/users/carol")["standing"], "active");
    assert_eq!((userinfo(&provider, &tokens), userinfo(&provider, &later)), (200, 401));
    // the token that was used in between is not used yet
    assert_eq!(refreshed(&provider, &tokens), 200);
    let silent = browser.get(&provider, &authorization(&[("prompt", "none")]));
    assert!(silent.location_parameter("code").is_some(), "{silent:?}");
    assert_eq!(get(&provider, "/_dev/snapshots"), json!({"snapshots": [kept]}));
    done(&provider, "DELETE", "/_dev/snapshots/seeded", NOTHING);
    for method in ["DELETE", "POST"] {
        let place =
            if method == "POST" { "/_dev/snapshots/seeded/restore" } else { "/_dev/snapshots/seeded" };
        assert_eq!(refused(&provider, method, place, NOTHING).0, 404);
    }
    for number in 0..8 {
        done(&provider, "PUT", &format!("/_dev/snapshots/{number}"), NOTHING);
    }
    assert_eq!(refused(&provider, "PUT", "/_dev/snapshots/8", NOTHING).0, 409);
    assert_eq!(ask(&provider, "PUT", "/_dev/snapshots/7", NOTHING).status, 200);
}

#[test]
fn a_key_is_announced_rotated_in_and_the_old_one_retired() {
    // P22
    let provider = DevProvider::start("");
    let before = signed_in(&provider);
    let old = kid(&before["access_token"]);
    let listed = done(&provider, "POST", "/_dev/keys/announce", &json!({"alg": "EdDSA"}));
    let next = listed["keys"].as_array().expect("a list").iter().find(|key| key["use"] == "next").cloned();
    let next = next.expect("one")["kid"].as_str().expect("a kid").to_owned();
    assert!(published(&provider).contains(&next));
    assert_eq!(kid(&signed_in(&provider)["access_token"]), old);
    done(&provider, "POST", "/_dev/keys/rotate", &json!({"alg": "EdDSA"}));
    let after = signed_in(&provider);
    assert_eq!((kid(&after["access_token"]), kid(&after["id_token"])), (next.clone(), next.clone()));
    assert!(published(&provider).contains(&old));
    assert_eq!((userinfo(&provider, &before), userinfo(&provider, &after)), (200, 200));
    assert_eq!(refused(&provider, "DELETE", &format!("/_dev/keys/{next}"), NOTHING).0, 409);
    // it lasts
    let provider = provider.restart();
    assert!(published(&provider).contains(&old) && published(&provider).contains(&next));
    done(&provider, "DELETE", &format!("/_dev/keys/{old}"), NOTHING);
    assert!(!published(&provider).contains(&old));
    let tokens = signed_in(&provider);
    assert_eq!(kid(&tokens["access_token"]), next);
    let provider = provider.restart();
    assert!(!published(&provider).contains(&old));
    assert_eq!(refused(&provider, "DELETE", &format!("/_dev/keys/{old}"), NOTHING).0, 404);
}

#[test]
fn a_token_of_a_key_that_is_not_published_any_more_is_not_taken() {
    // P22
    let provider = DevProvider::start("");
    let before = signed_in(&provider);
    done(&provider, "POST", "/_dev/keys/rotate", &json!({"retire": true}));
    assert_eq!(userinfo(&provider, &before), 401);
    let hint = before["id_token"].as_str().expect("a token");
    let page = provider.get(&format!("/end_session?id_token_hint={hint}"));
    assert!(page.status == 400 || page.body.contains("decision"), "{page:?}");
    // what is no token of that key works still
    assert_eq!(refreshed(&provider, &before), 200);
}

#[test]
fn a_key_that_comes_just_before_a_token_was_published_by_nobody() {
    // P22, C83
    let provider = DevProvider::start("");
    signed_in(&provider);
    let before = published(&provider);
    done(&provider, "POST", "/_dev/keys/rotate", &json!({"alg": "EdDSA", "when": "before-signing"}));
    assert_eq!(published(&provider), before);
    let tokens = signed_in(&provider);
    let new = kid(&tokens["access_token"]);
    assert!(!before.contains(&new) && published(&provider).contains(&new));
    assert_eq!(claims(tokens["id_token"].as_str().expect("a token"))["sub"], "alice");
    assert_eq!(kid(&signed_in(&provider)["access_token"]), new);
    let both = json!({"when": "before-signing", "retire": true});
    assert_eq!(refused(&provider, "POST", "/_dev/keys/rotate", &both).0, 400);
    let unknown = refused(&provider, "POST", "/_dev/keys/rotate", &json!({"alg": "HS256"}));
    assert_eq!(unknown, (400, "alg must be RS256, ES256 or EdDSA".to_owned()));
}
