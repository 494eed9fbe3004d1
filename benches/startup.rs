//! How long a command takes from nothing to done, beside `/bin/true`: start-up is the product's feel.
//!
//! `cargo bench [-- ROUNDS]` runs every command ROUNDS times, interleaved so that a busy moment hits them all, and
//! prints medians, what is above `/bin/true`, peak memory and the size of the binary. It judges nothing: a figure that
//! depends on the machine fails no build. `oidc` of the crate `oidc-cli` is measured beside it where it is on the PATH.
//! Memory is read from `/proc`, so there is none of it elsewhere than on Linux.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a benchmark stands outside and looks in"
)]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const AUTHCTL: &str = env!("CARGO_BIN_EXE_authctl");

/// One command that is measured.
struct Row {
    name: &'static str,
    argv: Vec<String>,
    /// The state directory starts empty for each run.
    fresh: bool,
    times: Vec<Duration>,
    peak_kb: u64,
}

impl Row {
    fn new(name: &'static str, argv: &[&str]) -> Self {
        Self {
            name,
            argv: argv.iter().map(|&it| it.to_owned()).collect(),
            fresh: false,
            times: Vec::new(),
            peak_kb: 0,
        }
    }

    fn fresh(mut self) -> Self {
        self.fresh = true;
        self
    }

    /// The command in a home of the benchmark's own, silent.
    fn command(&self, home: &Path) -> Command {
        let state = home.join(if self.fresh { "fresh" } else { "state" });
        if self.fresh {
            let _ = fs::remove_dir_all(&state);
        }
        let mut command = Command::new(&self.argv[0]);
        command.args(&self.argv[1..]).env_clear();
        command
            .env("HOME", home)
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("AUTHCTL_STATE_DIR", state);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn time(&mut self, home: &Path) {
        let mut command = self.command(home);
        let begun = Instant::now();
        let status = command.status().expect("the command was run before");
        self.times.push(begun.elapsed());
        assert!(status.success(), "{} fails: {status}", self.name);
    }

    /// Reads the high-water mark until the command is over; the last reading is the peak, since it never falls.
    fn measure_memory(&mut self, home: &Path) {
        let mut child = self.command(home).spawn().expect("the command was run before");
        let file = format!("/proc/{}/status", child.id());
        while child.try_wait().expect("the child is ours").is_none() {
            let kb = fs::read_to_string(&file).ok().and_then(|status| high_water_mark(&status));
            self.peak_kb = self.peak_kb.max(kb.unwrap_or_default());
        }
    }

    fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort();
        times[times.len() / 2]
    }

    fn print(&self, nothing: Duration) {
        let median = self.median();
        let above = median.as_secs_f64() - nothing.as_secs_f64();
        println!(
            "{:<44} {:>9.2} ms {:>+9.2} ms {:>7.1}x {:>7.1} MB {:>6}",
            self.name,
            median.as_secs_f64() * 1e3,
            above * 1e3,
            median.as_secs_f64() / nothing.as_secs_f64(),
            self.peak_kb as f64 / 1e3,
            self.times.len(),
        );
    }
}

fn high_water_mark(status: &str) -> Option<u64> {
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}

/// The login without a person, kept as `profile`.
fn sign_in(profile: &str) -> [&str; 10] {
    [AUTHCTL, "login", "--provider", "dev", "--as", "alice", "--store", "file", "--profile", profile]
}

/// Every command, the yardstick first.
fn rows() -> Vec<Row> {
    vec![
        Row::new("/bin/true", &["/bin/true"]),
        Row::new("authctl --version", &[AUTHCTL, "--version"]),
        Row::new("authctl token (fresh session, file store)", &[AUTHCTL, "token", "--profile", "bench"]),
        Row::new("authctl status --json", &[AUTHCTL, "status", "--json"]),
        Row::new("authctl login --provider dev (again)", &sign_in("again")),
        Row::new("authctl login --provider dev (new machine)", &sign_in("new")).fresh(),
    ]
}

/// `oidc-cli` with a token that is valid for long, if it is there.
fn peer(home: &Path) -> Option<Vec<Row>> {
    let path = env::var_os("PATH")?;
    let binary: PathBuf =
        env::split_paths(&path).map(|directory| directory.join("oidc")).find(|it| it.exists())?;
    let config = home.join("oidc.yaml");
    fs::write(
        &config,
        "clients:\n  bench:\n    issuer_url: http://127.0.0.1:9/\n    type: !Public\n      client_id: bench\n    \
         state:\n      access_token: nothing-secret\n      expires: 2099-01-01T00:00:00Z\n",
    )
    .ok()?;
    let binary = binary.to_string_lossy().into_owned();
    let config = config.to_string_lossy().into_owned();
    Some(vec![
        Row::new("oidc-cli: oidc --version", &[&binary, "--version"]),
        Row::new("oidc-cli: oidc token (fresh)", &[&binary, "--config", &config, "token", "bench"]),
    ])
}

fn main() {
    // cargo passes `--bench`; what is a number is the rounds.
    let rounds: usize = env::args().find_map(|argument| argument.parse().ok()).unwrap_or(101);
    let home = tempfile::tempdir().expect("a temporary directory");
    let mut rows = rows();
    match peer(home.path()) {
        Some(more) => rows.extend(more),
        None => {
            println!("oidc-cli is not on the PATH: `cargo install oidc-cli@0.8.0 --locked` to see it beside")
        }
    }

    let mut login = Row::new("the session", &sign_in("bench")).command(home.path());
    let output = login.stderr(Stdio::piped()).output().expect("the binary was built");
    assert!(
        output.status.success(),
        "the session cannot be made: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    for _ in 0..rounds {
        rows.iter_mut().for_each(|row| row.time(home.path()));
    }
    for _ in 0..5 {
        rows.iter_mut().for_each(|row| row.measure_memory(home.path()));
    }

    let nothing = rows[0].median();
    println!("{:<44} {:>12} {:>12} {:>8} {:>10} {:>6}", "", "median", "above true", "ratio", "peak", "runs");
    rows.iter().for_each(|row| row.print(nothing));
    let size = fs::metadata(AUTHCTL).expect("the binary was built").len();
    println!("binary: {:.2} MB", size as f64 / 1e6);
}
