//! The sockets' side: connections, their limits, and the end (threats P17, P25, P26; the limits of C52, C53).
//!
//! hyper reads HTTP/1.1; a connection has a task of its own, so that one that panics takes nobody with it. A
//! client that sends its headers or its body too slowly is closed; when there are too many, the longest idle
//! one makes room.

use std::{
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::{Notify, mpsc, watch},
    task::{self, JoinSet},
};

use super::{
    World,
    client::Client,
    config::Config,
    deadline::Deadline,
    door::{self, Doors, Entry},
    fault::active::Faults,
    intercept::WayIn,
    journal::Journal,
    names::Names,
    observer::Observer,
    policy::Policy,
    provider::Provider,
    received::Received,
    reply::Reply,
    shape::{self, row::Shape},
    site::Site,
    store::Store,
    tenant,
};
use crate::{
    error::{Code, Error, Phase, Result},
    secret::SecretString,
    x509::certificate::Certificate,
};

/// The most connections at a time.
pub const CONNECTIONS: usize = 256;
/// The largest request head, in bytes.
pub const HEAD_LIMIT: usize = 16 * 1024;
/// The largest body, in bytes.
pub const BODY_LIMIT: usize = 64 * 1024;
/// How many connections wait that came through a tunnel.
const ARRIVALS: usize = 16;
/// How long a head may take, and how long a connection may idle.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long a body may take.
const BODY_TIME: Duration = Duration::from_secs(10);
/// How long requests in flight may take at the end.
const GRACE: Duration = Duration::from_millis(900);
/// How long to wait after the system gave no connection, e.g. for want of descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// What else is said at the start.
#[derive(Clone, Default)]
pub struct Options {
    /// The issuer is `http://localhost:PORT` instead of the listener's address.
    pub as_localhost: bool,
    /// By which names others reach it.
    pub names: Names,
    /// It outlives the command that asks it: every signing key is made at once, in the background.
    pub stays: bool,
    /// The name of its state, for those who must not take another's for it; told at `/_dev/stats`.
    pub instance: String,
    /// The vendor that it stands for.
    pub shape: Option<&'static Shape>,
    /// The vendor's own hosts that lead here, so that its addresses are theirs.
    pub hosts: Vec<&'static str>,
    /// What whoever runs it shows to its control interface.
    pub control: Option<SecretString>,
    /// Whether it takes apps that use PKCE badly or not at all, for a check that says so; a vendor's provider is as the vendor's.
    pub takes_any_pkce: bool,
    /// What it does wrong on purpose.
    pub faults: Faults,
    /// Who hears of each request.
    pub observer: Option<Arc<dyn Observer>>,
}

/// The connection ends without an answer: the error that hyper is told.
#[derive(Debug, thiserror::Error)]
#[error("no answer, on purpose")]
struct Dropped;

/// A running provider. Dropping it ends it at once; [`Server::shutdown`] lets requests in flight finish.
pub struct Server {
    site: Arc<Site>,
    /// Its addresses do not change.
    at_start: Arc<Provider>,
    /// What they begin with on this machine.
    here: String,
    way_in: WayIn,
    stop: watch::Sender<bool>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Starts to answer at `doors`, which have to be on loopback, on the current tokio runtime.
    ///
    /// # Errors `listen_failed` if a door is not on loopback (threat P1), `config_invalid` if a client needs one that there
    /// is not, `dev_state_failed` if the journal cannot be read, or what the journal says.
    pub fn start(
        doors: impl Into<Doors>,
        config: Config,
        journal: Box<dyn Journal>,
        world: Arc<dyn World>,
        options: Options,
    ) -> Result<Self> {
        let doors = doors.into();
        let (main, mutual) = doors.addresses().map_err(|_| listen_failed("the listener has no address"))?;
        let scheme = if doors.has_tls() { "https" } else { "http" };
        let here = address(scheme, main, &options)?;
        let mutual = mutual.map(|mutual| address(scheme, mutual, &options)).transpose()?;
        check(&config, mutual.is_some())?;
        let own = if options.takes_any_pkce { &Policy::WITH_ANY_PKCE } else { &Policy::STRICT };
        let policy = options.shape.map_or(own, |shape| shape.policy);
        let (origin, also) = options.names.around(&here);
        let mut provider =
            Provider::open(origin, policy, config, Store::open(journal, world.now())?, Arc::clone(&world))?;
        provider.also = also;
        let named = options.shape.and_then(|shape| shape.hosts.first());
        if let Some(host) = named.filter(|host| options.hosts.contains(host)) {
            provider.issuer = format!("https://{host}{}", policy.issuer_path);
        }
        provider.hosts = options.hosts;
        provider.mutual = mutual;
        provider.stays = options.stays;
        provider.instance = options.instance;
        provider.control = options.control;
        provider.faults = options.faults;
        let site = Site::start(provider, options.shape, world, options.observer);
        let (stop, stopped) = watch::channel(false);
        let (way_in, arrivals) = mpsc::channel(ARRIVALS);
        let accepting = tokio::spawn(accept((doors, arrivals), Arc::clone(&site), stopped));
        let at_start = site.provider();
        Ok(Self { site, at_start, here, stop, way_in: WayIn(way_in), accepting })
    }

    /// The issuer.
    pub fn issuer(&self) -> &str {
        &self.at_start.issuer
    }

    /// What it is told, and what it knows.
    pub fn provider(&self) -> Arc<Provider> {
        self.site.provider()
    }

    /// The provider of each issuer that there is now.
    pub fn providers(&self) -> Vec<Arc<Provider>> {
        self.site.providers()
    }

    /// Tells it anew what it is told at its start, for every request from now on.
    ///
    /// # Errors
    /// `config_invalid` if a client needs a port that there is not, or an issuer cannot be as it is to be; then nothing changes.
    pub fn configure(&self, config: &Config) -> Result<()> {
        check(config, self.at_start.mutual.is_some())?;
        self.site.configure(config);
        Ok(())
    }

    /// A way in besides its ports, for a proxy.
    pub fn way_in(&self) -> WayIn {
        self.way_in.clone()
    }

    /// What its own addresses begin with.
    pub fn origin(&self) -> &str {
        &self.at_start.origin
    }

    /// What they begin with on this machine, by whatever name others reach it.
    pub fn here(&self) -> &str {
        &self.here
    }

    /// What it does wrong on purpose, to be set while it runs.
    pub fn faults(&self) -> Faults {
        self.at_start.faults.clone()
    }

    /// Takes no more connections, lets requests in flight finish within a second, closes the rest.
    pub async fn shutdown(mut self) {
        self.site.end_waits();
        self.stop.send_replace(true);
        // the task ends by itself within GRACE; if it panicked there is nothing left to wait for
        drop((&mut self.accepting).await);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// A client that can never authenticate is a mistake in the configuration, and so is an issuer that nobody can ask.
fn check(config: &Config, has_port: bool) -> Result<()> {
    let refuse = |why: &str, name: &str| {
        Err(Code::ConfigInvalid.error().phase(Phase::Provider).message(why).got(name))
    };
    for (path, tenant) in &config.tenants {
        if !tenant::is_path(path) {
            let why = "the path of an issuer is like /tenant-a: letters, digits, -, _, ~ and ., and no endpoint begins with it";
            return refuse(why, path);
        }
        if let Some(shape) = tenant.shape.as_deref().filter(|shape| shape::named(shape).is_none()) {
            return refuse("there is no shape of that name", shape);
        }
        check(&tenant.config, has_port)?;
    }
    let lack = |client: &Arc<Client>| Some((client.client_id.clone(), client.lacks(has_port, true)?));
    match config.clients.iter().find_map(lack) {
        None => Ok(()),
        Some((client_id, lack)) => refuse(lack, &client_id),
    }
}

/// What an address of the provider begins with.
fn address(scheme: &str, address: SocketAddr, options: &Options) -> Result<String> {
    if !address.ip().is_loopback() {
        return Err(listen_failed("the embedded provider listens on loopback only"));
    }
    Ok(if options.as_localhost {
        format!("{scheme}://localhost:{}", address.port())
    } else {
        format!("{scheme}://{address}")
    })
}

fn listen_failed(why: &str) -> Error {
    Code::ListenFailed.error().phase(Phase::Provider).message(why)
}

/// A connection as the accept loop knows it.
struct Connection {
    /// Whether a request of it is being answered.
    busy: AtomicBool,
    /// When it was last of use, by a counter that all connections share.
    used: AtomicU64,
    uses: Arc<AtomicU64>,
    /// Asks it to end: once it is idle, or in any case if it [must](Self::must_end).
    leave: Notify,
    must_end: AtomicBool,
}

impl Connection {
    fn new(uses: &Arc<AtomicU64>) -> Self {
        let used = AtomicU64::new(uses.fetch_add(1, Ordering::Relaxed));
        let (busy, must_end) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { busy, used, uses: Arc::clone(uses), leave: Notify::new(), must_end }
    }

    fn is_idle(&self) -> bool {
        !self.busy.load(Ordering::Relaxed)
    }

    /// It is the server that ends.
    fn end(&self) {
        self.must_end.store(true, Ordering::Relaxed);
        self.leave.notify_one();
    }

    /// Waits until it is asked to end; whether it may do so at once, with nothing of its own to finish.
    async fn asked_to_leave(&self) -> bool {
        self.leave.notified().await;
        self.is_idle() && !self.must_end.load(Ordering::Relaxed)
    }

    fn begin(&self) {
        self.busy.store(true, Ordering::Relaxed);
    }

    fn finish(&self) {
        self.used.store(self.uses.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        self.busy.store(false, Ordering::Relaxed);
    }
}

/// What connections come from.
type Ways = (Doors, mpsc::Receiver<(TcpStream, Entry)>);

async fn accept((doors, mut arrivals): Ways, site: Arc<Site>, mut stopped: watch::Receiver<bool>) {
    let mut tasks = JoinSet::new();
    let mut open = Vec::<(task::Id, Arc<Connection>)>::new();
    let uses = Arc::new(AtomicU64::new(0));
    loop {
        let full = open.len() >= CONNECTIONS;
        if full {
            let idle =
                open.iter().map(|(_, connection)| connection).filter(|connection| connection.is_idle());
            if let Some(longest) = idle.min_by_key(|connection| connection.used.load(Ordering::Relaxed)) {
                longest.leave.notify_one();
            }
        }
        tokio::select! {
            biased;
            () = stop(&mut stopped) => break,
            Some(ended) = tasks.join_next_with_id() => {
                let id = ended.map_or_else(|panicked| panicked.id(), |(id, ())| id);
                open.retain(|(known, _)| *known != id);
            }
            () = tokio::time::sleep(ACCEPT_PAUSE), if full => {}
            accepted = next(&doors, &mut arrivals), if !full => match accepted {
                Ok((stream, entry)) => {
                    let connection = Arc::new(Connection::new(&uses));
                    let served = serve((stream, entry), Arc::clone(&site), Arc::clone(&connection));
                    open.push((tasks.spawn(served).id(), connection));
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
        }
    }
    drop((doors, arrivals));
    for (_, connection) in &open {
        connection.end();
    }
    while tasks.join_next().await.is_some() {}
}

/// The next connection, through whichever way.
async fn next(
    doors: &Doors,
    arrivals: &mut mpsc::Receiver<(TcpStream, Entry)>,
) -> std::io::Result<(TcpStream, Entry)> {
    tokio::select! {
        accepted = doors.accept() => accepted,
        Some(arrival) = arrivals.recv() => Ok(arrival),
    }
}

/// Waits for the end: told by [`Server::shutdown`], or by the server's being dropped.
async fn stop(stopped: &mut watch::Receiver<bool>) {
    drop(stopped.wait_for(|stopped| *stopped).await);
}

async fn serve((stream, entry): (TcpStream, Entry), site: Arc<Site>, connection: Arc<Connection>) {
    // answers are written whole; without this the last part of one could wait for the other side
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let Some(acceptor) = &entry.tls else {
        return speak(stream, &site, &connection, &Peer::default()).await;
    };
    let here = entry.host.map_or_else(|| site.provider().origin.clone(), |host| format!("https://{host}"));
    let opened = tokio::select! {
        opened = tokio::time::timeout(HEAD_TIME, door::open(stream, acceptor, &here)) => opened,
        _ = connection.asked_to_leave() => return,
    };
    if let Ok(Some(stream)) = opened {
        let certificate = if entry.is_mutual { door::shown(&stream) } else { None };
        if entry.host.is_some_and(|host| !door::is_for(&stream, host)) {
            return;
        }
        let peer = Peer { is_tls: true, is_mutual: entry.is_mutual, certificate, host: entry.host };
        speak(stream, &site, &connection, &peer).await;
    }
}

/// What is known of the other side of a connection.
#[derive(Default)]
struct Peer {
    is_tls: bool,
    is_mutual: bool,
    certificate: Option<Arc<Certificate>>,
    /// The host that its tunnel was asked for as.
    host: Option<&'static str>,
}

async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    site: &Site,
    connection: &Connection,
    peer: &Peer,
) {
    let deadline = Deadline::default();
    let service = service_fn(|request| respond(site, connection, (peer, &deadline), request));
    let mut http = pin!(
        http1::Builder::new()
            .timer(deadline.clone())
            .header_read_timeout(HEAD_TIME)
            .max_buf_size(HEAD_LIMIT)
            // a small answer costs less to copy than to gather
            .writev(false)
            // Who has said all may stop sending and still be answered. hyper would look for that end beneath every request, with
            // a buffer of its own.
            .half_close(true)
            .serve_connection(TokioIo::new(stream), service)
    );
    tokio::select! {
        biased;
        _ = http.as_mut() => return,
        // what it was answered is written: an answer and its writing are one step of this task
        at_once = connection.asked_to_leave() => if at_once { return },
    }
    http.as_mut().graceful_shutdown();
    // whether it ended well or was cut off is the same to us
    drop(tokio::time::timeout(GRACE, http).await);
}

async fn respond(
    site: &Site,
    connection: &Connection,
    (peer, deadline): (&Peer, &Deadline),
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Dropped> {
    let reply = match read(request, peer, deadline).await {
        Ok(received) => {
            // only now: a body that never ends must not keep its place
            connection.begin();
            site.answer(received).await
        }
        Err((status, why)) => Some(Reply::text(status, why).header("connection", "close")),
    };
    connection.finish();
    let reply = reply.ok_or(Dropped)?;
    let reply = if peer.is_tls { reply.over_tls() } else { reply };
    let mut response = Response::new(Full::new(Bytes::from(reply.body)));
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    Ok(response)
}

/// Whether a request is for this host and no other, in any letter case and with or without the port of https (RFC 9110 §4.2.3).
fn names_only(headers: &HeaderMap, host: &str) -> bool {
    let mut named = headers.get_all(header::HOST).iter();
    let (Some(Ok(name)), None) = (named.next().map(HeaderValue::to_str), named.next()) else { return false };
    name.strip_suffix(":443").unwrap_or(name).eq_ignore_ascii_case(host)
}

/// Reads a request whole; one that two readers could read differently is refused (RFC 9112 §6.3, §3.2.2).
async fn read(
    request: Request<Incoming>,
    peer: &Peer,
    deadline: &Deadline,
) -> Result<Received, (StatusCode, &'static str)> {
    let (mut parts, body) = request.into_parts();
    if parts.headers.contains_key(header::TRANSFER_ENCODING)
        && parts.headers.contains_key(header::CONTENT_LENGTH)
    {
        return Err((StatusCode::BAD_REQUEST, "Transfer-Encoding and Content-Length exclude each other"));
    }
    if let Some(host) = peer.host {
        if !names_only(&parts.headers, host) {
            return Err((StatusCode::MISDIRECTED_REQUEST, "the tunnel is for another host than the request"));
        }
        parts.headers.insert(header::HOST, HeaderValue::from_static(host));
    }
    if parts.uri.authority().is_some() {
        return Err((StatusCode::BAD_REQUEST, "this is no proxy"));
    }
    let body = match deadline.within(BODY_TIME, Limited::new(body, BODY_LIMIT).collect()).await {
        None => return Err((StatusCode::REQUEST_TIMEOUT, "the body did not come in time")),
        Some(Err(error)) if error.is::<LengthLimitError>() => {
            return Err((StatusCode::PAYLOAD_TOO_LARGE, "the body is too large"));
        }
        Some(Err(_)) => return Err((StatusCode::BAD_REQUEST, "the body cannot be read")),
        Some(Ok(body)) => body.to_bytes(),
    };
    Ok(Received {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
        is_mutual: peer.is_mutual,
        certificate: peer.certificate.clone(),
    })
}
