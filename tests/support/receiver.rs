//! A client of the embedded provider that listens: what it was sent, and what it answered.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver as Inbox, channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use super::exchange::{Asked, Reply};

/// A listener on this machine that answers everything in one way.
pub struct Receiver {
    pub address: SocketAddr,
    inbox: Mutex<Inbox<Asked>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Receiver {
    /// Starts one.
    pub fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("it has an address");
        let (stop, (to, inbox)) = (Arc::new(AtomicBool::new(false)), channel());
        let (stopped, answer) = (Arc::clone(&stop), Arc::new(answer));
        let thread = thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                let (to, answer) = (to.clone(), Arc::clone(&answer));
                thread::spawn(move || {
                    let mut stream: TcpStream = stream;
                    let Some(asked) = Asked::read(&mut stream) else { return };
                    let reply = answer(&asked);
                    // nobody may be interested any more
                    let _ = to.send(asked);
                    reply.play(&mut stream);
                });
            }
        });
        Self { address, inbox: Mutex::new(inbox), stop, thread: Some(thread) }
    }

    /// One that takes everything.
    pub fn taking() -> Self {
        Self::start(|_| Reply::new("200 OK", "", ""))
    }

    /// An address of it.
    pub fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it is sent next.
    pub fn next(&self) -> Asked {
        let inbox = self.inbox.lock().expect("no panic");
        inbox.recv_timeout(Duration::from_secs(20)).expect("something is sent")
    }

    /// What it was sent so far.
    pub fn so_far(&self) -> Vec<Asked> {
        self.inbox.lock().expect("no panic").try_iter().collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        let _ = self.thread.take().expect("it runs").join();
    }
}
