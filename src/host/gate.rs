//! The public socket of the callback listener: takes every connection, lets through what is one whole, strict, bounded
//! HTTP/1.1 request to the very host of the redirect URI, and hands that to the [`router`](super::router) (RFC 9112;
//! threats C45, C50, C52, C53, C61).
//!
//! Why the library does not hold this socket itself, as measured: of five simultaneous kept-alive connections it answers
//! four, it reads an endless header without a cap, and its accept loop ends for good at the first error.

use std::{
    collections::VecDeque,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    runtime,
    sync::{Mutex, Notify},
    task::{AbortHandle, JoinSet, yield_now},
    time::{sleep, timeout},
};

use url::{Position, Url};

use super::{head, page::Page, router::Router, wait::Wait};
use crate::{
    error::{Code, Error, Phase, Result},
    protocol::response_mode::Delivery,
};

/// The most connections at a time; the oldest that has not said anything whole goes first.
const MAX_CONNECTIONS: usize = 32;
/// For a request's head; and again for its answer.
const REQUEST_WITHIN: Duration = Duration::from_secs(5);
/// How long the listener stands after the good answer, for the page that follows it.
const GRACE: Duration = Duration::from_secs(1);
/// How long answers that are being written may take when everything else is over.
const FLUSH: Duration = Duration::from_millis(300);
/// The pause after a failed accept; out of descriptors, trying at once only burns the processor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How often in a row accepting may fail: ten seconds.
const ACCEPT_FAILURES: usize = 200;
/// How many connections are cut when one cannot be accepted.
const ROOM_ON_FAILURE: usize = 4;
/// How much of an unwanted body is read before closing, so that the close does not destroy the answer.
const LINGER_BYTES: usize = 64 * 1024;
/// How long it is read.
const LINGER: Duration = Duration::from_millis(250);

/// The open gate: a thread with a runtime of its own, so that a busy login cannot starve it. Closes itself soon after
/// the good answer, and when dropped.
pub(super) struct Gate {
    closing: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

impl Gate {
    /// Opens it on the sockets that `bind` makes, and returns it with the redirect URI that leads to them. All of it
    /// happens in the gate's own thread: the caller may be a task of another runtime, where this one could not be dropped.
    pub(super) fn open(
        bind: impl FnOnce() -> Result<(Vec<TcpListener>, Url)> + Send + 'static,
        wait: Arc<Wait>,
    ) -> Result<(Self, Url)> {
        let closing = Arc::new(Notify::new());
        let until = closing.clone();
        let (sender, opened) = mpsc::sync_channel(1);
        let thread = thread::Builder::new()
            .name("gate".into())
            .spawn(move || keep(bind, wait, &until, &sender))
            .map_err(|error| failed(&error))?;
        let redirect_uri = opened.recv().unwrap_or_else(|_| Err(failed(&io::ErrorKind::Other.into())))?;
        Ok((Self { closing, thread: Some(thread) }, redirect_uri))
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.closing.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What cannot be opened, in words.
pub(super) fn failed(error: &io::Error) -> Error {
    Code::ListenFailed
        .error()
        .phase(Phase::Callback)
        .message(format!("the listener for the browser's answer cannot be opened: {}", error.kind()))
}

/// The gate's thread: binds, says how that went, and stays until the login is over.
fn keep(
    bind: impl FnOnce() -> Result<(Vec<TcpListener>, Url)>,
    wait: Arc<Wait>,
    closing: &Notify,
    opened: &mpsc::SyncSender<Result<Url>>,
) {
    let prepared = || {
        let runtime =
            runtime::Builder::new_current_thread().enable_all().build().map_err(|error| failed(&error))?;
        let (listeners, redirect_uri) = {
            let _inside = runtime.enter();
            bind()?
        };
        let router = Router::start(&wait).map_err(|error| failed(&error))?;
        Ok((runtime, listeners, router, redirect_uri))
    };
    match prepared() {
        Ok((runtime, listeners, router, redirect_uri)) => {
            // as browsers write it: no port if it is 80
            let authority = redirect_uri[Position::BeforeHost..Position::AfterPort].to_owned();
            let desk = Arc::new(Desk { authority, router: Mutex::new(Some(router)), wait });
            let _ = opened.send(Ok(redirect_uri));
            runtime.block_on(keep_open(listeners, desk, closing));
        }
        Err(error) => {
            let _ = opened.send(Err(error));
        }
    }
}

/// Accepts until the login is over.
async fn keep_open(listeners: Vec<TcpListener>, desk: Arc<Desk>, closing: &Notify) {
    let mut crowd = Crowd::default();
    tokio::select! {
        () = over(&desk.wait, closing) => {}
        () = accept_all(&listeners, &desk, &mut crowd) => {
            desk.wait.fail(Code::ListenFailed.error().phase(Phase::Callback));
        }
    }
    drop(listeners);
    crowd.finish().await;
}

/// Ends when nothing can come any more (threat C45): dropped without an answer, or the answer's page was fetched, or it
/// was not within the grace.
async fn over(wait: &Wait, closing: &Notify) {
    let taken = async {
        until(&wait.progress, || wait.is_taken()).await;
        let _ = timeout(GRACE, until(&wait.progress, || wait.is_shown())).await;
    };
    tokio::pin!(taken);
    tokio::select! {
        () = &mut taken => {}
        () = closing.notified() => if wait.is_taken() { taken.await },
    }
}

/// Waits for a condition whose changes `notify` tells.
async fn until(notify: &Notify, condition: impl Fn() -> bool) {
    loop {
        let notified = notify.notified();
        tokio::pin!(notified);
        notified.as_mut().enable();
        if condition() {
            return;
        }
        notified.await;
    }
}

async fn accept_all(listeners: &[TcpListener], desk: &Arc<Desk>, crowd: &mut Crowd) {
    let mut failures = 0;
    while failures < ACCEPT_FAILURES {
        let accepted = match listeners {
            [one] => one.accept().await,
            [one, other] => {
                tokio::select! { accepted = one.accept() => accepted, accepted = other.accept() => accepted }
            }
            _ => return,
        };
        match accepted {
            Ok((stream, _)) => {
                failures = 0;
                crowd.admit(desk, stream);
                // lets the newcomer read before the next one could push it out
                yield_now().await;
            }
            // a caller that left while it waited, which some systems tell; C61: no reason to stop
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            // C61: out of descriptors, as a rule; the router needs some as well
            Err(_) => {
                failures += 1;
                (0..ROOM_ON_FAILURE).for_each(|_| crowd.drop_oldest());
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// The connections that are open.
#[derive(Default)]
struct Crowd {
    tasks: JoinSet<()>,
    members: VecDeque<Member>,
}

struct Member {
    task: AbortHandle,
    is_being_answered: Arc<AtomicBool>,
}

impl Crowd {
    fn admit(&mut self, desk: &Arc<Desk>, stream: TcpStream) {
        while self.tasks.try_join_next().is_some() {}
        self.members.retain(|member| !member.task.is_finished());
        if self.members.len() >= MAX_CONNECTIONS {
            self.drop_oldest();
        }
        let is_being_answered = Arc::new(AtomicBool::new(false));
        let task = self.tasks.spawn(desk.clone().serve(stream, is_being_answered.clone()));
        self.members.push_back(Member { task, is_being_answered });
    }

    /// Cuts the oldest connection, before all one that has not said anything whole (threat C52).
    fn drop_oldest(&mut self) {
        let silent = self.members.iter().position(|member| !member.is_being_answered.load(Ordering::Relaxed));
        if let Some(oldest) = self.members.remove(silent.unwrap_or(0)) {
            oldest.task.abort();
        }
    }

    /// Lets answers that have begun be written; all else is cut.
    async fn finish(mut self) {
        for member in self.members.iter().filter(|member| !member.is_being_answered.load(Ordering::Relaxed)) {
            member.task.abort();
        }
        let _ = timeout(FLUSH, async { while self.tasks.join_next().await.is_some() {} }).await;
    }
}

/// Where requests are judged.
struct Desk {
    authority: String,
    wait: Arc<Wait>,
    /// One request at a time goes through, and a server that has died is replaced.
    router: Mutex<Option<Router>>,
}

impl Desk {
    async fn serve(self: Arc<Self>, mut stream: TcpStream, is_being_answered: Arc<AtomicBool>) {
        let Ok(Ok(heard)) = timeout(REQUEST_WITHIN, self.hear(&mut stream)).await else { return };
        is_being_answered.store(true, Ordering::Relaxed);
        let _ = timeout(REQUEST_WITHIN, async {
            let answer = match heard {
                Ok(request) => self.forward(&request).await,
                Err(page) => {
                    self.wait.count_ignored();
                    page.bytes()
                }
            };
            stream.write_all(&answer).await?;
            stream.shutdown().await
        })
        .await;
        let _ = timeout(LINGER, linger(&mut stream)).await;
    }

    /// Reads one request, and judges it as far as its head tells; as it goes to the router.
    async fn hear(&self, stream: &mut TcpStream) -> io::Result<Result<Vec<u8>, Page>> {
        let (head, mut rest) = match head::read(stream).await? {
            Ok(read) => read,
            Err(page) => return Ok(Err(page)),
        };
        let request = match head::judge(&head, &self.authority) {
            Ok(request) => request,
            Err(page) => return Ok(Err(page)),
        };
        let awaited = self.wait.awaited();
        let length = match request.posting().filter(|_| awaited.by != Delivery::Query) {
            None => 0,
            Some(posting) => match posting.judge(awaited, &self.authority) {
                Ok(length) => length,
                Err(page) => return Ok(Err(page)),
            },
        };
        while rest.len() < length {
            if stream.read_buf(&mut rest).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        // C53: what follows is a second request
        rest.truncate(length);
        Ok(Ok(request.bytes(&self.authority, &rest)))
    }

    /// Waits until the login listens, then asks the router; a new one if this one fails.
    async fn forward(&self, request: &[u8]) -> Vec<u8> {
        until(&self.wait.asked, || self.wait.is_asked()).await;
        let mut router = self.router.lock().await;
        loop {
            if router.as_ref().is_none_or(Router::is_dead) {
                *router = Router::start(&self.wait).ok();
            }
            if let Some(running) = router.as_ref() {
                match running.ask(request).await {
                    Ok(answer) => return closed(&answer),
                    Err(_) => *router = None,
                }
            }
            sleep(ACCEPT_PAUSE).await;
        }
    }
}

/// The router's answer, with the header that the library keeps for itself: one request a connection (threat C53).
fn closed(answer: &[u8]) -> Vec<u8> {
    match answer.windows(2).position(|pair| pair == b"\r\n") {
        Some(line) => [&answer[..line + 2], b"Connection: close\r\n", &answer[line + 2..]].concat(),
        None => Page::NotFound.bytes(),
    }
}

/// Reads what is still coming, within bounds.
async fn linger(stream: &mut TcpStream) -> io::Result<()> {
    let mut rest = [0; 4096];
    let mut left = LINGER_BYTES;
    while left > 0 {
        match stream.read(&mut rest).await? {
            0 => break,
            count => left = left.saturating_sub(count),
        }
    }
    Ok(())
}
