//! Many requests to one address as fast as it takes them: connections that are kept alive, a writer that writes no more than
//! HTTP/1.1 needs (RFC 9112), names resolved once and judged like every other (threat W9). Over TLS it is the one HTTP client
//! that speaks.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use http::header;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::{self, JoinSet},
    time,
};
use url::{Position, Url};

use super::{
    Http,
    fault::{self, Place},
    resolver::{AddressPolicy, Resolver, system_lookup},
    volley_answer,
};
use crate::{
    error::{Code, Error, Result},
    protocol::{
        address::is_loopback,
        exchange::{Endpoint, Request},
        sent_secrets::SentSecrets,
    },
};

/// The most of the body of an answer that is kept, in characters: less than a token is long.
const EXCERPT: usize = 200;

/// POSIX `errno.h`, with the number that Linux, macOS and the BSDs have for it: it is not the app that failed.
const EMFILE: i32 = 24;

/// What became of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shot {
    /// The status of its answer, or why there is none, as the end of a sentence about the app.
    pub outcome: Result<u16, &'static str>,
    /// The beginning of the body of an answer that is no success.
    pub excerpt: String,
    /// From before it was written until the answer was there.
    pub took: Duration,
}

/// Who hears of every shot.
pub type Tally = Arc<dyn Fn(Shot) + Send + Sync>;

/// An address that many requests are sent to.
pub struct Volley {
    way: Way,
    /// How long one exchange may take.
    limit: Duration,
    per_second: Option<u32>,
}

/// How it is reached.
enum Way {
    /// Plain HTTP at these addresses, with the connections that are open.
    Plain { addresses: Vec<SocketAddr>, open: Mutex<Vec<Connection>> },
    /// What the one client reaches.
    Client(Arc<dyn Http>),
}

/// So many a second, evenly.
struct Pace {
    begun: Instant,
    per_second: u32,
    next: AtomicU64,
}

impl Volley {
    /// Resolves the address, once for all. `client` is for what is reached over TLS.
    ///
    /// # Errors
    /// `dns_failed`, `endpoint_address_refused`.
    pub async fn aim(
        url: &Url,
        policy: AddressPolicy,
        client: Arc<dyn Http>,
        limit: Duration,
    ) -> Result<Self> {
        let (Some(host), true) = (url.host(), url.scheme() == "http") else {
            return Ok(Self { way: Way::Client(client), limit, per_second: None });
        };
        let place = Place { host: host.to_string(), endpoint: Endpoint::Webhook };
        // as the one client: what is signed goes in the clear to no other network (threat C6)
        if policy != AddressPolicy::Near && !is_loopback(url) {
            return Err(place.error(Code::CleartextRefused, |host| format!("{host} is not asked over TLS")));
        }
        let told = |fault| -> Error { fault::of_resolving(&fault, &place) };
        let resolver = Resolver::new(system_lookup(), policy, None);
        let port = url.port_or_known_default().unwrap_or(80);
        resolver.judge_literal(&host).await.map_err(told)?;
        let addresses = match host {
            url::Host::Ipv4(address) => vec![address.into()],
            url::Host::Ipv6(address) => vec![address.into()],
            url::Host::Domain(name) => resolver.addresses(name).await.map_err(told)?,
        };
        let addresses = addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect();
        Ok(Self { way: Way::Plain { addresses, open: Mutex::default() }, limit, per_second: None })
    }

    /// With so many a second.
    pub fn paced(self, per_second: Option<u32>) -> Self {
        Self { per_second, ..self }
    }

    /// Sends them, so many at a time, and begins none after this time; connections stay open for the next call. How many were
    /// not begun.
    pub async fn fire(
        self: &Arc<Self>,
        requests: Vec<Request>,
        concurrency: usize,
        time: Duration,
        tally: &Tally,
    ) -> usize {
        let until = Instant::now() + time;
        let ahead = Arc::new(Mutex::new(requests.into_iter()));
        let pace = |per_second| Pace { begun: Instant::now(), per_second, next: AtomicU64::new(0) };
        let pace = Arc::new(self.per_second.map(pace));
        let mut lanes = JoinSet::new();
        for _ in 0..concurrency {
            let (volley, ahead, tally) = (Arc::clone(self), Arc::clone(&ahead), Arc::clone(tally));
            let pace = Arc::clone(&pace);
            lanes.spawn(async move {
                let mut lane = Lane { connection: volley.take(), written: Vec::new() };
                let next = || ahead.lock().unwrap_or_else(PoisonError::into_inner).next();
                while Instant::now() < until
                    && let Some(request) = next()
                {
                    if let Some(pace) = &*pace {
                        pace.turn().await;
                    }
                    tally(volley.shoot(&mut lane, request).await);
                }
                volley.give_back(lane.connection);
            });
        }
        while lanes.join_next().await.is_some() {}
        ahead.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    async fn shoot(&self, lane: &mut Lane, request: Request) -> Shot {
        let secrets = || SentSecrets::of(&request);
        let begun = Instant::now();
        let sent = async {
            match &self.way {
                Way::Plain { addresses, .. } => lane.exchange(addresses, &request).await,
                Way::Client(client) => match client.send(request.clone()).await {
                    Ok(answer) => Ok((answer.status.as_u16(), answer.body)),
                    Err(error) => Err(reason(&error)),
                },
            }
        };
        let outcome = time::timeout(self.limit, sent).await.unwrap_or_else(|_| {
            // its answer may come yet
            lane.connection = None;
            Err("did not answer in time")
        });
        let took = begun.elapsed();
        match outcome {
            Ok((status, body)) => {
                // an app may say what it was sent (threat W15)
                let text = || secrets().hide(&String::from_utf8_lossy(&body));
                let excerpt = if body.is_empty() { String::new() } else { text() };
                Shot { outcome: Ok(status), excerpt: excerpt.chars().take(EXCERPT).collect(), took }
            }
            Err(why) => {
                lane.connection = None;
                Shot { outcome: Err(why), excerpt: String::new(), took }
            }
        }
    }

    fn take(&self) -> Option<Connection> {
        let Way::Plain { open, .. } = &self.way else { return None };
        open.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn give_back(&self, connection: Option<Connection>) {
        if let Way::Plain { open, .. } = &self.way {
            open.lock().unwrap_or_else(PoisonError::into_inner).extend(connection);
        }
    }
}

impl Pace {
    async fn turn(&self) {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let at = Duration::from_secs_f64(number as f64 / f64::from(self.per_second));
        time::sleep_until((self.begun + at).into()).await;
        // while nothing was sent a connection may have been closed: the runtime looks at that before it goes on here
        task::yield_now().await;
    }
}

/// What one of those that send at a time keeps.
struct Lane {
    connection: Option<Connection>,
    written: Vec<u8>,
}

struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Lane {
    async fn exchange(
        &mut self,
        addresses: &[SocketAddr],
        request: &Request,
    ) -> Result<(u16, Vec<u8>), &'static str> {
        self.written.clear();
        write(request, &mut self.written);
        let mut connection = match self.connection.take().filter(Connection::is_open) {
            Some(connection) => connection,
            None => Connection::open(addresses).await?,
        };
        let (answer, is_kept) = connection.exchange(&self.written).await?;
        if is_kept {
            self.connection = Some(connection);
        }
        Ok(answer)
    }
}

impl Connection {
    async fn open(addresses: &[SocketAddr]) -> Result<Self, &'static str> {
        let stream = TcpStream::connect(addresses).await.map_err(|error| match error.kind() {
            io::ErrorKind::ConnectionRefused => "refuses connections",
            _ if error.raw_os_error() == Some(EMFILE) => {
                "is not connected to: this machine allows no more open files (ulimit -n)"
            }
            _ => "cannot be connected to",
        })?;
        // a message is written in one piece and waits for nothing
        stream.set_nodelay(true).map_err(|_| "broke the connection off")?;
        Ok(Self { stream, answer: Vec::with_capacity(4096) })
    }

    /// Whether nothing has come since its last answer, not even its end: a request that is sent into a closed connection is
    /// lost, and one that is sent twice may be taken twice.
    fn is_open(&self) -> bool {
        matches!(self.stream.try_read(&mut [0]), Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }

    async fn exchange(&mut self, request: &[u8]) -> Result<((u16, Vec<u8>), bool), &'static str> {
        let broken = |_| "broke the connection off";
        self.stream.write_all(request).await.map_err(broken)?;
        self.answer.clear();
        loop {
            let is_closed = self.stream.read_buf(&mut self.answer).await.map_err(broken)? == 0;
            if let Some(answer) = volley_answer::read(&self.answer, is_closed)? {
                let is_success = (200..300).contains(&answer.status);
                let body = if is_success { Vec::new() } else { self.answer[answer.body].to_vec() };
                return Ok(((answer.status, body), answer.is_kept));
            }
        }
    }
}

/// As it goes over the wire (RFC 9112 §3).
fn write(request: &Request, to: &mut Vec<u8>) {
    let Request { method, url, headers, body, .. } = request;
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let target = &url[Position::BeforePath..Position::AfterQuery];
    for part in
        [method.as_str(), " ", target, " HTTP/1.1\r\nhost: ", host, "\r\naccept-encoding: identity\r\n"]
    {
        to.extend_from_slice(part.as_bytes());
    }
    if !headers.contains_key(header::USER_AGENT) {
        to.extend_from_slice(concat!("user-agent: authctl/", env!("CARGO_PKG_VERSION"), "\r\n").as_bytes());
    }
    for (name, value) in headers {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            to.extend_from_slice(part);
        }
    }
    // RFC 9112 §6: chunks only where somebody has asked for them
    if headers.contains_key(header::TRANSFER_ENCODING) {
        to.extend_from_slice(format!("\r\n{:x}\r\n", body.len()).as_bytes());
        to.extend_from_slice(body);
        to.extend_from_slice(if body.is_empty() { b"\r\n" } else { b"\r\n0\r\n\r\n" });
        return;
    }
    to.extend_from_slice(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
    to.extend_from_slice(body);
}

/// Why the one client had no answer, in as many words as are counted by.
fn reason(error: &Error) -> &'static str {
    match error.code() {
        Code::Timeout => "did not answer in time",
        Code::DnsFailed => "has a name that is not known",
        Code::EndpointAddressRefused | Code::CleartextRefused => "is no address that is sent to",
        Code::TlsUntrusted | Code::TlsFailed => "has no certificate that is trusted",
        Code::HttpInvalid | Code::ResponseTooLarge => "does not answer as HTTP has it",
        _ => "cannot be connected to",
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, Method};

    use super::*;
    use crate::host::http::{Client, Settings};

    #[tokio::test]
    async fn what_has_waited_for_too_long_is_not_begun() {
        // W12: it may have expired
        let url = Url::parse("http://127.0.0.1:9/").unwrap();
        let client = Arc::new(Client::new(Settings::default()));
        let volley = Volley::aim(&url, AddressPolicy::Near, client, Duration::from_secs(1)).await.unwrap();
        let never: Tally = Arc::new(|_| panic!("it was sent"));
        let requests = vec![Request::get(Endpoint::Webhook, url); 3];
        assert_eq!(Arc::new(volley).fire(requests, 2, Duration::ZERO, &never).await, 3);
    }

    #[test]
    fn a_request_is_written_as_http_has_it() {
        let url = Url::parse("http://[::1]:8080/a/b?c=d%20e#f").unwrap();
        let mut request = Request::form(Endpoint::Webhook, url, [("logout_token", "x")]);
        let written = |request: &Request| {
            let mut bytes = Vec::new();
            write(request, &mut bytes);
            String::from_utf8(bytes).unwrap()
        };
        let agent = concat!("user-agent: authctl/", env!("CARGO_PKG_VERSION"), "\r\n");
        assert_eq!(
            written(&request),
            format!(
                "POST /a/b?c=d%20e HTTP/1.1\r\nhost: [::1]:8080\r\naccept-encoding: identity\r\n{agent}accept: application/json\r\n\
                 content-type: application/x-www-form-urlencoded\r\ncontent-length: 14\r\n\r\nlogout_token=x"
            )
        );
        request.method = Method::PUT;
        request.headers.insert(header::USER_AGENT, HeaderValue::from_static("other"));
        request.headers.insert(header::TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
        let text = written(&request);
        assert!(
            text.starts_with("PUT ") && !text.contains("authctl") && !text.contains("content-length"),
            "{text}"
        );
        assert!(text.ends_with("\r\n\r\ne\r\nlogout_token=x\r\n0\r\n\r\n"), "{text}");
        request.body.clear();
        assert!(written(&request).ends_with("\r\n\r\n0\r\n\r\n"));
    }
}
