//! stdout for data, stderr for talk, stdin for one pasted line.

use std::{
    fmt::Write as _,
    io::{self, BufRead as _, IsTerminal as _, Read as _, Write},
    str::FromStr,
};

use super::{BoxFuture, Paste, Talk, environment::Environment, screen};
use crate::{
    error::{Code, Phase, Result},
    secret::SecretString,
};

/// The longest line that is read from stdin, in bytes.
const PASTED_LIMIT: u64 = 16 * 1024;

/// What became of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It was written and flushed.
    Whole,
    /// The reader is gone (`| head`): nothing to complain about, and nobody to complain to (threat C147).
    ReaderGone,
}

/// Writes a whole answer to stdout: in one piece, flushed, or [`Code::OutputFailed`] (threats C148, C149).
pub fn write_stdout(answer: &[u8]) -> Result<Written> {
    write_whole(&mut io::stdout().lock(), answer)
}

/// As [`write_stdout`], to anything.
pub fn write_whole(to: &mut impl Write, answer: &[u8]) -> Result<Written> {
    match to.write_all(answer).and_then(|()| to.flush()) {
        Ok(()) => Ok(Written::Whole),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Written::ReaderGone),
        Err(error) => Err(Code::OutputFailed
            .error()
            .phase(Phase::Output)
            .message(format!("the output could not be written: {}", error.kind()))),
    }
}

/// Reads stdin to its end, at most `limit` bytes of it.
pub fn read_stdin(limit: u64) -> Result<Vec<u8>> {
    let unreadable = |why: String| Code::Usage.error().message("stdin cannot be read").got(why);
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(error.to_string()))?;
    match bytes.len() as u64 > limit {
        true => Err(unreadable(format!("it is longer than {limit} bytes"))),
        false => Ok(bytes),
    }
}

/// Talk goes to stderr; a stderr that is gone is not a reason to fail.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stderr {
    /// Say nothing (`--quiet`).
    pub quiet: bool,
}

impl Talk for Stderr {
    fn say(&self, line: &str) {
        if !self.quiet {
            let mut whole = String::with_capacity(line.len() + 8);
            let _ = writeln!(whole, "{}{line}", screen::cleared());
            let _ = io::stderr().lock().write_all(whole.as_bytes());
        }
    }
}

/// Says one line on stderr, whatever `--quiet` says.
pub fn say(line: &str) {
    Stderr { quiet: false }.say(line);
}

/// One of the three streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// stdin
    Input,
    /// stdout
    Output,
    /// stderr
    Talk,
}

impl Stream {
    /// Whether a person sits at it.
    pub fn is_terminal(self) -> bool {
        match self {
            Self::Input => io::stdin().is_terminal(),
            Self::Output => io::stdout().is_terminal(),
            Self::Talk => io::stderr().is_terminal(),
        }
    }
}

/// `--color`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// In a terminal, unless the environment says no.
    #[default]
    Auto,
    /// Even into a pipe.
    Always,
    /// Nowhere.
    Never,
}

impl FromStr for ColorChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "auto" => Ok(Self::Auto),
            "always" => Ok(Self::Always),
            "never" => Ok(Self::Never),
            _ => Err("color is auto, always or never".into()),
        }
    }
}

impl ColorChoice {
    /// Whether to color a stream (threat C150): an explicit choice first, then `NO_COLOR` (<https://no-color.org>,
    /// any non-empty value), then `TERM=dumb`, then whether it is a terminal.
    pub fn colors(self, is_terminal: bool, environment: &Environment) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                is_terminal
                    && environment("NO_COLOR").is_none_or(|value| value.is_empty())
                    && environment("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }
}

/// Reads one line that a person pastes, without the line's end. Nothing is echoed by us.
///
/// It waits in a thread of its own, so that a login can wait for the listener at the same time; whoever stops waiting
/// leaves that thread behind, and it ends with the process. End of input is [`Code::InteractionRequired`].
pub async fn read_pasted_line() -> Result<String> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let spawned = std::thread::Builder::new().name("stdin".into()).spawn(move || {
        let _ = sender.send(read_line(io::stdin().lock()));
    });
    match spawned {
        Ok(_) => receiver.await.unwrap_or_else(|_| Err(nothing_pasted())),
        Err(_) => Err(nothing_pasted()),
    }
}

/// The real [`Paste`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Stdin;

impl Paste for Stdin {
    fn line(&self) -> BoxFuture<'_, Option<SecretString>> {
        Box::pin(async {
            loop {
                match read_pasted_line().await {
                    Ok(line) => return Some(line.into()),
                    // What cannot be read is no reason to take nothing more.
                    Err(error) if error.code() == Code::Usage => {}
                    Err(_) => return None,
                }
            }
        })
    }
}

/// One line of at most [`PASTED_LIMIT`] bytes.
fn read_line(from: impl io::BufRead) -> Result<String> {
    let mut line = Vec::new();
    let read = from.take(PASTED_LIMIT).read_until(b'\n', &mut line).map_err(|_| nothing_pasted())?;
    if read == 0 {
        return Err(nothing_pasted());
    }
    let line = String::from_utf8(line)
        .map_err(|_| Code::Usage.error().phase(Phase::Callback).message("the pasted line is not UTF-8"))?;
    Ok(line.trim().to_owned())
}

fn nothing_pasted() -> crate::error::Error {
    Code::InteractionRequired
        .error()
        .phase(Phase::Callback)
        .message("nothing was pasted, and stdin is at its end")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::environment;

    /// Fails every write with one kind of error.
    struct Failing(io::ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn an_answer_that_cannot_be_written_is_an_error_and_a_reader_that_left_is_not() {
        // C147, C148
        let full = write_whole(&mut Failing(io::ErrorKind::StorageFull), b"token\n").unwrap_err();
        assert_eq!((full.code(), full.exit(), full.at()), (Code::OutputFailed, 11, Phase::Output));
        assert_eq!(write_whole(&mut Failing(io::ErrorKind::BrokenPipe), b"token\n"), Ok(Written::ReaderGone));
        let mut written = Vec::new();
        assert_eq!(write_whole(&mut written, b"token\n"), Ok(Written::Whole));
        assert_eq!(written, b"token\n");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_device_is_an_error() {
        // C148
        let mut full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        assert_eq!(write_whole(&mut full, b"token\n").unwrap_err().code(), Code::OutputFailed);
    }

    #[test]
    fn color_follows_the_flag_then_the_environment_then_the_terminal() {
        // C150
        type Row<'a> = (ColorChoice, bool, &'a [(&'a str, &'a str)], bool);
        let table: &[Row<'_>] = &[
            (ColorChoice::Auto, true, &[], true),
            (ColorChoice::Auto, false, &[], false),
            (ColorChoice::Auto, true, &[("NO_COLOR", "1")], false),
            (ColorChoice::Auto, true, &[("NO_COLOR", "")], true),
            (ColorChoice::Auto, true, &[("TERM", "dumb")], false),
            (ColorChoice::Auto, true, &[("TERM", "xterm")], true),
            (ColorChoice::Always, false, &[("NO_COLOR", "1"), ("TERM", "dumb")], true),
            (ColorChoice::Never, true, &[], false),
        ];
        for (choice, terminal, variables, colors) in table {
            assert_eq!(
                choice.colors(*terminal, &environment::of(variables)),
                *colors,
                "{choice:?} {variables:?}"
            );
        }
    }

    #[test]
    fn a_pasted_line_is_one_line_of_bounded_length() {
        // C60, C153
        assert_eq!(
            read_line(&b" http://127.0.0.1/?code=a \r\nmore"[..]).unwrap(),
            "http://127.0.0.1/?code=a"
        );
        assert_eq!(read_line(&b"no end"[..]).unwrap(), "no end");
        assert_eq!(read_line(&b""[..]).unwrap_err().code(), Code::InteractionRequired);
        assert_eq!(read_line(&b"\xff\n"[..]).unwrap_err().code(), Code::Usage);
        assert_eq!(read_line(&vec![b'a'; 1 << 20][..]).unwrap().len(), 16 * 1024);
    }
}
