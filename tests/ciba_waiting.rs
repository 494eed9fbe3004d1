//! Waiting for a provider's ping (CIBA Core §10.2), in a world whose time passes by waiting alone: when the token endpoint is
//! asked, whether the ping comes, comes late, or never does.

use std::{
    future::poll_fn,
    sync::{Arc, atomic::Ordering},
    task::Poll,
};

use authctl::{
    error::{Code, Phase, Result},
    flow::polling::{self, Polling},
    host::{BoxFuture, Notified, NotifiedBy},
    protocol::{poll_times::PollTimes, token::TokenResponse},
};
use serde_json::json;

use crate::device_flow::{START, Said, World, answer, peer, refusal};

/// What a listener hears.
type Heard = fn() -> Result<()>;

/// What becomes of a listener at a moment, in seconds since the start.
struct Ping {
    world: Arc<World>,
    at: i64,
    how: fn() -> Result<()>,
}

impl Notified for Ping {
    fn expect(&mut self, _: NotifiedBy) {
        panic!("it expects its notice already")
    }
    fn came(&mut self) -> BoxFuture<'_, Result<()>> {
        // looked at when it is waited for, so that it is known until when
        Box::pin(poll_fn(|_| {
            let at = START + self.at;
            if at > self.world.until.load(Ordering::SeqCst) {
                return Poll::Pending;
            }
            self.world.now.fetch_max(at, Ordering::SeqCst);
            Poll::Ready((self.how)())
        }))
    }
}

/// How a request ends that lasts for `expires_in` seconds, by those answers and that ping.
fn ends(
    expires_in: u64,
    answers: impl IntoIterator<Item = Said>,
    ping: Option<(i64, Heard)>,
) -> (Arc<World>, Result<TokenResponse>) {
    let world = World::new(answers);
    let host = world.host();
    let polling = Polling {
        form: [("grant_type", "urn:openid:params:grant-type:ciba"), ("auth_req_id", "a")],
        times: PollTimes { expires_in, interval: 5 },
        time_limit: None,
        phase: Phase::Backchannel,
    };
    let mut ping = ping.map(|(at, how)| Ping { world: world.clone(), at, how });
    let listener = ping.as_mut().map(|ping| ping as &mut dyn Notified);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let ended = runtime.block_on(polling::tokens(&host, &peer(), &polling, listener));
    assert!(world.answers.lock().unwrap().is_empty(), "it was asked less often than was expected");
    (world, ended)
}

fn pending_polls(count: usize) -> impl Iterator<Item = Said> {
    (0..count).map(|_| refusal("authorization_pending"))
}

fn tokens() -> impl Iterator<Item = Said> {
    std::iter::once(answer(200, &json!({"access_token": "a", "token_type": "bearer"})))
}

const COMES: fn() -> Result<()> = || Ok(());
const FAILS: fn() -> Result<()> = || Err(Code::ListenFailed.error());

#[test]
fn the_ping_is_followed_at_once_and_until_then_it_is_asked_every_half_minute() {
    for (at, polls) in [(0, &[0][..]), (3, &[3]), (70, &[30, 60, 70])] {
        let (world, ended) = ends(600, pending_polls(polls.len() - 1).chain(tokens()), Some((at, COMES)));
        assert!(ended.is_ok(), "{ended:?}");
        assert_eq!(world.polls(), polls);
    }
    // without a listener the provider's own pace counts
    let (world, ended) = ends(600, pending_polls(2).chain(tokens()), None);
    assert!(ended.is_ok());
    assert_eq!(world.polls(), &[5, 10, 15]);
}

#[test]
fn a_ping_that_comes_when_it_is_too_late_for_the_interval_counts_to_the_last_second() {
    // CIBA Core §7.3: the interval is between polls, and the ping calls for one at once
    let (world, ended) = ends(64, pending_polls(2).chain(tokens()), Some((63, COMES)));
    assert!(ended.is_ok(), "{ended:?}");
    assert_eq!(world.polls(), &[30, 60, 63]);
}

#[test]
fn without_its_ping_the_request_expires_and_nobody_is_asked_against_the_interval() {
    for (expires_in, polls) in [(64, &[30, 60][..]), (100, &[30, 60, 90, 99])] {
        let (world, ended) = ends(expires_in, pending_polls(polls.len()), Some((1000, COMES)));
        assert_eq!(ended.unwrap_err().code(), Code::ExpiredToken);
        assert_eq!(world.polls(), polls);
    }
}

#[test]
fn who_pings_too_early_or_a_listener_that_fails_leaves_the_pace_of_the_provider() {
    let (world, ended) = ends(600, pending_polls(2).chain(tokens()), Some((3, COMES)));
    assert!(ended.is_ok());
    assert_eq!(world.polls(), &[3, 8, 13]);
    let (world, ended) = ends(600, pending_polls(1).chain(tokens()), Some((2, FAILS)));
    assert!(ended.is_ok());
    assert_eq!(world.polls(), &[30, 35]);
    assert_eq!(
        *world.said.lock().unwrap(),
        ["The listener for the provider's ping has failed; asking again and again instead."]
    );
}
