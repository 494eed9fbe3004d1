//! Documents whose commands are run: the blocks of a Markdown text, and one shell in a private home that runs them, beside
//! copies of the examples.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        atomic::{AtomicU32, Ordering},
        mpsc::{Receiver, channel},
    },
    thread,
    time::Duration,
};

use tempfile::TempDir;

/// The longest that one command may take.
const DEADLINE: Duration = Duration::from_secs(60);

/// A fenced block.
pub struct Block<'a> {
    /// The number of its first line in the document, from 1.
    pub line: usize,
    /// What stands behind the fence.
    pub info: &'a str,
    pub text: Vec<&'a str>,
}

/// The fenced blocks of a document, in order.
pub fn blocks(document: &str) -> Vec<Block<'_>> {
    let mut found: Vec<Block<'_>> = Vec::new();
    let mut is_open = false;
    for (index, line) in document.lines().enumerate() {
        match (line.strip_prefix("```"), is_open) {
            (Some(info), false) => found.push(Block { line: index + 2, info, text: Vec::new() }),
            (None, true) => found.last_mut().expect("a block is open").text.push(line),
            (None, false) => continue,
            (Some(_), true) => {}
        }
        is_open = is_open != line.starts_with("```");
    }
    assert!(!is_open, "a block is not closed");
    found
}

/// A command and what it says.
pub struct Example {
    /// The number of its line in the document.
    pub line: usize,
    pub command: String,
    pub output: Vec<String>,
}

/// The commands of a block: what follows `$ `, and lines of it that follow `> `.
pub fn examples(block: &Block<'_>) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    for (index, line) in block.text.iter().enumerate() {
        let line_number = block.line + index;
        if let Some(command) = line.strip_prefix("$ ") {
            found.push(Example { line: line_number, command: command.to_owned(), output: Vec::new() });
            continue;
        }
        let example = found.last_mut().unwrap_or_else(|| panic!("line {line_number} belongs to no command"));
        match line.strip_prefix("> ") {
            Some(more) if example.output.is_empty() => {
                example.command.push('\n');
                example.command.push_str(more);
            }
            _ => example.output.push((*line).to_owned()),
        }
    }
    found
}

/// One shell in a private home, with the binary under test on its path and a port of its own for the embedded provider.
pub struct Shell {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    port: u16,
    _home: TempDir,
}

/// The port that documents speak of.
const WRITTEN_PORT: &str = "9470";
/// Stands on a line of its own behind what a command said.
const MARK: &str = "--- the command has ended ---";

impl Shell {
    pub fn start() -> Self {
        let home = tempfile::tempdir().expect("a directory");
        let work = home.path().join("work");
        fs::create_dir(&work).expect("a directory");
        for example in ["profiles.example.toml", "provider.example.toml"] {
            let original = Path::new(env!("CARGO_MANIFEST_DIR")).join(example);
            fs::copy(original, work.join(example)).expect("the example is copied");
        }
        let port = free_port();
        let binaries = Path::new(env!("CARGO_BIN_EXE_authctl")).parent().expect("it is in a directory");
        let path = std::env::var("PATH").unwrap_or_default();
        let mut child = Command::new("sh")
            .current_dir(&work)
            .env_clear()
            .env("HOME", home.path())
            .env("PATH", format!("{}:{path}", binaries.display()))
            .env("TZ", "UTC")
            .env("AUTHCTL_PORT", port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("there is a shell");
        let mut stdin = child.stdin.take().expect("it was piped");
        // What was started in the background ends with the shell.
        writeln!(stdin, "exec 2>&1; trap 'kill $! 2>/dev/null' EXIT").expect("the shell reads");
        let stdout = BufReader::new(child.stdout.take().expect("it was piped"));
        let (send, lines) = channel();
        thread::spawn(move || {
            stdout.lines().map_while(Result::ok).try_for_each(|line| send.send(line).ok());
        });
        Self { child, stdin: Some(stdin), lines, port, _home: home }
    }

    /// Runs a command; what it said on stdout and stderr, in lines. `$?` is kept for the next one.
    pub fn run(&mut self, command: &str) -> Vec<String> {
        let command = self.here(command);
        let stdin = self.stdin.as_mut().expect("the shell is open");
        writeln!(stdin, "{{ {command}\n}} </dev/null\n_=$?; printf '\\n{MARK}\\n'; (exit $_)")
            .expect("the shell reads");
        let mut said = Vec::new();
        loop {
            match self.lines.recv_timeout(DEADLINE) {
                Ok(line) if line == MARK => break,
                Ok(line) => said.push(self.there(&line)),
                Err(_) => panic!("`{command}` did not end; it said:\n{}", said.join("\n")),
            }
        }
        // The line break before the mark, if the command ended its last line itself.
        if said.last().is_some_and(String::is_empty) {
            said.pop();
        }
        said
    }

    /// Whether there is such a program.
    pub fn has(&mut self, program: &str) -> bool {
        !self.run(&format!("command -v {program}")).is_empty()
    }

    /// A command of a document as it is here: the embedded provider is at another port.
    fn here(&self, text: &str) -> String {
        let issuer = format!("--provider dev --issuer http://127.0.0.1:{}", self.port);
        text.replace(WRITTEN_PORT, &self.port.to_string()).replace("--provider dev", &issuer)
    }

    /// A line as a document has it.
    fn there(&self, line: &str) -> String {
        line.replace(&format!(":{}", self.port), &format!(":{WRITTEN_PORT}"))
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        drop(self.stdin.take());
        // Its trap ends what it started.
        let _ = self.child.wait();
    }
}

/// A port that nobody has, and that the system gives to nobody who asks for any: the shell's commands take it again and
/// again.
pub fn free_port() -> u16 {
    static TRIED: AtomicU32 = AtomicU32::new(0);
    let begin = std::process::id().wrapping_mul(31);
    (0..20_000)
        .map(|_| begin.wrapping_add(TRIED.fetch_add(1, Ordering::Relaxed)) % 20_000)
        .map(|offset| 10_000 + u16::try_from(offset).expect("it is below 20 000"))
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}

/// Whether lines are those of a document, in which a line `…` stands for any lines, and `…` in a line for any text.
/// Spaces count as one.
pub fn fits(expected: &[String], said: &[String]) -> bool {
    match expected.split_first() {
        None => said.is_empty(),
        Some((line, rest)) if line.trim() == "…" => {
            (0..=said.len()).any(|skipped| fits(rest, &said[skipped..]))
        }
        Some((line, rest)) => said.split_first().is_some_and(|(first, others)| {
            line_fits(&squeezed(line), &squeezed(first)) && fits(rest, others)
        }),
    }
}

fn squeezed(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn line_fits(expected: &str, said: &str) -> bool {
    match expected.split_once('…') {
        None => expected == said,
        Some((beginning, rest)) => said.strip_prefix(beginning).is_some_and(|after| {
            after
                .char_indices()
                .map(|(at, _)| at)
                .chain([after.len()])
                .any(|at| line_fits(rest, &after[at..]))
        }),
    }
}

#[test]
fn a_line_of_dots_stands_for_any_lines_and_dots_in_a_line_for_any_text() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let fits = |expected: &str, said: &str| fits(&lines(expected), &lines(said));
    assert!(fits("a …c\n…\nz", "a  b c\nany\nthing\nz"));
    assert!(fits("…", ""));
    assert!(fits("a\n…", "a"));
    assert!(!fits("a\nz", "a\nany\nz"));
    assert!(!fits("a …c", "a b"));
    assert!(!fits("", "a"));
}
