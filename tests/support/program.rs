//! The real binary in a private home: nothing of this machine's environment, configuration or sessions reaches it, and a run
//! that does not end fails its test.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader, Read, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use authctl::{
    host::files::PrivateDir,
    jose::{base64url, hash},
    protocol::time::UnixTime,
    session::{
        Session,
        store::{DirectoryStore, Ports, Store as _, StoreChoice},
    },
};
use tempfile::TempDir;

use super::{
    ran::Ran,
    sessions::{CountingRandom, FakeKeyring, StillClock, keep},
};

/// The longest that any run may take (threat G5).
const DEADLINE: Duration = Duration::from_secs(60);

/// The binary with a home of its own.
pub struct Program {
    home: TempDir,
    environment: BTreeMap<String, String>,
}

impl Program {
    /// Sessions go into files; nobody is asked through a keyring.
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name).display().to_string();
        let mut environment = BTreeMap::from([
            ("HOME".to_owned(), at("home")),
            ("PATH".to_owned(), "/usr/bin:/bin".to_owned()),
            ("TZ".to_owned(), "UTC".to_owned()),
            ("AUTHCTL_STATE_DIR".to_owned(), at("state")),
            ("AUTHCTL_CONFIG".to_owned(), String::new()),
            ("AUTHCTL_STORE".to_owned(), "file".to_owned()),
        ]);
        // without it Windows has no sockets
        environment.extend(std::env::var("SystemRoot").map(|root| ("SystemRoot".to_owned(), root)));
        fs::create_dir(home.path().join("home")).unwrap();
        Self { home, environment }
    }

    /// With this environment variable.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.insert(name.to_owned(), value.into());
        self
    }

    /// Without this environment variable.
    pub fn without(mut self, name: &str) -> Self {
        self.environment.remove(name);
        self
    }

    /// With this text as its configuration.
    pub fn configured(self, text: &str) -> Self {
        let file = self.write("profiles.toml", text).display().to_string();
        self.with("AUTHCTL_CONFIG", file)
    }

    /// A path in its home.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Writes a file into its home.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.path(name);
        fs::write(&file, text).unwrap();
        file
    }

    /// Writes a file into its home that nobody else may read; its path.
    pub fn private(&self, name: &str, text: &str) -> String {
        let file = self.write(name, text);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        }
        file.display().to_string()
    }

    /// No file in its home has this text in it.
    #[track_caller]
    pub fn holds_nowhere(&self, text: &str) {
        let mut ahead = vec![self.home.path().to_owned()];
        while let Some(place) = ahead.pop() {
            if place.is_dir() {
                ahead.extend(fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path()));
            } else {
                let bytes = fs::read(&place).unwrap_or_default();
                let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
                assert!(!found, "{text} in {}", place.display());
            }
        }
    }

    /// Writes a shell script into its home.
    #[cfg(unix)]
    pub fn script(&self, name: &str, text: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt as _;
        let file = self.write(name, &format!("#!/bin/sh\n{text}\n"));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o700)).unwrap();
        file
    }

    /// The command, ready to be started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_authctl"));
        command.args(arguments).env_clear().envs(&self.environment).current_dir(self.home.path());
        command
    }

    /// Runs it to its end, with nothing on stdin.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        command.stdin(Stdio::null());
        Running::spawn(command, self.home.path()).end()
    }

    /// Runs a command through it, whose exit code is that command's own.
    pub fn exec(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command(&[&["exec"], arguments].concat());
        command.stdin(Stdio::null());
        Running::spawn(command, self.home.path()).end_as_it_may()
    }

    /// Runs it with this on stdin.
    pub fn told(&self, arguments: &[&str], input: &str) -> Ran {
        let mut running = self.start(arguments);
        // It need not read it.
        let _ = running.stdin.take().expect("stdin is open").write_all(input.as_bytes());
        running.end()
    }

    /// Starts it, with stdin open.
    pub fn start(&self, arguments: &[&str]) -> Running {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped());
        Running::spawn(command, self.home.path())
    }

    /// What is kept, to the byte: the files of the sessions by their names, each by its hash.
    pub fn sessions(&self) -> BTreeMap<String, String> {
        let Ok(entries) = fs::read_dir(self.path("state/sessions")) else { return BTreeMap::new() };
        let files = entries.map(|entry| entry.unwrap().path());
        files
            .filter(|file| file.extension().is_some_and(|extension| extension == "session"))
            .map(|file| {
                let name = file.file_name().unwrap().to_str().unwrap().to_owned();
                (name, base64url::encode(hash::sha256(&fs::read(file).unwrap())))
            })
            .collect()
    }

    /// The session of that name, opened.
    pub fn session(&self, profile: &str) -> Session {
        self.store().load(profile).unwrap().expect("a session is kept")
    }

    /// Lets the session's access token have expired, as after a night.
    pub fn expire(&self, profile: &str) {
        let session = self.session(profile);
        let (generation, expires_at) = (session.generation + 1, Some(UnixTime(1_000_000_000)));
        keep(&self.store(), &Session { generation, expires_at, ..session });
    }

    /// Keeps a session that no login has made.
    pub fn keep(&self, session: &Session) {
        keep(&self.store(), session);
    }

    fn store(&self) -> DirectoryStore {
        let ports = Ports {
            keyring: std::sync::Arc::new(FakeKeyring::default()),
            helper: std::sync::Arc::new(|command| panic!("{command} is asked")),
            random: std::sync::Arc::new(CountingRandom::default()),
            clock: std::sync::Arc::new(StillClock::default()),
        };
        DirectoryStore::new(PrivateDir::at(self.path("state/sessions")), StoreChoice::File, ports)
    }
}

/// The program while it runs.
pub struct Running {
    child: Child,
    /// Its stdin; dropped, it is at its end.
    pub stdin: Option<ChildStdin>,
    home: PathBuf,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
    said: String,
}

impl Running {
    fn spawn(mut command: Command, home: &Path) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (to_stdout, stdout) = channel();
        let (to_stderr, stderr) = channel();
        let mut from = child.stdout.take().unwrap();
        thread::spawn(move || {
            let mut text = Vec::new();
            from.read_to_end(&mut text).unwrap();
            to_stdout.send(String::from_utf8(text).expect("stdout is UTF-8"))
        });
        let mut from = BufReader::new(child.stderr.take().unwrap());
        thread::spawn(move || {
            let mut line = Vec::new();
            while from.read_until(b'\n', &mut line).unwrap() > 0 {
                let line = String::from_utf8(std::mem::take(&mut line)).expect("stderr is UTF-8");
                if to_stderr.send(line).is_err() {
                    break;
                }
            }
        });
        let stdin = child.stdin.take();
        Self { child, stdin, home: home.to_owned(), stdout, stderr, said: String::new() }
    }

    /// The next line of stderr that begins so, without its end.
    pub fn line(&mut self, beginning: &str) -> String {
        loop {
            let line = self.stderr.recv_timeout(DEADLINE).unwrap_or_else(|_| {
                panic!("no line that begins with {beginning:?} came, only:\n{}", self.said)
            });
            self.said.push_str(&line);
            if line.starts_with(beginning) {
                return line.trim_end().to_owned();
            }
        }
    }

    /// Pastes a line.
    pub fn paste(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("stdin is open");
        writeln!(stdin, "{line}").unwrap();
    }

    /// Sends a signal.
    #[cfg(unix)]
    pub fn signal(&self, signal: rustix::process::Signal) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, signal).unwrap();
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for its end.
    pub fn end(self) -> Ran {
        self.end_as_it_may().of_our_own()
    }

    /// Waits for its end, which may be that of a command it became.
    pub fn end_as_it_may(mut self) -> Ran {
        drop(self.stdin.take());
        let stdout = self.stdout.recv_timeout(DEADLINE).unwrap_or_else(|_| {
            self.child.kill().unwrap();
            self.child.wait().unwrap();
            let rest: String = self.stderr.iter().collect();
            panic!("it did not end; it said:\n{}{rest}", self.said)
        });
        let rest: String = self.stderr.iter().collect();
        let stderr = std::mem::take(&mut self.said) + &rest;
        let status = self.child.wait().unwrap();
        Ran::judged(status, stdout, stderr, &self.home)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // no child survives its test; one that has ended takes this well
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
