//! One code and one refresh token in many hands at once: exactly one wins, and then nothing of it works.

use std::{sync::Barrier, thread};

use crate::support::{
    dev_provider::DevProvider,
    user_agent::{Browser, redeem, refresh},
    wire::{self, Answer},
};

const HANDS: usize = 24;

/// The same request from many threads at the same moment.
fn all_at_once(request: impl Fn() -> Answer + Sync) -> Vec<Answer> {
    let barrier = Barrier::new(HANDS);
    thread::scope(|scope| {
        let hand = || {
            barrier.wait();
            request()
        };
        let hands: Vec<_> = (0..HANDS).map(|_| scope.spawn(hand)).collect();
        hands.into_iter().map(|hand| hand.join().expect("no panic")).collect()
    })
}

fn winner(answers: &[Answer]) -> serde_json::Value {
    let won: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(won.len(), 1);
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(lost.error(), (400, "invalid_grant".into()));
    }
    won[0].json()
}

fn is_dead(provider: &DevProvider, tokens: &serde_json::Value) {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let user = wire::send(&provider.authority, "GET", "/userinfo", &[("Authorization", &bearer)], "");
    assert_eq!(user.error(), (401, "invalid_token".into()));
    let token = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(refresh(provider, token).error(), (400, "invalid_grant".into()));
}

#[test]
fn of_many_who_use_one_code_one_wins_and_its_tokens_are_revoked() {
    // P5
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    for round in 1..=5 {
        let code = browser.code(&provider, "alice");
        let answers = all_at_once(|| redeem(&provider, &code));
        is_dead(&provider, &winner(&answers));
        assert_eq!(provider.stat("code_reuse_refused"), round * (HANDS as u64 - 1));
        assert_eq!(provider.stat("codes_redeemed"), round);
    }
}

#[test]
fn of_many_who_use_one_refresh_token_one_wins_and_the_family_is_revoked() {
    // P7
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    for round in 1..=5 {
        let tokens = redeem(&provider, &browser.code(&provider, "alice")).json();
        let token = tokens["refresh_token"].as_str().unwrap().to_owned();
        let answers = all_at_once(|| refresh(&provider, &token));
        is_dead(&provider, &winner(&answers));
        assert_eq!(provider.stat("refresh_reuse_refused"), round * (HANDS as u64 - 1));
        assert_eq!(provider.stat("refreshes"), round);
    }
}

#[test]
fn of_many_who_use_one_device_code_one_wins() {
    // P12
    let provider = DevProvider::start("");
    for round in 1..=5 {
        let asked = [("client_id", "authctl"), ("scope", "openid")];
        let device = provider.post("/device_authorization", &asked).json();
        let (code, user_code) =
            (device["device_code"].as_str().unwrap(), device["user_code"].as_str().unwrap());
        let mut browser = Browser::default();
        let page = browser.get(&provider, "/device");
        let page = browser.submit(&provider, &page, &[("user_code", user_code)]);
        let page = browser.sign_in(&provider, &page, "alice");
        browser.submit(&provider, &page, &[("decision", "allow")]);
        let grant = "urn:ietf:params:oauth:grant-type:device_code";
        let fields = [("grant_type", grant), ("client_id", "authctl"), ("device_code", code)];
        let answers = all_at_once(|| provider.post("/token", &fields));
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        for lost in answers.iter().filter(|answer| answer.status != 200) {
            assert!(["invalid_grant", "slow_down"].contains(&lost.error().1.as_str()), "{lost:?}");
        }
        assert_eq!(provider.stat("devices_redeemed"), round);
    }
}

#[test]
fn an_old_refresh_token_ends_its_family_and_no_other() {
    // P7
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let sign_in = |browser: &mut Browser| {
        let tokens = redeem(&provider, &browser.code(&provider, "alice")).json();
        tokens["refresh_token"].as_str().unwrap().to_owned()
    };
    let (first, other) = (sign_in(&mut browser), sign_in(&mut browser));
    let second = refresh(&provider, &first).json()["refresh_token"].as_str().unwrap().to_owned();
    let third = refresh(&provider, &second).json()["refresh_token"].as_str().unwrap().to_owned();
    assert_eq!(refresh(&provider, &first).error(), (400, "invalid_grant".into()));
    assert_eq!(refresh(&provider, &third).error(), (400, "invalid_grant".into()));
    assert_eq!(refresh(&provider, &other).status, 200);
    assert_eq!(provider.stat("refresh_reuse_refused"), 1);
}
