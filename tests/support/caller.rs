//! A caller of the callback listener: sends exact bytes and reads the whole answer, to the byte.

use std::net::{SocketAddr, TcpStream};

use url::Url;

use super::wire;

/// Where a redirect URI leads.
pub fn address_of(redirect_uri: &Url) -> SocketAddr {
    redirect_uri.socket_addrs(|| None).unwrap()[0]
}

/// Connects to where it leads.
pub fn connect(redirect_uri: &Url) -> TcpStream {
    wire::connect(address_of(redirect_uri))
}

/// Sends bytes and reads until the other side closes; empty if it closed without a word.
pub fn say(redirect_uri: &Url, bytes: &[u8]) -> String {
    String::from_utf8(wire::say(address_of(redirect_uri), bytes)).unwrap()
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
