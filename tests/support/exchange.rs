//! A request as a scripted provider gets it, and what it does with it.

use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use serde_json::json;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub query: BTreeMap<String, String>,
    /// The query as it came.
    pub raw_query: String,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    pub form: BTreeMap<String, String>,
    pub body: String,
}

impl Asked {
    /// Reads a request with its body.
    pub fn read(stream: &mut TcpStream) -> Option<Self> {
        stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        let mut bytes = Vec::new();
        let mut buffer = [0; 4096];
        let (head, body) = loop {
            let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
            bytes.extend_from_slice(&buffer[..count]);
            let text = String::from_utf8(bytes.clone()).unwrap();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let lower = head.to_ascii_lowercase();
            let length = lower.split("content-length: ").nth(1).map(|rest| rest.lines().next().unwrap());
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                break (head.to_owned(), body.to_owned());
            }
        };
        let mut lines = head.lines();
        let mut words = lines.next()?.split(' ').map(str::to_owned);
        let (method, target) = (words.next()?, words.next()?);
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Some(Self {
            method,
            path: path.to_owned(),
            query: pairs(query),
            raw_query: query.to_owned(),
            headers,
            form: pairs(&body),
            body,
        })
    }
}

/// What the provider does with a request.
pub enum Reply {
    /// Does what is right.
    Right,
    /// Says these bytes and closes.
    Says(Vec<u8>),
    /// Says the first bytes, then the others for ever.
    SaysForever(&'static str, &'static str),
    /// Says nothing until the other side leaves.
    Silence,
    /// Closes without a word.
    HangsUp,
}

impl Reply {
    /// An answer with this status line, these header lines and this body.
    pub fn new(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        Self::Says(
            format!(
                "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            )
            .into_bytes(),
        )
    }

    /// JSON with this status line.
    pub fn json(status: &str, body: &str) -> Self {
        Self::new(status, "Content-Type: application/json\r\n", body)
    }

    /// An OAuth error (RFC 6749 §5.2).
    pub fn error(error: &str) -> Self {
        Self::json("400 Bad Request", &json!({ "error": error }).to_string())
    }

    /// Does it.
    pub fn play(self, stream: &mut TcpStream) {
        // the other side may leave at any time
        let _ = match self {
            Self::Says(bytes) => stream.write_all(&bytes),
            Self::SaysForever(first, then) => {
                let mut said = stream.write_all(first.as_bytes());
                while said.is_ok() {
                    said = stream.write_all(then.as_bytes());
                }
                said
            }
            Self::Silence => stream.read(&mut [0]).map(drop),
            Self::HangsUp | Self::Right => Ok(()),
        };
    }
}

fn pairs(encoded: &str) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(encoded.as_bytes()).into_owned().collect()
}
