//! `webhook send --count` beside `wrk`, with the same request to the same target in the same run, and what it keeps in memory.
//!
//! `cargo bench --bench webhook_send [-- SECONDS]`; it needs `wrk` on the path, and says so where there is none. The target is
//! a server in this process that reads a form and answers 200. Each sends over 50 connections that are kept alive. Then two
//! hundred thousand messages, with what is in memory on the way. It judges nothing: a figure that depends on the machine fails
//! no build. Memory is read from `/proc`, on Linux alone.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a benchmark stands outside and looks in"
)]

use std::{
    convert::Infallible,
    env, fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;

const CONNECTIONS: &str = "50";
const COUNT: &str = "10000";
const MANY: &str = "200000";

/// Answers every form with 200, on two threads.
fn target() -> String {
    let (send, address) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.expect("a runtime").block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            send.send(listener.local_addr().expect("an address")).expect("somebody waits");
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                stream.set_nodelay(true).expect("a socket");
                tokio::spawn(
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)),
                );
            }
        });
    });
    format!("http://{}/backchannel-logout", address.recv().expect("it listens"))
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let body = request.into_body().collect().await.map(|body| body.to_bytes().len()).unwrap_or_default();
    let status = if body > 100 { 200 } else { 400 };
    let answer = Response::builder().status(status).header("cache-control", "no-store").body(Full::default());
    Ok(answer.expect("an answer"))
}

fn send(home: &Path, to: &str, count: &str) -> Command {
    let key = format!("file:{}", home.join("key.pem").display());
    let mut command = Command::new(env!("CARGO_BIN_EXE_authctl"));
    command.args([
        "webhook",
        "send",
        "oidc.backchannel-logout",
        "--issuer",
        "https://id.example",
        "--client-id",
        "app",
    ]);
    command.args([
        "--user",
        "alice",
        "--sid",
        "s",
        "--key-from",
        &key,
        "--alg",
        "RS256",
        "--to",
        to,
        "--json",
    ]);
    command.args(["--count", count, "--concurrency", CONNECTIONS]);
    command.env_clear().env("HOME", home).stdout(Stdio::piped());
    command
}

/// Requests a second that `wrk` comes to with a form of this size, if it is here.
fn wrk(home: &Path, to: &str, seconds: &str, bytes: usize) -> Option<f64> {
    let script = home.join("post.lua");
    let lua = format!(
        "wrk.method = \"POST\"\nwrk.headers[\"Content-Type\"] = \"application/x-www-form-urlencoded\"\n\
         wrk.body = \"logout_token=\" .. string.rep(\"x\", {bytes} - 13)\n"
    );
    fs::write(&script, lua).expect("the script is written");
    let lasts = format!("-d{seconds}s");
    let mut command = Command::new("wrk");
    command.args(["-t1", "-c", CONNECTIONS, &lasts, "-s"]).arg(script).arg(to);
    let said = String::from_utf8(command.output().ok()?.stdout).ok()?;
    let line = said.lines().find_map(|line| line.strip_prefix("Requests/sec:"))?;
    line.trim().parse().ok()
}

/// Bytes in memory now.
fn resident(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let seconds = arguments.first().map_or("3", String::as_str);
    let home = tempfile::tempdir().expect("a directory");
    let key = home.path().join("key.pem");
    let mut made = Command::new(env!("CARGO_BIN_EXE_authctl"));
    made.args(["key", "new", "--alg", "RS256", "--out"]).arg(&key).env_clear().env("HOME", home.path());
    assert!(made.output().expect("it runs").status.success());
    let to = target();
    for round in 1..=3 {
        let output = send(home.path(), &to, COUNT).output().expect("it runs");
        let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(told["as_it_should"], 10_000, "{told}");
        let own = told["per_second"].as_f64().expect("a number");
        // the form of a logout token signed with RS256
        match wrk(home.path(), &to, seconds, 760) {
            Some(peer) => println!("{round}: {own:.0}/s, wrk {peer:.0}/s: {:.2} of it", own / peer),
            None => println!("{round}: {own:.0}/s; there is no wrk to compare with"),
        }
    }
    let mut child = send(home.path(), &to, MANY).stdout(Stdio::null()).spawn().expect("it runs");
    let mut seen = Vec::new();
    while child.try_wait().expect("it is ours").is_none() {
        // before it is another program it has no memory of its own
        thread::sleep(Duration::from_millis(500));
        seen.extend(resident(child.id()).filter(|bytes| *bytes > 0));
    }
    let mib = |bytes: Option<&u64>| bytes.map_or(0, |bytes| bytes / 1024 / 1024);
    println!(
        "{MANY} messages: {} MiB at first, {} at most, {} at the end",
        mib(seen.first()),
        mib(seen.iter().max()),
        mib(seen.last())
    );
}
