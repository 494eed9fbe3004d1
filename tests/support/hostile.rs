//! A scripted peer on a raw socket: says exact bytes, stalls, breaks off, and remembers what it got. One that was not
//! called fails its test, unless being left alone is what it is there for.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// One step of a peer, on each of its connections.
#[derive(Clone)]
pub enum Act {
    /// Reads a request with its body.
    Read,
    /// Says these bytes.
    Say(Vec<u8>),
    /// Says these bytes again and again until nobody listens.
    SayForever(Vec<u8>),
    /// Says and reads nothing until the test is over.
    Stall,
    /// Waits for the first byte and breaks the connection off with a reset.
    Reset,
}

/// Says this text.
pub fn say(text: impl Into<Vec<u8>>) -> Act {
    Act::Say(text.into())
}

/// A whole answer of this status line, these header lines and this body.
pub fn answer(status: &str, headers: &str, body: &str) -> Act {
    say(format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len()))
}

/// A running peer.
pub struct Peer {
    pub address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    must_be_called: bool,
}

#[derive(Default)]
struct Shared {
    received: Mutex<Vec<Vec<u8>>>,
    over: Mutex<bool>,
    playing: Mutex<usize>,
    over_changed: Condvar,
    ended: Condvar,
    stop: AtomicBool,
}

impl Peer {
    /// Plays these steps to everyone who connects.
    pub fn playing(acts: Vec<Act>) -> Self {
        Self::start(true, acts)
    }

    /// Nobody may connect here.
    pub fn left_alone() -> Self {
        Self::start(false, Vec::new())
    }

    fn start(must_be_called: bool, acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let its = shared.clone();
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if its.stop.load(Ordering::SeqCst) {
                    break;
                }
                let (stream, acts, its) = (stream.unwrap(), acts.clone(), its.clone());
                let index = its.received.lock().unwrap().len();
                its.received.lock().unwrap().push(Vec::new());
                *its.playing.lock().unwrap() += 1;
                thread::spawn(move || {
                    acts.into_iter().try_for_each(|act| play(&stream, act, &its, index));
                    drop(stream);
                    *its.playing.lock().unwrap() -= 1;
                    its.ended.notify_all();
                });
            }
        });
        Self { address, shared, thread: Some(thread), must_be_called }
    }

    /// Its address as a URL with this path.
    pub fn url(&self, path: &str) -> url::Url {
        format!("http://{}{path}", self.address).parse().unwrap()
    }

    /// Waits until every connection has been played to its end and closed.
    pub fn wait_until_closed(&self) {
        let playing = self.shared.playing.lock().unwrap();
        drop(self.shared.ended.wait_while(playing, |playing| *playing > 0).unwrap());
    }

    /// What each connection has sent so far.
    pub fn received(&self) -> Vec<String> {
        let received = self.shared.received.lock().unwrap();
        received.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        *self.shared.over.lock().unwrap() = true;
        self.shared.over_changed.notify_all();
        let _ = TcpStream::connect(self.address);
        let _ = self.thread.take().unwrap().join();
        if !thread::panicking() {
            let calls = self.received().len();
            assert_eq!(calls > 0, self.must_be_called, "a peer was called {calls} times");
        }
    }
}

fn play(mut stream: &TcpStream, act: Act, shared: &Shared, index: usize) -> Option<()> {
    match act {
        Act::Read => read_request(stream, shared, index),
        Act::Say(bytes) => stream.write_all(&bytes).ok(),
        Act::SayForever(bytes) => loop {
            stream.write_all(&bytes).ok()?;
        },
        Act::Stall => {
            let over = shared.over.lock().unwrap();
            let _over = shared.over_changed.wait_while(over, |over| !*over).unwrap();
            None
        }
        // closing with unread bytes makes a reset
        Act::Reset => {
            let _ = stream.peek(&mut [0]);
            None
        }
    }
}

/// Reads a head and as much body as its `Content-Length` says.
fn read_request(mut stream: &TcpStream, shared: &Shared, index: usize) -> Option<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        let mut received = shared.received.lock().unwrap();
        let request = &mut received[index];
        request.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(request).to_ascii_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return Some(());
        }
    }
}
