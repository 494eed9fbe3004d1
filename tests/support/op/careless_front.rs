//! A port that answers with and without TLS, as a server does whose plain port was never closed.

use std::{
    io,
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

/// The front of two servers.
pub struct CarelessFront {
    pub address: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl CarelessFront {
    /// What begins as TLS does goes to the one, all else to the other.
    pub fn of(tls: SocketAddr, plain: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                let stream = stream.unwrap();
                thread::spawn(move || pass_on(stream, tls, plain));
            }
        });
        Self { address, stop, thread: Some(thread) }
    }
}

impl Drop for CarelessFront {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        let _ = self.thread.take().unwrap().join();
    }
}

fn pass_on(stream: TcpStream, tls: SocketAddr, plain: SocketAddr) {
    let mut first = [0];
    if stream.peek(&mut first).is_err() {
        return;
    }
    // RFC 8446 §5.1: a handshake's record begins with 22
    let server = TcpStream::connect(if first[0] == 22 { tls } else { plain }).unwrap();
    let (mut from, mut to) = (stream.try_clone().unwrap(), server.try_clone().unwrap());
    let there = thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let (mut from, mut to) = (server, stream);
    let _ = io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Both);
    let _ = there.join();
}
