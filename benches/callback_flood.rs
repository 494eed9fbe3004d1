//! The callback listener under a flood, in numbers: `cargo bench --bench callback_flood`.
//!
//! How long the one good answer takes after 10 000 bad ones, and among 1 000 connections that say nothing to the end; and
//! what the whole process, callers included, has in memory at most.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a benchmark stands outside and looks in"
)]

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use authctl::host::{CallbackAddress, CallbackHost, Loopback as _, loopback::LoopbackListener};

fn main() {
    flood("10 000 bad callbacks", |address| {
        for number in 0..10_000 {
            assert!(get(address, &format!("/cb?code=x&state={number}")).starts_with("HTTP/1.1 400"));
        }
        Vec::new()
    });
    flood("1 000 slow connections", |address| {
        (0..1_000)
            .map(|_| {
                let mut stream = TcpStream::connect(address).unwrap();
                let _ = stream.write_all(b"GET /cb?state=");
                stream
            })
            .collect()
    });
    flood("1 000 slow connections, 8 threads still sending", |address| {
        for _ in 0..8 {
            thread::spawn(move || {
                let mut open = Vec::new();
                while let Ok(mut stream) = TcpStream::connect_timeout(&address, Duration::from_secs(1)) {
                    let _ = stream.write_all(b"GET /cb");
                    open.push(stream);
                    if open.len() > 1_000 {
                        open.clear();
                    }
                }
            });
        }
        thread::sleep(Duration::from_millis(300));
        Vec::new()
    });
}

/// Floods a listener, then sends the good answer, and says how it went.
fn flood(name: &str, attack: impl FnOnce(SocketAddr) -> Vec<TcpStream>) {
    let address = CallbackAddress { host: CallbackHost::Ipv4, port: 0, path: "/cb".into() };
    let mut callback = LoopbackListener.listen(&address, &authctl::host::Awaited::default()).unwrap();
    let address = callback.redirect_uri().socket_addrs(|| None).unwrap()[0];
    let waiting = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(callback.receive(Arc::new(|query| query == "state=good"))).unwrap();
        callback
    });
    let began = Instant::now();
    let slow = attack(address);
    let attacked = began.elapsed();
    let began = Instant::now();
    let answer = get(address, "/cb?state=good");
    let good = began.elapsed();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer:?}");
    let page = get(address, "/done");
    let callback = waiting.join().unwrap();
    let began = Instant::now();
    let ignored = callback.ignored();
    drop(callback);
    println!(
        "{name}: attack {attacked:.0?}, then the good answer {good:.1?}, page {}, closed after {:.1?}, {ignored} ignored, \
         peak memory {}",
        page.starts_with("HTTP/1.1 200"),
        began.elapsed(),
        peak_memory()
    );
    drop(slow);
}

fn get(address: SocketAddr, target: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let _ = write!(stream, "GET {target} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}

/// Of this process, where the system tells it.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.map_or_else(|| "unknown".into(), |peak| peak.trim().to_owned())
}
