//! Who hears of each request that the provider answers, so that a check can tell what an app asked it.

use http::{Method, StatusCode};

use super::{fault, received::Received, reply::Reply};

/// Hears of requests.
pub trait Observer: Send + Sync {
    /// A request is about to be answered.
    fn answered(&self, seen: &Seen<'_>);
}

/// What is told of a request: nothing that is a secret, so no query and no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<'a> {
    /// The method.
    pub method: &'a Method,
    /// The path.
    pub path: &'a str,
    /// The status; nothing if the connection ended without an answer.
    pub status: Option<StatusCode>,
    /// The names of the faults of the answer, with commas.
    pub faults: &'a str,
}

impl<'a> Seen<'a> {
    pub(super) fn of(received: &'a Received, reply: Option<&'a Reply>) -> Self {
        let faults = reply.and_then(|reply| reply.headers.get(fault::row::HEADER));
        Self {
            method: &received.method,
            path: &received.path,
            status: reply.map(|reply| reply.status),
            faults: faults.and_then(|names| names.to_str().ok()).unwrap_or_default(),
        }
    }
}
