//! The only door to the outside: HTTP, browser, loopback listener, clock, randomness, files, keyring, terminal.
//!
//! The traits here are the *ports*: flows see only these, so a test can script the whole world. The real ones
//! stand beside, one file each.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "this is the door")]

pub mod app_process;
pub mod browser;
pub mod child;
pub mod chromium;
pub mod clock;
mod conversation;
pub mod credential_helper;
pub mod directories;
pub mod disk;
pub mod environment;
pub mod event_listener;
mod fault;
pub mod files;
mod gate;
mod head;
pub mod hidden_line;
pub mod hook;
pub mod http;
pub mod interrupt;
pub mod keyring;
mod launch;
pub mod lock;
pub mod loopback;
mod loopback_socket;
pub mod memory;
mod notification;
mod page;
pub mod parent;
pub mod port;
pub mod port_file;
mod posting;
pub mod proxy;
pub mod random;
mod rate;
pub mod resolver;
mod router;
pub mod screen;
pub mod secret_source;
mod system;
pub mod terminal;
mod tls;
pub mod user_file;
pub mod volley;
mod volley_answer;
mod wait;

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use url::Url;

use crate::{
    error::{Code, Result},
    protocol::{
        authorization::Arrived,
        exchange::{Request, Response},
        response_mode::Delivery,
        step::Step,
        time::UnixTime,
    },
    secret::SecretString,
};

/// What an asynchronous port returns.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one request, follows nothing, reads the answer within the endpoint's limit.
///
/// An HTTP status is an answer, not an error; an error is what kept an answer from coming (or a size, an encoding or a 3xx
/// that is refused; where authctl plays the browser, at [`Endpoint::Authorization`], [`Endpoint::App`] and [`Endpoint::AppScript`], and at an API a 3xx is an answer). After an error,
/// [`may_have_been_sent`](crate::error::Error::may_have_been_sent) tells whether the request can have been read.
///
/// [`Endpoint::Authorization`]: crate::protocol::exchange::Endpoint::Authorization
/// [`Endpoint::App`]: crate::protocol::exchange::Endpoint::App
/// [`Endpoint::AppScript`]: crate::protocol::exchange::Endpoint::AppScript
pub trait Http: Send + Sync {
    /// Sends it.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response>>;
}

/// Opens addresses in the person's browser.
pub trait Browser: Send + Sync {
    /// Opens `url`, which was judged before; `Ok(false)` if there is no browser here to open. Blocks until that is known,
    /// which for a program in the foreground takes two seconds.
    fn open(&self, url: &Url) -> Result<bool>;
}

/// A browser that runs scripts, by its DevTools protocol: messages of JSON, each a whole. It ends when this is dropped.
pub trait DevTools: Send + Sync {
    /// Sends one. That it cannot be sent is told by the end of those that come.
    fn send(&self, message: String);

    /// Waits for the next; `None` once none can come any more. Nothing is lost if the waiting is given up.
    fn next(&self) -> BoxFuture<'_, Option<String>>;

    /// What it said last, beside that.
    fn last_words(&self) -> String;
}

/// Where the listener for the browser's answer shall stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackAddress {
    /// The host as it stands in the redirect URI.
    pub host: CallbackHost,
    /// The port; 0 for any free one.
    pub port: u16,
    /// The path, beginning with `/`.
    pub path: String,
}

/// The hosts a redirect URI may have (RFC 8252 §7.3, §8.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallbackHost {
    /// `127.0.0.1`
    Ipv4,
    /// `[::1]`
    Ipv6,
    /// `localhost`: both addresses on one port, or none (threat C44).
    Localhost,
}

/// What the listener is there for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Awaited {
    /// How the answer will come.
    pub by: Delivery,
    /// The origins of the provider's pages, from which a form may be posted (RFC 6454 §6.2).
    pub origins: Vec<String>,
}

/// Opens the listener that the browser is sent back to.
pub trait Loopback: Send + Sync {
    /// Binds it. The socket is open, and nobody else can have the port, until the listener is dropped.
    fn listen(&self, address: &CallbackAddress, awaited: &Awaited) -> Result<Box<dyn Callback>>;

    /// Binds one that a provider calls itself; on a runtime, and open until it is dropped.
    fn listen_for_notice(&self, _: &CallbackAddress) -> Result<Box<dyn Notified>> {
        Err(Code::ListenFailed.error())
    }
}

/// What a provider's notice has to show (CIBA Core §10.2).
pub struct NotifiedBy {
    /// The token that it was given.
    pub bearer: SecretString,
    /// What it is about.
    pub auth_req_id: SecretString,
}

/// An open listener for a provider's notice.
pub trait Notified: Send {
    /// What is waited for from now on.
    fn expect(&mut self, notice: NotifiedBy);

    /// Waits for it; never ends for another.
    fn came(&mut self) -> BoxFuture<'_, Result<()>>;
}

/// Judges whether a request's parameters are the answer to this login (right `state`, no parameter twice); anything else is
/// answered with a fixed page and forgotten (threat C46).
pub type IsOurs = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// An open listener. Dropping it closes the socket.
pub trait Callback: Send {
    /// The redirect URI that leads here.
    fn redirect_uri(&self) -> Url;

    /// Waits for the one request that is ours and returns its parameters; never ends for another. They may have come in the
    /// query although another way was awaited: that is for the caller to judge.
    fn receive(&mut self, is_ours: IsOurs) -> BoxFuture<'_, Result<Arrived>>;

    /// How many requests were not ours so far.
    fn ignored(&self) -> usize;
}

/// The time of day, and waiting.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> UnixTime;

    /// The monotonic clock: how long since a moment that stays the same for as long as the program runs.
    fn monotonic(&self) -> Duration {
        Duration::from_secs(self.now().0.unsigned_abs())
    }

    /// Waits by the monotonic clock.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()>;
}

/// Randomness that nobody can guess.
pub trait Random: Send + Sync {
    /// Fills the buffer, or aborts: without randomness nothing here is safe (threat C160).
    fn fill(&self, buffer: &mut [u8]);
}

/// Sees each step of a flow when it is over, for a transcript. Steps hold secrets: whoever shows one masks it.
pub trait Witness: Send + Sync {
    /// Hears of one step.
    fn saw(&self, step: Step);
}

/// Where a person can paste the address that the browser ended at.
pub trait Paste: Send + Sync {
    /// Waits for one line; `None` once nothing more can come.
    fn line(&self) -> BoxFuture<'_, Option<SecretString>>;
}

/// The person's screen: stderr is talk.
pub trait Talk: Send + Sync {
    /// Says one line of talk; the text is ours or was sanitised.
    fn say(&self, line: &str);
}

/// Everything a flow may ask of the world.
#[derive(Clone)]
pub struct Host {
    /// HTTP.
    pub http: Arc<dyn Http>,
    /// The browser.
    pub browser: Arc<dyn Browser>,
    /// The listener for its answer.
    pub loopback: Arc<dyn Loopback>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// stderr.
    pub talk: Arc<dyn Talk>,
    /// stdin.
    pub paste: Arc<dyn Paste>,
    /// The transcript, if one is kept.
    pub witness: Arc<dyn Witness>,
}
