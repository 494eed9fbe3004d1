//! How a run of the real binary ended, and what holds for every run there is.

use std::{path::Path, process::ExitStatus};

use authctl::error::Code;
use serde_json::Value;

/// A run that has ended.
#[derive(Debug)]
pub struct Ran {
    pub exit: i32,
    pub stdout: String,
    /// With the program's home as `HOME`.
    pub stderr: String,
}

impl Ran {
    /// What holds for every run there is (threats G1, G4, G9).
    pub(super) fn judged(status: ExitStatus, stdout: String, stderr: String, home: &Path) -> Self {
        let exit = status.code().unwrap_or_else(|| panic!("it died: {status}\n{stderr}"));
        for text in [&stdout, &stderr] {
            let odd = text
                .chars()
                .find(|c| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c));
            assert_eq!(odd, None, "{text:?}");
        }
        for line in stderr.lines().filter(|line| line.starts_with("{\"authctl_")) {
            let document: Value = serde_json::from_str(line).expect("an error document is JSON");
            assert!(Code::named(document["code"].as_str().unwrap()).is_some(), "{line}");
        }
        let stderr = stderr.replace(&home.display().to_string(), "HOME");
        Self { exit, stdout, stderr }
    }

    /// It ended with an exit code of the registry.
    #[track_caller]
    pub(super) fn of_our_own(self) -> Self {
        let Self { exit, stderr, .. } = &self;
        assert!((0..=12).contains(exit) || [129, 130, 143].contains(exit), "exit {exit}\n{stderr}");
        self
    }

    /// It ended well.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.exit, 0, "{}", self.stderr);
        self
    }

    /// It ended well and said nothing; what it printed, without the end of the line.
    #[track_caller]
    pub fn answer(self) -> String {
        assert_eq!((self.exit, self.stderr.as_str()), (0, ""));
        self.stdout.trim_end().to_owned()
    }

    /// It ended with this code, its exit code and nothing on stdout (threat G2).
    #[track_caller]
    pub fn refused(self, code: Code) -> Self {
        assert_eq!(self.stdout, "", "{}", self.stderr);
        self.said_no(code)
    }

    /// It ended with this code, whatever it printed.
    #[track_caller]
    pub fn said_no(self, code: Code) -> Self {
        let name = code.row().name;
        let is_named = self.stderr.lines().any(|line| {
            line.starts_with("error: ") && line.ends_with(&format!("[{name}]"))
                || line.starts_with("{\"authctl_error\":1,") && line.contains(&format!("\"code\":\"{name}\""))
        });
        assert!(is_named, "not {name}, but exit {}:\n{}", self.exit, self.stderr);
        assert_eq!(self.exit, i32::from(code.error().exit()), "{}", self.stderr);
        self
    }

    /// stdout as one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// The error document: the last line of stderr, alone on its line.
    #[track_caller]
    pub fn error_json(&self) -> Value {
        let last = self.stderr.lines().last().unwrap_or_default();
        serde_json::from_str(last).unwrap_or_else(|_| panic!("not JSON: {last}"))
    }
}

/// The text with its moments as `MOMENT` and every length of about an hour as `AN-HOUR`.
pub fn timeless(text: &str) -> String {
    let mut words = Vec::new();
    for line in text.split('\n') {
        let line: Vec<String> = line.split(' ').map(moment_free).collect();
        words.push(line.join(" "));
    }
    let mut text = words.join("\n").replace("MOMENT MOMENT", "MOMENT").replace("1 h 00 min", "AN-HOUR");
    for second in 0..60 {
        text = text.replace(&format!("59 min {second:02} s"), "AN-HOUR");
    }
    text
}

/// `2026-11-21`, `07:49:56),` and `"2026-11-21T07:49:56Z",` are moments.
fn moment_free(word: &str) -> String {
    let is_part = |c: char| c.is_ascii_digit() || "-:TZ".contains(c);
    let start = word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len());
    let end = start + word[start..].find(|c| !is_part(c)).unwrap_or(word.len() - start);
    let shape: String = word[start..end].chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    match shape.as_str() {
        "0000-00-00" | "00:00:00" | "0000-00-00T00:00:00Z" => {
            format!("{}MOMENT{}", &word[..start], &word[end..])
        }
        _ => word.to_owned(),
    }
}
