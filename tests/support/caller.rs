//! A raw caller of the callback listener: sends exact bytes and reads the whole answer.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use url::Url;

/// Where a redirect URI leads.
pub fn address_of(redirect_uri: &Url) -> SocketAddr {
    redirect_uri.socket_addrs(|| None).unwrap()[0]
}

/// Connects; a listener that never answers fails the test after 10 s.
pub fn connect(redirect_uri: &Url) -> TcpStream {
    let stream = TcpStream::connect(address_of(redirect_uri)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

/// Sends bytes and reads until the other side closes; empty if it closed without a word.
pub fn say(redirect_uri: &Url, bytes: &[u8]) -> String {
    let mut stream = connect(redirect_uri);
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

/// A request as a browser sends it, with more header lines.
pub fn request(redirect_uri: &Url, method: &str, target: &str, headers: &str) -> String {
    let authority = &redirect_uri[url::Position::BeforeHost..url::Position::AfterPort];
    say(redirect_uri, format!("{method} {target} HTTP/1.1\r\nHost: {authority}\r\n{headers}\r\n").as_bytes())
}

/// A plain GET.
pub fn get(redirect_uri: &Url, target: &str) -> String {
    request(redirect_uri, "GET", target, "")
}

/// The status code of an answer.
pub fn status(answer: &str) -> &str {
    answer.get(9..12).unwrap_or("none")
}

/// The body of an answer.
pub fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}
