//! The real binary at a terminal: what is typed, what is shown, and whether the terminal shows what is typed.

use std::{
    fs::File,
    io::{Read as _, Write as _},
    os::fd::OwnedFd,
    process::{Child, ExitStatus},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use rustix::{
    fs::{Mode, OFlags},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{LocalModes, tcgetattr},
};

use super::program::Program;

/// The longest that anything may take (threat G5).
const DEADLINE: Duration = Duration::from_secs(20);

/// The binary, with stdin and stderr at a terminal.
pub struct AtTerminal {
    child: Child,
    keyboard: File,
    screen: Receiver<String>,
    /// Kept open, so that the terminal outlives the program and can be looked at.
    terminal: Option<OwnedFd>,
    seen: String,
}

impl AtTerminal {
    /// Starts it.
    pub fn start(program: &Program, arguments: &[&str]) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
        grantpt(&ours).and_then(|()| unlockpt(&ours)).expect("it can be opened");
        let name = ptsname(&ours, Vec::new()).expect("it has a name");
        let terminal =
            rustix::fs::open(&*name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).expect("it opens");
        let end = || terminal.try_clone().expect("a descriptor");
        let mut command = program.command(arguments);
        let child = command.stdin(end()).stderr(end()).stdout(end()).spawn().expect("it starts");
        let keyboard = File::from(ours);
        let mut from = keyboard.try_clone().expect("a descriptor");
        let (shown, screen) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = from.read(&mut buffer) {
                if shown.send(String::from_utf8_lossy(&buffer[..count]).into_owned()).is_err() {
                    break;
                }
            }
        });
        Self { child, keyboard, screen, terminal: Some(terminal), seen: String::new() }
    }

    /// Waits until this has been shown.
    pub fn sees(&mut self, text: &str) {
        while !self.seen.contains(text) {
            match self.screen.recv_timeout(DEADLINE) {
                Ok(more) => self.seen.push_str(&more),
                Err(_) => panic!("no {text:?} was shown, only:\n{}", self.seen),
            }
        }
    }

    /// Types this.
    pub fn types(&mut self, text: &str) {
        self.keyboard.write_all(text.as_bytes()).expect("the terminal takes it");
    }

    /// Whether the terminal shows what is typed.
    pub fn echoes(&self) -> bool {
        tcgetattr(self.terminal.as_ref().expect("it is open"))
            .expect("it is a terminal")
            .local_modes
            .contains(LocalModes::ECHO)
    }

    /// Sends a signal.
    pub fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for the end; the exit code.
    pub fn wait(&mut self) -> Option<i32> {
        self.child.wait().expect("it ends").code()
    }

    /// Waits for the end: how it ended, and everything that was shown.
    pub fn end(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().expect("it ends");
        // With nobody left at its other end, the terminal has nothing more to show.
        self.terminal = None;
        self.seen.extend(self.screen.iter());
        (status, std::mem::take(&mut self.seen))
    }
}

impl Drop for AtTerminal {
    fn drop(&mut self) {
        // no child survives its test; one that has ended takes this well
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
