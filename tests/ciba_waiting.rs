//! Waiting for a provider's ping (CIBA Core §10.2), in a world whose time passes by waiting alone: when the token endpoint is
//! asked, whether the ping comes, comes late, or never does.

use std::{
    collections::VecDeque,
    future::{poll_fn, ready},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    task::Poll,
    time::Duration,
};

use authctl::{
    error::{Code, Phase, Result},
    flow::polling::{self, Polling},
    host::{
        BoxFuture, Browser, Callback, CallbackAddress, Clock, Host, Http, Loopback, Notified, NotifiedBy,
        Paste, Random, Talk, Witness,
    },
    protocol::{
        exchange::{Request, Response},
        poll_times::PollTimes,
        step::Step,
        time::UnixTime,
        token::TokenResponse,
    },
    secret::SecretString,
};
use serde_json::json;

use crate::device_flow::{START, Said, answer, peer, refusal};

/// What the provider says to each poll, and the time, which nothing but waiting lets pass.
struct World {
    now: AtomicI64,
    /// Until when somebody waits, if nothing happens before.
    until: AtomicI64,
    answers: Mutex<VecDeque<Said>>,
    polls: Mutex<Vec<i64>>,
    said: Mutex<Vec<String>>,
}

impl Http for World {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Response>> {
        self.polls.lock().unwrap().push(self.now.load(Ordering::SeqCst) - START);
        let answer = self.answers.lock().unwrap().pop_front().expect("one poll more than was expected");
        Box::pin(ready(answer))
    }
}

impl Clock for World {
    fn now(&self) -> UnixTime {
        UnixTime(self.now.load(Ordering::SeqCst))
    }
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        let until = self.now.load(Ordering::SeqCst) + time.as_secs().cast_signed();
        self.until.store(until, Ordering::SeqCst);
        Box::pin(async move { self.now.store(until, Ordering::SeqCst) })
    }
}

impl Talk for World {
    fn say(&self, line: &str) {
        self.said.lock().unwrap().push(line.to_owned());
    }
}

impl Witness for World {
    fn saw(&self, _: Step) {}
}

impl Browser for World {
    fn open(&self, _: &url::Url) -> Result<bool> {
        panic!("no browser is opened")
    }
}

impl Loopback for World {
    fn listen(&self, _: &CallbackAddress, _: &authctl::host::Awaited) -> Result<Box<dyn Callback>> {
        panic!("no callback is awaited")
    }
}

impl Random for World {
    fn fill(&self, _: &mut [u8]) {
        panic!("nothing is random")
    }
}

impl Paste for World {
    fn line(&self) -> BoxFuture<'_, Option<SecretString>> {
        panic!("nothing is pasted")
    }
}

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
    ping: Option<(i64, fn() -> Result<()>)>,
) -> (Arc<World>, Result<TokenResponse>) {
    let world = Arc::new(World {
        now: AtomicI64::new(START),
        until: AtomicI64::new(START),
        answers: Mutex::new(answers.into_iter().collect()),
        polls: Mutex::default(),
        said: Mutex::default(),
    });
    let host = Host {
        http: world.clone(),
        browser: world.clone(),
        loopback: world.clone(),
        clock: world.clone(),
        random: world.clone(),
        talk: world.clone(),
        paste: world.clone(),
        witness: world.clone(),
    };
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

#[track_caller]
fn asked(world: &World, at: &[i64]) {
    assert_eq!(*world.polls.lock().unwrap(), at);
}

const COMES: fn() -> Result<()> = || Ok(());
const FAILS: fn() -> Result<()> = || Err(Code::ListenFailed.error());

#[test]
fn the_ping_is_followed_at_once_and_until_then_it_is_asked_every_half_minute() {
    for (at, polls) in [(0, &[0][..]), (3, &[3]), (70, &[30, 60, 70])] {
        let (world, ended) = ends(600, pending_polls(polls.len() - 1).chain(tokens()), Some((at, COMES)));
        assert!(ended.is_ok(), "{ended:?}");
        asked(&world, polls);
    }
    // without a listener the provider's own pace counts
    let (world, ended) = ends(600, pending_polls(2).chain(tokens()), None);
    assert!(ended.is_ok());
    asked(&world, &[5, 10, 15]);
}

#[test]
fn a_ping_that_comes_when_it_is_too_late_for_the_interval_counts_to_the_last_second() {
    // CIBA Core §7.3: the interval is between polls, and the ping calls for one at once
    let (world, ended) = ends(64, pending_polls(2).chain(tokens()), Some((63, COMES)));
    assert!(ended.is_ok(), "{ended:?}");
    asked(&world, &[30, 60, 63]);
}

#[test]
fn without_its_ping_the_request_expires_and_nobody_is_asked_against_the_interval() {
    for (expires_in, polls) in [(64, &[30, 60][..]), (100, &[30, 60, 90, 99])] {
        let (world, ended) = ends(expires_in, pending_polls(polls.len()), Some((1000, COMES)));
        assert_eq!(ended.unwrap_err().code(), Code::ExpiredToken);
        asked(&world, polls);
    }
}

#[test]
fn who_pings_too_early_or_a_listener_that_fails_leaves_the_pace_of_the_provider() {
    let (world, ended) = ends(600, pending_polls(2).chain(tokens()), Some((3, COMES)));
    assert!(ended.is_ok());
    asked(&world, &[3, 8, 13]);
    let (world, ended) = ends(600, pending_polls(1).chain(tokens()), Some((2, FAILS)));
    assert!(ended.is_ok());
    asked(&world, &[30, 35]);
    assert_eq!(
        *world.said.lock().unwrap(),
        ["The listener for the provider's ping has failed; asking again and again instead."]
    );
}
