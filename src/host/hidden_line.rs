//! A line that a person types at the terminal, which does not show it: a password.

use crate::{error::Result, secret::SecretString};

#[cfg(unix)]
mod silent {
    //! POSIX General Terminal Interface, <https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap11.html>

    use std::io;

    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    /// A terminal that shows nothing of what is typed, until this is dropped: also when a signal ends the wait (threat C152).
    pub struct Silent(Termios);

    impl Silent {
        /// Makes it silent; `None` if it is no terminal.
        pub fn begin() -> Option<Self> {
            let before = tcgetattr(io::stdin()).ok()?;
            let mut silent = before.clone();
            silent.local_modes.remove(LocalModes::ECHO);
            silent.local_modes.insert(LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG);
            tcsetattr(io::stdin(), OptionalActions::Flush, &silent).ok()?;
            Some(Self(before))
        }
    }

    impl Drop for Silent {
        fn drop(&mut self) {
            // What was typed by half is thrown away, so that the shell does not get it.
            let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.0);
        }
    }
}

/// Asks, and takes one line without its end; `None` if there is no terminal, or nothing was typed.
///
/// It waits in a thread of its own; whoever stops waiting leaves that behind, and it ends with the process.
#[cfg(unix)]
pub async fn ask(question: &str) -> Result<Option<SecretString>> {
    use super::{Talk as _, terminal::Stderr};
    let Some(_silent) = silent::Silent::begin() else { return Ok(None) };
    // Without the question nobody knows what to do, so `--quiet` does not silence it.
    Stderr { quiet: false }.say(question);
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let spawned = std::thread::Builder::new().name("stdin".into()).spawn(move || {
        let _ = sender.send(line(std::io::stdin().lock()));
    });
    match spawned {
        Ok(_) => receiver.await.unwrap_or(Ok(None)),
        Err(_) => Ok(None),
    }
}

/// There is no way here to make a terminal silent.
#[cfg(not(unix))]
pub async fn ask(_: &str) -> Result<Option<SecretString>> {
    Ok(None)
}

/// The longest line, in bytes.
#[cfg(unix)]
const LONGEST: usize = 1024;

#[cfg(unix)]
fn line(from: impl std::io::BufRead) -> Result<Option<SecretString>> {
    use std::io::BufRead as _;

    use crate::error::Code;
    let refused = |why: &str| Err(Code::Usage.error().message(format!("what was typed {why}")));
    let mut typed = zeroize::Zeroizing::new(Vec::with_capacity(LONGEST + 1));
    if from.take(LONGEST as u64 + 1).read_until(b'\n', &mut typed).is_err() {
        return Ok(None);
    }
    // Spaces count: only the end of the line is none of it.
    while typed.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        typed.pop();
    }
    match std::str::from_utf8(&typed) {
        Ok("") => Ok(None),
        Ok(_) if typed.len() >= LONGEST => refused("is too long"),
        Ok(text) => Ok(Some(text.into())),
        Err(_) => refused("is not UTF-8"),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_taken_as_it_was_typed_but_for_its_end() {
        let typed = |text: &[u8]| line(text).map(|line| line.map(|line| line.expose().clone()));
        assert_eq!(typed(b" a b \nmore"), Ok(Some(" a b ".into())));
        assert_eq!(typed(b"a\r\n"), Ok(Some("a".into())));
        assert_eq!((typed(b""), typed(b"\n")), (Ok(None), Ok(None)));
        assert!(typed(b"\xff\n").is_err() && typed(&[b'a'; 4096]).is_err());
    }
}
