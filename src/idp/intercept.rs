//! A proxy for apps that have their provider's host in their code: a tunnel that is asked for to such a host ends at the provider
//! here that stands for it, and every other request is refused. Nothing ever leaves this machine.
//! <https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6>
//!
//! Inside the tunnel is TLS, with a certificate of the throw-away CA for exactly these hosts, and then the provider's own
//! connection with all its limits.

use std::{collections::VecDeque, convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
    upgrade::{self, OnUpgrade},
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::{AbortHandle, JoinSet},
};

use super::door::{Entry, Tunnel};
use crate::error::{Code, Phase, Result};

/// The most connections that have not become a tunnel yet; past it the one that waits longest makes room (threat P17).
const WAITING: usize = 64;
/// The largest request head, in bytes.
const HEAD_LIMIT: usize = 16 * 1024;
/// How long a head may take.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long to wait after the system gave no connection, e.g. for want of descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);
/// The port of `https` (RFC 9110 §4.2.2).
const HTTPS: u16 = 443;

/// Where tunnels to one host lead.
pub struct Route {
    /// The host.
    pub host: &'static str,
    /// The provider that stands for it.
    pub way_in: WayIn,
}

/// A way into a provider besides its ports.
#[derive(Clone)]
pub struct WayIn(pub(super) mpsc::Sender<(TcpStream, Entry)>);

/// A running proxy; dropping it ends it.
pub struct Intercept {
    address: SocketAddr,
    accepting: tokio::task::JoinHandle<()>,
}

impl Intercept {
    /// Starts to answer at `listener`, which has to be on loopback, on the current tokio runtime.
    ///
    /// # Errors
    /// [`Code::ListenFailed`] if it is not on loopback (threat P1).
    pub fn start(listener: TcpListener, tunnel: Tunnel, routes: Vec<Route>) -> Result<Self> {
        let failed = |why: &str| Code::ListenFailed.error().phase(Phase::Provider).message(why);
        let address = listener.local_addr().map_err(|_| failed("the listener has no address"))?;
        if !address.ip().is_loopback() {
            return Err(failed("the proxy listens on loopback only"));
        }
        let accepting = tokio::spawn(accept(listener, Arc::new(Table { tunnel, routes })));
        Ok(Self { address, accepting })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Intercept {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What tunnels are made of, and where they lead.
struct Table {
    tunnel: Tunnel,
    routes: Vec<Route>,
}

async fn accept(listener: TcpListener, table: Arc<Table>) {
    let (mut tasks, mut waiting) = (JoinSet::new(), VecDeque::<AbortHandle>::new());
    loop {
        while tasks.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, _)) => {
                waiting.retain(|task| !task.is_finished());
                // whoever says nothing keeps nobody out
                if waiting.len() >= WAITING
                    && let Some(longest) = waiting.pop_front()
                {
                    longest.abort();
                }
                let table = Arc::clone(&table);
                waiting.push_back(tasks.spawn(async move { speak(stream, &table).await }));
            }
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

/// One request: it becomes a tunnel, or is refused.
async fn speak(stream: TcpStream, table: &Table) {
    let (asked, mut tunnels) = mpsc::channel(1);
    let service = service_fn(|request| {
        let asked = asked.clone();
        async move { Ok::<_, Infallible>(answer(request, table, &asked)) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_LIMIT)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    if tokio::time::timeout(HEAD_TIME, connection).await.is_err() {
        return;
    }
    if let Ok((upgrade, route)) = tunnels.try_recv() {
        enter(upgrade, route, table).await;
    }
}

/// Which tunnel the answer opens.
type Asked<'a> = mpsc::Sender<(OnUpgrade, &'a Route)>;

fn answer<'a>(mut request: Request<Incoming>, table: &'a Table, asked: &Asked<'a>) -> Response<Full<Bytes>> {
    let refuse = |status: StatusCode, why: String| {
        let mut response = Response::new(Full::new(Bytes::from(format!("{why}\n"))));
        *response.status_mut() = status;
        response
    };
    if request.method() != Method::CONNECT {
        let why = "this proxy takes CONNECT alone, to the hosts that it stands for; nothing is forwarded";
        return refuse(StatusCode::METHOD_NOT_ALLOWED, why.into());
    }
    // RFC 9110 §9.3.6: host and port, both, and nothing else
    let asked_for = request.uri().authority().map_or("", |authority| authority.as_str());
    let is_for = |route: &&Route| asked_for.eq_ignore_ascii_case(&format!("{}:{HTTPS}", route.host));
    let Some(route) = table.routes.iter().find(is_for) else {
        let hosts: Vec<String> = table.routes.iter().map(|route| format!("{}:{HTTPS}", route.host)).collect();
        let why = format!(
            "this proxy stands for {} only; nothing is forwarded, so that nothing leaves this machine",
            hosts.join(", ")
        );
        return refuse(StatusCode::FORBIDDEN, why);
    };
    if request.headers().contains_key(http::header::TRANSFER_ENCODING)
        || request.headers().contains_key(http::header::CONTENT_LENGTH)
    {
        // RFC 9110 §9.3.6: what follows the head is the tunnel's
        return refuse(StatusCode::BAD_REQUEST, "CONNECT has no body".into());
    }
    if asked.try_send((upgrade::on(&mut request), route)).is_err() {
        return refuse(StatusCode::BAD_REQUEST, "one tunnel a connection".into());
    }
    Response::new(Full::default())
}

/// Leads the connection to its provider. What came before the tunnel was granted is of nobody's protocol, so such a connection
/// ends here.
async fn enter(upgrade: OnUpgrade, route: &Route, table: &Table) {
    let Ok(upgraded) = upgrade.await else { return };
    let Ok(parts) = upgraded.downcast::<TokioIo<TcpStream>>() else { return };
    if parts.read_buf.is_empty() {
        // a provider that has ended takes nobody in
        let _ = route.way_in.0.send((parts.io.into_inner(), table.tunnel.entry(route.host))).await;
    }
}
