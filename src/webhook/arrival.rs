//! A request as it arrived where events are received: what its scheme judges, and what is passed on or kept of it.

use http::{HeaderMap, HeaderName, Request, header};
use url::form_urlencoded;

use super::message::Message;

/// Headers of the connection and not of the message (RFC 9110 §7.6.1); the others that `Connection` names are too.
const OF_CONNECTION: &[&str] = &[
    "host",
    "content-length",
    "connection",
    "keep-alive",
    "transfer-encoding",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
];

/// A request that arrived.
#[derive(Clone)]
pub struct Arrival {
    /// What is judged.
    pub message: Message,
    /// Its path and query as they came.
    pub target: String,
    /// Every header as it came.
    pub head: HeaderMap,
}

impl Arrival {
    /// Of a request that was read whole.
    pub fn of(request: Request<Vec<u8>>) -> Self {
        let (parts, body) = request.into_parts();
        let target = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str).to_owned();
        let query = parts.uri.query().unwrap_or_default();
        let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let message = Message { method: parts.method, query, headers: of_message(&parts.headers), body };
        Self { message, target, head: parts.headers }
    }

    /// Of what was fetched: as it would have been sent.
    pub fn fetched(message: Message) -> Self {
        let head = message.headers.clone();
        Self { message, target: "/".to_owned(), head }
    }
}

/// Those headers that are of the message.
pub fn of_message(headers: &HeaderMap) -> HeaderMap {
    let named = headers.get_all(header::CONNECTION).iter().filter_map(|value| value.to_str().ok());
    let named: Vec<String> =
        named.flat_map(|value| value.split(',')).map(|name| name.trim().to_ascii_lowercase()).collect();
    let is_ours = |name: &HeaderName| {
        !OF_CONNECTION.contains(&name.as_str()) && !named.iter().any(|known| known == name.as_str())
    };
    let mut own = HeaderMap::new();
    for (name, value) in headers.iter().filter(|(name, _)| is_ours(name)) {
        own.append(name.clone(), value.clone());
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_the_connection_are_not_of_the_message() {
        let request =
            Request::post("/hook?a=b&c=%20").header("host", "x").header("connection", "close, X-Own");
        let request = request.header("x-own", "1").header("x-two", "a").header("x-two", "b");
        let arrival = Arrival::of(request.header("content-length", "1").body(b"x".to_vec()).unwrap());
        let names: Vec<&str> = arrival.message.headers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!((names, arrival.head.len()), (vec!["x-two", "x-two"], 6));
        assert_eq!(arrival.target, "/hook?a=b&c=%20");
        assert_eq!(arrival.message.query, [("a".into(), "b".into()), ("c".into(), " ".into())]);
    }
}
