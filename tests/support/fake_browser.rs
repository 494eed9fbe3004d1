//! A browser that tells how it was called, and does nothing else.

use std::{
    fs,
    process::Command,
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use super::program::Program;

/// A program for `--browser` and `$BROWSER`.
pub struct FakeBrowser {
    pub command: String,
    told: Receiver<String>,
}

impl FakeBrowser {
    /// One in this program's home. It talks, too, which nobody shall hear (threat C39).
    pub fn of(program: &Program) -> Self {
        // a pipe, so that whoever asks waits until it was called, however busy the machine is
        let pipe = program.path("browser.pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let tell = format!("{{ echo $#; for it; do echo \"$it\"; done; }} > '{}'", pipe.display());
        let script = program.script("browser", &format!("{tell}; echo talk; echo talk >&2"));
        let (sender, told) = channel();
        thread::spawn(move || sender.send(fs::read_to_string(pipe).unwrap()));
        Self { command: script.display().to_string(), told }
    }

    /// The number of its arguments, and each of them.
    pub fn called(&self) -> Vec<String> {
        let told = self.told.recv_timeout(Duration::from_secs(20)).expect("the browser is called");
        told.lines().map(str::to_owned).collect()
    }

    /// Nobody has called it.
    pub fn is_left_alone(&self) -> bool {
        self.told.try_recv().is_err()
    }
}
