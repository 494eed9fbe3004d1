//! One exchange with another program: a question on its stdin, the answer from its stdout, what it says on stderr, and an
//! end of it all when its time is over.

use std::{
    io::{self, Read, Write as _},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

/// The longest answer that is read, in bytes; the rest is read away, so that the program does not end by a broken pipe.
pub(super) const LONGEST: u64 = 64 * 1024;

/// How long stderr may stay open after the end: a program may have left another one behind that holds it.
const STRAGGLER: Duration = Duration::from_millis(100);

/// What a program answered.
pub(super) struct Answer {
    pub status: ExitStatus,
    /// Perhaps with a secret in it.
    pub stdout: Zeroizing<Vec<u8>>,
    pub stderr: Vec<u8>,
}

/// Why there is no answer.
pub(super) enum Silence {
    /// It could not be started.
    NotStarted(io::Error),
    /// Its time was over, and it was ended.
    TooLong,
}

/// Whose terminal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Terminal {
    /// The program may ask the person who sits there.
    Shared,
    /// The program is in a process group of its own, so that reading from the terminal stops it, and when its time is over
    /// all that it started is ended with it.
    Ours,
}

/// Asks `question`, a short one: it fits into a pipe, so that nobody waits for a program that does not read it.
pub(super) fn hold(
    mut command: Command,
    question: &[u8],
    terminal: Terminal,
    limit: Duration,
) -> Result<Answer, Silence> {
    let deadline = Instant::now() + limit;
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    if terminal == Terminal::Ours {
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
    }
    let mut child = command.spawn().map_err(Silence::NotStarted)?;
    let stdout = child.stdout.take().map(read);
    let stderr = child.stderr.take().map(read);
    // A program that does not care for the question closes the pipe: its answer tells.
    let _ = child.stdin.take().map(|mut stdin| stdin.write_all(question));
    let left = || deadline.saturating_duration_since(Instant::now());
    let stdout = stdout.and_then(|text| text.recv_timeout(left()).ok());
    let Some((status, stdout)) = ended_by(deadline, &mut child).zip(stdout) else {
        end(&mut child, terminal);
        return Err(Silence::TooLong);
    };
    let stderr = stderr.and_then(|text| text.recv_timeout(STRAGGLER).ok()).unwrap_or_default();
    Ok(Answer { status, stdout, stderr: stderr.to_vec() })
}

/// Whether Ctrl-C ended it: by the signal itself, or as a shell tells that of the program that it ran.
pub(super) fn is_interrupted(status: ExitStatus) -> bool {
    #[cfg(unix)]
    if std::os::unix::process::ExitStatusExt::signal(&status) == Some(2) {
        return true;
    }
    status.code() == Some(130)
}

/// Reads on a thread of its own.
fn read(mut from: impl Read + Send + 'static) -> Receiver<Zeroizing<Vec<u8>>> {
    let (sender, text) = mpsc::channel();
    // Without a thread nothing comes, and that is told as a program that takes too long.
    let _ = thread::Builder::new().name("conversation".to_owned()).spawn(move || {
        let mut text = Zeroizing::new(Vec::with_capacity(usize::try_from(LONGEST).unwrap_or_default()));
        let _ = from.by_ref().take(LONGEST).read_to_end(&mut text);
        let _ = io::copy(&mut from, &mut io::sink());
        sender.send(text)
    });
    text
}

/// Waits for the end until the deadline.
pub(super) fn ended_by(deadline: Instant, child: &mut Child) -> Option<ExitStatus> {
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        if Instant::now() >= deadline {
            return None;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn end(child: &mut Child, terminal: Terminal) {
    #[cfg(unix)]
    if terminal == Terminal::Ours {
        let group = rustix::process::Pid::from_child(child);
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    #[cfg(not(unix))]
    let _ = terminal;
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn ask(script: &str, question: &[u8], limit: Duration) -> Result<Answer, Silence> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        hold(command, question, Terminal::Ours, limit)
    }

    const LONG: Duration = Duration::from_secs(20);
    const SHORT: Duration = Duration::from_millis(50);

    #[test]
    fn the_question_goes_to_stdin_and_both_answers_come_back() {
        let answer =
            ask("cat; echo said >&2; exit 3", b"asked", LONG).unwrap_or_else(|_| panic!("no answer"));
        assert_eq!((answer.status.code(), answer.stdout.as_slice()), (Some(3), &b"asked"[..]));
        assert_eq!(answer.stderr, b"said\n");
    }

    #[test]
    fn a_program_that_does_not_listen_or_talks_without_end_is_heard_all_the_same() {
        let deaf = ask("exec <&-; echo yes", b"asked", LONG).unwrap_or_else(|_| panic!("no answer"));
        assert_eq!(deaf.stdout.as_slice(), b"yes\n");
        let flood = ask("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2", b"", LONG);
        let flood = flood.unwrap_or_else(|_| panic!("no answer"));
        assert!(flood.status.success(), "no broken pipe");
        assert_eq!((flood.stdout.len(), flood.stderr.len()), (65536, 65536));
    }

    #[test]
    fn a_program_that_hangs_is_ended_with_all_that_it_started() {
        let directory = tempfile::tempdir().unwrap();
        let pids = directory.path().join("pids");
        for script in [
            format!("echo $$ >{0}; sleep 600 & echo $! >>{0}; wait", pids.display()),
            format!("exec >&- 2>&-; echo $$ >{0}; exec sleep 600", pids.display()),
        ] {
            let limit = Duration::from_secs(1);
            assert!(matches!(ask(&script, b"", limit), Err(Silence::TooLong)), "{script}");
            for pid in std::fs::read_to_string(&pids).unwrap().split_whitespace() {
                // A process that was killed may take a moment to end.
                let deadline = Instant::now() + LONG;
                while lives(pid) {
                    assert!(Instant::now() < deadline, "{pid} lives: {script}");
                    thread::yield_now();
                }
            }
        }
    }

    /// Whether it runs; what nobody has reaped yet does not.
    fn lives(pid: &str) -> bool {
        match std::fs::read_to_string(format!("/proc/{pid}/stat")) {
            Ok(state) => !state.contains(") Z "),
            Err(_) => {
                let pid = rustix::process::Pid::from_raw(pid.parse().unwrap()).unwrap();
                rustix::process::test_kill_process(pid).is_ok()
            }
        }
    }

    #[test]
    fn what_cannot_be_started_and_what_is_held_open_are_told_apart() {
        let missing = hold(Command::new("/no/such/program"), b"", Terminal::Ours, SHORT);
        assert!(matches!(missing, Err(Silence::NotStarted(_))));
        assert!(matches!(ask("sleep 600 & exit 0", b"", SHORT), Err(Silence::TooLong)));
        // A program that was left behind and holds only stderr is not waited for.
        let answer = ask("sleep 1 >&- & echo yes", b"", LONG).unwrap_or_else(|_| panic!("no answer"));
        assert_eq!(answer.stdout.as_slice(), b"yes\n");
    }
}
