//! A battery whose cases do what a test says.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use super::{
    battery::Battery,
    case::{Case, case},
    judged::Judged,
    report::{Outcome, Report},
    run::Progress,
    trace::{Actor, Trace},
};
use crate::{
    host::{BoxFuture, Clock},
    protocol::time::UnixTime,
};

/// Its cases.
pub const CASES: &[Case] = &[
    case!("A1" Must "RFC 6749 §10.12": "the callback comes with another state" => "refuses it, and nobody is signed in"; "compare state with the one of this browser's session"),
    case!("A2" Must "OIDC Core §3.1.3.7": "the ID token is for another app" => "refuses it"; "refuse an ID token whose aud is not your client_id"),
    case!("B1" Should "RFC 9700 §2.1.1": "PKCE is looked for" => "sends a code_challenge"; "use PKCE with S256"),
    case!("B2" Info "RFC 6265 §4.1.2.5": "the cookie is looked at" => "has Secure, HttpOnly and SameSite"; "set all three"),
];

/// A report in which the first cases ended so.
pub fn report(verdicts: impl IntoIterator<Item = Judged>) -> Report {
    let outcome = |(case, judged)| {
        let trace = Trace::default();
        trace.request(Actor::Browser, Actor::App, "GET /callback?code=…");
        trace.request(Actor::App, Actor::Provider, "POST /token");
        trace.answer(Actor::Provider, Actor::App, "200");
        trace.answer(Actor::App, Actor::Browser, "302 to /");
        trace.remark(Actor::App, "somebody is signed in");
        Outcome { case, judged, arrows: trace.arrows(), took: Duration::from_millis(31), change: None }
    };
    Report {
        battery: "app",
        subject: "http://127.0.0.1:3000".into(),
        began: UnixTime(1_795_000_000),
        seed: None,
        has_baseline: false,
        outcomes: CASES.iter().zip(verdicts).map(outcome).collect(),
    }
}

/// What a case does.
pub type Act = fn(&'static Case, &Trace) -> BoxFuture<'static, Judged>;

/// A battery in which every case does the same.
pub struct Scripted {
    pub act: Act,
    pub jobs: usize,
}

impl Battery for Scripted {
    fn name(&self) -> &'static str {
        "app"
    }

    fn subject(&self) -> String {
        "http://127.0.0.1:3000".into()
    }

    fn cases(&self) -> Vec<&'static Case> {
        CASES.iter().collect()
    }

    fn jobs(&self) -> usize {
        self.jobs
    }

    fn run<'a>(&'a self, case: &'static Case, trace: &'a Trace) -> BoxFuture<'a, Judged> {
        (self.act)(case, trace)
    }
}

/// A clock on which every case that does not end by itself is late, and which goes on a second at each look.
#[derive(Default)]
pub struct Impatient(AtomicU64);

impl Clock for Impatient {
    fn now(&self) -> UnixTime {
        UnixTime(1_795_000_000)
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(self.0.fetch_add(1, Ordering::SeqCst))
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        // after the others that are ready have had their turn
        Box::pin(async {
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
        })
    }
}

/// Keeps what it hears.
#[derive(Default)]
pub struct Heard {
    /// What began and what ended.
    pub lines: Mutex<Vec<String>>,
    running: AtomicUsize,
    /// The most that ran at once.
    pub most: AtomicUsize,
}

impl Progress for Arc<Heard> {
    fn began(&self, case: &'static Case) {
        let running = self.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(running, Ordering::SeqCst);
        self.lines.lock().unwrap().push(format!("began {}", case.id));
    }

    fn ended(&self, outcome: &Outcome, done: usize, all: usize) {
        self.running.fetch_sub(1, Ordering::SeqCst);
        let name = outcome.judged.verdict.name();
        self.lines.lock().unwrap().push(format!("{done}/{all} {} {name}", outcome.case.id));
    }
}
