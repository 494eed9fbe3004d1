//! The listener for a provider's ping (CIBA Core §10.2): on loopback and nowhere else, for one login. It takes one POST with the
//! right bearer token and the right `auth_req_id`; everything else is answered and forgotten (threats C43, C45, C46, C52).

use std::{
    collections::VecDeque,
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http::{Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::{AbortHandle, JoinSet, yield_now},
    time::{sleep, timeout},
};

use super::{BoxFuture, CallbackAddress, Notified, NotifiedBy, loopback_socket};
use crate::{
    error::{Code, Phase, Result},
    protocol::json,
};

/// The most connections at a time; the oldest makes room, since a provider calls but once (threat C52).
const CONNECTIONS: usize = 32;
/// How long one may take.
const WHOLE: Duration = Duration::from_secs(5);
/// The largest head, and the largest body, in bytes.
const HEAD_LIMIT: usize = 16 * 1024;
const BODY_LIMIT: usize = 64 * 1024;
/// The pause after a failed accept; out of descriptors, trying at once only burns the processor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// An open listener.
pub(super) struct Listening {
    listeners: Vec<TcpListener>,
    desk: Arc<Desk>,
    came: mpsc::UnboundedReceiver<()>,
}

/// What a request is judged by.
struct Desk {
    /// `host:port`, the only `Host` that is answered (threat C50).
    authority: String,
    path: String,
    wanted: Mutex<Option<NotifiedBy>>,
    tell: mpsc::UnboundedSender<()>,
}

impl Listening {
    /// Binds it.
    pub(super) fn open(address: &CallbackAddress) -> Result<Self> {
        let listeners = loopback_socket::bind(address.host, address.port)?;
        let port = listeners[0].local_addr().map_err(|_| listen_failed())?.port();
        let url = loopback_socket::redirect_uri(address, port)?;
        let authority = url[url::Position::BeforeHost..url::Position::AfterPort].to_owned();
        let (tell, came) = mpsc::unbounded_channel();
        let desk = Desk { authority, path: address.path.clone(), wanted: Mutex::new(None), tell };
        Ok(Self { listeners, desk: Arc::new(desk), came })
    }
}

impl Notified for Listening {
    fn expect(&mut self, notice: NotifiedBy) {
        *self.desk.wanted.lock().unwrap_or_else(PoisonError::into_inner) = Some(notice);
    }

    fn came(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async {
            tokio::select! {
                biased;
                came = self.came.recv() => came.ok_or_else(listen_failed),
                never = accept(&self.listeners, &self.desk) => match never {},
            }
        })
    }
}

fn listen_failed() -> crate::error::Error {
    Code::ListenFailed
        .error()
        .phase(Phase::Backchannel)
        .message("the listener for the provider's ping failed")
}

/// Takes connections for as long as it is waited for. Those that are open end with it, but for their answers.
async fn accept(listeners: &[TcpListener], desk: &Arc<Desk>) -> Infallible {
    let mut tasks = JoinSet::new();
    let mut open = VecDeque::<AbortHandle>::new();
    loop {
        while tasks.try_join_next().is_some() {}
        open.retain(|task| !task.is_finished());
        let accepted = match listeners {
            [one, other] => {
                tokio::select! { accepted = one.accept() => accepted, accepted = other.accept() => accepted }
            }
            [one, ..] => one.accept().await,
            [] => std::future::pending().await,
        };
        match accepted {
            Ok((stream, _)) => {
                if open.len() >= CONNECTIONS
                    && let Some(oldest) = open.pop_front()
                {
                    oldest.abort();
                }
                open.push_back(tasks.spawn(serve(stream, Arc::clone(desk))));
                // lets the newcomer read before the next one could push it out
                yield_now().await;
            }
            Err(_) => sleep(ACCEPT_PAUSE).await,
        }
    }
}

async fn serve(stream: TcpStream, desk: Arc<Desk>) {
    let service = service_fn(|request| respond(&desk, request));
    let http = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(WHOLE)
        .max_buf_size(HEAD_LIMIT)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    let answered = matches!(timeout(WHOLE, http).await, Ok(Ok(())));
    // Only now that the provider has its answer: what follows closes the listener.
    if answered && desk.is_taken() {
        // nobody may be waiting any more
        let _ = desk.tell.send(());
    }
}

async fn respond(
    desk: &Desk,
    request: Request<Incoming>,
) -> std::result::Result<Response<Empty<Bytes>>, Infallible> {
    let status = desk.judge(request).await;
    let mut response = Response::new(Empty::new());
    *response.status_mut() = status;
    Ok(response)
}

impl Desk {
    /// The status of the answer; 204 takes the notice, once (CIBA Core §10.2).
    async fn judge(&self, request: Request<Incoming>) -> StatusCode {
        let headers = request.headers();
        let text = |name: header::HeaderName| {
            let mut values = headers.get_all(name).iter();
            values.next().filter(|_| values.next().is_none()).and_then(|value| value.to_str().ok())
        };
        if text(header::HOST) != Some(self.authority.as_str()) {
            return StatusCode::MISDIRECTED_REQUEST;
        }
        if request.uri().path() != self.path || request.uri().query().is_some() {
            return StatusCode::NOT_FOUND;
        }
        if request.method() != Method::POST {
            return StatusCode::METHOD_NOT_ALLOWED;
        }
        // A web page can send a form here, but no bearer token without asking first, and nobody answers that.
        let bearer = text(header::AUTHORIZATION)
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim().to_owned());
        // CIBA Core §10.2: who does not show the token is nobody; compared in constant time
        if !bearer.is_some_and(|bearer| self.knows(|wanted| wanted.bearer.matches(&bearer))) {
            return StatusCode::UNAUTHORIZED;
        }
        let Ok(body) = Limited::new(request.into_body(), BODY_LIMIT).collect().await else {
            return StatusCode::PAYLOAD_TOO_LARGE;
        };
        let members = json::object(&body.to_bytes()).unwrap_or_default();
        let auth_req_id = members.get("auth_req_id").and_then(serde_json::Value::as_str).unwrap_or_default();
        match self.take(auth_req_id) {
            true => StatusCode::NO_CONTENT,
            false => StatusCode::BAD_REQUEST,
        }
    }

    fn knows(&self, is_it: impl FnOnce(&NotifiedBy) -> bool) -> bool {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).as_ref().is_some_and(is_it)
    }

    /// Takes the notice if it is of this request.
    fn take(&self, auth_req_id: &str) -> bool {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.take_if(|wanted| wanted.auth_req_id.matches(auth_req_id)).is_some()
    }

    fn is_taken(&self) -> bool {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}
