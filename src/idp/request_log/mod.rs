//! What came to an issuer and what was answered, and what it sent by itself: the last of it, in memory alone, with every secret
//! masked before it is kept.
//!
//! What writes here waits for nobody: a line is made without the lock, and put in with it.

pub mod entry;
pub mod filter;
pub mod pairs;
pub mod places;

use std::{
    collections::VecDeque,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{sync::Notify, time::timeout};

use self::{
    entry::{Entry, What},
    filter::Filter,
};
use super::{received::Received, reply::Reply};
use crate::protocol::time::UnixTime;

/// The most lines that are kept of one issuer.
pub const MOST: usize = 500;

/// A line with its number.
#[derive(Clone)]
pub struct Line {
    /// Counted from 1; no number comes twice, whatever is cleared.
    pub number: u64,
    /// What it says.
    pub entry: Arc<Entry>,
}

/// How a search came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// There is something.
    Found,
    /// There is nothing, or nothing came in time.
    Nothing,
    /// The log was cleared in the meantime.
    Cleared,
    /// The provider ends.
    Closed,
}

impl End {
    /// In one word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Nothing => "nothing",
            Self::Cleared => "cleared",
            Self::Closed => "closed",
        }
    }
}

/// What was found.
pub struct Found {
    /// Oldest first.
    pub lines: Vec<Line>,
    /// The number after which to ask for what follows.
    pub next: u64,
    /// Why there is no more.
    pub end: End,
}

/// The log of one issuer.
pub struct RequestLog {
    /// The most memory that the lines take.
    most_bytes: usize,
    inner: Mutex<Inner>,
    rung: Notify,
}

#[derive(Default)]
struct Inner {
    lines: VecDeque<Line>,
    bytes: usize,
    newest: u64,
    /// How often it was cleared.
    cleared: u64,
    is_closed: bool,
}

impl RequestLog {
    /// An empty one, with room for so many bytes.
    pub fn within(most_bytes: usize) -> Self {
        Self { most_bytes, inner: Mutex::default(), rung: Notify::new() }
    }

    /// Takes in a request that was answered, or whose connection ends without an answer.
    pub fn record(&self, at: UnixTime, received: Received, reply: Option<&Reply>, script: Option<u64>) {
        if is_logged(&received.path) {
            self.push(Entry { at, what: What::asked(received, reply, script) });
        }
    }

    /// Takes in what was sent to a client.
    pub fn sent(&self, at: UnixTime, message: entry::Message) {
        self.push(Entry { at, what: What::Sent(Box::new(message)) });
    }

    fn push(&self, entry: Entry) {
        let (size, entry) = (entry.size(), Arc::new(entry));
        let mut gone = None;
        {
            let mut inner = self.lock();
            inner.newest += 1;
            let number = inner.newest;
            inner.lines.push_back(Line { number, entry });
            inner.bytes += size;
            while inner.lines.len() > MOST || inner.bytes > self.most_bytes {
                let Some(line) = inner.lines.pop_front() else { break };
                inner.bytes = inner.bytes.saturating_sub(line.entry.size());
                // most often it is one, and what it had is given back without the lock
                gone = Some(line);
            }
        }
        drop(gone);
        self.rung.notify_waiters();
    }

    /// What there is now. Without a number after which to look, the newest.
    pub fn find(&self, filter: &Filter) -> Found {
        let cleared = self.lock().cleared;
        self.search(filter, filter.after.unwrap_or_default(), cleared)
    }

    /// As [`find`](Self::find); where there is nothing yet, waits for it so long.
    pub async fn wait(&self, filter: &Filter, lasts: Duration) -> Found {
        let (mut after, cleared) = (filter.after.unwrap_or_default(), self.lock().cleared);
        let some = async {
            loop {
                let mut rung = pin!(self.rung.notified());
                // before looking, so that nothing comes between
                rung.as_mut().enable();
                let found = self.search(filter, after, cleared);
                if found.end != End::Nothing {
                    return found;
                }
                after = found.next;
                rung.await;
            }
        };
        match timeout(lasts, some).await {
            Ok(found) => found,
            Err(_) => self.search(filter, after, cleared),
        }
    }

    fn search(&self, filter: &Filter, after: u64, cleared: u64) -> Found {
        let (mut lines, mut next, end) = {
            let inner = self.lock();
            let end = match inner.cleared == cleared {
                true if inner.is_closed => End::Closed,
                true => End::Nothing,
                false => End::Cleared,
            };
            let from = inner.lines.partition_point(|line| line.number <= after);
            (inner.lines.range(from..).cloned().collect::<Vec<_>>(), inner.newest.max(after), end)
        };
        lines.retain(|line| filter.takes(&line.entry));
        if lines.len() > filter.limit {
            match filter.after {
                None => drop(lines.drain(..lines.len() - filter.limit)),
                Some(_) => {
                    lines.truncate(filter.limit);
                    next = lines.last().map_or(after, |line| line.number);
                }
            }
        }
        let end = if lines.is_empty() { end } else { End::Found };
        Found { lines, next, end }
    }

    /// Forgets every line. Whoever waits hears of it.
    pub fn clear(&self) {
        let mut inner = self.lock();
        let gone = std::mem::take(&mut inner.lines);
        inner.bytes = 0;
        inner.cleared += 1;
        drop(inner);
        drop(gone);
        self.rung.notify_waiters();
    }

    /// Lets nobody wait any longer: the provider ends.
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.rung.notify_waiters();
    }

    /// Each change is whole, so nobody who panicked has left half of one.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What whoever runs the provider asks of it is no part of what an app does.
fn is_logged(path: &str) -> bool {
    !path.starts_with("/_dev/") || matches!(path, "/_dev/api" | "/_dev/authorize")
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Method, StatusCode};
    use hyper::body::Bytes;

    use super::*;

    fn received(path: &str, body: String) -> Received {
        let (query, mut headers) = (String::new(), HeaderMap::new());
        let form = http::HeaderValue::from_static("application/x-www-form-urlencoded");
        headers.insert(http::header::CONTENT_TYPE, form);
        let (method, path, body) = (Method::POST, path.to_owned(), Bytes::from(body));
        Received { method, path, query, headers, body, is_mutual: false, certificate: None }
    }

    fn put(log: &RequestLog, path: &str, status: StatusCode) {
        log.record(UnixTime(1), received(path, String::new()), Some(&Reply::empty(status)), None);
    }

    fn numbers(found: &Found) -> Vec<u64> {
        found.lines.iter().map(|line| line.number).collect()
    }

    const ROOM: usize = 256 * 1024;

    #[test]
    fn the_oldest_lines_make_room_by_number_and_by_size() {
        // P17
        let log = RequestLog::within(ROOM);
        for _ in 0..MOST + 10 {
            put(&log, "/token", StatusCode::OK);
        }
        let all = Filter { limit: usize::MAX, ..Filter::default() };
        let found = log.find(&all);
        assert_eq!((found.lines.len(), found.lines[0].number, found.next), (MOST, 11, 510));
        for number in 0..MOST {
            let junk = format!("{}=x&", "n".repeat(50)).repeat(1000) + &number.to_string();
            log.record(UnixTime(1), received(&"/x".repeat(8000), junk), None, None);
        }
        let inner = log.lock();
        let size: usize = inner.lines.iter().map(|line| line.entry.size()).sum();
        assert!(inner.bytes == size && size <= ROOM && inner.lines.len() > 50, "{size}");
    }

    #[test]
    fn what_the_control_interface_is_asked_is_not_in_it() {
        let log = RequestLog::within(ROOM);
        for path in ["/_dev/users", "/_dev/", "/_dev/requests", "/_dev/api", "/token"] {
            put(&log, path, StatusCode::OK);
        }
        assert_eq!(numbers(&log.find(&Filter { limit: 10, ..Filter::default() })), [1, 2]);
    }

    #[test]
    fn whoever_goes_on_from_a_number_misses_nothing_and_whoever_does_not_sees_the_newest() {
        let log = RequestLog::within(ROOM);
        for _ in 0..5 {
            put(&log, "/token", StatusCode::OK);
        }
        let newest = log.find(&Filter { limit: 2, ..Filter::default() });
        assert_eq!((numbers(&newest), newest.next), (vec![4, 5], 5));
        let from = |after| log.find(&Filter { limit: 2, after: Some(after), ..Filter::default() });
        assert_eq!((numbers(&from(0)), from(0).next), (vec![1, 2], 2));
        assert_eq!((numbers(&from(2)), from(2).next), (vec![3, 4], 4));
        assert_eq!((numbers(&from(4)), from(4).next), (vec![5], 5));
        assert_eq!((from(9).lines.len(), from(9).next, from(9).end), (0, 9, End::Nothing));
    }

    #[tokio::test]
    async fn whoever_waits_is_woken_by_what_they_wait_for_by_a_clearing_and_by_the_end() {
        let log = Arc::new(RequestLog::within(ROOM));
        let long = Duration::from_secs(3600);
        let wait = |filter: Filter| {
            let log = Arc::clone(&log);
            async move { log.wait(&filter, long).await }
        };
        let token = Filter { limit: 9, path: Some("/token".into()), ..Filter::default() };
        let put_two = async {
            put(&log, "/jwks", StatusCode::OK);
            tokio::task::yield_now().await;
            put(&log, "/token", StatusCode::OK);
        };
        let (found, ()) = tokio::join!(wait(token.clone()), put_two);
        assert_eq!((numbers(&found), found.next, found.end), (vec![2], 2, End::Found));
        // what is there already is not waited for
        assert_eq!(numbers(&wait(token.clone()).await), [2]);
        let (found, ()) =
            tokio::join!(wait(Filter { after: Some(2), ..token.clone() }), async { log.clear() });
        assert_eq!((found.lines.len(), found.end), (0, End::Cleared));
        let (found, ()) = tokio::join!(wait(token.clone()), async { log.close() });
        assert_eq!(found.end, End::Closed);
        assert_eq!(log.wait(&token, Duration::ZERO).await.end, End::Closed);
    }
}
