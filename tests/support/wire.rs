//! A bare HTTP client for tests: it sends what it is told to, to the byte, and reads the answer whole.

use std::{
    io::{Read, Write},
    net::{TcpStream, ToSocketAddrs},
    time::Duration,
};

/// An answer as it came.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// The first header of that name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// `error` of a JSON error, with the status.
    pub fn error(&self) -> (u16, String) {
        (
            self.status,
            self.json()["error"].as_str().unwrap_or_else(|| panic!("no error: {self:?}")).to_owned(),
        )
    }

    /// A parameter in the query of `Location`.
    pub fn location_parameter(&self, name: &str) -> Option<String> {
        let location = url::Url::parse(self.header("location")?).ok()?;
        location.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }
}

/// Connects; a server that never answers fails the test after 20 s.
pub fn connect(address: impl ToSocketAddrs) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time-out can be set");
    stream
}

/// Sends these bytes and reads until the other side closes; empty if it closed without a word.
pub fn say(address: impl ToSocketAddrs, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(address);
    // the server may answer and close before it has read everything
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}

/// What a server answers to these bytes, if it is HTTP.
pub fn raw(authority: &str, bytes: &[u8]) -> Option<Answer> {
    parse(&say(authority, bytes))
}

/// Reads an answer, if it is HTTP.
pub fn parse(bytes: &[u8]) -> Option<Answer> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    Some(Answer { status, headers, body: body.to_owned() })
}

/// One request with its own connection.
pub fn send(authority: &str, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let request = request(authority, method, target, headers, body);
    raw(authority, request.as_bytes()).unwrap_or_else(|| panic!("no answer to {method} {target}"))
}

/// One request for a connection of its own, to the byte.
pub fn request(authority: &str, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> String {
    let mut request = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        request.push_str(&format!("Host: {authority}\r\n"));
    }
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    if method == "POST" || !body.is_empty() {
        request.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    request.push_str("\r\n");
    request.push_str(body);
    request
}

/// A form's body.
pub fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
