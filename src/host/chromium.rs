//! Chromium, started without a window to run the scripts of pages: it is spoken to over a pipe that nobody else can reach, reaches
//! nothing by itself, keeps nothing, and ends with us in every way out.
//! <https://chromedevtools.github.io/devtools-protocol/>

use std::ffi::OsString;

use super::DevTools;
use crate::error::{Code, Error, Phase, Result};

/// What it is called on `PATH`, in the order in which it is looked for.
pub const NAMES: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// Starts the program of that name or path, or the first that is found.
///
/// # Errors
/// [`Code::CommandNotFound`], [`Code::CommandNotExecutable`]; [`Code::ChromiumFailed`] where it cannot be spoken to.
#[cfg(not(unix))]
pub fn start(_: Option<&OsString>) -> Result<Box<dyn DevTools>> {
    Err(failed("on this system no pipe leads to it").hint("run the check on Linux, macOS or in WSL"))
}

#[cfg(unix)]
pub use unix::start;

fn failed(why: &str) -> Error {
    Code::ChromiumFailed.error().phase(Phase::Check).got(why.to_owned())
}

#[cfg(unix)]
mod unix {
    use std::{
        io::{BufRead as _, BufReader, Read, Write},
        path::Path,
        process::{ChildStdin, ChildStdout, Command, Stdio},
        sync::mpsc,
        thread,
    };

    use tempfile::TempDir;
    use tokio::sync::{
        Mutex,
        mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    };

    use super::{Code, DevTools, NAMES, OsString, Phase, Result, failed};
    use crate::host::{
        BoxFuture,
        app_process::{AppOutput, AppProcess},
        child::ChildCommand,
    };

    /// Its ends of the pipe are 3 and 4; ours are what a child has of its parent without further ado.
    const BY_SHELL: &str = "exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null";

    /// No window, nothing of its own accord, and no way to any address: what a page asks for is answered over the pipe.
    const ARGUMENTS: &[&str] = &[
        "--headless=new",
        "--remote-debugging-pipe",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--no-proxy-server",
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-domain-reliability",
        "--disable-extensions",
        "--disable-sync",
        "--no-pings",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-breakpad",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--mute-audio",
        "--password-store=basic",
        "--use-mock-keychain",
        // frames are answered where their page is; an address is asked for as it stands
        "--disable-site-isolation-trials",
        "--disable-features=IsolateOrigins,site-per-process,HttpsUpgrades,LocalNetworkAccessChecks,OptimizationHints,Translate",
    ];

    /// The longest path of a directory in which it makes a socket, in bytes: that of the socket fits into 107 then (unix(7)).
    const LONGEST_PLACE: usize = 60;
    /// The longest message that is read, in bytes.
    const LONGEST: u64 = 64 * 1024 * 1024;

    struct Chromium {
        to: mpsc::Sender<String>,
        from: Mutex<UnboundedReceiver<String>>,
        output: AppOutput,
        // ends before its files go
        _process: AppProcess,
        _profile: TempDir,
    }

    /// Starts the program of that name or path, or the first that is found.
    ///
    /// # Errors
    /// [`Code::CommandNotFound`], [`Code::CommandNotExecutable`]; [`Code::ChromiumFailed`] where it cannot be started.
    pub fn start(program: Option<&OsString>) -> Result<Box<dyn DevTools>> {
        let program = located(program)?;
        let no_place = |error: std::io::Error| failed(&format!("there is no place for its files: {error}"));
        let profile = tempfile::Builder::new().prefix("authctl-").tempdir().map_err(no_place)?;
        let output = AppOutput::new(None)?;
        let mut command = launched(&program, profile.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(output.stream()?);
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().map_err(|error| failed(&error.to_string()))?;
        let pipe = child.stdin.take().zip(child.stdout.take());
        let process = AppProcess::of(child);
        let (stdin, stdout) = pipe.ok_or_else(|| failed("it has no pipe"))?;
        let (to, ours) = mpsc::channel();
        let (theirs, from) = unbounded_channel();
        let begin =
            |work: Box<dyn FnOnce() + Send>| thread::Builder::new().name("chromium".into()).spawn(work);
        begin(Box::new(move || write(stdin, &ours))).map_err(|error| failed(&error.to_string()))?;
        begin(Box::new(move || read(stdout, &theirs))).map_err(|error| failed(&error.to_string()))?;
        Ok(Box::new(Chromium { to, from: Mutex::new(from), output, _process: process, _profile: profile }))
    }

    fn located(program: Option<&OsString>) -> Result<OsString> {
        let find = |name: OsString| -> Result<OsString> {
            let command = ChildCommand::find(&[name])?;
            Ok(command.command().get_program().to_owned())
        };
        match program {
            Some(program) => find(program.clone()).map_err(|error| error.phase(Phase::Check)),
            None => NAMES.iter().find_map(|name| find((*name).into()).ok()).ok_or_else(|| {
                let error = Code::CommandNotFound.error().phase(Phase::Check).got(NAMES.join(", "));
                error.message("there is no Chromium on PATH").hint("name its program: --browser=PATH")
            }),
        }
    }

    fn launched(program: &OsString, profile: &Path) -> Command {
        let mut command = Command::new("/bin/sh");
        let mut own = OsString::from("--user-data-dir=");
        own.push(profile);
        command.args(["-c", BY_SHELL]).arg(program).args(ARGUMENTS).arg(own);
        // what it would leave where everybody's files are
        if profile.as_os_str().len() <= LONGEST_PLACE {
            command.env("TMPDIR", profile);
        }
        // whoever may do everything has no sandbox of Chromium's
        if rustix::process::geteuid().is_root() {
            command.arg("--no-sandbox");
        }
        command.arg("about:blank");
        command
    }

    /// Until there is nobody who sends, or nobody who reads.
    fn write(mut pipe: ChildStdin, messages: &mpsc::Receiver<String>) {
        for message in messages {
            let mut whole = message.into_bytes();
            whole.push(0);
            if pipe.write_all(&whole).and_then(|()| pipe.flush()).is_err() {
                break;
            }
        }
    }

    fn read(pipe: ChildStdout, messages: &UnboundedSender<String>) {
        let mut pipe = BufReader::new(pipe);
        loop {
            let mut message = Vec::new();
            let is_read = pipe.by_ref().take(LONGEST).read_until(0, &mut message).is_ok();
            if !is_read || message.pop() != Some(0) {
                break;
            }
            let Ok(message) = String::from_utf8(message) else { break };
            if messages.send(message).is_err() {
                break;
            }
        }
    }

    impl DevTools for Chromium {
        fn send(&self, message: String) {
            // one that has ended says so by sending nothing more
            let _ = self.to.send(message);
        }

        fn next(&self) -> BoxFuture<'_, Option<String>> {
            Box::pin(async { self.from.lock().await.recv().await })
        }

        fn last_words(&self) -> String {
            self.output.last_words()
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf, time::Duration};

    use tempfile::TempDir;

    use super::*;

    /// A program in the place of Chromium.
    fn program(script: &str) -> (TempDir, OsString) {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("chromium");
        fs::write(&file, format!("#!/bin/sh\ncd '{}'\n{script}\n", directory.path().display())).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o700)).unwrap();
        (directory, file.into())
    }

    fn next(devtools: &dyn DevTools) -> Option<String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let next = async { tokio::time::timeout(Duration::from_secs(20), devtools.next()).await };
        runtime.block_on(next).expect("something comes, or the end")
    }

    #[test]
    fn messages_go_both_ways_whole_and_it_ends_with_all_that_it_had() {
        let (home, file) = program("echo \"$*\" >arguments; sleep 600 & echo $$ $! >pids; exec cat <&3 >&4");
        let devtools = start(Some(&file)).unwrap();
        let long = "x".repeat(300_000);
        for message in ["{\"id\":1}", &long, "é"] {
            devtools.send(message.to_owned());
            assert!(next(&*devtools).as_deref() == Some(message), "{} bytes", message.len());
        }
        let arguments = fs::read_to_string(home.path().join("arguments")).unwrap();
        let profile = arguments.split(' ').find_map(|argument| argument.strip_prefix("--user-data-dir="));
        let profile = PathBuf::from(profile.expect("a place of its own"));
        assert!(profile.is_dir() && arguments.contains("--host-resolver-rules=MAP * ~NOTFOUND"));
        assert_eq!(arguments.contains("--no-sandbox"), rustix::process::geteuid().is_root());
        drop(devtools);
        assert!(!profile.exists());
        for pid in fs::read_to_string(home.path().join("pids")).unwrap().split_whitespace() {
            let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            assert!(state.is_empty() || state.contains(") Z "), "{pid} lives");
        }
    }

    #[test]
    fn one_that_ends_says_no_more_but_its_last_words() {
        let (_home, file) = program("echo 'no usable sandbox' >&2; exit 1");
        let devtools = start(Some(&file)).unwrap();
        devtools.send("{}".to_owned());
        assert_eq!(next(&*devtools), None);
        assert_eq!(devtools.last_words(), "no usable sandbox");
    }

    #[test]
    fn one_that_is_not_there_is_told() {
        let code = |name: &str| start(Some(&name.into())).err().map(|error| error.code());
        assert_eq!(code("/no/such/chromium"), Some(Code::CommandNotFound));
        assert_eq!(code("/etc/passwd"), Some(Code::CommandNotExecutable));
    }
}
