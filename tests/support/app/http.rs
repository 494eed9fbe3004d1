//! HTTP/1.1 as the app speaks it on its side: requests read within limits and deadlines, answers written.

use std::{
    io::{self, Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::Value;

/// The most that a head has, in bytes.
const MOST_HEAD: usize = 32 * 1024;
/// The most that a body has, in bytes, and the most of a larger one that is read before it is refused.
const MOST_BODY: usize = 64 * 1024;
const MOST_DRAINED: usize = 16 * 1024 * 1024;
/// How long a request may take to say.
const DEADLINE: Duration = Duration::from_secs(3);

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub query: Pairs,
    /// Names as they were written.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub is_chunked: bool,
    keeps_alive: bool,
}

/// Parameters in their order.
#[derive(Debug, Clone, Default)]
pub struct Pairs(pub Vec<(String, String)>);

impl Pairs {
    /// Of a query or a form.
    pub fn parse(text: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(text).into_owned().collect())
    }

    /// The first of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// How often it stands there.
    pub fn count(&self, name: &str) -> usize {
        self.0.iter().filter(|(known, _)| known == name).count()
    }

    /// Whether a name stands there twice.
    pub fn has_twins(&self) -> bool {
        self.0.iter().any(|(name, _)| self.count(name) > 1)
    }
}

impl Request {
    /// The header of that name, in whatever case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The media type alone, in lower case.
    pub fn media_type(&self) -> String {
        let written = self.header("content-type").unwrap_or_default();
        written.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let all = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case("cookie"));
        let mut pairs =
            all.flat_map(|(_, value)| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The body as a form.
    pub fn form(&self) -> Pairs {
        Pairs::parse(&self.body)
    }

    /// Whether the connection goes on after the answer.
    pub fn keeps_alive(&self) -> bool {
        self.keeps_alive
    }
}

/// Why no request could be read.
#[derive(Debug)]
pub enum Unread {
    /// Nobody is there any more.
    Gone,
    /// It is refused with this status, and the connection ends.
    Refused(u16),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Self::Refused(408),
            _ => Self::Gone,
        }
    }
}

/// What a connection has said and nobody has read yet.
pub struct Incoming {
    stream: TcpStream,
    bytes: Vec<u8>,
    deadline: Instant,
    /// Whether requests may take as long as they like, and be as long.
    pub is_patient: bool,
    /// Whether what has come of a body is taken for all of it when the connection ends.
    pub takes_half: bool,
}

impl Incoming {
    pub fn new(stream: TcpStream) -> Self {
        Self { stream, bytes: Vec::new(), deadline: Instant::now(), is_patient: false, takes_half: false }
    }

    /// Reads more; whether there was any.
    fn more(&mut self) -> Result<(), Unread> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let limit = if self.is_patient { None } else { Some(left.max(Duration::from_millis(1))) };
        self.stream.set_read_timeout(limit)?;
        let mut buffer = [0; 16 * 1024];
        match self.stream.read(&mut buffer)? {
            0 => Err(Unread::Gone),
            count => {
                self.bytes.extend_from_slice(&buffer[..count]);
                Ok(())
            }
        }
    }

    /// The next request.
    pub fn next(&mut self) -> Result<Request, Unread> {
        self.deadline = Instant::now() + DEADLINE;
        if self.bytes.is_empty() {
            // an idle connection just ends
            self.more().map_err(|_| Unread::Gone)?;
        }
        let end = loop {
            match self.bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                Some(at) if at <= MOST_HEAD => break at + 4,
                None if self.bytes.len() <= MOST_HEAD => self.more()?,
                _ => return Err(Unread::Refused(431)),
            }
        };
        let head: Vec<u8> = self.bytes.drain(..end).collect();
        let mut request = parse_head(&head).ok_or(Unread::Refused(400))?;
        let expects = request.header("expect").is_some_and(|it| it.eq_ignore_ascii_case("100-continue"));
        if expects {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let length = request.header("content-length").map(str::to_owned);
        request.is_chunked = request.header("transfer-encoding").is_some();
        request.body = match (request.is_chunked, length) {
            (true, Some(_)) => return Err(Unread::Refused(400)),
            (true, None) => self.chunks()?,
            (false, Some(length)) => {
                let length = length.parse().map_err(|_| Unread::Refused(400))?;
                self.body(length)?
            }
            (false, None) => Vec::new(),
        };
        Ok(request)
    }

    /// This many bytes; more than a body may have are read and refused, so that the answer arrives.
    fn body(&mut self, length: usize) -> Result<Vec<u8>, Unread> {
        if length > MOST_BODY && !self.is_patient {
            let mut left = length.min(MOST_DRAINED);
            while left > self.bytes.len() {
                left -= self.bytes.len();
                self.bytes.clear();
                self.more()?;
            }
            return Err(Unread::Refused(413));
        }
        while self.bytes.len() < length {
            match self.more() {
                Err(Unread::Gone) if self.takes_half => return Ok(std::mem::take(&mut self.bytes)),
                read => read?,
            }
        }
        Ok(self.bytes.drain(..length).collect())
    }

    fn line(&mut self) -> Result<String, Unread> {
        loop {
            if let Some(at) = self.bytes.windows(2).position(|window| window == b"\r\n") {
                let line: Vec<u8> = self.bytes.drain(..at + 2).collect();
                return String::from_utf8(line[..at].to_vec()).map_err(|_| Unread::Refused(400));
            }
            if self.bytes.len() > MOST_HEAD {
                return Err(Unread::Refused(400));
            }
            self.more()?;
        }
    }

    fn chunks(&mut self) -> Result<Vec<u8>, Unread> {
        let mut body = Vec::new();
        loop {
            let size = self.line()?;
            let size = size.split(';').next().unwrap_or_default().trim().to_owned();
            let size = usize::from_str_radix(&size, 16).map_err(|_| Unread::Refused(400))?;
            if size == 0 {
                // trailers
                while !self.line()?.is_empty() {}
                return Ok(body);
            }
            if size > MOST_DRAINED || body.len() > MOST_DRAINED {
                return Err(Unread::Refused(413));
            }
            let was_patient = std::mem::replace(&mut self.is_patient, true);
            let chunk = self.body(size);
            self.is_patient = was_patient;
            body.extend(chunk?);
            self.line()?;
            if body.len() > MOST_BODY && !self.is_patient {
                return Err(Unread::Refused(413));
            }
        }
    }

    /// Answers.
    pub fn answer(&mut self, response: &Response, keeps_alive: bool) -> io::Result<()> {
        self.stream.write_all(&response.bytes(keeps_alive))
    }
}

fn parse_head(head: &[u8]) -> Option<Request> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Request::new(&mut headers);
    parsed.parse(head).ok().filter(httparse::Status::is_complete)?;
    let target = parsed.path?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let is_recent = parsed.version == Some(1);
    let headers: Vec<(String, String)> = parsed
        .headers
        .iter()
        .map(|header| (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned()))
        .collect();
    let closes = headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("connection") && value.to_ascii_lowercase().contains("close")
    });
    Some(Request {
        method: parsed.method?.to_owned(),
        path: path.to_owned(),
        query: Pairs::parse(query.as_bytes()),
        headers,
        body: Vec::new(),
        is_chunked: false,
        keeps_alive: is_recent && !closes,
    })
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Response {
    /// An empty one, which nobody may keep.
    pub fn new(status: u16) -> Self {
        Self { status, headers: vec![("Cache-Control", "no-store".into())], body: Vec::new() }
    }

    /// A page; what is in it is escaped by whoever made it.
    pub fn page(status: u16, body: &str) -> Self {
        let page = format!("<!doctype html><html lang=\"en\"><title>App</title><body>{body}</body></html>");
        Self { body: page.into_bytes(), ..Self::new(status).with("Content-Type", "text/html; charset=utf-8") }
    }

    /// JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self {
            body: body.to_string().into_bytes(),
            ..Self::new(status).with("Content-Type", "application/json")
        }
    }

    /// Leads the browser on, by GET.
    pub fn see(location: impl Into<String>) -> Self {
        Self::new(303).with("Location", location)
    }

    /// With a further header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Without a header.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    fn bytes(&self, keeps_alive: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} -\r\n", self.status);
        for (name, value) in &self.headers {
            // a value of others must not begin a header of its own
            let value: String = value.chars().filter(|letter| !letter.is_control()).collect();
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.status != 204 {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        head.push_str(if keeps_alive {
            "Connection: keep-alive\r\n\r\n"
        } else {
            "Connection: close\r\n\r\n"
        });
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

/// Text as it may stand in a page.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
