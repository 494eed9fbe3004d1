//! An app that runs for as long as a check: apart from our terminal, its output in a file, and ended with everything that it
//! started.

use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    io,
    path::Path,
    process::{Child, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use super::{child::ChildCommand, conversation};
use crate::error::{Code, Error, Phase, Result};

/// How long an app may take to end when it is asked to.
const GRACE: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(10);

/// How much of the end of its output is told when it ends by itself, in bytes and lines.
const LAST_BYTES: usize = 600;
const LAST_LINES: usize = 4;

/// Where an app's output goes.
pub struct AppOutput(File);

impl AppOutput {
    /// The file of that name, or one that has none, so that nobody else reads what an app says of its people.
    ///
    /// # Errors
    /// [`Code::StoreFailed`] if there is no place for it.
    pub fn new(file: Option<&Path>) -> Result<Self> {
        let made = match file {
            Some(file) => OpenOptions::new().create(true).append(true).read(true).open(file),
            None => tempfile::tempfile(),
        };
        made.map(Self).map_err(|error| failed(&error))
    }

    /// For a program to write to.
    pub(super) fn stream(&self) -> Result<Stdio> {
        self.0.try_clone().map(Stdio::from).map_err(|error| failed(&error))
    }

    /// The end of it, in one line.
    pub fn last_words(&self) -> String {
        let end = self.end().unwrap_or_default();
        let text = String::from_utf8_lossy(&end);
        let mut lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let last = lines.split_off(lines.len().saturating_sub(LAST_LINES));
        last.join(" / ")
    }

    /// Read without moving the place where the app writes, which is the same.
    #[cfg(unix)]
    fn end(&self) -> io::Result<Vec<u8>> {
        let length = self.0.metadata()?.len();
        let mut end = vec![0; LAST_BYTES];
        let start = length.saturating_sub(LAST_BYTES as u64);
        let read = std::os::unix::fs::FileExt::read_at(&self.0, &mut end, start)?;
        end.truncate(read);
        Ok(end)
    }

    #[cfg(not(unix))]
    fn end(&self) -> io::Result<Vec<u8>> {
        Ok(Vec::new())
    }
}

fn failed(error: &io::Error) -> Error {
    Code::StoreFailed
        .error()
        .phase(Phase::Check)
        .message("there is no place for the app's output")
        .got(error.to_string())
}

/// A running app. Dropping it ends it.
pub struct AppProcess {
    child: Child,
    /// Its exit status, once it has ended and nobody has its number any more.
    ended: Option<ExitStatus>,
}

impl ChildCommand {
    /// Starts the command as an app, with this in its environment.
    ///
    /// # Errors
    /// [`Code::CommandNotFound`], [`Code::CommandNotExecutable`].
    pub fn start_app(
        &self,
        environment: &BTreeMap<&'static str, String>,
        output: &AppOutput,
    ) -> Result<AppProcess> {
        let mut command = self.command();
        command.envs(environment);
        command.stdin(Stdio::null()).stdout(output.stream()?).stderr(output.stream()?);
        // a group of its own: with it everything ends that it starts, such as what a runner of scripts runs
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command.spawn().map_err(|error| self.not_started(&error))?;
        Ok(AppProcess { child, ended: None })
    }

    /// Runs the command to its end, which has to come within that time; what it leaves running goes on.
    ///
    /// # Errors
    /// [`Code::CommandNotFound`], [`Code::CommandNotExecutable`]; [`Code::AppRestartFailed`] if it says that it failed.
    pub fn finish(&self, output: &AppOutput, limit: Duration) -> Result<()> {
        let mut command = self.command();
        command.stdin(Stdio::null()).stdout(output.stream()?).stderr(output.stream()?);
        let mut child = command.spawn().map_err(|error| self.not_started(&error))?;
        let failed = |why: String| Code::AppRestartFailed.error().phase(Phase::Check).got(why);
        match conversation::ended_by(Instant::now() + limit, &mut child) {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(failed(format!("{status}: {}", output.last_words()))),
            None => {
                let _ = child.kill();
                let _ = child.wait();
                Err(failed(format!("it took longer than {} s", limit.as_secs())))
            }
        }
    }
}

impl AppProcess {
    /// One that was started in a process group of its own.
    #[cfg(unix)]
    pub(super) fn of(child: Child) -> Self {
        Self { child, ended: None }
    }

    /// How it ended, if it has; what it started ends then too.
    pub fn ended(&mut self) -> Option<String> {
        if self.ended.is_none() && self.is_over() {
            self.end_at_once();
            self.ended = self.child.wait().ok();
        }
        self.ended.map(|status| status.to_string())
    }

    /// Ends it, and waits until it has.
    pub fn stop(&mut self) {
        if self.ended().is_some() {
            return;
        }
        self.ask_to_end();
        let deadline = Instant::now() + GRACE;
        while !self.is_over() && Instant::now() < deadline {
            std::thread::sleep(PAUSE);
        }
        self.end_at_once();
        self.ended = self.child.wait().ok();
    }

    /// Whether it has ended. It is not waited for by that, so that its number stays its own, and its group's.
    #[cfg(unix)]
    fn is_over(&self) -> bool {
        use rustix::process::{WaitId, WaitIdOptions, waitid};
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        // an error says that there is no such child any more
        !matches!(waitid(WaitId::Pid(rustix::process::Pid::from_child(&self.child)), options), Ok(None))
    }

    #[cfg(unix)]
    fn ask_to_end(&self) {
        self.tell(rustix::process::Signal::TERM);
    }

    #[cfg(unix)]
    fn end_at_once(&self) {
        self.tell(rustix::process::Signal::KILL);
    }

    #[cfg(unix)]
    fn tell(&self, signal: rustix::process::Signal) {
        let _ = rustix::process::kill_process_group(rustix::process::Pid::from_child(&self.child), signal);
    }

    #[cfg(not(unix))]
    fn is_over(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    #[cfg(not(unix))]
    fn ask_to_end(&mut self) {
        let _ = self.child.kill();
    }

    #[cfg(not(unix))]
    fn end_at_once(&mut self) {
        let _ = self.child.kill();
    }
}

impl Drop for AppProcess {
    fn drop(&mut self) {
        self.stop();
    }
}
