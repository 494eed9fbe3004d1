//! `webhook listen` of the real binary: where it is, and what it tells of each request.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use authctl::{
    host::{Clock as _, clock::SystemClock},
    jose::{algorithm::Algorithm, key::SigningKey},
    protocol::time::UnixTime,
};
use serde_json::{Value, json};

use super::{
    program::Program,
    wire::{self, Answer},
};

/// The longest that anything may take (threat G5).
const DEADLINE: Duration = Duration::from_secs(20);

pub const ISSUER: &str = "https://id.example";
pub const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A running receiver, ended with its test.
pub struct Listening {
    child: Child,
    lines: Receiver<String>,
    errors: Receiver<String>,
    /// Its first line.
    pub ready: Value,
}

impl Listening {
    /// Starts it on any free port.
    pub fn start(program: &Program, more: &[&str]) -> Self {
        let rate = if more.contains(&"--rate-limit") { &[][..] } else { &["--rate-limit", "10000"] };
        Self::run(program, &[&["--port", "0"], rate, more].concat())
    }

    /// Has it fetch events.
    pub fn polling(program: &Program, more: &[&str]) -> Self {
        Self::run(program, more)
    }

    fn run(program: &Program, arguments: &[&str]) -> Self {
        let mut command = program.command(&[&["webhook", "listen"], arguments].concat());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = lines_of(child.stdout.take().unwrap());
        let errors = lines_of(child.stderr.take().unwrap());
        let first = lines.recv_timeout(DEADLINE).unwrap_or_else(|_| {
            panic!("it does not begin: {}", errors.iter().collect::<Vec<_>>().join("\n"))
        });
        let ready: Value = serde_json::from_str(&first).expect("one ready line");
        assert_eq!(ready["ready"], true);
        Self { child, lines, errors, ready }
    }

    /// Starts one that believes the key of [`signer`] and has the client `app`.
    pub fn believing(program: &Program, more: &[&str]) -> Self {
        let keys = json!({ "keys": [signer().public_jwk()] });
        let file = program.write("keys.json", &keys.to_string()).display().to_string();
        let arguments = ["--issuer", ISSUER, "--client-id", "app", "--jwks", &file];
        Self::start(program, &[&arguments, more].concat())
    }

    /// Its address.
    pub fn url(&self) -> &str {
        self.ready["url"].as_str().unwrap()
    }

    /// `host:port`
    pub fn authority(&self) -> String {
        format!("127.0.0.1:{}", self.ready["port"])
    }

    /// What it tells of the next request.
    #[track_caller]
    pub fn next(&self) -> Value {
        let line = self.lines.recv_timeout(DEADLINE).expect("a line comes");
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON: {line}"))
    }

    /// Verdict, status and why of the next request.
    #[track_caller]
    pub fn verdict(&self) -> (String, u64, String) {
        let line = self.next();
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        (text("verdict"), line["status"].as_u64().unwrap(), text("why"))
    }

    /// What it is sent as a form with these fields.
    pub fn post(&self, fields: &[(&str, &str)]) -> Answer {
        wire::send(&self.authority(), "POST", "/webhook", &[FORM], &wire::form(fields))
    }

    /// Posts a logout token.
    pub fn log_out(&self, token: &str) -> Answer {
        self.post(&[("logout_token", token)])
    }

    /// Kills it, as nothing else would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Its process.
    #[cfg(unix)]
    pub fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for its end; its exit code, and all that it said on stderr.
    pub fn end(mut self) -> (i32, String) {
        let said = self.errors.iter().collect::<Vec<_>>().join("\n");
        (self.child.wait().unwrap().code().expect("it ends by itself"), said)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // one that has ended takes this well
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines_of(from: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (to, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if to.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

/// The issuer's key.
pub fn signer() -> SigningKey {
    SigningKey::generate(Algorithm::EdDSA, &mut |bytes| bytes.fill(7)).unwrap()
}

/// Now, as the receiver has it.
pub fn now() -> UnixTime {
    SystemClock.now()
}

/// The claims of a good logout token with this name.
pub fn claims(jti: &str) -> Value {
    json!({
        "iss": ISSUER, "aud": "app", "iat": now().0, "exp": now().plus(120).0, "jti": jti,
        "sub": "alice", "sid": "s1", "events": { EVENT: {} },
    })
}

/// A good logout token with this name.
pub fn token(jti: &str) -> String {
    signer().sign(Some("logout+jwt"), &claims(jti)).unwrap()
}
