//! The listener for events: on loopback and nowhere else, at one exact path, and within limits that whoever sends to it through
//! a tunnel cannot move (threats W4, W18, W19; those of C52, C53). It says nothing of itself, and judges nothing but the request
//! line, the host and the size; the rest is whom it asks for.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{AbortHandle, JoinSet, yield_now},
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;

use super::{BoxFuture, CallbackHost, loopback_socket, rate::Rate};
use crate::{
    error::{Code, Phase, Result},
    x509::identity::Identity,
};

/// The most connections at a time.
const CONNECTIONS: usize = 32;
/// The largest head, and the largest body, in bytes.
const HEAD_LIMIT: usize = 16 * 1024;
const BODY_LIMIT: usize = 64 * 1024;
/// How long a head may take, and how long a body.
const HEAD_TIME: Duration = Duration::from_secs(5);
const BODY_TIME: Duration = Duration::from_secs(5);
/// How long what is being answered may take at the end.
const GRACE: Duration = Duration::from_secs(5);
/// The pause after a failed accept; out of descriptors, trying at once only burns the processor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What is answered, and how often.
pub struct Rules {
    /// The one path; everything else is nothing here (threat W19).
    pub path: String,
    /// The hosts that a request may be for, each in lower case and with its port; any, if there are none.
    pub hosts: Vec<String>,
    /// How many requests one address may make in a second (threat W18).
    pub per_second: u32,
}

/// A request at the path.
pub enum Arrived {
    /// It was read whole.
    Whole(Box<Request<Vec<u8>>>),
    /// It was not, and why; it is answered with this status.
    Cut(StatusCode, &'static str),
}

/// Answers requests.
pub type Answering = Arc<dyn Fn(Arrived) -> BoxFuture<'static, Response<Vec<u8>>> + Send + Sync>;

/// An open listener.
pub struct EventListener {
    listeners: Vec<TcpListener>,
    tls: Option<TlsAcceptor>,
    address: SocketAddr,
}

/// A connection as the accept loop knows it.
struct Connection {
    task: AbortHandle,
    is_answered: Arc<AtomicBool>,
}

impl Connection {
    /// Whether it can make room for another: nothing that was begun for it is lost.
    fn may_go(&self) -> bool {
        !self.is_answered.load(Ordering::Relaxed)
    }
}

/// The other side of a connection.
struct Peer {
    from: IpAddr,
    /// Set once its request is there.
    is_answered: Arc<AtomicBool>,
}

struct Desk {
    rules: Rules,
    rate: Mutex<Rate>,
    answering: Answering,
    tls: Option<TlsAcceptor>,
}

impl EventListener {
    /// Binds it, 0 for any free port; with TLS if it has something to show.
    ///
    /// # Errors
    /// [`Code::PortTaken`], [`Code::ListenFailed`].
    pub fn open(port: u16, identity: Option<&Identity>) -> Result<Self> {
        let listeners = loopback_socket::bind(CallbackHost::Localhost, port).map_err(|error| {
            let error = error.phase(Phase::Webhook);
            match error.code() {
                Code::PortTaken => error.hint("choose another with --port, or end the program that has it"),
                _ => error,
            }
        })?;
        let address = listeners[0].local_addr().map_err(|_| Code::ListenFailed.error())?;
        let tls = identity.map(|identity| identity.server_config(None)).transpose()?.map(TlsAcceptor::from);
        Ok(Self { listeners, tls, address })
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until it is told to end; then lets what is being answered finish.
    pub async fn serve(self, rules: Rules, answering: Answering, mut end: watch::Receiver<bool>) {
        let rate = Mutex::new(Rate::new(rules.per_second));
        let desk = Arc::new(Desk { rules, rate, answering, tls: self.tls });
        let mut tasks = JoinSet::new();
        let mut open = Vec::<Connection>::new();
        loop {
            while tasks.try_join_next().is_some() {}
            open.retain(|connection| !connection.task.is_finished());
            // while all are being answered, who comes waits
            let has_room = open.len() < CONNECTIONS || open.iter().any(Connection::may_go);
            let accepted = tokio::select! {
                biased;
                _ = end.wait_for(|is_over| *is_over) => break,
                _ = tasks.join_next(), if !has_room => continue,
                accepted = accept(&self.listeners), if has_room => accepted,
            };
            let Ok((stream, from)) = accepted else {
                sleep(ACCEPT_PAUSE).await;
                continue;
            };
            if open.len() >= CONNECTIONS
                && let Some(oldest) = open.iter().position(Connection::may_go)
            {
                open.remove(oldest).task.abort();
            }
            let is_answered = Arc::new(AtomicBool::new(false));
            let peer = Peer { from: from.ip(), is_answered: Arc::clone(&is_answered) };
            let task = tasks.spawn(serve(stream, peer, Arc::clone(&desk), end.clone()));
            open.push(Connection { task, is_answered });
            // lets the newcomer read before the next one could push it out
            yield_now().await;
        }
        drop(self.listeners);
        // who is not done by then is cut off
        let _ = timeout(GRACE, async { while tasks.join_next().await.is_some() {} }).await;
    }
}

async fn accept(listeners: &[TcpListener]) -> std::io::Result<(TcpStream, SocketAddr)> {
    match listeners {
        [one, other, ..] => {
            tokio::select! { accepted = one.accept() => accepted, accepted = other.accept() => accepted }
        }
        [one] => one.accept().await,
        [] => std::future::pending().await,
    }
}

async fn serve(stream: TcpStream, peer: Peer, desk: Arc<Desk>, end: watch::Receiver<bool>) {
    let Some(acceptor) = desk.tls.clone() else { return speak(stream, &peer, &desk, end).await };
    // whoever speaks no TLS gets nothing
    if let Ok(Ok(stream)) = timeout(HEAD_TIME, acceptor.accept(stream)).await {
        speak(stream, &peer, &desk, end).await;
    }
}

async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: &Peer,
    desk: &Desk,
    mut end: watch::Receiver<bool>,
) {
    let service = service_fn(|request| respond(desk, peer, request));
    let mut http = std::pin::pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIME)
            .max_buf_size(HEAD_LIMIT)
            // one request each: a place is never held by nobody
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), service)
    );
    tokio::select! {
        _ = http.as_mut() => return,
        _ = end.wait_for(|is_over| *is_over) => {}
    }
    http.as_mut().graceful_shutdown();
    // how it ends is the same to us
    drop(http.await);
}

async fn respond(
    desk: &Desk,
    peer: &Peer,
    request: Request<Incoming>,
) -> std::result::Result<Response<Full<Bytes>>, Infallible> {
    let answered = match desk.turned_away(peer.from, &request) {
        Some(answer) => answer,
        None => {
            let arrived = read(request).await;
            peer.is_answered.store(true, Ordering::Relaxed);
            let answering = (desk.answering)(arrived);
            // on a task of its own: what has begun is finished, even if the sender leaves
            match tokio::spawn(answering).await {
                Ok(answer) => answer,
                Err(_) => empty(StatusCode::INTERNAL_SERVER_ERROR),
            }
        }
    };
    Ok(answered.map(|body| Full::new(Bytes::from(body))))
}

fn empty(status: StatusCode) -> Response<Vec<u8>> {
    let mut answer = Response::new(Vec::new());
    *answer.status_mut() = status;
    answer
}

impl Desk {
    /// The answer to what is none of ours; nothing of it is read.
    fn turned_away(&self, from: IpAddr, request: &Request<Incoming>) -> Option<Response<Vec<u8>>> {
        if !self.rate.lock().unwrap_or_else(PoisonError::into_inner).allows(from) {
            let mut answer = empty(StatusCode::TOO_MANY_REQUESTS);
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            return Some(answer);
        }
        if request.uri().authority().is_some() || request.uri().path() != self.rules.path {
            return Some(empty(StatusCode::NOT_FOUND));
        }
        let is_for_us = self.rules.hosts.is_empty()
            || host(request.headers()).is_some_and(|host| self.rules.hosts.contains(&host));
        (!is_for_us).then(|| empty(StatusCode::MISDIRECTED_REQUEST))
    }
}

fn host(headers: &HeaderMap) -> Option<String> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().filter(|_| hosts.next().is_none())?;
    Some(host.to_str().ok()?.to_ascii_lowercase())
}

/// Reads a request whole; one that two readers could read differently is refused (RFC 9112 §6.3).
async fn read(request: Request<Incoming>) -> Arrived {
    let headers = request.headers();
    if headers.contains_key(header::TRANSFER_ENCODING) && headers.contains_key(header::CONTENT_LENGTH) {
        return Arrived::Cut(
            StatusCode::BAD_REQUEST,
            "Transfer-Encoding and Content-Length exclude each other",
        );
    }
    let (parts, body) = request.into_parts();
    match timeout(BODY_TIME, Limited::new(body, BODY_LIMIT).collect()).await {
        Err(_) => Arrived::Cut(StatusCode::REQUEST_TIMEOUT, "the body did not come in time"),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            Arrived::Cut(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 64 KiB")
        }
        Ok(Err(_)) => Arrived::Cut(StatusCode::BAD_REQUEST, "the body cannot be read"),
        Ok(Ok(body)) => Arrived::Whole(Box::new(Request::from_parts(parts, body.to_bytes().to_vec()))),
    }
}
