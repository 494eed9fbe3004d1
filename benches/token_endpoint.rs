//! The embedded provider's token endpoint beside that of another provider, and what junk makes of its memory.
//!
//! `cargo bench --bench token_endpoint [-- SECONDS ROUNDS]`, after `tests/interop/run` has installed `oidc-provider` into
//! `target/interop`. Both answer client credentials with an access token signed with ES256, over the same 50 connections that
//! are kept alive, in turns, SECONDS each after a second to warm up. The answers are counted by one thread here that does
//! nothing else; the other side has what is left of the machine. Then a million requests that are of no use, with what the
//! provider has in memory on the way; and how long it takes from its start to the line that says it is ready. It judges
//! nothing: a figure that depends on the machine fails no build. Memory is read from `/proc`, on Linux alone.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a benchmark stands outside and looks in"
)]

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    runtime::Builder,
    task::JoinSet,
};

const CONNECTIONS: usize = 50;
const JUNK: usize = 1_000_000;
const WARM_UP: Duration = Duration::from_secs(1);
const RESOURCE: &str = "https://api.example";
const CONFIG: &str = r#"
access_token_signing_alg = "ES256"
[[clients]]
client_id = "bench"
client_secret = "only-for-the-benchmark"
token_endpoint_auth_method = "client_secret_post"
grant_types = ["client_credentials"]
scope = "read"
audience = ["https://api.example"]
[[clients]]
client_id = "television"
grant_types = ["urn:ietf:params:oauth:grant-type:device_code"]
"#;

/// A provider that runs.
struct Provider {
    child: Child,
    /// `host:port`.
    authority: String,
    /// The path of the token endpoint.
    path: &'static str,
    client_id: String,
    client_secret: String,
}

impl Provider {
    /// Starts it and reads the line that says it is ready.
    fn start(mut command: Command, path: &'static str) -> (Self, Value) {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the provider starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let ready: Value = serde_json::from_str(&line).expect("the ready line is JSON");
        let issuer = ready["issuer"].as_str().expect("the ready line has the issuer");
        let authority = issuer.trim_start_matches("http://").to_owned();
        let (client_id, client_secret) = ("bench".into(), "only-for-the-benchmark".into());
        (Self { child, authority, path, client_id, client_secret }, ready)
    }

    /// The embedded one, with the state of `home`.
    fn embedded(home: &Path) -> Self {
        fs::write(home.join("provider.toml"), CONFIG).expect("the configuration is written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_authctl"));
        command.args(["serve", "--port", "0", "--json", "--config"]).arg(home.join("provider.toml"));
        command.env_clear().env("HOME", home).env("AUTHCTL_STATE_DIR", home.join("state"));
        Self::start(command, "/token").0
    }

    /// `oidc-provider` as the interop run has it, if it is installed.
    fn peer() -> Option<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/interop/op.mjs");
        let script =
            env::var_os("AUTHCTL_BENCH_TOOLS").map_or(script, |tools| PathBuf::from(tools).join("op.mjs"));
        if !script.exists() {
            return None;
        }
        let mut command = Command::new("node");
        command.arg(script).env("NODE_ENV", "production").stderr(Stdio::null());
        let (mut provider, ready) = Self::start(command, "/token");
        provider.client_id = "job-client_secret_post".into();
        let secret = &ready["clients"][&provider.client_id]["secret"];
        provider.client_secret = secret.as_str().expect("the client has a secret").to_owned();
        Some(provider)
    }

    /// The request for a token, whole.
    fn token_request(&self) -> Vec<u8> {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_id", &self.client_id)
            .append_pair("client_secret", &self.client_secret)
            .append_pair("scope", "read")
            .append_pair("resource", RESOURCE)
            .finish();
        self.request("POST", self.path, "", &form)
    }

    fn request(&self, method: &str, target: &str, headers: &str, body: &str) -> Vec<u8> {
        let form = match method {
            "POST" => {
                format!(
                    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
                    body.len()
                )
            }
            _ => String::new(),
        };
        format!("{method} {target} HTTP/1.1\r\nHost: {}\r\n{headers}{form}\r\n{body}", self.authority)
            .into_bytes()
    }

    /// Seconds of the processors' time so far, which tells more than the clock where others compute too.
    fn computed(&self) -> Option<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        // the name in parentheses may have spaces; user and system time are 12 and 13 fields after it, in 1/100 s
        let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
        Some((fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?) / 100.0)
    }

    /// Bytes in memory now.
    fn resident(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One connection that is kept alive.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(authority: &str) -> Self {
        let stream = TcpStream::connect(authority).await.expect("it listens");
        stream.set_nodelay(true).expect("a socket");
        Self { stream, buffer: Vec::with_capacity(16 * 1024) }
    }

    /// Sends a request and reads its answer whole: the status and the body.
    async fn ask(&mut self, request: &[u8]) -> (u16, &[u8]) {
        self.stream.write_all(request).await.expect("the connection lasts");
        self.buffer.clear();
        let (body, end) = loop {
            let read = self.stream.read_buf(&mut self.buffer).await.expect("the connection lasts");
            assert!(read > 0, "closed: {}", String::from_utf8_lossy(&self.buffer));
            if let Some(whole) = whole(&self.buffer) {
                break whole;
            }
        };
        let status = std::str::from_utf8(&self.buffer[9..12]).ok().and_then(|status| status.parse().ok());
        (status.expect("a status"), &self.buffer[body..end])
    }
}

/// Where the body of an answer begins and ends, once all of it is there.
fn whole(answer: &[u8]) -> Option<(usize, usize)> {
    let body = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&answer[..body]).expect("a head is text");
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().expect("a number"))
    });
    let end = body + length.expect("an answer has a length");
    (answer.len() >= end).then_some((body, end))
}

/// What one round came to.
#[derive(Default)]
struct Round {
    times: Vec<Duration>,
    seconds: f64,
    /// Microseconds of the provider's processor time an answer.
    work: f64,
}

impl Round {
    fn rate(&self) -> f64 {
        self.times.len() as f64 / self.seconds
    }

    fn percentile(&self, of_hundred: usize) -> f64 {
        self.times[(self.times.len() * of_hundred / 100).min(self.times.len() - 1)].as_secs_f64() * 1e3
    }
}

/// Asks for tokens over all connections for so long; the first second does not count.
async fn round(provider: &Provider, lasts: Duration) -> Round {
    let mut tasks = JoinSet::new();
    let (begun, computed) = (Instant::now(), provider.computed());
    for _ in 0..CONNECTIONS {
        let (authority, request) = (provider.authority.clone(), provider.token_request());
        tasks.spawn(async move {
            let mut connection = Connection::open(&authority).await;
            let (mut times, mut warm_up) = (Vec::new(), 0);
            while begun.elapsed() < WARM_UP + lasts {
                let asked = Instant::now();
                let (status, _) = connection.ask(&request).await;
                assert_eq!(status, 200);
                match begun.elapsed() >= WARM_UP {
                    true => times.push(asked.elapsed()),
                    false => warm_up += 1,
                }
            }
            (times, warm_up)
        });
    }
    let (times, warm_up): (Vec<_>, Vec<usize>) = tasks.join_all().await.into_iter().unzip();
    let mut times = times.concat();
    let seconds = begun.elapsed().as_secs_f64() - WARM_UP.as_secs_f64();
    times.sort_unstable();
    let answers = times.len() + warm_up.iter().sum::<usize>();
    let work = provider.computed().zip(computed).map_or(f64::NAN, |(after, before)| after - before);
    Round { times, seconds, work: work * 1e6 / answers as f64 }
}

/// The `alg` of the token that it issues, so that both do the same work.
async fn algorithm(provider: &Provider) -> String {
    let mut connection = Connection::open(&provider.authority).await;
    let request = provider.token_request();
    let (status, body) = connection.ask(&request).await;
    let answer: Value = serde_json::from_slice(body).expect("JSON");
    assert_eq!(status, 200, "{answer}");
    let token = answer["access_token"].as_str().expect("an access token");
    let header = authctl::jose::base64url::decode(token.split('.').next().unwrap_or_default());
    let header: Value = serde_json::from_slice(&header.expect("base64url")).expect("a JWT");
    header["alg"].as_str().expect("an alg").to_owned()
}

/// Requests of no use: what is refused, what does not exist, and what anybody may leave behind.
fn junk(provider: &Provider, number: usize) -> Vec<u8> {
    let device = "client_id=television&scope=openid";
    match number % 8 {
        0 => provider.request("POST", "/token", "", &format!("grant_type=client_credentials&client_id=x{number}")),
        1 => provider.request("POST", "/token", "", &format!("client_id=bench&client_secret={number}&grant_type=x")),
        2 => provider.request("GET", &format!("/nothing/{number}"), "", ""),
        3 => provider.request("GET", &format!("/authorize?client_id=authctl&state={number}&response_type=code&redirect_uri=http://127.0.0.1:1/callback&code_challenge={}&code_challenge_method=S256&scope=openid", "x".repeat(43)), "", ""),
        4 => provider.request("GET", "/userinfo", &format!("Authorization: Bearer {number}.x.y\r\n"), ""),
        5 => provider.request("POST", "/par", "", &format!("client_id=authctl&state={number}&response_type=code&redirect_uri=http://127.0.0.1:1/callback&code_challenge={}&code_challenge_method=S256&scope=openid", "x".repeat(43))),
        6 => provider.request("POST", "/device_authorization", "", device),
        _ => provider.request("POST", "/token", "", &format!("{}={number}", "y".repeat(2000))),
    }
}

/// A million of them, with the memory after each tenth.
async fn flood(provider: &Provider) -> Vec<u64> {
    let mut memory = Vec::new();
    let tenth = JUNK / 10 / CONNECTIONS;
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(&provider.authority).await);
    }
    for part in 0..10 {
        let mut tasks = JoinSet::new();
        for (at, mut connection) in connections.drain(..).enumerate() {
            let requests: Vec<_> =
                (0..8).map(|kind| junk(provider, (part * CONNECTIONS + at) * 8 + kind)).collect();
            tasks.spawn(async move {
                for number in 0..tenth {
                    connection.ask(&requests[number % requests.len()]).await;
                }
                connection
            });
        }
        connections = tasks.join_all().await;
        memory.extend(provider.resident());
    }
    memory
}

fn main() {
    let mut numbers = env::args().filter_map(|argument| argument.parse::<u64>().ok());
    let lasts = Duration::from_secs(numbers.next().unwrap_or(10));
    let rounds = numbers.next().unwrap_or(3);
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let home = tempfile::tempdir().expect("a temporary directory");

    let ours = Provider::embedded(home.path());
    let peer = Provider::peer();
    if peer.is_none() {
        println!("oidc-provider is not installed: `tests/interop/run` to see it beside");
    }
    let all = || [("authctl serve", Some(&ours)), ("oidc-provider", peer.as_ref())];
    println!(
        "{:<16} {:>5} {:>9} {:>10} {:>10} {:>9} {:>12}",
        "", "round", "answers/s", "p50", "p99", "work", "memory"
    );
    let mut rates = [Vec::new(), Vec::new()];
    for number in 1..=rounds {
        for ((name, provider), rates) in all().into_iter().zip(&mut rates) {
            let Some(provider) = provider else { continue };
            assert_eq!(runtime.block_on(algorithm(provider)), "ES256");
            let round = runtime.block_on(round(provider, lasts));
            let memory = provider.resident().unwrap_or_default() as f64 / 1048576.0;
            println!(
                "{name:<16} {number:>5} {:>9.0} {:>7.2} ms {:>7.2} ms {:>6.1} us {memory:>8.1} MiB",
                round.rate(),
                round.percentile(50),
                round.percentile(99),
                round.work,
            );
            rates.push(round.rate());
        }
    }
    for (ours, theirs) in rates[0].iter().zip(&rates[1]) {
        println!("ratio in the same round: {:.1}", ours / theirs);
    }
    drop(peer);

    let memory = runtime.block_on(flood(&ours));
    let memory: Vec<_> = memory.iter().map(|bytes| format!("{:.1}", *bytes as f64 / 1048576.0)).collect();
    println!("memory after each tenth of a million junk requests, in MiB: {}", memory.join(" "));
    drop(ours);

    for (what, fresh) in [("a new state", true), ("the state of all the above", false)] {
        let mut times = Vec::new();
        for _ in 0..21 {
            let new = tempfile::tempdir().expect("a temporary directory");
            let begun = Instant::now();
            drop(Provider::embedded(if fresh { new.path() } else { home.path() }));
            times.push(begun.elapsed());
        }
        times.sort();
        println!(
            "start to ready, {what}: {:.1} ms (of 21: {:.1} at most)",
            times[10].as_secs_f64() * 1e3,
            times[20].as_secs_f64() * 1e3
        );
    }
}
