//! How the app asks its provider: plain HTTP on this machine, connections kept, answers within limits, no redirect followed.

use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::Mutex,
    time::{Duration, Instant},
};

use serde_json::Value;
use url::Url;

/// How long an answer may take, and how long one may be.
const DEADLINE: Duration = Duration::from_secs(4);
const MOST: usize = 256 * 1024;

/// What the provider answered.
#[derive(Debug, Clone)]
pub struct Fetched {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Fetched {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body, if it is a JSON object that says so and every member stands there once.
    pub fn object(&self) -> Option<Value> {
        let media_type = self.header("content-type").unwrap_or_default().to_ascii_lowercase();
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        let is_json = media_type == "application/json" || media_type.ends_with("+json");
        serde_json::from_slice(&self.body).ok().filter(Value::is_object).filter(|_| is_json)
    }
}

/// What is asked besides the address.
#[derive(Debug, Default)]
pub struct Question<'a> {
    pub form: Option<&'a [(&'a str, &'a str)]>,
    pub authorization: Option<String>,
}

/// The client, with the connections that it keeps.
#[derive(Default)]
pub struct Fetch {
    kept: Mutex<BTreeMap<String, Vec<TcpStream>>>,
}

impl Fetch {
    /// Asks; nothing, if there is no answer in time.
    pub fn ask(&self, url: &str, question: &Question<'_>, deadline: Option<Duration>) -> Option<Fetched> {
        let url = Url::parse(url).ok().filter(|url| url.scheme() == "http")?;
        let authority = format!("{}:{}", url.host_str()?, url.port_or_known_default()?);
        let request = written(&url, &authority, question);
        let until = Instant::now() + deadline.unwrap_or(DEADLINE);
        let old = self.kept.lock().unwrap().get_mut(&authority).and_then(Vec::pop);
        let answer = match old {
            // the other side may have closed it meanwhile; a code is not sent twice, since nothing came back for it
            Some(stream) => match exchange(stream, &request, until) {
                Told::Nothing => exchange(connect(&url, until)?, &request, until),
                told => told,
            },
            None => exchange(connect(&url, until)?, &request, until),
        };
        let Told::Answer(fetched, kept) = answer else { return None };
        if let Some(stream) = kept {
            self.kept.lock().unwrap().entry(authority).or_default().push(stream);
        }
        Some(fetched)
    }
}

fn connect(url: &Url, until: Instant) -> Option<TcpStream> {
    let left = until.checked_duration_since(Instant::now())?;
    let address = url.socket_addrs(|| None).ok()?.into_iter().find(|it| it.ip().is_loopback())?;
    let stream = TcpStream::connect_timeout(&address, left).ok()?;
    stream.set_nodelay(true).ok()?;
    Some(stream)
}

fn written(url: &Url, authority: &str, question: &Question<'_>) -> Vec<u8> {
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let method = if question.form.is_some() { "POST" } else { "GET" };
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: {authority}\r\nAccept: application/json\r\n");
    if let Some(authorization) = &question.authorization {
        head.push_str(&format!("Authorization: {authorization}\r\n"));
    }
    let body = question.form.map(|fields| {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields.iter().copied()).finish()
    });
    if let Some(body) = &body {
        let length = body.len();
        head.push_str(&format!(
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n"
        ));
    }
    head.push_str("\r\n");
    head.push_str(&body.unwrap_or_default());
    head.into_bytes()
}

/// What came of a question.
enum Told {
    /// An answer, and the connection if it goes on.
    Answer(Fetched, Option<TcpStream>),
    /// Not one byte, and the connection is over.
    Nothing,
    /// Something that is no answer, or too late.
    Nonsense,
}

fn exchange(mut stream: TcpStream, request: &[u8], until: Instant) -> Told {
    if stream.write_all(request).is_err() {
        return Told::Nothing;
    }
    let mut bytes = Vec::new();
    loop {
        let ended = match more(&mut stream, &mut bytes, until) {
            Some(0) => true,
            Some(_) => false,
            None if bytes.is_empty() && Instant::now() < until => return Told::Nothing,
            None => return Told::Nonsense,
        };
        if ended && bytes.is_empty() {
            return Told::Nothing;
        }
        match parsed(&bytes, ended) {
            Parsed::Whole(fetched, goes_on) => return Told::Answer(fetched, goes_on.then_some(stream)),
            Parsed::Broken => return Told::Nonsense,
            Parsed::Unfinished if ended || bytes.len() > MOST => return Told::Nonsense,
            Parsed::Unfinished => {}
        }
    }
}

fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>, until: Instant) -> Option<usize> {
    let left = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
    stream.set_read_timeout(Some(left)).ok()?;
    let mut buffer = [0; 16 * 1024];
    let count = stream.read(&mut buffer).ok()?;
    bytes.extend_from_slice(&buffer[..count]);
    Some(count)
}

enum Parsed {
    Whole(Fetched, bool),
    Unfinished,
    Broken,
}

fn parsed(bytes: &[u8], ended: bool) -> Parsed {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let start = match response.parse(bytes) {
        Ok(httparse::Status::Complete(start)) => start,
        Ok(httparse::Status::Partial) => return Parsed::Unfinished,
        Err(_) => return Parsed::Broken,
    };
    let headers: Vec<(String, String)> = response
        .headers
        .iter()
        .map(|header| (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned()))
        .collect();
    let mut fetched = Fetched { status: response.code.unwrap_or_default(), headers, body: Vec::new() };
    let closes = fetched.header("connection").is_some_and(|it| it.eq_ignore_ascii_case("close"));
    let rest = &bytes[start..];
    if fetched.header("transfer-encoding").is_some() {
        return match unchunked(rest) {
            Some(Some(body)) => {
                fetched.body = body;
                Parsed::Whole(fetched, !closes)
            }
            Some(None) => Parsed::Unfinished,
            None => Parsed::Broken,
        };
    }
    let length = fetched.header("content-length").map(|it| it.parse::<usize>());
    match length {
        Some(Err(_)) => Parsed::Broken,
        Some(Ok(length)) if rest.len() >= length => {
            fetched.body = rest[..length].to_vec();
            Parsed::Whole(fetched, !closes)
        }
        None if fetched.status == 204 || fetched.status == 304 => Parsed::Whole(fetched, !closes),
        None if ended => {
            fetched.body = rest.to_vec();
            Parsed::Whole(fetched, false)
        }
        _ => Parsed::Unfinished,
    }
}

/// The body in chunks; `Some(None)` if it is not all there.
fn unchunked(mut rest: &[u8]) -> Option<Option<Vec<u8>>> {
    let mut body = Vec::new();
    loop {
        match httparse::parse_chunk_size(rest) {
            Ok(httparse::Status::Complete((start, size))) => {
                let size = usize::try_from(size).ok().filter(|size| *size <= MOST)?;
                let Some(chunk) = rest.get(start..start + size) else { return Some(None) };
                if size == 0 {
                    return Some(rest[start..].windows(2).any(|it| it == b"\r\n").then_some(body));
                }
                body.extend_from_slice(chunk);
                let Some(next) = rest.get(start + size + 2..) else { return Some(None) };
                rest = next;
            }
            Ok(httparse::Status::Partial) => return Some(None),
            Err(_) => return None,
        }
    }
}
