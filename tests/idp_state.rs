//! The embedded provider's state over restarts, kills, full disks and floods.

use std::sync::{Arc, atomic::Ordering};

use authctl::error::Code;

use crate::support::{
    dev_provider::DevProvider,
    user_agent::{Browser, authorization, claims, redeem, refresh},
    wire,
};

#[test]
fn keys_sessions_consents_and_tokens_survive_a_restart() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let tokens = redeem(&provider, &browser.code(&provider, "alice")).json();
    let pending = browser.code(&provider, "alice");
    let keys = provider.get("/jwks").json();
    let revoked = redeem(&provider, &browser.code(&provider, "alice")).json();
    let revoked = revoked["refresh_token"].as_str().unwrap().to_owned();
    provider.post("/revoke", &[("client_id", "authctl"), ("token", &revoked)]);

    let old = provider.authority.rsplit(':').next().unwrap().to_owned();
    let provider = provider.restart();
    let new = provider.authority.rsplit(':').next().unwrap();
    assert_eq!(provider.get("/jwks").json(), keys);
    assert_eq!(provider.stat("logins"), 1);
    assert_eq!(provider.stat("codes_issued"), 3);
    // a cookie's name holds the port
    let cookies = std::mem::take(&mut browser.cookies);
    browser.cookies = cookies.into_iter().map(|(name, value)| (name.replace(&old, new), value)).collect();
    let silent = browser.get(&provider, &authorization(&[("prompt", "none")]));
    assert!(silent.location_parameter("code").is_some(), "{silent:?}");
    assert_eq!(redeem(&provider, &pending).status, 200);
    assert_eq!(redeem(&provider, &pending).error(), (400, "invalid_grant".into()));
    let second = refresh(&provider, tokens["refresh_token"].as_str().unwrap());
    assert_eq!(second.status, 200);
    assert_eq!(refresh(&provider, &revoked).error(), (400, "invalid_grant".into()));

    let provider = provider.restart();
    assert_eq!(
        refresh(&provider, tokens["refresh_token"].as_str().unwrap()).error(),
        (400, "invalid_grant".into())
    );
    assert_eq!(provider.stat("refresh_reuse_refused"), 1);
    let second = second.json();
    assert_eq!(
        refresh(&provider, second["refresh_token"].as_str().unwrap()).error(),
        (400, "invalid_grant".into())
    );
}

#[test]
fn the_journal_holds_no_code_no_token_and_no_cookie() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let code = browser.code(&provider, "alice");
    let tokens = redeem(&provider, &code).json();
    let next = refresh(&provider, tokens["refresh_token"].as_str().unwrap()).json();
    let journal = String::from_utf8(provider.journal.text.lock().unwrap().clone()).unwrap();
    assert!(journal.contains("\"change\":\"code_redeemed\""));
    let mut secrets = vec![code];
    for tokens in [&tokens, &next] {
        secrets.extend(
            ["access_token", "refresh_token", "id_token"].map(|n| tokens[n].as_str().unwrap().to_owned()),
        );
    }
    secrets.extend(browser.cookies.into_values());
    for secret in secrets {
        assert!(!journal.contains(&secret));
    }
}

#[test]
fn a_last_line_cut_off_anywhere_is_dropped_and_the_rest_holds() {
    let mut provider = DevProvider::start("");
    let tokens = redeem(&provider, &Browser::default().code(&provider, "alice")).json();
    let token = tokens["refresh_token"].as_str().unwrap();
    let before = provider.journal.text.lock().unwrap().clone();
    refresh(&provider, token);
    provider.stop();
    let after = provider.journal.text.lock().unwrap().clone();
    assert!(after.len() > before.len() + 20);
    for cut in [before.len() + 1, before.len() + 10, after.len() - 1] {
        *provider.journal.text.lock().unwrap() = after[..cut].to_vec();
        let again = DevProvider::start_with("", provider.journal.clone(), Arc::clone(&provider.world))
            .expect("starts");
        // that refresh was never answered, so the token still works, and works on after the repair
        assert_eq!(refresh(&again, token).status, 200, "cut at {cut}");
        let again = again.restart();
        assert_eq!(refresh(&again, token).error(), (400, "invalid_grant".into()));
    }
}

#[test]
fn any_other_bad_line_stops_the_start_and_is_named() {
    let mut provider = DevProvider::start("");
    Browser::default().code(&provider, "alice");
    provider.stop();
    let good = provider.journal.text.lock().unwrap().clone();
    let text = String::from_utf8(good.clone()).unwrap();
    let third = text.lines().nth(2).unwrap();
    for (bad, line) in [
        (text.replacen(third, "{}", 1).into_bytes(), 3),
        (text.replacen(third, "", 1).into_bytes(), 3),
        (text.replacen(third, &third[..third.len() / 2], 1).into_bytes(), 3),
        (text.replacen("authctl_dev_state\":2", "authctl_dev_state\":3", 1).into_bytes(), 1),
        ([&good[..], b"\xff\n"].concat(), text.lines().count() + 1),
    ] {
        *provider.journal.text.lock().unwrap() = bad.clone();
        let started = DevProvider::start_with("", provider.journal.clone(), Arc::clone(&provider.world));
        let error = started.err().expect("it does not start");
        assert_eq!(error.code(), Code::DevStateFailed);
        assert_eq!(error.text(), format!("line {line} of the embedded provider's state cannot be read"));
        assert_eq!(error.advice(), "remove dev-state.jsonl, or choose another AUTHCTL_STATE_DIR");
        assert_eq!(*provider.journal.text.lock().unwrap(), bad, "it is left as it was");
    }
}

#[test]
fn a_full_disk_refuses_and_nothing_is_lost_when_there_is_room_again() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let tokens = redeem(&provider, &browser.code(&provider, "alice")).json();
    let token = tokens["refresh_token"].as_str().unwrap();
    provider.journal.full.store(true, Ordering::SeqCst);
    for _ in 0..3 {
        assert_eq!(refresh(&provider, token).error(), (500, "server_error".into()));
    }
    let page = browser.get(&provider, &authorization(&[]));
    assert_eq!(page.location_parameter("error").as_deref(), Some("server_error"));
    assert!(!provider.world.notes.lock().unwrap().is_empty());
    provider.journal.full.store(false, Ordering::SeqCst);
    assert_eq!(refresh(&provider, token).status, 200);
    let provider = provider.restart();
    assert_eq!(refresh(&provider, token).error(), (400, "invalid_grant".into()));
}

#[test]
fn strangers_leave_nothing_behind() {
    // P17
    let provider = DevProvider::start("");
    provider.get("/jwks");
    let before = provider.journal.text.lock().unwrap().len();
    for number in 0..500 {
        let state = format!("state-{number}");
        provider.get(&authorization(&[("state", &state)]));
        provider.get(&format!("/junk/{number}"));
        redeem(&provider, &state);
        refresh(&provider, &state);
    }
    assert_eq!(provider.journal.text.lock().unwrap().len(), before);
    assert_eq!(provider.stat("token_requests"), 1000);
    assert_eq!(provider.stat("active_sessions"), 0);
}

#[test]
fn the_journal_is_rewritten_before_it_grows_without_end() {
    // P17
    let provider = DevProvider::start("");
    let tokens = redeem(&provider, &Browser::default().code(&provider, "alice")).json();
    let mut token = tokens["refresh_token"].as_str().unwrap().to_owned();
    for _ in 0..200 {
        token = refresh(&provider, &token).json()["refresh_token"].as_str().unwrap().to_owned();
    }
    let lines = |provider: &DevProvider| {
        provider.journal.text.lock().unwrap().iter().filter(|byte| **byte == b'\n').count()
    };
    assert!(lines(&provider) > 200);
    let provider = provider.restart();
    assert!(lines(&provider) < 12);
    assert_eq!(provider.stat("refreshes"), 200);
    let answer = refresh(&provider, &token);
    assert_eq!(claims(answer.json()["access_token"].as_str().unwrap())["sub"], "alice");
}

#[test]
fn a_user_who_was_removed_is_signed_out() {
    let config = "[[users]]\nusername = \"alice\"\n[[users]]\nusername = \"carol\"\n";
    let mut provider = DevProvider::start(config);
    let tokens = redeem(&provider, &Browser::default().code(&provider, "carol")).json();
    provider.stop();
    let provider =
        DevProvider::start_with("", provider.journal.clone(), Arc::clone(&provider.world)).expect("starts");
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let user = wire::send(&provider.authority, "GET", "/userinfo", &[("Authorization", &bearer)], "");
    assert_eq!(user.error(), (401, "invalid_token".into()));
    assert_eq!(
        refresh(&provider, tokens["refresh_token"].as_str().unwrap()).error(),
        (400, "invalid_grant".into())
    );
}
