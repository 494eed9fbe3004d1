//! Messages to clients on their way: each is sent once, since neither standard has the sender try again, and what is sent twice
//! must have another `jti` (threat W11); and each on a task of its own, so that one client that hangs holds up no other
//! (threat W13).

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use http::StatusCode;
use tokio::{sync::Semaphore, task::JoinHandle, time::timeout};
use url::Position;

use super::{World, notice::Notice};
use crate::protocol::{address::is_loopback, time::UnixTime};

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

/// How many messages are remembered that were sent.
const REMEMBERED: usize = 200;

/// A message that was sent, without what was in it.
#[derive(Debug, Clone)]
pub struct Sent {
    /// When it was settled.
    pub at: UnixTime,
    /// What it was about.
    pub kind: Kind,
    /// To whom.
    pub client_id: String,
    /// Where to, without the query.
    pub to: String,
    /// Whether it was taken, or one sentence why not.
    pub outcome: Result<(), String>,
}

/// The messages that are sent.
pub struct Notices {
    recent: Arc<Mutex<VecDeque<Sent>>>,
    room: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    logouts: Arc<Tally>,
    pings: Arc<Tally>,
}

impl Default for Notices {
    fn default() -> Self {
        Self {
            recent: Arc::default(),
            room: Arc::new(Semaphore::new(AT_A_TIME)),
            queue: Arc::new(Semaphore::new(WAITING)),
            logouts: Arc::default(),
            pings: Arc::default(),
        }
    }
}

impl Notices {
    /// What was sent of late, the newest last.
    pub fn recent(&self) -> Vec<Sent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
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
        let (recent, client_id) = (Arc::clone(&self.recent), client_id.to_owned());
        let to = notice.url[..Position::AfterPath].to_owned();
        tokio::spawn(async move {
            let outcome = match place {
                None => Err("too many others wait".to_owned()),
                Some(_place) => deliver(&*world, &room, notice).await,
            };
            remember(&recent, Sent { at: world.now(), kind, client_id, to, outcome: outcome.clone() });
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

fn remember(recent: &Mutex<VecDeque<Sent>>, sent: Sent) {
    let mut recent = recent.lock().unwrap_or_else(PoisonError::into_inner);
    if recent.len() >= REMEMBERED {
        recent.pop_front();
    }
    recent.push_back(sent);
}

async fn deliver(world: &dyn World, room: &Semaphore, notice: Notice) -> Result<(), String> {
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
        Ok(Ok(Err(why))) => Err(why),
        // Back-Channel Logout §2.8, CIBA Core §10.2: 200, and 204 for those whose framework makes that of it (threat W10)
        Ok(Ok(Ok(StatusCode::OK | StatusCode::NO_CONTENT))) => Ok(()),
        Ok(Ok(Ok(status))) => Err(format!("HTTP {}", status.as_u16())),
    }
}
