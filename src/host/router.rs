//! What the callback listener answers: a [`tiny_http`] server on a private socket, which the [`gate`](super::gate) hands
//! one whole, bounded request at a time (RFC 8252 §7.3; threats C46–C49, C51, C55, C56).

use std::{
    io::{self, Read as _},
    net::SocketAddr,
    path::PathBuf,
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};

use tempfile::TempDir;
use tiny_http::{Header, Request, Response, Server, StatusCode};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    time::timeout,
};

use super::{head::PURPOSE, posting, wait::Wait};

/// How long one private exchange may take before the server counts as dead.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// The running server. It is private: its address is known to the gate alone.
pub(super) struct Router {
    server: Arc<Server>,
    address: Address,
    serving: JoinHandle<()>,
}

/// Where the server listens: a socket in a directory that only we can enter, or, where there is none, loopback.
enum Address {
    #[cfg(unix)]
    Unix(PathBuf),
    Tcp(SocketAddr),
}

impl Router {
    /// Starts one.
    pub(super) fn start(wait: &Arc<Wait>) -> io::Result<Self> {
        let (server, address, directory) = open()?;
        let server = Arc::new(server);
        let (its_server, wait) = (server.clone(), wait.clone());
        let serving = thread::Builder::new().name("callback".into()).spawn(move || {
            while let Ok(request) = its_server.recv() {
                answer(&wait, request);
            }
            // the server ends by connecting to its own socket, so the directory goes last
            drop(its_server);
            drop(directory);
        })?;
        Ok(Self { server, address, serving })
    }

    /// Whether it has stopped answering for good: its accept loop ends at the first error.
    pub(super) fn is_dead(&self) -> bool {
        self.serving.is_finished()
    }

    /// Hands it one request and takes its whole answer.
    pub(super) async fn ask(&self, head: &[u8]) -> io::Result<Vec<u8>> {
        let exchange = async {
            match &self.address {
                #[cfg(unix)]
                Address::Unix(path) => exchange(tokio::net::UnixStream::connect(path).await?, head).await,
                Address::Tcp(address) => exchange(tokio::net::TcpStream::connect(address).await?, head).await,
            }
        };
        timeout(ANSWER_WITHIN, exchange).await?
    }
}

impl Drop for Router {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, head: &[u8]) -> io::Result<Vec<u8>> {
    stream.write_all(head).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    if answer.is_empty() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(answer) }
}

/// Opens the private socket; where there is none to be had, loopback serves.
fn open() -> io::Result<(Server, Address, Option<TempDir>)> {
    #[cfg(unix)]
    if let Some((server, path, directory)) = open_unix() {
        return Ok((server, Address::Unix(path), Some(directory)));
    }
    let listener = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    Ok((serve(listener)?, Address::Tcp(address), None))
}

#[cfg(unix)]
fn open_unix() -> Option<(Server, PathBuf, TempDir)> {
    // made with mode 0700
    let inside = |place: PathBuf| {
        let directory = tempfile::Builder::new().prefix("authctl-").tempdir_in(place).ok()?;
        let path = directory.path().join("callback");
        let listener = std::os::unix::net::UnixListener::bind(&path).ok()?;
        Some((serve(listener).ok()?, path, directory))
    };
    // `TMPDIR` can be missing, or too long for a socket's name
    [std::env::temp_dir(), PathBuf::from("/tmp")].into_iter().find_map(inside)
}

fn serve(listener: impl Into<tiny_http::Listener>) -> io::Result<Server> {
    Server::from_listener(listener, None).map_err(io::Error::other)
}

fn answer(wait: &Wait, mut request: Request) {
    let is_prefetch = request
        .headers()
        .iter()
        .any(|header| header.field.equiv(PURPOSE) && header.value.as_str().contains("prefetch"));
    let mut body = String::new();
    let bounded = u64::try_from(posting::MAX_BYTES).unwrap_or_default();
    // what is not UTF-8 is no form, and an empty one is nobody's answer
    let _ = request.as_reader().take(bounded).read_to_string(&mut body);
    let page = wait.decide(request.method(), request.url(), &body, is_prefetch);
    let mut response = Response::from_string(page.body())
        .with_status_code(StatusCode(page.status().0))
        .with_chunked_threshold(usize::MAX);
    for (name, value) in page.headers() {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    let _ = request.respond(response);
    wait.progress.notify_waiters();
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;

    use super::*;

    #[tokio::test]
    async fn a_server_that_stops_is_known_to_be_dead_and_its_socket_goes_with_it() {
        // C61
        let (sender, _answer) = unbounded_channel();
        let wait = Arc::new(Wait::new("/cb".into(), crate::host::Awaited::default(), sender));
        wait.judge_by(Arc::new(|_| false));
        let router = Router::start(&wait).unwrap();
        let request = b"GET /cb HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        assert!(router.ask(request).await.unwrap().starts_with(b"HTTP/1.1 400 "));
        assert!(!router.is_dead());
        router.server.unblock();
        while !router.is_dead() {
            tokio::task::yield_now().await;
        }
        assert!(router.ask(request).await.is_err());
    }
}
