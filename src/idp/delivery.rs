//! Messages to clients on their way: each is sent once, since neither standard has the sender try again, and what is sent twice
//! must have another `jti` (threat W11); and each on a task of its own, so that one client that hangs holds up no other
//! (threat W13).

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use http::StatusCode;
use tokio::{sync::Semaphore, task::JoinHandle, time::timeout};
use url::Position;

use super::{
    World,
    notice::Notice,
    request_log::{RequestLog, entry::Message},
};
use crate::protocol::address::is_loopback;

/// How many are sent at a time.
pub const AT_A_TIME: usize = 16;
/// How many may wait for that (threat P17).
const WAITING: usize = 256;
/// How long one may take.
const EXCHANGE: Duration = Duration::from_secs(5);
/// How long one may take with its waiting.
const WHOLE: Duration = Duration::from_secs(10);

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The end of a session (Back-Channel Logout §2.5).
    Logout,
    /// The same, for a vendor's client.
    LogoutHook,
    /// A person's decision (CIBA Core §10.2).
    Ping,
}

impl Kind {
    /// What it is, in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Logout => "the back-channel logout",
            Self::LogoutHook => "the logout hook's call",
            Self::Ping => "the CIBA ping",
        }
    }
}

/// How many were taken, and how many were not; since the start.
#[derive(Debug, Default)]
pub struct Tally {
    taken: AtomicU64,
    failed: AtomicU64,
}

impl Tally {
    /// How many were taken.
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// How many were not.
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }
}

/// The messages that are sent.
pub struct Notices {
    log: Arc<RequestLog>,
    room: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    logouts: Arc<Tally>,
    pings: Arc<Tally>,
}

impl Notices {
    /// None yet. What becomes of each is written there.
    pub fn new(log: Arc<RequestLog>) -> Self {
        Self {
            log,
            room: Arc::new(Semaphore::new(AT_A_TIME)),
            queue: Arc::new(Semaphore::new(WAITING)),
            logouts: Arc::default(),
            pings: Arc::default(),
        }
    }

    /// How many there were of a kind.
    pub fn tally(&self, kind: Kind) -> &Arc<Tally> {
        match kind {
            Kind::Logout | Kind::LogoutHook => &self.logouts,
            Kind::Ping => &self.pings,
        }
    }

    /// Sends one to a client, and tells who waits for it whether it was taken, or one sentence why not. It goes on when nobody
    /// waits for it any more.
    pub fn send(
        &self,
        world: &Arc<dyn World>,
        kind: Kind,
        client_id: &str,
        notice: Notice,
    ) -> JoinHandle<Result<(), String>> {
        let (world, room, tally) = (Arc::clone(world), Arc::clone(&self.room), Arc::clone(self.tally(kind)));
        let place = Arc::clone(&self.queue).try_acquire_owned().ok();
        let what = format!("{} to {client_id}", kind.name());
        let (log, client_id) = (Arc::clone(&self.log), client_id.to_owned());
        let to = notice.url[..Position::AfterPath].to_owned();
        tokio::spawn(async move {
            let answer = match place {
                None => Err("too many others wait".to_owned()),
                Some(_place) => deliver(&*world, &room, notice).await,
            };
            let (status, outcome) = (answer.as_ref().ok().copied(), answer.and_then(judged));
            let (about, told) = (kind.name().to_owned(), outcome.clone());
            log.sent(world.now(), Message { what: about, client_id, to, status, outcome: told });
            match &outcome {
                Ok(()) => {
                    tally.taken.fetch_add(1, Ordering::Relaxed);
                    world.note(&format!("{what} was taken"));
                }
                Err(why) => {
                    tally.failed.fetch_add(1, Ordering::Relaxed);
                    world.note(&format!("{what} was not taken: {why}"));
                }
            }
            outcome
        })
    }
}

async fn deliver(world: &dyn World, room: &Semaphore, notice: Notice) -> Result<StatusCode, String> {
    // registered as such; a second wall costs nothing
    if !is_loopback(&notice.url) {
        return Err("its address is not on this machine".to_owned());
    }
    let whole = timeout(WHOLE, async {
        let _room = room.acquire().await;
        timeout(EXCHANGE, world.send(notice)).await
    });
    match whole.await {
        Err(_) => Err("others took all the time".to_owned()),
        Ok(Err(_)) => Err(format!("no answer within {} s", EXCHANGE.as_secs())),
        Ok(Ok(answer)) => answer,
    }
}

/// Back-Channel Logout §2.8, CIBA Core §10.2: 200, and 204 for those whose framework makes that of it (threat W10).
fn judged(status: StatusCode) -> Result<(), String> {
    match status {
        StatusCode::OK | StatusCode::NO_CONTENT => Ok(()),
        status => Err(format!("HTTP {}", status.as_u16())),
    }
}
